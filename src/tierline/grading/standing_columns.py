"""The memberships before a run beside the lines that hold them: running, waiting, VIP terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ibis

from tierline.grading.columns import add_days, code_of, month_of, nothing, stacked
from tierline.grading.model import Rating, Source
from tierline.policy.model import Version


def running(memberships: ibis.Table, scheme: str, rating: Rating) -> ibis.Table:
    """The membership of a scheme that runs on the rating day: at most one row per line."""
    day = ibis.literal(rating.rated_on)
    return memberships.filter(
        memberships.scheme == scheme,
        memberships.since <= day,
        memberships.ends_on.isnull() | (memberships.ends_on >= day),
    )


def waiting(memberships: ibis.Table, schemes: Iterable[str], rating: Rating) -> ibis.Table:
    """Memberships that begin after the rating day, in its month, on the day after a running one ends.

    life.waits_behind says the same for one line. One row per line and scheme.
    """
    day = ibis.literal(rating.rated_on)
    of_schemes = memberships.filter(memberships.scheme.isin(list(schemes)))
    later = of_schemes.filter(
        of_schemes.since > day, month_of(of_schemes.since) == ibis.literal(rating.number, "int64")
    )
    runs = of_schemes.filter(of_schemes.since <= day, of_schemes.ends_on >= day)
    before = runs.select("subscriber_id", "scheme", since=add_days(runs.ends_on, 1))
    return later.semi_join(before, ["subscriber_id", "scheme", "since"])


SOURCES = tuple(source.value for source in Source)
"""The sources of memberships, each by its number here."""


def _renamed(memberships: ibis.Table, prefix: str, version: Version) -> ibis.Table:
    """Memberships as columns to stand beside the lines, tier and source by their numbers."""
    columns = {
        "rank": code_of(memberships.tier, version.ranking),
        "since": memberships.since,
        "ends_on": memberships.ends_on,
        "source_code": code_of(memberships["source"], SOURCES),
    }
    return memberships.select(
        "subscriber_id", **{f"{prefix}_{name}": value for name, value in columns.items()}
    )


@dataclass(frozen=True)
class Given:
    """What the inputs hold, so that nothing is looked for that is not there.

    `schemes` have memberships; `waiting` are those with one that begins after the rating day.
    """

    schemes: frozenset[str]
    waiting: frozenset[str]
    has_special_grades: bool


RUNNING = {
    "running_rank": "int8",
    "running_since": "date",
    "running_ends_on": "date",
    "running_source_code": "int8",
}
"""The membership that runs, as columns beside a line, with their types."""


def has_running(version: Version, given: Given) -> bool:
    """Whether a membership of the scheme may run."""
    return version.life is not None and version.scheme in given.schemes


def prefix_of(version: Version) -> str:
    """What the names of RUNNING begin with where several schemes stand beside a line."""
    return f"{version.scheme}: "


def running_beside(memberships: ibis.Table, version: Version, rating: Rating) -> ibis.Table:
    """The memberships that run on the rating day, as columns to stand beside the lines."""
    return _renamed(running(memberships, version.scheme, rating), "running", version)


def with_memberships(
    figures: ibis.Table, memberships: ibis.Table, version: Version, rating: Rating, given: Given
) -> ibis.Table:
    """Adds the running and the waiting membership of the scheme, and vip_term_running where asked for.

    A running one that stands beside the lines already, with the names of RUNNING, is left as it is.
    """
    table = figures
    if version.not_running_in is not None and not given.schemes & set(version.not_running_in.schemes):
        table = table.mutate(vip_term_running=ibis.literal(False))
    elif version.not_running_in is not None:
        others = _running_beyond(memberships, version.not_running_in.schemes, rating, given)
        both = table.left_join(others, "subscriber_id")
        kept = {name: both[name] for name in table.columns}
        table = both.select(**kept, vip_term_running=both.is_beyond.fill_null(False))
    if not has_running(version, given):
        table = table.mutate(**{name: nothing(kind) for name, kind in RUNNING.items()})
    elif "running_rank" not in table.columns:
        table = _beside(table, running_beside(memberships, version, rating))
    if version.life is not None and version.scheme in given.waiting:
        table = _beside(table, _renamed(waiting(memberships, [version.scheme], rating), "waiting", version))
    return table


def _beside(table: ibis.Table, other: ibis.Table) -> ibis.Table:
    """The lines with the columns of `other` beside them, NULL where it has no row."""
    joined = table.left_join(other, "subscriber_id")
    return joined.select(*(joined[name] for name in (*table.columns, *other.columns[1:])))


def _running_beyond(
    memberships: ibis.Table, schemes: tuple[str, ...], rating: Rating, given: Given
) -> ibis.Table:
    """Lines with a membership of one of `schemes` whose last term month is after the rating month."""
    day = ibis.literal(rating.rated_on)
    month = ibis.literal(rating.number, "int64")
    of_schemes = memberships.filter(memberships.scheme.isin(list(schemes)), memberships.since <= day)
    last_month = month_of(add_days(of_schemes.ends_on, 1)) - 1
    runs = of_schemes.filter(
        of_schemes.ends_on.isnull() | ((of_schemes.ends_on >= day) & (last_month > month))
    ).select("subscriber_id")
    if given.waiting & set(schemes):
        # A term that the last run granted and that begins in this month is to be served to its end as well.
        runs = stacked(runs, waiting(memberships, schemes, rating).select("subscriber_id"))
    return runs.distinct().mutate(is_beyond=ibis.literal(True))
