"""The monthly run of unicom-star as an engineer would write it by hand, with the SQL of hand_written_sql.py.

    python -m benchmarks.hand_written --month 2026-11 --subscribers P --bills P --memberships P
        --special-grades P --out DIR

It does what `tierline grade --scheme unicom-star --no-checks --no-digests` does, with the same parts, threads
and engine, and gives the same rows in the same order; run.py holds the two together, row for row. It may know
what a compiler has to be told: the policy of this month, that the bills are those of the twelve months before
it, and that the memberships are all of this scheme. It refuses other inputs.
"""

from __future__ import annotations

import argparse
import json
import os
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks import hand_written_sql as sql
from tierline.datasets.contract import BILLS, MEMBERSHIPS, SPECIAL_GRADES, SUBSCRIBERS
from tierline.datasets.layout import Part, parts_of
from tierline.datasets.source import Source, files_at, inspected
from tierline.grading.engines.duckdb import ROW_GROUP_ROWS, DuckDB


@dataclass(frozen=True)
class Job:
    """The inputs and the days of one month's run."""

    sources: dict[str, Source]
    month: date
    rated_on: date
    out: Path

    def days(self) -> dict[str, str]:
        """What the statements say of months and days."""
        number = self.month.year * 12 + self.month.month - 1
        starts_on = _months_later(self.month, 1)
        days = {
            "month": self.month,
            "rated_on": self.rated_on,
            "starts_on": starts_on,
            "until": _months_later(starts_on, 12) - timedelta(1),
            "rated_now_until": _months_later(self.month, 12) - timedelta(1),
        }
        literals = {name: f"DATE '{day}'" for name, day in days.items()}
        return literals | {"next_month": str(number + 2)}

    def part(self, engine: DuckDB, part: Part) -> Counter[tuple[str | None, ...]]:
        """Grade and write one part; its lines counted by what was decided."""
        said = self.days()
        conditions = [f"subscriber_id >= {part.first}"] if part.first is not None else []
        conditions += [f"subscriber_id <= {part.last}"] if part.last is not None else []
        said["range"] = " AND ".join(conditions) or "true"
        for name, source in self.sources.items():
            said[name] = source.scan(source.touching(part.first, part.last) or source.files[:1])
        engine.execute(sql.HELD.format(**said))
        engine.execute(sql.GRADED.format(sums=sql.SUMS.format(**said), **said))
        if engine.rows("SELECT bool_or(has_older_bills) FROM graded")[0][0]:
            engine.execute(sql.GRADED.format(sums=sql.SUMS_ON_NETWORK.format(**said), **said))
        if engine.rows(sql.UNORDERED)[0][0]:
            engine.execute("CREATE OR REPLACE TEMP TABLE graded AS FROM graded ORDER BY subscriber_id")
        said["shown"], said["started"] = sql.SHOWN.format(**said), sql.STARTED.format(**said)
        self._write(engine, part, "grades", "SELECT {shown} FROM ({started})".format(**said))
        self._write(engine, part, "events", sql.EVENTS.format(**said))
        has_unknown = engine.rows(sql.HAS_UNKNOWN)[0][0]
        said["unknown"] = sql.UNKNOWN.format(**said) if has_unknown else ""
        self._write(engine, part, "memberships", sql.MEMBERSHIPS_AFTER.format(**said))
        return Counter({tuple(row[:4]): row[4] for row in engine.rows(sql.COUNTS)})

    def _write(self, engine: DuckDB, part: Part, name: str, query: str) -> None:
        target = self.out / name / f"part-{part.number:05d}.parquet"
        options = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP_ROWS}"
        engine.execute(f"COPY ({query}) TO '{target}' ({options})")


def _months_later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, day.day)


def graded(
    paths: dict[str, Sequence[str]], month: date, out: Path, *, threads: int, memory_mib: int
) -> Counter[tuple[str | None, ...]]:
    """Grade a month into the new folder `out`; the lines counted by what was decided.

    Raises SystemExit where the inputs are not those that the statements were written for.
    """
    unfinished = out.with_name(f"{out.name}.unfinished")
    for name in ("grades", "events", "memberships", ".scratch"):
        (unfinished / name).mkdir(parents=True)
    datasets = (SUBSCRIBERS, BILLS, MEMBERSHIPS, SPECIAL_GRADES)
    engine = DuckDB(memory_mib=memory_mib, scratch=unfinished / ".scratch")
    sources = {
        one.name: inspected(engine.connection, one, files_at(one, paths[one.name])) for one in datasets
    }
    job = Job(sources, month, month.replace(day=5), unfinished)
    _refuse_others(engine, job)
    engine.close()
    local, engines, counts = threading.local(), [], Counter[tuple[str | None, ...]]()

    def one(part: Part) -> Counter[tuple[str | None, ...]]:
        if not hasattr(local, "engine"):
            local.engine = DuckDB(memory_mib=memory_mib // threads, scratch=unfinished / ".scratch")
            local.engine.execute(sql.TYPES)
            engines.append(local.engine)
        return job.part(local.engine, part)

    with ThreadPoolExecutor(threads) as pool:
        for found in pool.map(one, parts_of(sources[SUBSCRIBERS.name])):
            counts.update(found)
    for engine in engines:
        engine.close()
    _publish(unfinished, out, counts)
    return counts


def _refuse_others(engine: DuckDB, job: Job) -> None:
    months = [group.days("month") for group in job.sources[BILLS.name].row_groups]
    first, last = _months_later(job.month, -12), _months_later(job.month, -1)
    if any(found is None or found[0] < first or found[1] > last for found in months):
        raise SystemExit(f"The bills are not only of the months from {first:%Y-%m} to {last:%Y-%m}.")
    strange = f"scheme <> 'unicom-star' OR since > DATE '{job.rated_on}'"
    scan = job.sources[MEMBERSHIPS.name].scan()
    if engine.rows(f"SELECT bool_or({strange}) FROM {scan}")[0][0]:
        raise SystemExit(f"There are memberships of other schemes, or that begin after {job.rated_on}.")


def _publish(unfinished: Path, out: Path, counts: Counter[tuple[str | None, ...]]) -> None:
    """Force all of it to disk and give it its name, so that nobody ever sees half a result."""
    (unfinished / ".scratch").rmdir()
    rows = [[*key, lines] for key, lines in sorted(counts.items(), key=str)]
    (unfinished / "summary.json").write_text(json.dumps({"counts": rows}), "utf-8")
    for path in [*unfinished.rglob("*"), unfinished]:
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    unfinished.rename(out)


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out the job."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--month", required=True, help="YYYY-MM")
    for name in ("subscribers", "bills", "memberships", "special-grades"):
        parser.add_argument(f"--{name}", required=True, action="append", help="may be given again for more")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory-mib", type=int, default=512)
    asked = parser.parse_args(arguments)
    paths = {name: getattr(asked, name) for name in ("subscribers", "bills", "memberships", "special_grades")}
    month = date.fromisoformat(f"{asked.month}-01")
    graded(paths, month, asked.out, threads=asked.threads, memory_mib=asked.memory_mib)


if __name__ == "__main__":
    main()
