"""A tier set by hand by somebody who may, with the reason and an end; no result of any rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Override:
    """A tier that a line holds by hand from `since` to `ends_on`, both days counted.

    Reason and names are personal: they are told where a line is explained, and in no message or log.
    """

    tier: str
    since: date
    ends_on: date
    reason: str
    set_by: str
    approved_by: str

    def holds_on(self, day: date) -> bool:
        """True on the days for which it was set."""
        return self.since <= day <= self.ends_on


@dataclass(frozen=True)
class SetByHand:
    """What a line holds by hand in one scheme on a day: what is in force, and what is to come.

    A line that is closed holds nothing any more, whatever was set: `counts` is False.
    """

    in_force: Override | None
    to_come: tuple[Override, ...]
    counts: bool


def standing_on(day: date, overrides: tuple[Override, ...], *, is_closed: bool) -> SetByHand | None:
    """What stands by hand on a day; None where nothing does, and nothing is to come."""
    in_force = next((one for one in overrides if one.holds_on(day)), None)
    to_come = tuple(sorted((one for one in overrides if one.since > day), key=lambda one: one.since))
    if in_force is None and not to_come:
        return None
    return SetByHand(in_force, to_come, counts=not is_closed)
