"""A month as its page shows it: figures beside last month's, with the shapes of their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tierline.console.months.drawn import YEAR, Chart, Spark, spark, widths, year
from tierline.console.months.words import CHANGES
from tierline.grading.months import first_day, month_number
from tierline.months.model import ChangeFigures, Check, Compared, MonthShown, Outcome, SiteFigures
from tierline.policy.vocabulary import Change
from tierline.wording import Text

WIDEST = 100.0
HALF = 50.0


@dataclass(frozen=True)
class TierRow:
    """A tier: its lines, their share of all members, and the pictures of both."""

    tier: str
    title: Text
    lines: Compared
    share: float
    width: float
    spark: Spark


@dataclass(frozen=True)
class ChangeRow:
    """What a run did to how many lines. `sign` is an arrow, "" for what goes neither up nor down."""

    change: Change
    title: Text
    lines: Compared
    sign: str


@dataclass(frozen=True)
class SiteRow:
    """A site with its bars: falls to the left of the middle, rises to the right."""

    site: SiteFigures
    left: float
    right: float
    stands_out: bool


@dataclass(frozen=True)
class Checked:
    """The checks by what came of them."""

    passed: Sequence[Check]
    stand_out: Sequence[Check]
    not_made: Sequence[Check]

    @property
    def every(self) -> Sequence[Check]:
        """All of them, those that stand out first."""
        return [*self.stand_out, *self.not_made, *self.passed]


@dataclass(frozen=True)
class MonthView:
    """The parts of the page of a month of a scheme of lines."""

    tiers: Sequence[TierRow]
    total: Compared | None
    changes: Sequence[ChangeRow]
    kept: ChangeRow | None
    net: int | None
    since: date | None
    """The first month that was graded, of the last twelve; None where it is the month itself."""
    is_whole_year: bool
    year: Chart | None
    """From that month on; None of a single month, and of a scheme without memberships."""
    sites: Sequence[SiteRow]
    checked: Checked
    not_rated: int


SIGNS = {Change.RISEN: "\N{BLACK UP-POINTING TRIANGLE}", Change.FALLEN: "\N{BLACK DOWN-POINTING TRIANGLE}"}


def month_view(shown: MonthShown) -> MonthView:
    """The page of a month."""
    rows = [_change(one) for one in shown.changes]
    kept = next((row for row in rows if row.change is Change.KEPT), None)
    months = _months(shown)
    total = _total([one.lines for one in shown.tiers])
    return MonthView(
        tiers=_tiers(shown),
        total=total,
        changes=[row for row in rows if row is not kept],
        kept=kept,
        net=_net(rows),
        since=months[0] if len(months) > 1 else None,
        is_whole_year=len(months) == YEAR,
        year=_year(shown, months),
        sites=_sites(shown),
        checked=Checked(*(_of(shown.checks, one) for one in OUTCOMES)),
        not_rated=sum(shown.reasons.values()),
    )


OUTCOMES = (Outcome.PASSED, Outcome.STANDS_OUT, Outcome.NOT_MADE)


def _of(checks: Sequence[Check], outcome: Outcome) -> Sequence[Check]:
    return [one for one in checks if one.outcome is outcome]


def _tiers(shown: MonthShown) -> list[TierRow]:
    members = sum(one.lines.now for one in shown.tiers)
    shares = [one.lines.now / members if members else 0.0 for one in shown.tiers]
    return [
        TierRow(
            one.tier,
            one.title,
            one.lines,
            share,
            width,
            spark(one.lines.series, shown.listed.month),
        )
        for one, share, width in zip(shown.tiers, shares, widths(shares, WIDEST), strict=True)
    ]


def _total(counts: Sequence[Compared]) -> Compared | None:
    """All tiers together; their course is not drawn."""
    if not counts:
        return None
    before = [one.before for one in counts]
    has_before = all(one is not None for one in before)
    return Compared(
        sum(one.now for one in counts), sum(one or 0 for one in before) if has_before else None, ()
    )


def _change(one: ChangeFigures) -> ChangeRow:
    return ChangeRow(one.change, CHANGES[one.change], one.lines, SIGNS.get(one.change, ""))


def _net(rows: Sequence[ChangeRow]) -> int | None:
    """Members won less members lost; None for a scheme without memberships."""
    counts = {row.change: row.lines.now for row in rows}
    if not counts:
        return None
    return counts[Change.JOINED] - counts[Change.LAPSED] - counts[Change.ENDED]


def _months(shown: MonthShown) -> list[date]:
    """The months up to the one shown, from the first that was graded of the last twelve."""
    last = month_number(shown.listed.month)
    graded = [month for one in shown.tiers for month, _ in one.lines.series]
    first = max(month_number(min(graded)), last - YEAR + 1) if graded else last
    return [first_day(number) for number in range(first, last + 1)]


def _year(shown: MonthShown, months: Sequence[date]) -> Chart | None:
    series = {one.change: dict(one.lines.series) for one in shown.changes}
    if not series or len(months) < 2:
        return None
    return year(series[Change.RISEN], series[Change.FALLEN], months)


def _sites(shown: MonthShown) -> list[SiteRow]:
    odd = {one.about for one in shown.checks if one.rule == "fallen" and one.outcome is Outcome.STANDS_OUT}
    fallen = [one.fallen_share for one in shown.sites]
    risen = [one.risen_share for one in shown.sites]
    both = widths([*fallen, *risen], HALF)
    return [
        SiteRow(one, both[number], both[len(fallen) + number], one.site in odd)
        for number, one in enumerate(shown.sites)
    ]
