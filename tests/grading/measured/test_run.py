"""A rating of sites as a run: what is refused, the same bytes again, all or nothing, done again later."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.grading.measured import pier
from tests.grading.small_base import content
from tierline.datasets.errors import (
    ColumnMissing,
    DatasetEmpty,
    DatasetMissing,
    SeveralRefused,
    ValuesRefused,
)
from tierline.errors import TierlineError
from tierline.grading.errors import FolderTaken, NoRunThere, RatingDayOutside
from tierline.grading.measured.errors import MonthUnmeasured
from tierline.grading.measured.run import run
from tierline.grading.recorded import recorded_runs
from tierline.grading.run import Request
from tierline.grading.run import run as run_of_lines
from tierline.grading.verify import verified
from tierline.policy.errors import SchemeOfLines, SchemeOfSites
from tierline.policy.model import Rates
from tierline.wording import Language

Row = dict[str, Any]


def rows() -> list[Row]:
    return [
        {"site_id": 7 + at, "site": "65.6501.650102", "month": "2026-10-01", "signal_dbm": "-80.00",
         "busy_share": "40", "faults": at}
        for at in range(3)
    ]  # fmt: skip


def spoilt(column: str, value: object) -> list[Row]:
    return [row | ({column: value} if row["site_id"] == 8 else {}) for row in rows()]


def without(column: str) -> list[Row]:
    return [{name: value for name, value in row.items() if name != column} for row in rows()]


BAD: dict[str, tuple[Callable[[], list[Row]], type[TierlineError], tuple[str, ...]]] = {
    "a share above a hundred": (
        lambda: spoilt("busy_share", "100.01"),
        ValuesRefused,
        ("busy_share", "at most 100", "8 (100.01)"),
    ),
    "a share below nothing": (
        lambda: spoilt("busy_share", "-0.01"),
        ValuesRefused,
        ("busy_share", "at least 0", "8 (-0.01)"),
    ),
    "a count below nothing": (lambda: spoilt("faults", "-1"), ValuesRefused, ("faults", "8 (-1)")),
    "half a fault": (lambda: spoilt("faults", "1.5"), ValuesRefused, ("faults", "8 (1.5)")),
    "a third decimal": (
        lambda: spoilt("signal_dbm", "-80.005"),
        ValuesRefused,
        ("signal_dbm", "DECIMAL(12,2)", "8 (-80.005)"),
    ),
    "no number of the site": (lambda: spoilt("site_id", ""), ValuesRefused, ("site_id",)),
    "a day inside the month": (
        lambda: spoilt("month", "2026-10-02"),
        ValuesRefused,
        ("month", "first day of a month"),
    ),
    "a site twice in the month": (
        lambda: [*rows(), *rows()[1:2]],
        ValuesRefused,
        ("site_id, month", "at most one", "8 (2x)"),
    ),
    "several things": (
        lambda: [*spoilt("busy_share", "101"), rows()[0] | {"site_id": 99, "faults": -3}],
        SeveralRefused,
        ("busy_share", "faults"),
    ),
    "no column of a number": (lambda: without("busy_share"), ColumnMissing, ("busy_share", "bad.csv")),
    "no column of the site": (lambda: without("site"), ColumnMissing, ("site VARCHAR",)),
    "no row": (list, DatasetEmpty, ("measurements", "no rows")),
    "another month": (
        lambda: [row | {"month": "2026-11-01"} for row in rows()],
        MonthUnmeasured,
        ("2026-10", "2026-11 to 2026-11"),
    ),
}


@pytest.mark.clause("GRD-23")
@pytest.mark.parametrize("name", BAD)
def test_bad_measurements_are_told_and_leave_the_earlier_result(name: str, tmp_path: Path) -> None:
    spoil, error, facts = BAD[name]
    run(pier.request(tmp_path, pier.write_csv(tmp_path / "good.csv", rows())))
    before = content(tmp_path / "out")
    bad = tmp_path / "bad.csv"
    if found := spoil():
        pier.write_csv(bad, found)
    else:
        bad.write_text(",".join(rows()[0]) + "\n", "utf-8")

    with pytest.raises(error) as refused:
        run(pier.request(tmp_path, bad))

    english, chinese = (refused.value.message(language) for language in Language)
    assert all(fact in english for fact in facts), english
    assert english != chinese
    assert "{" not in english + chinese
    assert content(tmp_path / "out") == before


def test_parquet_that_spoils_a_rule_is_told_too(tmp_path: Path) -> None:
    import duckdb

    file = tmp_path / "measurements.parquet"
    duckdb.connect(config={"threads": 1}).execute(
        "COPY (SELECT 8::BIGINT AS site_id, 'x' AS site, DATE '2026-10-01' AS month,"
        f" 1.00::DECIMAL(5,2) AS signal_dbm, 100.01::DECIMAL(5,2) AS busy_share, 1 AS faults) TO '{file}'"
    )

    with pytest.raises(ValuesRefused, match="busy_share"):
        run(pier.request(tmp_path, file))


def test_a_number_that_was_measured_nowhere_is_no_number_that_is_not_asked_for(tmp_path: Path) -> None:
    file = pier.write_csv(tmp_path / "m.csv", [row | {"busy_share": "", "weather": "3"} for row in rows()])

    summary = run(pier.request(tmp_path, file))

    assert summary.data["by_criterion"]["room"]["none"] == summary.data["sites"] == 3


def test_other_questions_are_refused(tmp_path: Path) -> None:
    file = pier.write_csv(tmp_path / "m.csv", rows())

    with pytest.raises(DatasetMissing):
        run(pier.request(tmp_path, tmp_path / "none.csv"))
    with pytest.raises(RatingDayOutside):
        run(pier.request(tmp_path, file, rated_on=pier.MEASURED_IN))
    with pytest.raises(SchemeOfLines, match="unicom-star"):
        run(pier.request(tmp_path, file, scheme="unicom-star", policies=None))
    with pytest.raises(SchemeOfSites, match="network-service"):
        run_of_lines(Request(("network-service",), pier.MONTH, {}, tmp_path / "lines"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "grades").write_text("mine", "utf-8")
    with pytest.raises(FolderTaken):
        run(pier.request(tmp_path, file))


@pytest.mark.clause("GRD-23")
def test_the_order_of_rows_and_files_does_not_matter(tmp_path: Path) -> None:
    found = pier.random_rows(5, 200)
    run(pier.request(tmp_path / "one", pier.write_csv(tmp_path / "all.csv", found)))
    for number in range(2):
        pier.write_csv(tmp_path / f"half-{number}.csv", found[::-1][number::2])

    run(pier.request(tmp_path / "two", tmp_path / "half-*.csv"))

    grades = [content(tmp_path / name / "out" / "grades") for name in ("one", "two")]
    assert grades[0] == grades[1]
    assert grades[0]


# ---------------------------------------------------------------- done again


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """The folder of a finished rating, whose inputs lie beside it."""
    file = pier.write_csv(tmp_path / "m.csv", pier.random_rows(9, 60))
    run(pier.request(tmp_path, file))
    return tmp_path / "out"


@pytest.mark.clause("GRD-23")
def test_a_rating_of_sites_is_verified_by_what_its_folder_records(rated: Path) -> None:
    (found,) = verified(rated).schemes

    assert found.is_equal
    assert (found.scheme, found.month) == (pier.SCHEME, "2026-11")


def test_measurements_that_were_changed_since_show_as_rows_that_differ(rated: Path) -> None:
    file = rated.parent / "m.csv"
    file.write_text(file.read_text("utf-8").replace("-95.50", "-96.00"), "utf-8")

    (found,) = verified(rated).schemes

    assert not found.is_equal
    assert found.changed_inputs == (str(file),)
    assert {one.result for one in found.differences} == {"grades", "summary.json"}


def test_who_asks_for_lines_is_not_given_sites(rated: Path) -> None:
    with pytest.raises(NoRunThere, match="rates sites"):
        recorded_runs(rated)

    (found,) = recorded_runs(rated, Rates.SITE)

    assert found.counts["sites"] == json.loads((rated / "summary.json").read_text("utf-8"))["sites"]
