"""The demo's sites: those of the sample operator's lines, and three halls with what they open each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from importlib import resources

from sqlalchemy import Connection

from tierline.appointments import slots
from tierline.appointments.model import Counter, Series
from tierline.demo.accounts import INSTALLER
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.site_directory import list_file, service
from tierline.sites.model import Site

TIANSHAN, XINSHI, KASHGAR = "65.6501.650102.H1", "65.6501.650104.H1", "65.6531.653101.H1"

HALLS = (
    Site(TIANSHAN, "Tianshan hall", "天山营业厅"),
    Site(XINSHI, "Xinshi hall", "新市营业厅"),
    Site(KASHGAR, "Kashgar hall", "喀什营业厅"),
)

OPENS, CLOSES = time(10, 0), time(19, 0)
COUNTERS = {Counter.VIP: 30, Counter.GENERAL: 60}
"""How many minutes a slot of each counter has."""


def add_sites(connection: Connection, *, now: datetime) -> None:
    """Name the sites of the sample operator, and its halls."""
    bundled = resources.files("tierline.site_directory") / "example.csv"
    with resources.as_file(bundled) as path:
        sites = list_file.read(path)
    service.import_sites(connection, INSTALLER, [*sites, *HALLS], now=now)


def open_day(
    connection: Connection, settings: Settings, by: Actor, hall: str, day: date, *, now: datetime
) -> None:
    """Open what a hall has of a day."""
    for series in _series(hall, day):
        slots.open_slots(connection, by, settings, series, now=now)


def _series(hall: str, day: date) -> Iterator[Series]:
    for counter, minutes in COUNTERS.items():
        yield Series(hall, day, OPENS, CLOSES, minutes, capacity=1, counter=counter)
