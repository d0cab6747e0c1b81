"""Sites are rated as their rules say: the engine, the reading of one site, and a reading by hand agree."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.grading.engine import rows_of
from tests.grading.measured import pier
from tierline.grading.measured.case import Site, rate_site
from tierline.grading.measured.request import SiteRequest
from tierline.grading.measured.run import run
from tierline.grading.model import Rating
from tierline.policy.load import bundled_packs

Row = dict[str, Any]


def rows_of_the_month(rows: list[Row]) -> list[Row]:
    return sorted((row for row in rows if row["month"] == pier.MEASURED_IN), key=lambda row: row["site_id"])


@pytest.mark.clause("GRD-23")
@pytest.mark.parametrize("seed", range(2))
def test_the_engine_rates_sites_as_a_reading_by_hand_does(seed: int, tmp_path: Path) -> None:
    rows = pier.random_rows(seed, 400)

    run(pier.request(tmp_path, pier.write_csv(tmp_path / "measurements.csv", rows)))

    found = rows_of(tmp_path / "out" / "grades")
    assert found == [pier.expected(row) for row in rows_of_the_month(rows)]
    assert {row["rated_tier"] for row in found} == {"good", "fair", "poor", None}


@pytest.mark.clause("GRD-23")
def test_one_site_is_rated_as_all_of_them_are() -> None:
    rating = Rating(pier.MONTH, pier.MONTH.replace(day=5))
    names, version = ("signal_dbm", "busy_share", "faults"), pier.version()

    for row in rows_of_the_month(pier.random_rows(3, 300)):
        site = Site(row["site_id"], row["site"], {name: row[name] for name in names})
        assert rate_site(version, rating, site).row() == pier.expected(row)


# ---------------------------------------------------------------- the bundled scheme

BEST: dict[str, str | None] = {
    "covered_share": "100",
    "call_success_share": "100",
    "downlink_mbps": "300",
    "services_share": "100",
    "complaints_share": "100",
    "price_per_gb": "1",
}
CUT_OFFS = {
    ("coverage", "covered_share"): ("99", "97", "94", "90", "-0.01"),
    ("call_quality", "call_success_share"): ("99", "98", "96", "93", "-0.01"),
    ("data_rate", "downlink_mbps"): ("100", "50", "20", "5", "-0.01"),
    ("business_support", "services_share"): ("100", "98", "95", "90", "-0.01"),
    ("customer_service", "complaints_share"): ("98", "95", "90", "80", "-0.01"),
}


def rated(**numbers: str | None) -> Any:
    """The best of sites, with some numbers of its own, under the bundled scheme."""
    version = bundled_packs()["network-service"].versions[-1]
    given = {name: None if value is None else Decimal(value) for name, value in {**BEST, **numbers}.items()}
    return rate_site(version, Rating(pier.MONTH, pier.MONTH), Site(1, "65.6501.650102", given))


@pytest.mark.clause("GRD-23")
@pytest.mark.parametrize(("criterion", "number"), CUT_OFFS)
def test_a_level_includes_its_own_cut_off(criterion: str, number: str) -> None:
    for level, bound in enumerate(CUT_OFFS[criterion, number][:4], start=1):
        assert rated(**{number: bound}).given(criterion) == f"level_{level}"
        below = str(Decimal(bound) - Decimal("0.01"))
        assert rated(**{number: below}).given(criterion) == f"level_{level + 1}"


@pytest.mark.clause("GRD-23")
@pytest.mark.parametrize(
    ("price", "level"),
    [("0", 1), ("2", 1), ("2.01", 2), ("3", 2), ("3.01", 3), ("5", 3), ("5.01", 4), ("8", 4), ("8.01", 5)],
)
def test_a_lower_price_is_a_better_level(price: str, level: int) -> None:
    assert rated(price_per_gb=price).given("price") == f"level_{level}"


@pytest.mark.clause("GRD-23")
@pytest.mark.parametrize(
    ("numbers", "level"),
    [
        ({}, "level_1"),
        ({"downlink_mbps": "99.99"}, "level_2"),
        ({"price_per_gb": "4"}, "level_3"),
        ({"downlink_mbps": "60", "covered_share": "92"}, "level_4"),
        ({"complaints_share": "79.99", "price_per_gb": "9"}, "level_5"),
    ],
)
def test_the_worst_criterion_is_the_level_of_the_site(numbers: dict[str, str], level: str) -> None:
    assert rated(**numbers).tier == level


@pytest.mark.clause("GRD-23")
@pytest.mark.parametrize("number", BEST)
def test_a_site_of_which_a_number_was_not_measured_has_no_level(number: str) -> None:
    case = rated(**{number: None})

    assert case.tier is None
    assert sum(case.given(one.name) is None for one in case.version.site_criteria) == 1


@pytest.mark.clause("GRD-23")
def test_the_engine_rates_by_the_bundled_scheme_what_one_site_is_told(tmp_path: Path) -> None:
    lines: list[dict[str, str | None]] = [
        {"downlink_mbps": "99.99"},
        {"price_per_gb": None},
        {"complaints_share": "79.99"},
        {"services_share": "97"},
        {},
    ]
    rows = [
        {"site_id": number, "site": "65.6501.650102", "month": pier.MEASURED_IN, **BEST, **line}
        for number, line in enumerate(lines)
    ]
    paths = [str(pier.write_csv(tmp_path / "measurements.csv", rows))]

    summary = run(SiteRequest("network-service", pier.MONTH, paths, tmp_path / "out"))

    found = [row["rated_tier"] for row in rows_of(tmp_path / "out" / "grades")]
    assert found == [rated(**line).tier for line in lines]
    assert found == ["level_2", None, "level_5", "level_3", "level_1"]
    assert summary.data["by_rated_tier"] == {
        "level_1": 1, "level_2": 1, "level_3": 1, "level_4": 0, "level_5": 1, "none": 1,
    }  # fmt: skip
