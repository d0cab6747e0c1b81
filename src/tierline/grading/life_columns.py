"""The life of a membership over columns, for a whole base. life.py decides the same for one line.

Columns in: closed, rated_tier, rated_rank, rated_source, and of the memberships before the run
running_tier, running_since, running_ends_on, running_source, waiting_tier (NULL where there is none).
Ranks count from 0, the best tier.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis

from tierline.grading.columns import add_days, day_in_month, month_of, nothing
from tierline.grading.life import start_day, term_end
from tierline.grading.model import Rating
from tierline.policy.model import End, Life, Start, Version
from tierline.policy.vocabulary import Change

Branches = Sequence[tuple[Any, Any]]


def rank_of(tier: ibis.Value, ranking: tuple[str, ...]) -> ibis.Value:
    """The rank of a tier; NULL for none."""
    return ibis.cases(
        *((tier == name, ibis.literal(rank, "int8")) for rank, name in enumerate(ranking)),
        else_=nothing("int8"),
    )


def tier_of(rank: ibis.Value, ranking: tuple[str, ...]) -> ibis.Value:
    """The tier of a rank; NULL for none."""
    return ibis.cases(
        *((rank == number, name) for number, name in enumerate(ranking)), else_=nothing("string")
    )


def with_change(rated: ibis.Table, version: Version, rating: Rating) -> ibis.Table:
    """Adds change, in_grace (the term is over, its days of grace run) and starts (a membership begins)."""
    life = version.life
    if life is None:
        return rated.mutate(
            change=ibis.literal(Change.NONE.value), in_grace=ibis.literal(False), starts=ibis.literal(False)
        )
    table = rated.mutate(running_rank=rank_of(rated.running_tier, version.ranking))
    if life.is_open:
        table = table.mutate(phase=ibis.literal(-1, "int64"))
    else:
        last_month = month_of(add_days(table.running_ends_on, 1)) - 1
        # A membership without end, such as an import may bring, is before its last term month for ever.
        table = table.mutate(phase=(ibis.literal(rating.number, "int64") - last_month).fill_null(-1))
    change = ibis.cases(
        (table.closed & table.running_tier.notnull(), Change.ENDED.value),
        (table.closed, Change.NONE.value),
        (table.running_tier.isnull(), _without_running(table, life)),
        (ibis.literal(True), _with_running(table, version, life)),
    )
    table = table.mutate(change=change, in_grace=table.phase > 0)
    granting = [kind.value for kind in life.starts]
    return table.mutate(starts=table.change.isin(granting))


def _without_running(table: ibis.Table, life: Life) -> ibis.Value:
    if not life.grants_new_terms:
        return ibis.literal(Change.NONE.value)
    return ibis.ifelse(table.rated_rank.isnull(), Change.NONE.value, Change.JOINED.value)


def _with_running(table: ibis.Table, version: Version, life: Life) -> ibis.Value:
    phase, rank, running = table.phase, table.rated_rank, table.running_rank
    if not life.grants_new_terms:
        return ibis.ifelse(phase == 0, Change.LAPSED.value, Change.KEPT.value)
    risen = rank < running
    inside = risen & ~table.running_tier.isin(version.held) if version.held else risen
    branches: list[tuple[Any, Any]] = [
        (phase < 0, ibis.ifelse(inside, Change.RISEN.value, Change.KEPT.value))
    ]
    if not life.is_open:
        branches += [
            (rank.isnull(), ibis.ifelse(phase == 0, Change.LAPSED.value, Change.KEPT.value)),
            ((phase > 0) & (rank >= rank_of(table.waiting_tier, version.ranking)), Change.KEPT.value),
            (risen, Change.RISEN.value),
            (rank == running, Change.RENEWED.value),
        ]
    return ibis.cases(*branches, else_=Change.FALLEN.value)


def with_started(changed: ibis.Table, version: Version, rating: Rating) -> ibis.Table:
    """Adds the membership that the run starts: started_since, started_ends_on; NULL where it starts none."""
    life = version.life
    if life is None:
        return changed.mutate(started_since=nothing("date"), started_ends_on=nothing("date"))
    since: list[tuple[Any, Any]] = []
    ends: list[tuple[Any, Any]] = []
    after_running = changed.in_grace & changed.change.isin([Change.RENEWED.value, Change.FALLEN.value])
    follow = add_days(changed.running_ends_on, 1)
    if life.term_months is not None:
        since.append((after_running, follow))
        ends.append((after_running, _term_end(life, follow)))
        risen_late = changed.in_grace & (changed.change == Change.RISEN.value)
        since.append((risen_late, _day(rating.rated_on)))
        ends.append((risen_late, _day(term_end(life, rating.rated_on))))
    for change, start in life.starts.items():
        chosen = changed.change == change.value
        if start is Start.AFTER_RUNNING:
            since.append((chosen, follow))
            ends.append((chosen, _term_end(life, follow)))
        else:
            day = start_day(start, rating, None)
            since.append((chosen, _day(day)))
            ends.append((chosen, _day(term_end(life, day))))
    return changed.mutate(
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
    """Adds tier, since, ends_on, source: of the membership that starts, else of the one that runs on."""
    gone = started.change.isin([Change.NONE.value, Change.ENDED.value])
    return started.mutate(
        tier=_either(started, gone, started.rated_tier, started.running_tier),
        since=_either(started, gone, started.started_since, started.running_since),
        ends_on=_either(started, gone, started.started_ends_on, started.running_ends_on),
    )


def _either(table: ibis.Table, gone: ibis.Value, new: ibis.Value, running: ibis.Value) -> ibis.Value:
    return ibis.cases((table.starts, new), (gone, ibis.null(new.type())), else_=running)


def cut_end(graded: ibis.Table) -> ibis.Value:
    """The last day of what ran or waited before, after closing and after what starts; NULL for no end."""
    end = ibis.ifelse(graded.closed, ibis.least(graded.ends_before, graded.closed_on), graded.ends_before)
    return ibis.ifelse(graded.starts, ibis.least(end, add_days(graded.started_since, -1)), end)
