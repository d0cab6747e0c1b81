"""The life of a membership over columns, for a whole base. life.py decides the same for one line.

Columns in: closed, closed_on, rated_rank, and of the memberships before the run running_rank, running_since,
running_ends_on (NULL where there is none), with waiting_rank where any waits. Ranks count from 0, the best.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from tierline.grading.columns import add_days, code, day_in_month, month_of, nothing
from tierline.grading.life import ONE_DAY, start_day, term_end
from tierline.grading.model import Rating, Transition
from tierline.policy.model import End, Life, Start, Version
from tierline.policy.vocabulary import Change

CHANGES = tuple(change.value for change in Change)
"""The changes, each by its number here."""


def is_change(column: ibis.Value, *changes: Change) -> ibis.Value:
    """True where a column of changes has one of these."""
    if len(changes) == 1:
        return column == code(changes[0], CHANGES)
    return column.isin([CHANGES.index(change) for change in changes])


def with_change(rated: ibis.Table, version: Version, rating: Rating) -> ibis.Table:
    """Adds change, and in_grace: the term is over and its days of grace run.

    Where a transition rates inside terms, `at_once` marks the lines whose membership is rated anew by it.
    """
    life = version.life
    if life is None:
        return rated.mutate(change=code(Change.NONE, CHANGES), in_grace=ibis.literal(False))
    if life.is_open:
        table = rated.mutate(phase=ibis.literal(-1, "int64"))
    else:
        last_month = month_of(add_days(rated.running_ends_on, 1)) - 1
        # A membership without end, such as an import may bring, is before its last term month for ever.
        table = rated.mutate(phase=(ibis.literal(rating.number, "int64") - last_month).fill_null(-1))
    is_inside = (table.phase < 0) & _in_transition(table, rating)
    if rating.transition is Transition.NOW and life.grants_new_terms and not life.is_open:
        at_once = is_inside & table.running_rank.notnull() & ~table.closed & ~_is_held(table, version)
        table = table.mutate(at_once=at_once.fill_null(False))
    change = ibis.cases(
        (table.closed & table.running_rank.notnull(), _code(Change.ENDED)),
        (table.closed, _code(Change.NONE)),
        (table.running_rank.isnull(), _without_running(table, life)),
        (ibis.literal(True), _with_running(table, version, rating, life)),
    )
    return table.mutate(change=change, in_grace=table.phase > 0)


def _in_transition(table: ibis.Table, rating: Rating) -> ibis.Value:
    if rating.begun_before is None:
        return ibis.literal(True)
    return table.running_since < ibis.literal(rating.begun_before)


def _is_held(table: ibis.Table, version: Version) -> ibis.Value:
    """True where the running tier is always kept inside its term. Clause: GRD-18."""
    if not version.held:
        return ibis.literal(False)
    return table.running_rank.isin([version.ranking.index(tier) for tier in version.held])


def _code(change: Change) -> ibis.Value:
    return code(change, CHANGES)


def _without_running(table: ibis.Table, life: Life) -> ibis.Value:
    if not life.grants_new_terms:
        return _code(Change.NONE)
    return ibis.ifelse(table.rated_rank.isnull(), _code(Change.NONE), _code(Change.JOINED))


def _with_running(table: ibis.Table, version: Version, rating: Rating, life: Life) -> ibis.Value:
    phase, rank, running = table.phase, table.rated_rank, table.running_rank
    if not life.grants_new_terms:
        return ibis.ifelse(phase == 0, _code(Change.LAPSED), _code(Change.KEPT))
    risen = inside = rank < running
    if version.held:
        inside = risen & ~_is_held(table, version)
    if rating.transition is Transition.KEPT:
        inside = inside & ~_in_transition(table, rating)
    branches: list[tuple[Any, Any]] = []
    if "at_once" in table.columns:
        branches += [
            (table.at_once & rank.isnull(), _code(Change.LAPSED)),
            (table.at_once & (rank == running), _code(Change.KEPT)),
            (table.at_once, ibis.ifelse(risen, _code(Change.RISEN), _code(Change.FALLEN))),
        ]
    branches.append((phase < 0, ibis.ifelse(inside, _code(Change.RISEN), _code(Change.KEPT))))
    if not life.is_open:
        branches.append((rank.isnull(), ibis.ifelse(phase == 0, _code(Change.LAPSED), _code(Change.KEPT))))
        if "waiting_rank" in table.columns:
            # What the last run granted stands; only something better takes its place.
            branches.append(((phase > 0) & (rank >= table.waiting_rank), _code(Change.KEPT)))
        branches += [(risen, _code(Change.RISEN)), (rank == running, _code(Change.RENEWED))]
    return ibis.cases(*branches, else_=_code(Change.FALLEN))


def with_started(changed: ibis.Table, version: Version, rating: Rating) -> ibis.Table:
    """Adds starts, and what the run starts: started_since, started_ends_on; NULL where it starts none.

    Where a transition rates inside terms, `left_on` has the last day of what lapses by it.
    """
    life = version.life
    if life is None:
        none = {"started_since": nothing("date"), "started_ends_on": nothing("date")}
        return changed.mutate(starts=ibis.literal(False), **none)
    since: list[tuple[Any, Any]] = []
    ends: list[tuple[Any, Any]] = []
    after_running = changed.in_grace & is_change(changed.change, Change.RENEWED, Change.FALLEN)
    follow = add_days(changed.running_ends_on, 1)
    if "at_once" in changed.columns:
        day = start_day(life.starts[Change.JOINED], rating, None)
        starts_now = changed.at_once & is_change(changed.change, Change.RISEN, Change.FALLEN)
        since.append((starts_now, _day(day)))
        ends.append((starts_now, _day(term_end(life, day))))
        lapses_now = changed.at_once & is_change(changed.change, Change.LAPSED)
        changed = changed.mutate(left_on=ibis.ifelse(lapses_now, _day(day - ONE_DAY), nothing("date")))
    if life.term_months is not None:
        since.append((after_running, follow))
        ends.append((after_running, _term_end(life, follow)))
        risen_late = changed.in_grace & is_change(changed.change, Change.RISEN)
        since.append((risen_late, _day(rating.rated_on)))
        ends.append((risen_late, _day(term_end(life, rating.rated_on))))
    for change, start in life.starts.items():
        chosen = is_change(changed.change, change)
        if start is Start.AFTER_RUNNING:
            since.append((chosen, follow))
            ends.append((chosen, _term_end(life, follow)))
        else:
            day = start_day(start, rating, None)
            since.append((chosen, _day(day)))
            ends.append((chosen, _day(term_end(life, day))))
    return changed.mutate(
        starts=is_change(changed.change, *life.starts),
        started_since=ibis.cases(*since, else_=nothing("date")),
        started_ends_on=ibis.cases(*ends, else_=nothing("date")),
    )


def _day(day: date | None) -> ibis.Value:
    return nothing("date") if day is None else ibis.literal(day, "date")


def _term_end(life: Life, since: ibis.Value) -> ibis.Value:
    """The last day of a term that starts on a day known only line by line."""
    assert life.term_months is not None
    last_month = month_of(since) + (life.term_months - 1)
    if life.end is End.LAST_DAY:
        return add_days(day_in_month(last_month + 1, 1), -1)
    assert life.end_day is not None
    return day_in_month(last_month + 1, life.end_day)


def with_outcome(started: ibis.Table) -> ibis.Table:
    """Adds tier_rank, since, ends_on: of the membership that starts, else of the one that runs on."""
    gone = is_change(started.change, Change.NONE, Change.ENDED)
    running_ends_on = _left(started, started.running_ends_on)
    return started.mutate(
        tier_rank=_either(started, gone, started.rated_rank, started.running_rank),
        since=_either(started, gone, started.started_since, started.running_since),
        ends_on=_either(started, gone, started.started_ends_on, running_ends_on),
    )


def _either(table: ibis.Table, gone: ibis.Value, new: ibis.Value, running: ibis.Value) -> ibis.Value:
    return ibis.cases((table.starts, new), (gone, ibis.null(new.type())), else_=running)


def cut_end(started: ibis.Table, ends_before: ibis.Value) -> ibis.Value:
    """The last day of what ran or waited before, after closing and after what starts; NULL for no end."""
    end = _left(started, ends_before)
    end = ibis.ifelse(started.closed, ibis.least(end, started.closed_on), end)
    return ibis.ifelse(started.starts, ibis.least(end, add_days(started.started_since, -1)), end)


def _left(started: ibis.Table, ends_before: ibis.Value) -> ibis.Value:
    """The last day of what ran, cut where it lapses by a transition."""
    if "left_on" not in started.columns:
        return ends_before
    return ibis.ifelse(started.left_on.notnull(), ibis.least(ends_before, started.left_on), ends_before)
