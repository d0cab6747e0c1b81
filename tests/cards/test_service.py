"""Cards: one is valid for a line and scheme, whatever is done at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.service.actors import actor, customer
from tests.service.base import add_line
from tierline.cards import service
from tierline.cards.errors import CardUnknown, CardVoid
from tierline.cards.model import VoidReason
from tierline.database.errors import ChangedMeanwhile
from tierline.lines import service as lines
from tierline.lines import store
from tierline.lines.errors import LineUnknown
from tierline.rights.errors import PermissionMissing

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
CLERK = actor("clerk")


@pytest.fixture
def line(database):
    with database.write() as connection:
        return add_line(connection)


def issued(database, line, tier, now=NOW):
    with database.write() as connection:
        return service.issue(connection, lines.lock(connection, line.id), "unicom-vip", tier, now=now)


def cards_of(database, line, asked_by=CLERK):
    with database.read() as connection:
        return service.of_line(connection, asked_by, line.msisdn)


@pytest.mark.clause("GRD-13")
def test_issuing_again_for_the_same_tier_gives_the_same_card(database, line):
    assert issued(database, line, "gold") == issued(database, line, "gold", NOW + timedelta(days=1))


@pytest.mark.clause("GRD-07")
def test_the_card_of_a_new_tier_voids_the_old_one(database, line):
    gold = issued(database, line, "gold")
    diamond = issued(database, line, "diamond", NOW + timedelta(days=30))
    latest, before = cards_of(database, line)
    assert latest == diamond
    assert latest.is_valid
    assert (before.id, before.reason, before.voided_at) == (gold.id, VoidReason.NEW_TIER, diamond.issued_at)


def test_two_workers_that_issue_at_once_leave_one_valid_card(database, line):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda tier: issued(database, line, tier), ["gold", "diamond", "gold", "diamond"]))
    assert sum(card.is_valid for card in cards_of(database, line)) == 1


def test_a_replacement_has_a_new_number_and_needs_the_version_that_was_read(database, line):
    lost = issued(database, line, "gold")
    asked = (CLERK, line.msisdn, lost.id)
    with database.write() as connection:
        new = service.replace(connection, *asked, 1, VoidReason.LOST, now=NOW)
    assert (new.tier, new.is_valid) == ("gold", True)
    assert new.number != lost.number
    with pytest.raises(ChangedMeanwhile), database.write() as connection:
        service.replace(connection, *asked, 1, VoidReason.LOST, now=NOW)
    with pytest.raises(CardVoid), database.write() as connection:
        service.void_one(connection, *asked, 2, VoidReason.STOLEN, now=NOW)


@pytest.mark.clause("GOV-01")
def test_cards_are_for_those_with_the_permission_the_site_and_the_ownership(database, line):
    card = issued(database, line, "gold")
    with pytest.raises(PermissionMissing):
        cards_of(database, line, actor("auditor"))
    with pytest.raises(LineUnknown):
        cards_of(database, line, actor("clerk", site="65.6502"))
    assert cards_of(database, line, customer(line.id)) == [card]
    with database.write() as connection:
        other = add_line(connection, 2)
    with pytest.raises(CardUnknown), database.write() as connection:
        service.void_one(connection, CLERK, other.msisdn, card.id, 1, VoidReason.LOST, now=NOW)


@pytest.mark.clause("GRD-20")
def test_a_new_owner_gets_a_card_of_their_own_and_sees_none_of_the_former_owner(database, line):
    issued(database, line, "gold")
    with database.write() as connection:
        store.change(connection, line.id, owner_no=2)
    assert cards_of(database, line) == []
    own = issued(database, line, "gold")
    assert cards_of(database, line, customer(line.id, owner_no=2)) == [own]
