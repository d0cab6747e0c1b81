"""A sample operator of any size: its lines, bills and special grades, streamed into a folder.

Lines are made a chunk at a time, each chunk from a random stream of its own, so that memory does not grow
with the base and equal arguments give equal bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tierline.datasets.arrow import money
from tierline.datasets.contract import BILLS, SPECIAL_GRADES, SUBSCRIBERS, Dataset, Kind
from tierline.datasets.new_folder import whole_or_nothing
from tierline.datasets.sample.bills import BillMaker, MonthOfBills
from tierline.datasets.sample.columns import fictitious_numbers, names, schema_of, whole
from tierline.datasets.sample.draws import Places
from tierline.datasets.sample.errors import BadLastMonth, BadSampleSize
from tierline.datasets.sample.lines import NEVER, PRODUCTS, SITES, LineMaker, Lines, domain

CHUNK = 122_880
"""Lines made at a time, and rows of a row group: the size that DuckDB reads in one go."""
CHUNKS_A_PART = 10
EPOCH = date(1970, 1, 1)
MOST_LINES = 1_000_000_000
MOST_MONTHS = 240
MOST_SEED = 2**63 - 1


@dataclass(frozen=True)
class SampleFigures:
    """What was written: counts of rows, and of some kinds of them."""

    lines: int
    bills: int
    special_grades: int
    first_month: date
    last_month: date
    refunds: int
    suspended_months: int
    """Bills with at least one suspension."""
    by_status: dict[str, int]
    by_product: dict[str, int]


def generate(
    folder: Path,
    *,
    lines: int,
    months: int,
    until: date,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> SampleFigures:
    """Write a sample operator into `folder`, all of it or nothing; return what it holds.

    `until` is the first day of the last billed month, `months` how many are billed up to it. There are
    subscribers/part-00000.parquet and so on, bills/YYYY-MM.parquet for each month and special_grades.parquet,
    sorted by subscriber_id. `progress` is told, after each chunk, how many lines it had.
    Equal arguments give equal bytes with the same numpy and pyarrow on the same kind of processor.

    Raises BadSampleSize, BadLastMonth and FolderInUse before anything is written, FolderNotWritten where the
    system refuses to write.
    """
    for name, found, most in (("lines", lines, MOST_LINES), ("months", months, MOST_MONTHS)):
        if not 1 <= found <= most:
            raise BadSampleSize(name=name, found=found, least=1, most=most)
    if not 0 <= seed <= MOST_SEED:
        raise BadSampleSize(name="seed", found=seed, least=0, most=MOST_SEED)
    if until.day != 1:
        raise BadLastMonth(found=until.isoformat(), expected=until.replace(day=1).isoformat())
    with whole_or_nothing(folder) as unfinished:
        return _write(unfinished, lines, months, until, seed, progress)


def _month_number(day: date) -> int:
    """Months from January 1970."""
    return (day.year - 1970) * 12 + day.month - 1


def _first_day(month: int) -> date:
    return date(1970 + month // 12, month % 12 + 1, 1)


def _stream(seed: int, chunk: int, use: int) -> np.random.Generator:
    """The random stream of one chunk: of its lines (use 0), their bills (1), their bonus products (2)."""
    return np.random.Generator(np.random.SFC64([seed, chunk, use]))


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer of files such as most tools write: plain or dictionary encoding, snappy, decimals as integers.

    Arrow's own schema is left out, so that names are read as strings and not as places in a dictionary.
    """
    named = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    return pq.ParquetWriter(
        path,
        schema,
        compression="snappy",
        use_dictionary=[*named, "month", "suspensions"],
        store_decimal_as_integer=True,
        store_schema=False,
    )


def _write(
    folder: Path, lines: int, months: int, until: date, seed: int, progress: Callable[[int], None] | None
) -> SampleFigures:
    last_month = _month_number(until)
    first_month = last_month - months + 1
    billed_months = [_first_day(month) for month in range(first_month, last_month + 1)]
    for inner in ("subscribers", "bills"):
        (folder / inner).mkdir()
    maker = LineMaker(first_month, last_month)
    counts: Counter[str] = Counter()
    status_counts, product_counts = np.zeros(3, np.int64), np.zeros(len(PRODUCTS), np.int64)
    special: list[tuple[Places, Places]] = []

    with ExitStack() as open_files:
        bill_files = [
            open_files.enter_context(_writer(folder / "bills" / f"{month:%Y-%m}.parquet", schema_of(BILLS)))
            for month in billed_months
        ]
        part_file = open_files.enter_context(ExitStack())
        for chunk, first in enumerate(range(0, lines, CHUNK)):
            made = maker.lines(
                _stream(seed, chunk, 0), _stream(seed, chunk, 2), first, min(CHUNK, lines - first)
            )
            bill_maker = BillMaker(_stream(seed, chunk, 1), made, first_month, months)
            for file, month, bills in zip(bill_files, billed_months, bill_maker.bills(), strict=True):
                file.write_table(_bill_table(made, month, bills))
                counts["bills"] += len(bills.rows)
                counts["refunds"] += int((bills.billed < 0).sum())
                counts["suspended_months"] += int((bills.suspensions > 0).sum())
            status = np.where(made.closed_month < NEVER, 2, bill_maker.suspended.astype(np.int64))
            if chunk % CHUNKS_A_PART == 0:
                part_file.close()
                part = folder / "subscribers" / f"part-{chunk // CHUNKS_A_PART:05d}.parquet"
                line_file = part_file.enter_context(_writer(part, schema_of(SUBSCRIBERS)))
            line_file.write_table(_line_table(made, status))
            status_counts += np.bincount(status, minlength=3)
            product_counts += np.bincount(made.product, minlength=len(PRODUCTS))
            listed = np.flatnonzero(made.special >= 0)
            special.append((made.ids[listed], made.special[listed]))
            if progress is not None:
                progress(len(made.ids))

    graded, codes = (np.concatenate(column) for column in zip(*special, strict=True))
    with _writer(folder / "special_grades.parquet", schema_of(SPECIAL_GRADES)) as file:
        file.write_table(_special_table(graded, codes))
    return SampleFigures(
        lines=lines,
        bills=counts["bills"],
        special_grades=len(graded),
        first_month=billed_months[0],
        last_month=until,
        refunds=counts["refunds"],
        suspended_months=counts["suspended_months"],
        by_status=dict(zip(domain("status"), status_counts.tolist(), strict=True)),
        by_product=dict(zip(PRODUCTS, product_counts.tolist(), strict=True)),
    )


def _table(dataset: Dataset, columns: dict[str, pa.Array]) -> pa.Table:
    schema = schema_of(dataset)
    return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)


def _bill_table(lines: Lines, month: date, bills: MonthOfBills) -> pa.Table:
    columns = {
        "subscriber_id": whole(lines.ids[bills.rows], Kind.BIGINT),
        "month": whole(np.full(len(bills.rows), (month - EPOCH).days), Kind.DATE),
        "billed": money(bills.billed),
        "mobile_billed": money(bills.mobile_billed),
        "paid": money(bills.paid),
        "suspensions": whole(bills.suspensions, Kind.SMALLINT),
    }
    return _table(BILLS, columns)


def _line_table(lines: Lines, status: Places) -> pa.Table:
    contract = lines.contract_kind >= 0
    columns = {
        "subscriber_id": whole(lines.ids, Kind.BIGINT),
        "msisdn": fictitious_numbers(lines.ids),
        "segment": names(lines.segment, domain("segment")),
        "product": names(lines.product, PRODUCTS),
        "brand": names(lines.brand, domain("brand")),
        "payment": names(1 - lines.prepaid.astype(np.int64), domain("payment")),
        "account_kind": names(lines.account_kind, domain("account_kind")),
        "plan_kind": names(lines.plan_kind, domain("plan_kind")),
        "real_name": whole(lines.real_name, Kind.BOOLEAN),
        "joined_on": whole(lines.joined_on, Kind.DATE),
        "status": names(status, domain("status")),
        "closed_on": whole(lines.closed_on, Kind.DATE, lines.closed_month == NEVER),
        "site": names(lines.site, SITES),
        "vanity_class": whole(lines.vanity_class, Kind.TINYINT, lines.vanity_class < 0),
        "vanity_secured": whole(lines.vanity_secured, Kind.BOOLEAN, lines.vanity_class < 0),
        "contract_kind": names(lines.contract_kind, domain("contract_kind")),
        "contract_plan": whole(lines.contract_plan, Kind.INTEGER, ~contract),
        "contract_ends_on": whole(lines.contract_ends_on, Kind.DATE, ~contract | lines.contract_open),
        "bonus_products": whole(lines.bonus_products, Kind.SMALLINT, lines.bonus_products < 0),
    }
    return _table(SUBSCRIBERS, columns)


def _special_table(ids: Places, codes: Places) -> pa.Table:
    grades = tuple(str(value) for value in SPECIAL_GRADES.column("grade").values)
    columns = {"subscriber_id": whole(ids, Kind.BIGINT), "grade": names(codes, grades)}
    return _table(SPECIAL_GRADES, columns)
