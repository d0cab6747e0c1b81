"""Tiers set by hand: apart from rated ones, refused where they may not stand, and done again by verify."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.grading import set_by_hand, small_base
from tests.grading.processes import tierline
from tests.grading.set_by_hand import APPROVER, PERSONAL, REASON, WHO
from tierline.datasets.errors import (
    ColumnMissing,
    ColumnMistyped,
    DatasetEmpty,
    DatasetMissing,
    DatasetUnreadable,
    EncodingUnknown,
    LineBroken,
)
from tierline.errors import InputError
from tierline.grading.run import run
from tierline.grading.verify import verified
from tierline.grading.verify_text import as_data, lines
from tierline.wording import Language

HEADER = b"subscriber_id,scheme,tier,since,ends_on,reason,set_by,approved_by\n"
TWO = ("unicom-star", "cmcc-credit")
RATED = ("grades", "memberships", "events")


@pytest.fixture(autouse=True)
def compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    small_base.compiled_once(monkeypatch)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The good base, whose line 39 is closed, without what is set by hand."""
    closed = (
        "SELECT * REPLACE (CASE WHEN subscriber_id = 39 THEN 'closed' ELSE status END AS status,"
        " CASE WHEN subscriber_id = 39 THEN DATE '2026-10-20' END AS closed_on) FROM subscribers"
    )
    return small_base.write(tmp_path_factory.mktemp("base"), {"subscribers": closed})


@pytest.fixture(scope="module")
def without(paths: dict[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two schemes with nothing set by hand."""
    out = tmp_path_factory.mktemp("without") / "out"
    run(small_base.request(paths, out, schemes=TWO))
    return out


@pytest.fixture
def made(paths: dict[str, list[str]], tmp_path: Path) -> Path:
    """A run of two schemes with the good overrides."""
    given_too = {**paths, "overrides": [set_by_hand.write(tmp_path / "in")]}
    run(small_base.request(given_too, tmp_path / "out", schemes=TWO))
    return tmp_path / "out"


def told_by_hand(folder: Path, columns: str) -> list[tuple[Any, ...]]:
    files = f"read_parquet('{folder}/overrides/*.parquet')"
    return duckdb.connect().execute(f"SELECT {columns} FROM {files} ORDER BY subscriber_id").fetchall()


def counts(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text("utf-8"))["overrides"]
    return found


# ---------------------------------------------------------------- the result


def test_what_is_set_by_hand_stands_apart_beside_what_the_line_holds_by_rating(made: Path) -> None:
    columns = "subscriber_id, tier, in_force, tier_without, since_without, reason, set_by, approved_by"

    rows = told_by_hand(made / "unicom-star", columns)

    people = (REASON, WHO, APPROVER)
    assert rows == [
        (2, "five_star", True, "loyal", date(2026, 12, 1), *people),
        (3, "one_star", True, "loyal", date(2026, 12, 1), *people),
        (4, "four_star", False, "loyal", date(2026, 12, 1), *people),
    ]


def test_the_summary_counts_each_row_once_and_none_of_them_as_rated(made: Path, without: Path) -> None:
    found = counts(made / "unicom-star")
    rated = json.loads((without / "unicom-star" / "summary.json").read_text("utf-8"))

    assert (found["rows"], found["rows_of_other_schemes"]) == (6, 1)
    kinds = ("in_force", "to_come", "over", "of_closed_lines", "of_unknown_lines")
    assert [found[name] for name in kinds] == [2, 1, 1, 1, 1]
    assert [found[name] for name in ("above", "same", "below")] == [1, 0, 1]
    assert found["by_tier"]["five_star"] == found["by_tier"]["one_star"] == 1
    assert "overrides" not in rated
    now = json.loads((made / "unicom-star" / "summary.json").read_text("utf-8"))
    assert [now[name] for name in ("by_tier", "by_rated_tier", "by_change")] == [
        rated[name] for name in ("by_tier", "by_rated_tier", "by_change")
    ]


def test_a_scheme_without_memberships_has_its_rated_tier_beside_it(made: Path) -> None:
    (row,) = told_by_hand(made / "cmcc-credit", "subscriber_id, tier, in_force, tier_without, since_without")

    assert row[:4] == (6, "five_star", True, "three_star")
    assert row[4] is None


days = st.dates(date(2026, 6, 1), date(2027, 6, 1))
tiers = st.sampled_from(["five_star", "four_star", "two_star", "one_star"])


@given(rows=st.dictionaries(st.integers(1, 45), st.tuples(tiers, days, st.integers(0, 200)), max_size=12))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_set_by_hand_the_rated_results_are_the_same_bytes(
    rows: dict[int, tuple[str, date, int]],
    paths: dict[str, list[str]],
    without: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    listed = " UNION ALL ".join(
        f"SELECT {line}::BIGINT, 'unicom-star', '{tier}', DATE '{since}', DATE '{since}' + {length},"
        f" '{REASON}', '{WHO}', '{APPROVER}'"
        for line, (tier, since, length) in rows.items()
    )
    change = "SELECT * FROM overrides WHERE false" + (f" UNION ALL {listed}" if rows else "")

    run(
        small_base.request(
            {**paths, "overrides": [set_by_hand.write(folder / "in", change)]}, folder / "out", schemes=TWO
        )
    )

    for scheme in TWO:
        for result in RATED:
            there, here = (small_base.content(out / scheme / result) for out in (without, folder / "out"))
            assert here == there
    found = counts(folder / "out" / "unicom-star")
    kinds = ("in_force", "to_come", "over", "of_closed_lines", "of_unknown_lines")
    assert sum(found[kind] for kind in kinds) == found["rows"] == len(rows)
    assert found["above"] + found["same"] + found["below"] == found["in_force"]


def test_the_next_month_reads_nothing_of_what_was_set_by_hand(made: Path, without: Path) -> None:
    there, here = (small_base.content(out / "unicom-star" / "memberships") for out in (without, made))

    assert here == there


def test_a_run_without_any_has_no_such_folder_and_a_later_one_removes_it(
    made: Path, paths: dict[str, list[str]]
) -> None:
    run(small_base.request(paths, made, schemes=TWO))

    assert not (made / "unicom-star" / "overrides").exists()


def test_a_month_that_goes_on_from_the_one_before_takes_them_anew(
    paths: dict[str, list[str]], tmp_path: Path
) -> None:
    by_hand = [set_by_hand.write(tmp_path / "in")]
    first = {**paths, "overrides": by_hand}
    run(small_base.request(first, tmp_path / "11", is_carried_on=True))
    bills = small_base.write(
        tmp_path / "12",
        {"bills": "SELECT * REPLACE (DATE '2026-11-01' AS month) FROM bills WHERE month = DATE '2026-10-01'"},
    )["bills"]

    for name, given_too in (("with", {"overrides": by_hand}), ("without", {})):
        run(
            small_base.request(
                {"bills": bills, **given_too}, tmp_path / name, month=date(2026, 12, 1), after=tmp_path / "11"
            )
        )

    assert [row[0] for row in told_by_hand(tmp_path / "with", "subscriber_id")] == [2]
    assert not (tmp_path / "without" / "overrides").exists()
    for result in RATED:
        assert small_base.content(tmp_path / "with" / result) == small_base.content(
            tmp_path / "without" / result
        )
    assert verified(tmp_path / "with").is_equal


# ---------------------------------------------------------------- verify


def test_verify_does_them_again(made: Path) -> None:
    assert verified(made).is_equal


def test_verify_counts_what_was_changed_in_them_and_names_nobody(made: Path) -> None:
    (file,) = (made / "unicom-star" / "overrides").resolve().glob("*.parquet")
    rows = duckdb.connect()
    rows.execute(f"CREATE TABLE t AS FROM read_parquet('{file}')")
    rows.execute("UPDATE t SET approved_by = 'Zhao' WHERE subscriber_id = 3")
    rows.execute(f"COPY t TO '{file}' (FORMAT parquet)")

    found = verified(made)

    told = [*lines(found, Language.EN), *lines(found, Language.ZH), json.dumps(as_data(found), default=str)]
    assert "overrides: 1 rows only in the record" in "\n".join(told)
    assert not any(part in one for part in PERSONAL for one in told)


# ---------------------------------------------------------------- what is refused


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good run, which nothing that is refused may change."""
    folder = tmp_path_factory.mktemp("earlier")
    run(small_base.request(small_base.write(folder / "in"), folder / "out"))
    return folder / "out"


@pytest.fixture
def nothing_is_lost(earlier: Path) -> Iterator[None]:
    before = small_base.content(earlier)
    yield
    assert small_base.content(earlier) == before


def refusal(
    change: str, folder: Path, out: Path, form: str = "parquet", **options: Any
) -> tuple[InputError, str]:
    """The error that spoilt overrides are refused with, and its English sentence; nobody is named in it."""
    paths = small_base.write(folder / "base")
    paths["overrides"] = [set_by_hand.write(folder / "in", change, form)]
    error, told = small_base.refused(small_base.request(paths, out, **options))
    in_both = "".join(error.message(language) for language in Language)
    assert not any(part in in_both for part in PERSONAL)
    return error, told


def spoilt(column: str, value: str) -> str:
    return small_base.replaced("overrides", "subscriber_id IN (2, 3)", column, value)


WRONG = [
    ("scheme", "'unicom-stars'", "2 (unicom-stars)"),
    ("tier", "'gold'", "2 (gold); 3 (gold)"),
    ("since", "DATE '-infinity'", "2 (-infinity)"),
    ("ends_on", "since - 1", "before since"),
    ("ends_on", "CAST(since + INTERVAL 12 MONTH AS DATE)", "more than 12 months"),
    ("ends_on", "DATE 'infinity'", "expected a day"),
    ("reason", "''", "2 (unicom-star 2026-11-01); 3 (unicom-star 2026-09-01)"),
    ("reason", "'\u3000 '", "empty"),
    ("reason", "repeat('Zhao', 126)", "longer than 500"),
    ("set_by", "' '", "empty"),
    ("set_by", "repeat('Zhao', 21)", "longer than 80"),
    ("approved_by", "''", "empty"),
    ("approved_by", "repeat('Zhao', 21)", "longer than 80"),
    ("reason", "'a' || chr(0)", "a NUL character"),
    ("approved_by", "set_by", "the same person"),
    ("approved_by", "'LI  YUNSHAN '", "the same person"),
]


@pytest.mark.usefixtures("nothing_is_lost")
@pytest.mark.parametrize(("column", "value", "expected"), WRONG)
def test_a_row_that_may_not_stand_is_counted_and_told_by_its_line(
    column: str, value: str, expected: str, tmp_path: Path, earlier: Path
) -> None:
    _, told = refusal(spoilt(column, value), tmp_path, earlier)

    assert f"overrides, {column}: bad rows: 2" in told
    assert "First: 2 (" in told
    assert expected in told


@pytest.mark.usefixtures("nothing_is_lost")
@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize(
    "column", ["subscriber_id", "scheme", "tier", "since", "ends_on", "reason", "set_by", "approved_by"]
)
def test_a_column_has_to_be_there_and_filled(column: str, form: str, tmp_path: Path, earlier: Path) -> None:
    error, told = refusal(f"SELECT * EXCLUDE ({column}) FROM overrides", tmp_path / "a", earlier, form)
    assert isinstance(error, ColumnMissing)
    assert f"overrides: the column {column} is missing" in told

    _, told = refusal(spoilt(column, "NULL"), tmp_path / "b", earlier, form)
    assert f"overrides, {column}: bad rows: 2; empty" in told


@pytest.mark.usefixtures("nothing_is_lost")
@pytest.mark.parametrize(("column", "kind"), [("since", "TIMESTAMP"), ("subscriber_id", "VARCHAR")])
def test_a_column_of_another_type_is_refused(column: str, kind: str, tmp_path: Path, earlier: Path) -> None:
    error, told = refusal(
        f"SELECT * REPLACE (CAST({column} AS {kind}) AS {column}) FROM overrides", tmp_path, earlier
    )

    assert isinstance(error, ColumnMistyped)
    assert f"overrides: the column {column}" in told


@pytest.mark.usefixtures("nothing_is_lost")
def test_a_day_that_is_none_is_told_of_a_csv(tmp_path: Path, earlier: Path) -> None:
    change = "SELECT * REPLACE (replace(since::VARCHAR, '-', '/') AS since) FROM overrides"

    _, told = refusal(change, tmp_path, earlier, "csv")

    assert "overrides, since: bad rows: 7; not written as DATE" in told
    assert "2 (2026/11/01)" in told


@pytest.mark.usefixtures("nothing_is_lost")
def test_a_csv_without_a_header_names_nobody(tmp_path: Path, earlier: Path) -> None:
    paths = small_base.write(tmp_path / "base")
    file = Path(set_by_hand.write(tmp_path / "in", form="csv"))
    file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[1:]), "utf-8")
    paths["overrides"] = [str(file)]

    error, told = small_base.refused(small_base.request(paths, earlier))

    assert isinstance(error, ColumnMissing)
    assert "overrides: the column subscriber_id is missing" in told
    assert not any(part in told for part in PERSONAL)


@pytest.mark.usefixtures("nothing_is_lost")
@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (None, "none.csv", DatasetMissing),
        (b"", "empty.csv", DatasetEmpty),
        (b"PAR1 Zhao", "cut.parquet", DatasetUnreadable),
        ("subscriber_id,scheme\n2,\u8d75".encode("gb18030"), "gb.csv", EncodingUnknown),
        (HEADER + b"2,Zhao\n", "short.csv", LineBroken),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    content: bytes | None, name: str, kind: type[InputError], tmp_path: Path, earlier: Path
) -> None:
    paths = small_base.write(tmp_path / "base")
    paths["overrides"] = [str(tmp_path / name)]
    if content is not None:
        (tmp_path / name).write_bytes(content)

    error, told = small_base.refused(small_base.request(paths, earlier))

    assert isinstance(error, kind)
    assert told.startswith("overrides: ")
    assert name in told
    assert "Zhao" not in told


def test_a_file_with_a_header_alone_sets_nothing(paths: dict[str, list[str]], tmp_path: Path) -> None:
    by_hand = set_by_hand.write(tmp_path / "in", "SELECT * FROM overrides WHERE false", "csv")

    run(small_base.request({**paths, "overrides": [by_hand]}, tmp_path / "out"))

    assert told_by_hand(tmp_path / "out", "subscriber_id") == []
    assert counts(tmp_path / "out")["rows"] == 0


@pytest.mark.usefixtures("nothing_is_lost")
@pytest.mark.parametrize("day", ["DATE '2026-12-15'", "DATE '2026-11-01'"])
def test_two_for_one_line_and_scheme_may_not_overlap(day: str, tmp_path: Path, earlier: Path) -> None:
    again = f"SELECT * REPLACE ({day} AS since) FROM overrides WHERE subscriber_id = 2"

    _, told = refusal(f"SELECT * FROM overrides UNION ALL {again}", tmp_path, earlier)

    assert "overrides, since, ends_on: bad rows: 1; overlaps another" in told
    assert "2 (unicom-star 20" in told


@pytest.mark.usefixtures("nothing_is_lost")
def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path, earlier: Path) -> None:
    change = (
        "SELECT * REPLACE ('gold' AS tier, set_by AS approved_by, '' AS reason) FROM overrides"
        " WHERE scheme = 'unicom-star'"
    )

    _, told = refusal(change, tmp_path, earlier)

    for column in ("tier", "approved_by", "reason"):
        assert f"overrides, {column}: bad rows: 6" in told


@pytest.mark.usefixtures("nothing_is_lost")
def test_no_checks_does_not_leave_out_that_somebody_else_approves(tmp_path: Path, earlier: Path) -> None:
    _, told = refusal(spoilt("approved_by", "set_by"), tmp_path, earlier, is_checked=False)

    assert "overrides, approved_by: bad rows: 2" in told


@pytest.mark.parametrize(("column", "value"), [("ends_on", "CAST(since + INTERVAL 12 MONTH AS DATE) - 1")])
def test_a_whole_term_is_not_too_long(
    column: str, value: str, paths: dict[str, list[str]], tmp_path: Path
) -> None:
    by_hand = set_by_hand.write(tmp_path / "in", spoilt(column, value))

    run(small_base.request({**paths, "overrides": [by_hand]}, tmp_path / "out"))

    assert counts(tmp_path / "out")["in_force"] == 2


@pytest.mark.parametrize("language", Language)
def test_the_command_says_what_is_set_by_hand_and_refuses_with_exit_code_2(
    language: Language, paths: dict[str, list[str]], tmp_path: Path
) -> None:
    by_hand = set_by_hand.write(tmp_path / "in")
    options = ["--scheme", "unicom-star", "--month", "2026-11", "--lang", language.value]
    for name in ("subscribers", "bills", "memberships", "special_grades"):
        options += [f"--{name.replace('_', '-')}", paths[name][0]]

    good = tierline("grade", *options, "--overrides", by_hand, "--out", str(tmp_path / "out"))
    bad = tierline(
        "grade", *options, "--out", str(tmp_path / "bad"), "--overrides",
        set_by_hand.write(tmp_path / "bad-in", spoilt("approved_by", "set_by")),
    )  # fmt: skip

    assert good.code == 0
    assert {Language.EN: "Set by hand: ", Language.ZH: "人工设定："}[language] in good.out
    assert bad.code == 2
    assert {Language.EN: "the same person", Language.ZH: "同一人"}[language] in bad.said
    assert not any(part in text for part in PERSONAL for text in (good.out, good.said, bad.out, bad.said))
    assert not (tmp_path / "bad").exists()
