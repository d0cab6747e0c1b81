"""A month that goes on from last month's output gives what a full run gives, row for row."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.grading.after import FIRST, SCHEMES, differences, folders, full, month_of, request
from tests.grading.passing_months import Operator
from tests.grading.processes import data_of, grade_arguments, has_no_litter, seen, tierline
from tierline.datasets.contract import DATASETS
from tierline.grading.explain.asked import from_run
from tierline.grading.explain.one_line import opened, read_line
from tierline.grading.preparing import put_in_order
from tierline.grading.run import run
from tierline.grading.summary import Summary
from tierline.grading.verify import verified
from tierline.policy.load import packs_of
from tierline.policy.model import Pack, WindowMeasure


@pytest.fixture(scope="module", autouse=True)
def _lines_stay_longer() -> Iterator[None]:
    """Of so few lines one in twenty would be written anew with nearly every change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tierline.grading.carrying.next_lines.MOST_CHANGED", 3)
        yield


def months(
    folder: Path,
    schemes: tuple[str, ...],
    steps: int,
    *,
    seed: int,
    packs: dict[int, dict[str, Pack]] | None = None,
    **more: Any,
) -> list[Summary]:
    """Each month in full and after the one before it, held together; the summaries of the last one.

    `packs` stand for the bundled ones, by the step from which they do. Every fifth month the lines are given
    whole.
    """
    operator = Operator(seed=seed, lines=60, first=FIRST)
    summaries = []
    for step in range(steps + 1):
        month, changes = month_of(step), operator.passes_to(month_of(step)) if step else ([], [])
        of = operator.written(folder / "in" / str(step), month, *changes)
        before, out = folder / str(step - 1), folder / str(step)
        options = more | {"packs": packs[max(one for one in packs if one <= step)]} if packs else more
        full(schemes, of, before / "full" if step else None, out / "full", **options)
        if step == 0:
            run(request(schemes, month, of.whole, out / "next", is_carried_on=True, **options))
        else:
            new = of.snapshot if step % 5 == 0 else of.new
            asked = request(schemes, month, new, out / "next", after=before / "next", **options)
            summaries = run(asked)
        assert not differences(schemes, out / "next", out / "full"), f"month {step}"
    return summaries


def test_two_years_of_months_one_after_the_other_equal_full_runs(tmp_path: Path) -> None:
    # The pack of this scheme has a new version in the eleventh of them.
    months(tmp_path, ("unicom-vip",), 24, seed=3, is_checked=False, is_digested=False)


@pytest.mark.slow
def test_two_years_of_months_of_several_schemes_equal_full_runs(tmp_path: Path) -> None:
    months(tmp_path, SCHEMES, 24, seed=4)


def test_sums_over_the_time_on_the_network_go_on_where_joining_days_change(tmp_path: Path) -> None:
    months(tmp_path, ("cmcc-credit",), 4, seed=8, is_digested=False)


def test_months_of_several_schemes_one_after_the_other_equal_full_runs(tmp_path: Path) -> None:
    months(tmp_path, SCHEMES, 2, seed=5)

    last = tmp_path / "2" / "next"
    again = verified(last)
    assert again.is_equal
    assert not any(one.changed_inputs for one in again.schemes)


def with_window(pack: Pack, length: int) -> Pack:
    """The pack, its sums over so many months."""
    versions = tuple(
        replace(
            version,
            measures=tuple(
                replace(one, last_months=length) if isinstance(one, WindowMeasure) else one
                for one in version.measures
            ),
        )
        for version in pack.versions
    )
    return replace(pack, versions=versions)


def test_a_window_that_was_not_carried_is_summed_from_the_carried_bills(tmp_path: Path) -> None:
    usual = packs_of(None)
    changed = usual | {"unicom-vip": with_window(usual["unicom-vip"], 9)}

    months(tmp_path, ("unicom-vip",), 2, seed=7, packs={0: usual, 1: changed})


# ---------------------------------------------------------------- what it records


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, _lines_stay_longer: None) -> Path:
    """A first month, `0`, that is carried on, the month after it, `1`, and what is new in that, `in/1`."""
    folder = tmp_path_factory.mktemp("after")
    operator = Operator(seed=11, lines=90, first=FIRST)
    first = operator.written(folder / "in" / "0", FIRST, [], [])
    run(request(SCHEMES, FIRST, first.whole, folder / "0", is_carried_on=True))
    changed, bills = operator.passes_to(month_of(1))
    # A correction in any case, of a line that no other change touches.
    of_old = {one["subscriber_id"] for one in changed}
    late = next(
        row for (one, _), row in operator.bills.items() if one not in of_old and one in operator.lines
    )
    bills = [row for row in bills if row["month"] != late["month"]] + [late | {"billed": late["billed"] + 7}]
    operator.bills[late["subscriber_id"], late["month"]] = bills[-1]
    operator.written(folder / "in" / "1", month_of(1), changed, bills)
    run(after(folder, folder / "1"))
    return folder


def after(base: Path, out: Path, **more: Any) -> Any:
    """The second month of the base."""
    paths = {
        "bills": [str(base / "in/1/new_bills.parquet")],
        "changed_lines": [str(base / "in/1/changed_lines.parquet")],
        "special_grades": [str(base / "in/1/special_grades.parquet")],
    }
    given = {"schemes": SCHEMES, "month": month_of(1), "paths": paths, "after": base / "0"} | more
    return request(out=out, **given)


def test_the_summary_tells_the_month_before_and_what_was_new(base: Path, tmp_path: Path) -> None:
    (first, *_) = run(after(base, tmp_path / "out"))

    said = first.data["after"]
    assert said["folder"] == str(base / "0")
    assert said["month"] == "2014-04"
    assert len(said["manifest_sha256"]) == 64
    of_old = f"SELECT count(*) FROM '{base}/in/1/new_bills.parquet' WHERE month < DATE '2014-04-01'"
    assert said["corrected_bills"] == duckdb.sql(of_old).fetchall()[0][0] > 0
    assert said["changed_lines"] >= 4
    assert set(said["new"]) == {"bills", "changed_lines"}
    inputs = first.data["inputs"]
    assert set(inputs) >= {"subscribers", "bills", "corrected_bills", "memberships"}
    for name in set(inputs) - {"special_grades"}:
        assert all(file["path"].startswith(f"{tmp_path}/out/carried/") for file in inputs[name]["files"])
    assert all(file["sha256"] for one in inputs.values() for file in one["files"])


def test_what_did_not_change_is_the_same_file_once_more(base: Path) -> None:
    before, now = (base / step / "carried" for step in "01")
    for name in ("months/2013-09", "memberships/unicom-vip"):
        files = sorted((now / name).glob("*.parquet"))
        assert files
        earlier = before / name if name.startswith("months") else base / "0/unicom-vip/memberships"
        assert all(file.samefile(earlier / file.name) for file in files)
    linked = [file for file in (now / "lines").iterdir() if (before / "lines" / file.name).exists()]
    assert linked


def test_no_number_is_carried_on(base: Path) -> None:
    rows = duckdb.sql(
        f"SELECT DISTINCT msisdn FROM read_parquet('{base}/1/carried/*/part-*.parquet', union_by_name = true)"
    )
    assert set(rows.fetchall()) <= {("",), (None,)}


def test_a_line_is_explained_from_what_was_carried_on(base: Path) -> None:
    scan = f"read_parquet('{base}/1/carried/corrections/*.parquet')"
    known = f"read_parquet('{base}/1/carried/lines/*.parquet')"
    rows = duckdb.sql(
        f"SELECT subscriber_id, month, billed FROM {scan}"
        f" WHERE subscriber_id IN (SELECT subscriber_id FROM {known})"
    )
    asked = from_run(base / "1", "unicom-card", {})

    with opened() as connection:
        for line, month, billed in rows.fetchall():
            found = read_line(connection, asked.files, line)
            assert [bill.amounts["billed"] for bill in found.bills if bill.month == month] == [billed]


def test_a_changed_line_is_explained_as_it_is_now(base: Path) -> None:
    changes = sorted((base / "1/carried/changes").glob("*.parquet"))
    assert changes
    ids = duckdb.sql(f"SELECT subscriber_id, site, product FROM read_parquet('{changes[0]}')").fetchall()
    asked = from_run(base / "1", "unicom-card", {})

    with opened() as connection:
        for line, site, product in ids:
            found = read_line(connection, asked.files, line).attributes
            assert (found["site"], found["product"]) == (site, product)


def test_a_month_may_go_on_in_the_folder_of_the_one_before(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(replace(after(base, out), after=None, month=FIRST, paths=whole(base, 0), is_carried_on=True))

    run(after(base, out, after=out))

    assert data_of(seen(out / "unicom-vip")) == data_of(seen(base / "1" / "unicom-vip"))
    assert verified(out).is_equal


def whole(base: Path, step: int) -> dict[str, list[str]]:
    names = ("subscribers", "bills", "special_grades")
    return {name: [str(base / "in" / str(step) / f"{name}.parquet")] for name in names}


def test_prepared_files_give_the_same_result_and_are_carried_on_by_links(base: Path, tmp_path: Path) -> None:
    prepared = tmp_path / "prepared"
    put_in_order(whole(base, 0), prepared, part_lines=20)
    paths = {name: [str(prepared / name)] for name in whole(base, 0)}
    assert not any(path.name.startswith(".") for path in prepared.iterdir())

    (first, *_) = run(request(SCHEMES, FIRST, paths, tmp_path / "out", is_carried_on=True, part_lines=400))

    assert not differences(SCHEMES, tmp_path / "out", base / "0")
    assert not any(one["put_in_order"] for one in first.data["inputs"].values())
    months_of = {file.stat().st_ino for file in (tmp_path / "out/carried/months").rglob("*.parquet")}
    assert months_of == {file.stat().st_ino for file in (prepared / "bills").iterdir()}
    run(after(base, tmp_path / "next", after=tmp_path / "out"))
    assert not differences(SCHEMES, tmp_path / "next", base / "1")


def test_a_month_killed_while_it_writes_leaves_both_folders_as_they_were(base: Path, tmp_path: Path) -> None:
    before, out = seen(base / "0"), tmp_path / "out"
    arguments = grade_arguments(after(base, out))

    killed = tierline(*arguments, moment="open manifest.json", signal="SIGKILL")

    assert killed.code == -signal.SIGKILL
    assert seen(base / "0") == before
    run(after(base, out))
    assert has_no_litter(out)
    assert not differences(SCHEMES, out, base / "1")


def test_the_same_month_after_the_same_output_gives_the_same_bytes(base: Path, tmp_path: Path) -> None:
    run(after(base, tmp_path / "out", threads=2))

    for scheme, place in folders(SCHEMES, tmp_path / "out").items():
        assert data_of(seen(place)) == data_of(seen(base / "1" / scheme))
    assert columns_fit(tmp_path / "out")


def test_parts_that_have_grown_are_cut_in_two(base: Path, tmp_path: Path) -> None:
    run(after(base, tmp_path / "out", part_lines=7))

    lines = [len(list((place / "carried/lines").iterdir())) for place in (base / "0", tmp_path / "out")]
    assert lines[1] > lines[0]
    assert not differences(SCHEMES, tmp_path / "out", base / "1")


def columns_fit(out: Path) -> bool:
    """Whether what is carried on has the columns of the contract, so that any run can read it."""
    for name, folder in (("subscribers", "lines"), ("bills", "months/*")):
        rows = duckdb.sql(
            f"DESCRIBE SELECT * FROM read_parquet('{out}/carried/{folder}/*.parquet')"
        ).fetchall()
        if [row[0] for row in rows] != [column.name for column in DATASETS[name].columns]:
            return False
    return True
