"""What publishing a month would do, and what has been done with it so far. Clause: GRD-18."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from tierline.months import runs
from tierline.months.asking import GRADE, PUBLISH, VERIFY
from tierline.months.errors import OnlyOfLines
from tierline.months.listing import key_of
from tierline.months.model import MonthShown, Published
from tierline.policy.model import Rates
from tierline.policy.vocabulary import Change, Duty
from tierline.publishing import service as publishing
from tierline.publishing.errors import RunOlder
from tierline.publishing.model import Step
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.sites.model import is_within
from tierline.tasks import service as tasks
from tierline.tasks.kinds import KINDS
from tierline.tasks.model import Task
from tierline.wording import Language, Text

UNCHANGED = (Change.KEPT, Change.NONE)


@dataclass(frozen=True)
class Foreseen:
    """What publishing a month would do; counts are of the reader's site and below it.

    `refused` says why it cannot be published, None where it can; then `step` and `owes_duties` are what the
    rules come to where nobody says otherwise. `written` counts changes, of which a scheme without memberships
    has none, and `duties` the lines of each kind of duty.
    """

    refused: Text | None
    has_memberships: bool
    step: Step
    owes_duties: bool
    is_correction: bool
    written: int
    unchanged: int
    duties: Mapping[Duty, int]


def foreseen(
    connection: Connection, actor: Actor, settings: Settings, shown: MonthShown, *, today: date
) -> Foreseen:
    """What publishing a shown month would do now. Raises PermissionMissing and OnlyOfLines."""
    listed = shown.listed
    if listed.rates is Rates.SITE:
        raise OnlyOfLines(scheme=listed.scheme)
    is_published = listed.published in (Published.YES, Published.UNDER_WAY)
    refused, step, owes, is_correction = None, Step.NOTHING, False, False
    try:
        decision = publishing.foreseen(
            connection,
            actor,
            listed.scheme,
            listed.month,
            listed.rated_on,
            is_published=is_published,
            today=today,
        )
        step, owes, is_correction = decision.step, decision.owes_duties, decision.is_correction
    except RunOlder as error:
        refused = Text(error.message(Language.EN), error.message(Language.ZH))
    counts = {one.change: one.lines.now for one in shown.changes}
    return Foreseen(
        refused=refused,
        has_memberships=bool(counts),
        step=step,
        owes_duties=owes,
        is_correction=is_correction,
        written=sum(lines for change, lines in counts.items() if change not in UNCHANGED),
        unchanged=counts.get(Change.KEPT, 0),
        duties=_duties(settings, listed.month, listed.scheme, counts),
    )


def followed(connection: Connection, actor: Actor, month: date, scheme: str) -> list[Task]:
    """The last task of each kind about a scheme's month, of the kinds that one may see; the latest first."""
    keys = {GRADE: f"{month:%Y-%m}", VERIFY: key_of(month, scheme), PUBLISH: key_of(month, scheme)}
    found = [tasks.last(connection, kind, key) for kind, key in keys.items() if actor.may(KINDS[kind].reads)]
    about = [task for task in found if task is not None and _is_seen(actor, task, scheme)]
    return sorted(about, key=lambda task: task.asked_at, reverse=True)


def _is_seen(actor: Actor, task: Task, scheme: str) -> bool:
    """True for a task about the scheme, of the actor's site or below it. Clause: CHN-11."""
    return scheme in task.asked.get("schemes", (scheme,)) and is_within(task.site, actor.site)


def _duties(settings: Settings, month: date, scheme: str, counts: Mapping[Change, int]) -> Mapping[Duty, int]:
    """The lines of each kind of duty; a line to which two rules apply is told once."""
    changes: dict[Duty, set[Change]] = {}
    for rule in runs.get(settings, month, scheme).version.duties:
        changes.setdefault(rule.duty, set()).update(rule.changes)
    return {duty: sum(counts.get(one, 0) for one in changes[duty]) for duty in Duty if duty in changes}
