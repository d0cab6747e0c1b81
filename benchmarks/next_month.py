"""Measures a month that goes on from last month's output against the full run, and against its own output.

    python -m benchmarks.next_month [--lines 1000000 10000000] [--runs 5] [--work DIR]

The month has a new file of bills, one line in a hundred changed, one in two hundred joined behind the others,
and one bill in ten thousand of each of two earlier months corrected. `rewriting` is DuckDB alone, reading and
writing what the month wrote: grades, events, memberships, and what is new of what it carries on. Every figure
is of a whole process, as in benchmarks/run.py.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bases import MONTH, MONTH_BEFORE, SCHEME, Base, base_in, make
from benchmarks.report import Measured, keep
from benchmarks.run import MEMORY, ROOT, THREADS, TIERLINE, carried_out, machine, measured, told

CONTENDERS = ("full", "full, bare", "next", "next, bare", "rewriting")
"""`bare` is without checks and digests."""

MOST_OF_FULL, MOST_OF_REWRITING = 0.65, 2.2
ARPU_COLUMNS = ("billed", "mobile_billed", "paid")


@dataclass(frozen=True)
class Next:
    """A base with the month before carried on, what is new after it, and the whole of what then is."""

    base: Base

    @property
    def before(self) -> Path:
        """The month before, graded with `--carry`."""
        return self.base.folder / "before-carried"

    def path(self, name: str) -> Path:
        """One of the files that are made beside the base."""
        return self.base.folder / f"{name}.parquet"

    def options(self, contender: str) -> list[str]:
        """The inputs of a contender."""
        special = ["--special-grades", str(self.base.special_grades)]
        if contender.startswith("next"):
            new = ["--bills", str(self.base.bills[-1]), "--bills", str(self.path("corrections"))]
            return ["--after", str(self.before), *new, "--changed-lines", str(self.path("changed")), *special]
        bills = [*self.base.bills[1:-3], self.path("bills-3"), self.path("bills-2"), self.base.bills[-1]]
        listed = [word for file in bills for word in ("--bills", str(file))]
        inputs = ["--subscribers", str(self.path("lines-now")), *listed, *special]
        return [*inputs, "--memberships", str(self.before / "memberships")]

    def make(self) -> None:
        """Make what is missing."""
        make(self.base)
        if not self.before.exists():
            from tierline.grading.run import Request, run

            paths = {
                "subscribers": [str(self.base.subscribers)],
                "bills": [str(file) for file in self.base.bills[:-1]],
                "special_grades": [str(self.base.special_grades)],
            }
            run(Request((SCHEME,), MONTH_BEFORE, paths, self.before, threads=THREADS, is_carried_on=True))
        if not self.path("lines-now").exists():
            self._make_changes()

    def _make_changes(self) -> None:
        import duckdb

        lines = f"read_parquet('{self.base.subscribers}/*.parquet')"
        with duckdb.connect() as connection:
            connection.execute("SET threads = 1; SET memory_limit = '4GB'")
            last, count = connection.execute(f"SELECT max(subscriber_id), count(*) FROM {lines}").fetchall()[
                0
            ]
            changed = f"""
                SELECT * EXCLUDE (k) REPLACE (
                    CASE WHEN k % 3 = 0 THEN 'closed' ELSE status END AS status,
                    CASE WHEN k % 3 = 0 THEN DATE '2026-10-20' ELSE closed_on END AS closed_on,
                    CASE WHEN k % 3 = 1 THEN 'mobile_5g' ELSE product END AS product,
                    CASE WHEN k % 3 = 2 THEN '65.6501.650102' ELSE site END AS site)
                FROM (SELECT *, hash(subscriber_id) AS k FROM {lines} WHERE hash(subscriber_id + 7) % 100 = 0)
                UNION ALL SELECT * REPLACE ({last} + row_number() OVER () AS subscriber_id,
                    DATE '2026-10-07' AS joined_on, 'active' AS status, CAST(NULL AS DATE) AS closed_on)
                FROM (FROM {lines} LIMIT {count // 200})"""
            form = "(FORMAT parquet)"
            connection.execute(f"COPY ({changed}) TO '{self.path('changed')}' {form}")
            now = f"""SELECT * FROM {lines} ANTI JOIN '{self.path("changed")}' USING (subscriber_id)
                UNION ALL SELECT * FROM '{self.path("changed")}' ORDER BY subscriber_id"""
            connection.execute(f"COPY ({now}) TO '{self.path('lines-now')}' {form}")
            few = "hash(subscriber_id + 11) % 10000 = 0"
            dearer = ", ".join(f"CAST({name} + 5 AS DECIMAL(12,2)) AS {name}" for name in ARPU_COLUMNS)
            corrected = []
            for back in (3, 2):
                month = f"'{self.base.bills[-back]}'"
                corrected.append(f"SELECT * REPLACE ({dearer}) FROM {month} WHERE {few}")
                whole = f"SELECT * FROM {month} WHERE NOT ({few}) UNION ALL {corrected[-1]}"
                connection.execute(
                    f"COPY ({whole} ORDER BY subscriber_id) TO '{self.path(f'bills-{back}')}' {form}"
                )
            both = " UNION ALL ".join(corrected)
            connection.execute(f"COPY ({both} ORDER BY subscriber_id) TO '{self.path('corrections')}' {form}")


def command(contender: str, one: Next, out: Path) -> list[str]:
    """The command of a contender. `rewriting` reads what `next, bare` has left."""
    if contender == "rewriting":
        place = ["--base", str(one.base.folder), "--rewrite", str(out.parent / "next-bare"), str(out)]
        return [sys.executable, "-m", "benchmarks.next_month", *place]
    bare = ["--no-checks", "--no-digests"] if contender.endswith("bare") else []
    limits = ["--threads", str(THREADS), "--memory-limit", MEMORY]
    month = ["--scheme", SCHEME, "--month", MONTH.strftime("%Y-%m")]
    return [*TIERLINE, "grade", *month, *one.options(contender), "--out", str(out), *limits, *bare]


def rounds(one: Next, work: Path, runs: int) -> dict[str, list[Measured]]:
    """Each contender once in each round, `rewriting` after the month whose output it needs."""
    found: dict[str, list[Measured]] = {contender: [] for contender in CONTENDERS}
    for number in range(runs):
        for contender in CONTENDERS:
            out = place_of(contender, work)
            shutil.rmtree(out, ignore_errors=True)
            cost = measured(command(contender, one, out))
            found[contender].append(cost)
            told(
                f"{one.base.lines:>10,} lines, round {number + 1}: {contender}: {cost.cpu_seconds:.2f} CPU s"
            )
    return found


def place_of(contender: str, work: Path) -> Path:
    """Where a contender writes."""
    return work / "out" / contender.replace(", ", "-")


def rewritten(before: Path, out: Path, target: Path) -> None:
    """Read and write every Parquet file of a result that is not a link to one of the month before."""
    import duckdb

    known = {(file.stat().st_dev, file.stat().st_ino) for file in (before / ".tierline").rglob("*.parquet")}
    target.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {THREADS}; SET memory_limit = '{MEMORY}'")
        for number, file in enumerate(sorted((out / ".tierline" / "1").rglob("*.parquet"))):
            if (file.stat().st_dev, file.stat().st_ino) not in known:
                form = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
                connection.execute(
                    f"COPY (FROM read_parquet('{file}')) TO '{target}/{number}.parquet' {form}"
                )


def differences(one: Path, other: Path) -> list[str]:
    """What differs between the rows of two results, in order, however they are cut into files."""
    import duckdb

    found = []
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '4GB'; SET threads = 1")
        for name in ("grades", "events", "memberships"):
            scans = [f"read_parquet('{root / name}/*.parquet')" for root in (one, other)]
            counts = [connection.execute(f"SELECT count(*) FROM {scan}").fetchall()[0][0] for scan in scans]
            columns = [row[0] for row in connection.execute(f"DESCRIBE FROM {scans[0]}").fetchall()]
            unequal = " OR ".join(f"a.{column} IS DISTINCT FROM b.{column}" for column in columns)
            rows = connection.execute(
                f"SELECT count(*) FROM {scans[0]} a POSITIONAL JOIN {scans[1]} b WHERE {unequal}"
            ).fetchall()[0][0]
            if rows or counts[0] != counts[1]:
                found.append(f"{name}: {counts[0]} and {counts[1]} rows, {rows} unequal")
    return found


def profiled(one: Next, out: Path, *, checks: bool) -> dict[str, Any]:
    """Where the time of one month goes, in this process."""
    from benchmarks.grade_once import Profile, _asker
    from tierline.grading import run
    from tierline.grading.carrying import next_part
    from tierline.grading.engines.duckdb import DuckDB

    profile = Profile()
    profile.watch(run, "planned", lambda *_, **__: "compile the policy")
    profile.watch(run, "begun", lambda *_, **__: "look at the inputs")
    profile.watch(run, "ended", lambda *_: "write the manifest")
    profile.watch(DuckDB, "keep", lambda engine, name, sql: f"hold {name}")
    profile.watch(DuckDB, "view", lambda engine, name, sql: "name a view")
    profile.watch(DuckDB, "table", lambda engine, sql: "fetch rows to align")
    profile.watch(
        DuckDB, "write", lambda engine, sql, types, order, target, **_: f"write {target.parent.name}"
    )
    profile.watch(DuckDB, "rows", _asker)
    profile.watch(next_part, "rolled", lambda *_: "align and add the sums")
    profile.watch(next_part, "columns_beside", lambda *_: "align the memberships")
    bills = [str(one.base.bills[-1]), str(one.path("corrections"))]
    special = [str(one.base.special_grades)]
    paths = {"bills": bills, "changed_lines": [str(one.path("changed"))], "special_grades": special}
    options = {"is_checked": checks, "is_digested": checks, "threads": THREADS, "memory_mib": 512}
    run.run(run.Request((SCHEME,), MONTH, paths, out, after=one.before, **options))
    return profile.as_json()


def rendered(data: dict[str, Any]) -> str:
    """The report."""
    told_of = data["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in told_of["packages"].items())
    lines = [
        f"# The next month, {data['started_at'][:10]}",
        "",
        f"{told_of['cpu']}, {told_of['cores']} cores, {told_of['memory_gib']} GiB, {told_of['kernel']},"
        f" Python {told_of['python']}; {packages}; commit {told_of['commit']}"
        f"{' with changes not committed' if told_of['changed_since_commit'] else ''}. Load"
        f" {told_of['load_before'][0]:.1f} before and {told_of['load_after'][0]:.1f} after. CPU seconds are"
        f" user and system time of the whole process; {data['runs']} rounds, {THREADS} threads, {MEMORY}.",
        "",
        "`bare` is without checks and digests; `rewriting` is DuckDB alone reading and writing what the next"
        " month wrote anew.",
    ]
    for size, found in data["sizes"].items():
        median = {
            name: statistics.median(one["cpu_seconds"] for one in costs)
            for name, costs in found["costs"].items()
        }
        ratios = [
            ("next month, against the full run", median["next"] / median["full"], MOST_OF_FULL),
            ("the same, both bare", median["next, bare"] / median["full, bare"], MOST_OF_FULL),
            (
                "next month, bare, against rewriting",
                median["next, bare"] / median["rewriting"],
                MOST_OF_REWRITING,
            ),
            ("next month, against rewriting", median["next"] / median["rewriting"], MOST_OF_REWRITING),
        ]
        lines += ["", f"## {int(size):,} lines", "", "| mark | found | at most | |", "|---|---|---|---|"]
        lines += [
            f"| {name} | {ratio:.2f} x | {most} x | {'met' if ratio <= most else '**missed**'} |"
            for name, ratio, most in ratios
        ]
        same = "; ".join(found["differences"]) or "the same rows, in the same order"
        lines += ["", f"Next month and full run: {same}.", ""]
        lines += ["| what | CPU s | least to most | wall s | peak MiB |", "|---|---|---|---|---|"]
        for name, costs in found["costs"].items():
            cpu = [one["cpu_seconds"] for one in costs]
            wall = statistics.median(one["wall_seconds"] for one in costs)
            peak = max(one["peak_mib"] for one in costs)
            span = f"{min(cpu):.2f} to {max(cpu):.2f}"
            lines.append(f"| {name} | {median[name]:.2f} | {span} | {wall:.2f} | {peak:.0f} |")
        for name, profile in found["profiles"].items():
            lines += [
                "",
                f"Where the time of `{name}` goes:",
                "",
                "| kind | times | CPU s |",
                "|---|---|---|",
            ]
            shown = [one for one in profile["kinds"] if one["cpu_seconds"] >= profile["cpu_seconds"] / 200]
            lines += [f"| {one['kind']} | {one['times']} | {one['cpu_seconds']:.2f} |" for one in shown]
            lines.append(f"| **whole process** | | {profile['cpu_seconds']:.2f} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the figures and the report, and print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"), help="where the bases are kept")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--base", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rewrite", type=Path, nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--profile", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--checks", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--compare", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.base is not None:
        one = Next(Base(asked.base, 0))
        if asked.rewrite:
            rewritten(one.before, *asked.rewrite)
        elif asked.profile:
            print(json.dumps(profiled(one, asked.profile, checks=asked.checks)))
        elif asked.compare:
            print(json.dumps(differences(*asked.compare)))
        return
    work = (ROOT / asked.work).resolve()
    if asked.make:
        Next(base_in(work, asked.lines[0])).make()
        return
    started, load = datetime.now(UTC), os.getloadavg()
    sizes = {}
    for lines in asked.lines:
        sizes[lines] = figures(work, lines, asked.runs)
    data = {
        "started_at": started.isoformat(timespec="seconds"),
        "machine": machine() | {"load_before": load, "load_after": os.getloadavg()},
        "runs": asked.runs,
        "sizes": sizes,
    }
    keep(ROOT / asked.results, f"{started:%Y-%m-%d}-next-month", data, rendered(data))
    if any(found["differences"] for found in sizes.values()):
        sys.exit("The next month and the full run do not give the same rows.")


def figures(work: Path, lines: int, runs: int) -> dict[str, Any]:
    """All that is measured at one size. What loads an engine runs in processes of its own, as in run.py."""
    module = [sys.executable, "-m", "benchmarks.next_month"]
    carried_out([*module, "--make", "--work", str(work), "--lines", str(lines)])
    one = Next(base_in(work, lines))
    base = ["--base", str(one.base.folder)]
    costs = rounds(one, work, runs)
    both = [str(place_of(name, work)) for name in ("next", "full")]
    unequal = json.loads(carried_out([*module, *base, "--compare", *both]))
    profiles = {}
    for name in ("next", "next, bare"):
        out = work / "out" / "profile"
        shutil.rmtree(out, ignore_errors=True)
        checks = [] if name.endswith("bare") else ["--checks"]
        profiles[name] = json.loads(carried_out([*module, *base, "--profile", str(out), *checks]))
    shutil.rmtree(work / "out", ignore_errors=True)
    found = {
        name: [asdict(cost) | {"cpu_seconds": cost.cpu_seconds} for cost in listed]
        for name, listed in costs.items()
    }
    return {"costs": found, "differences": unequal, "profiles": profiles}


if __name__ == "__main__":
    main()
