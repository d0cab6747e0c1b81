"""One part of a month that goes on from the output of the month before.

Of the bills only what entered and what leaves the windows is read, and lines that did not change are read
from where they lie. What cannot follow from the carried sums, new lines and corrected bills, is summed anew
for the few lines that it concerns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from tierline.datasets.contract import (
    BILLS,
    CHANGED_LINES,
    CORRECTED_BILLS,
    MEMBERSHIPS,
    SPECIAL_GRADES,
    SUBSCRIBERS,
)
from tierline.grading import part_checks
from tierline.grading.carrying.aligned import (
    Whole,
    amounts_of,
    column_of,
    columns_beside,
    places,
    rolled,
    whole_numbers,
)
from tierline.grading.carrying.carried_rows import CarriedRows
from tierline.grading.carrying.errors import CarriedDamaged
from tierline.grading.carrying.files import Carrying
from tierline.grading.carrying.model import CORRECTIONS, LINES, SUMS, MonthBefore
from tierline.grading.carrying.next_bills import FRESH, NEW, NextBills
from tierline.grading.carrying.next_lines import NextLines
from tierline.grading.part_reading import PartReading, empty
from tierline.grading.part_result import PartResult
from tierline.grading.plan import BILLS_ANEW, TOUCHED_LINES
from tierline.grading.standing_columns import RUNNING, prefix_of

BESIDE = "beside_lines"
"""The table of what stands beside the lines: their sums and the memberships that run."""

SUMS_NOW = "sums_now"
"""The table of the lines' sums, to be carried on."""


@dataclass(frozen=True)
class NextPart(PartReading):
    """A part of the lines that were carried on, with what is new of them."""

    before: MonthBefore
    carrying: Carrying

    @cached_property
    def rows(self) -> CarriedRows:
        """The part in the files that were carried on."""
        return CarriedRows(self.engine, self.part, self.before.carried)

    @cached_property
    def bills(self) -> NextBills:
        """The part's bills."""
        source = self.inputs.sources[BILLS.name]
        return NextBills(self.rows, source, self.rating, self.before.windows, self.inputs.reach)

    @cached_property
    def lines(self) -> NextLines:
        """The part's lines."""
        sources = self.inputs.sources
        return NextLines(
            self.rows, sources.get(CHANGED_LINES.name), sources.get(SUBSCRIBERS.name), self.carrying
        )

    # ------------------------------------------------------------ reading

    def read(self) -> None:
        """Give the engine the rows: the lines as they are now, their sums, memberships, special grades."""
        self.give(SPECIAL_GRADES)
        self._give_memberships()
        self.bills.read()
        self.lines.read()
        if not self.before.rolls:
            self.engine.view(SUBSCRIBERS.name, self.lines.now())
            self.engine.view(BILLS.name, self.bills.all())
            return
        ids, joined, carried = self._carried_sums()
        sums = rolled(
            ids, joined, carried, self.before.windows, self.rating, self.bills.entering, self.bills.leaving()
        )
        self._sum_anew(ids, joined, sums)
        beside_sums = {name: column_of(column, pa.int64()) for name, column in sums.items()}
        beside = dict(beside_sums)
        for scheme in self.plan.schemes:
            if scheme.running is not None:
                running = self.engine.table(f"FROM ({scheme.running}) ORDER BY subscriber_id")
                found = columns_beside(ids, running)
                beside |= {f"{prefix_of(scheme.version)}{name}": found[name] for name in RUNNING}
        self.engine.lend(SUMS_NOW, pa.table({"subscriber_id": column_of(ids, pa.int64()), **beside_sums}))
        self.engine.lend(BESIDE, pa.table(beside))
        self.engine.view(SUBSCRIBERS.name, self.lines.now(BESIDE, tuple(beside)))

    def _give_memberships(self) -> None:
        """Give the engine the memberships where they lie: few questions are asked, of a column or two."""
        source = self.inputs.sources.get(MEMBERSHIPS.name)
        sql = empty(MEMBERSHIPS) if source is None else source.select(self.part.first, self.part.last)
        self.engine.view(MEMBERSHIPS.name, sql)

    def _carried_sums(self) -> tuple[Whole, Whole, dict[str, Whole]]:
        """The lines in order, with the numbers of their joining months, and the sums that were carried on."""
        names = [one.name for one in self.before.windows]
        files = [self.rows.files(kind) for kind in (LINES, SUMS)]
        if any(len(found) > 1 for found in files):
            raise CarriedDamaged(path=self.before.carried.folder, files=files[0][-1].path)
        before, carried = np.empty(0, dtype=np.int64), dict.fromkeys(names, np.empty(0, dtype=np.int64))
        scan = self.rows.scan(files[1])
        if scan is not None:
            found = self.engine.table(f"FROM {scan}")
            before = whole_numbers(found, "subscriber_id")
            carried = {name: whole_numbers(found, name) for name in names}
        if not np.array_equal(self.lines.before[0], before):
            # A sum beside another line than its own would be worse than no result.
            wrong = ", ".join(file.path for found in files for file in found)
            raise CarriedDamaged(path=self.before.carried.folder, files=wrong)
        ids, joined = self.lines.joined
        if not self.lines.is_rewritten:
            return ids, joined, carried
        if not len(before):
            return ids, joined, {name: np.zeros_like(ids) for name in names}
        where, is_there = places(before, ids)
        return ids, joined, {name: np.where(is_there, column[where], 0) for name, column in carried.items()}

    def _sum_anew(self, ids: Whole, joined: Whole, sums: dict[str, Whole]) -> None:
        """Put right the sums of lines that are fresh or whose bills were corrected."""
        fresh = self.lines.fresh
        corrected = self._ids(NEW) if self.bills.are_corrected else np.empty(0, dtype=np.int64)
        if not len(fresh) and not len(corrected):
            return
        self.engine.lend(FRESH, pa.table({"subscriber_id": column_of(fresh, pa.int64())}))
        touched = np.unique(np.concatenate((fresh, corrected)))
        where, is_there = places(ids, touched)
        of_touched = {"subscriber_id": touched[is_there], "joined_month": joined[where[is_there]]}
        self.engine.lend(
            TOUCHED_LINES,
            pa.table({name: column_of(column, pa.int64()) for name, column in of_touched.items()}),
        )
        self.engine.keep(BILLS_ANEW, self.bills.anew(has_fresh=len(fresh) > 0))
        where, is_there = places(ids, fresh)
        for column in sums.values():
            column[where[is_there]] = 0
        names = ", ".join(("subscriber_id", *(f'coalesce("{name}", 0) AS "{name}"' for name in sums)))
        found = amounts_of(self.engine.table(f"SELECT {names} FROM ({self.plan.sums})"))
        where, is_there = places(ids, found.ids)
        for name, column in sums.items():
            column[where[is_there]] += found.columns[name][is_there]

    # ------------------------------------------------------------ checks

    def check(self, found: PartResult) -> None:
        """Count the new rows that break the contract; what was carried on has been checked before."""
        for name, checks in self.checks.items():
            source = self.inputs.sources[name]
            part_checks.bad_rows(self.engine, source, self.part, checks, found.findings)
        if self.lines.has_changed:
            part_checks.repeated(self.engine, "changed", CHANGED_LINES, found.findings)
        if self.bills.entering.has_repeated:
            part_checks.repeated_bills(self.engine, self.bills.new, found.findings)
        if self.bills.are_corrected:
            part_checks.repeated_bills(self.engine, NEW, found.findings)
        self.check_memberships(found)

    def check_overlaps(self, found: PartResult) -> None:
        """Count memberships that overlap; those that the month before left do not."""
        if MEMBERSHIPS.name in self.inputs.files:
            super().check_overlaps(found)

    def check_held(self, first: str, found: PartResult) -> None:
        """Count new bills and special grades of lines that are not in the table `first`."""
        lines = self._ids(first)
        found.unknown["", BILLS.name] += _unknown(lines, self.bills.entering.ids)
        for table, dataset in ((NEW, BILLS), (SPECIAL_GRADES.name, SPECIAL_GRADES)):
            found.unknown["", dataset.name] += _unknown(lines, self._ids(table))

    def _ids(self, rows: str) -> Whole:
        """The ids of a table, in its order."""
        return whole_numbers(self.engine.table(f"SELECT subscriber_id FROM {rows}"), "subscriber_id")

    # ------------------------------------------------------------ sums

    def give_figures(self, name: str, *, exact: bool) -> None:
        """Give the engine the lines with their sums, under a name."""
        if self.before.rolls:
            self.engine.view(name, self.plan.figures)
        else:
            super().give_figures(name, exact=exact)

    # ------------------------------------------------------------ what is carried on

    def carry(self, carrying: Carrying, first: str) -> None:
        """Put into the result what the month after this one needs: links to what did not change."""
        carrying.write_sums(self.engine, self.part, SUMS_NOW if self.before.rolls else first)
        self.lines.carry()
        if self.rows.has(CORRECTED_BILLS.name):
            files = self.rows.files(CORRECTIONS)
            if self.bills.are_corrected or not self.rows.is_whole(files):
                carrying.write_corrections(self.engine, self.part, CORRECTED_BILLS.name)
            else:
                self.lines.link(CORRECTIONS)
        if not self.before.bills_as_they_lie:
            carrying.write_months(self.engine, self.part, self.bills.new)


def _unknown(lines: Whole, ids: Whole) -> int:
    """How many ids are of no line."""
    return len(ids) - int(np.count_nonzero(places(lines, ids)[1]))
