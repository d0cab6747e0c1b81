"""The two real files that the bundled mappings are for. Their rows stay outside the repository."""

from __future__ import annotations

import csv
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tierline.datasets.imports.carry_out import import_file
from tierline.datasets.imports.mapping_reading import bundled, load
from tierline.datasets.imports.report import ImportReport

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("TIERLINE_REAL_DATA", ROOT.parent / "shared" / "data"))


def imported(name: str, file: str, folder: Path) -> tuple[ImportReport, Path]:
    if not (DATA / file).exists():
        pytest.skip(f"REAL DATA NOT TESTED: {file} is not in {DATA}; set TIERLINE_REAL_DATA to its folder")
    return import_file(load(bundled()[name]), DATA / file, folder / "out"), folder / "out"


def column(path: Path, name: str) -> list[object]:
    values: list[object] = pq.read_table(path, columns=[name])[name].to_pylist()
    return values


@pytest.fixture(scope="module")
def beijing(tmp_path_factory):
    return imported(
        "beijing-mobile-data", "beijing_mobile_data_survey_2022_odd.csv", tmp_path_factory.mktemp("beijing")
    )


@pytest.fixture(scope="module")
def taiwan(tmp_path_factory):
    return imported(
        "taiwan-bills", "taiwan_credit_card_bills_2005_odd.csv", tmp_path_factory.mktemp("taiwan")
    )


def test_beijing_leaves_out_and_counts_the_lines_without_a_day_of_joining(beijing):
    report, _ = beijing
    assert (report.read, report.subscribers) == (3510, 1529)
    assert [count for _, count in report.left_out] == [1981]


def test_beijing_months_sum_to_the_spend_of_the_year_to_the_fen(beijing):
    _, out = beijing
    billed: dict[int, Decimal] = {}
    for path in (out / "bills").iterdir():
        for row in pq.read_table(path).to_pylist():
            billed[row["subscriber_id"]] = billed.get(row["subscriber_id"], Decimal(0)) + row["billed"]
    with (DATA / "beijing_mobile_data_survey_2022_odd.csv").open(encoding="utf-8") as file:
        year = {int(row["用户"][2:]): Decimal(row["本年累计消费（元）"]) for row in csv.DictReader(file)}
    assert billed == {line: year[line] for line in billed}
    assert len(billed) == 1529


def test_beijing_keeps_januaries_below_zero_as_measured(beijing):
    report, out = beijing
    below = [amount for amount in column(out / "bills" / "2022-01.parquet", "billed") if amount < 0]
    assert below == [Decimal("-0.01")] * 2
    assert report.below_zero["bills.billed"] == 2


def test_beijing_carries_the_operators_grade_of_every_line(beijing):
    _, out = beijing
    ranks = column(out / "given_grades.parquet", "rank")
    assert (len(ranks), ranks.count(None), ranks.count(4), ranks.count(8)) == (1529, 27, 644, 4)


def test_beijing_tells_networks_and_districts_apart(beijing):
    _, out = beijing
    lines = pq.read_table(out / "subscribers.parquet")
    assert set(lines["product"].to_pylist()) == {"mobile_3g", "mobile_4g", "mobile_5g"}
    assert len(set(lines["site"].to_pylist())) == 10
    assert min(lines["joined_on"].to_pylist()) == date(2008, 5, 16)


def test_taiwan_gives_six_months_of_every_line(taiwan):
    report, _ = taiwan
    assert report.bills == {f"2014-{month:02d}": 15_000 for month in range(4, 10)}


def test_taiwan_keeps_refunds_below_zero_and_reads_scientific_notation(taiwan):
    report, out = taiwan
    assert report.below_zero["bills.billed"] == 1844
    september = column(out / "bills" / "2014-09.parquet", "billed")
    # The newest bill of the first line is 3913 NT$; one bill of the month is written 1.00E+05.
    assert september[0] == Decimal("19.57")
    assert Decimal("500.00") in september


def test_taiwan_counts_a_suspension_where_two_months_are_overdue(taiwan):
    _, out = taiwan
    by_month = [sum(column(path, "suspensions")) for path in sorted((out / "bills").iterdir())]
    assert by_month == [1600, 1522, 1781, 2151, 2215, 1636]
    assert pq.read_schema(out / "bills" / "2014-09.parquet").field("suspensions").type == pa.int16()
