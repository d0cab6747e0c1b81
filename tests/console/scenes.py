"""Two cities with reconnections, work orders and appointments, for the tests of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tests.reconnections.base import World
from tests.service.actors import CITY, COUNTY, HALL, actor
from tests.service.api import Api
from tests.service.base import add_line, add_membership, number
from tierline.appointments import service as appointments
from tierline.appointments import slots
from tierline.appointments.model import Appointment, Counter, Series, Slot
from tierline.database.connect import Database
from tierline.database.paging import Listing
from tierline.people import store as people
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.site_directory import service as site_directory
from tierline.sites.model import Site

OTHER_CITY, OTHER_COUNTY, OTHER_HALL = "65.6531", "65.6531.653101", "65.6531.653101.H1"
POSTPAID, PREPAID, ELSEWHERE = 1, 2, 3
"""Lines that are reconnected: two of the city, and one of the other."""

PERSON = "7d1f6a5e-2f4e-4a43-9b5c-0d7c7c1b6c11"
FOLLOWER = "Li Wei"

SITES = (
    ("65", "Xinjiang", "新疆"),
    (CITY, "Urumqi", "乌鲁木齐市"),
    (COUNTY, "Tianshan", "天山区"),
    (HALL, "Tianshan hall", "天山营业厅"),
    (OTHER_CITY, "Kashgar", "喀什地区"),
    (OTHER_COUNTY, "Kashgar town", "喀什市"),
    (OTHER_HALL, "Kashgar hall", "喀什营业厅"),
)


@dataclass
class Scene:
    """What stands in the database, by the ids that addresses hold."""

    database: Database
    settings: Settings
    now: datetime
    reconnections: dict[int, str]
    orders: dict[int, str]

    @property
    def today(self) -> date:
        """The day in the operator's zone."""
        return self.now.astimezone(self.settings.time_zone).date()

    def open_slots(self, hall: str, by: Actor, capacity: int = 1) -> list[Slot]:
        """Two slots of tomorrow at a hall."""
        day = self.today + timedelta(days=1)
        series = Series(hall, day, time(9), time(10), 30, capacity, Counter.VIP)
        with self.database.write() as connection:
            slots.open_slots(connection, by, self.settings, series, now=self.now)
            asked = (connection, by, self.settings, hall, day, Listing())
            return list(slots.list_slots(*asked, has_free=False, now=self.now).items)

    def book(self, line_id: int, slot: Slot, by: Actor) -> Appointment:
        """A place booked for a line."""
        with self.database.write() as connection:
            booked = appointments.book(
                connection, by, self.settings, number(line_id), slot.id, "any", now=self.now
            )
        assert isinstance(booked, Appointment)
        return booked


def played(api: Api, database: Database, settings: Settings) -> Scene:
    """Three lines reconnected, with their orders, and somebody of the county who can follow them."""
    world = World(database, settings)
    now = api.clock.now
    with database.write() as connection:
        chief = actor("administrator", site="")
        for path, en, zh in SITES:
            site_directory.add(connection, chief, Site(path, en, zh), now=now)
        person = {"id": PERSON, "account": "liwei", "name": FOLLOWER, "department": "customer_service"}
        more = {"site": COUNTY, "language": "zh", "is_active": True, "version": 1}
        people.add(connection, {**person, **more, "created_at": now})
        people.give(connection, PERSON, people.RoleHeld("account_manager", COUNTY))
    world.add(POSTPAID, payment="postpaid")
    world.add(PREPAID, payment="prepaid")
    world.add(ELSEWHERE, payment="postpaid", site=OTHER_COUNTY)
    granted = {}
    for line_id in (POSTPAID, PREPAID, ELSEWHERE):
        world.agent = actor("agent", site="65")
        granted[line_id] = world.granted(now, line_id=line_id)
    return Scene(
        database,
        settings,
        now,
        {line_id: one.id for line_id, one in granted.items()},
        {line_id: one.work_order_id for line_id, one in granted.items() if one.work_order_id},
    )


def add_member(database: Database, line_id: int, site: str = COUNTY) -> None:
    """A line that works, with a tier that may book."""
    with database.write() as connection:
        add_line(connection, line_id, site=site)
        add_membership(connection, line_id)
