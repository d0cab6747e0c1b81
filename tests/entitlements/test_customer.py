"""Who is on the phone: one use case that says no more and no less than those it stands for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from tests.service.actors import actor, client, customer
from tests.service.base import add_line, add_membership, add_override
from tierline.database.connect import Database
from tierline.entitlements import service
from tierline.lines import events
from tierline.lines import service as lines
from tierline.lines.errors import LineUnknown
from tierline.lines.model import EventKind, LineEvent
from tierline.rights.errors import PermissionMissing
from tierline.rights.model import Actor
from tierline.settings import Settings

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
AGENT = actor("agent")


@pytest.fixture
def base(database: Database) -> None:
    """Line 1: silver until 2011, gold in 2012 and again from 2013 on, diamond by hand in summer; line 2."""
    with database.write() as connection:
        add_line(connection, 1, arrears_months=1, arrears_fen=17_130)
        add_line(connection, 2, site="65.6502")
        add_membership(connection, tier="silver", since=date(2010, 12, 1), ends_on=date(2011, 12, 31))
        add_membership(connection)
        add_membership(connection, since=date(2013, 1, 9), ends_on=date(2014, 1, 8))
        add_membership(connection, scheme="unicom-card", tier="silver", ends_on=None)
        add_override(connection)


def new_owner(database: Database, settings: Settings) -> None:
    with database.write() as connection:
        happened = LineEvent("crm-1", 1, EventKind.NEW_OWNER, datetime(2012, 2, 1, tzinfo=UTC))
        (found,) = events.report(
            connection, client("billing_system"), [happened], now=NOW, zone=settings.time_zone
        )
        assert found.refusal is None


@pytest.mark.clause("GOV-01", "GRD-21")
@pytest.mark.parametrize("owners", [1, 2])
def test_it_is_the_line_its_terms_and_its_standing(
    database: Database, settings: Settings, base: None, owners: int
) -> None:
    if owners == 2:
        new_owner(database, settings)

    with database.read() as connection:
        found = service.customer(connection, AGENT, 1, NOW, settings)
        line = lines.get(connection, AGENT, 1)
        standing = service.standing(connection, AGENT, line, NOW, settings)
        terms = lines.memberships_of_owner(connection, line, zone=settings.time_zone)

    assert found.standing == standing
    assert found.terms == tuple(terms)
    assert found.number == "186****0001"
    assert [one.tier for one in found.standing.memberships] == ["silver", "diamond"]
    assert ("silver", date(2010, 12, 1)) not in [(one.tier, one.since) for one in terms] or owners == 1


@pytest.mark.clause("CHN-11", "GOV-01")
@pytest.mark.parametrize(("who", "line_id"), [(AGENT, 2), (AGENT, 3), (customer(2), 1), (customer(1, 2), 1)])
def test_a_line_that_is_not_theirs_to_see_is_unknown(
    database: Database, settings: Settings, base: None, who: Actor, line_id: int
) -> None:
    with database.read() as connection, pytest.raises(LineUnknown):
        service.customer(connection, who, line_id, NOW, settings)


def test_it_needs_the_permission_to_see_what_a_line_may_have(
    database: Database, settings: Settings, base: None
) -> None:
    with database.read() as connection, pytest.raises(PermissionMissing):
        service.customer(connection, actor("policy_analyst"), 1, NOW, settings)


def test_it_takes_three_queries(database: Database, settings: Settings, base: None) -> None:
    asked: list[str] = []
    with database.read() as connection:
        service.customer(connection, AGENT, 1, NOW, settings)  # the standards are read once
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        service.customer(connection, AGENT, 1, NOW, settings)

    assert len(asked) == 3
