"""A table out of a DMN file gives a whole base what deciding its file gives each case."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from tests.tables.dmn.files import decider, decision, inputs, table
from tierline.tables.compile import Ratio, compile_table
from tierline.tables.dmn.converting import converted

ibis = pytest.importorskip("ibis")

INPUTS = inputs(Mean_bill="number", brand="string", secured="boolean", joined="date")
NEEDS = ["Mean_bill", "brand", "secured", "joined"]
NAMES = ("Mean bill", "brand", "secured", "joined")
RULES = [
    (">= 450", "-", "-", "-"),
    ("[300..450)", '"gotone", "m_zone"', "-", '>= date("2020-01-01")'),
    ("]150..450[", 'not("gotone")', "true", "-"),
    ("-", "null", "-", '(@"2019-12-31"..@"2021-01-01"]'),
    ("0, -1, 99.99", "-", "not(true)", "-"),
]
TIERS = ['"diamond"', '"gold"', '"silver"', '"gold"', '"none"']
RANKED = ("tier", '"diamond", "gold", "silver", "none"')


def tier_table(policy: str, **defaults: str) -> str:
    outputs = [RANKED] if policy == "PRIORITY" else ["tier"]
    rows = [(*rule, tier) for rule, tier in zip(RULES, TIERS, strict=True)]
    return table(list(NAMES), outputs, *rows, policy=policy, **defaults)


def points_table(policy: str, **defaults: str) -> str:
    points = ["10.5", "Mean bill * 2", "-3", "null", "Mean bill"]
    rows = [(*rule, point) for rule, point in zip(RULES, points, strict=True)]
    return table(list(NAMES), ["points"], *rows, policy=policy, **defaults)


ROWS: list[dict[str, Any]] = [
    {"id": number, "fen": fen, "brand": brand, "secured": secured, "joined": joined}
    for number, (fen, brand, secured, joined) in enumerate(
        (fen, brand, secured, joined)
        for fen in (-100, 0, 9_999, 15_000, 15_001, 29_999, 30_000, 44_999, 45_000, None)
        for brand in ("gotone", "m_zone", "easyown", None)
        for secured in (True, False, None)
        for joined in (date(2019, 12, 31), date(2020, 1, 1), date(2021, 1, 1) + timedelta(1), None)
    )
]
SCHEMA = pa.schema(
    {
        "id": pa.int64(),
        "fen": pa.int64(),
        "brand": pa.string(),
        "secured": pa.bool_(),
        "joined": pa.date32(),
    }
)


def of_base(core: Any) -> list[Any]:
    """What the compiled table gives each row, over DuckDB; null where its rules are in conflict."""
    connection = ibis.duckdb.connect()
    connection.con.register("base", pa.Table.from_pylist(ROWS, schema=SCHEMA))
    rows = connection.table("base")
    columns = {
        "Mean bill": Ratio(rows.fen, 100),
        "brand": rows.brand,
        "secured": rows.secured,
        "joined": rows.joined,
    }
    compiled = compile_table(core, columns)
    (outcome,) = compiled.outcomes
    unit = outcome.denominator if isinstance(outcome, Ratio) else None
    value = outcome.numerator if isinstance(outcome, Ratio) else outcome
    query = rows.select("id", value=value, conflict=compiled.conflict).order_by("id")
    return [
        None
        if row["conflict"] or row["value"] is None
        else row["value"]
        if unit is None
        else Decimal(row["value"]) / unit
        for row in connection.to_pyarrow(query).to_pylist()
    ]


def case_of(row: dict[str, Any]) -> dict[str, Any]:
    bill = None if row["fen"] is None else Decimal(row["fen"]) / 100
    return {"Mean bill": bill, **{name: row[name] for name in ("brand", "secured", "joined")}}


@pytest.mark.parametrize(
    "logic",
    [
        tier_table("UNIQUE"),
        tier_table("UNIQUE", tier='"none"'),
        tier_table("ANY"),
        tier_table("FIRST", tier='"none"'),
        tier_table("PRIORITY"),
        points_table("UNIQUE"),
        points_table("COLLECT+SUM", points="0"),
        points_table("COLLECT+SUM"),
        points_table("COLLECT+MIN"),
        points_table("COLLECT+MAX", points="-1"),
        points_table("COLLECT+COUNT"),
    ],
)
def test_a_base_is_given_what_each_of_its_cases_is(logic):
    ready = decider(INPUTS, decision("out", logic, needs=NEEDS))
    found = converted(ready.model)

    assert found.refused == ()
    (core,) = found.tables
    asked = ready.decision("out")
    assert of_base(core) == [ready.answer(asked, case_of(row)).value for row in ROWS]
