"""The logic of a decision made ready: every expression is parsed, with the names that it can see."""

from __future__ import annotations

from tierline.tables.dmn.errors import BeyondScope, PartMissing
from tierline.tables.dmn.model import (
    BeyondReading,
    ContextLogic,
    FunctionLogic,
    InvocationLogic,
    ListLogic,
    LiteralLogic,
    Logic,
    OutputClause,
    RelationLogic,
    TableLogic,
    Written,
    WrittenRule,
)
from tierline.tables.dmn.prepared import (
    ReadyContext,
    ReadyFunction,
    ReadyInput,
    ReadyInvocation,
    ReadyList,
    ReadyLiteral,
    ReadyLogic,
    ReadyOutput,
    ReadyRelation,
    ReadyRule,
    ReadyTable,
)
from tierline.tables.dmn.types import Type, TypeBook, allowed_tests
from tierline.tables.errors import AggregationOfMany
from tierline.tables.expressions.evaluate import Work, evaluated
from tierline.tables.expressions.parser import parsed, parsed_tests
from tierline.tables.expressions.reader import Names
from tierline.tables.expressions.syntax import Constant, Expression, ListOf, Matches, Name, Tests
from tierline.tables.expressions.values import Value
from tierline.tables.model import Aggregation
from tierline.wording import Text


def prepared(logic: Logic, names: Names, types: TypeBook, own: str) -> ReadyLogic:
    """The logic ready to decide; `own` is the name of what it belongs to.

    Raises BeyondScope for what is not read, and what the parsers and types raise.
    """
    match logic:
        case TableLogic():
            return _table(logic, names, types, own)
        case LiteralLogic(expression):
            return ReadyLiteral(_expression(expression, names))
        case ContextLogic():
            return _context(logic, names, types, own)
        case InvocationLogic(function, arguments, _):
            return ReadyInvocation(
                _expression(function, names),
                tuple((entry.name, prepared(entry.logic, names, types, own)) for entry in arguments),
            )
        case ListLogic(items):
            return ReadyList(tuple(prepared(item, names, types, own) for item in items))
        case RelationLogic(columns, rows):
            ready = (tuple(prepared(cell, names, types, own) for cell in row) for row in rows)
            return ReadyRelation(columns, tuple(ready))
        case FunctionLogic():
            return prepared_function(logic, names, types, own)
        case BeyondReading(what, place):
            raise BeyondScope(place=place, what=what)


def prepared_function(logic: FunctionLogic, names: Names, types: TypeBook, own: str) -> ReadyFunction:
    """A function ready to be asked."""
    parameters = tuple(
        (parameter.name, types.type_of(parameter.type, logic.place)) for parameter in logic.parameters
    )
    inner = names.beside(*(name for name, _ in parameters))
    return ReadyFunction(parameters, prepared(logic.body, inner, types, own), logic.place)


def _expression(written: Written, names: Names) -> Expression:
    if not written.text.strip():
        raise PartMissing(place=written.place, expected="text")
    return parsed(written.text, names, written.place)


def _context(logic: ContextLogic, names: Names, types: TypeBook, own: str) -> ReadyContext:
    entries = []
    for entry in logic.entries:
        ready = prepared(entry.logic, names, types, f"{own}, {entry.name}" if entry.name else own)
        entries.append((entry.name, ready, types.type_of(entry.type, logic.place)))
        if entry.name:
            names = names.beside(entry.name)
    return ReadyContext(tuple(entries), logic.place)


def _table(logic: TableLogic, names: Names, types: TypeBook, own: str) -> ReadyTable:
    if logic.aggregation not in (None, Aggregation.COUNT) and len(logic.outputs) > 1:
        raise AggregationOfMany(table=own, aggregation=logic.aggregation.value, found=len(logic.outputs))
    inputs = tuple(
        ReadyInput(
            clause.label,
            _input_expression(clause.expression, names),
            types.type_of(clause.expression.type, clause.expression.place),
            None if clause.allowed is None else allowed_tests(clause.allowed),
            clause.expression.place,
        )
        for clause in logic.inputs
    )
    outputs = tuple(_output(clause, names, types, logic.place) for clause in logic.outputs)
    if len(outputs) > 1 and not all(output.name for output in outputs):
        raise PartMissing(place=logic.place, expected="output name")
    rules = tuple(
        ReadyRule(
            tuple(parsed_tests(cell.text, names, cell.place) for cell in rule.tests),
            tuple(_output_cell(cell, names) for cell in rule.outputs),
            _rule_text(logic, rule),
        )
        for rule in logic.rules
    )
    return ReadyTable(own, inputs, outputs, rules, logic.hit_policy, logic.aggregation, logic.place)


def _rule_text(logic: TableLogic, rule: WrittenRule) -> str:
    """A rule on one line: the conditions that it has, and what it gives."""
    conditions = [
        f"{clause.label} {cell.text.strip()}"
        for clause, cell in zip(logic.inputs, rule.tests, strict=True)
        if cell.text.strip() not in ("", "-")
    ]
    outputs = [" ".join(cell.text.split()) for cell in rule.outputs]
    return f"{'; '.join(conditions) or '-'} → {', '.join(outputs)}"


def _input_expression(written: Written, names: Names) -> Expression:
    """The expression of an input; one that is a name as it stands is that name, whatever signs are in it."""
    whole = " ".join(written.text.split())
    return Name(whole) if whole in names.values else _expression(written, names)


def _output_cell(cell: Written, names: Names) -> Expression:
    """An output; an empty cell, or `-` alone, gives null."""
    return Constant(None) if cell.text.strip() in ("", "-") else parsed(cell.text, names, cell.place)


def _output(clause: OutputClause, names: Names, types: TypeBook, place: Text) -> ReadyOutput:
    of = types.type_of(clause.type, place)
    allowed = None if clause.allowed is None else allowed_tests(clause.allowed)
    default = None if clause.default is None else _expression(clause.default, names)
    return ReadyOutput(clause.name, of, allowed, _ranking(allowed, of, place), default, place)


def _ranking(allowed: Tests | None, of: Type, place: Text) -> tuple[Value, ...]:
    """The allowed values, best first; those of the type where the output lists none."""
    tests = allowed or of.allowed
    values: list[Value] = []
    for test in tests.tests if tests is not None else ():
        if isinstance(test, Matches) and not test.asks_value:
            expression = test.expression
            items = expression.items if isinstance(expression, ListOf) else (expression,)
            values += [evaluated(item, {}, Work(place)) for item in items]
    return tuple(values)
