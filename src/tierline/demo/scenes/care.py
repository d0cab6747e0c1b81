"""Scenes of those who look after lines: managers, regular contact, cards. Clauses: ENT-16, GRD-13."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from tierline.account_managers import roster
from tierline.account_managers import service as account_managers
from tierline.account_managers.model import Kind
from tierline.cards import service as cards
from tierline.cards.model import VoidReason
from tierline.contacts import service as contacts
from tierline.contacts.model import Contact, Outcome
from tierline.database.paging import Listing
from tierline.demo.accounts import CITY, INSTALLER, PROVINCE
from tierline.demo.cast import CastLine
from tierline.demo.stage import Scene, Stage
from tierline.duties import service as duties
from tierline.duties.model import State, Wanted
from tierline.policy.vocabulary import Duty

SUPERVISOR, MANAGER, CLERK = "chen.gang", "sun.jie", "zhao.min"
GROUPS, OPERATIONS = "fang.yu", "zhou.wei"
INTERVAL_DAYS, STARTED_DAYS_AGO = 14, 15
"""Each first contact has fallen due by now, and what follows one that was made has not."""


def roster_of_managers(stage: Stage) -> Scene:
    """Two people begin to look after lines."""
    yield stage.before_end(days=20)
    for account, site, kind in ((MANAGER, CITY, Kind.VIP), (GROUPS, PROVINCE, Kind.GROUP)):
        person = stage.who(account)
        with stage.write() as connection:
            roster.add(
                connection,
                INSTALLER,
                stage.settings,
                person_id=person.id,
                name=person.name,
                site=site,
                kind=kind,
                cap=120,
                now=stage.now,
            )


def overdue(stage: Stage, line: CastLine) -> Scene:
    """In care, with a contact that is due and not made."""
    yield stage.before_end(days=STARTED_DAYS_AGO)
    take_into_care(stage, line, MANAGER)


def contacted(stage: Stage, line: CastLine) -> Scene:
    """In care; reached on the day, and to be contacted again."""
    yield stage.before_end(days=STARTED_DAYS_AGO)
    take_into_care(stage, line, MANAGER)
    yield _afternoon(stage, _open_contact(stage, line, MANAGER))
    _record(stage, line, Outcome.REACHED, "对星级服务满意")


def not_reached(stage: Stage, line: CastLine) -> Scene:
    """In care; not reached, and tried again soon."""
    yield stage.before_end(days=STARTED_DAYS_AGO)
    take_into_care(stage, line, MANAGER)
    yield _afternoon(stage, _open_contact(stage, line, MANAGER))
    _record(stage, line, Outcome.NOT_REACHED, "无人接听")


def group(stage: Stage, line: CastLine) -> Scene:
    """A group's line, with a manager of its own kind."""
    yield stage.before_end(days=STARTED_DAYS_AGO)
    take_into_care(stage, line, GROUPS)


def card_lost(stage: Stage, line: CastLine) -> None:
    """Operations carry out the duty of a card before its turn; it is lost at once, and there is another."""
    operations, clerk = stage.who(OPERATIONS), stage.who(CLERK)
    wanted = Wanted(state=State.OWED, duty=Duty.ISSUE_CARD, line_id=line.id)
    with stage.write() as connection:
        for duty in duties.list_duties(connection, operations, wanted, Listing(1)).items:
            duties.carry_out_one(connection, operations, stage.settings, duty.id, duty.version, now=stage.now)
        for card in cards.of_line(connection, clerk, line.msisdn)[:1]:
            cards.replace(
                connection, clerk, line.msisdn, card.id, card.version, VoidReason.LOST, now=stage.now
            )


def take_into_care(stage: Stage, line: CastLine, manager: str) -> None:
    """Give a line to a manager, who contacts it every two weeks."""
    with stage.write() as connection:
        supervisor = stage.who(SUPERVISOR)
        account_managers.reassign(connection, supervisor, line.msisdn, None, now=stage.now)
    with stage.write() as connection:
        contacts.start_plan(
            connection, stage.who(manager), stage.settings, line.msisdn, INTERVAL_DAYS, now=stage.now
        )


def _open_contact(stage: Stage, line: CastLine, manager: str) -> Contact:
    with stage.database.read() as connection:
        found = contacts.of_line(connection, stage.who(manager), line.msisdn, Listing(10)).items
    return next(contact for contact in found if contact.is_open)


def _record(stage: Stage, line: CastLine, outcome: Outcome, note: str) -> None:
    contact = _open_contact(stage, line, MANAGER)
    with stage.write() as connection:
        contacts.record(
            connection,
            stage.who(MANAGER),
            stage.settings,
            contact.id,
            contact.version,
            outcome,
            note,
            now=stage.now,
        )


def _afternoon(stage: Stage, contact: Contact) -> datetime:
    return datetime.combine(contact.due_on, time(15, 0), stage.settings.time_zone) + timedelta(
        minutes=contact.line_id % 60
    )


SCENES: Mapping[str, Callable[[Stage, CastLine], Scene]] = {
    "group": group,
    "in_care_1": contacted,
    "in_care_2": contacted,
    "in_care_3": not_reached,
    "in_care_4": overdue,
    "in_care_5": overdue,
    "in_care_6": overdue,
}
"""By the part of the line that plays it."""
