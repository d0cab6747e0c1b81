"""Causes, transitions and costs worked out by hand on forty lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.foresight.simulation.small import (
    FACTOR,
    FIVE_STAR_270,
    FIVE_STAR_275,
    INSIDE,
    NOBODY_HOLDS,
    SEGMENT,
    TENURE,
    TWO_STAR_80,
    tried,
)
from tierline.grading.model import Transition

PRICES = """
entitlements:
  manager: {en: account manager, zh: 客户经理}
  hotline: {en: hotline first, zh: 热线优先}
  gift: {en: birthday gift, zh: 生日礼}
tiers:
  five_star: {manager: 12.00, hotline: 0.8}
  four_star: {hotline: 0.50, gift: 1}
  three_star: 0.07
"""


def kinds(data: dict[str, object]) -> dict[str, tuple[int, int, int]]:
    """By cause, how many lines it moves alone, with others only, and as one of several."""
    (result,) = data["results"]  # type: ignore[misc]
    return {one["name"]: (one["alone"], one["together"], one["each"]) for one in result["causes"]}  # type: ignore[index]


def test_a_cause_makes_the_difference_alone_or_only_together_with_another(tmp_path: Path) -> None:
    # Line 28 has 268.40, below the new floor by itself. Line 29 has 277.20, above it by the old factor, and
    # 272.16 by the new one, above the old floor.
    data, rows = tried(tmp_path, [FACTOR, FIVE_STAR_275], NOBODY_HOLDS)

    moved = {number: (row["present_tier"], row["draft_tier"], row["causes"]) for number, row in rows.items()}
    assert moved == {
        28: ("five_star", "four_star", ["tier five_star"]),
        29: ("five_star", "four_star", ["measures tenure_factor", "tier five_star"]),
    }
    assert kinds(data) == {"measures tenure_factor": (0, 1, 0), "tier five_star": (1, 1, 0)}
    assert rows[28]["present_score"] == rows[28]["draft_score"] + rows[28]["draft_score"] / 54
    factor, floor = data["causes"]
    assert [floor[side][0]["says"]["en"] for side in ("before", "after")] == [
        "score: at least 260",
        "score: at least 275",
    ]
    assert floor["after"][0]["clause"] == "GRD-16"
    assert [factor[side][0]["says"]["en"] for side in ("before", "after")] == ["1.10", "1.08"]


def test_each_of_two_causes_that_would_do_is_named(tmp_path: Path) -> None:
    data, rows = tried(tmp_path, [SEGMENT, TENURE], NOBODY_HOLDS)

    assert len(rows) == 40
    assert {row["first_cause"] for row in rows.values()} == {"eligible segment"}
    assert kinds(data) == {"eligible segment": (0, 0, 40), "eligible tenure_months": (0, 0, 40)}
    (result,) = data["results"]
    assert (result["moved"]["down"], result["moved"]["lost"]) == (40, 40)


@pytest.mark.clause("GRD-07")
@pytest.mark.parametrize(
    ("transition", "down", "later", "other_term", "causes"),
    [
        # Lines 5 and 6 (66.00 and 74.80) are two-star and would be one-star: their terms keep them.
        ("up", 0, 2, 0, {"tier two_star": (2, 0, 0)}),
        # Lines 1 to 4 (loyal by list) and 8 to 20 rise under the present policy only.
        ("kept", 17, 2, 0, {"tier two_star": (2, 0, 0), "transition": (17, 0, 0)}),
        ("now", 2, 0, 0, {"tier two_star": (0, 2, 0), "transition": (0, 2, 0)}),
    ],
)
def test_a_transition_decides_what_becomes_of_running_terms(
    tmp_path: Path, transition: str, down: int, later: int, other_term: int, causes: dict[str, object]
) -> None:
    data, _ = tried(tmp_path, [TWO_STAR_80], {"memberships": INSIDE}, transition=Transition(transition))

    (result,) = data["results"]
    found = (result["moved"]["down"], result["later"]["lines"], result["other_term"])
    assert found == (down, later, other_term)
    assert data["transition"] == transition
    assert kinds(data) == causes


def test_costs_are_exact_by_entitlement_and_by_tier(tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").write_text(PRICES, "utf-8")

    data, rows = tried(tmp_path, [FIVE_STAR_270], NOBODY_HOLDS, prices=tmp_path / "prices.yaml")

    # Line 28 alone goes from five-star to four-star; 29 to 40 stay five-star, 14 to 27 four-star, 8 to 13
    # three-star.
    assert list(rows) == [28]
    costs = data["results"][0]["costs"]
    assert {name: costs[name] for name in ("added", "taken", "net")} == {
        "added": "1.00",
        "taken": "12.30",
        "net": "-11.30",
    }
    assert costs["by_entitlement"] == {
        "manager": {"added": "0.00", "taken": "12.00", "net": "-12.00"},
        "hotline": {"added": "0.00", "taken": "0.30", "net": "-0.30"},
        "gift": {"added": "1.00", "taken": "0.00", "net": "1.00"},
        "tier": {"added": "0.00", "taken": "0.00", "net": "0.00"},
    }
    assert costs["by_tier"] == {
        "five_star": {"present": "166.40", "draft": "153.60", "net": "-12.80"},
        "four_star": {"present": "21.00", "draft": "22.50", "net": "1.50"},
        "three_star": {"present": "0.42", "draft": "0.42", "net": "0.00"},
    }
    assert data["results"][0]["causes"][0]["costs"]["net"] == "-11.30"
    assert data["costs"] == {"added": "1.00", "taken": "12.30", "net": "-11.30"}


def test_movers_are_told_by_site_product_tenure_and_spend(tmp_path: Path) -> None:
    data, _ = tried(tmp_path, [FIVE_STAR_270], NOBODY_HOLDS)

    by = data["results"][0]["by"]
    assert by["site"] == [
        {"value": "65.6501", "lines": 40, "moved": 1, "up": 0, "down": 1, "across": 0, "later": 0}
    ]
    assert [one["value"] for one in by["product"]] == ["mobile_4g"]
    assert [(one["value"]["en"], one["moved"]) for one in by["tenure"]] == [("2 to 3 years", 1)]
    # Line 28 is billed 244 yuan a month.
    assert {one["value"]["en"]: one["moved"] for one in by["spend"]}["150 to 300 yuan a month"] == 1
    assert sum(one["lines"] for one in by["spend"]) == 40
