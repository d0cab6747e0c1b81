"""A table that is written as DMN and read again is the same table, and decides the same."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tables.dmn.files import decision, file_text, inputs, table
from tests.tables.dmn.strategies import NAMES, POLICIES, remarked_tables, renamed
from tests.tables.strategies import DATES, NUMBERS, STRINGS
from tierline.tables.decide import decide
from tierline.tables.dmn.converting import converted
from tierline.tables.dmn.deciding import Decider
from tierline.tables.dmn.errors import NotWritable
from tierline.tables.dmn.reading import read
from tierline.tables.dmn.writing import written
from tierline.tables.errors import Conflict
from tierline.tables.model import Aggregation, DecisionTable, HitPolicy, Rule
from tierline.tables.parse import parse_test
from tierline.wording import Language

SETTINGS = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def file_of(folder: Path, *tables: DecisionTable, version: Any = "1.5") -> Path:
    path = folder / "model.dmn"
    path.write_bytes(written(tables, "model", "urn:invented", version).encode())
    return path


def random_cases(count: int) -> list[dict[str, Any]]:
    chance = random.Random(2011)
    numbers = [*NUMBERS, *(number + Decimal("0.001") for number in NUMBERS), None]
    return [
        {
            "spend": chance.choice(numbers),
            "mean": chance.choice(numbers),
            "months": chance.choice(numbers),
            "brand": chance.choice([*STRINGS, "easyown", None]),
            "secured": chance.choice([True, False, None]),
            "joined": chance.choice([*DATES, None]),
        }
        for _ in range(count)
    ]


CASES = random_cases(30)


@pytest.mark.parametrize(("policy", "aggregation"), POLICIES)
@SETTINGS
@given(data=st.data())
def test_a_table_comes_back_from_its_file_as_it_was(tmp_path, policy, aggregation, data):
    table = renamed(data.draw(remarked_tables(policy, aggregation)), NAMES)
    version = data.draw(st.sampled_from(["1.3", "1.5"]))

    found = converted(read(file_of(tmp_path, table, version=version)))

    assert found.refused == ()
    assert found.tables == (table,)


@pytest.mark.parametrize(("policy", "aggregation"), POLICIES)
@SETTINGS
@given(data=st.data())
def test_a_table_decides_as_dmn_what_it_decides_by_itself(tmp_path, policy, aggregation, data):
    table = data.draw(remarked_tables(policy, aggregation, with_domains=False))
    decider = Decider(read(file_of(tmp_path, table)))

    for case in CASES:
        assert decider.answer(decider.decision("invented"), case).value == decided(table, case)


def decided(table: DecisionTable, case: dict[str, Any]) -> Any:
    """What the reader of the core form gives, in the values of FEEL; conflicts are null there."""
    try:
        outputs = decide(table, case).outputs
    except Conflict:
        return None
    match outputs:
        case tuple():
            return row_of(table, outputs)
        case list():
            return tuple(row_of(table, row) for row in outputs)
    return plain(outputs)


def row_of(table: DecisionTable, outputs: tuple[Any, ...]) -> Any:
    if len(outputs) == 1:
        return plain(outputs[0])
    return dict(zip(table.outputs, map(plain, outputs), strict=True))


def plain(value: Any) -> Any:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        exact = Fraction(value)
        return Decimal(exact.numerator) / Decimal(exact.denominator)
    return value


def test_tables_that_need_each_other_stay_linked_and_in_order(tmp_path):
    score = DecisionTable(
        "score", ("spend",), ("points",), (Rule({}, (Decimal(5),)),), HitPolicy.COLLECT, Aggregation.SUM
    )
    tier = DecisionTable(
        "tier", ("score",), ("tier",), (Rule({"score": parse_test(">= 5")}, ("gold",)),), HitPolicy.FIRST
    )
    path = file_of(tmp_path, score, tier)

    model = read(path)
    decider = Decider(model)

    assert converted(model).tables == (score, tier)
    assert decider.answer(decider.decision("tier"), {"spend": Decimal(1)}).value == "gold"
    assert [data.name for data in decider.inputs(decider.topmost())] == ["spend"]


def test_a_table_keeps_a_name_that_an_input_of_it_has_too(tmp_path):
    table = DecisionTable("tier", ("tier",), ("tier",), (Rule({}, ("gold",)),), HitPolicy.FIRST)

    assert converted(read(file_of(tmp_path, table))).tables == (table,)


def test_the_same_tables_give_the_same_text():
    table = DecisionTable("tier", ("spend",), ("tier",), (Rule({}, ("gold",)),), HitPolicy.FIRST)

    assert written([table], "m", "urn:x") == written([table], "m", "urn:x")


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"inputs": ("two  spaces",)}, {"rules": (Rule({}, ("gold",), note="\x00"),)}],
)
def test_what_xml_cannot_hold_is_refused_in_both_languages(changes):
    table = DecisionTable("tier", ("spend",), ("tier",), (Rule({}, ("gold",)),), HitPolicy.FIRST)

    with pytest.raises(NotWritable) as refused:
        written([replace(table, **changes)], "m", "urn:x")

    assert "DMN" in refused.value.message(Language.EN)
    assert "。" in refused.value.message(Language.ZH)


def test_a_column_that_asks_for_a_component_of_an_input_bears_its_path(tmp_path):
    types = (
        '<itemDefinition name="tLine"><itemComponent name="months"><typeRef>number</typeRef></itemComponent>'
        "</itemDefinition>"
    )
    path = tmp_path / "model.dmn"
    logic = table(["Line.months"], ["tier"], [">= 12", '"gold"'])
    path.write_text(file_text(types, inputs(Line="tLine"), decision("tier", logic, needs=["Line"])), "utf-8")

    (found,) = converted(read(path)).tables

    assert found.inputs == ("Line.months",)
    assert decide(found, {"Line.months": Decimal(12)}).outputs == ("gold",)
    assert converted(read(file_of(tmp_path, found))).tables == (found,)
