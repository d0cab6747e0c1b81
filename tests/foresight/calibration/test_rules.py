"""Bounds from histograms: the definition, to the last line and hundredth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.foresight.calibration.plain import by_shares, counts, histogram_of, reaching, shares
from tierline.foresight.calibration import rules
from tierline.foresight.calibration.model import Histogram, Near, Rung, Spot, Wish, number
from tierline.foresight.calibration.wishes import check_enough

TEN = [9000, 8000, 7000, 6000, 5000, 4000, 3000, 2000, 1000, 0]


def bounds(figures: Sequence[int | None], wishes: Sequence[Wish]) -> list[int]:
    return [one.bound for one in rules.bounds(Counter(figures), wishes)]


@pytest.mark.clause("GRD-16", "GRD-19")
@pytest.mark.parametrize(
    ("figures", "share", "expected"),
    [
        (TEN, "0.2", 8000),  # exactly two of ten
        (TEN, "0.29", 8000),  # 2.9 lines are two whole ones
        (TEN, "0.30", 7000),
        (TEN, "0.09", 9001),  # not even one line: 0.01 above the highest
        (TEN, "0", 9001),
        (TEN, "1", 0),
        ([500, 500, 500, 100], "0.5", 501),  # three tie at the top, and two are allowed
        ([500, 500, 500, 100], "0.75", 500),
        ([500, 400, 400, 100], "0.5", 500),  # those at 400 come in together or not at all
        ([-100, -100, -250, -300], "0.5", -100),  # below zero the same
        ([-100, -200, -250, -300], "0.75", -250),
        ([12345, None, None, None], "0.25", 12345),  # lines without a figure are among the lines shared out
        ([12345, None, None, None, None], "0.19", 12345 + 1),
    ],
)
def test_a_bound_is_the_smallest_figure_that_the_allowed_lines_reach(
    figures: list[int | None], share: str, expected: int
) -> None:
    assert bounds(figures, shares(best=share)) == [expected]


@pytest.mark.clause("GRD-16")
def test_what_one_share_leaves_the_next_tier_may_have() -> None:
    figures = [900, 900, 900, 800, 700, 600, 500, 400, 300, 200]

    # Three tie where two are allowed; of the four that both tiers may have, all are left to the second.
    assert bounds(figures, shares(best="0.2", second="0.2")) == [901, 800]


@pytest.mark.clause("GRD-16")
def test_a_head_count_bounds_its_tier_whatever_the_better_ones_have_left() -> None:
    figures = [900, 900, 900, 800, 700, 600]

    # Nobody is best, since three tie; yet the second tier gets no more than its own three.
    assert bounds(figures, counts(best=2, second=3)) == [901, 900]
    assert bounds(figures, counts(best=2, second=2)) == [901, 901]


@pytest.mark.clause("GRD-16")
def test_shares_and_head_counts_may_be_mixed() -> None:
    wishes = (*shares(best="0.1"), *counts(second=3), *shares(third="0.2"))

    assert bounds(TEN, wishes) == [9000, 6000, 4000]


@pytest.mark.clause("GRD-16", "GRD-19")
@given(
    figures=st.lists(st.integers(-400, 400) | st.none(), min_size=1, max_size=60),
    written=st.lists(st.decimals(0, 1, places=3), min_size=1, max_size=4),
)
def test_bounds_are_what_the_definition_gives_line_by_line(
    figures: list[int | None], written: list[Decimal]
) -> None:
    figures = [*figures, 7]
    asked = [str(share / len(written)) for share in written]
    scores = [None if figure is None else Decimal(figure) / 100 for figure in figures]

    found = bounds(figures, [Wish(f"tier_{n}", share=Decimal(share)) for n, share in enumerate(asked)])

    assert [Decimal(bound) / 100 for bound in found] == by_shares(scores, asked)


@given(
    figures=st.lists(st.integers(-50, 50), min_size=1, max_size=40),
    heads=st.lists(st.integers(0, 15), min_size=1, max_size=4),
)
def test_no_tier_has_more_than_its_head_count_and_none_could_begin_lower(
    figures: list[int], heads: list[int]
) -> None:
    wishes = [Wish(f"tier_{n}", at_most=lines) for n, lines in enumerate(heads)]
    scores = [Decimal(figure) for figure in figures]
    above = 0

    for found, lines in zip(rules.bounds(Counter(figures), wishes), heads, strict=True):
        assert found.lines - above <= lines
        lower = [Decimal(figure) for figure in figures if figure < found.bound]
        assert all(reaching(scores, figure) - above > lines for figure in lower)
        above = found.lines


def test_histograms_of_parts_add_up_to_that_of_the_whole() -> None:
    whole, parts = Histogram(), [histogram_of({100: 2, None: 1}), histogram_of({100: 3, 200: 1})]
    for part in parts:
        part.before[1] = Counter({100: 1})
        part.reasons["closed"] = 2
        whole.merge(part)

    assert whole.figures == {100: 5, 200: 1, None: 1}
    assert (whole.eligible, whole.reasons["closed"], whole.before[1][100]) == (7, 4, 2)


# ---------------------------------------------------------------- near a bound


def test_a_line_is_near_a_bound_that_so_many_yuan_would_take_it_over() -> None:
    # One yuan is 1.20 points here: 100 points lie 1.20 from 101.20, and 101.20 is reached exactly.
    histogram = Histogram((1,))
    for figure, lines in ((10_000, 3), (9_400, 5), (10_120, 7), (10_720, 11)):
        histogram.spots[Spot(figure, None, (figure + 120,))] = lines

    # With 1 yuan less the 7 fall; the 11 stand 6.00 points, or 5 yuan, above, and reach it still.
    assert rules.near(histogram, 10_120) == (Near(1, 3, 7), Near(5, 3, 7), Near(10, 8, 18))


def test_figures_that_move_by_steps_are_asked_for_each_amount() -> None:
    histogram = Histogram((1, 5, 10, -1, -5, -10))
    histogram.spots[Spot(400, None, (400, 450, 500, 400, 400, 350))] = 2
    histogram.spots[Spot(None, None, (None,) * 6)] = 9

    assert rules.near(histogram, 450) == (Near(1, 0, 0), Near(5, 2, 0), Near(10, 2, 0))
    assert rules.near(histogram, 400) == (Near(1, 0, 0), Near(5, 0, 0), Near(10, 0, 2))


def test_nothing_is_near_where_no_money_moves_the_figure() -> None:
    assert rules.near(histogram_of({100: 1}), 100) is None


# ---------------------------------------------------------------- what bounds mean


@pytest.mark.clause("GRD-17")
def test_a_listed_grade_counts_where_it_is_better_than_what_the_figure_gives() -> None:
    ranking = ("best", "guest", "second")
    histogram = Histogram()
    for figure, beside, lines in ((300, 1, 2), (150, 1, 3), (150, None, 5), (50, None, 7), (50, 1, 11)):
        histogram.spots[Spot(figure, beside)] = lines

    found = rules.rated(histogram, (Rung("best", 200), Rung("second", 100)), ranking)

    assert found == {"best": 2, "guest": 14, "second": 5, None: 7}


def test_lines_that_are_barred_from_a_tier_get_the_next_one_that_they_reach_and_are_near_none() -> None:
    histogram = Histogram((1,))
    histogram.spots[Spot(199, None, (200,), barred=0b01)] = 3
    histogram.spots[Spot(300, None, (301,), barred=0b01)] = 5
    histogram.spots[Spot(300, None, (301,))] = 7

    found = rules.rated(histogram, (Rung("best", 200), Rung("second", 100)), ("best", "second"))

    assert found == {"best": 7, "second": 8}
    assert rules.near(histogram, 200, 0) == (Near(1, 0, 0), Near(5, 0, 0), Near(10, 0, 0))
    assert rules.near(histogram, 200, 1) == (Near(1, 3, 0), Near(5, 3, 0), Near(10, 3, 0))


@pytest.mark.parametrize(
    ("bounds_given", "pair"), [((5, 3, 1), None), ((5, 5, 1), (5, 5)), ((5, 3, 4), (3, 4))]
)
def test_bounds_that_do_not_fall_are_found(
    bounds_given: tuple[int, ...], pair: tuple[int, int] | None
) -> None:
    found = rules.not_falling([Rung(f"tier_{n}", bound) for n, bound in enumerate(bounds_given)])

    assert (tuple(rung.bound for rung in found) if found else None) == pair


@pytest.mark.parametrize(
    ("hundredths", "written"),
    [(26000, "260"), (26235, "262.35"), (9020, "90.2"), (0, "0"), (-150, "-1.5"), (1, "0.01")],
)
def test_a_bound_is_written_without_zeros_that_say_nothing(hundredths: int, written: str) -> None:
    assert number(hundredths) == written


def test_wishes_for_exactly_all_lines_are_enough() -> None:
    check_enough((*counts(best=6), *shares(second="0.4")), 10)
