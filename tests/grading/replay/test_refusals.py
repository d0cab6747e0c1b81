"""What a replay is refused for: folders that are no series, records that were changed, corrected rows."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.grading import small_base
from tests.grading.processes import tierline
from tests.grading.replay.months import (
    Base,
    bill,
    digests,
    line,
    months_from,
    run_series,
    write_rows,
)
from tierline.datasets.errors import DatasetEmpty, DatasetMissing, ValuesRefused
from tierline.errors import InputError
from tierline.grading.errors import FolderHoldsRun, FolderTaken, InputsGone, NoRunThere
from tierline.grading.replay.errors import (
    InputsNotAsRecorded,
    MonthsApart,
    MonthTwice,
    NotFollowing,
    OutInRecord,
    PolicyNotAsRecorded,
    SchemesDiffer,
)
from tierline.grading.replay.model import ReplayRequest
from tierline.grading.replay.replaying import replayed
from tierline.grading.replay.text import lines
from tierline.grading.run import Request, run
from tierline.wording import Language

SEPTEMBER, OCTOBER, NOVEMBER = months_from(date(2026, 9, 1), 3)
AUGUST = date(2026, 8, 1)


@pytest.fixture(scope="module", autouse=True)
def shared_plans() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        small_base.compiled_once(patch)
        yield


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three recorded months, which no test changes."""
    folder = tmp_path_factory.mktemp("series")
    bills = [bill(number, month, 20) for number in (1, 2) for month in months_from(AUGUST, 3)]
    run_series(folder, Base({SEPTEMBER: [line(1), line(2)]}, bills), [SEPTEMBER, OCTOBER, NOVEMBER])
    return folder


@pytest.fixture
def copy(series: Path, tmp_path: Path) -> Path:
    """A copy of a month's folder, over the same inputs, for a test to spoil."""
    return Path(shutil.copytree(series / "runs" / "2026-10", tmp_path / "2026-10", symlinks=True))


def refused(
    kind: type[InputError], out: Path, *folders: Path, corrected: dict[str, list[str]] | None = None
) -> str:
    """What a replay is refused with, in English; nothing is left of it, and Chinese says as much."""
    with pytest.raises(kind) as caught:
        replayed(ReplayRequest(folders, out, corrected or {}, threads=1))
    english, chinese = (caught.value.message(language) for language in Language)
    assert "{" not in english + chinese
    assert "000000" not in english + chinese
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert not out.exists()
    return english


# ---------------------------------------------------------------- folders


def test_months_with_a_gap_are_refused_and_the_missing_one_named(series: Path, tmp_path: Path) -> None:
    runs = series / "runs"

    said = refused(MonthsApart, tmp_path / "out", runs / "2026-11", runs / "2026-09")

    assert "2026-09, 2026-11; 2026-10 is missing" in said


def test_a_month_given_twice_is_refused(series: Path, copy: Path, tmp_path: Path) -> None:
    assert "2026-10" in refused(MonthTwice, tmp_path / "out", series / "runs" / "2026-10", copy)


def of_other_inputs(series: Path, out: Path, schemes: tuple[str, ...], month: date) -> Path:
    """A run over the series' bills and lines that knows no membership."""
    paths = {"subscribers": [str(series / "subscribers-2026-09.parquet")], "bills": [str(series / "bills")]}
    run(Request(schemes=schemes, month=month, paths=paths, out=out, threads=1, memory_mib=256))
    return out


def test_months_of_different_schemes_are_refused(series: Path, tmp_path: Path) -> None:
    other = of_other_inputs(series, tmp_path / "other", ("cmcc-credit",), OCTOBER)

    said = refused(SchemesDiffer, tmp_path / "out", series / "runs" / "2026-09", other)

    assert "2026-10 is there for cmcc-credit, 2026-09 for unicom-star" in said


def test_a_month_that_was_not_run_from_the_one_before_is_refused(series: Path, tmp_path: Path) -> None:
    other = of_other_inputs(series, tmp_path / "other", ("unicom-star",), OCTOBER)

    said = refused(NotFollowing, tmp_path / "out", series / "runs" / "2026-09", other)

    assert f"unicom-star of 2026-10 in {other} was not run from the memberships in" in said


def test_a_scheme_without_memberships_needs_none_of_the_month_before(series: Path, tmp_path: Path) -> None:
    months = [
        of_other_inputs(series, tmp_path / f"{month:%Y-%m}", ("cmcc-credit",), month)
        for month in (SEPTEMBER, OCTOBER)
    ]
    corrected = write_rows(tmp_path / "corrected.parquet", "bills", [bill(1, AUGUST, 9000)])

    found = replayed(ReplayRequest(tuple(months), tmp_path / "out", {"bills": [corrected]}, threads=1))

    assert found.told["cmcc-credit"].differences == {("2026-09", "rated"): 1, ("2026-10", "rated"): 1}
    assert not found.told["cmcc-credit"].events


def test_copies_of_the_folders_are_as_good_as_the_folders(series: Path, copy: Path, tmp_path: Path) -> None:
    folders = (series / "runs" / "2026-09", copy)

    assert replayed(ReplayRequest(folders, tmp_path / "out", threads=1)).is_equal


@pytest.mark.parametrize("name", ["grades", "memberships"])
def test_a_folder_without_a_whole_run_is_refused(name: str, copy: Path, tmp_path: Path) -> None:
    shutil.rmtree((copy / name).resolve())

    assert f"no file of {name}" in refused(NoRunThere, tmp_path / "out", copy)
    assert "no summary.json" in refused(NoRunThere, tmp_path / "out", tmp_path / "nowhere")


@pytest.mark.parametrize("place", [".", "below", "../2026-10"])
def test_a_result_is_not_written_into_the_record(place: str, copy: Path) -> None:
    earlier = digests(copy)

    with pytest.raises(OutInRecord):
        replayed(ReplayRequest((copy,), copy / place, threads=1))

    assert digests(copy) == earlier


def test_a_replay_never_takes_the_place_of_a_run_that_it_does_not_read(series: Path, copy: Path) -> None:
    earlier = digests(copy)

    with pytest.raises(FolderHoldsRun):
        replayed(ReplayRequest((series / "runs" / "2026-10",), copy, threads=1))

    assert digests(copy) == earlier


def test_a_replayed_month_is_not_replaced_by_its_own_replay(series: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    replayed(ReplayRequest((series / "runs" / "2026-10",), out, threads=1))
    earlier = digests(out)

    with pytest.raises(OutInRecord):
        replayed(ReplayRequest((out / "months" / "2026-10",), out, threads=1))

    assert digests(out) == earlier


def test_a_folder_with_something_else_in_it_is_refused_and_kept(series: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "events").mkdir(parents=True)

    with pytest.raises(FolderTaken):
        replayed(ReplayRequest((series / "runs" / "2026-10",), tmp_path / "out", threads=1))

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["events"]


def test_a_replay_that_fails_leaves_the_earlier_one_as_it_was(series: Path, tmp_path: Path) -> None:
    month, out = series / "runs" / "2026-10", tmp_path / "out"
    replayed(ReplayRequest((month,), out, threads=1))
    earlier = digests(out)
    wrong = write_rows(tmp_path / "wrong.parquet", "bills", [bill(1, AUGUST, 5), bill(1, AUGUST, 6)])

    with pytest.raises(ValuesRefused):
        replayed(ReplayRequest((month,), out, {"bills": [wrong]}, threads=1))

    assert digests(out) == earlier


# ---------------------------------------------------------------- records that were changed


def test_a_policy_that_was_changed_is_refused(copy: Path, tmp_path: Path) -> None:
    policy = copy / "policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace("260:", "250:"), "utf-8")

    assert "policy.yaml in" in refused(PolicyNotAsRecorded, tmp_path / "out", copy)


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [(lambda path: os.truncate(path, 60), InputsNotAsRecorded), (Path.unlink, InputsGone)],
)
def test_inputs_that_are_not_as_recorded_are_named(
    spoil: Callable[[Path], object], kind: type[InputError], tmp_path: Path
) -> None:
    bills = [bill(1, month, 20) for month in months_from(AUGUST, 3)]
    (run_folder,) = run_series(tmp_path / "in", Base({SEPTEMBER: [line(1)]}, bills), [SEPTEMBER])
    spoilt = tmp_path / "in" / "bills" / "2026-10.parquet"
    spoil(spoilt)

    assert str(spoilt) in refused(kind, tmp_path / "out", run_folder)


def test_other_versions_are_told(copy: Path, tmp_path: Path) -> None:
    summary = copy / "summary.json"
    data = json.loads(summary.read_text("utf-8"))
    data["made_with"]["duckdb"] = "0.1.0"
    summary.write_text(json.dumps(data), "utf-8")

    found = replayed(ReplayRequest((copy,), tmp_path / "out", threads=1))

    assert found.is_equal
    assert any("duckdb was 0.1.0 and is" in said for said in lines(found, Language.EN))


def test_a_record_that_was_edited_is_told_as_different(copy: Path, tmp_path: Path) -> None:
    grades = copy / "grades" / "part-00000.parquet"
    rows = small_base.duckdb.sql(f"SELECT * REPLACE ('five_star' AS tier) FROM '{grades}'").to_arrow_table()
    small_base.duckdb.sql("FROM rows").write_parquet(str(grades))

    found = tierline("replay", str(copy), "--out", str(tmp_path / "out"))

    assert found.code == 1
    assert "the run done again does not give the recorded rows" in found.out
    assert f"{rows.num_rows} lines differ: another tier {rows.num_rows}" in found.out


# ---------------------------------------------------------------- corrected rows


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [bill(1, AUGUST, 30), bill(1, AUGUST, 40)],
            "bills, subscriber_id, month: bad rows: 1; more than one row for the same",
        ),
        ([bill(1, date(2026, 8, 2), 30)], "expected the first day of a month"),
        ([bill(1, AUGUST, 30, suspensions=-1)], "expected at least 0"),
    ],
)
def test_corrected_rows_are_held_against_the_contract(
    rows: list[dict[str, Any]], said: str, series: Path, tmp_path: Path
) -> None:
    path = write_rows(tmp_path / "corrected.parquet", "bills", rows)

    found = refused(ValuesRefused, tmp_path / "out", series / "runs" / "2026-09", corrected={"bills": [path]})

    assert said in found


def test_corrected_lines_are_held_against_the_contract_without_their_numbers(
    series: Path, tmp_path: Path
) -> None:
    path = write_rows(tmp_path / "corrected.parquet", "subscribers", [line(1, status="closed"), line(2)])
    corrected = {"subscribers": [path]}

    found = refused(ValuesRefused, tmp_path / "out", series / "runs" / "2026-09", corrected=corrected)

    assert "empty although the status is closed" in found


def test_corrected_rows_that_are_none_are_refused(series: Path, tmp_path: Path) -> None:
    empty = write_rows(tmp_path / "empty.parquet", "bills", [])
    month = series / "runs" / "2026-09"

    refused(DatasetEmpty, tmp_path / "out", month, corrected={"bills": [empty]})
    refused(DatasetMissing, tmp_path / "out", month, corrected={"bills": [str(tmp_path / "nowhere")]})


def test_the_command_takes_csv_and_folders_in_any_order(series: Path, tmp_path: Path) -> None:
    rows = "subscriber_id,month,billed,mobile_billed,paid,suspensions\n1,2026-08-01,900,900,900,0\n"
    (tmp_path / "corrected.csv").write_text(rows, "utf-8")
    given = [str(series / "runs" / name) for name in ("2026-10", "2026-09", "2026-11")]
    given += ["--bills", str(tmp_path / "corrected.csv"), "--out", str(tmp_path / "out")]

    found = tierline("replay", *given, "--json")

    data = json.loads(found.out)
    assert (found.code, found.said) == (0, "")
    assert [month["because_of"] for month in data["months"]] == [
        ["bills"],
        ["bills", "memberships"],
        ["bills", "memberships"],
    ]
    assert data == json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))


def test_both_languages_say_as_much(series: Path, tmp_path: Path) -> None:
    months = tuple(series / "runs" / name for name in ("2026-09", "2026-10"))
    corrected = {"bills": [write_rows(tmp_path / "corrected.parquet", "bills", [bill(1, AUGUST, 900)])]}

    found = replayed(ReplayRequest(months, tmp_path / "out", corrected, threads=1))

    english, chinese = (list(lines(found, language)) for language in Language)
    assert len(english) == len(chinese)
    assert "unicom-star: 1 correcting events as of 2026-10: risen 1" in english
    assert "unicom-star：截至 2026-10 的更正事件 1 条：晋级 1" in chinese
