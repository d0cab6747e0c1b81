"""The comparison with other tools: a peer gives our rows, and the report tells who is faster."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from benchmarks.bases import MONTH, SCHEME
from benchmarks.peers import aged, compared, plain_python
from benchmarks.peers.job import job
from benchmarks.peers.report import Compared, Figures, rendered
from benchmarks.report import Measured
from tierline.grading.run import Request, run

LINES = 2_000


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> tuple[Path, Path]:
    """One month of a base with terms of every age, by us and in plain Python."""
    folder = tmp_path_factory.mktemp("peers")
    base = aged.aged_in(folder, LINES)
    aged.make(base)
    paths = {
        "subscribers": [str(base.subscribers)],
        "bills": [str(file) for file in base.bills[1:]],
        "memberships": [str(base.memberships)],
        "special_grades": [str(base.special_grades)],
    }
    run(Request((SCHEME,), MONTH, paths, folder / "ours"))
    options = [*base.options(), "--memberships", str(base.memberships), "--out", str(folder / "theirs")]
    plain_python.graded(job(None, ["--month", f"{MONTH:%Y-%m}", *options]))
    return folder / "ours", folder / "theirs"


def test_plain_python_gives_our_rows_whatever_the_age_of_a_term(results):
    assert compared.rows_differ(*results) == []


def test_the_base_has_every_change_and_lines_that_are_not_in_it(results):
    summary = json.loads((results[0] / "summary.json").read_text("utf-8"))

    assert min(summary["by_change"].values()) > 0
    assert "vip_term_running" not in summary["by_ineligible_reason"]
    assert set(summary["by_ineligible_reason"]) == {"closed", "segment", "product", "tenure"}


def test_a_row_that_differs_is_noticed(results, tmp_path):
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    for file in results[1].rglob("*.parquet"):
        target = tmp_path / file.relative_to(results[1])
        target.parent.mkdir(parents=True)
        table = pq.read_table(file)
        if target.parent.name == "grades":
            later = pc.add(table["tenure_months"], 1).cast("int32")
            table = table.set_column(table.schema.get_field_index("tenure_months"), "tenure_months", later)
        pq.write_table(table, target)

    (problem, _) = compared.rows_differ(results[0], tmp_path)

    assert problem.startswith(f"grades: {LINES} rows only in the first")


def run_of(seconds: float) -> list[Measured]:
    return [Measured(seconds, 0.0, seconds, 100.0)]


MACHINE = {
    "cpu": "invented",
    "cores": 2,
    "memory_gib": 1,
    "kernel": "none",
    "python": "3.11",
    "packages": {},
    "peers": {},
    "commit": None,
    "changed_since_commit": None,
    "load_before": (0.0,),
    "load_after": (0.0,),
}


def test_the_report_names_who_does_the_whole_job_with_less_and_no_score():
    names = {"tierline": 2.0, "Polars": 1.0, "pandas": 3.0, "openfisca-core, score only": 0.5}
    rounds = {lines: {name: run_of(cpu) for name, cpu in names.items()} for lines in (10, 100)}
    found = Figures(10, rounds, {"100 lines": {"Polars": Compared([], {}), "pandas": Compared(["rows"], {})}})

    report = rendered(found, MACHINE, date(2026, 11, 28), 1)

    assert "less CPU than we do: Polars (0.50 of ours)." in report
    assert "| Polars | equal |" in report
    assert "| pandas | rows |" in report


def test_counts_of_a_score_are_told_only_where_lines_differ():
    assert Compared([], {"lines": 5, "arpu differs": 0}).told == "equal"
    assert Compared([], {"lines": 5_000, "arpu differs": 1_200}).told == "arpu differs: 1,200"
