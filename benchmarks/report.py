"""The report of a measurement: medians, marks met or missed, and where the time goes."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

MARKED_LINES = 10_000_000
"""The size that the marks are set for."""

CHECKED = "grade with checks and digests"
SHARE_TOLD = 0.005
"""Kinds of statements that take less of a run than this are told together."""


@dataclass(frozen=True)
class Measured:
    """What one process and its children used."""

    user_seconds: float
    system_seconds: float
    wall_seconds: float
    peak_mib: float

    @property
    def cpu_seconds(self) -> float:
        """User and system time together."""
        return self.user_seconds + self.system_seconds


@dataclass(frozen=True)
class Figures:
    """All that was measured: by lines and contender, each run; `small` lines show what starting costs."""

    small: int
    rounds: Mapping[int, Mapping[str, Sequence[Measured]]]
    differences: Mapping[int, Sequence[str]]
    profiles: Mapping[str, Any]
    helped: Sequence[Measured]

    @property
    def sizes(self) -> list[int]:
        """The sizes beside the small one, in order."""
        return sorted(lines for lines in self.rounds if lines != self.small)

    def cpu(self, contender: str, lines: int) -> float | None:
        """Median CPU seconds; None where it was not measured."""
        runs = self.rounds.get(lines, {}).get(contender)
        return median(one.cpu_seconds for one in runs) if runs else None

    def beyond_start(self, contender: str, lines: int) -> float | None:
        """Median CPU seconds without those of the small base."""
        whole, start = self.cpu(contender, lines), self.cpu(contender, self.small)
        return None if whole is None or start is None else whole - start

    def peak(self, lines: int) -> float | None:
        """The highest peak of any run of `grade`, MiB."""
        runs = self.rounds.get(lines, {})
        peaks = [one.peak_mib for name in ("grade", CHECKED) for one in runs.get(name, ())]
        return max(peaks, default=None)


@dataclass(frozen=True)
class Mark:
    """Something promised: at most `most` of `unit`, and what was found."""

    promise: str
    found: float
    most: float
    unit: str

    @property
    def is_met(self) -> bool:
        """True where what was found is within it."""
        return self.found <= self.most

    def row(self) -> str:
        """A row of the table."""
        unit = self.unit
        digits = 0 if unit == "MiB" else 2
        verdict = "met" if self.is_met else "**missed**"
        return f"| {self.promise} | {self.found:.{digits}f} {unit} | {self.most:g} {unit} | {verdict} |"


def keep(folder: Path, name: str, data: Mapping[str, Any], report: str) -> None:
    """Write the figures and the report into a folder, under that name, and print the report."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    (folder / f"{name}.md").write_text(report, "utf-8")
    sys.stdout.write(report)


def marks(found: Figures) -> list[Mark]:
    """The marks that the figures tell of, at the largest size."""
    listed: list[Mark] = []

    def add(promise: str, value: float | None, most: float, unit: str) -> None:
        if value is not None:
            listed.append(Mark(promise, value, most, unit))

    if found.sizes:
        largest, smallest = found.sizes[-1], found.sizes[0]
        floor = found.cpu("floor", largest)
        bare, checked = (_ratio(found.cpu(name, largest), floor) for name in ("grade", CHECKED))
        add("`grade` without checks and digests, against the floor", bare, 3.0, "x")
        add("`grade` with both, against the floor", checked, 4.0, "x")
        add("highest peak of memory of any run of `grade`", found.peak(largest), 512, "MiB")
        ours, theirs = (found.beyond_start(name, largest) for name in ("grade", "hand"))
        add("compiled from the policy, against SQL by hand, without start-up", _ratio(ours, theirs), 1.1, "x")
        if largest != smallest:
            for name, words in (("grade", "without checks and digests"), (CHECKED, "with both")):
                per_line = [_ratio(found.beyond_start(name, lines), lines) for lines in (largest, smallest)]
                said = f"CPU per line, {smallest:,} to {largest:,} lines, {words}, without start-up"
                add(said, _ratio(*per_line), 1.1, "x")
    if found.helped:
        add("`tierline --help`, wall time", median(one.wall_seconds for one in found.helped), 0.3, "s")
    return listed


def _ratio(one: float | None, other: float | None) -> float | None:
    return None if one is None or not other else one / other


def rendered(found: Figures, machine: Mapping[str, Any], day: date, runs: int) -> str:
    """The report as Markdown."""
    parts = [f"# Speed and memory, {day.isoformat()}", *_setting(found, machine, runs)]
    listed = marks(found)
    if listed:
        parts += ["## Marks", _table("| mark | found | at most | |", [mark.row() for mark in listed])]
    for lines, differences in found.differences.items():
        if differences:
            told = "; ".join(differences[:5])
            parts.append(f"**At {lines:,} lines the job by hand gives other rows:** {told}")
    if found.differences and not any(found.differences.values()):
        parts.append(
            "The job by hand gave the same rows as the compiled one, in the same order and of the same types,"
            " at every size."
        )
    if found.rounds:
        explained = "Medians; x is CPU seconds against the floor of the same size."
        parts += ["## Figures", explained, _figures(found)]
    for name, profile in found.profiles.items():
        parts += [f"## Where the time goes: {name}", _profile(profile)]
    return "\n\n".join(parts) + "\n"


def _setting(found: Figures, machine: Mapping[str, Any], runs: int) -> list[str]:
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    commit = machine["commit"] or "unknown"
    changed = " with changes not committed" if machine["changed_since_commit"] else ""
    said = [
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['kernel']},"
        f" Python {machine['python']}; {packages}; commit {commit}{changed}. Load"
        f" {machine['load_before'][0]:.1f} before and {machine['load_after'][0]:.1f} after."
        f" CPU seconds are user and system time of the whole process; {runs} rounds.",
    ]
    if found.sizes and found.sizes[-1] != MARKED_LINES:
        said.append(f"The marks are set for {MARKED_LINES:,} lines; this run measured {found.sizes[-1]:,}.")
    return said


def _table(head: str, rows: Sequence[str]) -> str:
    columns = head.count("|") - 1
    return "\n".join([head, "|---" * columns + "|", *rows])


def _figures(found: Figures) -> str:
    rows = []
    for lines, contenders in found.rounds.items():
        floor = found.cpu("floor", lines)
        for name, runs in contenders.items():
            cpu = [one.cpu_seconds for one in runs]
            ratio = _ratio(median(cpu), floor)
            beyond = found.beyond_start(name, lines)
            rows.append(
                f"| {lines:,} | {name} | {median(cpu):.2f} | {min(cpu):.2f} to {max(cpu):.2f} |"
                f" {'' if ratio is None else f'{ratio:.2f}'} |"
                f" {'' if not beyond else f'{beyond / lines * 1e6:.2f}'} |"
                f" {median(one.wall_seconds for one in runs):.2f} | {max(one.peak_mib for one in runs):.0f} |"
            )
    head = "| lines | what | CPU s | least to most | x | CPU µs a line beyond start-up | wall s | peak MiB |"
    return _table(head, rows)


def _profile(profile: Mapping[str, Any]) -> str:
    total = profile["cpu_seconds"]
    told = [one for one in profile["kinds"] if one["cpu_seconds"] >= total * SHARE_TOLD]
    small = [one for one in profile["kinds"] if one["cpu_seconds"] < total * SHARE_TOLD]
    if small:
        summed = {name: sum(one[name] for one in small) for name in ("times", "cpu_seconds")}
        told.append({"kind": f"{len(small)} other kinds", **summed})
    rows = [
        f"| {one['kind']} | {one['times']} | {one['cpu_seconds']:.2f} | {one['cpu_seconds'] / total:.1%} |"
        for one in told
    ]
    rows.append(f"| **whole process** | | {total:.2f} | 100% |")
    return _table("| kind | times | CPU s | share |", rows)
