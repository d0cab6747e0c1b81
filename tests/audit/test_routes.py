"""The trail over HTTP: only for those who may, only what their site covers."""

from __future__ import annotations

import pytest

from tests.audit.trails import add_entries
from tests.service.actors import actor


@pytest.fixture
def trail(database):
    """Entries made in a county of Xinjiang, and others made in Henan."""
    with database.write() as connection:
        add_entries(connection, 3, site="65.6501.650102")
        add_entries(connection, 2, site="41.4101")


def seen(client, **query) -> list[int]:
    answer = client.get("/api/v1/audit-entries", params=query)
    assert answer.status_code == 200, answer.text
    return [entry["id"] for entry in answer.json()["items"]]


@pytest.mark.clause("GOV-01", "CHN-11")
def test_an_auditor_reads_what_was_done_at_their_site_and_below(api, trail):
    assert seen(api.client(actor("auditor", site=""))) == [5, 4, 3, 2, 1]
    assert seen(api.client(actor("auditor", site="65"))) == [3, 2, 1]
    assert seen(api.client(actor("auditor", site="41.4101"))) == [5, 4]


def test_entries_are_found_by_subject_actor_and_time_and_come_in_pages(api, trail):
    client = api.client(actor("auditor", site=""))
    assert seen(client, subject_kind="line", subject_id="2") == [5, 2]
    assert seen(client, actor_id="person:clerk@41.4101") == [5, 4]
    assert seen(client, since="2012-06-15T02:00:00.000001Z") == []
    assert seen(client, until="2012-06-15T02:00:00Z") == []
    first = client.get("/api/v1/audit-entries", params={"limit": 3}).json()
    assert seen(client, limit=3, after=first["next"]) == [2, 1]


@pytest.mark.clause("GOV-01")
def test_whoever_is_no_auditor_reads_nothing_of_the_trail(api, trail):
    assert api.client(actor("clerk", site="")).get("/api/v1/audit-entries").status_code == 403
    assert api.client(None).get("/api/v1/audit-entries").status_code == 401
