"""What a month that goes on from another is refused for: a clear message, and nothing lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.grading.after import FIRST, month_of, request
from tests.grading.passing_months import Operator
from tests.grading.processes import seen, tierline
from tests.grading.small_base import refused
from tierline.datasets.sql_text import quoted
from tierline.errors import InputError
from tierline.grading.carrying.errors import (
    CarriedDamaged,
    CarriedUnreadable,
    MonthsTooShort,
    NothingCarried,
    NotTheMonthBefore,
    OptionBesideAfter,
    OtherSchemes,
)
from tierline.grading.preparing import put_in_order
from tierline.grading.run import Request, run
from tierline.policy.load import packs_of
from tierline.policy.model import WindowMeasure

SCHEME = ("unicom-card",)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A first month, `0`, that is carried on, and what is new in the month after it, `in/1`."""
    folder = tmp_path_factory.mktemp("base")
    operator = Operator(seed=13, lines=40, first=FIRST)
    first = operator.written(folder / "in" / "0", FIRST, [], [])
    run(request(SCHEME, FIRST, first.whole, folder / "0", is_carried_on=True))
    operator.written(folder / "in" / "1", month_of(1), *operator.passes_to(month_of(1)))
    return folder


@pytest.fixture
def before(base: Path, tmp_path: Path) -> Path:
    """The first month once more, for a test to spoil."""
    shutil.copytree(base / "0", tmp_path / "before", symlinks=True)
    return tmp_path / "before"


def after(base: Path, before: Path, out: Path, **more: Any) -> Request:
    paths = {
        "bills": [str(base / "in/1/new_bills.parquet")],
        "changed_lines": [str(base / "in/1/changed_lines.parquet")],
    }
    given = {"schemes": SCHEME, "month": month_of(1), "paths": paths, "after": before} | more
    return request(out=out, **given)


def loses_nothing(asked: Request, kind: type[InputError]) -> str:
    """The message of a refusal of that kind; neither folder has changed."""
    held = seen(asked.after) if asked.after is not None else {}
    error, message = refused(asked)
    assert isinstance(error, kind), message
    assert (seen(asked.after) if asked.after is not None else {}) == held
    assert not asked.out.exists()
    return message


def test_an_output_that_carried_nothing_on_is_refused(base: Path, tmp_path: Path) -> None:
    whole = {name: [str(base / f"in/0/{name}.parquet")] for name in ("subscribers", "bills")}
    run(request(SCHEME, FIRST, whole, tmp_path / "bare"))

    said = loses_nothing(after(base, tmp_path / "bare", tmp_path / "out"), NothingCarried)
    assert "--carry" in said
    loses_nothing(after(base, tmp_path / "nowhere", tmp_path / "out"), NothingCarried)


@pytest.mark.parametrize(
    ("spoil", "part_of_message"),
    [
        (lambda text: text.replace('"form": 1', '"form": 0'), "form 0"),
        (lambda text: text[: len(text) // 2], "not complete"),
        (lambda text: text.replace('"windows"', '"sums"'), "windows"),
    ],
)
def test_an_output_of_another_version_is_refused(
    spoil: Callable[[str], str], part_of_message: str, base: Path, before: Path, tmp_path: Path
) -> None:
    manifest = before / "carried" / "manifest.json"
    manifest.write_text(spoil(manifest.read_text()))

    assert part_of_message in loses_nothing(after(base, before, tmp_path / "out"), CarriedUnreadable)


@pytest.mark.parametrize("month", [FIRST, month_of(2), date(2013, 5, 1)])
def test_an_output_of_another_month_than_the_one_before_is_refused(
    month: date, base: Path, tmp_path: Path
) -> None:
    said = loses_nothing(after(base, base / "0", tmp_path / "out", month=month), NotTheMonthBefore)

    assert "2014-04" in said
    assert f"{month:%Y-%m}" in said


@pytest.mark.parametrize("schemes", [("unicom-vip",), ("unicom-card", "unicom-vip")])
def test_an_output_of_other_schemes_is_refused(schemes: tuple[str, ...], base: Path, tmp_path: Path) -> None:
    said = loses_nothing(after(base, base / "0", tmp_path / "out", schemes=schemes), OtherSchemes)

    assert "unicom-vip" in said


@pytest.mark.parametrize("kind", ["carried/lines", "carried/sums", "carried/months/2013-06", "memberships"])
def test_an_output_with_a_part_missing_is_refused(
    kind: str, base: Path, before: Path, tmp_path: Path
) -> None:
    missing = sorted((before / kind).glob("*.parquet"))[0]
    missing.unlink()

    assert f"{kind}/{missing.name}" in loses_nothing(after(base, before, tmp_path / "out"), CarriedDamaged)


def test_a_part_that_was_written_over_is_refused(base: Path, before: Path, tmp_path: Path) -> None:
    one, other = sorted((before / "carried/sums").glob("*.parquet"))[:2]
    one.write_bytes(other.read_bytes())

    assert one.name in loses_nothing(after(base, before, tmp_path / "out"), CarriedDamaged)


def test_a_part_whose_rows_are_not_the_recorded_ones_is_refused(
    base: Path, before: Path, tmp_path: Path
) -> None:
    sums = sorted((before / "carried/sums").glob("*.parquet"))[0]
    written = bytearray(sums.read_bytes())
    written[8] ^= 1
    sums.write_bytes(bytes(written))

    assert sums.name in loses_nothing(after(base, before, tmp_path / "out"), CarriedDamaged)


def test_sums_beside_other_lines_are_refused_also_without_digests(
    base: Path, before: Path, tmp_path: Path
) -> None:
    sums = sorted((before / "carried/sums").glob("*.parquet"))[0]
    swapped = f"SELECT * FROM read_parquet('{sums}') ORDER BY subscriber_id DESC"
    duckdb.sql(f"COPY ({swapped}) TO '{tmp_path}/swapped.parquet' (FORMAT parquet)")
    shutil.copy(tmp_path / "swapped.parquet", sums)
    manifest = before / "carried" / "manifest.json"
    said = json.loads(manifest.read_text())
    for file in said["files"]:
        if file["path"].endswith(f"sums/{sums.name}"):
            file["bytes"] = sums.stat().st_size
    manifest.write_text(json.dumps(said))

    loses_nothing(after(base, before, tmp_path / "out", is_digested=False), CarriedDamaged)


def test_a_window_that_the_carried_bills_do_not_reach_is_refused(base: Path, tmp_path: Path) -> None:
    usual = packs_of(None)
    card = usual["unicom-card"]
    versions = tuple(
        replace(
            version,
            measures=tuple(
                replace(one, last_months=40) if isinstance(one, WindowMeasure) else one
                for one in version.measures
            ),
        )
        for version in card.versions
    )
    packs = usual | {"unicom-card": replace(card, versions=versions)}

    said = loses_nothing(after(base, base / "0", tmp_path / "out", packs=packs), MonthsTooShort)

    assert "paid_last_40" in said
    assert "{" not in said
    assert "2013-02" in said


def test_memberships_of_the_runs_own_schemes_are_refused(base: Path, tmp_path: Path) -> None:
    paths = {**after(base, base / "0", tmp_path).paths, "memberships": [str(base / "0/memberships")]}

    assert "unicom-card" in loses_nothing(
        after(base, base / "0", tmp_path / "out", paths=paths), OptionBesideAfter
    )


def test_changed_lines_beside_all_lines_are_refused(base: Path, tmp_path: Path) -> None:
    paths = {
        **after(base, base / "0", tmp_path).paths,
        "subscribers": [str(base / "in/1/subscribers.parquet")],
    }

    loses_nothing(after(base, base / "0", tmp_path / "out", paths=paths), OptionBesideAfter)


@pytest.mark.parametrize(
    ("dataset", "column", "value", "expected"),
    [
        ("bills", "suspensions", "CAST(-1 AS SMALLINT)", "at least 0"),
        ("bills", "billed", "CAST(NULL AS DECIMAL(12,2))", "empty"),
        ("changed_lines", "product", "'telex'", "expected one of"),
        ("changed_lines", "closed_on", "CAST(NULL AS DATE)", "empty although"),
        ("changed_lines", "subscriber_id", "CAST(5 AS BIGINT)", "more than one row"),
        ("bills", "subscriber_id", "CAST(5 AS BIGINT)", "more than one row"),
    ],
)
def test_new_rows_outside_the_contract_are_counted_and_shown(
    dataset: str, column: str, value: str, expected: str, base: Path, tmp_path: Path
) -> None:
    paths = dict(after(base, base / "0", tmp_path).paths)
    closed = ", 'closed' AS status" if column == "closed_on" else ""
    sql = f"SELECT * REPLACE ({value} AS {quoted(column)}{closed}) FROM read_parquet('{paths[dataset][0]}')"
    duckdb.sql(f"COPY ({sql}) TO '{tmp_path}/spoilt.parquet' (FORMAT parquet)")
    paths[dataset] = [f"{tmp_path}/spoilt.parquet"]

    said = loses_nothing(after(base, base / "0", tmp_path / "out", paths=paths), InputError)

    assert said.startswith(f"{dataset}, {column}")
    assert expected in said


@pytest.mark.parametrize(
    ("given", "option"),
    [
        (["--bills", "bills.parquet"], "--subscribers"),
        (["--subscribers", "lines.parquet"], "--bills"),
        (["--after", "before"], "--bills"),
        (["--after", "before", "--bills", "bills.parquet", "--stage", "window"], "--stage"),
    ],
)
def test_a_command_without_what_it_needs_says_what_is_missing(given: list[str], option: str) -> None:
    asked = ["--scheme", "unicom-card", "--month", "2014-05", "--out", "out"]

    ended = tierline("grade", *asked, *given)

    assert ended.code == 2
    assert ended.said.startswith(f"{option}: found")


def test_files_that_break_the_contract_are_not_prepared(base: Path, tmp_path: Path) -> None:
    bills = base / "in/0/bills.parquet"
    twice = f"SELECT * FROM read_parquet('{bills}') UNION ALL (SELECT * FROM read_parquet('{bills}') LIMIT 3)"
    duckdb.sql(f"COPY ({twice}) TO '{tmp_path}/bills.parquet' (FORMAT parquet)")
    paths = {
        "subscribers": [str(base / "in/0/subscribers.parquet")],
        "bills": [f"{tmp_path}/bills.parquet"],
    }

    with pytest.raises(InputError, match="bad rows: 3"):
        put_in_order(paths, tmp_path / "prepared")

    assert [path.name for path in tmp_path.iterdir()] == ["bills.parquet"]
