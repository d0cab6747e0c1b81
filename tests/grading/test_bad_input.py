"""What a run refuses: the dataset, the column, how many rows and the first of them, and nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.grading.small_base import (
    GOOD,
    NULLABLE,
    PHONE,
    REQUIRED,
    compiled_once,
    content,
    refusal,
    refused,
    replaced,
    request,
    results,
    write,
)
from tierline.datasets.contract import DATASETS
from tierline.datasets.errors import (
    ColumnMissing,
    ColumnMistyped,
    ColumnTwice,
    DatasetEmpty,
    DatasetMissing,
    DatasetUnreadable,
    EncodingUnknown,
    MonthMissing,
)
from tierline.errors import Fault, InputError, TierlineError
from tierline.grading.run import run


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a good run."""
    folder = tmp_path_factory.mktemp("earlier")
    run(request(write(folder / "in"), folder / "out"))
    return folder / "out"


@pytest.fixture(autouse=True)
def nothing_is_lost(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is refused leaves the earlier result as it was, and no half result beside it."""
    compiled_once(monkeypatch)
    before = content(earlier)
    yield
    assert content(earlier) == before


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(("dataset", "column"), REQUIRED)
def test_a_required_column_that_is_missing_is_named(
    dataset: str, column: str, tmp_path: Path, earlier: Path
) -> None:
    error, told = refusal(tmp_path, {dataset: f"SELECT * EXCLUDE ({column}) FROM {dataset}"}, earlier)

    assert isinstance(error, ColumnMissing)
    assert f"{dataset}: the column {column} is missing" in told


@pytest.mark.parametrize(("dataset", "column"), REQUIRED)
def test_rows_without_a_required_value_are_counted(
    dataset: str, column: str, tmp_path: Path, earlier: Path
) -> None:
    chosen = "subscriber_id % 20 = 3" if dataset == "subscribers" else "subscriber_id = 3"
    changed = f"SELECT * REPLACE (CASE WHEN NOT ({chosen}) THEN {column} END AS {column}) FROM {dataset}"
    rows = {"subscribers": 2, "bills": 12, "memberships": 1, "special_grades": 1}[dataset]

    _, told = refusal(tmp_path, {dataset: changed}, earlier)

    assert f"{dataset}, {column}: bad rows: {rows}" in told
    assert "empty" in told
    if column != "subscriber_id":
        assert "3 (" in told


@pytest.mark.parametrize(("dataset", "column"), REQUIRED)
def test_a_required_column_without_any_value_is_refused(
    dataset: str, column: str, tmp_path: Path, earlier: Path
) -> None:
    typed = f"SELECT * REPLACE (CASE WHEN false THEN {column} END AS {column}) FROM {dataset}"

    _, told = refusal(tmp_path, {dataset: typed}, earlier)

    assert f"{dataset}, {column}" in told


@pytest.fixture(scope="module")
def without_nullable(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What comes of the base by scheme where every nullable column is typed as it should be, and empty."""
    folder = tmp_path_factory.mktemp("nullable")
    changes = {
        name: "SELECT * REPLACE ("
        + ", ".join(
            f"CAST(NULL AS {column.kind}) AS {column.name}"
            for column in DATASETS[name].columns
            if column.nullable
        )
        + f") FROM {name}"
        for name in ("subscribers", "memberships")
    }
    paths, found = write(folder / "in", changes), {}
    for scheme in ("unicom-star", "unicom-vip-henan", "cmcc-credit"):
        run(request(paths, folder / scheme, schemes=(scheme,)))
        found[scheme] = results(folder / scheme)
    return found


@pytest.mark.parametrize("scheme", ["unicom-star", "unicom-vip-henan", "cmcc-credit"])
@pytest.mark.parametrize("how", ["missing", "INTEGER", "VARCHAR", "DOUBLE", "TIMESTAMP"])
def test_nullable_columns_may_be_missing_or_empty_in_any_type(
    how: str, scheme: str, without_nullable: dict[str, object], tmp_path: Path
) -> None:
    changes = {}
    for name in ("subscribers", "memberships"):
        columns = [column for dataset, column in NULLABLE if dataset == name]
        changes[name] = f"SELECT * EXCLUDE ({', '.join(columns)}) FROM {name}"
        if how != "missing":
            changed = ", ".join(f"CAST(NULL AS {how}) AS {column}" for column in columns)
            changes[name] = f"SELECT * REPLACE ({changed}) FROM {name}"

    run(request(write(tmp_path / "in", changes), tmp_path / "out", schemes=(scheme,)))

    assert results(tmp_path / "out") == without_nullable[scheme]


MISTYPED = [
    ("subscribers", "subscriber_id", "VARCHAR"),
    ("subscribers", "subscriber_id", "DOUBLE"),
    ("subscribers", "msisdn", "BIGINT"),
    ("subscribers", "real_name", "INTEGER"),
    ("subscribers", "joined_on", "TIMESTAMP"),
    ("subscribers", "joined_on", "VARCHAR"),
    ("subscribers", "joined_on", "TIMESTAMP WITH TIME ZONE"),
    ("subscribers", "vanity_class", "VARCHAR"),
    ("subscribers", "contract_plan", "DOUBLE"),
    ("bills", "subscriber_id", "VARCHAR"),
    ("bills", "month", "TIMESTAMP"),
    ("bills", "month", "VARCHAR"),
    ("bills", "billed", "DOUBLE"),
    ("bills", "mobile_billed", "FLOAT"),
    ("bills", "paid", "DECIMAL(14,4)"),
    ("bills", "billed", "VARCHAR"),
    ("bills", "suspensions", "DECIMAL(5,1)"),
    ("memberships", "since", "TIMESTAMP"),
    ("memberships", "ends_on", "VARCHAR"),
    ("special_grades", "subscriber_id", "VARCHAR"),
]


@pytest.mark.parametrize(("dataset", "column", "kind"), MISTYPED)
def test_a_column_of_another_type_is_refused_with_both_types(
    dataset: str, column: str, kind: str, tmp_path: Path, earlier: Path
) -> None:
    changed = f"SELECT * REPLACE (CAST({column} AS {kind}) AS {column}) FROM {dataset}"

    error, told = refusal(tmp_path, {dataset: changed}, earlier)

    assert isinstance(error, ColumnMistyped)
    assert f"{dataset}: the column {column}" in told
    assert f"is {kind}; expected" in told


FITTING = [
    ("subscribers", "subscriber_id", "INTEGER"),
    ("subscribers", "subscriber_id", "UBIGINT"),
    ("subscribers", "vanity_class", "BIGINT"),
    ("subscribers", "contract_plan", "USMALLINT"),
    ("bills", "subscriber_id", "USMALLINT"),
    ("bills", "billed", "DECIMAL(9,2)"),
    ("bills", "mobile_billed", "DECIMAL(18,2)"),
    ("bills", "mobile_billed", "DECIMAL(10,1)"),
    ("bills", "mobile_billed", "DECIMAL(5,0)"),
    ("bills", "paid", "INTEGER"),
    ("bills", "suspensions", "BIGINT"),
    ("bills", "suspensions", "UTINYINT"),
    ("memberships", "subscriber_id", "INTEGER"),
]


@pytest.mark.parametrize(("dataset", "column", "kind"), FITTING)
def test_a_wider_or_narrower_number_is_taken_where_every_value_fits(
    dataset: str, column: str, kind: str, tmp_path: Path, earlier: Path
) -> None:
    changed = f"SELECT * REPLACE (CAST({column} AS {kind}) AS {column}) FROM {dataset}"

    run(request(write(tmp_path / "in", {dataset: changed}), tmp_path / "out"))

    assert results(tmp_path / "out") == results(earlier)


@pytest.mark.parametrize(
    ("dataset", "column", "value"),
    [
        ("subscribers", "vanity_class", "300::BIGINT"),
        ("subscribers", "contract_plan", "3000000000::BIGINT"),
        ("bills", "billed", "10000000000.00::DECIMAL(18,2)"),
        ("bills", "paid", "10000000000.00::DECIMAL(38,2)"),
        ("bills", "suspensions", "40000::INTEGER"),
        ("bills", "suspensions", "-40000::INTEGER"),
    ],
)
def test_a_number_too_large_for_its_column_is_told(
    dataset: str, column: str, value: str, tmp_path: Path, earlier: Path
) -> None:
    changed = replaced(dataset, "subscriber_id = 33", column, value)

    _, told = refusal(tmp_path, {dataset: changed}, earlier)

    assert f"{dataset}, {column}: bad rows: {1 if dataset == 'subscribers' else 12}" in told
    assert f"{'33 (' if dataset == 'subscribers' else '33 (2025-11 '}{value.split(':')[0]})" in told


def test_an_id_beyond_bigint_is_told(tmp_path: Path, earlier: Path) -> None:
    changed = (
        "SELECT * REPLACE (CASE WHEN subscriber_id = 33 THEN 9223372036854775808::UBIGINT"
        " ELSE subscriber_id::UBIGINT END AS subscriber_id) FROM bills"
    )

    for is_checked in (True, False):
        _, told = refusal(tmp_path, {"bills": changed}, earlier, is_checked=is_checked)

        assert "bills, subscriber_id: bad rows: 12" in told
        assert "9223372036854775808" in told


# ---------------------------------------------------------------- values

OUTSIDE = [
    ("subscribers", "segment", "'vip'"),
    ("subscribers", "product", "'mobile_6g'"),
    ("subscribers", "brand", "'GoTone'"),
    ("subscribers", "payment", "''"),
    ("subscribers", "account_kind", "'normal'"),
    ("subscribers", "plan_kind", "'free'"),
    ("subscribers", "status", "'Active'"),
    ("subscribers", "vanity_class", "4"),
    ("subscribers", "vanity_class", "0"),
    ("subscribers", "contract_kind", "'other'"),
    ("subscribers", "contract_plan", "-1"),
    ("subscribers", "joined_on", "DATE '12345-01-01'"),
    ("subscribers", "joined_on", "DATE '0044-03-15 (BC)'"),
    ("subscribers", "joined_on", "DATE 'infinity'"),
    ("subscribers", "contract_ends_on", "DATE '-infinity'"),
    ("bills", "suspensions", "-1"),
    ("bills", "month", "month + 14"),
    ("memberships", "source", "'gift'"),
    ("memberships", "tier", "'gold'"),
    ("memberships", "since", "DATE '-infinity'"),
    ("memberships", "ends_on", "DATE 'infinity'"),
    ("memberships", "ends_on", "DATE '12345-01-01'"),
    ("memberships", "ends_on", "since - 1"),
    ("special_grades", "grade", "'vip'"),
]


@pytest.mark.parametrize(("dataset", "column", "value"), OUTSIDE)
def test_a_value_outside_its_domain_is_told_with_its_line(
    dataset: str, column: str, value: str, tmp_path: Path, earlier: Path
) -> None:
    changed = replaced(dataset, "subscriber_id = 3", column, value)

    _, told = refusal(tmp_path, {dataset: changed}, earlier)

    assert f"{dataset}, {column}: bad rows: {12 if dataset == 'bills' else 1}" in told
    assert "3 (" in told
    # Without checks a run may succeed or be refused, but never end in an unforeseen error.
    with suppress(TierlineError):
        paths = {path.stem: [str(path)] for path in sorted((tmp_path / "in").iterdir())}
        run(request(paths, tmp_path / "unchecked", is_checked=False))


def test_every_kind_of_mistake_is_told_at_once(tmp_path: Path, earlier: Path) -> None:
    changes = {
        "subscribers": "SELECT * REPLACE ('vip' AS segment, '' AS status) FROM subscribers",
        "bills": replaced("bills", "subscriber_id < 9", "suspensions", "-1"),
    }

    _, told = refusal(tmp_path, changes, earlier)

    assert "subscribers, segment: bad rows: 40" in told
    assert "First: 1 (vip); 2 (vip); 3 (vip); 4 (vip); 5 (vip)." in told
    assert "subscribers, status: bad rows: 40" in told
    assert "bills, suspensions: bad rows: 96" in told


def test_the_first_bad_lines_are_the_same_however_many_threads_look(tmp_path: Path, earlier: Path) -> None:
    changes = {
        "subscribers": "SELECT * REPLACE ('vip' AS segment) FROM subscribers ORDER BY hash(subscriber_id)"
    }

    told = {refusal(tmp_path, changes, earlier, threads=threads, memory_mib=1024)[1] for threads in (1, 4)}

    assert len(told) == 1


def test_a_phone_number_that_slipped_into_another_column_is_not_shown(tmp_path: Path, earlier: Path) -> None:
    changes = {"subscribers": "SELECT * REPLACE (msisdn AS segment, msisdn AS site) FROM subscribers"}

    _, told = refusal(tmp_path, changes, earlier)

    assert "subscribers, segment: bad rows: 40" in told


def test_a_closed_line_says_when_it_closed(tmp_path: Path, earlier: Path) -> None:
    changed = replaced("subscribers", "subscriber_id IN (5, 39)", "status", "'closed'")

    _, told = refusal(tmp_path, {"subscribers": changed}, earlier)

    assert "subscribers, closed_on: bad rows: 2" in told
    assert "5 (" in told
    assert "39 (" in told


def test_a_closed_line_without_the_whole_column_is_told_too(tmp_path: Path, earlier: Path) -> None:
    changed = "SELECT * EXCLUDE (closed_on) REPLACE ('closed' AS status) FROM subscribers"

    _, told = refusal(tmp_path, {"subscribers": changed}, earlier)

    assert "subscribers, closed_on: bad rows: 40" in told


# ---------------------------------------------------------------- keys


def test_an_id_that_stands_twice_is_told(tmp_path: Path, earlier: Path) -> None:
    changed = "FROM subscribers UNION ALL (FROM subscribers WHERE subscriber_id = 7)"

    _, told = refusal(tmp_path, {"subscribers": changed}, earlier)

    assert "subscribers, subscriber_id: bad rows: 1" in told
    assert "7 (2x)" in told


@pytest.mark.parametrize("is_checked", [True, False])
@pytest.mark.parametrize("schemes", [("unicom-star",), ("cmcc-credit", "unicom-vip")])
def test_an_id_in_two_files_far_apart_is_told_even_without_checks(
    schemes: tuple[str, ...], is_checked: bool, tmp_path: Path
) -> None:
    paths = write(tmp_path / "a")
    more = write(tmp_path / "b", {"subscribers": "FROM subscribers WHERE subscriber_id IN (2, 38)"})
    both = {**paths, "subscribers": paths["subscribers"] + more["subscribers"]}

    _, told = refused(request(both, tmp_path / "out", schemes=schemes, is_checked=is_checked))

    assert "subscribers, subscriber_id: bad rows: 2" in told
    assert "2 (2x); 38 (2x)" in told


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ("last month", "month = DATE '2026-10-01'"),
        ("older than the bits reach", "month = DATE '2025-11-01'"),
    ],
)
def test_two_bills_of_a_line_and_month_are_told(what: str, where: str, tmp_path: Path, earlier: Path) -> None:
    del what
    older = "* REPLACE (CASE WHEN month = DATE '2025-11-01' THEN DATE '2019-03-01' ELSE month END AS month)"
    twice = f"SELECT {older} FROM bills WHERE subscriber_id IN (9, 31) AND {where}"
    changed = f"SELECT {older} FROM bills UNION ALL ({twice})"

    _, told = refusal(tmp_path, {"bills": changed}, earlier)

    assert "bills, subscriber_id, month: bad rows: 2" in told
    assert "9 (" in told
    assert "31 (" in told


@pytest.mark.parametrize("month", ["2026-11-01", "2027-05-01", "2021-10-01", "2021-11-01", "1999-01-01"])
@pytest.mark.parametrize("line", [12, 777])
def test_two_bills_are_told_of_any_month_and_of_unknown_lines(
    month: str, line: int, tmp_path: Path, earlier: Path
) -> None:
    row = f"SELECT {line}, DATE '{month}', 1, 1, 1, 0"
    known = f"FROM bills WHERE (subscriber_id, month) <> ({line}, DATE '{month}')"
    changed = f"{known} UNION ALL {row} UNION ALL {row}"

    _, told = refusal(tmp_path, {"bills": changed}, earlier)

    assert "bills, subscriber_id, month: bad rows: 1" in told
    assert f"{line} ({month[:7]}, 2x)" in told


def test_two_special_grades_of_a_line_are_told(tmp_path: Path, earlier: Path) -> None:
    changed = "FROM special_grades UNION ALL SELECT 2, 'honoured_guest'"

    _, told = refusal(tmp_path, {"special_grades": changed}, earlier)

    assert "special_grades, subscriber_id: bad rows: 1" in told
    assert "2 (2x)" in told


# ---------------------------------------------------------------- memberships


@pytest.mark.parametrize("scheme", ["unicom-star", "unicom-vip", "unicom-card", "harbour-club"])
@pytest.mark.parametrize(
    "second",
    [
        "DATE '2025-12-01', DATE '2026-01-31'",
        "DATE '2026-11-30', DATE '2027-10-31'",
        "DATE '2020-01-01', NULL",
    ],
)
def test_memberships_that_overlap_are_told_in_every_scheme(
    scheme: str, second: str, tmp_path: Path, earlier: Path
) -> None:
    tier = {"unicom-star": "one_star", "unicom-vip": "gold", "unicom-card": "platinum"}.get(scheme, "any")
    first = f"SELECT * REPLACE ('{scheme}' AS scheme, '{tier}' AS tier) FROM memberships"
    changed = f"{first} UNION ALL SELECT 20, '{scheme}', '{tier}', {second}, 'rated'"

    _, told = refusal(tmp_path, {"memberships": changed}, earlier)

    assert "memberships, since, ends_on: bad rows: 1" in told
    assert f"20 ({scheme} " in told


def test_memberships_side_by_side_are_refused_without_checks_too(tmp_path: Path) -> None:
    row = "SELECT 20, 'unicom-star', 'one_star', DATE '2026-01-01', DATE '2026-12-31', 'rated'"
    changed = f"FROM memberships UNION ALL {row}"

    _, told = refusal(tmp_path, {"memberships": changed}, is_checked=False)

    assert "20 (unicom-star " in told


def test_a_membership_after_the_rating_day_is_of_a_later_run(tmp_path: Path, earlier: Path) -> None:
    row = "SELECT 30, 'unicom-star', 'one_star', DATE '2026-12-01', DATE '2027-11-30', 'rated'"
    changed = f"FROM memberships UNION ALL {row}"

    _, told = refusal(tmp_path, {"memberships": changed}, earlier)

    assert "memberships, since: bad rows: 1" in told
    assert "30 (2026-12-01)" in told
    assert "later run" in told


def test_a_fall_that_last_month_decided_may_wait(tmp_path: Path) -> None:
    waiting = (
        "SELECT * REPLACE ('unicom-vip' AS scheme, 'gold' AS tier, DATE '2013-01-01' AS since,"
        " DATE '2014-01-08' AS ends_on) FROM memberships"
        " UNION ALL SELECT 1, 'unicom-vip', 'silver', DATE '2014-01-09', DATE '2015-01-08', 'rated'"
    )
    bills = "SELECT * REPLACE (CAST(month - INTERVAL 154 MONTH AS DATE) AS month) FROM bills"
    lines = "SELECT * REPLACE (DATE '2010-01-01' AS joined_on) FROM subscribers"
    changes = {"memberships": waiting, "bills": bills, "subscribers": lines}

    run(
        request(
            write(tmp_path / "in", changes), tmp_path / "out", schemes=("unicom-vip",), month=date(2014, 1, 1)
        )
    )

    assert len(results(tmp_path / "out")["grades"]) == 40


def test_a_tier_of_another_scheme_is_unknown(tmp_path: Path, earlier: Path) -> None:
    changed = replaced("memberships", "subscriber_id > 18", "tier", "'diamond'")

    _, told = refusal(tmp_path, {"memberships": changed}, earlier)

    assert "memberships, tier: bad rows: 2" in told
    assert "19 (diamond); 20 (diamond)" in told


# ---------------------------------------------------------------- the month


def test_a_rating_day_outside_the_month_is_refused(tmp_path: Path, earlier: Path) -> None:
    _, told = refusal(tmp_path, {}, earlier, rated_on=date(2026, 12, 5))

    assert "2026-12-05" in told
    assert "2026-11" in told


@pytest.mark.parametrize("month", [date(2026, 12, 1), date(2025, 11, 1), date(2025, 10, 1), date(2030, 1, 1)])
def test_bills_without_last_month_are_most_likely_of_the_wrong_month(
    month: date, tmp_path: Path, earlier: Path
) -> None:
    error, told = refusal(tmp_path, {}, earlier, month=month)

    assert isinstance(error, MonthMissing)
    assert "2025-11 to 2026-10" in told


def test_a_gap_at_last_month_is_noticed(tmp_path: Path, earlier: Path) -> None:
    changed = "FROM bills WHERE month <> DATE '2026-08-01' ORDER BY subscriber_id"

    error, _ = refusal(tmp_path, {"bills": changed}, earlier, month=date(2026, 9, 1))

    assert isinstance(error, MonthMissing)


@pytest.mark.parametrize(
    ("schemes", "month", "found"),
    [
        (("unicom-gold",), date(2026, 11, 1), "unicom-gold"),
        (("unicom-star",), date(2015, 1, 1), "2015-01-20"),
        (("unicom-star", "unicom-star"), date(2026, 11, 1), "twice"),
    ],
)
def test_a_scheme_unknown_not_in_force_or_named_twice_is_refused(
    schemes: tuple[str, ...], month: date, found: str, tmp_path: Path, earlier: Path
) -> None:
    _, told = refusal(tmp_path, {}, earlier, schemes=schemes, month=month)

    assert found in told


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("dataset", list(GOOD))
@pytest.mark.parametrize("how", ["nothing", "four letters", "half", "no end", "text"])
def test_a_file_that_is_no_whole_parquet_is_named(
    dataset: str, how: str, tmp_path: Path, earlier: Path
) -> None:
    paths = write(tmp_path / "in")
    file = Path(paths[dataset][0])
    whole = file.read_bytes()
    spoilt = {
        "nothing": b"",
        "four letters": b"PAR1",
        "half": whole[: len(whole) // 2],
        "no end": whole[:-4],
        "text": b"subscriber_id,month\n1,2026-01-01\n" * 40,
    }
    file.write_bytes(spoilt[how])

    error, told = refused(request(paths, earlier))

    assert isinstance(error, DatasetUnreadable)
    assert told.startswith(f"{dataset}: {file} cannot be read as Parquet")


@pytest.mark.parametrize("dataset", list(GOOD))
def test_pages_that_are_broken_inside_a_file_are_told(dataset: str, tmp_path: Path, earlier: Path) -> None:
    paths = write(tmp_path / "in")
    file = Path(paths[dataset][0])
    whole = bytearray(file.read_bytes())
    for place in range(4, len(whole) * 2 // 5):
        whole[place] ^= 0x5A
    file.write_bytes(whole)

    with pytest.raises((InputError, Fault)) as caught:
        run(request(paths, earlier))

    assert "\n" not in str(caught.value).strip()


@pytest.mark.parametrize("dataset", list(GOOD))
@pytest.mark.parametrize(
    "given", ["no-such-file.parquet", "no-such-*.parquet", "empty-folder", "odd\udcff.parquet", ""]
)
def test_a_path_that_leads_nowhere_is_named(dataset: str, given: str, tmp_path: Path, earlier: Path) -> None:
    (tmp_path / "empty-folder").mkdir()
    paths = {**write(tmp_path / "in"), dataset: [str(tmp_path / given) if given else ""]}

    error, told = refused(request(paths, earlier))

    assert isinstance(error, DatasetMissing)
    assert told.startswith(f"{dataset}: ")
    assert told.encode()


def test_a_folder_without_parquet_says_what_it_holds(tmp_path: Path, earlier: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "readme.md").write_text("nothing here")
    paths = {**write(tmp_path / "in"), "bills": [str(folder)]}

    _, told = refused(request(paths, earlier))

    assert "holds no .parquet file" in told


@pytest.mark.parametrize("dataset", ["subscribers", "bills"])
def test_a_dataset_without_rows_is_refused(dataset: str, tmp_path: Path, earlier: Path) -> None:
    error, told = refusal(tmp_path, {dataset: f"FROM {dataset} WHERE false"}, earlier)

    assert isinstance(error, DatasetEmpty)
    assert told.startswith(f"{dataset}: ")


def test_optional_datasets_may_have_no_rows(tmp_path: Path) -> None:
    changes = {name: f"FROM {name} WHERE false" for name in ("memberships", "special_grades")}
    paths = write(tmp_path / "in", changes)
    run(request(paths, tmp_path / "a"))
    run(request({name: paths[name] for name in ("subscribers", "bills")}, tmp_path / "b"))

    assert results(tmp_path / "a") == results(tmp_path / "b")


def test_whole_yuan_too_large_for_money_are_told(tmp_path: Path, earlier: Path) -> None:
    paid = "CASE WHEN subscriber_id = 33 THEN 10000000000 ELSE 5::BIGINT END"
    changed = f"SELECT * REPLACE ({paid} AS paid) FROM bills"

    _, told = refusal(tmp_path, {"bills": changed}, earlier)

    assert "bills, paid: bad rows: 12" in told
    assert "33 (2025-11 10000000000)" in told


def test_a_column_that_stands_twice_is_refused(tmp_path: Path, earlier: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    paths = write(tmp_path / "in")
    table = pq.read_table(paths["bills"][0])
    names = [*table.column_names, "billed"]
    pq.write_table(pa.table([*table.columns, table["paid"]], names=names), paths["bills"][0])

    error, told = refused(request(paths, earlier))

    assert isinstance(error, ColumnTwice)
    assert "billed" in told


# ---------------------------------------------------------------- CSV


def csv_paths(folder: Path, dataset: str, text: bytes | str) -> dict[str, list[str]]:
    """Good Parquet, but for one dataset in a CSV file."""
    paths = write(folder / "in")
    file = folder / f"{dataset}.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {**paths, dataset: [str(file)]}


HEAD = "subscriber_id,month,billed,mobile_billed,paid,suspensions\n"
BILL = "1,2026-10-01,10.00,8.00,10.00,0\n"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("1.5,2026-10-01,10.00,8.00,10.00,0\n", "subscriber_id"),
        ("1e3,2026-10-01,10.00,8.00,10.00,0\n", "subscriber_id"),
        ("9223372036854775808,2026-10-01,10.00,8.00,10.00,0\n", "subscriber_id"),
        (f"+86{PHONE}0001,2026-10-01,10.00,8.00,10.00,0.5\n", "suspensions"),
        ("2,2026-10-32,10.00,8.00,10.00,0\n", "month"),
        ("2,2026-02-29,10.00,8.00,10.00,0\n", "month"),
        ("2,01/10/2026,10.00,8.00,10.00,0\n", "month"),
        ("2,2026-10,10.00,8.00,10.00,0\n", "month"),
        ("2,2026-10-01,0.005,8.00,10.00,0\n", "billed"),
        ('2,2026-10-01,"1,000.00",8.00,10.00,0\n', "billed"),
        ("2,2026-10-01,10.00,¥8.00,10.00,0\n", "mobile_billed"),
        ("2,2026-10-01,10.00,8.00,1e2,0\n", "paid"),
        ("2,2026-10-01,10.00,8.00,99999999999.00,0\n", "paid"),
        ("2,2026-10-01,10.00,8.00,10.00,1.0\n", "suspensions"),
        ("2,2026-10-01,10.00,8.00,10.00,40000\n", "suspensions"),
        ("2,2026-10-01,10.00,8.00,10.00,NaN\n", "suspensions"),
    ],
)
def test_a_csv_value_that_is_not_written_as_its_type_is_told(
    row: str, column: str, tmp_path: Path, earlier: Path
) -> None:
    _, told = refused(request(csv_paths(tmp_path, "bills", HEAD + BILL + row), earlier))

    assert f"bills, {column}: bad rows: 1" in told
    assert "not written as" in told


@pytest.mark.parametrize("column", range(6))
def test_an_empty_csv_value_is_an_empty_value(column: int, tmp_path: Path, earlier: Path) -> None:
    fields = BILL.strip().split(",")
    fields[column] = ""

    _, told = refused(request(csv_paths(tmp_path, "bills", HEAD + BILL + ",".join(fields) + "\n"), earlier))

    assert f"bills, {HEAD.strip().split(',')[column]}: bad rows: 1" in told
    assert "empty" in told


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (HEAD + BILL + f'2,"{PHONE}0002,2026-10-01,1,1,1,0\n', 3, "quot"),
        (HEAD + BILL + f'2,"{PHONE}0002"x,1,1,1,0\n', 3, "quot"),
        (HEAD + BILL + f"2,{PHONE}0002,1\n", 3, "found 3"),
        (HEAD + BILL + f"2,{PHONE}0002,1,1,1,0,7\n", 3, "found 7"),
    ],
)
def test_a_csv_line_that_is_broken_is_numbered(
    text: str, line: int, reason: str, tmp_path: Path, earlier: Path
) -> None:
    error, told = refused(request(csv_paths(tmp_path, "bills", text), earlier))

    assert isinstance(error, DatasetUnreadable)
    assert f"line {line}" in told
    assert reason in told


@pytest.mark.parametrize(
    "text",
    [
        f"1,{PHONE}0001,public\n2,{PHONE}0002,public\n",
        "id,phone,segment\n1,2,3\n",
        "SUBSCRIBER_ID,MONTH\n1,2026-10-01\n",
        "\n\n",
    ],
)
def test_a_csv_with_a_wrong_header_tells_what_it_found(text: str, tmp_path: Path, earlier: Path) -> None:
    error, told = refused(request(csv_paths(tmp_path, "bills", text), earlier))

    assert isinstance(error, ColumnMissing)
    assert told.startswith("bills: the column ")


def test_a_csv_column_that_stands_twice_is_refused(tmp_path: Path, earlier: Path) -> None:
    text = HEAD.replace("paid", "billed") + BILL

    error, _ = refused(request(csv_paths(tmp_path, "bills", text), earlier))

    assert isinstance(error, ColumnTwice)


@pytest.mark.parametrize(
    ("text", "kind"), [("", DatasetEmpty), (HEAD, DatasetEmpty), (HEAD.strip(), DatasetEmpty)]
)
def test_a_csv_without_rows_is_empty(
    text: str, kind: type[InputError], tmp_path: Path, earlier: Path
) -> None:
    error, _ = refused(request(csv_paths(tmp_path, "bills", text), earlier))

    assert isinstance(error, kind)


@pytest.mark.parametrize(
    "text",
    [
        (HEAD + BILL).replace("0\n", "零\n").encode("gb18030"),
        (HEAD + BILL).encode("utf-16"),
        (HEAD + BILL).encode() + b"\xe9\x9b",
    ],
)
def test_a_csv_in_another_encoding_is_told(text: bytes, tmp_path: Path, earlier: Path) -> None:
    error, told = refused(request(csv_paths(tmp_path, "bills", text), earlier))

    assert isinstance(error, EncodingUnknown)
    assert "UTF-8" in told


def test_a_gzip_that_breaks_off_is_told(tmp_path: Path, earlier: Path) -> None:
    import gzip

    file = tmp_path / "bills.csv.gz"
    packed = gzip.compress((HEAD + BILL * 1000).encode())
    for content_of_file in (packed[:-20], b"no gzip at all", packed[:30] + b"\0\0" + packed[32:]):
        file.write_bytes(content_of_file)

        error, _ = refused(request({**write(tmp_path / "in"), "bills": [str(file)]}, earlier))

        assert isinstance(error, DatasetUnreadable)


@pytest.mark.parametrize(
    "how", ["plain", "with a byte order mark", "carriage returns", "gzip", "mixed with Parquet"]
)
def test_good_csv_gives_what_parquet_gives(how: str, tmp_path: Path, earlier: Path) -> None:
    import gzip

    paths = write(tmp_path / "in", form="csv")
    for name, (path,) in list(paths.items()):
        file = Path(path)
        text = file.read_bytes()
        if how == "with a byte order mark":
            file.write_bytes(b"\xef\xbb\xbf" + text)
        elif how == "carriage returns":
            file.write_bytes(text.replace(b"\n", b"\r\n"))
        elif how == "gzip":
            packed = file.with_suffix(".csv.gz")
            packed.write_bytes(gzip.compress(text))
            paths[name] = [str(packed)]
    if how == "mixed with Parquet":
        half = write(tmp_path / "half", {"bills": "FROM bills WHERE month < DATE '2026-05-01'"})
        rest = write(tmp_path / "rest", {"bills": "FROM bills WHERE month >= DATE '2026-05-01'"}, form="csv")
        paths["bills"] = half["bills"] + rest["bills"]

    run(request(paths, tmp_path / "out"))

    assert results(tmp_path / "out") == results(earlier)


# ---------------------------------------------------------------- folders


def test_a_column_may_be_missing_or_otherwise_typed_in_some_files_only(tmp_path: Path, earlier: Path) -> None:
    folder = tmp_path / "lines"
    folder.mkdir()
    changes = [
        "SELECT * EXCLUDE (closed_on, brand) FROM subscribers WHERE subscriber_id < 11",
        "SELECT * REPLACE (NULL::VARCHAR AS closed_on, subscriber_id::INT AS subscriber_id) FROM subscribers"
        " WHERE subscriber_id BETWEEN 11 AND 20",
        "SELECT 'x' AS more, * REPLACE (vanity_class::BIGINT AS vanity_class) FROM subscribers"
        " WHERE subscriber_id > 20",
    ]
    for number, change in enumerate(changes):
        (path,) = write(tmp_path / str(number), {"subscribers": change})["subscribers"]
        Path(path).rename(folder / f"{number}.parquet")
    money = write(
        tmp_path / "m",
        {"bills": "SELECT * REPLACE (billed::INTEGER AS billed) FROM bills WHERE month < '2026-01-01'"},
    )
    rest = write(tmp_path / "n", {"bills": "FROM bills WHERE month >= '2026-01-01'"})
    paths = {**rest, "subscribers": [str(folder)], "bills": money["bills"] + rest["bills"]}

    run(request(paths, tmp_path / "out"))

    assert results(tmp_path / "out")["memberships"] == results(earlier)["memberships"]
    assert results(tmp_path / "out")["grades"] == results(earlier)["grades"]


def test_a_required_column_missing_in_one_file_of_many_names_that_file(tmp_path: Path, earlier: Path) -> None:
    half = write(tmp_path / "a", {"bills": "FROM bills WHERE month < '2026-05-01'"})
    rest = write(tmp_path / "b", {"bills": "SELECT * EXCLUDE (paid) FROM bills WHERE month >= '2026-05-01'"})
    paths = {**half, "bills": half["bills"] + rest["bills"]}

    error, told = refused(request(paths, earlier))

    assert isinstance(error, ColumnMissing)
    assert rest["bills"][0] in told


@pytest.mark.parametrize(
    "name",
    [
        "month=2020-01/subscriber_id=7",
        "it's here",
        'double "quotes"',
        "[1]",
        "star*",
        "what?",
        "~home",
        "空格 与 中文",
        "semi;colon -- comment",
        "back\\slash",
    ],
)
def test_odd_paths_are_read_as_they_are_named(name: str, tmp_path: Path, earlier: Path) -> None:
    paths = write(tmp_path / "in")
    odd = tmp_path / name
    odd.mkdir(parents=True)
    for dataset, (path,) in list(paths.items()):
        target = odd / f"{Path(name).name}-{dataset}.parquet"
        Path(path).rename(target)
        paths[dataset] = [str(target)]
    decoy = tmp_path / "1"
    decoy.mkdir(exist_ok=True)
    duckdb.execute(f"COPY (SELECT 1 AS x) TO '{decoy}/1-bills.parquet' (FORMAT parquet)")

    run(request(paths, odd / "out"))

    assert results_at(odd / "out", tmp_path) == results(earlier)


def results_at(folder: Path, plain: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the results, read through a link without odd letters."""
    link = plain / "link"
    link.symlink_to(folder)
    return results(link)
