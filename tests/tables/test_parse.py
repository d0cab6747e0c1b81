from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.tables.strategies import any_test
from tierline.tables.errors import ParseError
from tierline.tables.model import AnyOf, Anything, Comparison, Equal, Interval, Not
from tierline.tables.notation import normalised, text_of
from tierline.tables.parse import DEEPEST_NESTING, MOST_CHARACTERS, parse_test
from tierline.wording import Language

FOUR, FIVE = Decimal(4), Decimal(5)
NEW_YEAR, EVE = date(2026, 1, 1), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("text", "test"),
    [
        ("-", Anything()),
        ("  -  ", Anything()),
        ("5", Equal(FIVE)),
        ("+5", Equal(FIVE)),
        ("-5", Equal(Decimal(-5))),
        (".5", Equal(Decimal("0.5"))),
        ("119.50", Equal(Decimal("119.5"))),
        ("0.1234567890123456789012345678901", Equal(Decimal("0.1234567890123456789012345678901"))),
        ("true", Equal(True)),
        ("false", Equal(False)),
        ("null", Equal(None)),
        ('"gold"', Equal("gold")),
        ('""', Equal("")),
        ('"全球通, 动感地带"', Equal("全球通, 动感地带")),
        (r'"a\"b\\c\n\u0041"', Equal('a"b\\c\nA')),
        (r'"\U01F40E\uD83D\uDC0E"', Equal("\U0001f40e\U0001f40e")),
        ('date("2026-01-01")', Equal(NEW_YEAR)),
        ('date ( "2026-01-01" )', Equal(NEW_YEAR)),
        ("<5", Comparison("<", FIVE)),
        ("<= 5", Comparison("<=", FIVE)),
        ("> -5", Comparison(">", Decimal(-5))),
        (">=5", Comparison(">=", FIVE)),
        ('>= date("2026-01-01")', Comparison(">=", NEW_YEAR)),
        ("[4..5]", Interval(FOUR, FIVE, True, True)),
        ("[4..5)", Interval(FOUR, FIVE, True, False)),
        ("(4..5]", Interval(FOUR, FIVE, False, True)),
        ("( 4 .. 5 )", Interval(FOUR, FIVE, False, False)),
        ("]4..5[", Interval(FOUR, FIVE, False, False)),
        ("[.5...5]", Interval(Decimal("0.5"), Decimal("0.5"), True, True)),
        ('[date("2025-12-31")..date("2026-01-01"))', Interval(EVE, NEW_YEAR, True, False)),
        ('"a","b"', AnyOf((Equal("a"), Equal("b")))),
        ("<4, >5", AnyOf((Comparison("<", FOUR), Comparison(">", FIVE)))),
        ('not("a", "b")', Not(AnyOf((Equal("a"), Equal("b"))))),
        ("not (null)", Not(Equal(None))),
        ("not(not(5))", Not(Not(Equal(FIVE)))),
        ("not(-)", Not(Anything())),
        ("not(4), 5", AnyOf((Not(Equal(FOUR)), Equal(FIVE)))),
    ],
)
def test_a_cell_is_read_as_written(text, test):
    assert parse_test(text) == test


@pytest.mark.parametrize(
    ("text", "position", "found"),
    [
        ("", 1, "the end of the cell"),
        ("gold", 1, "'gold'"),
        ("5 5", 3, "'5'"),
        ("5,", 3, "the end of the cell"),
        ("1,,2", 3, "',2'"),
        ("-, 5", 1, "'-, 5'"),
        ("5, -", 4, "'-'"),
        ('< "a"', 3, "'\"a\"'"),
        ("< true", 3, "'true'"),
        ("= 5", 1, "'= 5'"),
        ("[4..5", 6, "the end of the cell"),
        ("[4.5]", 5, "']'"),
        ("[5..4]", 1, "'[5..4]'"),
        ("[5..5)", 1, "'[5..5)'"),
        ('[5..date("2026-01-01")]', 1, "'[5..date(\"20'"),
        ('"a', 3, "the end of the cell"),
        ('"a\nb"', 3, "'\\nb\"'"),
        (r'"\q"', 2, "'\\\\q\"'"),
        (r'"\uD83D"', 2, "'\\\\uD83D\"'"),
        (r'"\U110000"', 2, "'\\\\U110000\"'"),
        ('date("2026-02-30")', 1, "'date(\"2026-0'"),
        ("date(2026)", 1, "'date(2026)'"),
        ("not 5", 5, "'5'"),
        ("not(5", 6, "the end of the cell"),
        ("1e5", 2, "'e5'"),
        ("NaN", 1, "'NaN'"),
        ("\uff15", 1, "'\uff15'"),  # a full-width 5
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_at_the_place_of_the_mistake(text, position, found):
    with pytest.raises(ParseError) as refused:
        parse_test(text)

    assert refused.value.facts["position"] == position
    english, chinese = refused.value.message(Language.EN), refused.value.message(Language.ZH)
    assert f"at character {position}: found {found}, expected " in english
    assert f"第 {position} 个字符" in chinese
    assert "expected" not in chinese


def test_a_cell_has_a_greatest_length():
    longest = "5" * MOST_CHARACTERS

    assert parse_test(longest) == Equal(Decimal(longest))
    with pytest.raises(ParseError, match=str(MOST_CHARACTERS)):
        parse_test(longest + "5")


def test_a_cell_has_a_deepest_nesting():
    def nested(depth):
        return "not(" * depth + "5" + ")" * depth

    assert text_of(parse_test(nested(DEEPEST_NESTING))) == nested(DEEPEST_NESTING)
    with pytest.raises(ParseError, match=str(DEEPEST_NESTING)):
        parse_test(nested(DEEPEST_NESTING + 1))


def test_the_message_about_a_long_cell_shows_the_place_alone():
    with pytest.raises(ParseError) as refused:
        parse_test(",".join(["5"] * 2000) + ",x," + ",".join(["5"] * 2000))

    assert refused.value.facts["position"] == 4001
    assert len(refused.value.message(Language.EN)) < 400


@settings(deadline=None)
@given(test=any_test)
def test_the_text_of_a_test_is_read_as_the_same_test(test):
    assert parse_test(text_of(test)) == normalised(test)


@settings(deadline=None)
@given(
    value=st.text()
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False, places=6)
    | st.booleans()
)
def test_every_value_survives_its_text(value):
    assert parse_test(text_of(Equal(value))) == Equal(value)


PIECES = [
    "-",
    "5",
    ".",
    "..",
    "<",
    "<=",
    ">",
    "[",
    "]",
    "(",
    ")",
    "not(",
    "date(",
    '"',
    "\\",
    "u",
    "true",
    "null",
    ",",
    " ",
]


@settings(deadline=None, max_examples=300)
@given(text=st.text() | st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
@example(text="not(" * 2000)
@example(text="{")
@example(text="\ud800")
@example(text='"\ud800"')
@example(text="9" * 20_000)
def test_any_text_is_read_or_refused_and_never_more(text):
    try:
        test = parse_test(text)
    except ParseError as refused:
        messages = [refused.message(language) for language in Language]
        assert all(messages)
    else:
        assert parse_test(text_of(test)) == test
