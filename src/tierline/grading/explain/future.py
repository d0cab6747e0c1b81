"""Futures of one line: the ratings to come, if it goes on as now, spends more, or changes.

Nothing is decided here: each month to come is graded by grade_line, with the memberships that the month
before left.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tierline.grading.explain.case import Case, grade_line
from tierline.grading.model import Bill, Line, Membership, Rating
from tierline.grading.months import first_day, month_number
from tierline.policy.load import in_force
from tierline.policy.model import Pack
from tierline.policy.vocabulary import BILL_COLUMNS, MONEY_COLUMNS

MONTHS_OF_NOW = 3
"""So many complete months tell how a line goes on."""

Amounts = Mapping[str, Decimal]


@dataclass(frozen=True)
class Future:
    """What comes after `case`, under the versions of `pack` that will then be in force.

    `attributes` are those of the line from the next rating on. The first `over` months from the rating month
    on have passed, whatever is asked of them: they are taken to have been billed as the months before.
    """

    pack: Pack
    case: Case
    attributes: Mapping[str, str | int | bool | date | None]
    past: tuple[Bill, ...] = field(repr=False)
    over: int = 0

    def rating(self, months: int) -> Rating:
        """The rating so many months on, on the same day of its month."""
        month = first_day(self.case.rating.number + months)
        last = monthrange(month.year, month.month)[1]
        return Rating(month, month.replace(day=min(self.case.rating.rated_on.day, last)))

    def at(self, months: int, amounts: Amounts) -> Case:
        """The rating so many months on by itself, where open months until then are billed `amounts` each."""
        return self._graded(months, amounts, self._line())

    def path(self, amounts: Amounts, months: int) -> Iterator[Case]:
        """The ratings of the next months in turn, each with the memberships that the one before left."""
        line = self._line()
        for ahead in range(1, months + 1):
            case = self._graded(ahead, amounts, line)
            yield case
            line = replace(line, memberships=_carried(case))

    def changed(self, **attributes: str | date | None) -> Future:
        """The same future with other attributes of the line."""
        return replace(self, attributes={**self.attributes, **attributes})

    def _line(self) -> Line:
        return replace(self.case.line, attributes=self.attributes, memberships=_carried(self.case))

    def _graded(self, months: int, amounts: Amounts, line: Line) -> Case:
        start = self.case.rating.number
        passed = as_now(self.case) if self.over else amounts
        each = (passed if ahead < self.over else amounts for ahead in range(months))
        to_come = tuple(Bill(first_day(start + ahead), billed) for ahead, billed in enumerate(each))
        rating = self.rating(months)
        version = in_force(self.pack, rating.rated_on)
        return grade_line(version, rating, replace(line, bills=(*self.past, *to_come)))


def future_of(pack: Pack, case: Case, over: int = 0) -> Future:
    """What may come after a case. Bills of the rating month and later, if there are any, are left out."""
    past = tuple(bill for bill in case.line.bills if bill.month < case.rating.month)
    return Future(pack, case, case.line.attributes, past, over)


def as_now(case: Case) -> Amounts:
    """What the line is billed and pays in a month: the mean of its last complete months on the network.

    To the whole fen, half up; a month without a bill counts as zero. Suspensions are taken to be none.
    """
    number = case.rating.number
    joined_on = case.line.attributes["joined_on"]
    assert isinstance(joined_on, date)
    months = max(1, min(MONTHS_OF_NOW, number - month_number(joined_on)))
    recent = [bill for bill in case.line.bills if number - months <= month_number(bill.month) < number]
    amounts = dict.fromkeys(BILL_COLUMNS, Decimal(0))
    for name in MONEY_COLUMNS:
        total = sum((bill.amounts[name] for bill in recent), Decimal(0))
        amounts[name] = (total / months).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return amounts


def with_more(amounts: Amounts, yuan: int) -> Amounts:
    """The same, with so many yuan more billed, on the mobile bill, and paid."""
    return {name: amount + yuan if name in MONEY_COLUMNS else amount for name, amount in amounts.items()}


def level(yuan: int) -> Amounts:
    """Months in which so many yuan are billed, all of them mobile, and paid."""
    return with_more(dict.fromkeys(BILL_COLUMNS, Decimal(0)), yuan)


def _carried(case: Case) -> tuple[Membership, ...]:
    others = tuple(one for one in case.line.memberships if one.scheme != case.version.scheme)
    return (*others, *case.memberships)
