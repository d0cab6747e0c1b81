"""What the record and the replay say of each line: the differences, and the correcting events.

All of it is SQL over one range of lines, so that memory has a bound at any size of the base.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tierline.datasets.layout import Part
from tierline.datasets.sql_text import between, literal, quoted
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.replay.correcting import EVENT_TYPES, correcting, standing
from tierline.grading.replay.differing import difference_types, differing
from tierline.grading.replay.model import Kind, Told
from tierline.grading.replay.pairs import MonthPair, plain, scan, scan_of
from tierline.grading.results import membership_types
from tierline.policy.model import Version


def with_causes(sql: str) -> str:
    """The SQL of rows with what was corrected of each line beside it: months of its bills, its own row."""
    return (
        "SELECT f.*, corrected_months, l.subscriber_id IS NOT NULL AS subscriber_corrected"
        f" FROM ({sql}) AS f LEFT JOIN corrected_bills AS b ON b.subscriber_id = f.subscriber_id"
        " LEFT JOIN corrected_lines AS l ON l.subscriber_id = f.subscriber_id"
    )


@dataclass(frozen=True)
class Standing:
    """One scheme of a series, ready to be compared range by range.

    `changes` are Parquet files in order of subscriber_id: of `bills` the line and month of each correction
    that changes something, of `subscribers` the line.
    """

    pairs: tuple[MonthPair, ...]
    changes: Mapping[str, Path]
    only_up: bool
    """Members from whom the right state would take something are left as they are."""
    folder: Path

    @property
    def version(self) -> Version:
        """The version of the last month: by it correcting events are told."""
        return self.pairs[-1].version

    def compared(self, engine: DuckDB, part: Part) -> Told:
        """Write the differences, correcting events and memberships of a range of lines, and count them."""
        told = Told()
        self._hold_causes(engine, part)
        engine.keep("wrong", "SELECT CAST(NULL AS BIGINT) AS subscriber_id WHERE false")
        replayed = [pair for pair in self.pairs if pair.is_replayed]
        # Where nothing was run again there is one empty file, so that a reader finds the columns.
        for pair in replayed or self.pairs[-1:]:
            self._write_differences(engine, part, pair, told)
        self._hold_events(engine, part)
        name = f"part-{part.number:05d}.parquet"
        listing = "SELECT * FROM correcting"
        if self.only_up:
            listing += " WHERE NOT takes_away OR missed_tier IS NOT NULL"
        engine.write(listing, EVENT_TYPES, "subscriber_id", self.folder / "events" / name)
        for change, lines, missed in engine.rows(
            f"SELECT change, count(*), count(missed_tier) FROM ({listing}) GROUP BY 1"
        ):
            told.events[change] += lines
            told.missed += missed
        told.takes_away = engine.rows("SELECT count(*) FROM correcting WHERE takes_away")[0][0]
        if self.only_up:
            self._write_memberships(engine, part, name)
        return told

    def _hold_causes(self, engine: DuckDB, part: Part) -> None:
        """Hold the corrected months of each line, and the lines whose own row was corrected."""
        empty = {
            "bills": "SELECT CAST(NULL AS BIGINT) AS subscriber_id, CAST(NULL AS DATE) AS month WHERE false",
            "subscribers": "SELECT CAST(NULL AS BIGINT) AS subscriber_id WHERE false",
        }
        rows = {
            name: f"SELECT * FROM {scan([self.changes[name]])} WHERE {between(part.first, part.last)}"
            if name in self.changes
            else sql
            for name, sql in empty.items()
        }
        months = "list(DISTINCT month ORDER BY month) AS corrected_months"
        engine.keep("corrected_bills", f"SELECT subscriber_id, {months} FROM ({rows['bills']}) GROUP BY 1")
        engine.keep("corrected_lines", f"SELECT DISTINCT subscriber_id FROM ({rows['subscribers']})")

    def _write_differences(self, engine: DuckDB, part: Part, pair: MonthPair, told: Told) -> None:
        engine.keep("differing", differing(pair, part))
        engine.execute(
            "INSERT INTO wrong SELECT subscriber_id FROM differing"
            f" WHERE kind IN ({literal(Kind.TIER)}, {literal(Kind.TERM)})"
        )
        month = f"{pair.first_day:%Y-%m}"
        engine.write(
            with_causes("SELECT * FROM differing"),
            difference_types(pair.version),
            "subscriber_id",
            self.folder / "differences" / f"{month}-part-{part.number:05d}.parquet",
        )
        for kind, lines in engine.rows("SELECT kind, count(*) FROM differing GROUP BY 1"):
            told.differences[month, kind] += lines

    def _hold_events(self, engine: DuckDB, part: Part) -> None:
        engine.keep("standing", " UNION ALL ".join(standing(pair, part) for pair in self.pairs))
        told = correcting(self.version, only_up=self.only_up)
        engine.keep("correcting", with_causes(told))

    def _write_memberships(self, engine: DuckDB, part: Part, name: str) -> None:
        """Write the memberships of the replay, but of the record for a line that is left as it is."""
        inside = between(part.first, part.last)
        last = self.pairs[-1]
        left = "SELECT subscriber_id FROM correcting WHERE takes_away"
        columns = ", ".join(quoted(column) for column in membership_types(last.version))
        rows = " UNION ALL ".join(
            f"SELECT {columns} FROM {scan_of(folder, 'memberships')} {join} JOIN ({left})"
            f" USING (subscriber_id) WHERE {inside}"
            for folder, join in ((last.replayed, "ANTI"), (last.recorded, "SEMI"))
        )
        types = {column: plain(kind) for column, kind in membership_types(last.version).items()}
        engine.write(rows, types, "subscriber_id, since", self.folder / "memberships" / name)
