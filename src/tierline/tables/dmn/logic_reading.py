"""The logic of a decision out of its XML: tables, expressions, contexts, invocations, functions, lists."""

from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

from tierline.tables.dmn.errors import PartMissing
from tierline.tables.dmn.model import (
    BeyondReading,
    ConditionalLogic,
    ContextLogic,
    Entry,
    Faulty,
    FilterLogic,
    FunctionLogic,
    InvocationLogic,
    ListLogic,
    LiteralLogic,
    Logic,
    LoopLogic,
    Parameter,
    RelationLogic,
)
from tierline.tables.dmn.table_reading import (
    check_count,
    is_feel,
    name_of,
    other_language,
    table_in,
    written_in,
)
from tierline.tables.dmn.xml import child, children, tag_of
from tierline.tables.errors import TableError
from tierline.wording import Text

_READ = (
    "decisionTable",
    "literalExpression",
    "context",
    "invocation",
    "list",
    "relation",
    "functionDefinition",
    "conditional",
    "for",
    "every",
    "some",
    "filter",
)


def logic_in(element: Element, place: Text) -> Logic | None:
    """The one piece of logic among the children of an element; None where there is none."""
    found = child(element, *_READ)
    try:
        return None if found is None else _logic(found, place)
    except TableError as error:
        return Faulty(error)


def function_in(element: Element, place: Text) -> FunctionLogic | BeyondReading | Faulty:
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
        return Faulty(PartMissing(place=place, expected="literalExpression, decisionTable, …"))
    return FunctionLogic(parameters, body, place)


def _logic(element: Element, place: Text) -> Logic:
    match tag_of(element):
        case "decisionTable":
            return table_in(element, place)
        case "literalExpression":
            return _literal(element, place)
        case "context":
            return _context(element, place)
        case "invocation":
            return _invocation(element, place)
        case "list":
            return ListLogic(tuple(_logic(item, place) for item in children(element, *_READ)))
        case "relation":
            return _relation(element, place)
        case "functionDefinition":
            return function_in(element, place)
        case "conditional":
            return ConditionalLogic(*(_within(element, tag, place) for tag in ("if", "then", "else")))
        case "filter":
            return FilterLogic(_within(element, "in", place), _within(element, "match", place))
        case "for":
            return _loop(element, "for", "return", place)
        case "every":
            return _loop(element, "every", "satisfies", place)
        case _:
            return _loop(element, "some", "satisfies", place)


def _loop(element: Element, kind: Literal["for", "every", "some"], body: str, place: Text) -> LoopLogic:
    variable = " ".join(element.get("iteratorVariable", "").split())
    if not variable:
        raise PartMissing(place=place, expected="iteratorVariable")
    return LoopLogic(kind, variable, _within(element, "in", place), _within(element, body, place))


def _within(element: Element, tag: str, place: Text) -> Logic:
    """The logic in a part of an element."""
    part = child(element, tag)
    logic = None if part is None else logic_in(part, place)
    if logic is None:
        raise PartMissing(place=place, expected=tag)
    return logic


def _literal(element: Element, place: Text) -> LiteralLogic | BeyondReading:
    if child(element, "importedValues") is not None:
        return BeyondReading("importedValues", place)
    return LiteralLogic(written_in(element, place)) if is_feel(element) else other_language(element, place)


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
    return InvocationLogic(written_in(function, place), tuple(arguments), place)


def _relation(element: Element, place: Text) -> RelationLogic:
    columns = tuple(name_of(column) for column in children(element, "column"))
    rows = tuple(
        tuple(_logic(cell, place) for cell in children(row, *_READ)) for row in children(element, "row")
    )
    for number, row in enumerate(rows, start=1):
        check_count(len(row), len(columns), "literalExpression", _at_row(place, number))
    return RelationLogic(columns, rows)


def _at_row(place: Text, number: int) -> Text:
    return Text(f"{place.en}, row {number}", f"{place.zh} 第 {number} 行")
