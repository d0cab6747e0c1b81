"""What a soak's load finds: people signed in, account managers, slots, and lines of all sorts."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from benchmarks.installation import Installation
from benchmarks.soak.lines import Sorts, chosen
from benchmarks.soak.overdue import reconnect_before, suspend_for_arrears
from benchmarks.wire import called
from tierline.database.connect import Database
from tierline.lines.store import lines
from tierline.settings import Settings

PASSWORD = "soak the whole service well"
PEOPLE = {"agent": "", "clerk": "65", "supervisor": ""}
"""Roles, and the sites at which they are held."""

SYSTEMS = {"billing": "billing_system", "gateway": "message_gateway"}

ENDING = 80
"""Reconnections, at most, whose time runs out in the middle of the load."""

SLOT_MINUTES, SLOTS, PLACES, HALLS = 5, 8, 3, 3
MANAGED = 200
"""Lines that one account manager looks after at most: fewer than the largest province needs."""


@dataclass(frozen=True)
class Scene:
    """What there is to ask about, and the tokens of those who ask. `ending` reconnections run out."""

    port: int
    tokens: Mapping[str, str]
    lines: Sorts
    slots: Sequence[str]
    halls: Sequence[str]
    days: Sequence[str]
    ending: int


def prepared(installation: Installation, database: Database, settings: Settings, *, seconds: float) -> Scene:
    """The scene of a load of so many seconds, made by the command line and over HTTP."""
    now = datetime.now(UTC)
    local = now.astimezone(settings.time_zone)
    tokens = _sign_ins(installation)
    sites = installation.folder / "sites.csv"
    sites.write_text(installation.run("sites", "example"), "utf-8")
    installation.run("sites", "import", str(sites))
    with database.read() as connection:
        sorts = chosen(connection, local.date())
        places = sorted(connection.execute(select(lines.c.site).distinct()).scalars())
    if not sorts.hot:
        sys.exit(f"No line holds a tier on {local:%Y-%m-%d}: the base is of another year.")
    _add_managers(installation.port, tokens["supervisor"], sorted({place[:2] for place in places}))
    halls = [place for place in places if place.startswith(PEOPLE["clerk"])][:HALLS]
    slots, days = _open_slots(installation.port, tokens["clerk"], halls, local)
    ending, overdue = sorts.overdue[:ENDING], sorts.overdue[ENDING:]
    suspend_for_arrears(installation.port, tokens["billing"], overdue, now)
    granted = reconnect_before(database, settings, ending, ends=timedelta(seconds=seconds), now=now)
    return Scene(installation.port, tokens, sorts, slots, halls, days, granted)


def _sign_ins(installation: Installation) -> dict[str, str]:
    """People and systems with their roles; their tokens."""
    tokens = {}
    for role, site in PEOPLE.items():
        account = f"soak.{role}"
        options = ["--name", role, "--role", role, "--site", site]
        installation.run("people", "add", account, *options, given=f"{PASSWORD}\n")
        shown = {"account": account, "password": PASSWORD}
        tokens[role] = str(called(installation.port, "POST", "/sign-in", None, shown)["token"])
    for name, role in SYSTEMS.items():
        tokens[name] = installation.client_token(f"soak-{name}", role)
    return tokens


def _add_managers(port: int, token: str, provinces: Sequence[str]) -> None:
    """One account manager for each province."""
    for province in provinces:
        body = {"person_id": f"manager-{province}", "name": f"Manager {province}", "site": province}
        called(port, "POST", "/account-managers", token, {**body, "cap": MANAGED})


def _open_slots(
    port: int, token: str, halls: Sequence[str], local_now: datetime
) -> tuple[list[str], list[str]]:
    """A few slots of few places, today and tomorrow at this time of day; their ids, and the days.

    Today's are missed, and tomorrow's are reminded of, while the load goes on.
    """
    begins = local_now.replace(second=0, microsecond=0) + timedelta(minutes=2)
    ends = begins + timedelta(minutes=SLOT_MINUTES * SLOTS)
    if ends.date() != begins.date():
        # A hall is not open over midnight; today's slots are over then.
        begins, ends = (each - timedelta(hours=2) for each in (begins, ends))
    days = [f"{local_now.date() + timedelta(days=ahead)}" for ahead in (0, 1)]
    found = []
    for hall in halls:
        for day in days:
            opened = {"day": day, "opens": f"{begins:%H:%M}", "closes": f"{ends:%H:%M}"}
            places = {"minutes": SLOT_MINUTES, "capacity": PLACES}
            called(port, "POST", f"/sites/{hall}/slots", token, {**opened, **places})
            listed = called(port, "GET", f"/sites/{hall}/slots?day={day}&limit=200", token)
            found += [slot["id"] for slot in listed["items"]]
    return found, days
