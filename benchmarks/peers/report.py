"""The report of the peers: what each took, whether its rows are ours, and who took less than we did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from benchmarks.report import Measured

OURS = "tierline"
SCORE_ONLY = "score only"


@dataclass(frozen=True)
class Compared:
    """How a result differs from ours: sentences for a whole result, counts of lines for a score."""

    differences: Sequence[str]
    counts: Mapping[str, int]

    @property
    def told(self) -> str:
        """In few words."""
        if self.differences:
            return "; ".join(self.differences)
        differing = {name: count for name, count in self.counts.items() if name != "lines" and count}
        if not differing:
            return "equal"
        return ", ".join(f"{name}: {count:,}" for name, count in differing.items())


@dataclass(frozen=True)
class Figures:
    """Runs by lines and contender, comparisons by base and peer; `small` lines show what starting costs."""

    small: int
    rounds: Mapping[int, Mapping[str, Sequence[Measured]]]
    compared: Mapping[str, Mapping[str, Compared]]

    @property
    def sizes(self) -> list[int]:
        """The sizes beside the small one, in order."""
        return sorted(lines for lines in self.rounds if lines != self.small)

    def cpu(self, contender: str, lines: int) -> float:
        """Median CPU seconds."""
        return median(one.cpu_seconds for one in self.rounds[lines][contender])

    def cheaper(self, lines: int) -> list[str]:
        """The peers that did the whole job with less CPU than we did, least first."""
        ours = self.cpu(OURS, lines)
        whole = [
            name
            for name in self.rounds[lines]
            if not name.startswith((OURS, "floor")) and SCORE_ONLY not in name
        ]
        return sorted(
            (name for name in whole if self.cpu(name, lines) < ours), key=lambda name: self.cpu(name, lines)
        )


def rendered(found: Figures, machine: Mapping[str, Any], day: date, runs: int) -> str:
    """The report as Markdown."""
    parts = [f"# The same month by other tools, {day.isoformat()}", _setting(machine, runs)]
    parts += [f"## {lines:,} lines\n\n{_table(found, lines)}" for lines in found.sizes]
    return "\n\n".join([*parts, "## Results compared", _comparison(found), *_not_flattering(found)]) + "\n"


def _setting(machine: Mapping[str, Any], runs: int) -> str:
    def listed(versions: Mapping[str, str]) -> str:
        return ", ".join(f"{name} {version}" for name, version in versions.items())

    changed = " with changes not committed" if machine["changed_since_commit"] else ""
    return (
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['kernel']}; "
        f"Python {machine['python']}, {listed(machine['packages'])}; peers: {listed(machine['peers'])}; "
        f"commit {machine['commit'] or 'unknown'}{changed}. Load {machine['load_before'][0]:.1f} before and "
        f"{machine['load_after'][0]:.1f} after. CPU seconds are user and system time of the whole process; "
        f"medians of {runs} rounds, each of which begins with another contender."
    )


def _table(found: Figures, lines: int) -> str:
    ours = found.cpu(OURS, lines)
    rows = [
        "| what | CPU s | least to most | against ours | start-up, CPU s | wall s | peak MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, runs in found.rounds[lines].items():
        cpu = [one.cpu_seconds for one in runs]
        rows.append(
            f"| {name} | {median(cpu):.2f} | {min(cpu):.2f} to {max(cpu):.2f} | {median(cpu) / ours:.2f} |"
            f" {found.cpu(name, found.small):.2f} | {median(one.wall_seconds for one in runs):.2f} |"
            f" {max(one.peak_mib for one in runs):.0f} |"
        )
    return "\n".join(rows)


EQUAL = """\
Equal is every row of grades, events and memberships, in the same order and of the same types; for a score
it is eligibility, arpu, score and the star that the score gives, of every line. openfisca-core keeps
amounts as float32, which holds some seven digits: a mean at a half yuan, or just below it, can be rounded
the other way, and a product such as 66 x 1.35 is near its two decimals and not at them. In whole fen its
numbers are int32 and stay exact. What it does is the score alone, a part of the job, so its cost stands
beside the others for its own sake only."""


def _comparison(found: Figures) -> str:
    bases = list(found.compared)
    rows = [f"| what | {' | '.join(bases)} |", "|---" * (len(bases) + 1) + "|"]
    rows += [
        f"| {name} | {' | '.join(found.compared[base][name].told for base in bases)} |"
        for name in found.compared[bases[0]]
    ]
    return "\n".join(rows) + f"\n\n{EQUAL}"


WHAT_IT_PAYS_FOR = """\
Each peer is a program for one policy in one month, written for these files: it holds them in memory
whole, checks nothing, writes its result in place and keeps no record. Ours reads the policy of the month
from a pack, keeps within a bound of memory, publishes all or nothing and records what it did. Its
start-up and a part of its CPU pay for that; who needs none of it is served faster by the peers named
above."""


def _not_flattering(found: Figures) -> list[str]:
    said = ["## What does not flatter us"]
    for lines in found.sizes:
        start, whole = found.cpu(OURS, found.small), found.cpu(OURS, lines)
        named = [f"{name} ({found.cpu(name, lines) / whole:.2f} of ours)" for name in found.cheaper(lines)]
        words = (
            f"these do the whole job with less CPU than we do: {', '.join(named)}."
            if named
            else "no peer does the whole job with less CPU."
        )
        said.append(f"At {lines:,} lines {words} Of our {whole:.2f} CPU seconds {start:.2f} are start-up.")
    return [*said, WHAT_IT_PAYS_FOR]
