"""Imports of small invented files: what comes out, what is refused, and that a failure leaves nothing."""

from __future__ import annotations

import gzip
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tierline.datasets.contract import BILLS, SUBSCRIBERS
from tierline.datasets.errors import FolderInUse, FolderNotWritten
from tierline.datasets.imports.carry_out import import_file
from tierline.datasets.imports.errors import (
    SourceColumnsMissing,
    SourceColumnTwice,
    SourceEmpty,
    SourceGarbled,
    SourceMissing,
    SourceWithoutRows,
    ValuesRefused,
)
from tierline.datasets.imports.mapping_reading import parse
from tierline.datasets.imports.output import Gathered
from tierline.datasets.imports.report import ImportReport
from tierline.wording import Language

LINES = {
    "msisdn": "id",
    "segment": "{constant: public}",
    "product": "{constant: mobile_4g}",
    "payment": "{constant: postpaid}",
    "account_kind": "{constant: ordinary}",
    "real_name": '{constant: "true"}',
    "joined_on": "{constant: 2020-01-01}",
    "status": "{constant: active}",
    "site": "{constant: 65.6501.650102}",
}
BILLED = {
    "billed": "{2022-01: jan, 2022-02: feb}",
    "mobile_billed": "{same_as: billed}",
    "paid": "{same_as: billed}",
    "suspensions": "{constant: 0}",
}
SOURCE = "id,jan,feb\n2,1.00,2.00\n1,3.00,-4.50\n"


def mapping_text(
    source: str = "{}",
    extra: str = "",
    lines: dict[str, str] | None = None,
    bills: dict[str, str] | None = None,
) -> str:
    def block(name: str, keys: dict[str, str]) -> list[str]:
        return [f"{name}:", *(f"  {key}: {said}" for key, said in keys.items())]

    return "\n".join(
        [
            "mapping: invented",
            "title: {en: Invented, zh: 虚构}",
            f"source: {source}",
            "subscriber_id: id",
            *block("subscribers", {**LINES, **(lines or {})}),
            *block("bills", {**BILLED, **(bills or {})}),
            extra,
        ]
    )


def run(folder: Path, source: str | bytes = SOURCE, text: str = "") -> ImportReport:
    content = source.encode() if isinstance(source, str) else source
    (folder / "source.csv").write_bytes(content)
    mapping = parse((text or mapping_text()).encode(), "m.yaml")
    return import_file(mapping, folder / "source.csv", folder / "out")


def bills(folder: Path, *columns: str) -> list[tuple[object, ...]]:
    """The rows of all months, months in order, rows as they lie in the files."""
    return [
        tuple(row[column] for column in columns)
        for path in sorted((folder / "out" / "bills").iterdir())
        for row in pq.read_table(path).to_pylist()
    ]


def subscribers(folder: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(folder / "out" / "subscribers.parquet").to_pylist()
    return rows


def problems(folder: Path, source: str, text: str = "") -> list[tuple[str, str, int, tuple[int, ...]]]:
    with pytest.raises(ValuesRefused) as caught:
        run(folder, source, text)
    assert not (folder / "out").exists()
    return [(one.dataset, one.column, one.count, one.rows) for one in caught.value.problems]


def test_the_columns_are_those_of_the_contract_and_rows_come_by_id(tmp_path):
    run(tmp_path)
    table = pq.read_table(tmp_path / "out" / "subscribers.parquet")
    assert table.column_names == [column.name for column in SUBSCRIBERS.columns]
    assert [line["subscriber_id"] for line in subscribers(tmp_path)] == [1, 2]
    january = pq.read_table(tmp_path / "out" / "bills" / "2022-01.parquet")
    assert january.column_names == [column.name for column in BILLS.columns]
    assert str(january.schema.field("billed").type) == "decimal128(12, 2)"
    assert bills(tmp_path, "subscriber_id", "month", "billed", "suspensions") == [
        (1, date(2022, 1, 1), Decimal("3.00"), 0),
        (2, date(2022, 1, 1), Decimal("1.00"), 0),
        (1, date(2022, 2, 1), Decimal("-4.50"), 0),
        (2, date(2022, 2, 1), Decimal("2.00"), 0),
    ]


def test_the_report_says_what_was_measured_and_what_was_stated(tmp_path):
    report = run(tmp_path)
    written = json.loads((tmp_path / "out" / "import.json").read_text(encoding="utf-8"))
    assert written == report.as_json()
    assert written["written"] == {"subscribers": 2, "bills": {"2022-01": 2, "2022-02": 2}}
    assert written["amounts_below_zero"]["bills.billed"] == 1
    assert written["stated_by_mapping"]["subscribers.payment"] == "postpaid"
    assert written["stated_by_mapping"]["bills.paid"] == "bills.billed"
    assert written["mapping"]["digest"].startswith("sha256:")


def test_the_same_import_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        run(tmp_path / name)
    for path in (tmp_path / "a" / "out").rglob("*.*"):
        assert (
            path.read_bytes()
            == (tmp_path / "b" / "out" / path.relative_to(tmp_path / "a" / "out")).read_bytes()
        )


@pytest.mark.parametrize("language", list(Language))
def test_the_report_can_be_read_in_both_languages(language, tmp_path):
    said = run(tmp_path).lines(language, "out")
    assert any("bills.billed" in line for line in said)
    assert ("行" in said[0]) == (language is Language.ZH)


@pytest.mark.parametrize(
    ("encoding", "stated"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030")],
)
def test_encodings_and_delimiters_are_as_stated(encoding, stated, tmp_path):
    text = mapping_text(
        f"{{encoding: {stated}, delimiter: tab}}",
        lines={"product": "{column: 网络, values: {五代: mobile_5g}}"},
    )
    run(tmp_path, "id\tjan\tfeb\t网络\n1\t1\t2\t五代\n".encode(encoding), text)
    assert subscribers(tmp_path)[0]["product"] == "mobile_5g"


def test_gzip_is_known_by_its_bytes(tmp_path):
    assert run(tmp_path, gzip.compress(SOURCE.encode())).read == 2


def test_an_average_is_spread_so_that_its_sum_is_exact_to_the_fen(tmp_path):
    text = mapping_text(bills={"billed": "{2022-01..2022-03: {average: jan}}"})
    run(tmp_path, "id,jan\n1,0.335\n2,-0.335\n", text)
    found = bills(tmp_path, "subscriber_id", "billed")
    # 3 x 0.335 is 1.005, which is 1.01 yuan; half up, -1.005 is -1.00.
    assert [b for i, b in found if i == 1] == [Decimal("0.33"), Decimal("0.34"), Decimal("0.34")]
    assert sum(b for i, b in found if i == 2) == Decimal("-1.00")


def test_a_total_less_other_months_may_end_below_zero(tmp_path):
    text = mapping_text(
        bills={"billed": "{2022-02..2022-04: {average: jan}, 2022-01: {total: feb, less: 2022-02..2022-04}}"}
    )
    run(tmp_path, "id,jan,feb\n1,8.60,25.79\n", text)
    assert bills(tmp_path, "billed")[0] == (Decimal("-0.01"),)


def test_amounts_are_scaled_exactly_and_rounded_once(tmp_path):
    source = "{money: {factor: 1/200, factor_because: {en: a test, zh: 测试}}}"
    report = run(tmp_path, "id,jan,feb\n1,1.00E+05,-3\n", mapping_text(source))
    assert bills(tmp_path, "billed") == [(Decimal("500.00"),), (Decimal("-0.01"),)]
    assert report.as_json()["scaled_because"] == {"en": "a test", "zh": "测试"}


def test_a_month_without_any_figure_gives_no_bill(tmp_path):
    report = run(tmp_path, "id,jan,feb\n1,1.00,\n2,,nan\n3,1,1\n", mapping_text("{blank: [nan]}"))
    assert report.bills == {"2022-01": 2, "2022-02": 1}
    assert report.subscribers == 3


def test_a_month_with_some_figures_only_is_refused(tmp_path):
    text = mapping_text(bills={"paid": "{2022-01: paid1, 2022-02: paid2}"})
    found = problems(tmp_path, "id,jan,feb,paid1,paid2\n1,1,1,1,\n2,,1,,1\n", text)
    assert found == [("bills", "paid", 1, (1,))]


def test_the_first_value_that_is_not_blank_counts(tmp_path):
    lines = {
        "joined_on": "[activated, issued]",
        "product": "[{column: is5g, values: {是: mobile_5g, 否: ''}}, {constant: mobile_3g}]",
    }
    source = "id,jan,feb,activated,issued,is5g\n1,1,1,2020-02-03,2020-01-01,是\n2,1,1,,2020-01-01,否\n"
    run(tmp_path, source, mapping_text(lines=lines))
    assert [(line["joined_on"], line["product"]) for line in subscribers(tmp_path)] == [
        (date(2020, 2, 3), "mobile_5g"),
        (date(2020, 1, 1), "mobile_3g"),
    ]


def test_tenure_in_months_becomes_the_joining_month(tmp_path):
    text = mapping_text(lines={"joined_on": "{column: tenure, tenure_at: 2022-05}"})
    run(tmp_path, "id,jan,feb,tenure\n1,1,1,1\n2,1,1,13\n", text)
    assert [line["joined_on"] for line in subscribers(tmp_path)] == [date(2022, 5, 1), date(2021, 5, 1)]


def test_rows_that_are_left_out_are_counted_by_their_reason(tmp_path):
    extra = (
        "leave_out:\n- {blank: [jan, feb], reason: {en: no bills, zh: 无账单}}\n"
        "- {column: id, is: ['9'], reason: {en: a test line, zh: 测试线路}}"
    )
    report = run(tmp_path, "id,jan,feb\n1,1,\n2,,\n3,,\n9,1,1\n", mapping_text(extra=extra))
    assert [count for _, count in report.left_out] == [2, 1]
    assert (report.read, report.subscribers) == (4, 1)


def test_given_grades_keep_the_operators_words_and_rank_them(tmp_path):
    extra = "given_grades: {grade: star, low_to_high: [银, 金], not_graded: [未评]}"
    report = run(
        tmp_path, "id,jan,feb,star\n1,1,1,金\n2,1,1,未评\n3,1,1,\n4,1,1,银\n", mapping_text(extra=extra)
    )
    rows = pq.read_table(tmp_path / "out" / "given_grades.parquet").to_pylist()
    assert [tuple(row.values()) for row in rows] == [(1, "金", 2), (2, "未评", None), (4, "银", 1)]
    assert report.given_grades == (3, 1)


def test_a_grade_that_is_not_ranked_is_refused(tmp_path):
    extra = "given_grades: {grade: star, low_to_high: [银]}"
    found = problems(tmp_path, "id,jan,feb,star\n1,1,1,铜\n", mapping_text(extra=extra))
    assert found == [("given_grades", "grade", 1, (1,))]


def test_a_row_that_repeats_an_earlier_one_in_every_column_is_left_out_and_counted(tmp_path):
    extra = "leave_out: [{repeated: 'true', reason: {en: a copy, zh: 副本}}]"
    text = mapping_text(extra=extra).replace("subscriber_id: id", "subscriber_id: {row_number: 1}")
    # The second differs in a column that nobody reads; the last is the third again, which was a copy itself.
    report = run(tmp_path, "id,jan,feb,note\n1,1,1,a\n1,1,1,b\n1,1,1,a\n1,1,1,a\n", text)
    assert [count for _, count in report.left_out] == [2]
    assert [line["subscriber_id"] for line in subscribers(tmp_path)] == [1, 2]


def test_fields_that_only_join_to_the_same_text_are_no_repetition(tmp_path):
    extra = "leave_out: [{repeated: 'true', reason: {en: a copy, zh: 副本}}]"
    text = mapping_text(extra=extra).replace("subscriber_id: id", "subscriber_id: {row_number: 1}")
    assert run(tmp_path, "id,jan,feb,note\n1,1,1,a\n1,1,11,\n11,1,1,\n", text).subscribers == 3


def test_the_number_of_a_row_may_stand_for_the_number_of_the_line(tmp_path):
    run(tmp_path, text=mapping_text(lines={"msisdn": "{row_number: 7}"}))
    assert [line["msisdn"] for line in subscribers(tmp_path)] == ["8", "7"]


def test_a_total_is_shared_out_so_that_its_sum_is_exact(tmp_path):
    text = mapping_text(bills={"billed": "{2022-01..2022-03: {total: jan}}"})
    run(tmp_path, "id,jan\n1,1.00\n2,-0.01\n3,\n", text)
    assert bills(tmp_path, "subscriber_id", "billed") == [
        (1, Decimal("0.33")),
        (2, Decimal("-0.01")),
        (1, Decimal("0.33")),
        (2, Decimal("0.00")),
        (1, Decimal("0.34")),
        (2, Decimal("0.00")),
    ]


def test_a_line_has_no_bill_before_its_joining_month_where_the_mapping_says_so(tmp_path):
    bills_of = {"since_joining": '"true"', "billed": "{2022-01..2022-03: jan}"}
    text = mapping_text(lines={"joined_on": "joined"}, bills=bills_of)
    report = run(tmp_path, "id,jan,joined\n1,5,2021-07-01\n2,5,2022-02-28\n", text)
    assert report.bills == {"2022-01": 1, "2022-02": 2, "2022-03": 2}


def test_a_total_is_shared_out_over_the_months_since_joining_and_loses_nothing(tmp_path):
    bills_of = {"since_joining": '"true"', "billed": "{2022-01..2022-03: {total: jan}}"}
    text = mapping_text(lines={"joined_on": "joined"}, bills=bills_of)
    run(tmp_path, "id,jan,joined\n1,5,2022-02-28\n", text)
    assert bills(tmp_path, "month", "billed") == [
        (date(2022, 2, 1), Decimal("2.50")),
        (date(2022, 3, 1), Decimal("2.50")),
    ]


def test_a_remainder_takes_away_what_the_months_since_joining_hold(tmp_path):
    billed = "{2022-01..2022-02: {total: jan}, 2022-03: {total: feb, less: 2022-01..2022-02}}"
    text = mapping_text(lines={"joined_on": "joined"}, bills={"since_joining": '"true"', "billed": billed})
    run(tmp_path, "id,jan,feb,joined\n1,5,9,2022-02-28\n", text)
    assert bills(tmp_path, "billed") == [(Decimal("5.00"),), (Decimal("4.00"),)]


def test_a_total_of_months_before_joining_is_refused(tmp_path):
    bills_of = {"since_joining": '"true"', "billed": "{2022-01..2022-03: {total: jan}}"}
    text = mapping_text(lines={"joined_on": "joined"}, bills=bills_of)
    assert problems(tmp_path, "id,jan,joined\n1,5,2022-04-01\n", text) == [("bills", "billed", 1, (1,))]


def test_days_on_the_network_become_the_day_of_joining(tmp_path):
    text = mapping_text(lines={"joined_on": "{column: days, days_before: 2016-01-01}"})
    run(tmp_path, "id,jan,feb,days\n1,1,1,1\n2,1,1,365\n", text)
    assert [line["joined_on"] for line in subscribers(tmp_path)] == [date(2015, 12, 31), date(2015, 1, 1)]


@pytest.mark.parametrize("days", ["-1", "1.5", "x", "99999999"])
def test_what_is_no_number_of_days_is_refused(days, tmp_path):
    text = mapping_text(lines={"joined_on": "{column: days, days_before: 2016-01-01}"})
    found = problems(tmp_path, f"id,jan,feb,days\n1,1,1,{days}\n", text)
    assert found == [("subscribers", "joined_on", 1, (1,))]


def test_what_the_contract_has_no_column_for_is_kept_beside_the_lines(tmp_path):
    extra = "facts: {churned: {column: left, values: {'1': 'yes', '0': 'no'}}, note: note}"
    report = run(tmp_path, "id,jan,feb,left,note\n2,1,1,1,\n1,1,1,0,late\n", mapping_text(extra=extra))
    rows = pq.read_table(tmp_path / "out" / "facts.parquet").to_pylist()
    assert [tuple(row.values()) for row in rows] == [(1, "no", "late"), (2, "yes", None)]
    assert "churned, note" in " ".join(report.lines(Language.EN, "out"))


def test_a_fact_that_is_not_listed_is_refused(tmp_path):
    extra = "facts: {churned: {column: left, values: {'1': 'yes'}}}"
    found = problems(tmp_path, "id,jan,feb,left\n1,1,1,0\n", mapping_text(extra=extra))
    assert found == [("facts", "churned", 1, (1,))]


CHARGES = {"month_of": "day", "billed": "amount"}


def charges(extra_lines: dict[str, str]) -> str:
    return mapping_text('{each_row_is: charge, dates: "%Y%m%d"}', lines=extra_lines, bills=CHARGES)


def test_charges_are_summed_by_line_and_month_and_rounded_once(tmp_path):
    source = "id,day,amount\n1,20220105,0.004\n1,20220131,0.004\n1,20220301,2\n2,20220115,\n"
    report = run(tmp_path, source, charges({"joined_on": "{column: day, take: earliest}"}))
    assert bills(tmp_path, "subscriber_id", "billed") == [
        (1, Decimal("0.01")),
        (2, Decimal("0.00")),
        (1, Decimal("2.00")),
    ]
    assert report.bills == {"2022-01": 2, "2022-03": 1}
    assert [line["joined_on"] for line in subscribers(tmp_path)] == [date(2022, 1, 5), date(2022, 1, 15)]


def test_days_are_moved_by_years_and_the_report_says_why(tmp_path):
    moved = "moved: {years: 15, because: {en: a test, zh: 测试}}"
    text = mapping_text(
        f'{{each_row_is: charge, dates: "%Y%m%d", {moved}}}',
        lines={"joined_on": "{column: day, take: earliest}"},
        bills=CHARGES,
    )
    report = run(tmp_path, "id,day,amount\n1,20000229,1\n1,20000331,2\n", text)
    # The year 2015 has no 29 February.
    assert subscribers(tmp_path)[0]["joined_on"] == date(2015, 2, 28)
    assert report.bills == {"2015-02": 1, "2015-03": 1}
    assert "moved by 15 years, because a test" in " ".join(report.lines(Language.EN, "out"))


def test_a_day_that_is_moved_out_of_the_calendar_is_refused(tmp_path):
    moved = "moved: {years: -900, because: {en: a test, zh: 测试}}"
    text = mapping_text(f"{{{moved}}}", lines={"joined_on": "day"})
    found = problems(tmp_path, "id,jan,feb,day\n1,1,1,0800-01-01\n", text)
    assert found == [("subscribers", "joined_on", 1, (1,))]


def test_rows_of_one_line_that_disagree_are_refused(tmp_path):
    found = problems(
        tmp_path, "id,day,amount,ward\n1,20220105,1,a\n1,20220106,1,b\n", charges({"site": "ward"})
    )
    assert found == [("subscribers", "site", 1, (2,))]


def test_a_line_that_closed_needs_its_day(tmp_path):
    found = problems(tmp_path, SOURCE, mapping_text(lines={"status": "{constant: closed}"}))
    assert found == [("subscribers", "closed_on", 2, (1, 2))]


def test_all_problems_are_told_at_once_with_count_and_first_rows(tmp_path):
    lines = {"product": "{column: net, values: {5G: mobile_5g}}", "joined_on": "joined"}
    rows = "".join(f"{n},x,1,9G,2020-13-01\n" for n in range(1, 8))
    found = problems(tmp_path, "id,jan,feb,net,joined\n" + rows, mapping_text(lines=lines))
    first = (1, 2, 3, 4, 5)
    assert sorted(found) == [
        ("bills", "billed", 7, first),
        ("subscribers", "joined_on", 7, first),
        ("subscribers", "product", 7, first),
    ]


@pytest.mark.parametrize("language", list(Language))
def test_a_refusal_never_shows_a_value_of_the_source(language, tmp_path):
    lines = {"vanity_class": "secret"}
    with pytest.raises(ValuesRefused) as caught:
        run(tmp_path, "id,jan,feb,secret\n1,1,1,LeiLi\n", mapping_text(lines=lines))
    message = caught.value.message(language)
    assert "vanity_class" in message
    assert "1, 2, 3" in message
    assert "LeiLi" not in message


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("id,jan,feb\n1,1,1\n1,2,2\n", "subscriber_id"),
        ("id,jan,feb\n,1,1\n", "subscriber_id"),
        ("id,jan,feb\nx7,1,1\n", "subscriber_id"),
        ("id,jan,feb\n1,99999999999,1\n", "billed"),
        ("id,jan,feb\n1,NaN,1\n", "billed"),
        ("id,jan,feb\n1,1\n", "*"),
        ("id,jan,feb\n1,1,1,1\n", "*"),
    ],
)
def test_what_does_not_fit_the_contract_is_refused(source, column, tmp_path):
    assert column in [found for _, found, _, _ in problems(tmp_path, source)]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"", SourceEmpty),
        (b"id,jan,feb\n", SourceWithoutRows),
        (b"id,jan\n1,1\n", SourceColumnsMissing),
        (b"id;jan;feb\n1;1;1\n", SourceColumnsMissing),
        (b"id,jan,feb,jan\n1,1,1,1\n", SourceColumnTwice),
        ("id,jan,feb\n1,1,五代\n".encode("gb18030"), SourceGarbled),
        (b'id,jan,feb\n1,"1,1\n', SourceGarbled),
        (gzip.compress(SOURCE.encode(), mtime=0)[:-9], SourceGarbled),
        (b"\x1f\x8b\x08", SourceGarbled),
    ],
)
@pytest.mark.parametrize("language", list(Language))
def test_a_source_that_cannot_be_read_is_told_apart(source, error, language, tmp_path):
    with pytest.raises(error) as caught:
        run(tmp_path, source)
    assert "source.csv" in caught.value.message(language)
    assert not (tmp_path / "out").exists()


def test_a_source_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SourceMissing, match=r"none\.csv"):
        import_file(parse(mapping_text().encode(), "m.yaml"), tmp_path / "none.csv", tmp_path / "out")


def test_an_import_overwrites_nothing(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(FolderInUse):
        run(tmp_path)
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "out").mkdir()
    run(tmp_path)
    assert (tmp_path / "out" / "import.json").exists()


def test_a_disk_that_refuses_half_way_leaves_nothing(tmp_path, monkeypatch):
    written = []

    def full_after_one(gathered: Gathered, path: Path) -> None:
        if written:
            raise OSError(28, "No space left on device")
        written.append(path)
        path.touch()

    monkeypatch.setattr(Gathered, "write", full_after_one)
    with pytest.raises(FolderNotWritten, match="No space left"):
        run(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["source.csv"]
