"""What is to be done about a run, given what was published before; and what its events oblige to; pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date

from tierline.policy.model import DutyRule
from tierline.publishing.errors import RunOlder
from tierline.publishing.model import Decision, Identity, Publication, State, Step

AT_MONTH_END = "month_end"


def decision(
    run: Identity, past: Sequence[Publication], asked_for_duties: bool | None, *, today: date
) -> Decision:
    """What is to be done about a run; `past` are the publications of its scheme, latest first.

    Raises RunOlder where a later month was published, or is under way.
    """
    standing = [one for one in past if one.state is not State.SUPERSEDED]
    months = [one.month for one in standing]
    if months and run.month < max(months):
        raise RunOlder(scheme=run.scheme, month=run.month, last=max(months))
    latest = standing[0] if standing else None
    if latest and latest.digest == run.digest:
        if latest.state is State.UNDER_WAY:
            return Decision(Step.CARRY_ON, latest.owes_duties, latest)
        if latest.owes_duties or not asked_for_duties:
            return Decision(Step.NOTHING, latest.owes_duties, latest)
    done = [one for one in standing if one.state is State.DONE]
    return Decision(
        Step.BEGIN,
        owes_duties=_owes(run, done, asked_for_duties, today=today),
        unfinished=next((one for one in standing if one.state is State.UNDER_WAY), None),
        is_correction=any(one.month == run.month for one in done),
    )


def _owes(run: Identity, done: Sequence[Publication], asked: bool | None, *, today: date) -> bool:
    """Whether the events of a run oblige the operator, where nobody says so.

    The first run of a scheme tells of a base that is there already, and one of a past month of what the
    customers have long noticed or can no longer use: a message to each of them would do harm that nobody
    can take back, whereas duties can still be owed afterwards. A correction does as the run it corrects.
    """
    if asked is not None:
        return asked
    if not done or run.month < today.replace(day=1):
        return False
    same_month = next((one for one in done if one.month == run.month), None)
    return same_month.owes_duties if same_month else True


def due_on(rules: Iterable[DutyRule], month: date) -> date | None:
    """The day by which a duty is owed, None where its pack says none. Clause: GRD-13."""
    if any(rule.due == AT_MONTH_END for rule in rules):
        return month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return None


def notices(rules: Iterable[DutyRule], product: str) -> tuple[str, ...]:
    """What a line of that product is told beside the change itself, each once. Clause: ENT-13."""
    found = (notice for rule in rules if product in rule.notice_products for notice in rule.notices)
    return tuple(dict.fromkeys(found))
