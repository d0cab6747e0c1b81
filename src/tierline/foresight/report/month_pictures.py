"""The pictures of sums by month: tiers, who came and left, duties, and how many lines were rated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tierline.foresight.page.bars import Bars, draw_bars, draw_labelled_bars, draw_single_bars
from tierline.foresight.report.model import Coming, Leaving, MonthFigures, SchemeReport
from tierline.foresight.report.words import (
    CAME_OTHERWISE,
    FALLEN,
    GAINED,
    JOINED,
    LEAVING,
    LOST,
    NOT_RATED,
    RATED,
    RISEN,
    WORDS,
)
from tierline.pictures.picture import Picture
from tierline.policy.phrases import DUTIES
from tierline.policy.vocabulary import Duty, Reason
from tierline.wording import Language, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 8.0
"""Inches: near enough to the width of A4 between its margins for letters to keep their size on paper."""

WIDE, NARROW = 16, 13
"""How many months can have a label, beside short names and beside long ones."""


def tiers_picture(report: SchemeReport, says: str, language: Language) -> Picture:
    """Lines by tier after each month, best on top; tiers that nobody ever held are left out."""
    from tierline.pictures.colours import violets

    held = [tier for tier in report.series.tiers if any(month.after[tier] for month in report.months)]
    # The lightest violet would hardly show where few tiers share the scale.
    shades = violets(len(held) + 1)
    bars = [
        Bars(report.series.tiers[tier], tuple(month.after[tier] for month in report.months), shade)
        for tier, shade in reversed(list(zip(held, shades, strict=False)))
    ]
    title = WORDS["tiers" if len(report.months) > 1 else "tiers_one"]
    return _labelled(report.months, bars, title, says, language, height=3.3)


def coverage_picture(report: SchemeReport, says: str, language: Language) -> Picture:
    """Lines that were rated, and above them those that were not, by the reason."""
    from tierline.pictures.colours import VIOLET

    reasons = [
        reason
        for reason in Reason
        if any(month.run.recorded.counts["by_ineligible_reason"].get(reason) for month in report.months)
    ]
    rated = tuple(int(month.run.recorded.counts["eligible"]) for month in report.months)
    bars = [Bars(RATED, rated, VIOLET)]
    for number, reason in enumerate(reasons):
        figures = tuple(
            int(month.run.recorded.counts["by_ineligible_reason"].get(reason, 0)) for month in report.months
        )
        bars.append(Bars(NOT_RATED[reason], figures, _greys(len(reasons))[number]))
    if len(report.months) == 1:
        bars.reverse()
    return _labelled(report.months, bars, WORDS["quality"], says, language, height=2.7)


def _greys(many: int) -> list[str]:
    """So many greys from deep to light."""
    deep, light = 0x6A, 0xDC
    steps = max(1, many - 1)
    return ["#" + f"{deep + (light - deep) * step // steps:02x}" * 3 for step in range(many)]


def duties_picture(report: SchemeReport, says: str, language: Language) -> Picture:
    """Duties by month, those of a first rating left out beside others: they are as many as lines."""
    from tierline.pictures.colours import violets

    known, months = duties_of(report), shown_months(report) or report.months
    shades = violets(len(known) + 1)
    bars = [
        Bars(DUTIES[duty], tuple(month.duties.get(duty, 0) for month in months), shade)
        for duty, shade in zip(known, shades, strict=False)
    ]
    return _labelled(months, bars, WORDS["duties"], says, language, height=2.3)


def duties_of(report: SchemeReport) -> list[Duty]:
    """The duties that the series has, in the order of events."""
    return [duty for duty in Duty if any(month.duties.get(duty) for month in report.months)]


def _labelled(
    months: Sequence[MonthFigures],
    bars: Sequence[Bars],
    title: Text,
    says: str,
    language: Language,
    *,
    height: float,
) -> Picture:
    is_single = len(months) == 1

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        if is_single:
            draw_single_bars(axes, bars, language)
        else:
            draw_labelled_bars(axes, [month.month for month in months], bars, NARROW, language)

    inches = (WIDTH, 0.25 + 0.27 * len(bars) if is_single else height)
    return Picture(draw, inches, title.read(language), says)


def coming_picture(report: SchemeReport, says: str, language: Language) -> Picture:
    """Who came and left, and below it who rose and fell; in a scheme without memberships the sums alone."""
    months = shown_months(report)
    if not report.last.run.has_memberships:
        return Picture(
            lambda figure: _draw_gained(figure, months, language),
            (WIDTH, 2.3),
            WORDS["coming_rated"].read(language),
            says,
        )
    return Picture(
        lambda figure: _draw_coming(figure, months, language),
        (WIDTH, 3.9),
        WORDS["coming"].read(language),
        says,
    )


def shown_months(report: SchemeReport) -> list[MonthFigures]:
    """The months whose comings are compared: those before which somebody is known to have held a tier."""
    return [month for month in report.months if month.before is not None and any(month.before.values())]


def _draw_coming(figure: Figure, months: Sequence[MonthFigures], language: Language) -> None:
    from tierline.pictures.colours import GREYS, PAPER, VIOLET

    upper, lower = figure.subplots(2, 1, height_ratios=[3, 2], sharex=True)
    colours = dict(zip(Leaving, (GREYS[0], GREYS[1], GREYS[2], PAPER), strict=True))
    bars = [
        Bars(JOINED, tuple(month.came[Coming.JOINED] for month in months), VIOLET),
        Bars(CAME_OTHERWISE, tuple(month.came[Coming.OTHER] for month in months), PAPER, hatch="////"),
        *(
            Bars(
                LEAVING[way],
                tuple(month.left[way] for month in months),
                colours[way],
                hatch="////" if way is Leaving.OTHER else "",
                below=True,
            )
            for way in Leaving
        ),
    ]
    _draw(upper, months, [one for one in bars if any(one.figures)] or bars[:1], language)
    _draw(
        lower,
        months,
        [
            Bars(RISEN, tuple(month.changed("risen") for month in months), VIOLET),
            Bars(FALLEN, tuple(month.changed("fallen") for month in months), GREYS[0], below=True),
        ],
        language,
    )


def _draw_gained(figure: Figure, months: Sequence[MonthFigures], language: Language) -> None:
    from tierline.pictures.colours import GREYS, VIOLET

    gained = [month.change or 0 for month in months]
    bars = [
        Bars(GAINED, tuple(max(change, 0) for change in gained), VIOLET),
        Bars(LOST, tuple(max(-change, 0) for change in gained), GREYS[0], below=True),
    ]
    _draw(figure.subplots(), months, bars, language)


def _draw(axes: Axes, months: Sequence[MonthFigures], bars: Sequence[Bars], language: Language) -> None:
    draw_bars(axes, [month.month for month in months], bars, None, WIDE, language)
