"""The files of a run as publishing takes them: whole, over unchanged inputs, told apart by one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tierline.datasets.contract import OVERRIDES, SUBSCRIBERS
from tierline.datasets.layout import needs_order, opened, ordered, parts_of
from tierline.datasets.paths import listed
from tierline.datasets.source import Source
from tierline.grading.digests import InputFile, record
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.engines.errors import EngineFault
from tierline.grading.recorded import RecordedRun
from tierline.lines.msisdn import PATTERN
from tierline.policy.load import in_force
from tierline.policy.model import DutyRule
from tierline.policy.vocabulary import Change
from tierline.publishing.errors import InputsMoved, LinesUnfit, RunNotWhole
from tierline.publishing.model import Identity
from tierline.sites.model import HEADQUARTERS, PATH
from tierline.wording import Text

MEMORY_MIB = 512
SLICE_LINES = 100_000
"""Lines that are compared at a time: each slice costs some queries, and is held in memory."""

UNCHANGED = (Change.KEPT, Change.NONE)


@dataclass(frozen=True)
class RunFiles:
    """A run that can be published. `subscribers` are those that it graded, in order of their ids."""

    recorded: RecordedRun
    identity: Identity
    duties: tuple[DutyRule, ...]
    engine: DuckDB
    subscribers: Source
    slices: tuple[tuple[int | None, int | None], ...]
    """Ranges of ids, first and last, that together hold every id; None: no bound."""

    @property
    def lines(self) -> int:
        """How many lines it graded."""
        return self.subscribers.rows

    def scan(self, result: str) -> str:
        """The SQL of the rows of one of its results."""
        files = listed(str(file) for file in _files(self.recorded, result))
        return f"read_parquet({files}, hive_partitioning = false)"


@contextmanager
def opened_run(recorded: RecordedRun, slice_lines: int) -> Iterator[RunFiles]:
    """A recorded run, ready to be compared with the service; it is held open within the context.

    Raises RunNotWhole, InputsMoved and LinesUnfit, and what its pack may be refused for.
    """
    moved = _moved(recorded)
    if moved:
        raise InputsMoved(path=recorded.folder, files=", ".join(moved[:5]))
    with TemporaryDirectory(prefix="tierline-publish-") as folder:
        engine = DuckDB(memory_mib=MEMORY_MIB, scratch=Path(folder))
        try:
            _check_whole(engine, recorded)
            with faults():
                paths = [file.path for file in recorded.files["subscribers"]]
                source = opened(engine.connection, SUBSCRIBERS, paths, Path(folder))
                parts = parts_of(source, slice_lines)
                if needs_order(source, parts):
                    source = ordered(engine.connection, source, Path(folder))
                    parts = parts_of(source, slice_lines)
            _check_fit(engine, recorded, source)
            yield RunFiles(
                recorded,
                Identity(recorded.scheme, recorded.month, recorded.rated_on, _digest(recorded)),
                in_force(recorded.pack(), recorded.rated_on).duties,
                engine,
                source,
                tuple((part.first, part.last) for part in parts),
            )
        finally:
            engine.close()


def _moved(recorded: RecordedRun) -> list[str]:
    """Inputs that are gone or are not as recorded.

    The subscribers, which are published, are read again for their digest. Another input whose size and time
    are as recorded is taken as the same, as the run itself does; where they differ, its digest decides.
    """
    return [
        file.path
        for name, files in recorded.files.items()
        for file in files
        if not _is_as_recorded(file, is_published=name == "subscribers")
    ]


def _is_as_recorded(file: InputFile, *, is_published: bool) -> bool:
    try:
        now = record(Path(file.path), is_digested=False)
        has_moved = (now.bytes, now.modified_ns) != (file.bytes, file.modified_ns)
        if file.sha256 is None or now.bytes != file.bytes or not (has_moved or is_published):
            return not has_moved
        return record(Path(file.path), is_digested=True).sha256 == file.sha256
    except EngineFault:
        return False


def _files(recorded: RecordedRun, result: str) -> Sequence[Path]:
    return sorted((recorded.content / result).glob("*.parquet"))


def _digest(recorded: RecordedRun) -> str:
    """The digest of all that is published; the same run made again has the same."""
    subscribers = [Path(file.path) for file in recorded.files["subscribers"]]
    return _digest_with(recorded, [record(file, is_digested=True).sha256 for file in subscribers])


def digest_as_recorded(recorded: RecordedRun) -> str:
    """The same by what the run recorded of its subscribers, which are far larger than its results."""
    return _digest_with(recorded, [file.sha256 for file in recorded.files["subscribers"]])


def _digest_with(recorded: RecordedRun, subscribers: Sequence[str | None]) -> str:
    whole = hashlib.sha256()
    for part in (recorded.scheme, recorded.month, recorded.rated_on, recorded.policy_digest):
        whole.update(f"{part}\n".encode())
    names = ("memberships", "events", *((OVERRIDES.name,) if recorded.has_overrides else ()))
    results = [file for result in names for file in _files(recorded, result)]
    for digest in (*(record(file, is_digested=True).sha256 for file in results), *subscribers):
        whole.update(f"{digest}\n".encode())
    return whole.hexdigest()


def _check_whole(engine: DuckDB, recorded: RecordedRun) -> None:
    """Raises RunNotWhole where a result is missing, cannot be read, or has another number of rows."""
    by_change = recorded.counts["by_change"]
    changed = sum(count for change, count in by_change.items() if change not in UNCHANGED)
    results = {"grades": recorded.counts["lines"], "events": changed, "memberships": None}
    if recorded.has_overrides:
        by_hand = recorded.counts[OVERRIDES.name]
        results[OVERRIDES.name] = by_hand["in_force"] + by_hand["to_come"]
    for result, expected in results.items():
        files = _files(recorded, result)
        if not files:
            raise RunNotWhole(path=recorded.folder, problem=Text(f"no {result}", f"缺少 {result}"))
        scan = f"read_parquet({listed(str(file) for file in files)}, hive_partitioning = false)"
        try:
            found = engine.rows(f"SELECT count(subscriber_id) FROM {scan}")[0][0]
        except EngineFault as fault:
            problem = fault.facts["problem"]
            raise RunNotWhole(
                path=recorded.folder,
                problem=Text(f"{result} cannot be read: {problem}", f"{result} 无法读取：{problem}"),
            ) from None
        if expected is not None and found != expected:
            problem = Text(
                f"{result} has {found:,} rows, its summary counts {expected:,}",
                f"{result} 有 {found:,} 行，汇总记录为 {expected:,} 行",
            )
            raise RunNotWhole(path=recorded.folder, problem=problem)


def _check_fit(engine: DuckDB, recorded: RecordedRun, source: Source) -> None:
    """Raises LinesUnfit where a line stands twice, or has a number or a site that the service cannot hold.

    A run made without checks may be over such rows; halfway through is too late to notice.
    """
    scan = source.select(None, None)
    rows, ids, numbers, sites = engine.rows(
        "SELECT count(*), count(DISTINCT subscriber_id),"
        f" count(*) FILTER (msisdn IS NULL OR NOT regexp_full_match(msisdn, '{PATTERN}')),"
        f" count(*) FILTER (site IS NULL OR site <> '{HEADQUARTERS}'"
        f" AND NOT regexp_full_match(site, '{PATH.pattern}'))"
        f" FROM ({scan})"
    )[0]
    for count, problem in (
        (rows - ids, Text("{count:,} rows repeat a line", "有 {count:,} 行重复")),
        (
            numbers,
            Text(
                "{count:,} lines have a number that is not 5 to 20 digits",
                "{count:,} 条线路的号码不是 5 至 20 位数字",
            ),
        ),
        (
            sites,
            Text(
                "{count:,} lines have no site, or one that is no path such as 65.6501.650102",
                "{count:,} 条线路无站点，或站点不是 65.6501.650102 这样的路径",
            ),
        ),
    ):
        if count:
            found = Text(problem.en.format(count=count), problem.zh.format(count=count))
            raise LinesUnfit(path=recorded.folder, problem=found)
