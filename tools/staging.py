"""The demo as pictures show it: whole, with what it leaves to its reader, by the names that shots use."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import Connection

from tierline.appointments import service as appointments
from tierline.appointments import slots
from tierline.appointments.model import Appointment
from tierline.database.connect import Database, connect
from tierline.database.ids import repeatable_ids
from tierline.database.paging import MOST_ROWS, Listing
from tierline.demo.accounts import CITY, COUNTY, INSTALLER
from tierline.demo.cast import CastLine
from tierline.demo.halls import TIANSHAN
from tierline.demo.installation import PASSWORD, Installation
from tierline.demo.months import CARD, SEED, STAR, last_rated, month_after
from tierline.demo.policies import copy_policies
from tierline.demo.recalibrating import DRAFT, FOLDER
from tierline.demo.service import DemoService, filled
from tierline.demo.story import shown
from tierline.messages import webhooks
from tierline.months import asking as months
from tierline.people import clients, passwords, staff
from tierline.people.model import PersonFacts, RoleHeld
from tierline.policy_desk import asking, publication
from tierline.policy_desk import service as policy_desk
from tierline.policy_desk.carrying import SIMULATING
from tierline.policy_desk.changes import Change, SetCell
from tierline.policy_desk.model import Draft
from tierline.rights.model import Actor, ActorKind
from tierline.rights.policy import permissions_of
from tierline.settings import Settings
from tierline.tasks import running
from tierline.tasks.course import Course
from tierline.tasks.model import Task
from tierline.wording import Language
from tierline.worker.tasks import KINDS

RUNNER = "pictures"
OF_TWO_POSTS = "gu.li"
"""An account beside the demo's, of somebody who works at two sites."""

FIRST = [SetCell("tier", 0, 0, 0, "262"), SetCell("tier", 0, 1, 0, "150")]
SECOND = [SetCell("tier", 0, 0, 0, "268"), SetCell("tier", 0, 2, 0, "96")]


@dataclass(frozen=True)
class Staged:
    """A service to take pictures of; `named` has what the addresses of shots name."""

    settings: Settings
    named: Mapping[str, Any]


def staged(folder: Path, lines: int, now: datetime) -> Staged:
    """The whole demo as `make demo` makes it, over fewer lines, with what is under way at `now`.

    It takes about a minute, most of it for grading the demo's twenty-four months.
    """
    demo = Installation(folder)
    last = last_rated(now, demo.settings.time_zone)
    with contextlib.redirect_stdout(io.StringIO()):
        shown(folder, lines, last, Language.ZH)
    copy_policies(demo)
    made = filled(demo, last, now, folder / FOLDER / DRAFT)
    return posed(made, last, now)


def posed(made: DemoService, last: date, now: datetime) -> Staged:
    """A demo that was made, with what it leaves out: systems, drafts at each step, tasks under way."""
    key = SecretStr(Fernet.generate_key().decode())
    settings = made.settings.model_copy(update={"secret_key": key, "sign_in_rate": "1000/minute"})
    database = connect(settings)
    try:
        with repeatable_ids(SEED + 1):
            named = {"lines": made.lines} | Scene(database, settings, now).played(last, made.lines)
    finally:
        database.close()
    return Staged(settings, named)


@dataclass(frozen=True)
class Scene:
    """What happens before the pictures, at moments of the hour before `ends_at`."""

    database: Database
    settings: Settings
    ends_at: datetime

    def played(self, last: date, lines: Mapping[str, CastLine]) -> dict[str, Any]:
        """Everything, and what it is called."""
        with self.database.write() as connection:
            person = self._installed(connection)
            self._awaited(connection, lines["booked_tomorrow"].msisdn)
        analyst, second = self._who("wu.ting"), self._who("lin.hao")
        verified = self._carried_out(
            lambda connection: months.ask_verify(
                connection, self._who("zhou.wei"), self.settings, last, STAR, now=self._at(40)
            )
        )
        draft = self._draft(analyst, STAR, "2027 年界值", FIRST, SECOND, begun=55)
        tried = self._simulated(analyst, draft, of=f"{month_after(last, -2):%Y-%m}", months=3)
        self._carried_out(
            lambda connection: asking.ask_calibration(
                connection, analyst, self.settings, STAR, now=self._at(30)
            )
        )
        approved = self._approved(analyst, second)
        simulating = self._draft(analyst, CARD, "白金卡界值", [SetCell("tier", 0, 1, 1, "900")], begun=9)
        task = self._under_way(analyst, simulating, last)
        with self.database.read() as connection:
            drafts = policy_desk.mine(connection, second, self.settings)
        waiting = next(one for one in drafts.to_approve if one.id not in (draft.id, approved.id))
        return {
            "person": person,
            "verified": verified.id,
            "draft": draft.id,
            "simulation": tried.id,
            "waiting": waiting.id,
            "approved": approved.id,
            "simulating": simulating.id,
            "running": task.id,
        }

    def _at(self, minutes_before: int) -> datetime:
        return self.ends_at - timedelta(minutes=minutes_before)

    def _who(self, account: str) -> Actor:
        """Whom an account of headquarters acts as."""
        with self.database.read() as connection:
            person = staff.by_account(connection, INSTALLER, account)
        rights = permissions_of(tuple(sorted({held.role for held in person.roles})))
        return Actor(person.id, ActorKind.PERSON, person.name, person.site, rights, person.facts.department)

    def _installed(self, connection: Connection) -> str:
        """A receiver of events, systems, and somebody of two posts, whose id it gives."""
        at, secret = self._at(58), webhooks.made_up_secret()
        url, topics = "https://crm.example.com/events", ["line.suspend", "line.resume"]
        webhooks.add(connection, INSTALLER, self.settings, url, topics, secret, now=at)
        clients.create(connection, INSTALLER, "queue display", COUNTY, ["clerk"], now=at)
        facts = PersonFacts("古丽", "hall", COUNTY, Language.ZH)
        held = [RoleHeld("supervisor", COUNTY), RoleHeld("account_manager", CITY)]
        person = staff.create(connection, INSTALLER, OF_TWO_POSTS, facts, held, now=at)
        hash_ = passwords.hashed(self.settings, PASSWORD)
        staff.set_password(connection, INSTALLER, person.id, hash_, must_change=False, now=at)
        return person.id

    def _awaited(self, connection: Connection, msisdn: str) -> None:
        """An appointment whose time has come."""
        agent, at = self._who("li.na"), self._at(60)
        day = self.ends_at.astimezone(self.settings.time_zone).date()
        free = slots.list_slots(
            connection, agent, self.settings, TIANSHAN, day, Listing(MOST_ROWS), has_free=True, now=at
        )
        slot = next(one for one in free.items if at < one.starts_at <= self.ends_at)
        booked = appointments.book(connection, agent, self.settings, msisdn, slot.id, "any", now=at)
        assert isinstance(booked, Appointment)

    def _draft(
        self, analyst: Actor, scheme: str, title: str, *changes: Sequence[Change], begun: int
    ) -> Draft:
        """A draft from the new year on, with so many revisions."""
        with self.database.write() as connection:
            draft = policy_desk.begin(
                connection, analyst, self.settings, scheme, "2027-01-01", title=title, now=self._at(begun)
            )
            for number, each in enumerate(changes, start=1):
                at = self._at(begun - 2 * number)
                draft = policy_desk.edit(
                    connection, analyst, self.settings, draft.id, draft.version, list(each), now=at
                )
        return draft

    def _simulated(self, analyst: Actor, draft: Draft, of: str | None = None, months: int = 1) -> Task:
        return self._carried_out(
            lambda connection: asking.ask_simulation(
                connection, analyst, self.settings, draft.id, month=of, months=months, now=self._at(35)
            )
        )

    def _approved(self, analyst: Actor, second: Actor) -> Draft:
        """A draft that a second person has approved, and nobody has published yet."""
        draft = self._draft(analyst, CARD, "银卡月缴费界值", [SetCell("tier", 0, 3, 1, "45")], begun=50)
        tried = self._simulated(analyst, draft)
        with self.database.write() as connection:
            draft = publication.submit(
                connection,
                analyst,
                self.settings,
                draft.id,
                draft.version,
                tried.id,
                "与省公司商定",
                now=self._at(25),
            )
            return publication.approve(
                connection, second, self.settings, draft.id, draft.version, "同意", now=self._at(15)
            )

    def _under_way(self, analyst: Actor, draft: Draft, last: date) -> Task:
        """A simulation that is half done."""
        with self.database.write() as connection:
            asked = asking.ask_simulation(
                connection,
                analyst,
                self.settings,
                draft.id,
                month=f"{last.replace(month=last.month - 1):%Y-%m}",
                months=2,
                now=self._at(2),
            )
            running.take(connection, KINDS, RUNNER, now=self._at(2))
            running.tell(connection, asked.id, RUNNER, 6_200, 10_000, SIMULATING)
            running.keep(connection, asked.id, RUNNER, now=self.ends_at)
        return asked

    def _carried_out(self, ask: Callable[[Connection], Task]) -> Task:
        """A task, carried out here and now, as a worker would in a process of its own."""
        with self.database.write() as connection:
            asked = ask(connection)
            task = running.take(connection, KINDS, RUNNER, now=asked.asked_at)
        assert task is not None
        course = Course(task, self.settings, self.database, lambda: asked.asked_at, RUNNER)
        result = KINDS[task.kind](course)
        with self.database.write() as connection:
            ended_at = asked.asked_at + timedelta(seconds=48)
            running.end_well(connection, task.id, RUNNER, result, now=ended_at)
        return replace(task, result=result)
