"""The logic of a decision out of its XML: tables, expressions, contexts, invocations, functions, lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from xml.etree.ElementTree import Element

from tierline.tables.dmn.errors import AttributeWrong, CellCount, ModelTooLarge, PartMissing
from tierline.tables.dmn.model import (
    BeyondReading,
    ContextLogic,
    Entry,
    FunctionLogic,
    InputClause,
    InvocationLogic,
    ListLogic,
    LiteralLogic,
    Logic,
    OutputClause,
    Parameter,
    RelationLogic,
    TableLogic,
    Written,
    WrittenRule,
)
from tierline.tables.dmn.xml import child, children, tag_of, text_in
from tierline.tables.model import Aggregation, HitPolicy
from tierline.wording import Text

Choice = TypeVar("Choice")

MOST_RULES = 20_000

_READ = (
    "decisionTable",
    "literalExpression",
    "context",
    "invocation",
    "list",
    "relation",
    "functionDefinition",
)
_NOT_READ = ("conditional", "for", "every", "some", "filter")
_POLICIES = {policy.name.replace("_", " "): policy for policy in HitPolicy}
_AGGREGATIONS = {aggregation.name: aggregation for aggregation in Aggregation}
_FEEL = ("", "feel", "s-feel")


def name_of(element: Element) -> str:
    """The attribute `name`, with its spaces as FEEL takes them: one between words."""
    return " ".join(element.get("name", "").split())


def logic_in(element: Element, place: Text) -> Logic | None:
    """The one piece of logic among the children of an element; None where there is none."""
    found = child(element, *_READ, *_NOT_READ)
    return None if found is None else _logic(found, place)


def function_in(element: Element, place: Text) -> FunctionLogic | BeyondReading:
    """A function definition, or the logic that a business knowledge model encapsulates."""
    kind = element.get("kind", "FEEL")
    if kind.lower() != "feel":
        return BeyondReading(f"a function of kind {kind}", place)
    parameters = tuple(
        Parameter(name_of(parameter), parameter.get("typeRef", ""))
        for parameter in children(element, "formalParameter")
    )
    body = logic_in(element, place)
    if body is None:
        raise PartMissing(place=place, expected="literalExpression, decisionTable, …")
    return FunctionLogic(parameters, body, place)


def _logic(element: Element, place: Text) -> Logic:
    match tag_of(element):
        case "decisionTable":
            return _table(element, place)
        case "literalExpression":
            return _literal(element, place)
        case "context":
            return _context(element, place)
        case "invocation":
            return _invocation(element, place)
        case "list":
            return ListLogic(tuple(_logic(item, place) for item in children(element, *_READ, *_NOT_READ)))
        case "relation":
            return _relation(element, place)
        case "functionDefinition":
            return function_in(element, place)
        case other:
            return BeyondReading(f"a boxed expression of the kind {other}", place)


def _literal(element: Element, place: Text) -> LiteralLogic | BeyondReading:
    if child(element, "importedValues") is not None:
        return BeyondReading("importedValues", place)
    return LiteralLogic(_written(element, place)) if is_feel(element) else _foreign(element, place)


def is_feel(element: Element) -> bool:
    """Whether the expressions of an element are FEEL, as they are where it does not say."""
    language = element.get("expressionLanguage", "").strip().lower()
    return language in _FEEL or "/feel" in language


def _foreign(element: Element, place: Text) -> BeyondReading:
    return BeyondReading(f"the expression language {element.get('expressionLanguage')}", place)


def _written(element: Element, place: Text) -> Written:
    return Written(text_in(element), place, element.get("typeRef", ""))


def _context(element: Element, place: Text) -> ContextLogic:
    entries = []
    for written in children(element, "contextEntry"):
        variable = child(written, "variable")
        name = "" if variable is None else name_of(variable)
        within = Text(f"{place.en}, entry {name}", f"{place.zh} 条目 {name}") if name else place
        logic = logic_in(written, within)
        if logic is None:
            raise PartMissing(place=within, expected="literalExpression, decisionTable, …")
        entries.append(Entry(name, logic, "" if variable is None else variable.get("typeRef", "")))
    return ContextLogic(tuple(entries), place)


def _invocation(element: Element, place: Text) -> InvocationLogic:
    function = child(element, "literalExpression")
    if function is None:
        raise PartMissing(place=place, expected="literalExpression")
    arguments = []
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        name = "" if parameter is None else name_of(parameter)
        within = Text(f"{place.en}, argument {name}", f"{place.zh} 参数 {name}")
        if not name:
            raise PartMissing(place=place, expected="parameter")
        logic = logic_in(binding, within)
        if logic is not None:
            arguments.append(Entry(name, logic))
    return InvocationLogic(_written(function, place), tuple(arguments), place)


def _relation(element: Element, place: Text) -> RelationLogic:
    columns = tuple(name_of(column) for column in children(element, "column"))
    rows = tuple(
        tuple(_logic(cell, place) for cell in children(row, *_READ, *_NOT_READ))
        for row in children(element, "row")
    )
    for number, row in enumerate(rows, start=1):
        _check_count(len(row), len(columns), "literalExpression", _at_row(place, number))
    return RelationLogic(columns, rows)


def _at_row(place: Text, number: int) -> Text:
    return Text(f"{place.en}, row {number}", f"{place.zh} 第 {number} 行")


def _check_count(found: int, expected: int, element: str, place: Text) -> None:
    if found != expected:
        raise CellCount(place=place, element=element, found=found, expected=expected)


def _table(element: Element, place: Text) -> Logic:
    inputs, outputs = tuple(children(element, "input")), tuple(children(element, "output"))
    if not outputs:
        raise PartMissing(place=place, expected="output")
    labels = [_label(clause, number) for number, clause in enumerate(inputs, start=1)]
    expressions = [child(clause, "inputExpression") for clause in inputs]
    for clause in (*(found for found in expressions if found is not None), *children(element, "rule")):
        foreign = next((cell for cell in (clause, *children(clause)) if not is_feel(cell)), None)
        if foreign is not None:
            return _foreign(foreign, place)
    names = [name_of(clause) for clause in outputs]
    rules = tuple(children(element, "rule"))
    if len(rules) > MOST_RULES:
        raise ModelTooLarge(
            path=place,
            found=Text(f"{len(rules):,} rules", f" {len(rules):,} 条规则"),
            expected=Text(f"{MOST_RULES:,}", f" {MOST_RULES:,} 条"),
        )
    return TableLogic(
        tuple(
            _input(clause, expression, label, place)
            for clause, expression, label in zip(inputs, expressions, labels, strict=True)
        ),
        tuple(_output(clause, name, place) for clause, name in zip(outputs, names, strict=True)),
        tuple(_rule(rule, number, labels, names, place) for number, rule in enumerate(rules, start=1)),
        _chosen(element, "hitPolicy", "UNIQUE", _POLICIES, place),
        _chosen(element, "aggregation", "", {"": None, **_AGGREGATIONS}, place),
        tuple(name_of(annotation) for annotation in children(element, "annotation")),
        place,
    )


def _label(clause: Element, number: int) -> str:
    expression = child(clause, "inputExpression")
    label = clause.get("label") or " ".join(text_in(expression).split())
    return label if 0 < len(label) <= 60 else str(number)


def _chosen(
    element: Element, attribute: str, otherwise: str, known: Mapping[str, Choice], place: Text
) -> Choice:
    found = element.get(attribute, otherwise).strip()
    if found not in known:
        expected = ", ".join(filter(None, known))
        raise AttributeWrong(place=place, attribute=attribute, found=found, expected=expected)
    return known[found]


def _input(clause: Element, expression: Element | None, label: str, place: Text) -> InputClause:
    within = _at_input(place, label)
    if expression is None or not text_in(expression).strip():
        raise PartMissing(place=within, expected="inputExpression")
    return InputClause(label, _written(expression, within), _allowed(clause, "inputValues", within))


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
    _check_count(len(tests), len(labels), "inputEntry", within)
    _check_count(len(outputs), len(names), "outputEntry", within)
    description = child(rule, "description")
    return WrittenRule(
        tuple(Written(text_in(cell), _at_input(within, of)) for cell, of in zip(tests, labels, strict=True)),
        tuple(
            Written(text_in(cell), _at_output(within, of)) for cell, of in zip(outputs, names, strict=True)
        ),
        tuple(text_in(annotation) for annotation in children(rule, "annotationEntry")),
        "" if description is None else description.text or "",
    )
