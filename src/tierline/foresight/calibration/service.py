"""The use case: one pass over a base, and from its histograms the bounds that give tiers their due."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tierline.foresight.calibration import rules
from tierline.foresight.calibration.columns import money_measure, past_rating
from tierline.foresight.calibration.errors import HistoryOutside, NobodyEligible, StartTooEarly, VersionAhead
from tierline.foresight.calibration.ladder import ladder_of
from tierline.foresight.calibration.model import (
    Calibration,
    Histogram,
    Ladder,
    PastMonth,
    Rung,
    TierResult,
    Wish,
)
from tierline.foresight.calibration.reading import Base, read_base
from tierline.foresight.calibration.wishes import check_enough, in_order
from tierline.grading.model import Rating
from tierline.grading.run import Progress, Request, chosen
from tierline.grading.window import windows_of
from tierline.policy.model import Pack, Version
from tierline.policy.phrases import filled, listed
from tierline.policy.vocabulary import SCORE
from tierline.wording import Text

CAPPED = Text(
    "{tiers}: the policy asks for more than the bound. Shares are of all eligible lines that reach a bound;"
    " those that it bars from a tier are counted under the tier that they get.",
    "{tiers}：除界值外政策另有条件。占比按达到界值的全部参评线路计；不符合条件的线路计入其实际所得等级。",
)

MOST_HISTORY = 48
"""Months of history at most: beyond, the checks of a base no longer give each month a bit of its own."""


@dataclass(frozen=True)
class Asked:
    """What a calibration is asked for. `request` has one scheme, and its `out` is not used."""

    request: Request
    wishes: Sequence[Wish]
    starts_on: date | None = None
    """The day from which the new version is to hold; the day after the rating by default."""
    history: int = 12


@dataclass(frozen=True)
class Found:
    """A calibration, with the pack and the ladder whose bounds it moves."""

    pack: Pack
    ladder: Ladder
    calibration: Calibration


def calibrate(asked: Asked, progress: Progress = lambda done, lines: None) -> Found:
    """The bounds that give the tiers what they are to have. Nothing is written. Clauses: GRD-16, GRD-19.

    Raises what calibration/errors.py has, and what the monthly run raises for packs and datasets.
    """
    request, rating = asked.request, asked.request.rating
    ((pack, version),) = chosen(request)
    if not 0 <= asked.history <= MOST_HISTORY:
        raise HistoryOutside(found=asked.history, most=MOST_HISTORY)
    starts_on = _starts_on(asked, pack, version)
    ladder = ladder_of(version)
    wishes = in_order(version.scheme, ladder, asked.wishes)
    with tempfile.TemporaryDirectory(prefix="tierline-calibrate-") as scratch:
        base = read_base(request, version, ladder, asked.history, Path(scratch), progress)
    histogram = base.histogram
    if not any(spot.figure is not None for spot in histogram.spots):
        reasons = ", ".join(f"{reason}: {lines:,}" for reason, lines in histogram.reasons.most_common())
        raise NobodyEligible(scheme=version.scheme, lines=f"{base.lines:,}", reasons=reasons or "-")
    check_enough(wishes, histogram.eligible)
    tiers = _tiers(version, ladder, wishes, histogram)
    measure = money_measure(version, ladder)
    return Found(
        pack,
        ladder,
        Calibration(
            scheme=version.scheme,
            title=pack.title,
            month=rating.month,
            rated_on=rating.rated_on,
            version=version.starts_on,
            starts_on=starts_on,
            figure=ladder.figure,
            figure_title=_figure_title(version, ladder),
            moved_by=measure.title if measure else None,
            lines=base.lines,
            eligible=histogram.eligible,
            tiers=tiers,
            rated=_rated(version, ladder, tiers, base),
            tier_titles={tier.name: tier.title for tier in version.tiers},
            history=_history(histogram, wishes, rating, base.months_before),
            history_asked=asked.history,
            notes=tuple(_notes(version, ladder, rating, base)),
        ),
    )


def _starts_on(asked: Asked, pack: Pack, version: Version) -> date:
    rating, last = asked.request.rating, pack.versions[-1].starts_on
    if version.starts_on != last:
        raise VersionAhead(scheme=pack.scheme, last=last, day=rating.rated_on)
    starts_on = asked.starts_on or rating.rated_on + timedelta(days=1)
    if starts_on <= last:
        raise StartTooEarly(scheme=pack.scheme, found=starts_on, last=last)
    return starts_on


# ---------------------------------------------------------------- what follows from it


def _tiers(
    version: Version, ladder: Ladder, wishes: Sequence[Wish], histogram: Histogram
) -> tuple[TierResult, ...]:
    """What becomes of each tier of the ladder: those without a wish keep their bounds."""
    figures = histogram.figures
    new = rules.bounds(figures, wishes)
    titles = {tier.name: tier.title for tier in version.tiers}
    found = []
    for number, rung in enumerate(ladder.rungs):
        is_wished = number < len(wishes)
        bound = new[number].bound if is_wished else rung.bound
        found.append(
            TierResult(
                tier=rung.tier,
                title=titles[rung.tier],
                wish=wishes[number] if is_wished else None,
                before=rung.bound,
                bound=bound,
                reached=rules.reached(figures, bound),
                near=rules.near(histogram, bound, number),
            )
        )
    return tuple(found)


def _rated(
    version: Version, ladder: Ladder, tiers: Sequence[TierResult], base: Base
) -> Mapping[str, tuple[int, int]]:
    new = [Rung(tier.tier, tier.bound) for tier in tiers]
    old_counts = rules.rated(base.histogram, ladder.rungs, version.ranking)
    new_counts = rules.rated(base.histogram, new, version.ranking)
    unrated = base.histogram.reasons.total()
    found = {name: (old_counts[name], new_counts[name]) for name in version.ranking}
    return {**found, "none": (old_counts[None] + unrated, new_counts[None] + unrated)}


def _history(
    histogram: Histogram, wishes: Sequence[Wish], rating: Rating, months_before: int
) -> tuple[PastMonth, ...]:
    """The bounds of the months before, the latest first."""
    found = []
    for months in range(1, months_before + 1):
        figures = histogram.before.get(months, Counter())
        some = any(figure is not None for figure in figures)
        bounds = tuple(one.bound for one in rules.bounds(figures, wishes)) if some else None
        found.append(PastMonth(past_rating(rating, months).month, figures.total(), bounds))
    return tuple(found)


def _figure_title(version: Version, ladder: Ladder) -> Text:
    if ladder.figure == SCORE:
        return Text("score", "得分")
    measure = version.measure(ladder.figure)
    assert measure is not None
    return measure.title


def _notes(version: Version, ladder: Ladder, rating: Rating, base: Base) -> list[Text]:
    """What the reader should know although the calibration went well."""
    notes = []
    if ladder.beside:
        titles = {tier.name: tier.title for tier in version.tiers}
        tiers = listed(titles[tier] for tier in ladder.beside)
        notes.append(filled(CAPPED, tiers=tiers))
    longest = max((window.last_months or 0 for window in windows_of([version])), default=0)
    if base.reach.first > rating.number - longest:
        first = f"{base.reach.first // 12}-{base.reach.first % 12 + 1:02d}"
        notes.append(
            Text(
                f"The bills begin in {first}, later than the window of {longest} months; months without"
                " bills count as zero.",
                f"账单始于 {first}，晚于 {longest} 个月窗口的起点；没有账单的月份按零计。",
            )
        )
    return notes
