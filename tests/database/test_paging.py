"""A place in a list is only what a page of it has given out; anything else is refused, never a fault."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from tierline.database.errors import CursorWrong, SortUnknown
from tierline.database.paging import Listing, page
from tierline.jobs.store import jobs

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)

SORTS = {"due_at": jobs.c.due_at, "kind": jobs.c.kind}


@pytest.fixture
def listed(database):
    """Five jobs, two of them due at the same moment; and what reads a page of them."""
    with database.write() as connection:
        for number, minutes in enumerate((0, 1, 1, 2, 3)):
            due_at = NOW + timedelta(minutes=minutes)
            row = {"kind": "测试", "key": f"{number}", "payload": {}, "attempts": 0}
            moments = dict.fromkeys(("due_at", "next_attempt_at", "created_at"), due_at)
            connection.execute(insert(jobs).values({**row, **moments}))

    def read(listing: Listing):
        with database.read() as connection:
            return page(connection, select(jobs), listing, sorts=SORTS, key=jobs.c.id)

    return read


@pytest.mark.parametrize("sort", ["due_at", "-due_at", "kind", "-kind"])
def test_pages_follow_each_other_without_gap_or_repetition(listed, sort):
    seen, after = [], ""
    for _ in range(3):
        found = listed(Listing(2, after, sort))
        seen += [row["key"] for row in found.items]
        after = found.next or ""
    assert after == ""
    assert seen == sorted(seen, reverse=sort.startswith("-"))
    assert len(seen) == 5


def test_a_place_that_no_page_gave_out_is_refused(listed):
    places = [
        ["due_at", "2012-06-15T02:00:00", 1],
        ["due_at", "2012-06-15", 1],
        ["due_at", 1, 1],
        ["due_at", NOW.isoformat(), 2**63],
        ["due_at", NOW.isoformat(), "1"],
        ["kind", "测试", 1],
        ["due_at", NOW.isoformat()],
        {},
        "[" * 50,
    ]
    cursors = [base64.urlsafe_b64encode(json.dumps(place).encode()).decode() for place in places]
    for cursor in [*cursors, "x", "é", "AAAA"]:
        with pytest.raises(CursorWrong):
            listed(Listing(2, cursor))
    for text in ("\x00", "\ud800"):
        cursor = base64.urlsafe_b64encode(json.dumps(["kind", text, 1]).encode()).decode()
        with pytest.raises(CursorWrong):
            listed(Listing(2, cursor, "kind"))


def test_an_order_that_a_list_does_not_have_is_refused(listed):
    with pytest.raises(SortUnknown, match="due_at, kind"):
        listed(Listing(sort="payload"))
