"""What happened on a line lately, and what is to come: each part for whoever may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from tierline.account_managers import service as account_managers
from tierline.account_managers.errors import NobodyAssigned
from tierline.account_managers.model import AccountManager, Assignment
from tierline.appointments import service as appointments
from tierline.appointments import slots
from tierline.appointments.model import Appointment, Slot, State
from tierline.cards import service as cards
from tierline.cards.model import Card
from tierline.console.customer.places import LOOKED_AHEAD, places_of
from tierline.console.customer.view import BOOKING
from tierline.console.messages.template_names import named
from tierline.console.visit import Visit
from tierline.database.paging import Listing
from tierline.entitlements import service as entitlements
from tierline.entitlements.model import Use
from tierline.lines.model import Line
from tierline.messages import service as messages
from tierline.policy.titles import tier_title
from tierline.reconnections import service as reconnections
from tierline.reconnections.model import Reconnection, Wanted
from tierline.site_directory import service as site_directory
from tierline.wording import Text

FEW = 5


@dataclass(frozen=True)
class Recent:
    """The last few of each, the latest first; None for what the reader may not see.

    `titles` are what services, halls, templates of messages and tiers of cards are called, by their names.
    """

    uses: Sequence[Use] | None
    reconnections: Sequence[Reconnection] | None
    messages: Sequence[messages.Shown] | None
    appointments: Sequence[Appointment] | None
    next_visit: Slot | None
    """The next free time near the line, for whoever may book it."""
    cards: Sequence[Card] | None
    manager: tuple[AccountManager, Assignment] | None
    titles: Mapping[str, Text]

    @property
    def running(self) -> Reconnection | None:
        """What keeps a line on that is in arrears; None for nothing, and where the reader may not see it."""
        return next((one for one in self.reconnections or () if one.is_active), None)


def recent_of(connection: Connection, visit: Visit, line: Line) -> Recent:
    """What happened on a line lately. Of a closed line there is nothing to come."""
    actor, number = visit.actor, line.msisdn

    def may(permission: str, *, needs_open: bool = False) -> bool:
        # What is found by number would be that of whoever has the number now.
        return actor.may(permission) and not (needs_open and line.is_closed)

    booked = None
    if may("appointment:read", needs_open=True):
        found = appointments.of_line(connection, actor, number, Listing(FEW, sort="-starts_at"))
        # What is to come first; within both the latest first.
        booked = sorted(found.items, key=lambda one: one.state is not State.BOOKED)
    sent = None
    if may("message:read"):
        sent = messages.listed(connection, actor, messages.Wanted(line_id=line.id), Listing(FEW)).items
    held = cards.of_line(connection, actor, number) if may("card:read", needs_open=True) else None
    services = entitlements.check(connection, actor, line, visit.now, visit.settings)
    books = any(one.service == BOOKING and one.is_granted for one in services)
    free = None
    if books and may("appointment:book", needs_open=True) and may("appointment:read"):
        near = places_of(actor, line)[0]
        free = slots.next_free(connection, actor, near, ahead=LOOKED_AHEAD, now=visit.now)
    titles = {each.service: each.title for each in services}
    halls = {one.site for one in booked or ()} | ({free.site} if free else set())
    titles |= {site: site_directory.title(connection, site) for site in halls}
    titles |= {one.message.template: _outline(one.message.template) for one in sent or ()}
    titles |= {one.id: tier_title(one.scheme, one.tier) for one in held or ()}
    return Recent(
        uses=entitlements.uses(connection, actor, line, Listing(FEW, sort="-at")).items,
        reconnections=_reconnections(connection, visit, line) if may("reconnection:read") else None,
        messages=sent,
        appointments=booked,
        next_visit=free,
        cards=held,
        manager=_manager(connection, visit, number) if may("manager:read", needs_open=True) else None,
        titles=titles,
    )


def _outline(template: str) -> Text:
    """What a message says, without its facts; what it is called where it has nothing beside them."""
    said = messages.outline(template)
    return named(template) if said.en == messages.MARK else said


def _reconnections(connection: Connection, visit: Visit, line: Line) -> Sequence[Reconnection]:
    wanted = Wanted(line_id=line.id, owner_no=line.owner_no)
    return reconnections.listed(connection, visit.actor, wanted, Listing(FEW, sort="-requested_at")).items


def _manager(connection: Connection, visit: Visit, number: str) -> tuple[AccountManager, Assignment] | None:
    try:
        return account_managers.of_line(connection, visit.actor, number)
    except NobodyAssigned:
        return None
