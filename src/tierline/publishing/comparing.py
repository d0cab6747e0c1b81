"""A run's rows held against what the service holds, in DuckDB; only what differs comes back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from tierline.datasets.contract import OVERRIDES
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.lines.model import Concern
from tierline.lines.ranges import BY_HAND, OF_RUNS, TERM, Held, Ids, Rows
from tierline.publishing.run_files import RunFiles

DECIDED_BY = {
    "msisdn": Concern.NUMBER,
    "segment": Concern.PLAN,
    "product": Concern.PLAN,
    "payment": Concern.PLAN,
    "status": Concern.STATUS,
    "joined_on": Concern.EXISTENCE,
    "closed_on": Concern.STATUS,
    "site": Concern.SITE,
}
"""The concern of the events that outweigh a run in a column of a line."""

LINE_TYPES = pa.schema(
    [("id", pa.int64()), ("version", pa.int32())]
    + [(name, pa.date32() if name.endswith("_on") else pa.string()) for name in OF_RUNS]
)
TERM_TYPES, BY_HAND_TYPES = (
    pa.schema(
        [("line_id", pa.int64())]
        + [(name, pa.date32() if name in ("since", "ends_on") else pa.string()) for name in names]
    )
    for names in (TERM, BY_HAND)
)
EVENT_TYPES = pa.schema([("line_id", pa.int64()), ("concern", pa.string())])

OF_LINES = ("new", "changed")
OF_TERMS = ("begun", "altered", "gone", "hand_begun", "hand_altered", "hand_gone")
"""Kinds of rows by which lines, and by which what they hold by rating and by hand is written."""


@dataclass(frozen=True)
class Differences:
    """What has to be written so that the service holds what a run says: rows by kind, the line first.

    `new` and `changed` are lines as (id, *OF_RUNS), `begun` and `altered` memberships as (line id, *TERM),
    `gone` those to remove as (line id, since); `hand_...` are the same of what is set by hand, with
    (line id, *BY_HAND). `events` oblige: (line id, change, tier, tier before, product, duties). `versions`
    are of the lines that the service holds already; `left` are lines in use that the run does not know.
    """

    rows: dict[str, Rows]
    versions: dict[int, int] = field(default_factory=dict)
    left: Sequence[int] = ()

    def __getitem__(self, kind: str) -> Rows:
        return self.rows[kind]

    @property
    def line_ids(self) -> set[int]:
        """The lines that are touched."""
        return {row[0] for rows in self.rows.values() for row in rows}

    def between(self, first: int, last: int) -> Differences:
        """Those of the lines from `first` to `last`."""
        rows = {
            kind: found[bisect_left(found, first, key=_line_of) : bisect_right(found, last, key=_line_of)]
            for kind, found in self.rows.items()
        }
        return Differences(rows, self.versions)

    def without(self, line_ids: set[int]) -> Differences:
        """Those of all lines but these."""
        rows = {kind: [row for row in found if row[0] not in line_ids] for kind, found in self.rows.items()}
        return Differences(rows, self.versions)

    def __add__(self, other: Differences) -> Differences:
        rows = {kind: [*found, *other[kind]] for kind, found in self.rows.items()}
        return Differences(rows, {**self.versions, **other.versions})


class Comparison:
    """Holds slices of a run against what the service holds of them. `with_events` where duties are owed."""

    def __init__(self, run: RunFiles, *, with_events: bool) -> None:
        self.run = run
        self.engine: DuckDB = run.engine
        self.with_events = with_events

    def differences(self, ids: Ids, held: Held) -> Differences:
        """What differs in a range of ids. A line that is closed stays so, whatever the run says: GRD-20."""
        with faults():
            self._register(ids, held)
        self.engine.keep("graded", self._graded(ids))
        self.engine.keep("target", _target())
        self.engine.keep("wanted", self._wanted(ids))
        self.engine.keep("wanted_by_hand", self._wanted_by_hand(ids))
        rows = {
            "new": self.engine.rows(f"SELECT id, {_list(OF_RUNS)} FROM target WHERE is_new ORDER BY id"),
            "changed": self.engine.rows(_changed()),
            "begun": self.engine.rows(_begun("wanted", "held_terms", TERM)),
            "altered": self.engine.rows(_altered("wanted", "held_terms", TERM)),
            "gone": self.engine.rows(self._gone("wanted", "held_terms")),
            "hand_begun": self.engine.rows(_begun("wanted_by_hand", "held_by_hand", BY_HAND)),
            "hand_altered": self.engine.rows(_altered("wanted_by_hand", "held_by_hand", BY_HAND)),
            "hand_gone": self.engine.rows(self._gone("wanted_by_hand", "held_by_hand")),
            "events": self.engine.rows(self._events(ids)) if self.with_events else [],
        }
        found = Differences(rows)
        touched = found.line_ids
        versions = {row[0]: row[1] for row in held.lines if row[0] in touched}
        left = self.engine.rows(
            "SELECT h.id FROM held_lines h ANTI JOIN graded g ON g.id = h.id"
            " WHERE h.status <> 'closed' ORDER BY h.id"
        )
        return Differences(rows, versions, [row[0] for row in left])

    def _register(self, ids: Ids, held: Held) -> None:
        tables = {
            "held_lines": _arrow(held.lines, LINE_TYPES),
            "held_terms": _arrow(held.memberships, TERM_TYPES),
            "held_by_hand": _arrow(held.overrides, BY_HAND_TYPES),
            "outweighing": _arrow(held.outweighing, EVENT_TYPES),
            "only_ids": pa.table({"id": pa.array(sorted(ids.only or ()), pa.int64())}),
        }
        for name, table in tables.items():
            self.engine.connection.register(name, table)

    def _graded(self, ids: Ids) -> str:
        # The day of an earlier closing may still stand in a line that is open again; it says nothing.
        closed_on = "CASE WHEN status = 'closed' THEN closed_on END"
        columns = f"subscriber_id AS id, {_list(OF_RUNS)}".replace('"closed_on"', f"{closed_on} AS closed_on")
        rows = self.run.subscribers.select(ids.first, ids.last)
        return f"SELECT {columns} FROM ({rows}) WHERE {_among(ids)}"

    def _wanted(self, ids: Ids) -> str:
        """The memberships that the run gives the lines that it graded, ended where the line has closed."""
        ends_on = "CASE WHEN t.status = 'closed' THEN least(m.ends_on, t.closed_on) ELSE m.ends_on END"
        return (
            f"SELECT t.id AS line_id, m.since, CAST(m.tier AS VARCHAR) AS tier, {ends_on} AS ends_on,"
            ' CAST(m."source" AS VARCHAR) AS "source"'
            f" FROM (SELECT * FROM {self.run.scan('memberships')} WHERE {_among(ids)}) m"
            " JOIN target t ON t.id = m.subscriber_id"
            " WHERE t.status <> 'closed' OR m.since <= t.closed_on"
        )

    def _wanted_by_hand(self, ids: Ids) -> str:
        """What is set by hand for the lines that the run graded; of a line that has closed, nothing."""
        if not self.run.recorded.has_overrides:
            return "SELECT * FROM held_by_hand WHERE false"
        columns = ", ".join(f"o.{name}" for name in BY_HAND)
        return (
            f"SELECT t.id AS line_id, {columns}"
            f" FROM (SELECT * FROM {self.run.scan(OVERRIDES.name)} WHERE {_among(ids)}) o"
            " JOIN target t ON t.id = o.subscriber_id WHERE t.status <> 'closed'"
        )

    def _gone(self, wanted: str, held: str) -> str:
        """What a line holds beyond what the run says; what ended before the rating day stays as history."""
        day = f"DATE '{self.run.identity.rated_on}'"
        return (
            f"SELECT h.line_id, h.since FROM {held} h SEMI JOIN target t ON t.id = h.line_id"
            f" ANTI JOIN {wanted} w ON w.line_id = h.line_id AND w.since = h.since"
            f" WHERE h.ends_on IS NULL OR h.ends_on >= {day} ORDER BY ALL"
        )

    def _events(self, ids: Ids) -> str:
        """Of a line that has closed nothing is owed but what follows from its end."""
        names = ("change", "tier", "previous_tier")
        columns = ", ".join(f"CAST(e.{name} AS VARCHAR)" for name in names)
        return (
            f"SELECT t.id, {columns}, t.product, e.duties"
            f" FROM (SELECT * FROM {self.run.scan('events')} WHERE len(duties) > 0 AND {_among(ids)}) e"
            " JOIN target t ON t.id = e.subscriber_id"
            " WHERE t.status <> 'closed' OR e.change = 'ended' ORDER BY t.id"
        )


def _among(ids: Ids) -> str:
    if ids.only is not None:
        return "subscriber_id IN (SELECT id FROM only_ids)"
    bounds = [f"subscriber_id >= {ids.first}"] if ids.first is not None else []
    bounds += [f"subscriber_id <= {ids.last}"] if ids.last is not None else []
    return " AND ".join(bounds) or "true"


def _target() -> str:
    """The lines as they should be: as the run has them, but for what events outweigh and what is final."""
    outweighed = ", ".join(
        f"bool_or(concern IN ('{concern}', '{Concern.EXISTENCE}')) AS {concern}_stays" for concern in Concern
    )
    columns = ", ".join(
        f"CASE WHEN h.status = 'closed' AND g.status <> 'closed' OR coalesce(o.{concern}_stays, false)"
        f" THEN h.{name} ELSE g.{name} END AS {name}"
        for name, concern in DECIDED_BY.items()
    )
    return (
        f"SELECT g.id, h.id IS NULL AS is_new, {columns} FROM graded g LEFT JOIN held_lines h ON h.id = g.id"
        f" LEFT JOIN (SELECT line_id, {outweighed} FROM outweighing GROUP BY line_id) o"
        " ON o.line_id = g.id AND h.id IS NOT NULL"
    )


def _changed() -> str:
    differs = " OR ".join(f"t.{name} IS DISTINCT FROM h.{name}" for name in OF_RUNS)
    columns = ", ".join(f"t.{name}" for name in OF_RUNS)
    return (
        f"SELECT t.id, {columns} FROM target t JOIN held_lines h ON h.id = t.id WHERE {differs} ORDER BY t.id"
    )


def _begun(wanted: str, held: str, names: Sequence[str]) -> str:
    return (
        f"SELECT w.line_id, {_of_term('w', names)} FROM {wanted} w"
        f" ANTI JOIN {held} h ON h.line_id = w.line_id AND h.since = w.since ORDER BY w.line_id, w.since"
    )


def _altered(wanted: str, held: str, names: Sequence[str]) -> str:
    differs = " OR ".join(f'w."{name}" IS DISTINCT FROM h."{name}"' for name in names)
    return (
        f"SELECT w.line_id, {_of_term('w', names)} FROM {wanted} w"
        f" JOIN {held} h ON h.line_id = w.line_id AND h.since = w.since"
        f" WHERE {differs} ORDER BY w.line_id, w.since"
    )


def _of_term(table: str, names: Sequence[str]) -> str:
    return ", ".join(f'{table}."{name}"' for name in names)


def _list(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _arrow(rows: Rows, schema: Any) -> Any:
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    # Cast by Arrow, because a day may come as a date or as a text.
    arrays = [pa.array(column).cast(kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.table(arrays, schema=schema)


def _line_of(row: tuple[Any, ...]) -> int:
    return int(row[0])


def chunks(found: Differences, most_rows: int) -> Iterator[tuple[int, Differences]]:
    """The differences in pieces of whole lines, by id, with the last line of each.

    A piece writes at most `most_rows` rows, or one line. A line whose memberships alone change counts for
    one row more, because its version does.
    """
    weights = Counter(row[0] for rows in found.rows.values() for row in rows)
    for row in found["events"]:
        weights[row[0]] += len(row[-1]) - 1
    for line_id in weights.keys() - {row[0] for kind in OF_LINES for row in found[kind]}:
        weights[line_id] += 1
    first, last, filled = None, None, 0
    for line_id in sorted(weights):
        if first is not None and last is not None and filled + weights[line_id] > most_rows:
            yield last, found.between(first, last)
            first, filled = None, 0
        first = line_id if first is None else first
        last = line_id
        filled += weights[line_id]
    if first is not None and last is not None:
        yield last, found.between(first, last)
