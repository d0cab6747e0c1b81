"""Bounds in the picture of spend and tenure are where the policy's own tables change their answer."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tierline.foresight.report.bounds import bounds_at, tier_at
from tierline.foresight.report.sentences import beside
from tierline.foresight.report.spread import SPEND_EDGES, TENURE_EDGES
from tierline.policy.load import bundled_packs, in_force
from tierline.policy.model import Rates, Version


def version(scheme: str, day: date = date(2026, 11, 5)) -> Version:
    return in_force(bundled_packs()[scheme], day)


def bounds(scheme: str, product: str, months: int) -> list[tuple[str | None, str]]:
    """The tiers and the least yuan of each, lowest first."""
    found = bounds_at(version(scheme), product, months, SPEND_EDGES)
    return [(bound.tier, f"{float(bound.spend):.2f}") for bound in found]


@pytest.mark.clause("GRD-15", "GRD-16")
@pytest.mark.parametrize(
    ("months", "two_star", "five_star"),
    [
        # ARPU is in whole yuan, half up: 30 is reached at 29.50.
        (12, "29.50", "259.50"),
        (13, "28.50", "247.50"),  # 1.05 x 29 = 30.45, 1.05 x 248 = 260.40
        (121, "19.50", "173.50"),  # 1.50 x 20 = 30, 1.50 x 174 = 261
    ],
)
def test_bounds_of_the_star_scheme_fall_with_tenure(months, two_star, five_star):
    found = dict(bounds("unicom-star", "mobile_4g", months))

    assert (found["two_star"], found["five_star"]) == (two_star, five_star)


@pytest.mark.clause("GRD-04", "GRD-05")
@pytest.mark.parametrize(
    ("product", "months", "expected"),
    [
        ("mobile_3g", 24, [("silver", "150.00"), ("gold", "300.00"), ("diamond", "450.00")]),
        ("fixed_line", 24, [("silver", "100.00"), ("gold", "150.00"), ("diamond", "300.00")]),
        ("fixed_line", 60, [("silver", "80.00"), ("gold", "150.00"), ("diamond", "300.00")]),
    ],
)
def test_bounds_of_a_mean_are_those_of_the_product(product, months, expected):
    assert bounds("unicom-vip", product, months) == expected


@pytest.mark.clause("GRD-22")
def test_a_band_that_includes_its_upper_end_begins_a_fen_above_it():
    assert ("four_star", "80.01") in bounds("cmcc-credit", "mobile_4g", 61)


@pytest.mark.clause("GRD-01")
def test_a_sum_of_all_months_grows_with_them():
    # Silver wants 50 in the month and 1000 in all: after 10 months the second binds, after 40 the first.
    assert ("silver", "100.00") in bounds("unicom-card", "mobile_4g", 11)
    assert ("silver", "50.00") in bounds("unicom-card", "mobile_4g", 41)


@pytest.mark.parametrize(
    "scheme", sorted(name for name, pack in bundled_packs().items() if pack.rates is Rates.LINE)
)
def test_the_answer_changes_at_each_bound_and_not_a_fen_before(scheme):
    of = version(scheme)
    for months in TENURE_EDGES[::4]:
        for bound in bounds_at(of, "mobile_4g", months, SPEND_EDGES):
            assert tier_at(of, "mobile_4g", months, bound.spend) == bound.tier
            assert tier_at(of, "mobile_4g", months, bound.spend - Fraction(1, 100)) == bound.below


def test_what_a_policy_counts_beside_spend_and_tenure_is_named():
    assert beside(version("unicom-star")) == []
    assert [text.en for text in beside(version("cmcc-credit"))] == ["brand", "suspensions in the same months"]
