"""A small hostile operator: random datasets inside the data contract, on every edge of the rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from tests.grading.random_bills import random_bills
from tests.grading.random_lines import random_line
from tests.grading.random_memberships import SCHEMES_WITH_MEMBERSHIPS, Setting, random_memberships
from tests.grading.reference_rating import first_day, month_number, tenure_months
from tierline.datasets.contract import DATASETS, Dataset

Row = dict[str, Any]

# Below zero, zero, and two numbers that a double cannot tell apart.
ODD_IDS = (-7, 0, 2**53, 2**53 + 1)


@dataclass(frozen=True)
class Operator:
    """The four datasets of one run, as rows, in no particular order."""

    month: date
    rated_on: date
    subscribers: list[Row]
    bills: list[Row]
    memberships: list[Row]
    special_grades: list[Row]


def random_operator(
    seed: int,
    lines: int,
    month: date,
    *,
    rated_on: date | None = None,
    scheme: str | None = None,
    waiting: bool = True,
) -> Operator:
    """An operator of so many lines, the same for the same arguments; about 15 bills a line.

    `month` is the first day of M; `rated_on` is its 5th unless given. Where a `scheme` is named, nothing of
    it starts after R and others may; where none is, nothing of any scheme does. The exception of both is
    what last month decided and what starts within M, the day after the running one: with `waiting` only.
    """
    rng = Random(seed)
    setting = Setting(month, rated_on or month.replace(day=5), scheme, waiting)
    operator = Operator(month, setting.rated_on, [], [], [], [])
    for subscriber_id in _ids(rng, lines):
        row = random_line(rng, subscriber_id, month, setting.rated_on)
        operator.subscribers.append(row)
        _add_datasets(rng, operator, setting, row)
    for subscriber_id in _ids_apart(rng, operator.subscribers, max(4, lines // 25)):
        # A line that no longer is, or is not yet, among the subscribers.
        _add_datasets(rng, operator, setting, random_line(rng, subscriber_id, month, setting.rated_on))
    _make_sure_of_last_month(operator)
    for rows in (operator.subscribers, operator.bills, operator.memberships, operator.special_grades):
        rng.shuffle(rows)
    return operator


def _ids(rng: Random, lines: int) -> list[int]:
    return [*ODD_IDS, *rng.sample(range(1, 40 * lines + 100), max(0, lines - len(ODD_IDS)))][:lines]


def _ids_apart(rng: Random, subscribers: list[Row], count: int) -> list[int]:
    known = {row["subscriber_id"] for row in subscribers}
    free = set(range(-3, 40 * len(subscribers) + 100)) - known
    return rng.sample(sorted(free), count)


def _add_datasets(rng: Random, operator: Operator, setting: Setting, row: Row) -> None:
    subscriber_id = row["subscriber_id"]
    tenure = tenure_months(row["joined_on"], operator.month)
    if rng.random() < 0.95:
        operator.bills.extend(random_bills(rng, subscriber_id, tenure, operator.month))
    for scheme in SCHEMES_WITH_MEMBERSHIPS:
        share = 0.7 if scheme == setting.scheme else 0.15 if setting.scheme else 0.5
        if rng.random() < share:
            ever_closed = row["closed_on"] is not None
            rows = random_memberships(rng, subscriber_id, scheme, setting, ever_closed)
            operator.memberships.extend(rows)
    if rng.random() < 0.15:
        grade = rng.choice(("honoured_guest", "loyal"))
        operator.special_grades.append({"subscriber_id": subscriber_id, "grade": grade})


def _make_sure_of_last_month(operator: Operator) -> None:
    last_month = first_day(month_number(operator.month) - 1)
    known = {row["subscriber_id"] for row in operator.subscribers}
    if any(bill["month"] == last_month and bill["subscriber_id"] in known for bill in operator.bills):
        return
    nothing = dict.fromkeys(("billed", "mobile_billed", "paid"), Decimal("0.00"))
    first = operator.subscribers[0]["subscriber_id"]
    operator.bills.append({"subscriber_id": first, "month": last_month, **nothing, "suspensions": 0})


# ---------------------------------------------------------------- as files


def write_operator(folder: Path, operator: Operator) -> dict[str, Path]:
    """The datasets as Parquet by the contract's exact types; answers with the path of each that was written.

    Bills are a folder with one file a month, sorted by subscriber_id; the others are one file each, in the
    order of their rows. An optional dataset without a row is not written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = {"subscribers": folder / "subscribers.parquet", "bills": folder / "bills"}
    write_rows(written["subscribers"], DATASETS["subscribers"], operator.subscribers)
    by_month = defaultdict(list)
    for bill in sorted(operator.bills, key=lambda bill: bill["subscriber_id"]):
        by_month[bill["month"]].append(bill)
    written["bills"].mkdir(exist_ok=True)
    for month, rows in by_month.items():
        write_rows(written["bills"] / f"{month:%Y-%m}.parquet", DATASETS["bills"], rows)
    for name, rows in (("memberships", operator.memberships), ("special_grades", operator.special_grades)):
        if rows:
            written[name] = folder / f"{name}.parquet"
            write_rows(written[name], DATASETS[name], rows)
    return written


def write_rows(path: Path, dataset: Dataset, rows: list[Row], group_rows: int | None = None) -> None:
    """The rows of a dataset as a file, by the contract's exact types, in groups of so many."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tierline.datasets.arrow import ARROW_TYPES

    schema = pa.schema(
        pa.field(column.name, ARROW_TYPES[column.kind], nullable=column.nullable)
        for column in dataset.columns
    )
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, row_group_size=group_rows)
