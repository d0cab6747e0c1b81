"""Random memberships in every phase of their life, at every kind of end, of one line in one scheme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.grading import reference_policy as policy
from tests.grading.reference_rating import first_day, last_day, month_number

DAY = timedelta(days=1)
SCHEMES_WITH_MEMBERSHIPS = tuple(scheme for scheme in policy.RANK if scheme != "cmcc-credit")


@dataclass(frozen=True)
class Setting:
    """The run that the memberships are made for."""

    month: date
    rated_on: date
    scheme: str | None
    """The scheme that will be graded: nothing of it starts after R. None where each may be."""
    waiting: bool
    """Whether last month's decision may wait to start after R."""


def natural_end(rng: Random, scheme: str, term_month: int) -> date:
    """Where a term whose last month is `term_month` ends, in the way of the scheme or of another one."""
    is_star = (scheme in policy.ENDING_WITH_THE_MONTH) == (rng.random() < 0.9)
    return last_day(term_month) if is_star else first_day(term_month + 1).replace(day=8)


def random_end(rng: Random, scheme: str, setting: Setting) -> date:
    """A last day before, at or after R, whose last term month lies before, at or after M."""
    now, rated_on = month_number(setting.month), setting.rated_on
    kinds = (
        lambda: natural_end(rng, scheme, now + rng.randint(1, 11)),
        lambda: natural_end(rng, scheme, now + rng.randint(1, 11)),
        lambda: natural_end(rng, scheme, now),
        lambda: natural_end(rng, scheme, now),
        lambda: natural_end(rng, scheme, now - 1),
        lambda: natural_end(rng, scheme, now - 1),
        lambda: natural_end(rng, scheme, now - rng.randint(2, 14)),
        lambda: rated_on + timedelta(days=rng.choice((-1, 0, 1))),
        lambda: first_day(now + rng.randint(0, 2)).replace(day=15),
        lambda: last_day(now + rng.randint(-1, 1)),
        lambda: last_day(now + rng.randint(0, 1)) - DAY,
        lambda: first_day(now + rng.randint(0, 2)),
        lambda: rated_on + timedelta(days=rng.randint(-40, 400)),
    )
    return rng.choice(kinds)()


def random_since(rng: Random, latest: date, ends_on: date | None, rated_on: date) -> date:
    """A first day not after `latest`: the term's own, R, the first of M, the day before, or any."""
    starts = [
        rated_on,
        rated_on - DAY,
        rated_on.replace(day=1),
        rated_on - timedelta(days=rng.randint(0, 370)),
    ]
    if ends_on is not None:
        first = first_day(month_number(ends_on) - 12)
        starts += [first, first, first.replace(day=5), first.replace(day=9), ends_on]
    return rng.choice([day for day in starts if day <= latest] or [latest])


def random_memberships(
    rng: Random, subscriber_id: int, scheme: str, setting: Setting, ever_closed: bool
) -> list[dict[str, Any]]:
    """Rows of one line in one scheme that do not overlap; none, one, or one with what was before or waits."""
    rated_on = setting.rated_on
    spans: list[tuple[date, date | None]]
    if scheme == "unicom-card":
        # A card has an end only where a higher one or a closing has cut it, which was before R.
        cut = rng.random() < (0.4 if ever_closed else 0.1)
        ends_on = rated_on - timedelta(days=rng.choice((1, 1, 6, 33, 90))) if cut else None
        spans = [(random_since(rng, ends_on or rated_on, ends_on, rated_on), ends_on)]
    else:
        end = random_end(rng, scheme, setting)
        spans = [(random_since(rng, min(end, rated_on), end, rated_on), end)]
        if setting.waiting and rated_on <= end < last_day(month_number(setting.month)) and rng.random() < 0.6:
            spans.append(_term(end + DAY, scheme))
        elif setting.scheme not in (None, scheme) and rng.random() < 0.15:
            later = max(end, rated_on) + timedelta(days=rng.choice((2, 5, 30)))
            spans.append(_term(later, scheme))
    if rng.random() < 0.3:
        ended = spans[0][0] - timedelta(days=rng.choice((1, 1, 1, 25)))
        spans.insert(0, (ended - timedelta(days=rng.randint(0, 370)), ended))
    return [_row(rng, subscriber_id, scheme, since, ends_on) for since, ends_on in spans]


def _term(since: date, scheme: str) -> tuple[date, date]:
    start = month_number(since)
    star_end, vip_end = last_day(start + 11), first_day(start + 12).replace(day=8)
    return since, star_end if scheme in policy.ENDING_WITH_THE_MONTH else vip_end


def _row(rng: Random, subscriber_id: int, scheme: str, since: date, ends_on: date | None) -> dict[str, Any]:
    tier = rng.choice(policy.RANK[scheme])
    source = "rated"
    if tier in ("honoured_guest", "loyal"):
        source = "special"
    elif scheme == "unicom-vip-henan" and rng.random() < 0.3:
        source = "on_joining"
    return {
        "subscriber_id": subscriber_id,
        "scheme": scheme,
        "tier": tier,
        "since": since,
        "ends_on": ends_on,
        "source": source,
    }
