"""Small series of months: datasets as rows, each month run from the memberships of the one before."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.grading.reference_rating import first_day, month_number
from tierline.datasets.arrow import ARROW_TYPES
from tierline.datasets.contract import DATASETS
from tierline.grading.run import Request, run

Row = dict[str, Any]

STAR = ("unicom-star",)
PART_LINES = 8


def line(subscriber_id: int, **changes: Any) -> Row:
    """A line that every scheme may rate, 33 months on the network in September 2026."""
    usual = {
        "subscriber_id": subscriber_id,
        "msisdn": f"000{subscriber_id:08d}",
        "segment": "public",
        "product": "mobile_4g",
        "payment": "postpaid",
        "account_kind": "ordinary",
        "real_name": True,
        "joined_on": date(2024, 1, 10),
        "status": "active",
        "site": "65.6501.650102",
    }
    return {**usual, **changes}


def bill(subscriber_id: int, month: date, yuan: int | str, **changes: Any) -> Row:
    """A bill of so many yuan, all of them mobile and paid."""
    amount = Decimal(yuan).quantize(Decimal("0.01"))
    same = dict.fromkeys(("billed", "mobile_billed", "paid"), amount)
    return {"subscriber_id": subscriber_id, "month": month, **same, "suspensions": 0, **changes}


def months_from(first: date, count: int) -> list[date]:
    """So many months from a first day on."""
    return [first_day(month_number(first) + number) for number in range(count)]


@dataclass(frozen=True)
class Base:
    """What a series is run from. `subscribers` of a month stand for those of later ones without their own."""

    subscribers: Mapping[date, Sequence[Row]]
    bills: Sequence[Row]
    memberships: Sequence[Row] = ()
    special_grades: Sequence[Row] = ()
    schemes: tuple[str, ...] = STAR
    options: Mapping[str, Any] = field(default_factory=dict)

    def subscribers_of(self, month: date) -> date:
        """The month whose subscribers are those of a month."""
        return max(day for day in self.subscribers if day <= month)


def write_rows(path: Path, dataset: str, rows: Sequence[Row]) -> str:
    """Rows as a Parquet file of the contract's types, in their order."""
    schema = pa.schema(
        pa.field(one.name, ARROW_TYPES[one.kind], nullable=one.nullable) for one in DATASETS[dataset].columns
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path)
    return str(path)


def run_series(folder: Path, base: Base, months: Sequence[date]) -> list[Path]:
    """The folders of the runs, one for each month."""
    bills = defaultdict(list)
    for row in sorted(base.bills, key=lambda row: row["subscriber_id"]):
        bills[row["month"]].append(row)
    for month, rows in bills.items():
        write_rows(folder / "bills" / f"{month:%Y-%m}.parquet", "bills", rows)
    for month, rows in base.subscribers.items():
        in_order = sorted(rows, key=lambda row: row["subscriber_id"])
        write_rows(folder / f"subscribers-{month:%Y-%m}.parquet", "subscribers", in_order)
    memberships = []
    if base.memberships:
        memberships = [write_rows(folder / "memberships.parquet", "memberships", base.memberships)]
    special = []
    if base.special_grades:
        special = [write_rows(folder / "special.parquet", "special_grades", base.special_grades)]
    outs = []
    for month in months:
        out = folder / "runs" / f"{month:%Y-%m}"
        run(
            Request(
                schemes=base.schemes,
                month=month,
                paths={
                    "subscribers": [str(folder / f"subscribers-{base.subscribers_of(month):%Y-%m}.parquet")],
                    "bills": [str(folder / "bills")],
                    "memberships": memberships,
                    "special_grades": special,
                },
                out=out,
                **{"threads": 1, "memory_mib": 256, "part_lines": PART_LINES, **base.options},
            )
        )
        memberships = [str(out / name / "memberships") for name in base.schemes]
        if len(base.schemes) == 1:
            memberships = [str(out / "memberships")]
        outs.append(out)
    return outs


def rows_in(folder: Path) -> list[Row]:
    """The rows of a folder of Parquet files, which may differ in their columns, by line, month and day."""
    rows = [row for path in sorted(folder.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
    return sorted(rows, key=lambda row: [row[name] for name in KEY if row.get(name) is not None])


KEY = ("subscriber_id", "scheme", "month", "since")


def of_line(rows: Sequence[Row], subscriber_id: int) -> Row:
    """The only row of a line."""
    (found,) = [row for row in rows if row["subscriber_id"] == subscriber_id]
    return found


def digests(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder, hidden ones too."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
