"""The law of this room: the reader of one case and the reader of a whole base give the same, row by row."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tables.dmn.strategies import several_ranked
from tests.tables.strategies import (
    BRAND,
    DATES,
    INPUTS,
    JOINED,
    MEAN,
    MONTHS,
    NUMBERS,
    SECURED,
    SPEND,
    STRINGS,
    TESTS,
    tables,
)
from tierline.tables.compile import Compiled, Ratio, compile_table, compile_test
from tierline.tables.decide import decide, holds
from tierline.tables.errors import Conflict
from tierline.tables.model import Aggregation, DecisionTable, HitPolicy, Rule
from tierline.tables.parse import parse_test

ibis = pytest.importorskip("ibis")

SETTINGS = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
POLICIES = [
    (HitPolicy.UNIQUE, None),
    (HitPolicy.ANY, None),
    (HitPolicy.FIRST, None),
    (HitPolicy.PRIORITY, None),
    *((HitPolicy.COLLECT, aggregation) for aggregation in Aggregation),
]


def rows_at_the_bounds(count: int) -> list[dict[str, Any]]:
    """Rows as an engine holds them; values, and the sums of means, lie at a bound or a fen beside it."""
    chance = random.Random(2011)
    fen = [int(number * 100) + step for number in NUMBERS for step in (-1, 0, 1)]
    rows = []
    for number in range(count):
        months = chance.randint(1, 7)
        total = int(chance.choice(NUMBERS) * 100 * months) + chance.choice((-1, 0, 0, 1))
        rows.append(
            {
                "id": number,
                "spend": chance.choice([*fen, None]),
                "total": chance.choice([total] * 9 + [None]),
                "months_of_mean": months,
                "months": chance.choice([-4, -3, -1, 0, 1, 2, 3, 7, 8, 100, None]),
                "brand": chance.choice([*STRINGS, "easyown", None]),
                "secured": chance.choice([True, False, None]),
                "joined": chance.choice([*DATES, DATES[0] - timedelta(1), DATES[-1] + timedelta(1), None]),
            }
        )
    return rows


ROWS = rows_at_the_bounds(200)
SCHEMA = pa.schema(
    {
        "id": pa.int64(),
        "spend": pa.int64(),
        "total": pa.int64(),
        "months_of_mean": pa.int64(),
        "months": pa.int16(),
        "brand": pa.string(),
        "secured": pa.bool_(),
        "joined": pa.date32(),
    }
)


def case_of(row: dict[str, Any]) -> dict[str, Any]:
    return {
        SPEND: None if row["spend"] is None else Fraction(row["spend"], 100),
        MEAN: None if row["total"] is None else Fraction(row["total"], 100 * row["months_of_mean"]),
        MONTHS: row["months"],
        BRAND: row["brand"],
        SECURED: row["secured"],
        JOINED: row["joined"],
    }


CASES = [case_of(row) for row in ROWS]


class Base:
    """The same rows in DuckDB."""

    def __init__(self) -> None:
        self.connection = ibis.duckdb.connect()
        self.connection.con.register("base", pa.Table.from_pylist(ROWS, schema=SCHEMA))
        self.rows = self.connection.table("base")
        self.columns = {
            SPEND: Ratio(self.rows.spend, 100),
            MEAN: Ratio(self.rows.total, self.rows.months_of_mean, unit=100),
            MONTHS: self.rows.months,
            BRAND: self.rows.brand,
            SECURED: self.rows.secured,
            JOINED: self.rows.joined,
        }

    def read(self, **expressions: Any) -> list[dict[str, Any]]:
        query = self.rows.select("id", **expressions)
        return sorted(self.connection.to_pyarrow(query).to_pylist(), key=lambda row: row["id"])

    def outcomes(self, compiled: Compiled) -> list[tuple[Any, ...] | None]:
        """The outputs of each row; None where the rules are in conflict."""
        expressions = {
            f"o{i}": outcome.numerator if isinstance(outcome, Ratio) else outcome
            for i, outcome in enumerate(compiled.outcomes)
        }
        read = []
        for row in self.read(conflict=compiled.conflict, **expressions):
            values = [
                Fraction(row[f"o{i}"], outcome.denominator)
                if isinstance(outcome, Ratio) and row[f"o{i}"] is not None
                else row[f"o{i}"]
                for i, outcome in enumerate(compiled.outcomes)
            ]
            assert row["conflict"] in (True, False)
            read.append(None if row["conflict"] else tuple(values))
        return read


@pytest.fixture(scope="module")
def base() -> Base:
    return Base()


def decided(table: DecisionTable, case: dict[str, Any]) -> tuple[Any, ...] | None:
    try:
        outputs = decide(table, case).outputs
    except Conflict:
        return None
    if isinstance(outputs, tuple):
        return outputs
    return (None,) * len(table.outputs) if outputs is None else (outputs,)


@pytest.mark.parametrize(("policy", "aggregation"), POLICIES)
@SETTINGS
@given(data=st.data())
def test_a_table_gives_a_base_what_it_gives_each_case(base, policy, aggregation, data):
    table = data.draw(tables(policy, aggregation))

    compiled = base.outcomes(compile_table(table, base.columns))

    assert compiled == [decided(table, case) for case in CASES]


@SETTINGS
@given(table=several_ranked(HitPolicy.PRIORITY))
def test_rankings_of_several_outputs_give_a_base_what_they_give_each_case(base, table):
    compiled = base.outcomes(compile_table(table, base.columns))

    assert compiled == [decided(table, case) for case in CASES]


@pytest.mark.parametrize("aggregation", [Aggregation.SUM, Aggregation.COUNT])
def test_a_rule_that_excludes_only_some_of_the_others_is_counted_beside_the_rest(base, aggregation):
    rules = tuple(
        Rule({SPEND: parse_test(text)}, (Decimal(score),))
        for text, score in [("< 0", 1), (">= 1", 10), (">= 0.5", 100)]
    )
    table = DecisionTable("invented", INPUTS, ("score",), rules, HitPolicy.COLLECT, aggregation)

    compiled = base.outcomes(compile_table(table, base.columns))

    assert compiled == [decided(table, case) for case in CASES]


@pytest.mark.parametrize("name", INPUTS)
@SETTINGS
@given(data=st.data())
def test_a_test_is_true_false_or_null_for_a_base_as_it_is_for_each_case(base, name, data):
    test = data.draw(TESTS[name])

    compiled = [row["held"] for row in base.read(held=compile_test(test, base.columns[name]))]

    assert compiled == [holds(test, case[name]) for case in CASES]
