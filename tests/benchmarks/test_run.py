"""What measurements rest on: the job by hand equals the engine, differences show, marks are judged."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from benchmarks import bases, hand_written, report
from benchmarks.bases import MONTH, SCHEME, Base
from benchmarks.grade_once import Profile
from benchmarks.report import Figures, Mark, Measured, marks, rendered
from benchmarks.run import carried_out, measured
from benchmarks.same_rows import differences
from tierline.grading.run import Request, run

LINES = 2_000


def paths_of(base: Base) -> dict[str, list[str]]:
    return {
        "subscribers": [str(base.subscribers)],
        "bills": [str(file) for file in base.bills[1:]],
        "memberships": [str(base.memberships)],
        "special_grades": [str(base.special_grades)],
    }


def both_ways(folder: Path, paths: dict[str, list[str]], month: date = MONTH) -> tuple[Path, Path]:
    """The results of the engine and of the job by hand."""
    compiled, by_hand = folder / "compiled", folder / "by_hand"
    run(Request((SCHEME,), month, paths, compiled, is_checked=False, is_digested=False, threads=2))
    hand_written.graded(paths, month, by_hand, threads=2, memory_mib=512)
    return compiled, by_hand


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    made = Base(tmp_path_factory.mktemp("base"), LINES)
    bases.make(made)
    return made


@pytest.fixture(scope="module")
def results(base: Base, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return both_ways(tmp_path_factory.mktemp("results"), paths_of(base))


def test_the_job_by_hand_gives_the_rows_of_the_compiled_one(results):
    assert differences(*results) == []


def aged(base: Base, folder: Path) -> dict[str, list[str]]:
    """Inputs with every kind of change, bills older than their lines, and memberships of unknown lines."""
    paths = paths_of(base)
    lines, held = folder / "subscribers.parquet", folder / "memberships.parquet"
    first = f"FROM read_parquet('{base.memberships}/*.parquet')"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT * REPLACE (CASE WHEN subscriber_id % 7 = 0 THEN DATE '2026-03-15'"
            f" WHEN subscriber_id % 5 = 0 THEN DATE '2026-06-15' ELSE joined_on END AS joined_on)"
            f" FROM read_parquet('{base.subscribers}/*.parquet')) TO '{lines}'"
        )
        connection.execute(
            "COPY (SELECT CASE subscriber_id % 11 WHEN 0 THEN -1 ELSE 1 END * subscriber_id AS subscriber_id,"
            " scheme, CASE subscriber_id % 5 WHEN 0 THEN 'five_star' WHEN 1 THEN 'one_star' ELSE tier END AS"
            " tier, DATE '2025-11-01' AS since, DATE '2026-10-31' + CAST(subscriber_id % 7 * 10 AS INT) AS"
            f" ends_on, source {first} WHERE subscriber_id % 3 <> 0 ORDER BY 1) TO '{held}'"
        )
    return paths | {"subscribers": [str(lines)], "memberships": [str(held)]}


def test_it_does_so_in_the_last_term_month_in_grace_and_with_bills_older_than_their_lines(base, tmp_path):
    compiled, by_hand = both_ways(tmp_path, aged(base, tmp_path))

    told = json.loads((compiled / "summary.json").read_text("utf-8"))
    assert all(count for count in told["by_change"].values()), told["by_change"]
    assert told["rows_of_unknown_lines"]["memberships"]
    assert differences(compiled, by_hand) == []


def test_the_job_by_hand_refuses_bills_of_other_months(base, tmp_path):
    paths = paths_of(base) | {"bills": [str(file) for file in base.bills]}
    with pytest.raises(SystemExit, match="2025-11"):
        hand_written.graded(paths, MONTH, tmp_path / "out", threads=1, memory_mib=256)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("SELECT * REPLACE (CAST(0 AS INTEGER) AS tenure_months) {rows}", "rows only in the first"),
        ("{rows} ORDER BY subscriber_id DESC", "another order"),
        ("SELECT * REPLACE (CAST(tenure_months AS BIGINT) AS tenure_months) {rows}", "columns"),
        ("{rows} UNION ALL ({rows} LIMIT 1)", "1 rows only in the second"),
    ],
)
def test_results_that_differ_in_anything_are_told_apart(results, tmp_path, change, said):
    compiled, _ = results
    other = tmp_path / "other"
    shutil.copytree(compiled, other)
    (file,) = (other / "grades").glob("*.parquet")
    rows = f"FROM read_parquet('{compiled / 'grades' / file.name}')"
    duckdb.sql(f"COPY ({change.format(rows=rows)}) TO '{file}'")

    assert said in differences(compiled, other)[0]


def runs(*cpu: float, peak: float = 100.0) -> list[Measured]:
    return [Measured(seconds, 0.0, seconds, peak) for seconds in cpu]


def figures(grade: float, hand: float) -> Figures:
    rounds = {
        1_000: {"floor": runs(1), "grade": runs(3), report.CHECKED: runs(3), "hand": runs(1)},
        1_000_000: {"floor": runs(2), "grade": runs(6), report.CHECKED: runs(7), "hand": runs(4)},
        10_000_000: {
            "floor": runs(9, 10, 99),
            "grade": runs(grade, peak=400),
            report.CHECKED: runs(40.1, peak=513),
            "hand": runs(hand),
        },
    }
    return Figures(1_000, rounds, {10_000_000: []}, {}, runs(0.2, 0.9, 0.25))


def test_marks_are_judged_at_the_largest_size_by_medians_and_without_start_up_where_said():
    found = [(round(mark.found, 2), mark.is_met) for mark in marks(figures(grade=30.0, hand=25.5))]
    assert found == [
        (3.0, True),
        (4.01, False),
        (513, False),
        (1.10, False),
        (0.9, True),
        (0.93, True),
        (0.25, True),
    ]


def test_what_was_not_measured_has_no_mark():
    assert marks(Figures(1_000, {}, {}, {}, [])) == []


def test_a_report_says_missed_where_a_mark_is():
    machine = {
        "cpu": "a processor", "cores": 2, "memory_gib": 8, "kernel": "Linux", "python": "3.11",
        "packages": {}, "commit": None, "changed_since_commit": None,
        "load_before": (0, 0, 0), "load_after": (0, 0, 0),
    }  # fmt: skip
    text = rendered(figures(grade=31.0, hand=30.0), machine, date(2026, 11, 22), 3)
    assert "| `grade` without checks and digests, against the floor | 3.10 x | 3 x | **missed** |" in text
    assert Mark("p", 300.4, 512, "MiB").row() == "| p | 300 MiB | 512 MiB | met |"


def test_a_process_is_measured_with_its_children():
    child = "x = bytearray(60 << 20)\nfor _ in range(3_000_000): pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    found = measured([sys.executable, "-c", parent])
    assert found.peak_mib > 60
    assert found.cpu_seconds > 0.03


def test_a_process_that_fails_ends_the_measurement_with_its_words():
    with pytest.raises(SystemExit, match="no such month"):
        measured([sys.executable, "-c", "import sys; sys.exit('no such month')"])


def test_a_profile_counts_each_call_once_and_the_outermost_only():
    class Engine:
        def outer(self) -> int:
            return self.inner() + self.inner()

        def inner(self) -> int:
            return sum(range(1000))

    profile = Profile()
    profile.watch(Engine, "outer", lambda engine: "outer")
    profile.watch(Engine, "inner", lambda engine: "inner")
    Engine().outer()
    Engine().inner()
    assert profile.times == {"outer": 1, "inner": 1}


@pytest.mark.parametrize("checks", [(), ("--checks",)])
def test_one_run_tells_what_each_kind_of_statement_took(base, tmp_path, checks):
    options = ["--base", str(base.folder), "--out", str(tmp_path), *checks]
    told = json.loads(carried_out([sys.executable, "-m", "benchmarks.grade_once", *options]))
    kinds = {one["kind"] for one in told["kinds"]}
    assert {"compile the policy", "hold graded", "write grades", "write events", "write memberships"} <= kinds
    assert any(kind.startswith("ask: ") for kind in kinds)
    assert sum(one["cpu_seconds"] for one in told["kinds"]) == pytest.approx(told["cpu_seconds"], abs=0.01)
