"""`tierline replay` over four hand-made months: what late bills change, and what follows for each line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.grading import small_base
from tests.grading.replay.months import (
    Base,
    Row,
    bill,
    digests,
    line,
    months_from,
    of_line,
    rows_in,
    run_series,
    write_rows,
)
from tierline.grading.publication import content_of
from tierline.grading.replay.model import Replay, ReplayRequest
from tierline.grading.replay.replaying import replayed
from tierline.grading.verify import verified

SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = months_from(date(2026, 9, 1), 4)
AUGUST = date(2026, 8, 1)
BILLED = months_from(date(2025, 9, 1), 15)

TOO_LOW, TOO_HIGH, CLOSED, RISEN_SINCE, MOVED, GONE, SAME, FIGURES, NOT_BILLED, MISSING, CONTROL = range(
    1, 12
)
UNKNOWN = 99

# At 20 yuan a month the score is 22.00: one star. One bill of 500 among twelve makes 66.00: two stars.
ONE_STAR = (date(2026, 10, 1), date(2027, 9, 30))


def base() -> Base:
    """Eleven lines; the bills of August are wrong for most of them."""
    august = {TOO_HIGH: 500, NOT_BILLED: 500}
    bills = [
        bill(number, month, august.get(number, 20) if month == AUGUST else 20)
        for number in range(1, 12)
        for month in BILLED
        if (number, month) != (MISSING, AUGUST)
    ]
    # Whatever August was, 2000 yuan in October make four stars in November.
    bills = [row for row in bills if (row["subscriber_id"], row["month"]) != (RISEN_SINCE, OCTOBER)]
    bills.append(bill(RISEN_SINCE, OCTOBER, 2000))
    closed = {"status": "closed", "closed_on": date(2026, 11, 3)}
    first = [line(number, **closed if number == CLOSED else {}) for number in range(1, 12)]
    moved = [{**row, "product": "broadband"} if row["subscriber_id"] == MOVED else row for row in first]
    without = [row for row in moved if row["subscriber_id"] != GONE]
    return Base({SEPTEMBER: first, OCTOBER: moved, NOVEMBER: without}, bills)


CORRECTED = [
    *(bill(number, AUGUST, 500) for number in (TOO_LOW, CLOSED, RISEN_SINCE, MOVED, GONE, MISSING)),
    bill(TOO_HIGH, AUGUST, 20),
    bill(SAME, AUGUST, 20),
    bill(FIGURES, AUGUST, 40),
    bill(NOT_BILLED, AUGUST, 0),
    bill(UNKNOWN, AUGUST, 500),
    bill(CONTROL, date(2027, 1, 1), 500),
    bill(CONTROL, date(2025, 1, 1), 500),
]


@pytest.fixture(scope="module", autouse=True)
def shared_plans() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        small_base.compiled_once(patch)
        yield


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the recorded runs, which no test changes."""
    folder = tmp_path_factory.mktemp("record")
    run_series(folder, base(), [SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER])
    return folder


def folders(record: Path, *months: date) -> tuple[Path, ...]:
    wanted = months or (SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER)
    return tuple(record / "runs" / f"{month:%Y-%m}" for month in wanted)


def replay(record: Path, out: Path, rows: list[Row], *months: date, **options: Any) -> Replay:
    """A replay with corrected bills."""
    corrected = write_rows(out.parent / "corrected.parquet", "bills", rows)
    asked = ReplayRequest(folders(record, *months), out, {"bills": [corrected]}, threads=1, **options)
    return replayed(asked)


@pytest.fixture(scope="module")
def out(record: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The replay of all four months with all the corrections."""
    folder = tmp_path_factory.mktemp("replay") / "out"
    earlier = digests(record)
    replay(record, folder, CORRECTED)
    assert digests(record) == earlier
    return folder


def event(out: Path, subscriber_id: int) -> Row:
    return of_line(rows_in(out / "events"), subscriber_id)


def held(row: Row) -> tuple[Any, ...]:
    return row["previous_tier"], row["tier"], row["change"]


# ---------------------------------------------------------------- correcting events


def test_a_bill_that_was_too_low_gives_a_rise_with_what_it_obliges_to(out: Path) -> None:
    found = event(out, TOO_LOW)

    assert found == {
        "subscriber_id": TOO_LOW,
        "scheme": "unicom-star",
        "month": DECEMBER,
        "tier": "two_star",
        "since": ONE_STAR[0],
        "ends_on": ONE_STAR[1],
        "change": "risen",
        "product": "mobile_4g",
        "site": "65.6501.650102",
        "previous_tier": "one_star",
        "previous_since": ONE_STAR[0],
        "previous_ends_on": ONE_STAR[1],
        "missed_tier": "two_star",
        "takes_away": False,
        "duties": ["tell_customer"],
        "differing_months": [SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER],
        "corrected_months": [AUGUST],
        "subscriber_corrected": False,
    }


@pytest.mark.parametrize("subscriber_id", [TOO_HIGH, NOT_BILLED])
def test_a_bill_that_was_too_high_gives_a_fall_that_is_marked(subscriber_id: int, out: Path) -> None:
    found = event(out, subscriber_id)

    assert held(found) == ("two_star", "one_star", "fallen")
    assert found["takes_away"]
    assert found["missed_tier"] is None
    assert found["duties"] == ["tell_customer"]


def test_a_bill_that_was_missing_counts_as_one_that_was_too_low(out: Path) -> None:
    assert held(event(out, MISSING)) == ("one_star", "two_star", "risen")


@pytest.mark.clause("GRD-08")
def test_a_line_that_has_closed_since_is_still_told_of(out: Path) -> None:
    found = event(out, CLOSED)

    assert held(found) == (None, None, "ended")
    assert found["missed_tier"] == "two_star"
    assert found["differing_months"] == [SEPTEMBER, OCTOBER]
    assert found["duties"] == []
    assert not found["takes_away"]


def test_a_line_that_rose_since_for_another_reason_is_still_told_of(out: Path) -> None:
    found = event(out, RISEN_SINCE)

    assert held(found) == ("four_star", "four_star", "kept")
    assert found["missed_tier"] == "two_star"
    assert found["differing_months"] == [SEPTEMBER, OCTOBER]
    assert found["duties"] == []


@pytest.mark.clause("GRD-20")
def test_a_line_that_changed_its_product_since_still_rises(out: Path) -> None:
    found = event(out, MOVED)

    assert held(found) == ("one_star", "two_star", "risen")
    assert found["product"] == "broadband"


def test_a_line_that_is_no_longer_among_the_subscribers_is_told_of_as_of_its_last_month(out: Path) -> None:
    found = event(out, GONE)

    assert held(found) == ("one_star", "two_star", "risen")
    assert found["month"] == OCTOBER


def test_no_other_line_has_an_event(out: Path) -> None:
    found = {row["subscriber_id"] for row in rows_in(out / "events")}

    assert found == {TOO_LOW, TOO_HIGH, CLOSED, RISEN_SINCE, MOVED, GONE, NOT_BILLED, MISSING}


# ---------------------------------------------------------------- differences


def test_each_row_that_differs_is_listed_with_both_sides(out: Path) -> None:
    found = [row for row in rows_in(out / "differences") if row["subscriber_id"] == TOO_LOW]

    assert [row["month"] for row in found] == [SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER]
    assert {row["kind"] for row in found} == {"tier"}
    assert {(row["recorded_tier"], row["replayed_tier"]) for row in found} == {("one_star", "two_star")}
    assert {(row["recorded_arpu"], row["replayed_arpu"]) for row in found} == {(20, 60)}
    assert [row["replayed_change"] for row in found] == ["joined", "kept", "kept", "kept"]


def test_a_figure_that_decides_nothing_is_a_difference_and_no_event(out: Path) -> None:
    found = [row for row in rows_in(out / "differences") if row["subscriber_id"] == FIGURES]

    assert {row["kind"] for row in found} == {"figures"}
    assert {(row["recorded_arpu"], row["replayed_arpu"]) for row in found} == {(20, 22)}


def test_rows_that_change_nothing_and_those_that_nobody_reads_are_counted(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text("utf-8"))

    bills = summary["corrected"]["bills"]
    assert (bills["rows"], bills["of_months_not_read"], bills["of_unknown_lines"]) == (13, 2, 1)
    assert [month["corrections"]["bills"] for month in summary["months"]] == [
        {"replaced": 8, "added": 2, "change_nothing": 1, "of_unknown_lines": 1},
        {"replaced": 8, "added": 2, "change_nothing": 1, "of_unknown_lines": 1},
        # From November on one of them is no longer among the subscribers.
        {"replaced": 8, "added": 2, "change_nothing": 1, "of_unknown_lines": 2},
        {"replaced": 8, "added": 2, "change_nothing": 1, "of_unknown_lines": 2},
    ]
    assert summary["months"][0]["differences"] == {"tier": 8, "figures": 1}
    assert summary["events"]["unicom-star"] == {
        "by_change": {"risen": 4, "fallen": 2, "ended": 1, "kept": 1},
        "of_lines_held_too_low": 6,
        "takes_away": 2,
    }
    assert [len(file["sha256"]) for file in bills["files"]] == [64]


# ---------------------------------------------------------------- what the next run reads


def test_the_replayed_months_can_be_verified_and_the_next_run_follows_them(out: Path, record: Path) -> None:
    for month in (SEPTEMBER, DECEMBER):
        assert verified(out / "months" / f"{month:%Y-%m}").is_equal

    assert rows_in(out / "memberships") == rows_in(out / "months" / "2026-12" / "memberships")


def test_only_the_files_that_are_touched_are_written_anew(out: Path) -> None:
    # One of August as it lay, one of what no file had.
    assert {path.name for path in (out / "inputs" / "bills").iterdir()} == {
        "00011.parquet",
        "added-00000.parquet",
    }


def test_only_up_leaves_members_as_they_are_and_forgets_no_missed_tier(record: Path, tmp_path: Path) -> None:
    found = replay(record, tmp_path / "out", CORRECTED, only_up=True)

    events = {row["subscriber_id"] for row in rows_in(tmp_path / "out" / "events")}
    assert events == {TOO_LOW, CLOSED, RISEN_SINCE, MOVED, GONE, MISSING}
    assert found.told["unicom-star"].takes_away == 2
    tiers = {row["subscriber_id"]: row["tier"] for row in rows_in(tmp_path / "out" / "memberships")}
    assert (tiers[TOO_HIGH], tiers[NOT_BILLED], tiers[TOO_LOW]) == ("two_star", "two_star", "two_star")
    assert len(rows_in(tmp_path / "out" / "memberships")) == len(rows_in(record / "runs/2026-12/memberships"))


def test_a_term_that_should_have_begun_earlier_ends_earlier_and_only_up_keeps_it(
    record: Path, tmp_path: Path
) -> None:
    # The 2000 yuan were those of September: four stars from November, where the record has December.
    rows = [bill(RISEN_SINCE, SEPTEMBER, 2000), bill(RISEN_SINCE, OCTOBER, 20)]

    replay(record, tmp_path / "plain", rows)
    replay(record, tmp_path / "kept", rows, only_up=True)

    plain, kept = event(tmp_path / "plain", RISEN_SINCE), event(tmp_path / "kept", RISEN_SINCE)
    assert (*held(plain), plain["since"]) == ("four_star", "four_star", "renewed", NOVEMBER)
    assert (*held(kept), kept["since"]) == ("four_star", "four_star", "kept", DECEMBER)
    assert plain["takes_away"]
    assert kept["missed_tier"] == plain["missed_tier"] == "four_star"
    assert (plain["duties"], kept["duties"]) == (["tell_customer"], [])


# ---------------------------------------------------------------- months that are not affected


def test_months_that_read_nothing_corrected_are_left_as_they_are(record: Path, tmp_path: Path) -> None:
    found = replay(record, tmp_path / "out", [bill(TOO_LOW, OCTOBER, 500)])

    assert [bool(one.cause) for one in found.runs] == [False, False, True, True]
    assert {path.name for path in (tmp_path / "out" / "months").iterdir()} == {"2026-11", "2026-12"}
    assert event(tmp_path / "out", TOO_LOW)["differing_months"] == [NOVEMBER, DECEMBER]


@pytest.mark.parametrize(
    "rows",
    [
        [bill(SAME, AUGUST, 20)],
        [bill(CONTROL, date(2027, 1, 1), 500)],
        [bill(UNKNOWN, AUGUST, 500)],
        [bill(CONTROL, date(2025, 10, 1), 20, paid=999, suspensions=3)],
        [bill(MISSING, AUGUST, 0)],
    ],
    ids=[
        "the same",
        "outside the window",
        "of nobody",
        "in columns that are not read",
        "nothing for nothing",
    ],
)
def test_corrections_that_matter_to_nobody_change_nothing(
    rows: list[Row], record: Path, tmp_path: Path
) -> None:
    found = replay(record, tmp_path / "out", rows)

    assert not any(one.cause for one in found.runs)
    assert found.is_equal
    assert {path.name for path in (tmp_path / "out").iterdir() if path.name[0] != "."} == {
        *("differences", "events", "memberships", "summary.json")
    }
    assert rows_in(tmp_path / "out" / "events") == []
    assert rows_in(tmp_path / "out" / "differences") == []
    assert rows_in(tmp_path / "out" / "memberships") == rows_in(record / "runs" / "2026-12" / "memberships")


def test_one_month_can_be_replayed_alone(record: Path, tmp_path: Path) -> None:
    found = replay(record, tmp_path / "out", CORRECTED, OCTOBER)

    assert [one.month for one in found.runs] == ["2026-10"]
    # Its memberships are the recorded ones, and a rise inside a term starts with the next month.
    assert event(tmp_path / "out", TOO_LOW)["since"] == NOVEMBER


# ---------------------------------------------------------------- corrected lines


def test_corrected_lines_count_in_every_month_and_no_number_is_kept(record: Path, tmp_path: Path) -> None:
    closed = line(CONTROL, status="closed", closed_on=date(2026, 10, 20))
    rows = [closed, line(50, joined_on=date(2020, 1, 1)), line(SAME, msisdn="00099999999")]
    path = write_rows(tmp_path / "lines.parquet", "subscribers", rows)
    out = tmp_path / "out"

    found = replayed(ReplayRequest(folders(record), out, {"subscribers": [path]}, threads=1))

    assert [put.replaced for one in found.runs for put in one.put.values()] == [1, 1, 1, 1]
    assert [put.added for one in found.runs for put in one.put.values()] == [1, 1, 1, 1]
    assert held(event(out, CONTROL)) == ("one_star", None, "ended")
    assert held(event(out, 50)) == (None, "one_star", "joined")
    assert event(out, CONTROL)["subscriber_corrected"]
    assert not event(out, CONTROL)["takes_away"]
    written = [row for path in (out / "inputs").rglob("*.parquet") for row in rows_in(path.parent)]
    assert {row["msisdn"] for row in written} == {"-"}


# ---------------------------------------------------------------- no corrections


def test_without_corrections_every_month_is_as_recorded(record: Path, tmp_path: Path) -> None:
    found = replayed(ReplayRequest(folders(record), tmp_path / "out", threads=1))

    assert found.is_equal
    assert [one.month for one in found.runs] == ["2026-09", "2026-10", "2026-11", "2026-12"]
    for folder in folders(record):
        again = tmp_path / "out" / "months" / folder.name
        assert all(
            rows_in(again / name) == rows_in(folder / name) for name in ("grades", "memberships", "events")
        )


def test_the_same_replay_twice_gives_the_same_bytes(record: Path, tmp_path: Path) -> None:
    corrected = {"bills": [write_rows(tmp_path / "corrected.parquet", "bills", CORRECTED)]}
    found = []
    for _ in range(2):
        replayed(ReplayRequest(folders(record), tmp_path / "out", corrected, threads=1))
        content = content_of(tmp_path / "out")
        assert content is not None
        # The summaries of the months tell how long each took, and when its inputs were written.
        timed = {f"months/2026-{month:02}/summary.json" for month in range(9, 13)}
        found.append({name: one for name, one in digests(content).items() if name not in timed})

    assert found[0] == found[1]
    assert "summary.json" in found[0]


def test_the_month_after_a_replay_joins_the_series(record: Path, tmp_path: Path) -> None:
    first = replay(record, tmp_path / "first", [bill(TOO_LOW, AUGUST, 500)], SEPTEMBER, OCTOBER)
    assert not first.is_equal
    series = [tmp_path / "first" / "months" / name for name in ("2026-09", "2026-10")]
    corrected = write_rows(tmp_path / "later.parquet", "bills", [bill(TOO_HIGH, AUGUST, 20)])

    found = replayed(ReplayRequest(tuple(series), tmp_path / "second", {"bills": [corrected]}, threads=1))

    # What was corrected before is the record now.
    assert {row["subscriber_id"] for row in rows_in(tmp_path / "second" / "events")} == {TOO_HIGH}
    assert not found.is_equal
