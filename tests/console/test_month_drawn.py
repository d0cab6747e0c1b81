"""The small pictures of a month: places of months, one scale, nothing outside of its frame."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from tierline.console.months.drawn import (
    HEIGHT,
    LEAST,
    LEAST_SIDE,
    SPARK_BOTTOM,
    SPARK_LEFT,
    SPARK_RIGHT,
    SPARK_TOP,
    TOP,
    spark,
    widths,
    year,
)
from tierline.grading.months import first_day

DECEMBER = date(2026, 12, 1)
MONTHS = [first_day(2026 * 12 + number) for number in range(12)]


def test_a_month_that_was_not_graded_leaves_its_place_empty() -> None:
    drawn = spark([(MONTHS[0], 10), (DECEMBER, 20)], DECEMBER)
    assert drawn.path == f"M{SPARK_LEFT} {SPARK_BOTTOM} {SPARK_RIGHT} {SPARK_TOP}"
    assert (drawn.x, drawn.y) == (SPARK_RIGHT, SPARK_TOP)


def test_a_single_month_is_a_point_and_an_even_course_a_flat_line() -> None:
    assert spark([(DECEMBER, 7)], DECEMBER).path == ""
    assert spark([(MONTHS[10], 7), (DECEMBER, 7)], DECEMBER).path.count(" 12.0") == 2


counts = some.lists(some.integers(0, 10**9), min_size=12, max_size=12)


@given(risen=counts, fallen=counts)
def test_bars_of_a_year_have_one_scale_and_stay_within_the_chart(risen: list[int], fallen: list[int]) -> None:
    chart = year(dict(zip(MONTHS, risen, strict=True)), dict(zip(MONTHS, fallen, strict=True)), MONTHS)
    assert TOP + LEAST_SIDE <= chart.axis <= TOP + HEIGHT - LEAST_SIDE
    for column in chart.columns:
        assert column.top >= TOP - 0.1
        assert chart.axis + column.down <= TOP + HEIGHT + 0.2
        assert 0 <= column.x < column.x + column.width < 100
        if column.risen == column.fallen:
            assert column.up == column.down


def test_a_month_without_a_run_has_a_place_but_no_bars() -> None:
    columns = year({DECEMBER: 3}, {DECEMBER: 1}, MONTHS).columns
    assert [column.month for column in columns] == MONTHS
    assert (columns[0].risen, columns[0].up) == (None, 0)
    assert (columns[-1].risen, columns[-1].fallen) == (3, 1)


def test_a_month_in_which_many_fell_leaves_room_for_the_rises_of_the_others() -> None:
    chart = year({DECEMBER: 300}, {MONTHS[0]: 1500, DECEMBER: 100}, MONTHS)
    assert chart.columns[-1].up > HEIGHT / 7


def test_the_months_of_a_first_half_year_stand_at_the_left_and_are_no_wider() -> None:
    columns = year({DECEMBER: 3}, {}, MONTHS[10:]).columns
    assert [column.middle for column in columns] == [round(100 / LEAST * place, 2) for place in (0.5, 1.5)]
    assert columns[0].width < 100 / LEAST


def test_a_line_more_or_less_is_drawn_as_little() -> None:
    assert spark([(MONTHS[10], 100), (DECEMBER, 101)], DECEMBER).path.endswith(" 10.4")


def test_the_largest_share_is_as_wide_as_its_cell() -> None:
    assert widths([0.2, None, 0.4], 50) == [25, 0, 50]
    assert widths([None, 0.0], 50) == [0, 0]
    assert widths([], 50) == []
