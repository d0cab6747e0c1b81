"""What a run tells of tiers set by hand comes into the service, and goes when it is no longer told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import select

from tests.grading import set_by_hand, small_base
from tests.publishing.runs import DECEMBER, IN_DECEMBER, IN_NOVEMBER, MONTHS, NOVEMBER, held, published
from tierline.audit.store import entries
from tierline.database.connect import Database
from tierline.grading.run import run
from tierline.lines import events, service
from tierline.lines.model import EventKind, LineEvent
from tierline.lines.store import overrides
from tierline.publishing import text
from tierline.publishing.errors import RunNotWhole
from tierline.publishing.model import Step
from tierline.settings import Settings
from tierline.wording import Language

LONGER = small_base.replaced("overrides", "subscriber_id = 2", "ends_on", "DATE '2027-04-30'")


@dataclass(frozen=True)
class ByHand:
    """November without and with the good overrides, with others; December without any."""

    without: Path
    good: Path
    other: Path
    december: Path


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> ByHand:
    """The runs, made once."""
    folder = tmp_path_factory.mktemp("by-hand")
    paths = small_base.write(folder / "in", {"bills": MONTHS})
    found = ByHand(*(folder / name for name in ("without", "good", "other", "december")))
    with pytest.MonkeyPatch.context() as patch:
        small_base.compiled_once(patch)
        run(small_base.request(paths, found.without))
        good = set_by_hand.write(folder / "good-in")
        run(small_base.request({**paths, "overrides": [good]}, found.good))
        change = f"SELECT * FROM ({LONGER}) WHERE subscriber_id <> 3"
        other = set_by_hand.write(folder / "other-in", change)
        run(small_base.request({**paths, "overrides": [other]}, found.other))
        later = {**paths, "memberships": [str(found.good / "memberships")]}
        run(small_base.request(later, found.december, month=DECEMBER))
    return found


def stored(database: Database) -> list[tuple[Any, ...]]:
    """What the service holds by hand: line, tier, since, ends_on."""
    columns = (overrides.c[name] for name in ("line_id", "tier", "since", "ends_on"))
    with database.read() as connection:
        rows = connection.execute(select(*columns).order_by(overrides.c.line_id))
        return [tuple(row) for row in rows]


def in_force(database: Database, line_id: int, day: date) -> list[tuple[str, str]]:
    with database.read() as connection:
        return [(one.tier, one.source) for one in service.memberships(connection, line_id, day)]


SECOND = (2, "five_star", date(2026, 11, 1), date(2027, 3, 31))
THIRD = (3, "one_star", date(2026, 9, 1), date(2026, 11, 5))
FOURTH = (4, "four_star", date(2026, 11, 6), date(2026, 11, 30))
LAST = (39, "five_star", date(2026, 11, 5), date(2026, 11, 5))


def test_what_stands_by_hand_is_published_beside_the_memberships(
    database: Database, settings: Settings, by_hand: ByHand
) -> None:
    found = published(database, settings, by_hand.good, IN_NOVEMBER)

    assert stored(database) == [SECOND, THIRD, FOURTH, LAST]
    assert found.counts.overrides_begun == 4
    assert in_force(database, 2, date(2026, 12, 31)) == [("five_star", "override")]
    assert in_force(database, 2, date(2027, 4, 1)) == [("loyal", "special")]
    assert "Set by hand: 4 new, 0 changed, 0 removed." in list(text.lines(found, Language.EN))
    assert "人工设定：新增 4 项，更新 0 项，删除 0 项。" in list(text.lines(found, Language.ZH))


def test_the_rated_side_is_the_same_as_without(
    database: Database, settings: Settings, by_hand: ByHand
) -> None:
    published(database, settings, by_hand.without, IN_NOVEMBER)
    before = held(database)

    published(database, settings, by_hand.good, IN_NOVEMBER)

    after = held(database)
    assert after["memberships"] == before["memberships"]
    assert after["duties"] == before["duties"]


def test_a_correction_of_the_month_changes_only_what_is_set_otherwise(
    database: Database, settings: Settings, by_hand: ByHand
) -> None:
    published(database, settings, by_hand.good, IN_NOVEMBER)

    found = published(database, settings, by_hand.other, IN_NOVEMBER)

    assert found.decision.is_correction
    counts = found.counts
    assert (counts.overrides_begun, counts.overrides_changed, counts.overrides_removed) == (0, 1, 1)
    assert stored(database) == [(*SECOND[:3], date(2027, 4, 30)), FOURTH, LAST]
    assert counts.memberships_changed == counts.lines_changed == 0


def test_the_same_once_more_changes_nothing(database: Database, settings: Settings, by_hand: ByHand) -> None:
    published(database, settings, by_hand.good, IN_NOVEMBER)

    assert published(database, settings, by_hand.good, IN_NOVEMBER).decision.step is Step.NOTHING


def test_the_next_month_without_it_removes_it_and_leaves_what_is_over_as_history(
    database: Database, settings: Settings, by_hand: ByHand
) -> None:
    published(database, settings, by_hand.good, IN_NOVEMBER)

    found = published(database, settings, by_hand.december, IN_DECEMBER)

    assert found.counts.overrides_removed == 1
    assert stored(database) == [THIRD, FOURTH, LAST]
    assert [source for _, source in in_force(database, 2, date(2026, 12, 31))] == ["special"]


def test_a_line_that_has_closed_meanwhile_gets_none(
    database: Database, settings: Settings, by_hand: ByHand
) -> None:
    published(database, settings, by_hand.without, IN_NOVEMBER)
    at = datetime(2026, 11, 6, 1, 0, tzinfo=UTC)
    with database.write() as connection:
        closing = LineEvent("e1", 2, EventKind.CLOSED, at, {})
        events.happened(connection, closing, zone=settings.time_zone, now=at)

    published(database, settings, by_hand.good, IN_NOVEMBER)

    assert stored(database) == [THIRD, FOURTH, LAST]


def test_reasons_and_people_do_not_reach_the_audit_trail(
    database: Database, settings: Settings, by_hand: ByHand
) -> None:
    published(database, settings, by_hand.good, IN_NOVEMBER)

    with database.read() as connection:
        trail = str(connection.execute(select(entries)).all())
    assert not any(part in trail for part in set_by_hand.PERSONAL)


def test_a_folder_without_what_it_counts_by_hand_is_refused(
    database: Database, settings: Settings, by_hand: ByHand, tmp_path: Path
) -> None:
    paths = small_base.write(tmp_path / "in")
    paths["overrides"] = [set_by_hand.write(tmp_path / "by-hand")]
    run(small_base.request(paths, tmp_path / "out", month=NOVEMBER))
    (file,) = (tmp_path / "out" / "overrides").resolve().glob("*.parquet")
    rows = duckdb.connect()
    rows.execute(f"CREATE TABLE t AS FROM read_parquet('{file}') LIMIT 1")
    rows.execute(f"COPY t TO '{file}' (FORMAT parquet)")

    with pytest.raises(RunNotWhole) as found:
        published(database, settings, tmp_path / "out", IN_NOVEMBER)

    assert "overrides has 1 rows, its summary counts 4" in found.value.message(Language.EN)
