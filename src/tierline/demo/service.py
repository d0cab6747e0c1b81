"""The demo's service: its database filled with people, runs and scenes, up to a moment.

The same number of lines and the same `now` give the same service, ids included. Drawn anew are the salt of
passwords and the numbers of cards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tierline.database.connect import Database, connect
from tierline.database.ids import repeatable_ids
from tierline.database.upgrading import upgrade
from tierline.datasets.sample.generate import generate
from tierline.demo.accounts import ACCOUNTS, Account, add_accounts
from tierline.demo.cast import CastLine, cast
from tierline.demo.drafting import submit_draft
from tierline.demo.guide import write_guide
from tierline.demo.halls import add_sites
from tierline.demo.installation import Installation
from tierline.demo.months import CARD, CREDIT, SEED, STAR, graded, last_rated, month_after
from tierline.demo.policies import copy_policies
from tierline.demo.scenes import appointments, care, days, entitlements, orders, publishing, reconnections
from tierline.demo.stage import Scene, Stage
from tierline.rights.model import Actor
from tierline.settings import Settings

ANALYST = "wu.ting"
"""Who drafts."""

SWITCHED_OFF = ("kashgar_expired", "refused_product")
"""The parts whose phones are off, so that what is sent to them fails."""

OF_LINES = {
    part: scene
    for scenes in (reconnections, entitlements, appointments, orders, care)
    for part, scene in scenes.SCENES.items()
}
"""The scene of each part."""

RATED = {-13: (STAR, CREDIT), -12: (STAR, CREDIT), -1: (STAR, CREDIT, CARD), 0: (STAR, CREDIT, CARD)}
"""The months of a quick demo, counted from its last, with their schemes; terms end in the last two."""


@dataclass(frozen=True)
class DemoService:
    """A filled service: the settings that open it, who can sign in, and the lines of its scenes by part."""

    settings: Settings
    accounts: tuple[Account, ...]
    lines: Mapping[str, CastLine]


def made(folder: Path, lines: int, now: datetime) -> DemoService:
    """The demo's service over a small operator, made in a new folder within seconds, as it is at `now`."""
    demo = Installation(folder)
    folder.mkdir(parents=True, exist_ok=True)
    last = last_rated(now, demo.settings.time_zone)
    generate(demo.datasets, lines=lines, months=13 - min(RATED), until=last, seed=SEED)
    before = None
    for place, schemes in RATED.items():
        month = month_after(last, place)
        graded(demo, month, schemes, before)
        before = month
    copy_policies(demo)
    return filled(demo, last, now)


def filled(demo: Installation, last: date, now: datetime, calibrated: Path | None = None) -> DemoService:
    """The service of a demo that is graded up to the month `last`, filled with what happened until `now`.

    Thresholds that were `calibrated` become a draft that waits for a second person.
    """
    demo.write_environment()
    settings = demo.settings
    database = connect(settings)
    try:
        upgrade(database)
        lines = cast(demo, last)
        with repeatable_ids(SEED):
            actors = _fill(database, settings, demo, lines, last, now)
        if calibrated is not None:
            submit_draft(database, settings, actors[ANALYST], calibrated, now=now)
    finally:
        database.close()
    write_guide(demo.folder, lines)
    return DemoService(settings, ACCOUNTS, lines)


def _fill(
    database: Database,
    settings: Settings,
    demo: Installation,
    lines: Mapping[str, CastLine],
    last: date,
    now: datetime,
) -> Mapping[str, Actor]:
    begins_at = publishing.published_at(month_after(last, -1), settings.time_zone)
    with database.write() as connection:
        add_sites(connection, now=begins_at)
        actors = add_accounts(connection, settings, now=begins_at)
    stage = Stage(
        database,
        settings,
        actors,
        [lines[part].id for part in SWITCHED_OFF if part in lines],
        begins_at=begins_at,
        published_at=publishing.published_at(last, settings.time_zone),
        ends_at=now,
    )
    publishing.publish(stage, demo, month_after(last, -1), STAR, CARD, with_duties=False)
    stage.play(_scenes(stage, demo, lines, last))
    # The cards of the last month come in last of all, so that the reader finds duties that are still owed.
    publishing.publish(stage, demo, last, CARD, with_duties=True)
    if "card_lost" in lines:
        care.card_lost(stage, lines["card_lost"])
    stage.seal()
    return actors


def _scenes(stage: Stage, demo: Installation, lines: Mapping[str, CastLine], last: date) -> Iterator[Scene]:
    yield days.days(stage)
    yield publishing.last_run(stage, demo, last)
    yield care.roster_of_managers(stage)
    yield appointments.opening(stage)
    for part, scene in OF_LINES.items():
        if part in lines:
            yield scene(stage, lines[part])
