"""Measures the outlook against the run of the same month.

    python -m benchmarks.outlook [--lines 1000000 10000000] [--runs 3] [--work DIR]

The sample operator's terms all begin in one month, so that the memberships of the month before are spread
first: a twelfth of them begins in each of the last twelve months. Contenders take turns in rounds; a figure
is CPU seconds of a whole process with its children, as in benchmarks/run.py, and a mark compares medians.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bases import MONTH, SCHEME, Base
from benchmarks.foresight import median, rounds
from benchmarks.report import Mark, Measured, keep
from benchmarks.run import MEMORY, ROOT, THREADS, TIERLINE, Bench, carried_out, machine, told

WITHIN = 3
MARKS = (("outlook of a run", "grade", 0.5),)
"""A contender, what it is held against, and how many times that it may take."""


def terms(base: Base) -> Path:
    """Where the memberships lie whose terms end in different months."""
    return base.folder / "terms"


def spread(source: Path, target: Path) -> None:
    """Write the memberships once more; the terms begin in the last twelve months, by the id of the line."""
    import duckdb

    target.mkdir(parents=True, exist_ok=True)
    since = f"DATE '{MONTH}' - to_months(CAST(hash(subscriber_id) % 12 AS INTEGER))"
    for file in sorted(source.glob("*.parquet")):
        duckdb.sql(
            f"COPY (SELECT * REPLACE (CAST({since} AS DATE) AS since,"
            f" CAST({since} + INTERVAL 12 MONTH - INTERVAL 1 DAY AS DATE) AS ends_on)"
            f" FROM '{file}' ORDER BY subscriber_id) TO '{target / file.name}' (FORMAT parquet)"
        )


def commands(bench: Bench, base: Base, run: Path) -> dict[str, list[str]]:
    """What each contender is, by name."""
    month = ["--scheme", SCHEME, "--month", MONTH.strftime("%Y-%m")]
    inputs = [*base.options(), "--memberships", str(terms(base))]
    limits = ["--threads", str(THREADS), "--memory-limit", MEMORY]
    grade = [*TIERLINE, "grade", *month, *inputs, *limits]
    outlook = [*TIERLINE, "outlook"]
    within = ["--within", str(WITHIN)]
    return {
        "grade": [*grade, "--out", str(bench.out("grade"))],
        "grade, checks and digests off": [
            *grade, "--no-checks", "--no-digests", "--out", str(bench.out("grade-bare")),
        ],
        "outlook of a run": [*outlook, str(run), *within, *limits, "--out", str(bench.out("list"))],
        "outlook of a run, twelve months": [
            *outlook, str(run), "--within", "12", *limits, "--out", str(bench.out("year")),
        ],
        "outlook from inputs": [
            *outlook, *month, *inputs, *within, *limits, "--out", str(bench.out("inputs")),
        ],
    }  # fmt: skip


def prepared(bench: Bench, lines: int) -> tuple[Base, Path]:
    """The base with its spread terms, and a finished run of the month to look ahead from."""
    base = bench.base(lines)
    if not terms(base).exists():
        module = [sys.executable, "-m", "benchmarks.outlook"]
        carried_out([*module, "--spread", str(base.memberships), str(terms(base))])
    run = base.folder / "outlook-run"
    carried_out([*commands(bench, base, run)["grade"][:-1], str(run)])
    return base, run


def rendered(found: dict[int, dict[str, list[Measured]]], about: dict[str, Any], runs: int) -> str:
    """The report as Markdown."""
    loads = f"load {about['load_before'][0]:.1f} before and {about['load_after'][0]:.1f} after"
    changed = " with changes" if about["changed_since_commit"] else ""
    said = [
        f"# Looking ahead, {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"{about['cpu']}, {about['cores']} cores, {about['memory_gib']} GiB, Python {about['python']}; "
        f"commit {str(about['commit'])[:12]}{changed}; {loads}. CPU seconds of whole processes, "
        f"medians of {runs} rounds. A twelfth of the terms ends in each month; "
        f"outlooks are of {WITHIN} months.",
        "",
        "| mark | found | at most | |",
        "|---|---|---|---|",
    ]
    for lines, ones in found.items():
        for name, against, most in MARKS:
            ratio = median(ones[name]) / median(ones[against])
            said.append(Mark(f"{name} at {lines:,} lines, against {against}", ratio, most, "x").row())
    for lines, ones in found.items():
        said += [
            "",
            f"| {lines:,} lines | CPU s | least to most | wall s | peak MiB |",
            "|---|---|---|---|---|",
        ]
        for name, each in ones.items():
            cpu = [one.cpu_seconds for one in each]
            spread_over = f"{min(cpu):.2f} to {max(cpu):.2f}"
            wall = statistics.median(one.wall_seconds for one in each)
            peak = max(one.peak_mib for one in each)
            said.append(f"| {name} | {median(each):.2f} | {spread_over} | {wall:.1f} | {peak:.0f} |")
    return "\n".join(said) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the figures and the report, and print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=3, help="rounds; each contender runs once in each")
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"), help="where the bases are kept")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--spread", type=Path, nargs=2, metavar=("FROM", "TO"), help="only spread terms")
    asked = parser.parse_args(arguments)
    if asked.spread:
        spread(*asked.spread)
        return
    bench = Bench((ROOT / asked.work).resolve(), asked.runs)
    started, load = datetime.now(UTC), os.getloadavg()
    found = {}
    for lines in asked.lines:
        base, run = prepared(bench, lines)
        found[lines] = rounds(bench, base, commands(bench, base, run))
        shutil.rmtree(run)
        told(f"{lines:,} lines are done")
    shutil.rmtree(bench.work / "out", ignore_errors=True)
    about = machine() | {"load_before": load, "load_after": os.getloadavg()}
    data = {
        "started_at": started.isoformat(timespec="seconds"),
        "machine": about,
        "runs": asked.runs,
        "figures": {
            lines: {name: [asdict(one) for one in each] for name, each in ones.items()}
            for lines, ones in found.items()
        },
    }
    report = rendered(found, about, asked.runs)
    keep(ROOT / asked.results, f"{started:%Y-%m-%d}-outlook", data, report)


if __name__ == "__main__":
    main()
