"""Corrected bills over recorded ones, however these lie: in one file, in CSV, in no order, of other types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.grading import small_base
from tests.grading.replay.months import Row, bill, digests, line, months_from, rows_in, write_rows
from tierline.grading.replay.model import ReplayRequest
from tierline.grading.replay.replaying import replayed
from tierline.grading.run import Request, run
from tierline.grading.verify import verified

MONTH = date(2026, 9, 1)
BILLED = months_from(date(2025, 9, 1), 12)
ROWS = [bill(number, month, 10 * number) for month in BILLED for number in range(1, 21)]
CORRECTED = [
    bill(3, date(2026, 8, 1), 999),
    bill(4, date(2026, 8, 1), 0),
    bill(21, date(2026, 7, 1), 600),
    bill(5, date(2026, 8, 1), 50),
]


@pytest.fixture(autouse=True)
def shared_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    small_base.compiled_once(monkeypatch)


def copied(source: str, target: Path, select: str = "*", order: str = "") -> str:
    form = "(HEADER true)" if target.suffix == ".csv" else "(FORMAT parquet, ROW_GROUP_SIZE 2048)"
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"COPY (SELECT {select} FROM '{source}' {order}) TO '{target}' {form}")
    return str(target)


def in_one_file(written: str, folder: Path) -> list[str]:
    return [written]


def as_csv(written: str, folder: Path) -> list[str]:
    first = copied(written, folder / "a.csv", order="WHERE month < '2026-03-01' ORDER BY hash(month)")
    return [first, copied(written, folder / "b.csv", order="WHERE month >= '2026-03-01'")]


def in_no_order(written: str, folder: Path) -> list[str]:
    return [copied(written, folder / "scattered.parquet", order="ORDER BY hash(subscriber_id, month)")]


def of_other_types(written: str, folder: Path) -> list[str]:
    select = (
        "* REPLACE (CAST(mobile_billed AS INTEGER) AS mobile_billed, suspensions::UTINYINT AS suspensions)"
    )
    return [
        copied(written, folder / "narrow.parquet", select),
        copied(written, folder / "none.parquet", order="LIMIT 0"),
    ]


@pytest.mark.parametrize("lie", [in_one_file, as_csv, in_no_order, of_other_types])
def test_corrected_bills_count_however_the_recorded_ones_lie(
    lie: Callable[[str, Path], list[str]], tmp_path: Path
) -> None:
    bills = lie(write_rows(tmp_path / "bills.parquet", "bills", ROWS), tmp_path)
    lines = [line(number) for number in range(1, 23)]
    subscribers = write_rows(tmp_path / "subscribers.parquet", "subscribers", lines)

    def made(paths: Sequence[str], name: str) -> Path:
        out = tmp_path / name
        given = {"subscribers": [subscribers], "bills": list(paths)}
        run(Request(("unicom-star",), MONTH, given, out, threads=1, memory_mib=256))
        return out

    record = made(bills, "record")
    right = made([write_rows(tmp_path / "right.parquet", "bills", over(ROWS, CORRECTED))], "right")
    earlier = digests(record)
    corrected = write_rows(tmp_path / "corrected.parquet", "bills", CORRECTED)

    found = replayed(ReplayRequest((record,), tmp_path / "out", {"bills": [corrected]}, threads=1))

    again = tmp_path / "out" / "months" / "2026-09"
    assert rows_in(again / "grades") == rows_in(right / "grades")
    assert {row["subscriber_id"] for row in rows_in(tmp_path / "out" / "differences")} == {3, 4, 21}
    (put,) = found.runs[0].put.values()
    assert (put.replaced, put.added, put.unchanged) == (2, 1, 1)
    assert digests(record) == earlier
    assert verified(again).is_equal


def over(rows: list[Row], corrected: list[Row]) -> list[Row]:
    found = {(row["subscriber_id"], row["month"]): row for row in [*rows, *corrected]}
    return sorted(found.values(), key=lambda row: (row["month"], row["subscriber_id"]))
