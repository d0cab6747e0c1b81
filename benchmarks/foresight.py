"""Measures what is looked at before a policy is published: calibrating by the floor, simulating by one run.

    python -m benchmarks.foresight [--lines 10000000] [--runs 3] [--work DIR]

Contenders take turns in rounds; a figure is CPU seconds of a whole process with its children, as in
benchmarks/run.py, and a mark compares medians.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bases import MONTH, SCHEME, Base
from benchmarks.report import Mark, Measured, keep
from benchmarks.run import MEMORY, ROOT, THREADS, TIERLINE, Bench, carried_out, machine, measured, told

SHARES = ("five_star=0.02", "four_star=0.08", "three_star=0.20", "two_star=0.30")
DRAFT_DAY = "2026-11-01"
"""Between the last version and the rating day, so that the draft is in force in the measured month."""

BARE = ("--no-checks",)
MARKS = (
    ("calibrate, checks off", "floor", 1.3),
    ("simulate", "grade", 1.4),
    ("simulate, checks and digests off", "grade, checks and digests off", 1.4),
)
"""A contender, what it is held against, and how many times that it may take."""


def commands(bench: Bench, base: Base, draft: Path) -> dict[str, list[str]]:
    """What each contender is, by name."""
    month = ["--month", MONTH.strftime("%Y-%m")]
    inputs = [*base.options(), "--memberships", str(base.memberships)]
    limits = ["--threads", str(THREADS), "--memory-limit", MEMORY]
    shares = [option for share in SHARES for option in ("--share", share)]
    asked = ["--scheme", SCHEME, *month, *inputs, *limits]
    calibrate = [*TIERLINE, "calibrate", *asked, *shares]
    simulate = [*TIERLINE, "simulate", *asked, "--policy", str(draft), "--out", str(bench.out("simulate"))]
    return {
        "floor": bench.command("floor", base),
        "calibrate, checks off": [*calibrate, "--history", "0", *BARE],
        "calibrate": [*calibrate, "--history", "0"],
        "calibrate with twelve months before": calibrate,
        "grade, checks and digests off": bench.command("grade", base),
        "grade": bench.command("grade with checks and digests", base),
        "simulate, checks and digests off": [*simulate, *BARE, "--no-digests"],
        "simulate": simulate,
    }


def drafted(bench: Bench, base: Base) -> Path:
    """A draft whose thresholds were calibrated on the base."""
    draft = bench.work / "draft.yaml"
    draft.unlink(missing_ok=True)
    shares = [option for share in SHARES for option in ("--share", share)]
    inputs = [*base.options(), "--memberships", str(base.memberships)]
    asked = ["--scheme", SCHEME, "--month", MONTH.strftime("%Y-%m"), *inputs, *shares, "--history", "0"]
    carried_out([*TIERLINE, "calibrate", *asked, "--from", DRAFT_DAY, "--write", str(draft)])
    return draft


def rounds(bench: Bench, base: Base, asked: dict[str, list[str]]) -> dict[str, list[Measured]]:
    """Each contender once in each round; each round begins with another one."""
    names = list(asked)
    found: dict[str, list[Measured]] = {name: [] for name in names}
    for number in range(bench.runs):
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            shutil.rmtree(bench.work / "out", ignore_errors=True)
            (bench.work / "out").mkdir()
            one = measured(asked[name])
            found[name].append(one)
            told(f"{base.lines:>10,} lines, round {number + 1}: {name}: {one.cpu_seconds:.2f} CPU s")
    return found


def median(found: Sequence[Measured]) -> float:
    """The median of the CPU seconds."""
    return statistics.median(one.cpu_seconds for one in found)


def rendered(found: dict[str, list[Measured]], lines: int, about: dict[str, Any], runs: int) -> str:
    """The report as Markdown."""
    loads = f"load {about['load_before'][0]:.1f} before and {about['load_after'][0]:.1f} after"
    changed = " with changes" if about["changed_since_commit"] else ""
    said = [
        f"# Calibrating and simulating, {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"{lines:,} lines, {about['cpu']}, {about['cores']} cores, {about['memory_gib']} GiB, "
        f"Python {about['python']}; commit {str(about['commit'])[:12]}{changed}; {loads}. "
        f"CPU seconds of whole processes, medians of {runs} rounds.",
        "",
        "| mark | found | at most | |",
        "|---|---|---|---|",
    ]
    for name, against, most in MARKS:
        said.append(
            Mark(f"{name}, against {against}", median(found[name]) / median(found[against]), most, "x").row()
        )
    said += ["", "| what | CPU s | least to most | wall s | peak MiB |", "|---|---|---|---|---|"]
    for name, ones in found.items():
        cpu = [one.cpu_seconds for one in ones]
        wall = statistics.median(one.wall_seconds for one in ones)
        peak = max(one.peak_mib for one in ones)
        said.append(
            f"| {name} | {median(ones):.2f} | {min(cpu):.2f} to {max(cpu):.2f} | {wall:.1f} | {peak:.0f} |"
        )
    return "\n".join(said) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the figures and the report, and print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3, help="rounds; each contender runs once in each")
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"), help="where the bases are kept")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    asked = parser.parse_args(arguments)
    bench = Bench((ROOT / asked.work).resolve(), asked.runs)
    started, load = datetime.now(UTC), os.getloadavg()
    base = bench.base(asked.lines)
    found = rounds(bench, base, commands(bench, base, drafted(bench, base)))
    shutil.rmtree(bench.work / "out", ignore_errors=True)
    about = machine() | {"load_before": load, "load_after": os.getloadavg()}
    data = {
        "started_at": started.isoformat(timespec="seconds"),
        "machine": about,
        "lines": asked.lines,
        "runs": asked.runs,
        "figures": {name: [asdict(one) for one in ones] for name, ones in found.items()},
    }
    report = rendered(found, asked.lines, about, asked.runs)
    keep(ROOT / asked.results, f"{started:%Y-%m-%d}-foresight", data, report)


if __name__ == "__main__":
    main()
