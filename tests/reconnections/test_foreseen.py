"""What asking for a reconnection would come to is what it comes to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.actors import actor
from tests.service.api import Clock
from tests.service.base import add_line, add_membership, number
from tierline.database.connect import Database
from tierline.entitlements import service as entitlements
from tierline.reconnections import service
from tierline.reconnections.model import SERVICE
from tierline.rights.errors import PermissionMissing
from tierline.service_passwords.model import Channel, Refusal, Shown
from tierline.settings import Settings

AGENT = actor("agent")
OFF = {"status": "suspended", "suspended_for": "arrears", "payment": "postpaid"}


@pytest.mark.clause("ENT-04", "ENT-05")
@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({**OFF, "arrears_months": 1}, None),
        ({**OFF, "arrears_months": 2}, "arrears_too_old"),
        ({"payment": "postpaid"}, "not_suspended"),
        ({**OFF, "suspended_for": "customer"}, "suspended_by_customer"),
    ],
)
def test_it_is_foreseen_as_it_comes(
    database: Database, settings: Settings, columns: dict[str, Any], reason: str | None
) -> None:
    now = Clock()()
    with database.write() as connection:
        line = add_line(connection, 1, **columns)
        add_membership(connection)
        decision = entitlements.check_one(connection, AGENT, line, SERVICE, now, settings)
        foreseen = service.foreseen(connection, AGENT, line, decision)
        shown = Shown(Channel.HOTLINE, number(1), is_confirmed=True)
        came = service.request(connection, settings, AGENT, number(1), shown, now=now)

    assert (foreseen.reason if isinstance(foreseen, Refusal) else None) == reason
    assert (came.refusal.reason if came.refusal else None) == reason
    if not isinstance(foreseen, Refusal):
        assert came.reconnection.expires_at == now + foreseen.lasts


def test_whoever_may_not_ask_foresees_nothing(database: Database, settings: Settings) -> None:
    now = Clock()()
    with database.write() as connection:
        line = add_line(connection)
        decision = entitlements.check_one(connection, AGENT, line, SERVICE, now, settings)
        with pytest.raises(PermissionMissing):
            service.foreseen(connection, actor("quality_assessor"), line, decision)
