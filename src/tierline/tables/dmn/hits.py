"""A decision table asked: which rules hold, and what its hit policy makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tierline.tables.dmn.answer import Hit
from tierline.tables.dmn.prepared import ReadyOutput, ReadyTable
from tierline.tables.dmn.run import Run, short
from tierline.tables.expressions.evaluate import evaluated, fulfils
from tierline.tables.expressions.functions.lists import highest, lowest, total
from tierline.tables.expressions.syntax import Expression, Tests
from tierline.tables.expressions.values import Value, equal
from tierline.tables.expressions.work import Scope
from tierline.tables.model import Aggregation, HitPolicy
from tierline.wording import Text

_OVERLAP = Text(
    "more than one rule holds, and the hit policy unique allows one; the result is null.",
    "有多条规则成立，而命中策略 unique 只允许一条；结果为 null。",
)
_CONTRADICTION = Text(
    "the rules that hold differ in their results, which the hit policy any wants equal; the result is null.",
    "成立的规则结果不同，而命中策略 any 要求相同；结果为 null。",
)
_AGGREGATIONS = {Aggregation.SUM: total, Aggregation.MIN: lowest, Aggregation.MAX: highest}


@dataclass(frozen=True)
class _Row:
    """A rule that holds, by its number from 0, with its outputs."""

    number: int
    outputs: tuple[Value, ...]


def table_value(table: ReadyTable, scope: Scope, run: Run) -> Value:
    """What a table gives. One output gives its value, several a context of them by their names."""
    values: list[Value] = []
    for clause in table.inputs:
        value = run.fitted(evaluated(clause.expression, scope, run.work), clause.type, clause.place)
        if clause.allowed is not None and not _is_listed(value, clause.allowed, scope, run):
            run.note(clause.place, _outside(value))
            return None
        values.append(value)
    held = [
        number
        for number, rule in enumerate(table.rules)
        if all(
            fulfils(tests, value, scope, run.work) is True
            for tests, value in zip(rule.tests, values, strict=True)
        )
    ]
    # What a rule that comes too late would give is nobody's concern, nor are remarks on it.
    asked = held[:1] if table.hit_policy is HitPolicy.FIRST else held
    rows = [_Row(number, _outputs(table, table.rules[number].outputs, scope, run)) for number in asked]
    chosen, result = _chosen(table, rows, scope, run)
    texts = tuple(table.rules[number].text for number in held)
    numbers = tuple(number + 1 for number in held)
    run.hits.append(Hit(table.name, numbers, tuple(row.number + 1 for row in chosen), texts))
    return result


def _is_listed(value: Value, allowed: Tests, scope: Scope, run: Run) -> bool:
    """Whether a column lists a value, or all items of a list. What is not known is outside no list."""
    if value is None or fulfils(allowed, value, scope, run.work) is True:
        return True
    return isinstance(value, tuple) and all(_is_listed(item, allowed, scope, run) for item in value)


def _outside(value: Value) -> Text:
    return Text(
        f"{short(value)} is none of the values that this column lists; the result of the table is null.",
        f"{short(value)} 不在该列列出的取值之内；该表结果为 null。",
    )


def _outputs(
    table: ReadyTable, expressions: Sequence[Expression], scope: Scope, run: Run
) -> tuple[Value, ...]:
    return tuple(
        _output(table, output, evaluated(expression, scope, run.work), scope, run)
        for output, expression in zip(table.outputs, expressions, strict=True)
    )


def _output(table: ReadyTable, output: ReadyOutput, value: Value, scope: Scope, run: Run) -> Value:
    # Tools write for an output either the type of one hit, or that of the list which the table gives.
    is_hit = table.lists_hits and not isinstance(value, tuple)
    of = output.type.item if is_hit and output.type.item is not None else output.type
    fitted = run.fitted(value, of, output.place)
    if fitted is None or output.allowed is None:
        return fitted
    if fulfils(output.allowed, fitted, scope, run.work) is True:
        return fitted
    run.note(
        output.place,
        Text(
            f"{short(value)} is none of the values that this output lists; it counts as null.",
            f"{short(value)} 不在该输出列出的取值之内，按 null 处理。",
        ),
    )
    return None


def _chosen(table: ReadyTable, rows: list[_Row], scope: Scope, run: Run) -> tuple[list[_Row], Value]:
    """The rows that the result is made of, and the result."""
    if table.aggregation is not None:
        return _aggregated(table, table.aggregation, rows, scope, run)
    default = _default(table, scope, run)
    match table.hit_policy:
        case HitPolicy.COLLECT | HitPolicy.RULE_ORDER:
            ordered = rows
        case HitPolicy.OUTPUT_ORDER:
            ordered = _best_first(table, rows)
        case policy:
            return _single(table, policy, rows, default, run)
    if not ordered and default is not None:
        given = _result(table, default)
        # Whoever writes a list as the default means what the table gives, and not one item of it.
        return [], given if isinstance(given, tuple) else (given,)
    return ordered, tuple(_result(table, row.outputs) for row in ordered)


def _single(
    table: ReadyTable,
    policy: HitPolicy,
    rows: list[_Row],
    default: tuple[Value, ...] | None,
    run: Run,
) -> tuple[list[_Row], Value]:
    if not rows:
        return [], None if default is None else _result(table, default)
    if policy is HitPolicy.UNIQUE and len(rows) > 1:
        run.note(table.place, _OVERLAP)
        return [], None
    if policy is HitPolicy.ANY:
        if not all(equal(row.outputs, rows[0].outputs) is True for row in rows):
            run.note(table.place, _CONTRADICTION)
            return [], None
        return rows, _result(table, rows[0].outputs)
    best = _best_first(table, rows)[0] if policy is HitPolicy.PRIORITY else rows[0]
    return [best], _result(table, best.outputs)


def _aggregated(
    table: ReadyTable, aggregation: Aggregation, rows: list[_Row], scope: Scope, run: Run
) -> tuple[list[_Row], Value]:
    if aggregation is Aggregation.COUNT:
        return rows, Decimal(len(rows))
    # An output of null adds nothing, as in the tables of a policy pack.
    given = [row for row in rows if row.outputs[0] is not None]
    if not given:
        default = _default(table, scope, run)
        return [], None if default is None else default[0]
    value = _AGGREGATIONS[aggregation](tuple(row.outputs[0] for row in given))
    if aggregation is not Aggregation.SUM:
        given = [row for row in given if equal(row.outputs[0], value) is True]
    return given, value


def _best_first(table: ReadyTable, rows: list[_Row]) -> list[_Row]:
    """By the values that the outputs list, the first output first; what is not listed comes last."""

    def rank(row: _Row) -> tuple[int, ...]:
        return tuple(
            _place(output.ranking, value) for output, value in zip(table.outputs, row.outputs, strict=True)
        )

    return sorted(rows, key=rank)


def _place(ranking: Sequence[Value], value: Value) -> int:
    if not ranking:
        return 0
    return next((n for n, listed in enumerate(ranking) if equal(listed, value) is True), len(ranking))


def _default(table: ReadyTable, scope: Scope, run: Run) -> tuple[Value, ...] | None:
    """The default outputs; None where no output has one, null for one that has none beside others."""
    if all(output.default is None for output in table.outputs):
        return None
    return tuple(
        None
        if output.default is None
        else _output(table, output, evaluated(output.default, scope, run.work), scope, run)
        for output in table.outputs
    )


def _result(table: ReadyTable, outputs: tuple[Value, ...]) -> Value:
    if len(outputs) == 1:
        return outputs[0]
    return {output.name: value for output, value in zip(table.outputs, outputs, strict=True)}
