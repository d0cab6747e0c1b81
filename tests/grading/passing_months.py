"""A small hostile operator through many months: what changed in each, and the whole of it at any time.

Lines join in the middle of the ids and at their end, close, are removed and come back, and change product,
site and joining day; bills come late, are corrected and refunded, and some are of lines nobody knows yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from tests.grading.operator import write_rows
from tests.grading.random_lines import SITES, random_line
from tests.grading.reference_rating import first_day, month_number
from tierline.datasets.contract import BILLS, CHANGED_LINES, SPECIAL_GRADES, SUBSCRIBERS

Row = dict[str, Any]

MONTHS_BEFORE = 14
GROUP_ROWS = 10
AMOUNTS = (0, 1, 999, 4999, 9900, 15000, 31250, 60000, 250000, -2500, 99_999_999)


@dataclass(frozen=True)
class NewMonth:
    """What is new in a month: paths for a run that goes on, and for a full one."""

    month: date
    new: dict[str, list[str]]
    snapshot: dict[str, list[str]]
    whole: dict[str, list[str]]


class Operator:
    """The lines and bills of an operator as they are now."""

    def __init__(self, seed: int, lines: int, first: date) -> None:
        self.rng = Random(seed)
        self.lines: dict[int, Row] = {}
        self.gone: dict[int, Row] = {}
        self.bills: dict[tuple[int, date], Row] = {}
        for subscriber_id in (-7, 0, 2**53, *self.rng.sample(range(1, 40 * lines), lines - 3)):
            self.lines[subscriber_id] = self._line(subscriber_id, first)
        self.strangers = [-3, 40 * lines + 900, *self.rng.sample(range(40 * lines, 40 * lines + 500), 3)]
        for number in range(month_number(first) - MONTHS_BEFORE, month_number(first)):
            self._bill(first_day(number))
        self.special = [
            {"subscriber_id": one, "grade": self.rng.choice(("loyal", "honoured_guest"))}
            for one in self.rng.sample(sorted(self.lines), lines // 8)
        ]

    def _line(self, subscriber_id: int, month: date) -> Row:
        row = random_line(self.rng, subscriber_id, month, month.replace(day=5))
        return row | {"product": "mobile_3g"} if self.rng.random() < 0.5 else row

    def _amount(self) -> Decimal:
        return Decimal(self.rng.choice(AMOUNTS) + self.rng.choice((-1, 0, 0, 1))).scaleb(-2)

    def _row(self, subscriber_id: int, month: date) -> Row:
        amounts = {name: self._amount() for name in ("billed", "mobile_billed", "paid")}
        suspensions = self.rng.choice((0, 0, 0, 1, 3))
        return {"subscriber_id": subscriber_id, "month": month, **amounts, "suspensions": suspensions}

    def _bill(self, month: date) -> list[Row]:
        """The bills of a month: of most lines, and of some that nobody knows."""
        rows = [self._row(one, month) for one in self.lines if self.rng.random() < 0.85]
        rows += [self._row(one, month) for one in (*self.gone, *self.strangers) if self.rng.random() < 0.6]
        self.bills |= {(row["subscriber_id"], month): row for row in rows}
        self.rng.shuffle(rows)
        return rows

    def passes_to(self, month: date) -> tuple[list[Row], list[Row]]:
        """Let a month pass: the changed lines, and the new and corrected bills."""
        rng, rated_on = self.rng, month.replace(day=5)
        changed: dict[int, Row] = {}
        for one in rng.sample(sorted(self.lines), 4):
            row = dict(self.lines[one])
            kind = rng.choice(("close", "product", "site", "joined", "joined", "segment"))
            if kind == "close":
                row |= {
                    "status": "closed",
                    "closed_on": rated_on - timedelta(days=rng.choice((0, 3, 20, -9))),
                }
            elif kind == "product":
                row |= {"product": rng.choice(("mobile_3g", "mobile_4g", "broadband"))}
            elif kind == "site":
                row |= {"site": rng.choice(SITES)}
            elif kind == "segment":
                row |= {"segment": rng.choice(("public", "group", "group_member"))}
            else:
                earlier = rng.choice((40, 200, 31 * 13, -31, -100))
                row |= {"joined_on": row["joined_on"] - timedelta(days=earlier)}
            changed[one] = row
        if rng.random() < 0.5:
            # Somebody nobody knew so far, with bills of old.
            one = self.strangers.pop(rng.randrange(len(self.strangers)))
            self.strangers.append(max(*self.lines, *self.gone, *self.strangers) + rng.randint(5, 50))
            changed[one] = self._line(one, month)
        if rng.random() < 0.4:
            free = (
                set(range(1, 40 * len(self.lines))) - set(self.lines) - set(self.gone) - set(self.strangers)
            )
            one = rng.choice(sorted(free))
            changed[one] = self._line(one, month)
        if self.gone and rng.random() < 0.4:
            one = rng.choice(sorted(self.gone))
            changed[one] = self.gone.pop(one) | {"site": SITES[0]}
        self.lines |= changed
        rows = [row | {"removed": rng.choice((False, None))} for row in changed.values()]
        if rng.random() < 0.4:
            one = rng.choice(sorted(set(self.lines) - set(changed)))
            self.gone[one] = self.lines.pop(one)
            rows.append(self.gone[one] | {"removed": True})
        rng.shuffle(rows)
        return rows, [*self._bill(first_day(month_number(month) - 1)), *self._corrections(month)]

    def _corrections(self, month: date) -> Iterator[Row]:
        last = month_number(month) - 2
        ids = [*self.lines, *self.strangers]
        chosen = {
            (self.rng.choice(ids), first_day(last - self.rng.choice((0, 0, 1, 2, 5, 6, 10, 11, 12, 20))))
            for _ in range(self.rng.choice((0, 0, 1, 4)))
        }
        for subscriber_id, of_month in sorted(chosen):
            row = self._row(subscriber_id, of_month)
            self.bills[subscriber_id, of_month] = row
            yield row

    def written(self, folder: Path, month: date, changed: list[Row], new_bills: list[Row]) -> NewMonth:
        """The month as files: what is new of it, and the whole."""
        folder.mkdir(parents=True)
        # In order, and in runs of rows that parts can follow.
        lines = [self.lines[one] for one in sorted(self.lines)]
        datasets = {
            "subscribers": (SUBSCRIBERS, lines),
            "bills": (BILLS, list(self.bills.values())),
            "special_grades": (SPECIAL_GRADES, self.special),
            "changed_lines": (CHANGED_LINES, changed),
            "new_bills": (BILLS, new_bills),
        }
        path = {}
        for name, (dataset, rows) in datasets.items():
            group_rows = GROUP_ROWS if dataset is SUBSCRIBERS else None
            write_rows(folder / f"{name}.parquet", dataset, rows, group_rows)
            path[name] = [str(folder / f"{name}.parquet")]
        special = {"special_grades": path["special_grades"]}
        return NewMonth(
            month,
            {"bills": path["new_bills"], "changed_lines": path["changed_lines"], **special},
            {"bills": path["new_bills"], "subscribers": path["subscribers"], **special},
            {"subscribers": path["subscribers"], "bills": path["bills"], **special},
        )
