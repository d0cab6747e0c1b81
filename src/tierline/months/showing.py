"""A month of a scheme put together: its figures beside last month's, and the checks on them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from tierline.months import checks, figures, lists, runs
from tierline.months.figures import Figures, SiteCounts
from tierline.months.model import (
    ChangeFigures,
    Check,
    Compared,
    MonthListed,
    MonthShown,
    Outcome,
    SiteFigures,
    TierFigures,
    Wanted,
)
from tierline.months.numbers import numbered
from tierline.months.runs import Run
from tierline.months.stages import stages_of, steps_of, workers_of
from tierline.policy.model import Rates, WindowMeasure
from tierline.policy.vocabulary import Change, Reason
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.site_directory import service as site_directory
from tierline.sites.model import HEADQUARTERS
from tierline.wording import Text

SERIES_MONTHS = 12

EXAMPLES = 4
"""So many lines are shown of each check that stands out; the others are in its list."""

CHANGES = (
    Change.JOINED,
    Change.RISEN,
    Change.FALLEN,
    Change.RENEWED,
    Change.LAPSED,
    Change.ENDED,
    Change.KEPT,
)

Counts = Sequence[tuple[date, SiteCounts]]
"""The lines of each month that was graded, oldest first, the month shown last."""


def without_lines(run: Run, listed: MonthListed) -> MonthShown:
    """What a month shows beside its lines: all that there is of a scheme of sites."""
    recorded = run.recorded
    of_sites = recorded.rates is Rates.SITE
    return MonthShown(
        listed=listed,
        previous=None,
        stages=(),
        steps=(),
        workers=None,
        tiers=(),
        changes=(),
        reasons={},
        unknown_rows=recorded.summary.get("rows_of_unknown_lines", {}),
        sites=(),
        checks=(),
        site_tiers=recorded.counts["by_rated_tier"] if of_sites else {},
        inputs_digest=_inputs_digest(run),
        made_with=recorded.made_with,
    )


def with_lines(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    run: Run,
    bare: MonthShown,
    *,
    has_examples: bool = True,
) -> MonthShown:
    """The month with the figures of its lines, within the actor's site; examples are read from its files."""
    site, has_memberships = actor.site, run.held == "tier"
    earlier = list(runs.before(settings, run, SERIES_MONTHS - 1))
    last = earlier[0] if earlier and runs.is_month_before(earlier[0], run) else None
    now = figures.figures_of(run, site)
    before = figures.figures_of(last, site) if last else None
    counts = [*((one.month, _counts(one, site)) for one in reversed(earlier)), (run.month, now.whole)]
    was = before.whole if before else None
    shown = replace(
        bare,
        previous=last.month if last else None,
        stages=tuple(stages_of(run)),
        steps=tuple(steps_of(run, last)),
        workers=workers_of(run),
        tiers=tuple(
            TierFigures(tier.name, tier.title, _compared(counts, was, _of_tier(tier.name)))
            for tier in run.version.tiers
        ),
        changes=tuple(
            ChangeFigures(change, _compared(counts, was, _of_change(change)))
            for change in (CHANGES if has_memberships else ())
        ),
        reasons={Reason(reason): lines for reason, lines in _most_first(now.by_reason)},
    )
    names = {site: site_directory.title(connection, site) for site in now.by_site}
    billed = f"{runs.months_back(run.month, 1):%Y-%m}"
    found = (
        *(checks.of_falls(now, before, names) if has_memberships else ()),
        *checks.of_bills(figures.unbilled_of(run, site), billed, _clause_of_bills(run), names),
        *checks.of_tiers(shown.tiers),
        checks.of_lines(now.lines, before.lines if before else None),
        *checks.of_run(shown.unknown_rows, shown.listed.warnings),
    )
    return replace(
        shown,
        sites=tuple(_sites(now, before, names)),
        checks=tuple(_with_examples(connection, actor, run, one) for one in found) if has_examples else found,
    )


def _clause_of_bills(run: Run) -> str:
    """The clause of the first measure that is made of bills."""
    windows = (one for one in run.version.measures if isinstance(one, WindowMeasure))
    return next((one.citation.clause for one in windows), "")


def _inputs_digest(run: Run) -> str:
    """The digest over those of all inputs; the same files have the same, wherever they lie."""
    whole = hashlib.sha256()
    for name, files in sorted(run.recorded.files.items()):
        for file in files:
            whole.update(f"{name} {file.bytes} {file.sha256}\n".encode())
    return whole.hexdigest()


def _counts(run: Run, site: str) -> SiteCounts:
    """The lines of an earlier run; of the whole base by its summary, for which no file is read."""
    if site != HEADQUARTERS:
        return figures.figures_of(run, site).whole
    counts = run.recorded.counts
    by_change = {Change(name): lines for name, lines in counts["by_change"].items()}
    return SiteCounts(counts["by_tier" if run.held == "tier" else "by_rated_tier"], by_change)


def _of_tier(tier: str) -> Callable[[SiteCounts], int]:
    return lambda counts: counts.by_tier.get(tier, 0)


def _of_change(change: Change) -> Callable[[SiteCounts], int]:
    return lambda counts: counts.by_change.get(change, 0)


def _compared(counts: Counts, before: SiteCounts | None, read: Callable[[SiteCounts], int]) -> Compared:
    series = tuple((month, read(one)) for month, one in counts)
    return Compared(series[-1][1], read(before) if before else None, series)


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _sites(now: Figures, before: Figures | None, names: Mapping[str, Text]) -> Iterator[SiteFigures]:
    for site, counts in now.by_site.items():
        earlier = before.by_site.get(site) if before else None
        yield SiteFigures(
            site=site,
            title=names[site],
            members=counts.members,
            risen=counts.by_change.get(Change.RISEN, 0),
            fallen=counts.by_change.get(Change.FALLEN, 0),
            fallen_share_before=earlier.fallen_share if earlier else None,
        )


def _with_examples(connection: Connection, actor: Actor, run: Run, check: Check) -> Check:
    if check.outcome is not Outcome.STANDS_OUT or not check.lines:
        return check
    wanted = Wanted(check=check.key)
    found = lists.lines_of(run, wanted, actor.site, after=None, limit=EXAMPLES)
    return replace(check, examples=tuple(numbered(connection, found)))
