"""The sample operator keeps the data contract, is the same from the same seed, and is spread as measured."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tierline.datasets.arrow import money
from tierline.datasets.contract import BILLS, PRODUCT_GROUPS, SPECIAL_GRADES, SUBSCRIBERS, Dataset
from tierline.datasets.errors import FolderInUse, FolderNotWritten
from tierline.datasets.sample import figures
from tierline.datasets.sample import generate as sample_module
from tierline.datasets.sample.columns import fictitious_numbers
from tierline.datasets.sample.commands import first_day_of, last_complete_month, sample, summary
from tierline.datasets.sample.errors import BadLastMonth, BadSampleSize
from tierline.datasets.sample.generate import CHUNK, SampleFigures, generate
from tierline.wording import Language

REPOSITORY = Path(__file__).resolve().parents[3]
REAL_FILES = REPOSITORY.parent / "shared" / "data"
UNTIL = date(2026, 10, 1)
LINES = 60_000
MONTHS = 12
MOBILE = f"product IN {PRODUCT_GROUPS['mobile']}"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SampleFigures]:
    folder = tmp_path_factory.mktemp("sample") / "operator"
    return folder, generate(folder, lines=LINES, months=MONTHS, until=UNTIL, seed=20)


@pytest.fixture(scope="module")
def base(written: tuple[Path, SampleFigures]) -> Iterator[duckdb.DuckDBPyConnection]:
    folder, _ = written
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"CREATE TABLE subscribers AS FROM '{folder}/subscribers/*.parquet'")
        connection.execute(f"CREATE TABLE bills AS FROM '{folder}/bills/*.parquet'")
        connection.execute(f"CREATE TABLE special_grades AS FROM '{folder}/special_grades.parquet'")
        yield connection


def value(base: duckdb.DuckDBPyConnection, query: str) -> Any:
    return base.execute(query).fetchall()[0][0]


def shares(base: duckdb.DuckDBPyConnection, column: str, table: str) -> dict[object, float]:
    query = f"SELECT {column}, count(*) / sum(count(*)) OVER () FROM {table} GROUP BY ALL"
    return dict(base.execute(query).fetchall())


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*.parquet"))}


# ---------------------------------------------------------------- the data contract


@pytest.mark.parametrize("dataset", [SUBSCRIBERS, BILLS, SPECIAL_GRADES], ids=lambda dataset: dataset.name)
def test_a_dataset_has_the_columns_and_types_of_the_contract(
    base: duckdb.DuckDBPyConnection, dataset: Dataset
) -> None:
    found = [(row[0], row[1]) for row in base.execute(f"DESCRIBE {dataset.name}").fetchall()]

    assert found == [(column.name, column.kind.value) for column in dataset.columns]


@pytest.mark.parametrize("dataset", [SUBSCRIBERS, BILLS, SPECIAL_GRADES], ids=lambda dataset: dataset.name)
def test_every_value_lies_in_its_domain(base: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    wrong = []
    for column in dataset.columns:
        conditions = [] if column.nullable else [f"{column.name} IS NULL"]
        if column.values:
            conditions.append(f"{column.name} NOT IN {column.values}")
        if column.least is not None:
            conditions.append(f"{column.name} < {column.least}")
        if column.first_of_month:
            conditions.append(f"day({column.name}) <> 1")
        query = f"SELECT count(*) FROM {dataset.name} WHERE {' OR '.join(conditions or ['false'])}"
        wrong.append((column.name, value(base, query)))

    assert wrong == [(column.name, 0) for column in dataset.columns]


@pytest.mark.parametrize("dataset", [SUBSCRIBERS, BILLS, SPECIAL_GRADES], ids=lambda dataset: dataset.name)
def test_no_key_is_there_twice(base: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    key = ", ".join(dataset.key)

    assert (
        value(
            base, f"SELECT count(*) FROM (SELECT {key} FROM {dataset.name} GROUP BY ALL HAVING count(*) > 1)"
        )
        == 0
    )


@pytest.mark.parametrize(
    ("column", "values"),
    [("segment", 3), ("product", 8), ("brand", 3), ("payment", 2), ("account_kind", 4), ("plan_kind", 5),
     ("real_name", 2), ("status", 3), ("site", 23), ("vanity_class", 3), ("vanity_secured", 2),
     ("contract_kind", 3), ("contract_plan", 10)],
)  # fmt: skip
def test_every_kind_of_line_occurs(base: duckdb.DuckDBPyConnection, column: str, values: int) -> None:
    assert value(base, f"SELECT count(DISTINCT {column}) FROM subscribers") == values


def test_a_line_has_no_bill_before_it_joins_or_after_it_closes(base: duckdb.DuckDBPyConnection) -> None:
    outside = """SELECT count(*) FROM bills JOIN subscribers USING (subscriber_id)
        WHERE month < date_trunc('month', joined_on) OR month > closed_on"""

    assert value(base, outside) == 0


def test_a_line_is_closed_after_it_joined_and_has_a_day_for_it_just_where_its_status_says_so(
    base: duckdb.DuckDBPyConnection,
) -> None:
    wrong = """SELECT count(*) FROM subscribers
        WHERE (status = 'closed') <> (closed_on IS NOT NULL) OR closed_on < joined_on
           OR greatest(joined_on, closed_on) > DATE '2026-10-31'"""

    assert value(base, wrong) == 0


def test_the_stock_grows_and_shrinks_inside_the_billed_months(base: duckdb.DuckDBPyConnection) -> None:
    found = [
        value(
            base,
            f"SELECT count(DISTINCT date_trunc('month', {day})) FROM subscribers WHERE {day} >= '2025-11-01'",
        )
        for day in ("joined_on", "closed_on")
    ]

    assert found == [MONTHS, MONTHS]


def test_the_mobile_part_is_no_more_than_the_bill_and_nothing_on_fixed_lines(
    base: duckdb.DuckDBPyConnection,
) -> None:
    wrong = f"""SELECT count(*) FROM bills JOIN subscribers USING (subscriber_id)
        WHERE abs(mobile_billed) > abs(billed) OR mobile_billed * billed < 0
           OR (product IN {PRODUCT_GROUPS["fixed"]} AND mobile_billed <> 0)"""

    assert value(base, wrong) == 0


def test_contracts_are_of_handsets_on_3g_to_5g_and_never_end_before_the_line_joined(
    base: duckdb.DuckDBPyConnection,
) -> None:
    wrong = """SELECT count(*) FROM subscribers WHERE (contract_kind IS NULL) <> (contract_plan IS NULL)
        OR (contract_kind IS NOT NULL AND product NOT IN ('mobile_3g', 'mobile_4g', 'mobile_5g'))
        OR contract_ends_on < joined_on OR contract_ends_on <> last_day(contract_ends_on)"""

    assert value(base, wrong) == 0


def test_numbers_begin_as_no_real_one_does_and_ids_leave_gaps(base: duckdb.DuckDBPyConnection) -> None:
    assert (
        value(base, "SELECT count(*) FROM subscribers WHERE NOT regexp_matches(msisdn, '^100[0-9]{8}$')") == 0
    )
    assert value(base, "SELECT count(DISTINCT msisdn) FROM subscribers") == LINES
    assert value(base, "SELECT max(subscriber_id) - min(subscriber_id) FROM subscribers") > 2 * LINES


def test_every_file_is_sorted_by_line(written: tuple[Path, SampleFigures]) -> None:
    folder, _ = written
    for file in folder.rglob("*.parquet"):
        ids = duckdb.execute(f"SELECT subscriber_id FROM '{file}'").fetchnumpy()["subscriber_id"]
        assert (np.diff(ids) > 0).all(), file.name


def test_special_grades_are_of_lines_that_are_there(base: duckdb.DuckDBPyConnection) -> None:
    strangers = "SELECT count(*) FROM special_grades ANTI JOIN subscribers USING (subscriber_id)"

    assert value(base, strangers) == 0
    assert value(base, "SELECT count(*) FROM special_grades") == pytest.approx(0.001 * LINES, rel=0.5)


def test_the_figures_are_those_of_what_was_written(
    written: tuple[Path, SampleFigures], base: duckdb.DuckDBPyConnection
) -> None:
    _, told = written

    assert (told.lines, told.first_month, told.last_month) == (LINES, date(2025, 11, 1), UNTIL)
    assert told.bills == value(base, "SELECT count(*) FROM bills")
    assert told.refunds == value(base, "SELECT count(*) FROM bills WHERE billed < 0") > 0
    assert told.suspended_months == value(base, "SELECT count(*) FROM bills WHERE suspensions > 0") > 0
    assert told.special_grades == value(base, "SELECT count(*) FROM special_grades")
    assert told.by_status == dict(
        base.execute("SELECT status, count(*) FROM subscribers GROUP BY 1").fetchall()
    )
    assert told.by_product == dict(
        base.execute("SELECT product, count(*) FROM subscribers GROUP BY 1").fetchall()
    )


# ---------------------------------------------------------------- as measured


SPENT = f"""(SELECT subscriber_id, avg(billed::DOUBLE) AS mean, stddev_samp(billed::DOUBLE) AS deviation,
    count(*) AS months FROM bills WHERE month > '2026-02-01' GROUP BY 1)
    JOIN subscribers USING (subscriber_id) WHERE {MOBILE}"""


@pytest.mark.parametrize(
    ("where", "measured"),
    [
        ("starts_with(site, '11.')", figures.BEIJING_SPEND_YUAN),
        ("NOT starts_with(site, '11.')", figures.SICHUAN_SPEND_YUAN),
    ],
    ids=["Beijing", "Sichuan"],
)
def test_mobile_spend_has_the_measured_percentiles_within_a_tenth(
    base: duckdb.DuckDBPyConnection, where: str, measured: tuple[float, ...]
) -> None:
    found = value(base, f"SELECT quantile_cont(mean, [0.25, 0.5, 0.75, 0.95, 0.99]) FROM {SPENT} AND {where}")

    # A quarter of Sichuan's lines pay so little that a tenth of it is a yuan: there it may be two.
    assert found == pytest.approx(measured[2:], rel=0.1, abs=2)


def test_bills_of_one_line_vary_as_measured(base: duckdb.DuckDBPyConnection) -> None:
    found = value(
        base,
        f"""SELECT quantile_cont(deviation / mean, [0.25, 0.5, 0.75, 0.95])
        FROM {SPENT} AND months = 8 AND mean > 0""",
    )

    assert found == pytest.approx(figures.VARIATION, rel=0.1, abs=0.015)


def test_a_month_without_a_bill_is_as_frequent_as_measured_within_a_fifth(
    base: duckdb.DuckDBPyConnection,
) -> None:
    found = value(base, f"SELECT 1 - avg(months) / 8 FROM {SPENT}")

    assert found == pytest.approx(figures.SICHUAN_MISSING_MONTHS, rel=0.2)


def test_postpaid_lines_fall_behind_as_often_as_measured_within_a_tenth(
    base: duckdb.DuckDBPyConnection,
) -> None:
    found = value(
        base,
        f"""SELECT avg((paid < before)::INT) FROM (
            SELECT *, lag(billed) OVER line AS before, lag(month) OVER line AS month_before FROM bills
            WINDOW line AS (PARTITION BY subscriber_id ORDER BY month)) JOIN subscribers USING (subscriber_id)
        WHERE payment = 'postpaid' AND {MOBILE} AND month_before = month - INTERVAL 1 MONTH AND before > 0""",
    )

    assert found == pytest.approx(figures.ARREARS_SHARE, rel=0.1)


def test_suspensions_of_postpaid_lines_follow_arrears(base: duckdb.DuckDBPyConnection) -> None:
    suspended, of_them_paid = base.execute(
        """SELECT count(*), count(*) FILTER (WHERE paid > 0) FROM bills JOIN subscribers USING (subscriber_id)
        WHERE payment = 'postpaid' AND suspensions > 0"""
    ).fetchall()[0]

    assert suspended > 0
    assert of_them_paid == 0


def test_postpaid_mobile_lines_are_suspended_as_often_as_chosen(base: duckdb.DuckDBPyConnection) -> None:
    by_star = zip(figures.STAR_SHARES, (0, 0, 0, 0, 1, 2, 3, 3), strict=True)
    chosen = figures.ARREARS_STAY * sum(
        share * figures.ARREARS_SHARE_BY_STAR[place] * figures.SUSPENDED_WHILE_OVERDUE[place]
        for share, place in by_star
    )
    found = value(
        base,
        f"""SELECT avg((suspensions > 0)::INT) FROM bills JOIN subscribers USING (subscriber_id)
        WHERE payment = 'postpaid' AND {MOBILE}""",
    )

    # Postpaid lines are somewhat more of the better paying, whose arrears are more frequent.
    assert found == pytest.approx(chosen, rel=0.2)


def test_refunds_are_as_rare_as_measured_within_two_fifths(base: duckdb.DuckDBPyConnection) -> None:
    found = value(
        base,
        f"""SELECT avg(refunded) FROM (SELECT max((billed < 0)::INT) AS refunded
            FROM bills JOIN subscribers USING (subscriber_id)
            WHERE month > '2026-02-01' AND {MOBILE} GROUP BY subscriber_id)""",
    )

    # About a hundred of these lines have one, so that chance alone moves the share by a tenth.
    assert found == pytest.approx(figures.REFUND_LINES_IN_8_MONTHS, rel=0.4)


def test_better_paying_lines_are_on_5g_as_measured(base: duckdb.DuckDBPyConnection) -> None:
    found = base.execute(
        f"""SELECT avg((product = 'mobile_5g')::INT) FROM (
            SELECT product, ntile(5) OVER (ORDER BY mean) AS fifth FROM {SPENT}
            AND starts_with(site, '11.') AND product IN ('mobile_2g', 'mobile_4g', 'mobile_5g'))
        GROUP BY fifth ORDER BY fifth"""
    ).fetchall()

    assert [row[0] for row in found] == pytest.approx(figures.FIVE_G_SHARE_BY_SPEND_FIFTH, abs=0.05)


def test_kinds_of_lines_have_the_chosen_shares(base: duckdb.DuckDBPyConnection) -> None:
    segments, products = shares(base, "segment", "subscribers"), shares(base, "product", "subscribers")

    assert segments == pytest.approx(figures.SEGMENTS, abs=0.01)
    assert {name: products[name] for name in ("mobile_bundle", "broadband", "fixed_line", "data_card")} == (
        pytest.approx({n: s for n, s in figures.KINDS_OF_LINE.items() if n != "handset"}, abs=0.01)
    )


def test_fixed_lines_are_as_old_as_measured(base: duckdb.DuckDBPyConnection) -> None:
    found = value(
        base,
        f"""SELECT quantile_cont(date_diff('month', joined_on, DATE '2026-10-01') + 1, [0.25, 0.5, 0.75])
        FROM subscribers WHERE product IN {PRODUCT_GROUPS["fixed"]} AND status <> 'closed'""",
    )

    assert found == pytest.approx(figures.FIXED_TENURE_MONTHS[1:4], rel=0.1, abs=3)


@pytest.mark.skipif(
    not REAL_FILES.is_dir(), reason="the public files are not beside this checkout: ../shared/data"
)
def test_the_figures_are_measured_on_the_public_files() -> None:
    script = REPOSITORY / "benchmarks" / "measure_real_files.py"
    run = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr


# ---------------------------------------------------------------- the same again


def test_equal_arguments_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("once", "again"):
        generate(tmp_path / name, lines=3_000, months=3, until=UNTIL, seed=5)

    assert bytes_of(tmp_path / "once") == bytes_of(tmp_path / "again")


def test_another_seed_gives_another_operator(tmp_path: Path) -> None:
    for seed in (5, 6):
        generate(tmp_path / str(seed), lines=500, months=1, until=UNTIL, seed=seed)

    assert bytes_of(tmp_path / "5") != bytes_of(tmp_path / "6")


def test_a_chunk_does_not_depend_on_the_chunks_around_it(tmp_path: Path) -> None:
    generate(tmp_path / "one", lines=CHUNK, months=1, until=UNTIL, seed=5)
    generate(tmp_path / "more", lines=CHUNK + 10, months=1, until=UNTIL, seed=5)
    in_one, in_more = (f"'{tmp_path}/{name}/bills/2026-10.parquet'" for name in ("one", "more"))

    assert duckdb.execute(f"SELECT count(*) FROM (FROM {in_one} EXCEPT FROM {in_more})").fetchall() == [(0,)]


def test_subscribers_are_cut_into_parts_of_whole_row_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_module, "CHUNK", 100)
    heard: list[int] = []
    generate(tmp_path / "s", lines=1_250, months=2, until=UNTIL, seed=1, progress=heard.append)
    groups = duckdb.execute(
        f"SELECT parse_filename(file_name), row_group_id, any_value(row_group_num_rows) "
        f"FROM parquet_metadata('{tmp_path}/s/subscribers/*.parquet') GROUP BY ALL ORDER BY ALL"
    ).fetchall()

    assert heard == [100] * 12 + [50]
    assert groups == [
        *(("part-00000.parquet", group, 100) for group in range(10)),
        *(("part-00001.parquet", group, rows) for group, rows in enumerate((100, 100, 50))),
    ]


def test_the_smallest_operator_is_one_line_in_one_month(tmp_path: Path) -> None:
    told = generate(tmp_path / "s", lines=1, months=1, until=UNTIL, seed=0)

    assert told.lines == 1
    assert sorted(bytes_of(tmp_path / "s")) == [
        "bills/2026-10.parquet",
        "special_grades.parquet",
        "subscribers/part-00000.parquet",
    ]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"lines": 0}, BadSampleSize),
        ({"months": 0}, BadSampleSize),
        ({"months": 241}, BadSampleSize),
        ({"seed": -1}, BadSampleSize),
        ({"until": date(2026, 10, 2)}, BadLastMonth),
    ],
)
def test_what_no_operator_can_have_is_refused_before_anything_is_written(
    tmp_path: Path, wrong: dict[str, object], error: type[Exception]
) -> None:
    asked = {"lines": 10, "months": 1, "until": UNTIL, "seed": 1} | wrong

    with pytest.raises(error):
        generate(tmp_path / "s", **asked)  # type: ignore[arg-type]

    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_content_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")

    with pytest.raises(FolderInUse):
        generate(tmp_path, lines=10, months=1, until=UNTIL, seed=1)

    assert [file.name for file in tmp_path.iterdir()] == ["mine"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()

    generate(tmp_path / "s", lines=10, months=1, until=UNTIL, seed=1)

    assert (tmp_path / "s" / "special_grades.parquet").is_file()


def test_a_sample_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(FolderNotWritten) as refusal:
        generate(tmp_path / "s", lines=10, months=1, until=UNTIL, seed=1, progress=no_room)

    assert "No space left on device" in refusal.value.message(Language.EN)
    assert list(tmp_path.iterdir()) == []


def test_a_parent_that_is_no_folder_is_a_fault_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(FolderNotWritten):
        generate(tmp_path / "file" / "s", lines=10, months=1, until=UNTIL, seed=1)


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "2026-10-01", "0000-01", "october", ""])
def test_a_month_in_another_form_is_refused(month: str) -> None:
    with pytest.raises(BadLastMonth) as refusal:
        first_day_of(month)

    assert "2026-10" in refusal.value.message(Language.ZH)


# ---------------------------------------------------------------- small parts, and the command


def test_money_keeps_every_fen_below_and_above_zero() -> None:
    fen = np.array([0, 1, -1, 99, -9_999_999_999_99, 9_999_999_999_99], dtype=np.int64)

    assert money(fen).to_pylist() == [Decimal(int(amount)).scaleb(-2) for amount in fen]


def test_a_number_grows_where_eight_digits_do_not_hold_the_id() -> None:
    assert fictitious_numbers(np.array([7, 12_345_678])).to_pylist() == ["10000000007", "10012345678"]
    assert fictitious_numbers(np.array([7, 123_456_789])).to_pylist() == ["100000000007", "100123456789"]


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2026, 11, 22), date(2026, 10, 1)), (date(2026, 1, 1), date(2025, 12, 1))]
)
def test_the_last_complete_month_is_the_one_before_today(today: date, expected: date) -> None:
    assert last_complete_month(today) == expected


def test_the_command_writes_a_sample_and_says_what_it_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample(out=tmp_path / "s", lines=50, months=2, until="2026-10", seed=3, as_json=True)

    printed = capsys.readouterr().out
    assert '"lines": 50' in printed
    assert '"last_month": "2026-10-01"' in printed
    assert (tmp_path / "s" / "bills" / "2026-09.parquet").is_file()


@pytest.mark.parametrize(
    ("language", "word"), [(Language.EN, "60,000 lines"), (Language.ZH, "60,000 条线路")]
)
def test_the_summary_is_there_in_both_languages(
    written: tuple[Path, SampleFigures], language: Language, word: str
) -> None:
    assert word in summary(written[1], "folder", 20, language)
