"""The bills of a sample operator: month after month, with what was paid, owed and suspended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tierline.datasets.sample import figures
from tierline.datasets.sample.columns import Flags, Integers, first_days
from tierline.datasets.sample.draws import Floats, Spread
from tierline.datasets.sample.lines import NEVER, Lines

Some = TypeVar("Some", np.float32, np.float64)

LARGEST_BILL_FEN = 9_999_999.0
TOP_UP_FEN = 1_000
"""Prepaid lines are filled up by ten yuan at a time."""
HELD_MONTHS = 8
"""The months over which Sichuan's file measures the deviation of a line's bills."""


@dataclass(frozen=True)
class MonthOfBills:
    """The bills of one month: `rows` are places in the lines; amounts in whole fen."""

    rows: Integers
    billed: Integers
    mobile_billed: Integers
    paid: Integers
    suspensions: Integers


@cache
def _spread_table() -> tuple[Floats, Floats]:
    """What Sichuan's file would show of lines whose monthly logarithms deviate by the second array.

    Neighbouring months are alike and few months miss the rare high bill, so that deviation / mean of eight
    bills stays below that of the line itself. It is found by trying, with a random stream that never changes.
    """
    rng = np.random.Generator(np.random.SFC64(0))
    lines = 4_000
    fading = rng.standard_normal(lines)
    months = []
    for _ in range(HELD_MONTHS):
        months.append(_noise(fading, rng.standard_normal(lines)))
        fading = _fade(fading, rng.standard_normal(lines))
    noise = np.stack(months, axis=1)
    spreads = np.concatenate([[0.0], np.geomspace(0.002, 1.8, 40)])
    shown = []
    for spread in spreads:
        bills = np.exp(spread * noise)
        shown.append(float(np.median(bills.std(axis=1, ddof=1) / bills.mean(axis=1))))
    return np.array(shown), spreads


def _fade(fading: NDArray[Some], fresh: NDArray[Some]) -> NDArray[Some]:
    kept = figures.MONTH_TO_MONTH
    return fading * fading.dtype.type(kept) + fresh * fading.dtype.type(np.sqrt(1 - kept**2))


def _noise(fading: NDArray[Some], own: NDArray[Some]) -> NDArray[Some]:
    share = figures.FADING_SHARE
    return fading * fading.dtype.type(np.sqrt(share)) + own * fading.dtype.type(np.sqrt(1 - share))


class BillMaker:
    """Draws the bills of some lines in the order of the months; keeps what each line owes."""

    def __init__(self, rng: np.random.Generator, lines: Lines, first_month: int, months: int) -> None:
        self.rng, self.lines = rng, lines
        self.first_month, self.months = first_month, months
        count = len(lines.ids)
        spread = np.interp(lines.variation, *_spread_table())
        self.spread = spread.astype(np.float32)
        self.level = (np.log(lines.spend_fen) - spread**2 / 2).astype(np.float32)
        self.drift = (figures.DRIFT_A_MONTH * rng.standard_normal(count)).astype(np.float32)
        self.fading = rng.standard_normal(count, dtype=np.float32)
        silent_share = np.where(lines.prepaid, figures.SILENT_PREPAID_SHARE, figures.ZERO_MONTH_SHARE)
        self.silent = rng.random(count) < silent_share
        self.falls_silent = silent_share * (1 - figures.SILENCE_STAY) / (1 - silent_share)
        arrears = np.array(figures.ARREARS_SHARE_BY_STAR)[lines.arrears_class]
        arrears[lines.prepaid] = 0
        self.overdue = rng.random(count) < arrears
        self.falls_behind = arrears * (1 - figures.ARREARS_STAY) / (1 - arrears)
        self.suspension = np.array(figures.SUSPENDED_WHILE_OVERDUE)[lines.arrears_class]
        self.suspended = np.zeros(count, dtype=bool)
        """Lines that are suspended when the last month ends."""
        self.owed = np.where(lines.joined_month < first_month, lines.spend_fen, 0).astype(np.int64)
        self.owed[lines.prepaid] = 0
        self.refund = Spread((0.50, 0.75, 0.90), [figures.REFUND_TO_USUAL_BILL], log=True, least=0.001)
        self.refund_a_month = 1 - (1 - figures.REFUND_LINES_IN_8_MONTHS) ** (1 / HELD_MONTHS)

    def bills(self) -> Iterator[MonthOfBills]:
        """Each month's bills, the first month first. A line has none before it joins or after it closes."""
        for number in range(self.months):
            month = self.first_month + number
            live = (self.lines.joined_month <= month) & (self.lines.closed_month >= month)
            yield self._month(number, month, live)
        self.suspended &= self.lines.closed_month == NEVER

    def _month(self, number: int, month: int, live: Flags) -> MonthOfBills:
        rng, lines, count = self.rng, self.lines, len(self.lines.ids)
        rare, behind, quiet = (rng.random(count, dtype=np.float32) for _ in range(3))
        self.silent = quiet < np.where(self.silent, figures.SILENCE_STAY, self.falls_silent)
        billed = self._billed(number, month, rare)
        present = live & ~self.silent
        billed[~present] = 0

        was_overdue = self.overdue
        self.overdue = present & (behind < np.where(was_overdue, figures.ARREARS_STAY, self.falls_behind))
        paid = self._paid(billed, was_overdue, present)
        self.owed += billed - paid
        # The same uniform that said `still behind` is even between nought and its bound: it is used again.
        again = behind / figures.ARREARS_STAY
        suspended = self.overdue & was_overdue & (again < self.suspension)
        suspensions = suspended.astype(np.int64) + (suspended & (again < 0.1 * self.suspension))
        run_dry = present & lines.prepaid & (rare > 1 - figures.PREPAID_SUSPENSION_A_MONTH)
        self.suspended = suspended
        rows = np.flatnonzero(present)
        mobile_billed = np.rint(billed[rows] * lines.mobile_share[rows]).astype(np.int64)
        return MonthOfBills(rows, billed[rows], mobile_billed, paid[rows], (suspensions + run_dry)[rows])

    def _billed(self, number: int, month: int, rare: NDArray[np.float32]) -> Integers:
        """Whole fen: a level, what fades from month to month, and the month's own part; then what is rare."""
        rng, count = self.rng, len(self.lines.ids)
        self.fading = _fade(self.fading, rng.standard_normal(count, dtype=np.float32))
        noise = _noise(self.fading, rng.standard_normal(count, dtype=np.float32))
        changes = np.flatnonzero(rare < figures.PLAN_CHANGE_A_MONTH)
        self.level[changes] += figures.PLAN_CHANGE_STEP * rng.standard_normal(len(changes), dtype=np.float32)
        logs = self.level + self.spread * noise + self.drift * np.float32(number - (self.months - 1) / 2)
        billed: Integers = np.minimum(np.rint(np.exp(logs)), LARGEST_BILL_FEN).astype(np.int64)

        joining = np.flatnonzero(self.lines.joined_month == month)
        billed[joining] = billed[joining] * (29 - self._day_of_joining(joining)) // 28
        edge = figures.PLAN_CHANGE_A_MONTH
        refunds = np.flatnonzero((rare >= edge) & (rare < edge + self.refund_a_month))
        size = self.refund.at(rng.standard_normal(len(refunds)))
        billed[refunds] = -np.maximum(1, np.rint(self.lines.spend_fen[refunds] * np.minimum(size, 10)))
        return billed

    def _day_of_joining(self, places: Integers) -> Integers:
        return self.lines.joined_on[places] - first_days(self.lines.joined_month[places]) + 1

    def _paid(self, billed: Integers, was_overdue: Flags, present: Flags) -> Integers:
        """Whole fen: prepaid lines are filled up; others pay the bill of the month before, or fall behind."""
        prepaid = self.lines.prepaid
        due = np.maximum(self.owed + np.where(prepaid, billed, 0), 0)
        paid: Integers = np.where(prepaid, -(-due // TOP_UP_FEN) * TOP_UP_FEN, due)
        paid[self.overdue & was_overdue] = 0
        new = np.flatnonzero(self.overdue & ~was_overdue)
        known = (0, *figures.ARREARS_TO_BILL, 1)
        open_part = np.interp(self.rng.random(len(new)), (0, 0.25, 0.5, 0.75, 1), known)
        paid[new] = np.rint(due[new] * (1 - open_part))
        paid[~present] = 0
        return paid
