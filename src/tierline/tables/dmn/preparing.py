"""The logic of a decision made ready: every expression is parsed, with the names that it can see."""

from __future__ import annotations

from tierline.tables.dmn.errors import BeyondScope, PartMissing
from tierline.tables.dmn.model import (
    BeyondReading,
    ConditionalLogic,
    ContextLogic,
    Faulty,
    FilterLogic,
    FunctionLogic,
    InvocationLogic,
    ListLogic,
    LiteralLogic,
    Logic,
    LoopLogic,
    OutputClause,
    RelationLogic,
    TableLogic,
    Written,
    WrittenRule,
)
from tierline.tables.dmn.prepared import (
    ReadyConditional,
    ReadyContext,
    ReadyFilter,
    ReadyFunction,
    ReadyInput,
    ReadyInvocation,
    ReadyList,
    ReadyLiteral,
    ReadyLogic,
    ReadyLoop,
    ReadyOutput,
    ReadyRelation,
    ReadyRule,
    ReadyTable,
)
from tierline.tables.dmn.types import ANY, Type, TypeBook, allowed_tests
from tierline.tables.errors import AggregationOfMany
from tierline.tables.expressions.evaluate import evaluated
from tierline.tables.expressions.parser import parsed, parsed_tests
from tierline.tables.expressions.reader import PARTIAL, Names
from tierline.tables.expressions.syntax import Constant, Expression, ListOf, Matches, Name, Tests
from tierline.tables.expressions.values import FeelKind, Value
from tierline.tables.expressions.work import Work
from tierline.tables.model import Aggregation
from tierline.wording import Text


def prepared(logic: Logic, names: Names, types: TypeBook, own: str, of: Type = ANY) -> ReadyLogic:
    """The logic ready to decide; `own` is the name of what it belongs to, `of` the type that it is to give.

    Raises BeyondScope for what is not read, and what the parsers and types raise.
    """
    match logic:
        case TableLogic():
            return _table(logic, names, types, own, of)
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
        case ConditionalLogic(condition, then, otherwise):
            return ReadyConditional(
                prepared(condition, names, types, own),
                prepared(then, names, types, own, of),
                prepared(otherwise, names, types, own, of),
            )
        case FilterLogic(source, condition):
            inner = names.beside("item", *names.members)
            return ReadyFilter(prepared(source, names, types, own), prepared(condition, inner, types, own))
        case LoopLogic(kind, variable, source, body):
            inner = names.beside(variable, *([PARTIAL] if kind == "for" else []))
            return ReadyLoop(
                kind, variable, prepared(source, names, types, own), prepared(body, inner, types, own)
            )
        case FunctionLogic():
            return prepared_function(logic, names, types, own)
        case BeyondReading(what, place):
            raise BeyondScope(place=place, what=what)
        case Faulty(error):
            raise error


def prepared_function(
    logic: FunctionLogic, names: Names, types: TypeBook, own: str, of: Type = ANY
) -> ReadyFunction:
    """A function ready to be asked, `of` the type of what it gives, or of functions."""
    parameters = tuple(
        (parameter.name, types.type_of(parameter.type, logic.place)) for parameter in logic.parameters
    )
    inner = names.beside(*(name for name, _ in parameters))
    given = ANY if of.kind is FeelKind.FUNCTION else of
    body = prepared(logic.body, inner, types, own, given)
    return ReadyFunction(parameters, body, logic.place, of_hits(body, given))


def _expression(written: Written, names: Names) -> Expression:
    if not written.text.strip():
        raise PartMissing(place=written.place, expected="text")
    return parsed(written.text, names, written.place)


def _context(logic: ContextLogic, names: Names, types: TypeBook, own: str) -> ReadyContext:
    entries = []
    for entry in logic.entries:
        of = types.type_of(entry.type, logic.place)
        ready = prepared(entry.logic, names, types, f"{own}, {entry.name}" if entry.name else own, of)
        entries.append((entry.name, ready, of_hits(ready, of)))
        if entry.name:
            names = names.beside(entry.name)
    return ReadyContext(tuple(entries), logic.place)


def of_hits(logic: ReadyLogic, of: Type) -> Type:
    """The type of what logic gives. A table that lists its hits may say the type of one of them instead."""
    is_list = isinstance(logic, ReadyTable) and logic.lists_hits
    if not is_list or of.item is not None or of.kind is None:
        return of
    return Type(of.name, FeelKind.LIST, item=of)


def _table(logic: TableLogic, names: Names, types: TypeBook, own: str, of: Type) -> ReadyTable:
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
    row = of.item or of
    outputs = tuple(
        _output(
            clause,
            names,
            types,
            logic.place,
            row if len(logic.outputs) == 1 else row.components.get(clause.name, ANY),
        )
        for clause in logic.outputs
    )
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


def _output(clause: OutputClause, names: Names, types: TypeBook, place: Text, given: Type) -> ReadyOutput:
    of = types.type_of(clause.type, place)
    allowed = None if clause.allowed is None else allowed_tests(clause.allowed)
    default = None if clause.default is None else _expression(clause.default, names)
    # Where the output lists no values, those of its type are meant; then those of what the table gives.
    ranking = _ranking(allowed or (of.item or of).allowed or given.allowed, place)
    return ReadyOutput(clause.name, of, allowed, ranking, default, place)


def _ranking(tests: Tests | None, place: Text) -> tuple[Value, ...]:
    """The values that tests list, best first."""
    values: list[Value] = []
    for test in tests.tests if tests is not None else ():
        if isinstance(test, Matches) and not test.asks_value:
            expression = test.expression
            items = expression.items if isinstance(expression, ListOf) else (expression,)
            values += [evaluated(item, {}, Work(place)) for item in items]
    return tuple(values)
