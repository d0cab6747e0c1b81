"""Corrected rows put over recorded ones: only the files that hold such a row are written anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tierline.datasets.contract import BILLS, Column, Dataset
from tierline.datasets.layout import opened
from tierline.datasets.paths import is_csv
from tierline.datasets.source import RowGroup, Source
from tierline.datasets.sql_text import literal, quoted
from tierline.grading.engines.duckdb import ROW_GROUP_ROWS, DuckDB, faults
from tierline.grading.replay.corrections import Corrections, typed_rows

HIDDEN = "-"
"""Stands for personal data in what is written anew: grading needs a value there, and nobody its content."""


@dataclass(frozen=True)
class PutOver:
    """What the corrections are to one set of recorded files.

    `changes` is a table of those that change it: the key, and for each column whether it changes. `names` has
    for each file of `source` the path that it was recorded by.
    """

    number: int
    source: Source
    names: Mapping[str, str]
    changes: str
    replaced: int
    added: int
    unchanged: int


class Overlay:
    """Corrections of one dataset, put over the files of one run after the other; a file they share, once."""

    def __init__(self, engine: DuckDB, corrections: Corrections, folder: Path, scratch: Path) -> None:
        self._engine = engine
        self._corrections = corrections
        self._folder = folder
        self._scratch = scratch
        self._numbers: dict[str, int] = {}
        self._written: dict[str, str | None] = {}
        self._found: dict[tuple[str, ...], PutOver] = {}
        self._months = (
            [row[0] for row in engine.rows(f"SELECT DISTINCT month FROM {corrections.table}")]
            if corrections.dataset is BILLS
            else []
        )
        self._met = f"met_{corrections.table}"
        key = ", ".join(quoted(name) for name in corrections.dataset.key)
        flags = "".join(f", false AS {quoted(column.name)}" for column in corrections.columns)
        engine.keep(self._met, f"SELECT 0 AS file, {key}{flags} FROM {corrections.table} WHERE false")

    def looked_up(self, paths: tuple[str, ...]) -> PutOver:
        """What the corrections change of the files at recorded paths; nothing is written for it."""
        if paths not in self._found:
            self._found[paths] = self._look_up(paths, len(self._found))
        return self._found[paths]

    def written(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        """The paths to read in the place of recorded ones: of files that are changed, those written anew."""
        found = self.looked_up(paths)
        for file, name in found.names.items():
            self._write_anew(found.source, file, name)
        anew = {name: self._written[name] for name in found.names.values()}
        texts = _all_texts(paths)
        read = [anew.get(path if path in anew else texts) or path for path in paths]
        # One file stands for several of CSV, and is read once.
        return tuple(dict.fromkeys([*read, *self._write_added(found)]))

    def _look_up(self, paths: tuple[str, ...], number: int) -> PutOver:
        scratch = self._scratch / f"{self._corrections.dataset.name}-{number}"
        scratch.mkdir(parents=True)
        with faults():
            source = opened(self._engine.connection, self._corrections.dataset, paths, scratch)
        # CSV files were brought into one of Parquet, which stands for all of them.
        names = {file: file if file in paths else _all_texts(paths) for file in source.files}
        met = [self._number_of(source, file, name) for file, name in names.items()]
        changes = self._hold_changes(met, number)
        counts = f"SELECT count(*) FILTER (NOT is_added), count(*) FILTER (is_added) FROM {changes}"
        replaced, new = self._engine.rows(counts)[0]
        rows = self._engine.rows(f"SELECT count(*) FROM {self._corrections.table}")[0][0]
        return PutOver(number, source, names, changes, replaced, new, rows - replaced - new)

    def _number_of(self, source: Source, file: str, name: str) -> int:
        """The number of a file, whose rows that are corrected have been looked up."""
        if name in self._numbers:
            return self._numbers[name]
        number = self._numbers[name] = len(self._numbers)
        if self._may_hold([group for group in source.row_groups if group.file == file]):
            # The corrections are the few, and so the side of the join that is held.
            key = ", ".join(f"c.{quoted(one)}" for one in self._corrections.dataset.key)
            flags = "".join(
                f", r.{quoted(one.name)} IS DISTINCT FROM c.{quoted(one.name)}"
                for one in self._corrections.columns
            )
            self._engine.execute(
                f"INSERT INTO {self._met} SELECT {number}, {key}{flags}"
                f" FROM {typed_rows(source, [file])} AS r JOIN {self._corrections.table} AS c"
                f" USING ({self._key()})"
            )
        return number

    def _may_hold(self, groups: Sequence[RowGroup]) -> bool:
        """False where the footers prove that a file has no row of a line and month that is corrected."""
        for group in groups:
            days = group.days("month")
            if group.rows and (days is None or any(days[0] <= one <= days[1] for one in self._months)):
                return True
        return self._corrections.dataset is not BILLS

    def _hold_changes(self, met: Sequence[int], number: int) -> str:
        """The name of a table of the corrections that change something of these files."""
        columns = self._corrections.columns
        table = f"changes_{self._corrections.table}_{number}"
        flags = ", ".join(quoted(column.name) for column in columns)
        here = f"SELECT * FROM {self._met} WHERE file IN ({', '.join(map(str, met))})"
        anything = " OR ".join(quoted(column.name) for column in columns)
        dataset = self._corrections.dataset
        added = ", ".join(f"{_is_something(dataset, one)} AS {quoted(one.name)}" for one in columns)
        self._engine.keep(
            table,
            f"SELECT {self._key()}, {flags}, false AS is_added FROM ({here}) WHERE {anything} UNION ALL"
            f" SELECT * FROM (SELECT {self._key()}, {added}, true AS is_added FROM {self._corrections.table}"
            f" ANTI JOIN ({here}) USING ({self._key()})) WHERE {anything}",
        )
        return table

    def _write_anew(self, source: Source, file: str, name: str) -> None:
        """Write a file with its corrected rows, in its own order, unless no correction changes it."""
        if name in self._written:
            return
        number, columns = self._numbers[name], self._corrections.columns
        anything = " OR ".join(quoted(column.name) for column in columns)
        touched = f"SELECT {self._key()} FROM {self._met} WHERE file = {number} AND ({anything})"
        if not self._engine.rows(f"SELECT count(*) FROM ({touched})")[0][0]:
            self._written[name] = None
            return
        corrected = f"(SELECT *, true AS is_corrected FROM {self._corrections.table} SEMI JOIN ({touched})"
        corrected += f" USING ({self._key()}))"
        rows = f"{typed_rows(source, [file])} AS r LEFT JOIN {corrected} AS c USING ({self._key()})"
        chosen = ", ".join(self._chosen(column) for column in self._corrections.dataset.columns)
        self._written[name] = self._write(f"SELECT {chosen} FROM {rows}", f"{number:05d}.parquet")

    def _chosen(self, column: Column) -> str:
        name = quoted(column.name)
        if column.personal:
            return f"{literal(HIDDEN)} AS {name}"
        if column.name in self._corrections.dataset.key:
            return name
        return f"CASE WHEN c.is_corrected THEN c.{name} ELSE r.{name} END AS {name}"

    def _write_added(self, found: PutOver) -> list[str]:
        """Write the rows that no recorded file has, in order of their keys; the path, where there are any."""
        if not found.added:
            return []
        added = f"SELECT {self._key()} FROM {found.changes} WHERE is_added"
        columns = ", ".join(
            f"{literal(HIDDEN)} AS {quoted(column.name)}" if column.personal else quoted(column.name)
            for column in self._corrections.dataset.columns
        )
        sql = f"SELECT {columns} FROM {self._corrections.table} SEMI JOIN ({added}) USING ({self._key()})"
        return [self._write(f"{sql} ORDER BY {self._key()}", f"added-{found.number:05d}.parquet")]

    def _write(self, sql: str, name: str) -> str:
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / name
        # What was added may be asked for again, by a month that reads the same files.
        if not target.exists():
            copied = f"(FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
            self._engine.execute(f"COPY ({sql}) TO {literal(str(target))} {copied}")
        return str(target)

    def _key(self) -> str:
        return ", ".join(quoted(name) for name in self._corrections.dataset.key)


def _all_texts(paths: Sequence[str]) -> str:
    return "\n".join(path for path in paths if is_csv([path]))


def _is_something(dataset: Dataset, column: Column) -> str:
    """The SQL of whether a value of an added row counts: a month without a bill counts as zero already."""
    return f"{quoted(column.name)} <> 0" if dataset is BILLS else "true"
