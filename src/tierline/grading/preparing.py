"""An operator's files put in order and cut into parts once, so that no run of the month has to do it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tierline import __version__
from tierline.datasets.checks import Findings, checks_of
from tierline.datasets.contract import BILLS, DATASETS, MEMBERSHIPS, SUBSCRIBERS, Dataset
from tierline.datasets.errors import DatasetEmpty
from tierline.datasets.layout import PART_LINES, Part, needs_order, opened, ordered, parts_of
from tierline.datasets.new_folder import whole_or_nothing
from tierline.datasets.paths import files_at
from tierline.datasets.source import Source
from tierline.grading import part_checks
from tierline.grading.carrying.files import PREPARED, types_of
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.inputs import check_ids
from tierline.grading.parts import resources

FORM = 1
"""The form of prepared.json."""


@dataclass(frozen=True)
class Prepared:
    """What was put in order: rows by dataset, and the parts that they were cut into."""

    rows: Mapping[str, int]
    parts: int
    months: tuple[str, ...]


def put_in_order(
    paths: Mapping[str, Sequence[str]],
    out: Path,
    *,
    memory_mib: int = 1024,
    part_lines: int = PART_LINES,
    progress: Callable[[int, int], None] = lambda done, lines: None,
) -> Prepared:
    """Writes the datasets into a new folder, each in order of id, bills by month, all with the same cuts.

    Every row is held against the contract. Raises what datasets/errors.py has; nothing is left if it fails.
    """
    _, memory = resources(1, memory_mib)
    files = {name: files_at(DATASETS[name], given) for name, given in paths.items() if given}
    with whole_or_nothing(out) as draft, tempfile.TemporaryDirectory(dir=draft, prefix=".scratch-") as place:
        scratch = Path(place)
        engine = DuckDB(memory_mib=memory, scratch=scratch)
        try:
            with faults():
                sources = {
                    name: opened(engine.connection, DATASETS[name], found, scratch)
                    for name, found in files.items()
                }
            for dataset in (SUBSCRIBERS, BILLS):
                if not sources[dataset.name].rows:
                    raise DatasetEmpty(dataset=dataset.name, path=", ".join(paths[dataset.name]))
            check_ids(engine, sources)
            sources, parts = _in_order(engine, sources, scratch, part_lines)
            months: set[str] = set()
            findings = Findings()
            done, lines = 0, sources[SUBSCRIBERS.name].rows
            for part in parts:
                progress(done, lines)
                for source in sources.values():
                    _check(engine, source, part, findings)
                    if not findings:
                        months |= _write(engine, source, part, draft)
                done += lines // len(parts)
            if findings:
                raise findings.error()
            progress(lines, lines)
        finally:
            engine.close()
        rows = {name: source.rows for name, source in sources.items()}
        ends = [[part.first, part.last] for part in parts]
        said = {"form": FORM, "tierline": __version__, "rows": rows, "parts": ends, "months": sorted(months)}
        (draft / PREPARED).write_text(json.dumps(said, indent=1) + "\n", "utf-8")
    return Prepared(rows, len(parts), tuple(sorted(months)))


def _in_order(
    engine: DuckDB, sources: Mapping[str, Source], scratch: Path, part_lines: int
) -> tuple[dict[str, Source], list[Part]]:
    """The datasets, those that lie too scattered to be read by parts put in order first, and the parts."""
    found = dict(sources)
    subscribers = found[SUBSCRIBERS.name]
    with faults():
        if not subscribers.id_ranges_known() or needs_order(subscribers, parts_of(subscribers, part_lines)):
            found[SUBSCRIBERS.name] = ordered(engine.connection, subscribers, scratch)
        parts = parts_of(found[SUBSCRIBERS.name], part_lines)
        for name, source in sources.items():
            if name != SUBSCRIBERS.name and needs_order(source, parts):
                found[name] = ordered(engine.connection, source, scratch)
    return found, parts


def _check(engine: DuckDB, source: Source, part: Part, findings: Findings) -> None:
    """Count the rows of a part that break the contract, or stand more than once."""
    dataset = source.dataset
    part_checks.bad_rows(engine, source, part, checks_of(source), findings)
    rows = f"({source.select(part.first, part.last)})"
    if dataset is BILLS:
        part_checks.repeated_bills(engine, rows, findings)
    elif dataset is MEMBERSHIPS:
        engine.view(MEMBERSHIPS.name, source.select(part.first, part.last))
        part_checks.overlaps(engine, findings)
    else:
        part_checks.repeated(engine, rows, dataset, findings)


def _write(engine: DuckDB, source: Source, part: Part, draft: Path) -> set[str]:
    """Write a part of a dataset, of bills a file for each month; the months that were written."""
    dataset = source.dataset
    folder = draft / dataset.name
    folder.mkdir(exist_ok=True)
    rows = source.select(part.first, part.last)
    if dataset is not BILLS:
        _copy(engine, dataset, rows, folder / f"part-{part.number:05d}.parquet")
        return set()
    months = set()
    for (month,) in engine.rows(f"SELECT DISTINCT month FROM ({rows}) ORDER BY 1"):
        name = month.isoformat()[:7]
        of_month = f"SELECT * FROM ({rows}) WHERE month = DATE '{month.isoformat()}'"
        _copy(engine, dataset, of_month, folder / f"{name}-part-{part.number:05d}.parquet")
        months.add(name)
    return months


def _copy(engine: DuckDB, dataset: Dataset, rows: str, target: Path) -> None:
    engine.write(rows, dict(types_of(dataset)), ", ".join(dataset.key), target)
