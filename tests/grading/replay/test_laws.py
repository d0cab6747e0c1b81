"""Laws of a replay, on random bases: it is what fresh runs over corrected inputs would have given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.grading import small_base
from tests.grading.operator import random_operator
from tests.grading.replay.months import Base, Row, bill, digests, months_from, rows_in, run_series, write_rows
from tierline.datasets.contract import DATASETS
from tierline.grading.replay.model import ReplayRequest
from tierline.grading.replay.replaying import replayed

FIRST = date(2026, 9, 1)
MONTHS = months_from(FIRST, 3)
BILLED = months_from(date(2025, 7, 1), 16)
SCHEMES = ("unicom-star", "unicom-vip-henan", "unicom-card")
RESULTS = ("grades", "memberships", "events")


@pytest.fixture(scope="module", autouse=True)
def shared_plans() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        small_base.compiled_once(patch)
        yield


def random_base(seed: int, lines: int) -> Base:
    """Random lines, memberships and special grades, and bills near the bounds of the tiers."""
    operator = random_operator(seed, lines, FIRST, waiting=False)
    rng = Random(seed)
    bills = [
        bill(
            row["subscriber_id"], month, rng.choice((0, 15, 60, 150, 300, 450)), suspensions=rng.randrange(2)
        )
        for row in operator.subscribers
        for month in BILLED
        if rng.random() < 0.9
    ]
    subscribers = [
        {**row, "product": "mobile_3g", "real_name": True} if rng.random() < 0.5 else row
        for row in operator.subscribers
    ]
    return Base(
        {FIRST: subscribers},
        bills,
        operator.memberships,
        operator.special_grades,
        SCHEMES,
        {"part_lines": 16},
    )


def random_corrections(seed: int, base: Base) -> dict[str, list[Row]]:
    """Corrected bills of a fifth of the lines, and a few corrected lines."""
    rng = Random(seed + 1000)
    (subscribers,) = base.subscribers.values()
    bills = [
        bill(row["subscriber_id"], month, rng.choice((0, 40, 200, 900)), suspensions=rng.randrange(4))
        for row in subscribers
        if rng.random() < 0.2
        for month in rng.sample(BILLED, 2)
    ]
    lines = [{**row, "payment": "postpaid", "segment": "public"} for row in rng.sample(list(subscribers), 3)]
    return {"bills": bills, "subscribers": lines}


def over(rows: list[Row], corrected: list[Row], dataset: str) -> list[Row]:
    """The rows with the corrected ones in the place of those of the same key."""
    key = DATASETS[dataset].key
    found = {tuple(row[name] for name in key): row for row in [*rows, *corrected]}
    return list(found.values())


def results(out: Path) -> dict[str, Any]:
    return {f"{scheme}/{name}": rows_in(out / scheme / name) for scheme in SCHEMES for name in RESULTS}


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))])
def test_a_replay_is_what_a_fresh_series_over_the_corrected_inputs_gives(seed: int, tmp_path: Path) -> None:
    base = random_base(seed, 60)
    corrected = random_corrections(seed, base)
    right = replace(
        base,
        bills=over(list(base.bills), corrected["bills"], "bills"),
        subscribers={FIRST: over(list(base.subscribers[FIRST]), corrected["subscribers"], "subscribers")},
    )
    recorded = run_series(tmp_path / "recorded", base, MONTHS)
    fresh = run_series(tmp_path / "fresh", right, MONTHS)
    earlier = digests(tmp_path / "recorded")
    paths = {name: [write_rows(tmp_path / name, name, rows)] for name, rows in corrected.items()}

    out = tmp_path / "out"
    replayed(ReplayRequest(tuple(recorded), out, paths, threads=1))

    for month, folder, was in zip(MONTHS, fresh, recorded, strict=True):
        place = out / "months" / f"{month:%Y-%m}"
        again = {
            f"{scheme}/{name}": rows_in((place if (place / scheme).exists() else was) / scheme / name)
            for scheme in SCHEMES
            for name in RESULTS
        }
        assert again == results(folder)
    for scheme in SCHEMES:
        assert rows_in(out / scheme / "memberships") == rows_in(fresh[-1] / scheme / "memberships")
        told = {(row["subscriber_id"], row["month"]) for row in rows_in(out / scheme / "differences")}
        assert told == differing(recorded, fresh, scheme)
    assert digests(tmp_path / "recorded") == earlier


def differing(recorded: list[Path], fresh: list[Path], scheme: str) -> set[tuple[int, date]]:
    """Line and month of every row of grades that the two series have differently."""
    found = set()
    for one, other in zip(recorded, fresh, strict=True):
        pairs = zip(rows_in(one / scheme / "grades"), rows_in(other / scheme / "grades"), strict=True)
        found |= {(left["subscriber_id"], left["month"]) for left, right in pairs if left != right}
    return found


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> tuple[Base, list[Path]]:
    """A base and its recorded runs, which no test changes."""
    base = random_base(4, 60)
    return base, run_series(tmp_path_factory.mktemp("record"), base, MONTHS)


def test_each_line_that_holds_something_else_at_the_end_has_one_event(
    record: tuple[Base, list[Path]], tmp_path: Path
) -> None:
    base, recorded = record
    corrected = write_rows(tmp_path / "bills.parquet", "bills", random_corrections(4, base)["bills"])

    out = tmp_path / "out"
    replayed(ReplayRequest(tuple(recorded), out, {"bills": [corrected]}, threads=1))

    events = rows_in(out / "unicom-star" / "events")
    held = ("tier", "since", "ends_on")
    then, now = (
        {
            row["subscriber_id"]: tuple(row[name] for name in held)
            for row in rows_in(place / "unicom-star" / "grades")
        }
        for place in (recorded[-1], out / "months" / "2026-11")
    )
    changed = {row["subscriber_id"] for row in events if row["change"] not in ("kept", "none")}
    assert changed >= {line for line in then if then[line] != now[line]}
    assert len({row["subscriber_id"] for row in events}) == len(events)
    for row in events:
        assert tuple(row[name] for name in held) == now[row["subscriber_id"]]
        assert tuple(row[f"previous_{name}"] for name in held) == then[row["subscriber_id"]]
        assert row["corrected_months"]


def test_schemes_that_notice_nothing_are_left_as_they_are(
    record: tuple[Base, list[Path]], tmp_path: Path
) -> None:
    base, recorded = record
    lines = [row["subscriber_id"] for row in base.subscribers[FIRST]]
    # Only what was paid is other than it was, and only the card scheme reads that.
    was = {(row["subscriber_id"], row["month"]): row for row in base.bills}
    rows = [{**was[key], "paid": 5000} for key in ((one, BILLED[-3]) for one in lines) if key in was]
    corrected = write_rows(tmp_path / "bills.parquet", "bills", rows)

    found = replayed(ReplayRequest(tuple(recorded), tmp_path / "out", {"bills": [corrected]}, threads=1))

    assert {one.scheme for one in found.runs if one.cause} == {"unicom-card"}
    assert found.told["unicom-card"].events
    assert rows_in(tmp_path / "out" / "unicom-star" / "memberships") == rows_in(
        recorded[-1] / "unicom-star" / "memberships"
    )
