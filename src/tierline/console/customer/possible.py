"""The tier that a line could have next, as the dashed bar of the time line: possible, not promised. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tierline.explanations.model import Told
from tierline.wording import Text


@dataclass(frozen=True)
class Possible:
    """A better tier from `starts_on` on, by the way that leads there first.

    It takes `yuan` more a month, 0 for none, for `months` months from `first_month` on.
    """

    scheme: str
    scheme_title: Text
    tier: str
    title: Text
    starts_on: date
    yuan: int
    months: int
    first_month: date


def possible_of(told: Iterable[Told], today: date) -> tuple[Possible, ...]:
    """What is possible in each scheme, at most one tier of each."""
    return tuple(found for one in told if (found := _first(one, today)))


def _first(told: Told, today: date) -> Possible | None:
    ways = [one for one in (told.rated.ways if told.rated else ()) if one.starts_on > today]
    better = [one for one in ways if _is_better(told, one.tier)]
    if not better:
        return None
    way = min(better, key=lambda one: (one.starts_on, one.yuan))
    return Possible(
        told.scheme, told.title, way.tier, way.title, way.starts_on, way.yuan, way.months, way.first_month
    )


def _is_better(told: Told, tier: str) -> bool:
    """True for a tier above the one in force, which may be set by hand; titles come best first."""
    order = list(told.titles)
    held = told.tier
    return held not in order or (tier in order and order.index(tier) < order.index(held))
