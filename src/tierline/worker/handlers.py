"""What the rooms do when something falls due: the one list of it; a room with jobs adds its line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from tierline.account_managers import jobs as account_managers
from tierline.appointments import jobs as appointments
from tierline.contacts import jobs as contacts
from tierline.duties import jobs as duties
from tierline.greetings import jobs as greetings
from tierline.jobs.model import Handler
from tierline.people import jobs as people
from tierline.reconnections import jobs as reconnections
from tierline.text_commands import jobs as text_commands
from tierline.worker import cleaning

Part = tuple[Mapping[str, Handler], Mapping[str, time]]
"""The handlers of a room by kind, and the local times of day of those of its kinds that come daily."""

NONE_DAILY: Mapping[str, time] = {}

PARTS: tuple[Part, ...] = (
    (account_managers.HANDLERS, account_managers.DAILY),
    (appointments.HANDLERS, NONE_DAILY),
    (cleaning.HANDLERS, cleaning.DAILY),
    (contacts.HANDLERS, contacts.DAILY),
    (duties.HANDLERS, duties.DAILY),
    (greetings.HANDLERS, greetings.DAILY),
    (people.HANDLERS, people.DAILY),
    (reconnections.HANDLERS, NONE_DAILY),
    (text_commands.HANDLERS, NONE_DAILY),
)

HANDLERS: Mapping[str, Handler] = {kind: handler for part, _ in PARTS for kind, handler in part.items()}

DAILY: Mapping[str, time] = {kind: at for _, part in PARTS for kind, at in part.items()}
