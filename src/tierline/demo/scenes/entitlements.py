"""Scenes of using what a tier gives: lounges, SIM cards, do-not-disturb, a birthday."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, timedelta

from tierline.demo.cast import CastLine
from tierline.demo.stage import Scene, Stage
from tierline.entitlements import service
from tierline.entitlements.model import Use
from tierline.lines import service as lines
from tierline.wording import Language

AGENT, CLERK, SUPERVISOR = "li.na", "zhao.min", "chen.gang"
LOUNGES = ("urumqi", "kashgar", "urumqi", "ili", "urumqi", "hotan", "urumqi")
"""One more than a four-star line may visit in a year: the last is refused."""


def use(
    stage: Stage, line: CastLine, what: str, *, by: str = AGENT, place: str = "", is_on: bool | None = None
) -> Use | None:
    """The use of a service; None where it is refused."""
    actor = stage.who(by)
    with stage.write() as connection:
        found = lines.find(connection, actor, line.msisdn)
        used = service.use(
            connection, actor, found, what, now=stage.now, settings=stage.settings, place=place, is_on=is_on
        )
    return used if isinstance(used, Use) else None


def quota_used_up(stage: Stage, line: CastLine) -> Scene:
    """Every lounge visit of the year used, one by mistake and taken back before it was used again."""
    local = stage.ends_at.astimezone(stage.settings.time_zone)
    year = local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    begins = max(year, stage.before_end(days=26))
    pause = (max(stage.before_end(hours=1), begins) - begins) / (len(LOUNGES) + 1)
    yield begins + pause / 2
    mistaken = use(stage, line, "airport_lounge", place=LOUNGES[0])
    yield stage.now + timedelta(minutes=12)
    _take_back(stage, line, mistaken)
    for place in LOUNGES:
        yield stage.now + pause
        use(stage, line, "airport_lounge", place=place)


def sim_replaced(stage: Stage, line: CastLine) -> Scene:
    """A new SIM card at the counter, free."""
    yield stage.before_end(days=2, hours=6)
    use(stage, line, "sim_replacement", by=CLERK)
    yield stage.before_end(days=1, hours=3)
    with stage.write() as connection:
        clerk = stage.who(CLERK)
        lines.unmask(connection, clerk, lines.find(connection, clerk, line.msisdn), now=stage.now)


def sim_paid(stage: Stage, line: CastLine) -> Scene:
    """The same for whom it costs something."""
    yield stage.before_end(hours=8)
    use(stage, line, "sim_replacement", by=CLERK)


def undisturbed(stage: Stage, line: CastLine) -> Scene:
    """Wants no messages but the necessary: the birthday greeting of yesterday was withheld."""
    yield stage.published_at - timedelta(days=1)
    use(stage, line, "do_not_disturb", is_on=True)
    yield stage.before_end(days=11)
    set_birthday(stage, line, Language.ZH, days_ago=1)


def birthday(stage: Stage, line: CastLine) -> Scene:
    """Speaks English, and is greeted today."""
    yield stage.before_end(days=12)
    set_birthday(stage, line, Language.EN)


def set_birthday(stage: Stage, line: CastLine, language: Language, *, days_ago: int = 0) -> None:
    """The agent writes down language and birthday, so many days before that on which the demo ends."""
    day = stage.before_end(days=days_ago).astimezone(stage.settings.time_zone)
    agent = stage.who(AGENT)
    with stage.write() as connection:
        found = lines.lock(connection, lines.find(connection, agent, line.msisdn).id)
        lines.set_preferences(
            connection,
            agent,
            found,
            found.version,
            language=language,
            birthday=(day.month, day.day),
            now=stage.now,
        )


def _take_back(stage: Stage, line: CastLine, mistaken: Use | None) -> None:
    if mistaken is None:
        return
    actor = stage.who(SUPERVISOR)
    with stage.write() as connection:
        found = lines.find(connection, actor, line.msisdn)
        service.reverse(connection, actor, found, mistaken.id, reason="登记错客户", now=stage.now)


SCENES: Mapping[str, Callable[[Stage, CastLine], Scene]] = {
    scene.__name__: scene for scene in (quota_used_up, sim_replaced, sim_paid, undisturbed, birthday)
}
"""By the part of the line that plays it."""
