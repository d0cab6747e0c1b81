"""The bills of a part in a month that goes on from another: what enters, what leaves, what was corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tierline.datasets.contract import BILLS, CORRECTED_BILLS
from tierline.datasets.source import Source
from tierline.datasets.sql_text import quoted
from tierline.grading.carrying.aligned import Amounts, amounts_of
from tierline.grading.carrying.carried_rows import CarriedRows
from tierline.grading.carrying.files import first_of, types_of
from tierline.grading.carrying.model import CORRECTIONS
from tierline.grading.model import Rating
from tierline.grading.months import month_number
from tierline.grading.part_reading import empty
from tierline.grading.window import Reach, Window
from tierline.policy.vocabulary import MONEY_COLUMNS

COLUMNS = ", ".join(quoted(name) for name in types_of(BILLS))
KEY = ", ".join(BILLS.key)

NEW, BEFORE = "corrections_new", "corrections_before"
"""Tables of the bills that take the place of carried ones: handed in now, and carried on with them."""

FRESH = "fresh_lines"
"""The table of the lines whose sums nothing carried is part of."""

FEW = 200


@dataclass(frozen=True)
class NextBills:
    """The part's bills. `source` is what was handed in, `reach` the months that it holds."""

    rows: CarriedRows
    source: Source
    rating: Rating
    windows: tuple[Window, ...]
    reach: Reach

    def read(self) -> None:
        """Hold the corrections: those carried on, those that are new, and both, the new ones first."""
        engine = self.rows.engine
        self.rows.hold(BEFORE, CORRECTIONS, CORRECTED_BILLS)
        new = empty(CORRECTED_BILLS)
        if self.reach.first < self.rating.number - 1:
            new = f"SELECT * FROM ({self._handed_in}) WHERE month < {first_of(self.rating.number - 1)}"
        engine.keep(NEW, new)
        engine.keep(
            CORRECTED_BILLS.name,
            f"FROM {BEFORE} ANTI JOIN {NEW} USING (subscriber_id, month) UNION ALL FROM {NEW}",
        )

    @cached_property
    def are_corrected(self) -> bool:
        """Whether some bills are corrected by what was handed in."""
        return self.rows.has(NEW)

    @property
    def _handed_in(self) -> str:
        return self.source.select(self.rows.part.first, self.rows.part.last)

    @property
    def new(self) -> str:
        """The SQL of the bills of the last month before the rating month."""
        return f"(SELECT {COLUMNS} FROM ({self._handed_in}) WHERE month = {first_of(self.rating.number - 1)})"

    @cached_property
    def entering(self) -> Amounts:
        """What the last month before the rating month adds to the sums."""
        columns = dict.fromkeys(one.column for one in self.windows)
        return self._amounts(self.new, columns)

    def leaving(self) -> dict[int, Amounts]:
        """What the month before each window's first takes from its sums, as it was when it was counted."""
        found = {}
        for length in sorted({one.last_months for one in self.windows if one.last_months}):
            columns = dict.fromkeys(one.column for one in self.windows if one.last_months == length)
            found[length] = self._amounts(f"({self._month(self.rating.number - 1 - length)})", columns)
        return found

    def _amounts(self, bills: str, columns: Iterable[str]) -> Amounts:
        amounts = ", ".join(("subscriber_id", *(f"{_whole(name)} AS {quoted(name)}" for name in columns)))
        return amounts_of(self.rows.engine.table(f"SELECT {amounts} FROM {bills}"))

    def _month(self, number: int) -> str:
        """The SQL of the bills of a month as they were carried on, with the corrections carried with them."""
        scan = self.rows.scan(
            file for file in self.rows.carried.of_month(number) if file.touches(self.rows.part)
        )
        corrected = f"SELECT {COLUMNS} FROM {BEFORE} WHERE month = {first_of(number)}"
        if scan is None:
            return corrected
        if not self.rows.has(f"({corrected})"):
            return f"SELECT {COLUMNS} FROM {scan}"
        return (
            f"SELECT {COLUMNS} FROM {scan} ANTI JOIN ({corrected}) USING (subscriber_id)"
            f" UNION ALL {corrected}"
        )

    def all(self) -> str:
        """The SQL of all bills in the windows as they are now."""
        lengths = [one.last_months for one in self.windows]
        longest = max((length or self.rating.number for length in lengths), default=0)
        scan = self.rows.scan(
            file
            for number in self.rows.carried.months
            if number >= self.rating.number - longest
            for file in self.rows.carried.of_month(number)
            if file.touches(self.rows.part)
        )
        corrected = CORRECTED_BILLS.name
        return (
            f"SELECT {COLUMNS} FROM {scan or f'({empty(BILLS)})'}"
            f" ANTI JOIN {corrected} USING (subscriber_id, month)"
            f" UNION ALL SELECT {COLUMNS} FROM {corrected} UNION ALL FROM {self.new}"
        )

    def anew(self, *, has_fresh: bool) -> str:
        """The SQL of the bills that bring sums up to date, of the lines in FRESH and of those in NEW.

        Of a line that is fresh all that it has. Of another what is right now, and what was counted before
        with the opposite sign.
        """
        found = []
        if has_fresh:
            found.append(
                f"SELECT {self._summed()} FROM ({self.all()}) SEMI JOIN {FRESH} USING (subscriber_id)"
            )
        if self.are_corrected:
            few = f"(FROM {NEW}{f' ANTI JOIN {FRESH} USING (subscriber_id)' if has_fresh else ''})"
            found.append(f"SELECT {self._summed()} FROM {few}")
            for (month,) in self.rows.engine.rows(f"SELECT DISTINCT month FROM {NEW} ORDER BY 1"):
                of_month = f"(FROM {few} WHERE month = {first_of(month_number(month))})"
                before = self._month(month_number(month))
                found.append(f"SELECT {self._summed('-')} FROM ({before}) WHERE {self._one_of(of_month)}")
        return " UNION ALL ".join(f"({one})" for one in found)

    def _one_of(self, rows: str) -> str:
        """The SQL condition that a line is one of some rows; few are named, so that others are skipped."""
        ids = self.rows.engine.rows(f"SELECT DISTINCT subscriber_id FROM {rows} LIMIT {FEW + 1}")
        if len(ids) > FEW:
            return f"subscriber_id IN (SELECT subscriber_id FROM {rows})"
        return f"subscriber_id IN ({', '.join(str(one) for (one,) in ids) or 'NULL'})"

    def _summed(self, sign: str = "") -> str:
        """The SQL list of the columns of a bill with a sign; those that no sum is made of are not read."""
        wanted = {one.column for one in self.windows}
        amounts = (
            f"{sign}{quoted(name)} AS {quoted(name)}"
            if name in wanted
            else f"CAST(0 AS {kind}) AS {quoted(name)}"
            for name, kind in types_of(BILLS).items()
            if name not in BILLS.key
        )
        return ", ".join((KEY, *amounts))


def _whole(name: str) -> str:
    """The SQL of a column of bills as whole fen, or as a count; 0 where unchecked rows are empty."""
    if name not in MONEY_COLUMNS:
        return f"coalesce(CAST({quoted(name)} AS BIGINT), 0)"
    # DECIMAL(14,2) times a small literal stays in 64 bits, where the engine is quick.
    return f"coalesce(CAST(CAST({quoted(name)} AS DECIMAL(14, 2)) * 100 AS BIGINT), 0)"
