"""From the rows of a sheet to decision tables: the head, the columns, then a rule for each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from tierline.tables.errors import TableError
from tierline.tables.model import DecisionTable, HitPolicy, Origin, Output, Rule, Scalar, Test
from tierline.tables.sheets import words
from tierline.tables.sheets.cells import read_output, read_rank, read_test, read_value, shown
from tierline.tables.sheets.columns import A_NAME, NO_DOMAIN, NOTHING, Column, columns_of
from tierline.tables.sheets.errors import TableRefused
from tierline.tables.sheets.gathering import Gathered, gathered
from tierline.tables.sheets.sheet import Row, Sheet, Value, is_blank
from tierline.tables.sheets.words import Label, Role
from tierline.wording import Language, Text

NOTHING_MORE = Text("nothing beside the one value", "除该值外不应有其他内容")
A_VALUE = Text("a value: nothing may be left out between others", "一个值:中间不能留空")

Word = TypeVar("Word")


def tables_in(sheet: Sheet) -> tuple[DecisionTable, ...]:
    """The tables of a sheet, in their order; none in an empty one.

    Raises FormMissing where it does not begin with a table, CellRefused and TableRefused.
    """
    return tuple(map(_table, gathered(sheet)))


def _table(rows: Gathered) -> DecisionTable:
    columns = columns_of(rows)
    inputs = tuple(column.name for column in columns if column.role is Role.INPUT)
    outputs = [column for column in columns if column.role is Role.OUTPUT]
    name, hit_policy = _name(rows), _word(rows, Label.HIT_POLICY, words.HIT_POLICIES, words.hit_policy_of)
    aggregation = _word(rows, Label.AGGREGATION, words.AGGREGATIONS, words.aggregation_of)
    ranking, *further_rankings = [_ranking(rows, row) for row in rows.rankings] or [()]
    default = _default(rows, outputs)
    rules = tuple(_rule(rows, number, columns, inputs) for number in range(1, len(rows.rules) + 1))
    try:
        return DecisionTable(
            name=name,
            inputs=inputs,
            outputs=tuple(column.name for column in outputs),
            rules=rules,
            hit_policy=hit_policy or HitPolicy.UNIQUE,
            aggregation=aggregation,
            ranking=ranking,
            further_rankings=tuple(further_rankings),
            default=default,
            domains={column.name: column.domain for column in columns if column.has_domain},
        )
    except TableError as error:
        problem = Text(error.message(Language.EN), error.message(Language.ZH))
        raise TableRefused(place=rows.sheet.place(rows.first), problem=problem) from None


# ---------------------------------------------------------------- the head


def _name(rows: Gathered) -> str:
    number, value = _one(rows, Label.TABLE)
    if is_blank(value):
        rows.refuse(number, 1, NOTHING, A_NAME)
    return rows.text(number, 1, value)


def _word(
    rows: Gathered, label: Label, known: Mapping[Word, Text], meaning: Callable[[str], Word | None]
) -> Word | None:
    """What the one word of a row stands for; None where the row is missing or empty."""
    number, value = _one(rows, label)
    if is_blank(value):
        return None
    found = meaning(str(value))
    if found is None:
        rows.refuse(number, 1, shown(str(value)), words.known(known))
    return found


def _one(rows: Gathered, label: Label) -> tuple[int, Value]:
    """The one value of a row. A merged cell, which is as many of the same, is one too."""
    number, value = rows.cell(label, 1)
    _, row = rows.heads.get(label, (number, ()))
    for at, other in enumerate(row[2:], start=2):
        if not is_blank(other) and other != value:
            rows.refuse(number, at, shown(str(other)), NOTHING_MORE)
    return number, value


def _ranking(rows: Gathered, numbered: tuple[int, Row]) -> tuple[Scalar, ...]:
    values = _list(rows, numbered)
    return tuple(rows.read(number, at, partial(read_rank, value)) for number, at, value in values)


def _list(rows: Gathered, numbered: tuple[int, Row]) -> list[tuple[int, int, Value]]:
    """The values of a numbered row with their places; none may be left out before the last."""
    number, row = numbered
    last = max((at for at, value in enumerate(row) if not is_blank(value)), default=0)
    values = [(number, at, row[at]) for at in range(1, last + 1)]
    for _, at, value in values:
        if is_blank(value):
            rows.refuse(number, at, NOTHING, A_VALUE)
    return values


def _default(rows: Gathered, outputs: Sequence[Column]) -> tuple[Scalar, ...] | None:
    values = _list(rows, rows.heads.get(Label.DEFAULT, (0, ())))
    found: list[Scalar] = []
    for position, (number, at, value) in enumerate(values):
        domain = outputs[position].domain if position < len(outputs) else NO_DOMAIN
        found.append(rows.read(number, at, partial(read_value, value, domain)))
    return tuple(found) if values else None


# ---------------------------------------------------------------- the rules


def _rule(rows: Gathered, number: int, columns: Sequence[Column], inputs: tuple[str, ...]) -> Rule:
    """The rule of a number, counted from 1."""
    at, row = rows.rules[number - 1]
    tests: dict[str, Test] = {}
    outputs: list[Output] = []
    texts = {Role.CLAUSE: "", Role.BASIS: "", Role.NOTE: ""}
    for column in columns:
        value, about = _cell(row, column), column.about(number)
        if column.role is Role.OUTPUT:
            read = partial(read_output, value, column.domain, inputs)
            outputs.append(rows.read(at, column.at, read, about))
        elif is_blank(value):
            continue
        elif column.role is Role.INPUT:
            tests[column.name] = rows.read(at, column.at, partial(read_test, value, column.domain), about)
        else:
            texts[column.role] = rows.text(at, column.at, value, about)
    return Rule(
        tests,
        tuple(outputs),
        clause=texts[Role.CLAUSE],
        basis=texts[Role.BASIS],
        note=texts[Role.NOTE],
        origin=Origin(rows.sheet.name, at + 1),
    )


def _cell(row: Row, column: Column) -> Value:
    """The cell of a row; rows may end before their last columns."""
    return row[column.at] if column.at < len(row) else ""
