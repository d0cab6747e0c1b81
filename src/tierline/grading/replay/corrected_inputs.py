"""What each run of a series reads once corrected rows lie over the recorded ones, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tierline.datasets.contract import BILLS, SUBSCRIBERS
from tierline.datasets.layout import opened
from tierline.datasets.sql_text import literal, quoted
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.replay.corrections import Corrections, typed_rows
from tierline.grading.replay.model import Corrected, Put
from tierline.grading.replay.overlay import Overlay
from tierline.grading.replay.reach import months_read
from tierline.grading.replay.series import Series, SeriesRun


class Correcting:
    """Corrections of a series, held by one engine; what is written anew lies in `folder`."""

    def __init__(
        self,
        engine: DuckDB,
        corrections: Mapping[str, Corrections],
        series: Series,
        folder: Path,
        scratch: Path,
    ) -> None:
        self._engine = engine
        self._corrections = corrections
        self._scratch = scratch
        self.outside = self._leave_out(series) if BILLS.name in corrections else 0
        ids = " UNION ".join(f"SELECT subscriber_id FROM {one.table}" for one in corrections.values())
        engine.keep("corrected_ids", ids)
        engine.keep("ever_known", "SELECT * FROM corrected_ids WHERE false")
        self._overlays = {
            name: Overlay(engine, one, folder / name, scratch) for name, one in corrections.items()
        }
        self._known: dict[tuple[str, ...], str] = {}
        self._changes: dict[str, dict[str, None]] = {name: {} for name in corrections}

    def corrected(self, run: SeriesRun) -> Corrected:
        """What the corrections change of the inputs of a run."""
        known = self._known_lines(run.paths(SUBSCRIBERS.name))
        put: dict[str, Put] = {}
        changed_bills: dict[date, frozenset[str]] = {}
        for name, overlay in self._overlays.items():
            found = overlay.looked_up(run.paths(name))
            self._changes[name][found.changes] = None
            strangers = f"SELECT count(*) FROM {self._corrections[name].table} ANTI JOIN {known}"
            unknown = self._count(f"{strangers} USING (subscriber_id)")
            put[name] = Put(found.replaced, found.added, found.unchanged, unknown)
            if name == BILLS.name:
                changed_bills = self._changed_bills(found.changes, known)
        lines = put.get(SUBSCRIBERS.name)
        return Corrected(put, changed_bills, lines is not None and lines.replaced + lines.added > 0)

    def paths_of(self, run: SeriesRun) -> dict[str, tuple[str, ...]]:
        """The paths by dataset that a run reads now; what is written anew for it is written by then."""
        return {
            name: self._overlays[name].written(run.paths(name)) if name in self._overlays else run.paths(name)
            for name in run.recorded.files
        }

    def unknown(self, dataset: str) -> int:
        """How many corrected rows are of lines that no run so far has known."""
        table = self._corrections[dataset].table
        return self._count(f"SELECT count(*) FROM {table} ANTI JOIN ever_known USING (subscriber_id)")

    def write_changes(self, dataset: str, target: Path) -> None:
        """Write the keys of the corrections that change something of any run so far, in order."""
        key = ", ".join(quoted(name) for name in self._corrections[dataset].dataset.key)
        rows = " UNION ".join(f"SELECT {key} FROM {table}" for table in self._changes[dataset])
        self._engine.execute(
            f"COPY (SELECT * FROM ({rows}) ORDER BY {key}) TO {literal(str(target))} (FORMAT parquet)"
        )

    def _leave_out(self, series: Series) -> int:
        """Leave out bills of months that no run reads, so that no file is written anew for them; how many."""
        first, last = months_read(series.months)
        table = self._corrections[BILLS.name].table
        early = f"month < DATE {literal(first.isoformat())}" if first is not None else "false"
        outside = f"{early} OR month > DATE {literal(last.isoformat())}"
        count = self._count(f"SELECT count(*) FROM {table} WHERE {outside}")
        self._engine.execute(f"DELETE FROM {table} WHERE {outside}")
        return count

    def _known_lines(self, paths: tuple[str, ...]) -> str:
        """The name of a table of the corrected lines that are among these subscribers, or were corrected."""
        if paths not in self._known:
            table = f"known_{len(self._known)}"
            scratch = self._scratch / table
            scratch.mkdir(parents=True)
            with faults():
                source = opened(self._engine.connection, SUBSCRIBERS, paths, scratch)
            sql = f"SELECT subscriber_id FROM {typed_rows(source)}"
            sql += " SEMI JOIN corrected_ids USING (subscriber_id)"
            if SUBSCRIBERS.name in self._corrections:
                sql += f" UNION SELECT subscriber_id FROM {self._corrections[SUBSCRIBERS.name].table}"
            self._engine.keep(table, sql)
            self._engine.execute(f"INSERT INTO ever_known SELECT * FROM {table}")
            self._known[paths] = table
        return self._known[paths]

    def _changed_bills(self, changes: str, known: str) -> dict[date, frozenset[str]]:
        columns = [column.name for column in self._corrections[BILLS.name].columns]
        flags = ", ".join(f"bool_or({quoted(name)})" for name in columns)
        rows = self._engine.rows(
            f"SELECT month, {flags} FROM {changes} SEMI JOIN {known} USING (subscriber_id) GROUP BY month"
        )
        return {
            month: frozenset(name for name, changed in zip(columns, found, strict=True) if changed)
            for month, *found in rows
        }

    def _count(self, sql: str) -> int:
        return int(self._engine.rows(sql)[0][0])
