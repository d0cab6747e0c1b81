"""Which month is graded next, and what is missing for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tierline.errors import TierlineError
from tierline.months import runs
from tierline.months.asking import schemes_in_force
from tierline.months.inputs import inputs_of
from tierline.months.titles import scheme_titles
from tierline.policy.model import Rates
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.wording import Language, Text


@dataclass(frozen=True)
class NextMonth:
    """The month after the last graded one, with the schemes that can be graded in it.

    `usual` are those that were graded last time. `missing` is what stands in the way, None with nothing.
    """

    month: date
    schemes: Sequence[tuple[str, Text]]
    usual: Sequence[str]
    missing: Text | None


def next_month(actor: Actor, settings: Settings, *, today: date) -> NextMonth:
    """The month to grade next; this one where none was graded yet. Raises PermissionMissing, RunsNotKept."""
    actor.require("run:read")
    last, graded = _last_graded(settings)
    month = runs.months_back(last, -1) if last else today.replace(day=1)
    titles = scheme_titles(settings)
    names = schemes_in_force(settings, month)
    usual = [name for name in names if name in graded] or names
    missing = _missing(settings, month, usual, today)
    return NextMonth(month, [(name, titles[name]) for name in names], usual, missing)


def _last_graded(settings: Settings) -> tuple[date | None, Sequence[str]]:
    """The last month with runs of lines, and their schemes."""
    for month in runs.months(settings):
        found = [
            one.recorded.scheme for one in runs.of_month(settings, month) if one.recorded.rates is Rates.LINE
        ]
        if found:
            return month, found
    return None, ()


def _missing(settings: Settings, month: date, schemes: Sequence[str], today: date) -> Text | None:
    try:
        inputs_of(settings, month, schemes, today=today)
    except TierlineError as error:
        return Text(error.message(Language.EN), error.message(Language.ZH))
    return None
