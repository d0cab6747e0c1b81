"""The real files that the bundled mappings are for. Their rows stay outside the repository."""

from __future__ import annotations

import csv
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median

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


def rows_of(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def billed(out: Path) -> dict[int, Decimal]:
    """The sum of all bills of each line that has any."""
    found: dict[int, Decimal] = {}
    for path in (out / "bills").iterdir():
        for row in pq.read_table(path, columns=["subscriber_id", "billed"]).to_pylist():
            found[row["subscriber_id"]] = found.get(row["subscriber_id"], Decimal(0)) + row["billed"]
    return found


def test_cdnow_purchases_become_bills_of_eighteen_months_and_none_is_lost(tmp_path):
    report, out = imported("cdnow-purchases", "cdnow_purchases_1997_98_odd.csv", tmp_path)
    spent: dict[int, Decimal] = {}
    for row in rows_of("cdnow_purchases_1997_98_odd.csv"):
        customer = int(row["customer_id"])
        spent[customer] = spent.get(customer, Decimal(0)) + 10 * Decimal(row["dollar_value"])
    assert (report.read, report.subscribers, len(report.bills)) == (35304, 11785, 18)
    assert (min(report.bills), max(report.bills)) == ("2013-01", "2014-06")
    assert billed(out) == spent
    # All of them bought first in the first quarter, which is where their tenure starts.
    joined = column(out / "subscribers.parquet", "joined_on")
    assert (min(joined), max(joined)) == (date(2013, 1, 1), date(2013, 3, 25))


def test_sichuan_sums_are_shared_over_the_eight_months_and_lines_without_bills_are_counted(tmp_path):
    report, out = imported("sichuan-arpu", "sichuan_mobile_arpu_2020_odd.csv", tmp_path)
    rows = rows_of("sichuan_mobile_arpu_2020_odd.csv")
    assert (report.read, report.subscribers) == (3053, 2956)
    assert [count for _, count in report.left_out] == [97]
    assert report.bills == {
        f"{month}": 2956
        for month in (*(f"2019-{m:02d}" for m in range(8, 13)), "2020-01", "2020-02", "2020-03")
    }
    cent = Decimal("0.01")
    sums = {n: Decimal(row["arpu_sum"]).quantize(cent) for n, row in enumerate(rows, 1) if row["arpu_mean"]}
    assert billed(out) == sums
    assert sum(total < 0 for total in sums.values()) == 4
    numbers = column(out / "subscribers.parquet", "msisdn")
    assert max(len(str(number)) for number in numbers) == 4


def test_iranian_copies_are_left_out_and_the_charge_band_is_a_fact(tmp_path):
    report, out = imported("iranian-churn", "iranian_telecom_churn.csv", tmp_path)
    assert (report.read, report.subscribers) == (3150, 2850)
    assert [count for _, count in report.left_out] == [300]
    facts = pq.read_table(out / "facts.parquet")
    assert facts["churned"].to_pylist().count("yes") == 446
    assert {int(band) for band in facts["charge_band"].to_pylist()} == set(range(11))
    # The first line has a value of 197.64, and has been there for over a year.
    december = pq.read_table(out / "bills" / "2015-12.parquet")["billed"].to_pylist()
    assert december[0] == Decimal("49.41")


def test_ibm_bills_begin_with_the_month_of_joining(tmp_path):
    report, out = imported("ibm-telco-churn", "ibm_telco_customer_churn.csv", tmp_path)
    rows = dict(enumerate(rows_of("ibm_telco_customer_churn.csv"), 1))
    assert (report.read, report.subscribers) == (7043, 7032)
    assert [count for _, count in report.left_out] == [11]
    assert billed(out) == {
        n: Decimal(row["MonthlyCharges"]) * min(12, int(row["tenure"]))
        for n, row in rows.items()
        if row["tenure"] != "0"
    }
    assert column(out / "facts.parquet", "total_charges").count(None) == 0


def test_east_west_miles_of_a_year_are_all_there(tmp_path):
    report, out = imported("east-west-points", "east_west_airlines_points.csv", tmp_path)
    rows = rows_of("east_west_airlines_points.csv")
    assert (report.read, report.subscribers) == (3999, 3999)
    assert billed(out) == {int(row["ID#"]): Decimal(row["Bonus_miles"]) / 10 for row in rows}
    joined = column(out / "subscribers.parquet", "joined_on")
    assert (min(joined), max(joined)) == (date(1993, 4, 15), date(2015, 12, 30))


def present(file: str) -> list[dict[str, str]]:
    if not (DATA / file).exists():
        pytest.skip(f"REAL DATA NOT TESTED: {file} is not in {DATA}; set TIERLINE_REAL_DATA to its folder")
    return rows_of(file)


def repeated(rows: list[dict[str, str]]) -> list[int]:
    """For each row that repeats an earlier one in full, how many rows behind the last such one it stands."""
    last: dict[tuple[str, ...], int] = {}
    distances = []
    for number, row in enumerate(rows):
        whole = tuple(row.values())
        if whole in last:
            distances.append(number - last[whole])
        last[whole] = number
    return distances


def test_what_the_page_says_of_cdnow_is_what_the_file_holds():
    rows = present("cdnow_purchases_1997_98_odd.csv")
    months: dict[str, set[str]] = {}
    first_half: dict[str, Decimal] = {}
    for row in rows:
        months.setdefault(row["customer_id"], set()).add(row["date"][:6])
        if row["date"] < "19970701":
            spent = first_half.get(row["customer_id"], Decimal(0))
            first_half[row["customer_id"]] = spent + Decimal(row["dollar_value"])
    assert sum(Decimal(row["dollar_value"]) == 0 for row in rows) == 41
    assert sum(Decimal(row["dollar_value"]) < 0 for row in rows) == 0
    assert len(repeated(rows)) == 139
    assert sum(len(found) == 1 for found in months.values()) == 6378
    assert round(median(first_half.values())) == 32


def test_what_the_page_says_of_sichuan_is_what_the_file_holds():
    rows = [row for row in present("sichuan_mobile_arpu_2020_odd.csv") if row["arpu_mean"]]
    fewer = [row for row in rows if round(float(row["arpu_sum"]) / float(row["arpu_mean"])) < 8]
    below = sorted(float(row["arpu_sum"]) / 8 for row in rows if float(row["arpu_sum"]) < 0)
    assert (len(rows), len(fewer)) == (2956, 830)
    assert sum(row["label"] == "1" for row in rows) == 868
    assert sum(row["label"] == "1" for row in fewer) == 605
    # Half up, a mean of -0.50 yuan and more is zero.
    assert [mean >= -0.5 for mean in below] == [False, False, False, True]


def test_what_the_page_says_of_the_iranian_copies_is_what_the_file_holds():
    rows = present("iranian_telecom_churn.csv")
    distances = repeated(rows)
    assert (len(distances), sum(one in (50, 950) for one in distances)) == (300, 253)
    assert round(median(Decimal(row["Customer Value"]) for row in rows)) == 228


def test_what_the_page_says_of_ibm_is_what_the_file_holds():
    rows = [row for row in present("ibm_telco_customer_churn.csv") if row["tenure"] != "0"]
    charged = [int(row["tenure"]) * Decimal(row["MonthlyCharges"]) for row in rows]
    near = [
        abs(Decimal(row["TotalCharges"]) - whole) <= whole / 20
        for row, whole in zip(rows, charged, strict=True)
    ]
    assert (len(rows), sum(near)) == (7032, 5652)
    assert round(median(Decimal(row["MonthlyCharges"]) for row in rows)) == 70


def test_what_the_page_says_of_east_west_is_what_the_file_holds():
    rows = present("east_west_airlines_points.csv")
    assert median(int(row["Bonus_miles"]) for row in rows) == 7171
