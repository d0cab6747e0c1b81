"""A DMN file as a model: its elements, checked for their form only. Expressions stay texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from tierline.tables.dmn.errors import BeyondScope, PartMissing, RepeatedName
from tierline.tables.dmn.logic_reading import function_in, is_feel, logic_in, name_of
from tierline.tables.dmn.model import (
    BeyondReading,
    Decision,
    FunctionLogic,
    InputData,
    ItemDefinition,
    Knowledge,
    Model,
    Requirement,
    Written,
)
from tierline.tables.dmn.xml import child, children, content_of, root_of, tag_of, text_in
from tierline.wording import Text

_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_REQUIRED = ("requiredInput", "requiredDecision", "requiredKnowledge")


def read(path: Path) -> Model:
    """The model that a DMN 1.1-1.5 file holds.

    Raises a TableError where the file is no such model, whatever is in it. What DMN has beyond what is read
    here stands in the model as BeyondReading, and is refused when it is asked for.
    """
    return model_in(content_of(path), path)


def model_in(content: bytes, path: Path) -> Model:
    """The model that a text holds; `path` is named where it holds none."""
    root, version = root_of(content, path)
    if not is_feel(root):
        language = root.get("expressionLanguage", "")
        raise BeyondScope(place=Text(str(path), str(path)), what=f"the expression language {language}")
    model = Model(
        name=name_of(root) or path.stem,
        namespace=root.get("namespace", ""),
        version=version,
        inputs=tuple(_input(element) for element in children(root, "inputData")),
        decisions=tuple(_decision(element) for element in children(root, "decision")),
        knowledge=tuple(_knowledge(element) for element in children(root, "businessKnowledgeModel")),
        types=tuple(_item(element, "") for element in children(root, "itemDefinition")),
        services=tuple(
            (element.get("id", ""), name_of(element)) for element in children(root, "decisionService")
        ),
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


def _named(element: Element) -> str:
    name = name_of(element)
    if not name:
        tag, known = tag_of(element), element.get("id", "?")
        raise PartMissing(place=Text(f"{tag} {known}", f"{tag} {known}"), expected="name")
    return name


def _variable(element: Element) -> tuple[str, str]:
    """The name and the type of the variable of an element: its own name, where it says nothing."""
    variable = child(element, "variable")
    if variable is None:
        return name_of(element), element.get("typeRef", "")
    return name_of(variable) or name_of(element), variable.get("typeRef", "")


def _input(element: Element) -> InputData:
    _named(element)
    name, type_name = _variable(element)
    return InputData(element.get("id", ""), name, type_name)


def _decision(element: Element) -> Decision:
    name = _named(element)
    place = Text(f"Decision {name}", f"决策 {name}")
    variable, type_name = _variable(element)
    return Decision(
        element.get("id", ""),
        name,
        variable,
        type_name,
        tuple(_requirements(element)),
        logic_in(element, place),
        place,
    )


def _knowledge(element: Element) -> Knowledge:
    name = _named(element)
    place = Text(f"Business knowledge model {name}", f"业务知识模型 {name}")
    variable, type_name = _variable(element)
    encapsulated = child(element, "encapsulatedLogic")
    logic: FunctionLogic | BeyondReading | None = None
    if encapsulated is not None:
        logic = function_in(encapsulated, place)
    requires = tuple(_requirements(element))
    return Knowledge(element.get("id", ""), name, variable, type_name, requires, logic, place)


def _requirements(element: Element) -> Iterator[Requirement]:
    for requirement in children(element, *_REQUIREMENTS):
        for required in children(requirement, *_REQUIRED):
            reach, _, wanted = required.get("href", "").rpartition("#")
            yield Requirement(wanted, is_local=not reach)


def _item(element: Element, above: str) -> ItemDefinition:
    name = _named(element)
    full = f"{above}.{name}" if above else name
    place = Text(f"Item definition {full}", f"类型定义 {full}")
    allowed = text_in(child(element, "allowedValues"))
    type_name = child(element, "typeRef")
    return ItemDefinition(
        name,
        "" if type_name is None else (type_name.text or "").strip(),
        Written(allowed, place) if allowed.strip() else None,
        element.get("isCollection", "false").strip() in ("true", "1"),
        tuple(_item(component, full) for component in children(element, "itemComponent")),
    )
