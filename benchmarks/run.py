"""Measures the monthly run: CPU seconds and memory against the floor, a job by hand, and its own start-up.

    python -m benchmarks.run [--lines 1000000 10000000] [--runs 5] [--work DIR] [--only grade hand ...]

Every figure is of a whole process, its children included. This process loads only the standard library,
because the peak memory of a child counts from what its parent held when it was started.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.bases import MONTH, SCHEME, Base, base_in
from benchmarks.report import Figures, Measured, keep, rendered

ROOT = Path(__file__).resolve().parent.parent
SMALL = 1_000
"""Lines of the base that shows what starting costs."""

THREADS = 2
MEMORY = "512MB"
PACKAGES = ("tierline", "duckdb", "ibis-framework", "sqlglot", "pyarrow", "numpy", "typer")
CONTENDERS = ("floor", "floor, 2 threads", "grade", "grade with checks and digests", "hand")
OTHERS = ("help", "profile")


@dataclass(frozen=True)
class Bench:
    """What is measured where."""

    work: Path
    runs: int

    def command(self, contender: str, base: Base) -> list[str]:
        """The command of a contender on a base."""
        module = [sys.executable, "-m"]
        bills = [str(file) for file in base.bills[1:]]
        month = ["--month", MONTH.strftime("%Y-%m")]
        inputs = [*base.options(), "--memberships", str(base.memberships), "--out", str(self.out(contender))]
        if contender.startswith("floor"):
            threads = ["--threads", str(THREADS)] if contender != "floor" else []
            return [*module, "benchmarks.floor", *threads, *bills]
        if contender == "hand":
            return [*module, "benchmarks.hand_written", *month, *inputs, "--threads", str(THREADS)]
        bare = ["--no-checks", "--no-digests"] if contender == "grade" else []
        limits = ["--threads", str(THREADS), "--memory-limit", MEMORY]
        return [*TIERLINE, "grade", "--scheme", SCHEME, *month, *inputs, *limits, *bare]

    def out(self, contender: str) -> Path:
        """Where a contender writes."""
        return self.work / "out" / contender.replace(",", "").replace(" ", "-")

    def base(self, lines: int) -> Base:
        """A base, made where it is not there, and read once, so that each run finds it in the same memory."""
        base = base_in(self.work, lines)
        place = ["--work", str(self.work), "--lines", str(lines)]
        carried_out([sys.executable, "-m", "benchmarks.bases", *place])
        for file in base.files:
            with file.open("rb") as stream:
                while stream.read(1 << 20):
                    pass
        return base

    def rounds(self, contenders: Sequence[str], base: Base) -> dict[str, list[Measured]]:
        """Each contender once in each round; each round begins with another one."""
        found: dict[str, list[Measured]] = {contender: [] for contender in contenders}
        for number in range(self.runs):
            first = number % len(contenders)
            for contender in (*contenders[first:], *contenders[:first]):
                shutil.rmtree(self.out(contender), ignore_errors=True)
                self.out(contender).parent.mkdir(parents=True, exist_ok=True)
                one = measured(self.command(contender, base))
                found[contender].append(one)
                told(f"{base.lines:>10,} lines, round {number + 1}: {contender}: {one.cpu_seconds:.2f} CPU s")
        return found

    def profile(self, base: Base, *, checks: bool) -> dict[str, Any]:
        """Where the time of one more run goes."""
        out = self.out("profile")
        shutil.rmtree(out, ignore_errors=True)
        options = ["--base", str(base.folder), "--out", str(out), *(["--checks"] if checks else [])]
        said = carried_out([sys.executable, "-m", "benchmarks.grade_once", *options])
        found: dict[str, Any] = json.loads(said)
        return found


TIERLINE = [str(Path(sys.executable).with_name("tierline"))]


def told(line: str) -> None:
    """Say how far it is, on standard error."""
    print(line, file=sys.stderr, flush=True)


def measured(command: Sequence[str]) -> Measured:
    """The cost of a process and its children. Leaves with its own words where it fails."""
    with tempfile.TemporaryFile() as said:
        started = time.monotonic()
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            sys.exit(f"{command[:4]} left with {child.returncode}: {said.read().decode()[-2000:]}")
    return Measured(usage.ru_utime, usage.ru_stime, wall, usage.ru_maxrss / 1024)


def carried_out(command: Sequence[str]) -> str:
    """What a command that is not measured prints; leaves with its own words where it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr)[-2000:]
        sys.exit(f"{' '.join(command[1:4])} left with {done.returncode}: {said}")
    return done.stdout


def machine() -> dict[str, Any]:
    """What the figures were measured on, without its name or any path of it."""
    cpus = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.split(":", 1)[1].strip() for line in cpus if line.startswith("model name")), "unknown")
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_gib": round(pages / 2**30, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
        **commit(),
    }


def commit() -> dict[str, Any]:
    """The commit, and whether what was measured differs from it; nothing where this is no clone."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return {"commit": None, "changed_since_commit": None}
    head = carried_out(["git", "rev-parse", "HEAD"]).strip()
    changed = carried_out(
        ["git", "status", "--porcelain", "--", "src", "benchmarks", "constraints.txt", ":!benchmarks/results"]
    )
    return {"commit": head, "changed_since_commit": bool(changed.strip())}


def figures(bench: Bench, sizes: Sequence[int], only: Sequence[str]) -> Figures:
    """All that was asked for, measured."""
    contenders = [name for name in CONTENDERS if name in only]
    rounds: dict[int, dict[str, list[Measured]]] = {}
    differences: dict[int, list[str]] = {}
    profiles: dict[str, Any] = {}
    for lines in dict.fromkeys((SMALL, *sorted(sizes))):
        base = bench.base(lines)
        if contenders:
            rounds[lines] = bench.rounds(contenders, base)
        if {"grade", "hand"} <= set(contenders):
            differences[lines] = compared(bench.out("grade"), bench.out("hand"))
    if "profile" in only:
        largest = bench.base(max(sizes))
        profiles = {
            name: bench.profile(largest, checks=name != "grade")
            for name in ("grade", "grade with checks and digests")
        }
    helped = [measured([*TIERLINE, "--help"]) for _ in range(bench.runs)] if "help" in only else []
    shutil.rmtree(bench.work / "out", ignore_errors=True)
    return Figures(SMALL, rounds, differences, profiles, helped)


def compared(one: Path, other: Path) -> list[str]:
    """What differs between two results, by rows, order and types; nothing where they are the same."""
    command = [sys.executable, "-m", "benchmarks.same_rows", str(one), str(other)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or (done.returncode == 1 and not done.stdout):
        sys.exit(f"The comparison failed: {done.stderr[-2000:]}")
    return done.stdout.splitlines()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the figures and the report, and print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    every = (*CONTENDERS, *OTHERS)
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=5, help="rounds; each contender runs once in each")
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"), help="where the bases are kept")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--only", nargs="+", choices=every, default=list(every), help="what to measure")
    asked = parser.parse_args(arguments)
    bench = Bench((ROOT / asked.work).resolve(), asked.runs)
    started = datetime.now(UTC)
    load = os.getloadavg()
    found = figures(bench, asked.lines, asked.only)
    told_of = machine() | {"load_before": load, "load_after": os.getloadavg()}
    data = {
        "started_at": started.isoformat(timespec="seconds"),
        "machine": told_of,
        "runs": asked.runs,
        "threads": THREADS,
        "memory_limit": MEMORY,
        "figures": asdict(found),
    }
    report = rendered(found, told_of, started.date(), asked.runs)
    keep(ROOT / asked.results, f"{started:%Y-%m-%d}", data, report)
    if any(found.differences.values()):
        sys.exit("The job by hand and the compiled one do not give the same rows.")


if __name__ == "__main__":
    main()
