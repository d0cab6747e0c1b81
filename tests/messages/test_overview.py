"""Messages counted by state, all failed of a list sent again, and the last events of webhooks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from tests.service.actors import COUNTY, actor
from tests.service.api import Api
from tests.service.base import add_line
from tests.service.databases import settings_for
from tierline.audit.store import entries
from tierline.database.paging import Listing
from tierline.messages import overview, service, store, webhooks
from tierline.messages.model import Purpose, State
from tierline.messages.service import Wanted
from tierline.rights.errors import PermissionMissing
from tierline.settings import Settings

OPERATIONS = actor("operations", site="")
ELSEWHERE = "65.6502"


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url, secret_key=Fernet.generate_key().decode())


@pytest.fixture
def written(api: Api, settings: Settings) -> dict[str, list[str]]:
    """Three failed messages and a waiting one at a county, a failed one at another city, by site."""
    ids: dict[str, list[str]] = {COUNTY: [], ELSEWHERE: []}
    with api.database.write() as connection:
        for line in (add_line(connection, 1), add_line(connection, 2, site=ELSEWHERE)):
            for _ in range(4 if line.site == COUNTY else 1):
                told = service.tell(connection, settings, line, "password_changed", {}, now=api.clock())
                ids[line.site].append(told)
                api.clock.forward(minutes=1)
        for each in (*ids[COUNTY][:3], *ids[ELSEWHERE]):
            store.settle(connection, each, None, state=State.FAILED, reason="no_answer", attempts=8)
        # The text of this one was forgotten: there is nothing to send.
        store.settle(connection, ids[COUNTY][2], None, text="")
    return ids


@pytest.mark.clause("CHN-11")
@pytest.mark.parametrize(("site", "failed"), [("", 4), (COUNTY, 3), ("41", 0)])
def test_messages_are_counted_within_the_site(api: Api, written: object, site: str, failed: int) -> None:
    with api.database.read() as connection:
        tally = overview.tally(connection, actor("operations", site=site), Wanted(state=State.WAITING))
    assert tally[State.FAILED] == failed
    assert set(tally) == set(State)


def test_a_filter_by_site_purpose_and_time_is_counted_like_it_is_listed(api: Api, written: object) -> None:
    with api.database.read() as connection:
        for wanted, failed in (
            (Wanted(site=COUNTY), 3),
            (Wanted(site="65.6501"), 3),
            (Wanted(purpose=Purpose.MARKETING), 0),
            (Wanted(before=api.clock() - timedelta(minutes=4)), 1),
        ):
            assert overview.tally(connection, OPERATIONS, wanted)[State.FAILED] == failed
            found = service.listed(connection, OPERATIONS, wanted, Listing())
            assert sum(one.message.state is State.FAILED for one in found.items) == failed


@pytest.mark.clause("GOV-01", "CHN-11")
def test_all_failed_of_a_list_go_once_more_and_no_others(api: Api, written: dict[str, list[str]]) -> None:
    here = actor("operations", site=COUNTY)
    with api.database.write() as connection:
        counted = overview.count_to_send_again(connection, here, Wanted())
        sent = overview.send_all_again(connection, here, Wanted(), now=api.clock())
        again = overview.send_all_again(connection, here, Wanted(), now=api.clock())
    assert (counted, sent, again) == (2, 2, 0)
    with api.database.read() as connection:
        states = {
            one.message.id: one.message
            for one in service.listed(connection, OPERATIONS, Wanted(), Listing()).items
        }
        told = connection.execute(select(entries).order_by(entries.c.id)).mappings().all()
    assert [states[each].state for each in written[COUNTY]] == [
        State.WAITING,
        State.WAITING,
        State.FAILED,
        State.WAITING,
    ]
    assert states[written[ELSEWHERE][0]].state is State.FAILED
    assert states[written[COUNTY][0]].attempts == 0
    assert [one["facts"]["count"] for one in told if one["action"] == "message.send_all_again"] == [2, 0]


@pytest.mark.clause("GOV-01")
def test_sending_all_again_needs_its_permission(api: Api, written: object) -> None:
    with api.database.write() as connection, pytest.raises(PermissionMissing):
        overview.send_all_again(connection, actor("auditor", site=""), Wanted(), now=api.clock())


def test_a_webhook_shows_its_last_three_events(api: Api, settings: Settings) -> None:
    chief = actor("administrator", site="")
    with api.database.write() as connection:
        secret = webhooks.made_up_secret()
        made = [
            webhooks.add(connection, chief, settings, url, [topic], secret, now=api.clock())
            for url, topic in (
                ("https://example.com/a", "line.suspend"),
                ("https://example.com/b", "line.resume"),
            )
        ]
        for number in range(5):
            api.clock.forward(minutes=1)
            service.announce(connection, "line.suspend", {"line_id": number}, now=api.clock())
        found = overview.last_events(connection, chief, made, now=api.clock())
    assert [len(found[each.id]) for each in made] == [3, 0]
    moments = [event.created_at for event in found[made[0].id]]
    assert moments == sorted(moments, reverse=True)
    assert moments[0] == api.clock()
