"""The demo's service under all pages of the console: every state is there, and everybody at work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select

from tests.console.visits import Visitor, visitor
from tests.service.api import Api, fresh_application
from tierline.appointments import service as appointments
from tierline.appointments import slots
from tierline.appointments.model import Appointment
from tierline.database.connect import Database, connect
from tierline.database.paging import Listing
from tierline.database.schema import metadata
from tierline.demo.accounts import CITY, INSTALLER, OTHER_CITY
from tierline.demo.cast import XINSHI, CastLine
from tierline.demo.halls import TIANSHAN
from tierline.demo.installation import PASSWORD
from tierline.demo.months import STAR
from tierline.demo.service import made
from tierline.messages import webhooks
from tierline.people import clients, staff
from tierline.people.model import Caller, PersonFacts, RoleHeld
from tierline.people.service import sign_in_by_token
from tierline.people.sign_in import sign_in
from tierline.policy_desk import asking
from tierline.policy_desk import service as policy_desk
from tierline.policy_desk.asking import CALIBRATE
from tierline.policy_desk.changes import SetCell
from tierline.rights.model import Actor, ActorKind
from tierline.rights.policy import permissions
from tierline.settings import Settings
from tierline.tasks import running
from tierline.tasks import service as tasks
from tierline.tasks.course import Course
from tierline.wording import Language
from tierline.worker.tasks import KINDS

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
LINES = 2_000
NEW_PERSON = "古丽"

TELLING = (
    "owes_one_month",
    "booked_tomorrow",
    "two_months",
    "credit_running",
    "lost_phone",
    "group",
    "kashgar_raised",
)
"""Parts of the demo whose lines stand in states of their own."""

EVERYTHING = frozenset(permissions())
OPERATOR = Actor("person:operator", ActorKind.PERSON, "Operator", "", EVERYTHING)
"""Somebody who may do everything everywhere: sees every page with all that it can hold."""

URUMQI = replace(OPERATOR, id="person:urumqi", site=CITY)
KASHGAR = replace(OPERATOR, id="person:kashgar", site=OTHER_CITY)
"""The same within one city."""


@dataclass(frozen=True)
class MadeDemo:
    """A demo that was made: nothing is written to its database any more, tests write to copies."""

    settings: Settings
    file: Path
    lines: Mapping[str, CastLine]
    tasks: Sequence[str]


def made_demo(folder: Path) -> MadeDemo:
    """A demo over a small operator, with what it leaves out: webhook, systems, followers, who is awaited."""
    service = made(folder, LINES, NOW)
    settings = service.settings.model_copy(
        update={"secret_key": SecretStr(Fernet.generate_key().decode()), "sign_in_rate": "100000/minute"}
    )
    database = connect(settings)
    with database.write() as connection:
        url, secret = "https://example.com/events", webhooks.made_up_secret()
        webhooks.add(connection, INSTALLER, settings, url, ["line.suspend"], secret, now=NOW)
        for city, county in ((CITY, XINSHI), (OTHER_CITY, f"{OTHER_CITY}.653101")):
            clients.create(connection, INSTALLER, f"counters of {city}", city, ["billing_system"], now=NOW)
            facts, held = (
                PersonFacts(NEW_PERSON, "hall", county, Language.ZH),
                [RoleHeld("account_manager", county)],
            )
            staff.create(connection, INSTALLER, f"gu.li.{county[-2:]}", facts, held, now=NOW)
    _await_somebody(database, settings, service.lines["booked_tomorrow"])
    _try_a_draft(database, settings)
    with database.write() as connection:
        waiting = [
            tasks.ask(connection, who, CALIBRATE, {"scheme": STAR, "month": "2026-11"}, now=NOW).id
            for who in (OPERATOR, URUMQI, KASHGAR)
        ]
    database.close()
    return MadeDemo(settings, folder / "tierline.db", service.lines, tuple(waiting))


def _await_somebody(database: Database, settings: Settings, line: CastLine) -> None:
    """An appointment whose time has just come."""
    before = NOW - timedelta(hours=1)
    with database.write() as connection:
        day = NOW.astimezone(settings.time_zone).date()
        asked = (connection, URUMQI, settings, TIANSHAN, day, Listing(200))
        there = slots.list_slots(*asked, has_free=True, now=before).items
        slot = next(one for one in there if one.starts_at == NOW)
        booked = appointments.book(connection, URUMQI, settings, line.msisdn, slot.id, "any", now=before)
    assert isinstance(booked, Appointment)


def _try_a_draft(database: Database, settings: Settings) -> None:
    """A draft of a policy, simulated and calibrated as a worker would in a process of its own."""
    with database.write() as connection:
        draft = policy_desk.begin(connection, OPERATOR, settings, STAR, "2027-01-01", title="2027", now=NOW)
        cells = [SetCell("tier", 0, 0, 0, "262")]
        policy_desk.edit(connection, OPERATOR, settings, draft.id, draft.version, cells, now=NOW)
        asking.ask_simulation(connection, OPERATOR, settings, draft.id, now=NOW)
        asking.ask_calibration(connection, OPERATOR, settings, STAR, now=NOW)
    for _ in range(2):
        with database.write() as connection:
            task = running.take(connection, KINDS, "tests", now=NOW)
        assert task is not None
        result = KINDS[task.kind](Course(task, settings, database, lambda: NOW, "tests"))
        with database.write() as connection:
            running.end_well(connection, task.id, "tests", result, now=NOW)


@dataclass
class DemoConsole:
    """The pages over a copy of the demo, which tests may change."""

    api: Api
    file: Path
    demo: MadeDemo

    @property
    def settings(self) -> Settings:
        """The settings of the copy."""
        settings: Settings = self.api.app.state.service.settings
        return settings

    @property
    def telling(self) -> list[str]:
        """Pages that no link leads to: customers, who are found by their numbers, and tasks that wait."""
        lines = [self.demo.lines[part].id for part in TELLING if part in self.demo.lines]
        return [*(f"/customers/{one}" for one in lines), *(f"/tasks/{one}" for one in self.demo.tasks)]

    def account(self, name: str) -> Actor:
        """Whom an account acts as, once it has signed in."""
        database, now = self.api.database, self.api.clock()
        given = sign_in(
            database, self.settings, name, PASSWORD, site=None, caller=Caller("192.0.2.1"), now=now
        )
        actor = sign_in_by_token(database, given.token, now)
        assert actor is not None
        return actor

    def visitor(self, who: Actor | str | None, language: str = "en") -> Visitor:
        """Somebody at a browser, by their account or as an actor."""
        return visitor(self.api, self.account(who) if isinstance(who, str) else who, language)

    def state(self) -> dict[str, int]:
        """What the tables hold, as it can be compared; memberships, which only runs change, apart."""
        with self.api.database.read() as connection:
            return {
                table.name: hash(tuple(map(str, connection.execute(select(table)))))
                for table in metadata.sorted_tables
                if table.name != "memberships"
            }

    def as_it_was(self) -> None:
        """Forget what was changed."""
        self.api.database.close()
        shutil.copyfile(self.demo.file, self.file)


@lru_cache(maxsize=1)
def demo_application() -> FastAPI:
    """The application of these tests, one after the other."""
    return fresh_application()


@contextmanager
def demo_console(demo: MadeDemo, folder: Path) -> Iterator[DemoConsole]:
    """The pages over a copy in a folder, at the moment at which the demo ends."""
    file, policies = folder / "copy.db", folder / "policies"
    shutil.copyfile(demo.file, file)
    # The log in it says where drafts stand: what one test submits shall not stand so for the next.
    assert demo.settings.policies is not None
    shutil.copytree(demo.settings.policies, policies, symlinks=True)
    settings = demo.settings.model_copy(update={"database_url": f"sqlite:///{file}", "policies": policies})
    database: Database = connect(settings)
    api = Api(database, settings, demo_application())
    api.clock.now = NOW
    yield DemoConsole(api, file, demo)
    database.close()
