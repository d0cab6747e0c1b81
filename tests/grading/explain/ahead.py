"""Futures of one line by the independent reading of the rules, to compare with what explain says of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tests.grading import reference_policy as policy
from tests.grading.operator import Operator
from tests.grading.reference import Result, grade
from tests.grading.reference_rating import first_day, month_number

Row = dict[str, Any]
MONEY = ("billed", "mobile_billed", "paid")
ANOTHER_LINE = -999


@dataclass(frozen=True)
class Ahead:
    """One line of an operator, and the ratings of it that come after that of the operator."""

    scheme: str
    operator: Operator

    @property
    def number(self) -> int:
        return month_number(self.operator.month)

    def path(
        self, months: int, amounts: dict[str, Decimal], over: int = 0, **attributes: Any
    ) -> Iterator[Row]:
        """Rows of the months to come, billed `amounts` each; the line has `attributes` from then on.

        The first `over` of the months are billed as the months before, whatever the amounts.
        """
        usual = self.as_now()
        result = self._run(self.operator)
        changed = [{**row, **attributes} for row in self.operator.subscribers]
        past = [bill for bill in self.operator.bills if bill["month"] < self.operator.month]
        for ahead in range(1, months + 1):
            month = first_day(self.number + ahead)
            day = min(self.operator.rated_on.day, monthrange(month.year, month.month)[1])
            result = self._run(
                replace(
                    self.operator,
                    month=month,
                    rated_on=month.replace(day=day),
                    subscribers=changed,
                    bills=[
                        *past,
                        *(
                            self._bill(first_day(self.number + at), usual if at < over else amounts)
                            for at in range(ahead)
                        ),
                    ],
                    memberships=self._carried(result),
                )
            )
            yield result.grades[0]

    def first(self, tier: str, months: int, amounts: dict[str, Decimal], over: int = 0) -> int | None:
        """After how many months after those `over` the line has the tier or a better one.

        None where not within `months`.
        """
        for ahead, row in enumerate(self.path(over + months, amounts, over), start=1 - over):
            if self.is_at_least(row, tier):
                return ahead
        return None

    def is_at_least(self, row: Row, tier: str) -> bool:
        rank = policy.RANK[self.scheme]
        has = row["rated_tier"] if self.scheme == "cmcc-credit" else row["tier"]
        return has is not None and rank.index(has) <= rank.index(tier)

    def as_now(self) -> dict[str, Decimal]:
        """The mean of the last three complete months on the network, to the fen."""
        joined = month_number(self.operator.subscribers[0]["joined_on"])
        months = max(1, min(3, self.number - joined))
        span = range(self.number - months, self.number)
        recent = [bill for bill in self.operator.bills if month_number(bill["month"]) in span]
        fen = {name: sum((100 * bill[name] for bill in recent), Decimal(0)) for name in MONEY}
        return {name: Decimal(_half_away(int(fen[name]), months)).scaleb(-2) for name in MONEY}

    def more(self, yuan: int) -> dict[str, Decimal]:
        return {name: amount + yuan for name, amount in self.as_now().items()}

    def _run(self, operator: Operator) -> Result:
        before = self._bill(first_day(month_number(operator.month) - 1), {}, ANOTHER_LINE)
        return grade(
            self.scheme,
            operator.month,
            operator.rated_on,
            operator.subscribers,
            [*operator.bills, before],
            operator.memberships,
            operator.special_grades,
        )

    def _carried(self, result: Result) -> list[Row]:
        others = [row for row in self.operator.memberships if row["scheme"] != self.scheme]
        return [*others, *result.memberships]

    def _bill(self, month: date, amounts: dict[str, Decimal], line: int | None = None) -> Row:
        own = self.operator.subscribers[0]["subscriber_id"] if line is None else line
        money = {name: amounts.get(name, Decimal(0)) for name in MONEY}
        return {"subscriber_id": own, "month": month, **money, "suspensions": 0}


def _half_away(total: int, months: int) -> int:
    """A mean of whole fen, half away from zero."""
    sign = -1 if total < 0 else 1
    return sign * ((2 * abs(total) + months) // (2 * months))


def each_line(scheme: str, operator: Operator) -> Iterator[Ahead]:
    """Every line of an operator by itself, in the order of its rows."""
    for row in operator.subscribers:
        own = row["subscriber_id"]
        parts = {
            name: [each for each in getattr(operator, name) if each["subscriber_id"] == own]
            for name in ("bills", "memberships", "special_grades")
        }
        yield Ahead(scheme, replace(operator, subscribers=[row], **parts))
