"""A DMN file as a model: its elements, checked for their form only. Expressions stay texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from tierline.tables.dmn.errors import PartMissing, RepeatedName
from tierline.tables.dmn.logic_reading import function_in, logic_in
from tierline.tables.dmn.model import (
    BeyondReading,
    Decision,
    Faulty,
    FunctionLogic,
    InputData,
    ItemDefinition,
    Knowledge,
    Model,
    Requirement,
    Written,
)
from tierline.tables.dmn.table_reading import is_feel, name_of
from tierline.tables.dmn.xml import child, children, content_of, root_of, tag_of, text_in
from tierline.wording import Text

_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_REQUIRED = ("requiredInput", "requiredDecision", "requiredKnowledge")
_EXPRESSIONS = ("literalExpression", "inputExpression", "inputEntry", "outputEntry")
_CAMUNDA = "http://camunda.org/schema/"


def read(path: Path) -> Model:
    """The model that a DMN 1.1-1.6 file holds.

    Raises a TableError where the file is no such model, whatever is in it. What DMN has beyond what is read
    here stands in the model as BeyondReading, and is refused when it is asked for.
    """
    return model_in(content_of(path), path)


def model_in(content: bytes, path: Path) -> Model:
    """The model that a text holds; `path` is named where it holds none."""
    root, version = root_of(content, path)
    namespace = root.get("namespace", "")
    if not is_feel(root):
        # It is what every expression is written in that says nothing else.
        for element in root.iter():
            if tag_of(element) in _EXPRESSIONS:
                element.attrib.setdefault("expressionLanguage", root.get("expressionLanguage", ""))
    model = Model(
        name=name_of(root) or path.stem,
        namespace=namespace,
        version=version,
        inputs=tuple(_input(element) for element in children(root, "inputData")),
        decisions=tuple(_decision(element, namespace) for element in children(root, "decision")),
        knowledge=tuple(
            _knowledge(element, namespace) for element in children(root, "businessKnowledgeModel")
        ),
        # A type without a name is none that anything could ask for.
        types=tuple(_item(element, "") for element in children(root, "itemDefinition") if name_of(element)),
        services=tuple(
            (element.get("id", ""), name_of(element)) for element in children(root, "decisionService")
        ),
        loosely_declared=_is_for_camunda(root),
    )
    _check_names(model, path)
    return model


def _check_names(model: Model, path: Path) -> None:
    parts: list[InputData | Decision | Knowledge] = [*model.inputs, *model.decisions, *model.knowledge]
    for names in (
        [part.id for part in parts if part.id],
        [data.name for data in model.inputs],
        [decision.name for decision in model.decisions],
        [knowledge.name for knowledge in model.knowledge],
        [item.name for item in model.types],
    ):
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise RepeatedName(path=path, name=name)
            seen.add(name)


def _is_for_camunda(root: Element) -> bool:
    platform = root.get(f"{{{_CAMUNDA}modeler/1.0}}executionPlatform", "")
    return (
        root.get("namespace", "").startswith(_CAMUNDA)
        or root.get("exporter", "").startswith("Camunda")
        or platform.startswith("Camunda")
    )


def _named(element: Element) -> str:
    """The name of an element: that of its variable, or its id, where it has none."""
    variable = child(element, "variable")
    name = name_of(element) or ("" if variable is None else name_of(variable)) or element.get("id", "")
    if not name:
        tag = tag_of(element)
        raise PartMissing(place=Text(tag, tag), expected="name")
    return name


def _variable(element: Element) -> tuple[str, str]:
    """The name and the type of the variable of an element: its own name, where it says nothing."""
    variable = child(element, "variable")
    if variable is None:
        return _named(element), element.get("typeRef", "")
    return name_of(variable) or _named(element), variable.get("typeRef", "")


def _input(element: Element) -> InputData:
    name, type_name = _variable(element)
    return InputData(element.get("id", ""), name, type_name, _named(element))


def _decision(element: Element, namespace: str) -> Decision:
    name = _named(element)
    place = Text(f"Decision {name}", f"决策 {name}")
    variable, type_name = _variable(element)
    return Decision(
        element.get("id", ""),
        name,
        variable,
        type_name,
        tuple(_requirements(element, namespace)),
        logic_in(element, place),
        place,
    )


def _knowledge(element: Element, namespace: str) -> Knowledge:
    name = _named(element)
    place = Text(f"Business knowledge model {name}", f"业务知识模型 {name}")
    variable, type_name = _variable(element)
    encapsulated = child(element, "encapsulatedLogic")
    logic: FunctionLogic | BeyondReading | Faulty | None = None
    if encapsulated is not None:
        logic = function_in(encapsulated, place)
    requires = tuple(_requirements(element, namespace))
    return Knowledge(element.get("id", ""), name, variable, type_name, requires, logic, place)


def _requirements(element: Element, namespace: str) -> Iterator[Requirement]:
    for requirement in children(element, *_REQUIREMENTS):
        for required in children(requirement, *_REQUIRED):
            reach, _, wanted = required.get("href", "").rpartition("#")
            yield Requirement(wanted, is_local=reach in ("", namespace))


def _item(element: Element, above: str) -> ItemDefinition:
    name = _named(element)
    full = f"{above}.{name}" if above else name
    place = Text(f"Item definition {full}", f"类型定义 {full}")
    type_name = child(element, "typeRef")
    return ItemDefinition(
        name,
        "" if type_name is None else (type_name.text or "").strip(),
        _tests(element, "allowedValues", place),
        _tests(element, "typeConstraint", place),
        element.get("isCollection", "false").strip() in ("true", "1"),
        tuple(_item(component, full) for component in children(element, "itemComponent")),
    )


def _tests(element: Element, tag: str, place: Text) -> Written | None:
    text = text_in(child(element, tag))
    return Written(text, place) if text.strip() else None
