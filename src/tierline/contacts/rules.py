"""When the next contact is; pure."""

from __future__ import annotations

from datetime import date, timedelta

from tierline.contacts.model import Outcome

DAYS_UNTIL_TRIED_AGAIN = 3
"""After which somebody who was not reached is tried again, unless the regular day comes sooner."""


def next_due_on(made_on: date, outcome: Outcome, interval_days: int) -> date:
    """The day of the contact that follows one made on `made_on`. Clause: ENT-16."""
    if outcome is Outcome.NOT_REACHED:
        return made_on + timedelta(days=min(DAYS_UNTIL_TRIED_AGAIN, interval_days))
    return made_on + timedelta(days=interval_days)


def first_due_on(today: date, line_id: int, interval_days: int) -> date:
    """The day of the first contact, tomorrow or later within one interval.

    Lines that are planned together are spread over its days, so that no single day has them all.
    """
    return today + timedelta(days=1 + line_id % interval_days)
