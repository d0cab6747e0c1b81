"""What is written as a sheet is read back the same: every table, in both languages, byte for byte."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables.sheets.whole_tables import whole_tables
from tierline.tables.model import (
    Anything,
    DecisionTable,
    Domain,
    Equal,
    HitPolicy,
    Kind,
    Multiple,
    Rule,
)
from tierline.tables.sheets.csv_file import read_csv, write_csv
from tierline.tables.sheets.errors import NotWritable
from tierline.tables.sheets.xlsx_reading import read_xlsx
from tierline.tables.sheets.xlsx_writing import write_xlsx
from tierline.wording import Language

languages = st.sampled_from(list(Language))


@settings(max_examples=60)
@given(tables=st.lists(whole_tables(), min_size=1, max_size=3), language=languages)
def test_a_csv_file_loses_nothing_of_a_table(tables, language):
    assert read_csv(write_csv(tables, language), "t.csv") == tuple(tables)


@settings(max_examples=25)
@given(tables=st.lists(whole_tables(), min_size=1, max_size=3), language=languages)
def test_a_workbook_loses_nothing_of_a_table(tables, language):
    assert read_xlsx(write_xlsx(tables, language), "t.xlsx") == tuple(tables)


RANKED = DecisionTable(
    name="ranked",
    inputs=("spend",),
    outputs=("tier", "points", "note"),
    rules=(Rule({}, ("gold", Decimal(1), None)), Rule({}, ("450", True, date(2026, 11, 1)))),
    hit_policy=HitPolicy.OUTPUT_ORDER,
    ranking=("450", "gold", "true"),
    further_rankings=((), (date(2026, 11, 1), None, Decimal("-0.5"), "null", "-", '"')),
)


@pytest.mark.parametrize("language", list(Language))
def test_rankings_of_several_outputs_keep_their_order_and_kinds(language):
    """Words that look like numbers or values stay words."""
    assert read_csv(write_csv([RANKED], language), "t.csv") == (RANKED,)
    assert read_xlsx(write_xlsx([RANKED], language), "t.xlsx") == (RANKED,)


def test_an_input_that_is_named_like_a_number_is_no_factor():
    rules = (Rule({}, (Multiple(of="2", by=Decimal(0)),)), Rule({}, (Multiple(of="0", by=Decimal(2)),)))
    table = DecisionTable("points", ("2", "0"), ("points",), rules, HitPolicy.COLLECT)

    assert read_csv(write_csv([table], Language.EN), "t.csv") == (table,)


@settings(max_examples=10)
@given(tables=st.lists(whole_tables(), min_size=1, max_size=2), language=languages)
def test_what_was_read_is_written_to_the_same_bytes(tables, language):
    book, sheet = write_xlsx(tables, language), write_csv(tables, language)
    assert write_xlsx(read_xlsx(book, "t.xlsx"), language) == book
    assert write_csv(read_csv(sheet, "t.csv"), language) == sheet


@settings(max_examples=40)
@given(tables=st.lists(whole_tables(), min_size=1, max_size=2))
def test_no_cell_is_a_formula_to_a_spreadsheet(tables):
    """A cell that begins with one of = + - @ is `-` alone, or a plain number."""
    import csv
    import io

    text = write_csv(tables, Language.EN).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell != "-":
                assert Decimal(cell) < 0


def test_empty_and_anything_stay_two_things():
    rule = Rule({"spend": Anything()}, (None,))
    table = DecisionTable("t", ("spend", "brand"), ("tier",), (rule,), HitPolicy.FIRST)
    assert read_csv(write_csv([table], Language.EN), "t.csv") == (table,)


def test_a_multiple_does_not_begin_with_a_minus():
    """Excel would take `-100 * suspensions` for a formula."""
    rule = Rule({"suspensions": Anything()}, (Multiple("suspensions", Decimal(-100)),))
    table = DecisionTable("t", ("suspensions",), ("points",), (rule,), HitPolicy.COLLECT)
    written = write_csv([table], Language.EN)
    assert b"suspensions * -100" in written
    assert read_csv(written, "t.csv") == (table,)


@pytest.mark.parametrize("value", [Decimal(450), True])
def test_a_number_among_strings_is_not_written_since_it_would_read_as_a_word_or_a_number(value):
    table = DecisionTable(
        "t", ("plan",), ("tier",), (Rule({"plan": Equal(value)}, ("gold",)),), HitPolicy.FIRST,
        domains={"plan": Domain(Kind.STRING)},
    )  # fmt: skip
    with pytest.raises(NotWritable, match="in quotation marks"):
        write_csv([table], Language.EN)


def test_a_domain_of_no_column_is_not_dropped_in_silence():
    rule = Rule({}, (date(2026, 11, 1),))
    table = DecisionTable("t", (), ("day",), (rule,), HitPolicy.FIRST, domains={"lost": Domain(Kind.DATE)})
    with pytest.raises(NotWritable, match="domains speak of columns"):
        write_csv([table], Language.EN)


def test_a_text_that_no_workbook_can_hold_is_refused_and_not_cut_off():
    rule = Rule({}, ("gold",), note="n" * 32_768)
    table = DecisionTable("t", (), ("tier",), (rule,), HitPolicy.FIRST)
    with pytest.raises(NotWritable, match="32767"):
        write_xlsx([table], Language.EN)
    assert read_csv(write_csv([table], Language.EN), "t.csv") == (table,)
