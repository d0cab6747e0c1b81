"""The life of a membership, decided for one line. life_columns.py decides it for a whole base.

A property test holds the two equal. Clauses: GRD-06, GRD-07, GRD-08, GRD-18, GRD-20, GRD-21.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tierline.grading.model import Membership, Outcome, Rating, Transition
from tierline.grading.months import day_of_month, first_day, last_day, last_term_month, month_number
from tierline.policy.model import End, Life, Start, Version
from tierline.policy.vocabulary import Change

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """The memberships of one line in one scheme as they stood before the run.

    `running` runs on the rating day. `waiting` starts on the day after it ends: a fall, or a term granted in
    the days of grace, that the last run decided on and that has not begun yet.
    """

    running: Membership | None
    waiting: Membership | None


@dataclass(frozen=True)
class Rated:
    """What the figures, the joining rules and the special grades give; `tier` None is no tier."""

    tier: str | None
    source: str


def standing(memberships: tuple[Membership, ...], rating: Rating) -> Standing:
    """The running and the waiting one of a line's memberships in one scheme."""
    running = next((one for one in memberships if one.runs_on(rating.rated_on)), None)
    waiting = next((one for one in memberships if waits_behind(one, running, rating)), None)
    return Standing(running, waiting)


def waits_behind(membership: Membership, running: Membership | None, rating: Rating) -> bool:
    """True where a membership begins after the rating day, in its month, as soon as the running one ends.

    Any other that starts after the rating day comes from a later run, and is refused before grading.
    """
    return (
        running is not None
        and running.ends_on is not None
        and membership.since == running.ends_on + ONE_DAY
        and membership.since > rating.rated_on
        and month_number(membership.since) == rating.number
    )


def term_end(life: Life, since: date) -> date | None:
    """The last day of a membership that starts on `since`; None where it stays open."""
    if life.term_months is None:
        return None
    last_month = month_number(since) + life.term_months - 1
    if life.end is End.LAST_DAY:
        return last_day(last_month)
    assert life.end_day is not None
    return day_of_month(last_month + 1, life.end_day)


def start_day(start: Start, rating: Rating, running: Membership | None) -> date:
    """The day that `start` names at this rating."""
    if start is Start.RATING_DAY:
        return rating.rated_on
    if start is Start.NEXT_MONTH:
        return first_day(rating.number + 1)
    assert running is not None and running.ends_on is not None
    return running.ends_on + ONE_DAY


def decide(version: Version, rating: Rating, standing: Standing, rated: Rated, *, closed: bool) -> Outcome:
    """What the run decides for a line; `none` and nothing more in a scheme without memberships."""
    life, running = version.life, standing.running
    if life is None:
        return Outcome(Change.NONE, None)
    if closed:
        return Outcome(Change.ENDED if running else Change.NONE, None)
    if running is None:
        if rated.tier is None or not life.grants_new_terms:
            return Outcome(Change.NONE, None)
        since = start_day(life.starts[Change.JOINED], rating, None)
        return Outcome(Change.JOINED, _granted(version, life, rated, since))
    if running.ends_on is None or life.is_open:
        phase = -1
    else:
        phase = rating.number - last_term_month(running.ends_on)
    if not life.grants_new_terms:
        return Outcome(Change.LAPSED if phase == 0 else Change.KEPT, None)
    if phase < 0 and _is_in_transition(running, rating):
        if rating.transition is Transition.KEPT:
            return Outcome(Change.KEPT, None)
        if rating.transition is Transition.NOW and not life.is_open:
            return _rated_now(version, life, rating, running, rated)
    if phase < 0:
        change = _change_inside(version, running, rated)
    else:
        change = _change_anew(version.ranking, running, rated)
    if phase > 0 and change is Change.LAPSED:
        return Outcome(Change.KEPT, None)
    waiting = standing.waiting
    if phase > 0 and waiting and not _is_better(version.ranking, rated.tier, waiting.tier):
        # What the last run granted stands; only something better takes its place.
        return Outcome(Change.KEPT, None)
    if change in (Change.KEPT, Change.LAPSED):
        return Outcome(change, None)
    start = life.starts[change]
    if phase > 0:
        start = Start.RATING_DAY if change is Change.RISEN else Start.AFTER_RUNNING
    return Outcome(change, _granted(version, life, rated, start_day(start, rating, running)))


def _is_in_transition(running: Membership, rating: Rating) -> bool:
    return rating.begun_before is None or running.since < rating.begun_before


def _rated_now(version: Version, life: Life, rating: Rating, running: Membership, rated: Rated) -> Outcome:
    """Rated anew inside the term: what changes does so on the day on which a first tier would start."""
    change = _change_anew(version.ranking, running, rated)
    if change is Change.RENEWED or running.tier in version.held:
        return Outcome(Change.KEPT, None)
    since = start_day(life.starts[Change.JOINED], rating, None)
    if change is Change.LAPSED:
        return Outcome(change, None, left_on=since - ONE_DAY)
    return Outcome(change, _granted(version, life, rated, since))


def _change_inside(version: Version, running: Membership, rated: Rated) -> Change:
    """Inside a term the tier can only rise. Clauses: GRD-07, GRD-18."""
    if running.tier in version.held or not _is_better(version.ranking, rated.tier, running.tier):
        return Change.KEPT
    return Change.RISEN


def _change_anew(ranking: tuple[str, ...], running: Membership, rated: Rated) -> Change:
    """At the end of a term it is rated anew by the same standard. Clause: GRD-06."""
    if rated.tier is None:
        return Change.LAPSED
    if rated.tier == running.tier:
        return Change.RENEWED
    return Change.RISEN if _is_better(ranking, rated.tier, running.tier) else Change.FALLEN


def _is_better(ranking: tuple[str, ...], tier: str | None, other: str) -> bool:
    return tier is not None and ranking.index(tier) < ranking.index(other)


def _granted(version: Version, life: Life, rated: Rated, since: date) -> Membership:
    assert rated.tier is not None
    return Membership(version.scheme, rated.tier, since, term_end(life, since), rated.source)


def after(
    memberships: tuple[Membership, ...], outcome: Outcome, rating: Rating, closed_on: date | None
) -> tuple[Membership, ...]:
    """The memberships of a line in one scheme after the run: those that still matter, those cut, the new one.

    `closed_on` is None unless the line is closed. What starts cuts what runs to the day before, closing cuts
    everything to its day; what would end before it began is dropped.
    """
    left: list[Membership] = []
    for one in memberships:
        ends_on = one.ends_on
        if closed_on is not None and (ends_on is None or ends_on > closed_on):
            ends_on = closed_on
        if outcome.left_on is not None and (ends_on is None or ends_on > outcome.left_on):
            ends_on = outcome.left_on
        if outcome.started is not None and (ends_on is None or ends_on >= outcome.started.since):
            ends_on = outcome.started.since - ONE_DAY
        was_cut = ends_on != one.ends_on
        if ends_on is not None and (ends_on < one.since or (ends_on < rating.rated_on and not was_cut)):
            continue
        left.append(replace(one, ends_on=ends_on) if was_cut else one)
    if outcome.started is not None:
        left.append(outcome.started)
    return tuple(sorted(left, key=lambda one: one.since))
