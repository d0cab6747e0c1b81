"""Ending and extending by hand, which is the city's; asking for a reconnection is in service.py."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.lines.model import Line
from tierline.messages import service as messages
from tierline.reconnections import endings, rules, store
from tierline.reconnections.errors import (
    CityDecides,
    CreditNotExtended,
    NotActive,
    ReconnectionUnknown,
    UntilWrong,
)
from tierline.reconnections.model import Ending, Reconnection, State, Step
from tierline.reconnections.titles import STATES
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.work_orders import service as work_orders
from tierline.work_orders.model import Outcome

EXTENDED = "extended"
"""The reason in the history of a step that moved the end."""


def end(
    connection: Connection,
    settings: Settings,
    actor: Actor,
    reconnection_id: str,
    version: int,
    reason: str,
    *,
    now: datetime,
) -> None:
    """End an active reconnection by hand and suspend the line again, as its city may, or a site above.

    Raises ReconnectionUnknown, CityDecides, ChangedMeanwhile and NotActive. Clause: ENT-06.
    """
    line, active = _to_change(connection, settings, actor, reconnection_id, version, now)
    endings.change_state(
        connection, active, State.ENDED, Ending.BY_HAND, now, by=actor.id, note=reason, now=now
    )
    endings.suspend_again(connection, settings, line, active, now, now=now)
    endings.conclude_order(connection, active, Outcome.ENDED, by=actor.id, at=now)
    audit.record(connection, actor, "reconnection.end", ("reconnection", active.id), now=now)


def extend(
    connection: Connection,
    settings: Settings,
    actor: Actor,
    reconnection_id: str,
    version: int,
    until: datetime,
    reason: str,
    *,
    now: datetime,
) -> None:
    """Let an active postpaid reconnection last until a later moment, as its city may, or a site above.

    Raises CreditNotExtended for prepaid lines, UntilWrong, and what `end` raises. Clause: ENT-06.
    """
    line, active = _to_change(connection, settings, actor, reconnection_id, version, now)
    if active.credit_fen is not None:
        raise CreditNotExtended()
    assert active.granted_at is not None
    assert active.expires_at is not None
    latest = active.granted_at + rules.LONGEST
    if not active.expires_at < until <= latest:
        after, latest_shown = (
            moment.astimezone(settings.time_zone).isoformat(" ", "minutes")
            for moment in (active.expires_at, latest)
        )
        raise UntilWrong(field="until", after=after, latest=latest_shown, days=rules.LONGEST.days)
    store.change(connection, active.id, expires_at=until)
    step = Step(now, now, actor.id, State.ACTIVE, State.ACTIVE, EXTENDED, reason, until)
    store.add_step(connection, active.id, step)
    endings.schedule_expiry(connection, active.id, until, now=now)
    if active.work_order_id:
        work_orders.postpone(connection, active.work_order_id, until, by=actor.id, now=now)
    key = f"reconnection.extended:{active.id}:{until.isoformat()}"
    payload = {"line_id": line.id, "reconnection_id": active.id, "expires_at": until.isoformat()}
    messages.announce(connection, "reconnection.extended", payload, now=now, key=key)
    messages.tell(connection, settings, line, "reconnection_extended", {"until": until}, now=now, key=key)
    facts = {"until": until.isoformat()}
    audit.record(connection, actor, "reconnection.extend", ("reconnection", active.id), now=now, facts=facts)


def _to_change(
    connection: Connection,
    settings: Settings,
    actor: Actor,
    reconnection_id: str,
    version: int,
    now: datetime,
) -> tuple[Line, Reconnection]:
    actor.require("reconnection:end")
    found = store.find(connection, reconnection_id, actor)
    if found is None:
        raise ReconnectionUnknown()
    if not rules.may_direct(actor.site, found.site):
        raise CityDecides()
    line, active = endings.locked(connection, settings, found.line_id, now, now=now)
    if active is None or active.id != reconnection_id:
        raise NotActive(state=STATES[_state(connection, reconnection_id)])
    if active.version != version:
        raise ChangedMeanwhile(held=version)
    return line, active


def _state(connection: Connection, reconnection_id: str) -> State:
    found = store.find(connection, reconnection_id)
    assert found is not None
    return found.state
