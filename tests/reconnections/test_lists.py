"""Lists and counts of reconnections: what is due first, within a site, by the indexes made for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.reconnections.base import NOON, World
from tests.service.actors import CITY, COUNTY, actor
from tests.service.databases import sqlite_database
from tierline.database.connect import connect
from tierline.database.paging import Listing
from tierline.entitlements.model import Reason
from tierline.reconnections import exposure, list_store, rules, service
from tierline.reconnections.model import Ending, State, Tally, Wanted
from tierline.reconnections.titles import CHANNELS, MEANS, REASONS, STATES
from tierline.rights.model import Actor
from tierline.service_passwords.model import Channel, Means
from tierline.service_passwords.rules import PASSWORD_NEEDED, REFUSED, UNCONFIRMED
from tierline.settings import read_settings
from tierline.sites.errors import SiteUnknown
from tierline.sites.model import Rank

HOUR = timedelta(hours=1)


def tally(world: World, who: Actor, site: str, now=NOON) -> Tally:
    return world.do(service.tally, who, world.settings, site, soon=6 * HOUR, now=now)


@pytest.mark.clause("CHN-11")
def test_the_tally_is_exact_and_of_the_site_alone(world: World) -> None:
    world.add(1, payment="postpaid")
    world.add(2, payment="prepaid")
    world.add(3, tier=None)
    world.add(4, payment="postpaid", site="65.6531.653101")
    city = actor("supervisor")
    for line_id in (1, 2, 4):
        world.agent = actor("agent", site="65")
        world.granted(line_id=line_id)
    world.ask(line_id=3)
    world.used(3_000, NOON + HOUR)

    assert tally(world, city, CITY) == Tally(2, 0, 1, 0, 10_000, 12_300)
    assert tally(world, actor("supervisor", site="65"), "65").active == 3
    assert tally(world, city, COUNTY, NOON + 43 * HOUR).expiring == 1
    assert tally(world, city, CITY, NOON + 24 * HOUR).refused == 0
    world.work(NOON + 49 * HOUR)
    assert tally(world, city, CITY, NOON + 49 * HOUR).expired_unpaid == 1
    world.paid(NOON + 50 * HOUR)
    assert tally(world, city, CITY, NOON + 50 * HOUR).expired_unpaid == 0
    for site in ("65", "65.6531", ""):
        with pytest.raises(SiteUnknown):
            tally(world, city, site)
        with pytest.raises(SiteUnknown):
            world.do(exposure.at_risk_now, city, site, Rank.COUNTY)


def test_by_their_end_only_those_are_listed_that_were_granted(world: World) -> None:
    world.add(1, payment="postpaid")
    world.add(2, tier=None)
    granted = world.granted(line_id=1)
    world.ask(line_id=2)
    page = world.do(service.listed, actor("supervisor"), Wanted(), Listing(sort="expires_at"))
    assert [one.id for one in page.items] == [granted.id]


def test_every_code_that_is_kept_has_its_words() -> None:
    refusals = [one for one in vars(rules).values() if isinstance(one, rules.Refusal)]
    refusals += [rules.arrears_too_old(1, ""), UNCONFIRMED, *PASSWORD_NEEDED.values(), *REFUSED.values()]
    codes = {one.reason for one in refusals} | {*Ending, *Reason} - {Reason.GRANTED}
    assert codes <= REASONS.keys()
    assert STATES.keys() == set(State)
    assert CHANNELS.keys() == set(Channel)
    assert MEANS.keys() == set(Means)


@pytest.mark.parametrize(
    ("wanted", "sort", "index"),
    [
        (Wanted((State.ACTIVE,)), "expires_at", "ix_reconnections_active"),
        (Wanted((State.EXPIRED,), is_unpaid=True), "-requested_at", "ix_reconnections_unpaid"),
    ],
)
@pytest.mark.parametrize("site", [CITY, COUNTY])
def test_what_people_look_after_is_found_by_an_index_of_it_alone(
    tmp_path, sqlite_template, wanted: Wanted, sort: str, index: str, site: str
) -> None:
    asked = []
    with sqlite_database(tmp_path, sqlite_template) as url:
        database = connect(read_settings(database_url=url))
        with database.read() as connection:
            event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
            list_store.listed(connection, wanted, actor("supervisor", site=site), Listing(sort=sort))
            statement, facts = asked[0]
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", facts).all()
        database.close()
    used = [row[3] for row in plan if row[3].startswith(("SCAN", "SEARCH"))]
    assert used
    assert all(index in step for step in used), used
