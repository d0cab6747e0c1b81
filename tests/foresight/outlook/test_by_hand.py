"""An outlook on a base that can be worked out by hand, and what it says of it."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.foresight.outlook.small import base, held, looked, star
from tests.foresight.simulation.plain import edited
from tests.grading.small_base import content
from tierline.foresight.outlook.model import Ahead, kept_by
from tierline.grading.model import Rating
from tierline.policy.load import bundled_packs, read_pack

# A mean of 81.50 yuan over twelve months makes 82, which times 1.10 is above 90. Eleven of them are known.
IN_A_MONTH = {line: 978 - 11 * (20 + 8 * line) for line in range(1, 8)}
# In two months the factor is that of three years, 1.20, so that 74.50 is enough. Ten months are known.
IN_TWO = {line: -(-(894 - 10 * (20 + 8 * line)) // 2) for line in range(1, 7)}


@pytest.mark.clause("GRD-15", "GRD-16")
@pytest.mark.parametrize(
    ("ends_on", "month", "expected"),
    [("2026-12-31", date(2026, 12, 1), IN_A_MONTH), ("2027-01-31", date(2027, 1, 1), IN_TWO)],
)
def test_the_least_counts_known_months_tenure_to_come_and_rounding(
    tmp_path: Path, ends_on: str, month: date, expected: dict[int, int]
) -> None:
    paths = base(tmp_path / "in", held("three_star", ends_on))

    data, rows = looked(star(paths), tmp_path / "out")

    assert {line: row["least_monthly"] for line, row in rows.items()} == expected
    assert {row["rating_month"] for row in rows.values()} == {month}
    assert rows[6]["present_monthly"] == Decimal("68.00")
    assert rows[6]["more_monthly"] == expected[6] - 68
    assert (rows[6]["change"], rows[6]["tier_then"], rows[6]["kept_by"]) == ("fallen", "two_star", "spend")
    # Those from line 14 on rise in November, and are rated anew a year later.
    assert (data["rated_anew"], data["kept"], data["fallen"]) == (13, 13 - len(expected), len(expected))


def test_the_cheapest_to_keep_come_first_and_sums_add_up(tmp_path: Path) -> None:
    paths = base(tmp_path / "in", held("three_star", "2026-12-31"))

    data, rows = looked(star(paths), tmp_path / "out", limit=3)

    assert [one["subscriber_id"] for one in data["first"]] == [7, 6, 5]
    assert data["first"][0]["more_monthly"] == "66.00"
    assert data["kept_by_spend"] == {
        "lines": 7, "within_10": 0, "within_50": 0, "within_100": 1, "beyond_100": 6,
    }  # fmt: skip
    assert Decimal(data["more_monthly"]) == sum(row["more_monthly"] for row in rows.values())
    (site,) = data["sites"]
    assert (site["site"], site["lines"]) == ("65.6501", 7)


def test_a_line_that_gets_money_back_may_need_no_more_than_nothing(tmp_path: Path) -> None:
    # What was given back in the last months would go on as now; without it one star is enough.
    refunds = "SELECT * REPLACE (CAST(-1 AS DECIMAL(12,2)) AS mobile_billed) FROM bills"
    paths = base(tmp_path / "in", held("one_star", "2027-01-31"), bills=refunds)

    _, rows = looked(star(paths), tmp_path / "out")

    # Ten months of -1 and two of 2 make -0.50, which is 0; ten of -1 and two of 1 make -0.67, which is -1.
    assert {(row["present_monthly"], row["least_monthly"]) for row in rows.values()} == {
        (Decimal("-1.00"), 2)
    }


@pytest.mark.clause("GRD-14", "GRD-18")
@pytest.mark.parametrize(
    ("column", "value", "reason", "keeps", "needed"),
    [
        ("segment", "'group'", "segment", "change", "public, a person inside a group"),
        ("product", "'broadband'", "product", "change", "mobile"),
        ("joined_on", "DATE '2026-09-01'", "tenure", "waiting", None),
        ("closed_on", "DATE '2026-11-20'", "closed", "nothing", None),
    ],
)
def test_a_line_that_is_not_rated_then_is_kept_by_no_spend_and_why_is_said(
    tmp_path: Path, column: str, value: str, reason: str, keeps: str, needed: str | None
) -> None:
    changed = f"CASE WHEN subscriber_id = 9 THEN {value} ELSE {column} END AS {column}"
    status = "CASE WHEN subscriber_id = 9 AND closed_on IS NOT NULL THEN 'closed' ELSE status END AS status"
    lines = f"SELECT * REPLACE ({status}) FROM (SELECT * REPLACE ({changed}) FROM subscribers)"
    paths = base(tmp_path / "in", held("three_star", "2026-12-31"), subscribers=lines)

    data, rows = looked(star(paths), tmp_path / "out")

    row = rows[9]
    assert (row["reason"], row["kept_by"], row["least_monthly"]) == (reason, keeps, None)
    assert row["change"] == ("ended" if reason == "closed" else "lapsed")
    # Joined in September, a line has been on the network for seven months in March, three after the rating.
    assert row["wait_months"] == (3 if reason == "tenure" else None)
    (said,) = (one for one in data["reasons"] if one["reason"] == reason)
    assert (said["kept_by"], said["lines"]) == (keeps, 1)
    assert (None if said["has_to_be"] is None else said["has_to_be"][0]["is"]["en"]) == needed
    assert data["not_kept_by_spend"] == 1


@pytest.mark.clause("GRD-17")
def test_a_tier_that_only_a_list_gives_is_kept_by_no_spend(tmp_path: Path) -> None:
    without_five = edited("unicom-star", [("{260: five_star, 140: four_star,", "{140: four_star,")])
    paths = base(tmp_path / "in", held("honoured_guest", "2026-12-31"))

    _, rows = looked(star(paths, read_pack(without_five, "unicom-star.yaml")), tmp_path / "out")

    assert {(row["reason"], row["kept_by"]) for row in rows.values()} == {("list_only", "nothing")}
    assert len(rows) == 40


def test_what_a_month_starts_itself_is_rated_anew_a_year_on_and_not_before(tmp_path: Path) -> None:
    # Line 40 is rated five-star in November, rises, and has a new term until November 2027.
    paths = base(tmp_path / "in", held("three_star", "2026-12-31"))

    soon, _ = looked(star(paths), tmp_path / "soon", within=3)
    year, _ = looked(star(paths), tmp_path / "year", within=12)

    months = {one["month"]: one["rated_anew"] for one in year["ahead"] if one["rated_anew"]}
    assert soon["ahead"][0]["rated_anew"] == months["2026-12"]
    assert months == {"2026-12": 13, "2027-11": 27}


def test_equal_inputs_give_equal_bytes(tmp_path: Path) -> None:
    paths = base(tmp_path / "in", held("three_star", "2026-12-31"))

    digests = []
    for name in ("one", "other"):
        looked(star(paths), tmp_path / name)
        (file,) = (tmp_path / name / "lines").glob("*.parquet")
        digests.append(hashlib.sha256(file.read_bytes()).hexdigest())
        told = (tmp_path / name / "outlook.json").read_bytes()
        digests.append(hashlib.sha256(told).hexdigest())

    assert digests[:2] == digests[2:]
    assert all(b"1380000" not in found for found in content(tmp_path / "one").values())


def test_a_reason_says_what_keeps_the_tier() -> None:
    assert [kept_by(reason) for reason in ("spend", "tenure", "plan_kind", "closed", "no_new_terms")] == [
        "spend", "waiting", "change", "nothing", "nothing",
    ]  # fmt: skip


def test_the_least_tenure_is_that_of_the_criterion() -> None:
    version = bundled_packs()["unicom-star"].versions[-1]

    assert Ahead(1, Rating(date(2026, 12, 1), date(2026, 12, 5)), version).least_tenure == 7
