"""The elements of a decision table, and what they have in common with other logic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from xml.etree.ElementTree import Element

from tierline.tables.dmn.errors import AttributeWrong, CellCount, ModelTooLarge, PartMissing
from tierline.tables.dmn.model import (
    BeyondReading,
    InputClause,
    OutputClause,
    TableLogic,
    Written,
    WrittenRule,
)
from tierline.tables.dmn.xml import child, children, text_in
from tierline.tables.model import Aggregation, HitPolicy
from tierline.wording import Text

Choice = TypeVar("Choice")

MOST_RULES = 20_000

_POLICIES = {policy.name.replace("_", " "): policy for policy in HitPolicy}
_AGGREGATIONS = {aggregation.name: aggregation for aggregation in Aggregation}

_FEEL = ("", "feel", "s-feel")


def name_of(element: Element) -> str:
    """The attribute `name`, with its spaces as FEEL takes them: one between words."""
    return _words(element.get("name", ""))


def _words(text: str) -> str:
    return " ".join(text.split())


def is_feel(element: Element) -> bool:
    """Whether the expressions of an element are FEEL, as they are where it does not say."""
    language = element.get("expressionLanguage", "").strip().lower()
    return language in _FEEL or "/feel" in language


def other_language(element: Element, place: Text) -> BeyondReading:
    """An element whose expressions are of another language."""
    return BeyondReading(f"the expression language {element.get('expressionLanguage')}", place)


def written_in(element: Element, place: Text) -> Written:
    """The expression that an element holds."""
    return Written(text_in(element), place, element.get("typeRef", ""))


def check_count(found: int, expected: int, element: str, place: Text) -> None:
    """Raises CellCount where a row has more or fewer cells than there are columns."""
    if found != expected:
        raise CellCount(place=place, element=element, found=found, expected=expected)


def table_in(element: Element, place: Text) -> TableLogic | BeyondReading:
    """A decision table. Raises a TableError where it has no form of one."""
    inputs, outputs = tuple(children(element, "input")), tuple(children(element, "output"))
    if not outputs:
        raise PartMissing(place=place, expected="output")
    labels = [_label(clause, number) for number, clause in enumerate(inputs, start=1)]
    expressions = [child(clause, "inputExpression") for clause in inputs]
    for clause in (*(found for found in expressions if found is not None), *children(element, "rule")):
        foreign = next((cell for cell in (clause, *children(clause)) if not is_feel(cell)), None)
        if foreign is not None:
            return other_language(foreign, place)
    # Of several outputs each needs a name, and some tools write it as the label only.
    names = [
        name_of(clause) or (len(outputs) > 1 and _words(clause.get("label", ""))) or "" for clause in outputs
    ]
    rules = tuple(children(element, "rule"))
    if len(rules) > MOST_RULES:
        raise ModelTooLarge(
            path=place,
            found=Text(f"{len(rules):,} rules", f" {len(rules):,} 条规则"),
            expected=Text(f"{MOST_RULES:,}", f" {MOST_RULES:,} 条"),
        )
    policy = _chosen(element, "hitPolicy", "UNIQUE", _POLICIES, place)
    aggregation = _chosen(element, "aggregation", "", {"": None, **_AGGREGATIONS}, place)
    return TableLogic(
        tuple(
            _input(clause, expression, label, place)
            for clause, expression, label in zip(inputs, expressions, labels, strict=True)
        ),
        tuple(_output(clause, name, place) for clause, name in zip(outputs, names, strict=True)),
        tuple(_rule(rule, number, labels, names, place) for number, rule in enumerate(rules, start=1)),
        policy,
        # Editors leave it behind where a table once collected.
        aggregation if policy is HitPolicy.COLLECT else None,
        tuple(name_of(annotation) for annotation in children(element, "annotation")),
        place,
    )


def _label(clause: Element, number: int) -> str:
    expression = child(clause, "inputExpression")
    label = clause.get("label") or _words(text_in(expression))
    return label if 0 < len(label) <= 60 else str(number)


def _chosen(
    element: Element, attribute: str, otherwise: str, known: Mapping[str, Choice], place: Text
) -> Choice:
    found = element.get(attribute, "").strip() or otherwise
    if found not in known:
        expected = ", ".join(filter(None, known))
        raise AttributeWrong(place=place, attribute=attribute, found=found, expected=expected)
    return known[found]


def _input(clause: Element, expression: Element | None, label: str, place: Text) -> InputClause:
    within = _at_input(place, label)
    if expression is None or not text_in(expression).strip():
        raise PartMissing(place=within, expected="inputExpression")
    return InputClause(label, written_in(expression, within), _allowed(clause, "inputValues", within))


def _at_input(place: Text, label: str) -> Text:
    return Text(f"{place.en}, input {label}", f"{place.zh} 输入 {label}")


def _output(clause: Element, name: str, place: Text) -> OutputClause:
    within = _at_output(place, name)
    default = child(clause, "defaultOutputEntry")
    text = text_in(default)
    return OutputClause(
        name,
        clause.get("typeRef", ""),
        _allowed(clause, "outputValues", within),
        Written(text, within) if text.strip() else None,
    )


def _at_output(place: Text, name: str) -> Text:
    return Text(f"{place.en}, output {name}".rstrip(), f"{place.zh} 输出 {name}".rstrip())


def _allowed(clause: Element, tag: str, place: Text) -> Written | None:
    text = text_in(child(clause, tag))
    return Written(text, Text(f"{place.en}, {tag}", f"{place.zh} {tag}")) if text.strip() else None


def _rule(rule: Element, number: int, labels: list[str], names: list[str], place: Text) -> WrittenRule:
    within = Text(f"{place.en}, rule {number}", f"{place.zh} 规则 {number}")
    tests, outputs = tuple(children(rule, "inputEntry")), tuple(children(rule, "outputEntry"))
    check_count(len(tests), len(labels), "inputEntry", within)
    check_count(len(outputs), len(names), "outputEntry", within)
    description = child(rule, "description")
    return WrittenRule(
        tuple(Written(text_in(cell), _at_input(within, of)) for cell, of in zip(tests, labels, strict=True)),
        tuple(
            Written(text_in(cell), _at_output(within, of)) for cell, of in zip(outputs, names, strict=True)
        ),
        tuple(text_in(annotation) for annotation in children(rule, "annotationEntry")),
        "" if description is None else description.text or "",
    )
