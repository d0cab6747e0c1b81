"""Measures the report of twelve months beside one read of the results that it is made of, and statistics.

    python -m benchmarks.months_report [--lines 10000000] [--runs 3] [--work DIR]

Twelve months of a sample operator are graded once, each from the memberships of the one before, and kept. A
figure is CPU seconds of a whole process, as in benchmarks/run.py; the mark compares medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bases import MONTH, SCHEME, SEED
from benchmarks.consecutive_months import month_after
from benchmarks.report import Mark, Measured, keep
from benchmarks.run import MEMORY, ROOT, THREADS, TIERLINE, carried_out, machine, measured, told

MONTHS = 12
MARK = 1.3
READ, REPORT, FOLLOWED = "one read", "report", "statistics"


@dataclass(frozen=True)
class Operator:
    """An operator with two years of bills, and the runs of its second year."""

    folder: Path
    lines: int

    @property
    def runs(self) -> list[Path]:
        """The folders of the runs, in order."""
        first = month_after(MONTH, 1 - MONTHS)
        return [self.folder / f"{month_after(first, step):%Y-%m}" for step in range(MONTHS)]

    def make(self) -> None:
        """Generate and grade what is missing."""
        base = self.folder / "operator"
        if not (base / "subscribers").exists():
            sized = ["--lines", str(self.lines), "--months", str(2 * MONTHS - 1), "--seed", str(SEED)]
            until = month_after(MONTH, -1).strftime("%Y-%m")
            carried_out([*TIERLINE, "sample", "--out", str(base), "--until", until, *sized])
        bills = sorted((base / "bills").glob("*.parquet"))
        for step, run in enumerate(self.runs):
            if (run / "summary.json").exists():
                continue
            told(f"{self.lines:>10,} lines: grading {run.name}")
            before = ["--memberships", str(self.runs[step - 1] / "memberships")] if step else []
            months = [word for file in bills[step : step + MONTHS] for word in ("--bills", str(file))]
            inputs = ["--subscribers", str(base / "subscribers"), *months, *before]
            special = ["--special-grades", str(base / "special_grades.parquet")]
            asked = ["--scheme", SCHEME, "--month", run.name, "--no-digests", "--threads", str(THREADS)]
            carried_out([*TIERLINE, "grade", *asked, *inputs, *special, "--out", str(run)])


def commands(operator: Operator, out: Path) -> dict[str, list[str]]:
    """What each contender is, by name."""
    runs = [str(run) for run in operator.runs]
    limits = ["--threads", str(THREADS), "--memory-limit", MEMORY]
    return {
        READ: [sys.executable, "-m", "benchmarks.one_read", "--threads", str(THREADS), *runs],
        REPORT: [*TIERLINE, "report", *runs, "--out", str(out), *limits],
        FOLLOWED: [*TIERLINE, "statistics", *runs, *limits],
    }


def rounds(asked: dict[str, list[str]], runs: int) -> dict[str, list[Measured]]:
    """Each contender once in each round, after one that is not counted; each round begins with another."""
    names = list(asked)
    found: dict[str, list[Measured]] = {name: [] for name in names}
    measured(asked[READ])
    for number in range(runs):
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            one = measured(asked[name])
            found[name].append(one)
            told(f"round {number + 1}: {name}: {one.cpu_seconds:.2f} CPU s")
    return found


def median(found: Sequence[Measured]) -> float:
    """The median of the CPU seconds."""
    return statistics.median(one.cpu_seconds for one in found)


def rendered(found: dict[str, list[Measured]], lines: int, about: dict[str, Any], runs: int, kib: int) -> str:
    """The report as Markdown."""
    loads = f"load {about['load_before'][0]:.1f} before and {about['load_after'][0]:.1f} after"
    changed = " with changes" if about["changed_since_commit"] else ""
    said = [
        f"# The report of twelve months, {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"{MONTHS} months of {lines:,} lines, {about['cpu']}, {about['cores']} cores, "
        f"{about['memory_gib']} GiB, Python {about['python']}; commit {str(about['commit'])[:12]}{changed}; "
        f"{loads}. CPU seconds of whole processes, medians of {runs} rounds. One read: every value of every "
        "row of grades and events into a digest.",
        "",
        "| mark | found | at most | |",
        "|---|---|---|---|",
        Mark(f"{REPORT}, against {READ}", median(found[REPORT]) / median(found[READ]), MARK, "x").row(),
        "",
        "| what | CPU s | least to most | wall s | peak MiB |",
        "|---|---|---|---|---|",
    ]
    for name, ones in found.items():
        cpu = [one.cpu_seconds for one in ones]
        wall = statistics.median(one.wall_seconds for one in ones)
        peak = max(one.peak_mib for one in ones)
        said.append(
            f"| {name} | {median(ones):.2f} | {min(cpu):.2f} to {max(cpu):.2f} | {wall:.1f} | {peak:.0f} |"
        )
    return "\n".join([*said, "", f"The page has {kib:,} KiB."]) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the figures and the report, and print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3, help="rounds; each contender runs once in each")
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"), help="where the runs are kept")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    asked = parser.parse_args(arguments)
    operator = Operator((ROOT / asked.work).resolve() / f"months-{asked.lines}", asked.lines)
    operator.make()
    page = operator.folder / "report.html"
    started, load = datetime.now(UTC), os.getloadavg()
    found = rounds(commands(operator, page), asked.runs)
    about = machine() | {"load_before": load, "load_after": os.getloadavg()}
    kib = page.stat().st_size // 1024
    data = {
        "started_at": started.isoformat(timespec="seconds"),
        "machine": about,
        "lines": asked.lines,
        "runs": asked.runs,
        "page_kib": kib,
        "figures": {name: [asdict(one) for one in ones] for name, ones in found.items()},
    }
    report = rendered(found, asked.lines, about, asked.runs, kib)
    keep(ROOT / asked.results, f"{started:%Y-%m-%d}-months-report", data, report)


if __name__ == "__main__":
    main()
