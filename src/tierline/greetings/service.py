"""Greeting the owners of lines on their birthdays."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from tierline.entitlements import service as entitlements
from tierline.greetings import rules
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.messages import service as messages
from tierline.policy.titles import tier_title
from tierline.rights.model import Actor, ActorKind
from tierline.settings import Settings
from tierline.sites.model import HEADQUARTERS

SERVICE = "birthday_greeting"

LINES_AT_ONCE = 200
"""Greeted in one transaction: so few that a counter that writes at the same time hardly waits."""

GREETER = Actor(
    id="system:greetings",
    kind=ActorKind.SYSTEM,
    name="birthday greetings",
    site=HEADQUARTERS,
    permissions=frozenset(("entitlement:read",)),
)


def greet_next(
    connection: Connection, settings: Settings, day: date, after: int, *, now: datetime
) -> int | None:
    """Greet some of those whose birthday it is, by id after `after`; where to go on from, None at the end.

    Clause: ENT-11.
    """
    found = lines.with_birthday(connection, rules.birthdays_on(day), after=after, limit=LINES_AT_ONCE)
    for line in found:
        _greet(connection, settings, line, day, now)
    return found[-1].id if len(found) == LINES_AT_ONCE else None


def _greet(connection: Connection, settings: Settings, line: Line, day: date, now: datetime) -> None:
    decision = entitlements.check_one(connection, GREETER, line, SERVICE, now, settings)
    if not decision.is_granted:
        return
    facts = {"tier": tier_title(decision.scheme, decision.tier)}
    key = f"birthday:{line.id}.{line.owner_no}:{day.year}"
    messages.tell(connection, settings, line, SERVICE, facts, now=now, key=key)
    # Whoever is not to be disturbed is not greeted and has used nothing; the message says why it stays.
    if not line.do_not_disturb:
        entitlements.take(connection, GREETER, line, SERVICE, now=now, settings=settings)
