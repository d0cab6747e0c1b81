"""Measures the month by other tools beside ours, and holds their results against ours row by row.

    python -m benchmarks.peers [--lines 100000 1000000] [--runs 5] [--only NAME ...]

`make bench-peers` first makes the environment of the other tools, benchmarks/work/peers. What is measured,
and how, is told in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bases import MONTH, SCHEME, Base
from benchmarks.peers.aged import aged_in
from benchmarks.peers.report import OURS, Compared, Figures, rendered
from benchmarks.report import keep
from benchmarks.run import MEMORY, ROOT, SMALL, THREADS, TIERLINE, Bench, carried_out, machine, told

AGED_LINES = 20_000
PEERS = {
    "plain Python": ("plain_python",),
    "pandas": ("with_pandas",),
    "Polars": ("with_polars",),
    "zen-engine, expressions": ("with_zen",),
    "zen-engine, decision tables": ("with_zen", "--tables"),
    "openfisca-core, score only": ("with_openfisca",),
    "openfisca-core in whole fen, score only": ("with_openfisca", "--fen"),
}
"""The module of each peer in benchmarks/peers, and its option."""
CHECKED = f"{OURS} with checks and digests"
CONTENDERS = ("floor", OURS, CHECKED, *PEERS)
PACKAGES = ("pandas", "polars", "zen-engine", "openfisca-core", "numpy", "pyarrow")
VERSIONS = (
    "import json, platform, sys; from importlib.metadata import version; "
    "found = {name: version(name) for name in sys.argv[1:]}; "
    "print(json.dumps({'python': platform.python_version()} | found))"
)
"""What the peers' interpreter is asked, because this one has other packages."""


@dataclass(frozen=True)
class PeersBench(Bench):
    """The same way of measuring, with other contenders."""

    def command(self, contender: str, base: Base) -> list[str]:
        """The command of a contender on a base."""
        if contender == "floor":
            return super().command(contender, base)
        month = ["--month", MONTH.strftime("%Y-%m")]
        inputs = [*base.options(), "--memberships", str(base.memberships), "--out", str(self.out(contender))]
        if contender in (OURS, CHECKED):
            bare = ["--no-checks", "--no-digests"] if contender == OURS else []
            limits = ["--threads", str(THREADS), "--memory-limit", MEMORY]
            return [*TIERLINE, "grade", "--scheme", SCHEME, *month, *inputs, *limits, *bare]
        module, *options = PEERS[contender]
        return [str(self.python), "-m", f"benchmarks.peers.{module}", *options, *month, *inputs]

    @property
    def python(self) -> Path:
        """The interpreter of the peers' environment."""
        return self.work / "peers" / "bin" / "python"

    def aged(self) -> Base:
        """The base that has memberships in every state."""
        carried_out(
            [
                sys.executable,
                "-m",
                "benchmarks.peers.aged",
                "--work",
                str(self.work),
                "--lines",
                str(AGED_LINES),
            ]
        )
        return aged_in(self.work, AGED_LINES)

    def compared(self, contender: str) -> Compared:
        """How the last result of a peer differs from our last one."""
        is_score = "score only" in contender
        option = ["--score"] if is_score else []
        folders = [str(self.out(OURS)), str(self.out(contender))]
        found = json.loads(
            carried_out([sys.executable, "-m", "benchmarks.peers.compared", *folders, *option])
        )
        return Compared([], found) if is_score else Compared(found, {})


def versions(bench: PeersBench) -> dict[str, str]:
    """Python and packages of the peers' environment. Leaves with the next step where it is not there."""
    if not bench.python.exists():
        sys.exit(f"There is no {bench.python}: make bench-peers installs what is measured, then measures.")
    found: dict[str, str] = json.loads(carried_out([str(bench.python), "-c", VERSIONS, *PACKAGES]))
    return found


def figures(bench: PeersBench, sizes: Sequence[int], only: Sequence[str]) -> Figures:
    """All that was asked for, measured, and every result compared."""
    peers = [name for name in PEERS if name in only]
    compared: dict[str, dict[str, Compared]] = {}

    def hold(where: str) -> None:
        compared[where] = {name: bench.compared(name) for name in peers}
        for name, one in compared[where].items():
            told(f"{where}: {name}: {one.differences or one.counts or 'equal'}")

    PeersBench(bench.work, 1).rounds([OURS, *peers], bench.aged())
    hold(f"{AGED_LINES:,} lines with terms of every age")
    rounds = {}
    for lines in dict.fromkeys((SMALL, *sorted(sizes))):
        rounds[lines] = bench.rounds(
            [name for name in CONTENDERS if name in (OURS, *only)], bench.base(lines)
        )
        hold(f"{lines:,} lines")
    return Figures(SMALL, rounds, compared)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, compare, write figures and report, and print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=5, help="rounds; each contender runs once in each")
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"), help="where the bases are kept")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))
    asked = parser.parse_args(arguments)
    bench = PeersBench((ROOT / asked.work).resolve(), asked.runs)
    started = datetime.now(UTC)
    told_of: dict[str, Any] = {**machine(), "peers": versions(bench), "load_before": os.getloadavg()}
    found = figures(bench, asked.lines, asked.only)
    told_of["load_after"] = os.getloadavg()
    data = {
        "started_at": started.isoformat(timespec="seconds"),
        "machine": told_of,
        "runs": asked.runs,
        "threads": THREADS,
        "memory_limit": MEMORY,
        "figures": asdict(found),
    }
    report = rendered(found, told_of, started.date(), asked.runs)
    keep(ROOT / asked.results, f"{started:%Y-%m-%d}-peers", data, report)
    if any(one.differences for by_name in found.compared.values() for one in by_name.values()):
        sys.exit("A peer that does the whole job does not give our rows: see the report.")


if __name__ == "__main__":
    main()
