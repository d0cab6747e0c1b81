"""The lines of a month taken out: all of them, within the site, masked, from one run, on the record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.months.operator import CREDIT, DECEMBER, EAST, NOW, OPERATIONS, STAR, graded
from tests.service.actors import actor
from tests.service.base import add_line
from tierline.audit.store import entries
from tierline.months import exporting, runs
from tierline.months.errors import CheckUnknown, MonthUnknown
from tierline.months.exporting import lines_to_export
from tierline.months.model import Wanted
from tierline.rights.errors import PermissionMissing

IN_EAST = actor("operations", site="41")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Batches of seven lines, whose numbers are asked for three at a time."""
    monkeypatch.setattr(exporting, "BATCH", 7)
    monkeypatch.setattr(exporting, "NUMBERS", 3)


@pytest.mark.clause("CHN-11", "GOV-01")
def test_every_line_of_a_list_is_taken_out_once_and_nothing_of_another_site(database, settings):
    with database.write() as connection:
        add_line(connection, 21, site=EAST)
    for who, wanted, ids in (
        (OPERATIONS, Wanted(), range(1, 41)),
        (IN_EAST, Wanted(), range(21, 41)),
        (IN_EAST, Wanted(check="unbilled:41"), range(26, 41)),
        (OPERATIONS, Wanted(site="41.4101"), range(21, 41)),
        (IN_EAST, Wanted(site="65"), ()),
    ):
        batches = list(lines_to_export(who, settings, DECEMBER, STAR, wanted).batches(database))
        assert [line.subscriber_id for lines in batches for line in lines] == list(ids)
        assert {len(lines) for lines in batches[:-1]} <= {7}
    first = next(lines_to_export(IN_EAST, settings, DECEMBER, STAR, Wanted()).batches(database))
    assert [line.msisdn for line in first[:2]] == ["186****0021", ""]


def test_a_month_that_is_graded_again_meanwhile_gives_none_of_its_lines(database, own):
    export = lines_to_export(OPERATIONS, own, DECEMBER, STAR, Wanted())
    batches = export.batches(database)
    next(batches)
    graded(database, own, DECEMBER, STAR)
    grades = runs.get(own, DECEMBER, STAR).recorded.content / "grades"
    for file in grades.iterdir():
        file.unlink()
    assert [line.subscriber_id for lines in batches for line in lines] == list(range(8, 41))


@pytest.mark.clause("GOV-01")
def test_the_trail_says_who_took_which_lines_out(database, settings):
    export = lines_to_export(IN_EAST, settings, DECEMBER, STAR, Wanted(tier="one_star"))
    with database.write() as connection:
        exporting.record(connection, IN_EAST, export, now=NOW)
        (entry,) = connection.execute(select(entries).where(entries.c.action == "month.export"))
    assert (entry.actor_id, entry.site, entry.subject_id) == (IN_EAST.id, "41", f"2026-12 {STAR}")
    assert entry.facts == {"scheme": STAR, "month": "2026-12", "tier": "one_star"}


def test_what_may_not_be_listed_is_not_taken_out(settings):
    with pytest.raises(PermissionMissing):
        lines_to_export(actor("agent"), settings, DECEMBER, STAR, Wanted())
    with pytest.raises(MonthUnknown):
        lines_to_export(OPERATIONS, settings, DECEMBER, "unicom-vip", Wanted())
    with pytest.raises(CheckUnknown):
        lines_to_export(OPERATIONS, settings, DECEMBER, CREDIT, Wanted(check="warning:1"))
