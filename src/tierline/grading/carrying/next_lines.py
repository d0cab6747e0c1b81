"""The lines of a part in a month that goes on from another: those carried on, with what changed of them.

A file of lines stays as long as few of them change: what changed lies over it, in a small file of its own. It
is written anew where lines come or go, or where one in MOST_CHANGED has changed since.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tierline.datasets.contract import CHANGED_LINES, SUBSCRIBERS
from tierline.datasets.layers import LINE_COLUMNS
from tierline.datasets.paths import listed
from tierline.datasets.source import Source
from tierline.datasets.sql_text import quoted
from tierline.grading.carrying.aligned import Whole, places, whole_numbers
from tierline.grading.carrying.carried_rows import CarriedRows
from tierline.grading.carrying.files import Carrying, line_columns
from tierline.grading.carrying.model import CHANGES, LINES, part_name
from tierline.grading.part_reading import empty
from tierline.grading.publication import linked

MOST_CHANGED = 20
"""Where one line in so many differs from its file it is written anew: every five months at 1% a month."""

JOINED_MONTH = "coalesce(CAST(year(joined_on) * 12 + month(joined_on) - 1 AS BIGINT), 0)"
"""The number of the joining month, as months.month_number counts; 0 where unchecked rows have none."""


@dataclass(frozen=True)
class NextLines:
    """The part's lines. `changed` or a whole new `snapshot` is what was handed in, if anything was."""

    rows: CarriedRows
    changed: Source | None
    snapshot: Source | None
    carrying: Carrying

    def read(self) -> None:
        """Hold what changed: `changes_before`, carried on; `changed`, new; `changes`, both.

        Where the lines have to be written anew they are, in the result in the making, and read from there.
        """
        engine, part = self.rows.engine, self.rows.part
        self.rows.hold("changes_before", CHANGES, SUBSCRIBERS)
        new = empty(CHANGED_LINES) if self.changed is None else self.changed.select(part.first, part.last)
        engine.keep("changed", new)
        engine.keep(
            "changes",
            f"SELECT {line_columns()} FROM changes_before ANTI JOIN changed USING (subscriber_id)"
            f" UNION ALL SELECT {line_columns()} FROM changed WHERE removed IS NOT TRUE",
        )
        engine.view("lines_before", _overlaid(self._file, "changes_before", self.rows.has("changes_before")))
        if self.is_rewritten:
            self._write()

    @cached_property
    def has_changed(self) -> bool:
        """Whether some lines changed with what was handed in."""
        return self.rows.has("changed")

    @cached_property
    def before(self) -> tuple[Whole, Whole]:
        """The lines that were carried on, in order of id, with the numbers of their joining months."""
        ids, joined = self._read(self._file)
        return ids, self._with(ids, joined, "changes_before")

    @cached_property
    def joined(self) -> tuple[Whole, Whole]:
        """The lines as they are now, in order of id, with the numbers of their joining months."""
        if self.is_rewritten:
            return self._read(self.now())
        ids, joined = self.before
        return ids, self._with(ids, joined, "changed") if self.has_changed else joined

    def _read(self, lines: str) -> tuple[Whole, Whole]:
        found = self.rows.engine.table(f"SELECT subscriber_id, {JOINED_MONTH} AS joined FROM ({lines})")
        return whole_numbers(found, "subscriber_id"), whole_numbers(found, "joined")

    def _with(self, ids: Whole, joined: Whole, changes: str) -> Whole:
        """The joining months of lines, of those in a table as it has them."""
        changed, months = self._read(f"SELECT subscriber_id, joined_on FROM {changes}")
        where, is_there = places(ids, changed)
        if not len(changed):
            return joined
        joined = joined.copy()
        joined[where[is_there]] = months[is_there]
        return joined

    @cached_property
    def is_rewritten(self) -> bool:
        """Whether the lines are written anew: where there are others than before, or many that changed."""
        files = self.rows.files(LINES)
        if self.snapshot is not None or not self.rows.is_whole(files):
            return True
        if not self.has_changed:
            return False
        if not self._are_known("removed IS NOT TRUE").all() or self._are_known("removed").any():
            return True
        changes = self.rows.engine.rows("SELECT count(*) FROM changes")[0][0]
        return bool(changes * MOST_CHANGED > files[0].rows)

    def _are_known(self, condition: str) -> NDArray[np.bool_]:
        """For each changed line that meets a condition whether it was carried on."""
        rows = self.rows.engine.table(f"SELECT subscriber_id FROM changed WHERE {condition}")
        return places(self.before[0], whole_numbers(rows, "subscriber_id"))[1]

    @property
    def _file(self) -> str:
        """The SQL of the lines as their file has them."""
        scan = self.rows.scan(self.rows.files(LINES)) or f"({empty(SUBSCRIBERS)})"
        return f"SELECT {', '.join(LINE_COLUMNS)} FROM {scan}"

    def _write(self) -> None:
        part = self.rows.part
        if self.snapshot is not None:
            now = self.snapshot.select(part.first, part.last)
        else:
            now = (
                f"SELECT {line_columns()} FROM lines_before ANTI JOIN changed USING (subscriber_id)"
                f" UNION ALL SELECT {line_columns()} FROM changed WHERE removed IS NOT TRUE"
            )
        self.carrying.write_lines(self.rows.engine, part, f"({now})")

    def now(self, beside: str = "", names: tuple[str, ...] = ()) -> str:
        """The SQL of the lines as they are now, in order of id.

        `beside` is a table with a row for each line, in the same order, and the columns `names`.
        """
        base = f"read_parquet({listed([self._place()])})"
        names = tuple(quoted(name) for name in names)
        columns = ", ".join((*LINE_COLUMNS, *names))
        # The two stand side by side as they lie, without a condition: the engine then reads them in step.
        scan = f"SELECT {columns} FROM {base}" + (f" POSITIONAL JOIN {beside}" if beside else "")
        return _overlaid(scan, "changes", not self.is_rewritten and self.rows.has("changes"), names)

    def _place(self) -> str:
        if self.is_rewritten:
            return str(self.carrying.folder / LINES / part_name(self.rows.part))
        return self.rows.carried.path(self.rows.files(LINES)[0])

    @cached_property
    def fresh(self) -> Whole:
        """The ids of lines that are new, or joined in another month than was known."""
        if not self.has_changed and self.snapshot is None:
            return np.empty(0, dtype=np.int64)
        ids, joined = self.joined
        ids_before, joined_before = self.before
        if not self.is_rewritten:
            has_moved: NDArray[np.bool_] = joined != joined_before
            return ids[has_moved]
        where, is_there = places(ids_before, ids)
        if not len(ids_before):
            return ids
        is_fresh: NDArray[np.bool_] = ~is_there | (joined_before[where] != joined)
        return ids[is_fresh]

    def carry(self) -> None:
        """Put the lines into the result, and what changed of them: what stayed as it was by a link."""
        if self.is_rewritten:
            return
        part = self.rows.part
        self.link(LINES)
        if self.rows.has("changes"):
            if self.has_changed:
                self.carrying.write_changes(self.rows.engine, part, "changes")
            else:
                self.link(CHANGES)

    def link(self, kind: str) -> None:
        """Put the part's only carried file of a kind into the result."""
        (file,) = self.rows.files(kind)
        linked(self.rows.carried.path(file), str(self.carrying.folder / kind / part_name(self.rows.part)))


def _overlaid(base: str, changes: str, has_changes: bool, beside: tuple[str, ...] = ()) -> str:
    """The SQL of lines, those of a table of changes as it has them; columns `beside` stay as they are."""
    if not has_changes:
        return base
    columns = ", ".join(
        name
        if name == '"subscriber_id"'
        else f"CASE WHEN c.subscriber_id IS NULL THEN b.{name} ELSE c.{name} END AS {name}"
        for name in LINE_COLUMNS
    )
    more = "".join(f", b.{name}" for name in beside)
    return f"SELECT {columns}{more} FROM ({base}) AS b LEFT JOIN {changes} AS c USING (subscriber_id)"
