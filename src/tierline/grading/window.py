"""The window of bills: what each line was billed, paid and suspended before the rating month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ibis

from tierline.grading.columns import month_of
from tierline.grading.model import Rating
from tierline.grading.months import first_day
from tierline.policy.model import Version, WindowMeasure
from tierline.policy.vocabulary import MONEY_COLUMNS

MONTH_BITS = 60
"""How many months back a month has a bit of its own; rows further back are checked by themselves."""


@dataclass(frozen=True)
class Window:
    """A sum of one bill column over the last months before the rating month; None: over all of them.

    With `on_network`, months before the joining month do not count.
    """

    column: str
    last_months: int | None
    on_network: bool

    @property
    def name(self) -> str:
        """The name of the column that holds it: whole fen, or a count."""
        reach = f"last_{self.last_months}" if self.last_months else "all"
        return f"{self.column}_{reach}_on_network" if self.on_network else f"{self.column}_{reach}"

    def name_before(self, months: int) -> str:
        """The name of the column that holds it as it stood so many months before the rating month."""
        return f"{self.name}_{months}_before" if months else self.name


@dataclass(frozen=True)
class Reach:
    """The numbers of the first and the last month that the bills hold."""

    first: int
    last: int


def window_of(measure: WindowMeasure) -> Window:
    """The sum that a measure is made of."""
    return Window(measure.column, measure.last_months, measure.on_network)


def windows_of(versions: Iterable[Version]) -> tuple[Window, ...]:
    """The sums that the measures of the versions need, each once."""
    measures = [measure for version in versions for measure in version.measures]
    return tuple(dict.fromkeys(window_of(one) for one in measures if isinstance(one, WindowMeasure)))


def longest_on_network(windows: Iterable[Window]) -> int | None:
    """The months of the longest window that stops at the joining month; None where there is none."""
    return max((one.last_months for one in windows if one.on_network and one.last_months), default=None)


def sums(
    bills: ibis.Table,
    windows: tuple[Window, ...],
    rating: Rating,
    reach: Reach,
    *,
    counted: bool,
    months_before: int = 0,
) -> ibis.Table:
    """One row per line that has bills: its sums, each in whole fen or as a count.

    With `months_before` there are also the sums as they stood in that many months before the rating month.

    Where bills of a line may be older than the line, `bills` carries `is_on_network`; without that column
    `first_month` has the first billed month in the longest window on the network, to find such lines.
    `counted` adds bill_rows and month_bits, in which each of the last MONTH_BITS months has a bit: fewer bits
    than rows are rows that share a month.
    """
    month = bills.month
    found = {}
    for before in range(months_before + 1):
        for one in windows:
            inside = _inside(month, one.last_months, rating.number - before, reach)
            if one.on_network and "is_on_network" in bills.columns:
                inside = bills.is_on_network if inside is None else inside & bills.is_on_network
            found[one.name_before(before)] = _total(bills[one.column], one.column in MONEY_COLUMNS, inside)
    longest = longest_on_network(windows)
    if longest is not None and "is_on_network" not in bills.columns:
        found["first_month"] = month.min(where=_inside(month, longest + months_before, rating.number, reach))
    if counted:
        near = _inside(month, MONTH_BITS, rating.number, reach)
        ago = ibis.literal(rating.number, "int64") - month_of(month)
        bit = ibis.literal(1, "int64") << (ago if near is None else ibis.ifelse(near, ago, 0))
        found["bill_rows"] = bills.count(where=near)
        found["month_bits"] = bit.bit_or(where=near)
    return bills.group_by("subscriber_id").aggregate(**found)


def carried_figures(lines: ibis.Table) -> ibis.Table:
    """One row per line: the line, whose sums stand beside it already."""
    return lines.mutate(has_older_bills=ibis.literal(False))


def _total(column: ibis.Value, is_money: bool, inside: ibis.Value | None) -> ibis.Value:
    total = column.sum(where=inside)
    if not is_money:
        # An engine sums whole numbers into 128 bits, which files would store as doubles.
        return total.cast("decimal(38, 0)").cast("int64")
    # DECIMAL(14,2) times a small literal stays in 64 bits, where the engine is quick.
    return (total.cast("decimal(14, 2)") * ibis.literal(100, "int8")).cast("int64")


def _inside(month: ibis.Value, last_months: int | None, number: int, reach: Reach) -> ibis.Value | None:
    """Whether a month lies in the window before the month of a number; None where all of the bills do."""
    conditions = []
    if last_months is not None and reach.first < number - last_months:
        conditions.append(month >= ibis.literal(first_day(number - last_months)))
    if reach.last >= number:
        conditions.append(month < ibis.literal(first_day(number)))
    if len(conditions) == 2:
        return conditions[0] & conditions[1]
    return conditions[0] if conditions else None


def marked_on_network(bills: ibis.Table, lines: ibis.Table) -> ibis.Table:
    """The bills with `is_on_network`: false for months before the line joined; true for unknown lines."""
    joined = lines.select("subscriber_id", "joined_month")
    both = bills.left_join(joined, "subscriber_id")
    return both.select(
        *(bills[name] for name in bills.columns),
        is_on_network=(month_of(bills.month) >= both.joined_month).fill_null(True),
    )


def figures(lines: ibis.Table, sums: ibis.Table, *, with_month_bits: bool = False) -> ibis.Table:
    """One row per line: the line and its sums, 0 where it has no bills.

    `has_older_bills` marks lines with bills from before they joined, in a window that must not count them.
    `month_bits` is left to the sums unless it is asked for.
    """
    left_out = {"subscriber_id", "first_month"} | (set() if with_month_bits else {"month_bits"})
    both = lines.left_join(sums, "subscriber_id")
    kept = {name: both[name] for name in lines.columns}
    for name in sums.columns:
        if name not in left_out:
            kept[name] = both[name].fill_null(ibis.literal(0, "int64"))
    kept["has_older_bills"] = ibis.literal(False)
    if "first_month" in sums.columns:
        kept["has_older_bills"] = (month_of(both.first_month) < both.joined_month).fill_null(False)
    return both.select(**kept)
