"""Ways of one line to a better tier: by more spend, or by waiting. Found by asking the policy itself.

Every answer comes from grading a future of the line; a higher spend never lowers a tier, which is what lets
the smallest sum be found by halving.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tierline.grading.explain.case import Case, is_better, what_is_given, with_score
from tierline.grading.explain.figures import Figure
from tierline.grading.explain.future import Amounts, Future, as_now, with_more
from tierline.grading.months import first_day
from tierline.policy.model import Version, WindowMeasure
from tierline.tables.decide import Value

MOST_MONTHS = 12
MOST_MONTHS_WAITING = 60
MOST_YUAN = 1 << 20
"""Who does not reach a tier with a million yuan more a month does not reach it by spending."""


@dataclass(frozen=True)
class SpendWay:
    """So many whole yuan more a month, for so many months from `first` on, and what it gives.

    `first` is the rating month, or the first after it that has not passed.
    """

    yuan: int
    months: int
    first: date
    reached: Case

    @property
    def total(self) -> int:
        """What it costs in all, in yuan."""
        return self.yuan * self.months


class Turn(StrEnum):
    """What brings a tier to a line that goes on as now."""

    TENURE = "tenure"
    ELIGIBLE = "eligible"
    SUSPENSION = "suspension"
    LOW_MONTH = "low_month"
    ADDS_UP = "adds_up"
    RATED_ANEW = "rated_anew"


@dataclass(frozen=True)
class Waiting:
    """The rating, so many months on, at which a line that goes on as now reaches a tier, and why."""

    months: int
    reached: Case
    turns: tuple[Turn, ...]


class Obstacle(StrEnum):
    """Why no spend within MOST_MONTHS leads to a tier."""

    NOT_RATED = "not_rated"
    NO_NEW_TERMS = "no_new_terms"
    HELD = "held"
    LIST_ONLY = "list_only"
    RULES = "rules"


@dataclass(frozen=True)
class Ways:
    """How a line reaches `tier` or better; `obstacle` where no spend does, with the case that shows it."""

    tier: str
    cheapest: SpendWay | None
    gentlest: SpendWay | None
    waiting: Waiting | None
    obstacle: Obstacle | None
    shown_by: Case | None


@dataclass
class _Paths:
    """The months in which a tier is reached, by the yuan spent more; each future is graded once."""

    future: Future
    now: Amounts
    tier: str
    found: dict[int, tuple[int, Case] | None] = field(default_factory=dict)

    def reached(self, yuan: int, months: int = MOST_MONTHS) -> tuple[int, Case] | None:
        """After how many open months the tier is reached, and the case; None where not within `months`."""
        if yuan not in self.found:
            self.found[yuan] = self._first(yuan)
        first = self.found[yuan]
        return first if first is not None and first[0] <= months else None

    def _first(self, yuan: int) -> tuple[int, Case] | None:
        over = self.future.over
        cases = self.future.path(with_more(self.now, yuan), over + MOST_MONTHS)
        for months, case in enumerate(cases, start=1 - over):
            if reaches(case, self.tier):
                return months, case
        return None

    def least(self, months: int, low: int, high: int) -> int:
        """The fewest yuan above `low` that reach the tier within `months`; `high` is known to."""
        while high - low > 1:
            middle = (low + high) // 2
            if self.reached(middle, months):
                high = middle
            else:
                low = middle
        return high


def reaches(case: Case, tier: str) -> bool:
    """True where a line has the tier or a better one: by its membership, or as rated where there is none."""
    return not is_better(case.version.ranking, tier, case.tier)


def ways_to(future: Future, tier: str) -> Ways:
    """The cheapest way to a tier, the gentlest, and the way by waiting; an obstacle where there is none."""
    paths = _Paths(future, as_now(future.case), tier)
    waiting = _waiting(future, paths.now, tier)
    months = min(MOST_MONTHS, waiting.months - 1 - future.over) if waiting else MOST_MONTHS
    if months > 0 and paths.reached(MOST_YUAN, months):
        cheapest, gentlest = _by_spending(paths, months)
        return Ways(tier, cheapest, gentlest if gentlest != cheapest else None, waiting, None, None)
    if waiting:
        return Ways(tier, None, None, waiting, None, None)
    *_, last = future.path(with_more(paths.now, MOST_YUAN), future.over + MOST_MONTHS)
    return Ways(tier, None, None, None, _obstacle(last, tier), last)


def _by_spending(paths: _Paths, months: int) -> tuple[SpendWay, SpendWay]:
    """The way of the smallest total (of equal ones, the smaller rate), and the way of the smallest rate."""
    high = 1
    while not paths.reached(high, months):
        high *= 2
    gentlest = _way(paths, paths.least(months, high // 2, high), months)
    cheapest = gentlest
    for fewer in range(gentlest.months - 1, 0, -1):
        # A shorter way counts only if it costs less in all, so that most are settled by one question.
        most = (cheapest.total - 1) // fewer
        if most > 0 and paths.reached(most, fewer):
            cheapest = _way(paths, paths.least(fewer, gentlest.yuan, most), fewer)
    return cheapest, gentlest


def _way(paths: _Paths, yuan: int, months: int) -> SpendWay:
    found = paths.reached(yuan, months)
    assert found is not None
    months, reached = found
    return SpendWay(yuan, months, first_day(paths.future.case.rating.number + paths.future.over), reached)


def _waiting(future: Future, now: Amounts, tier: str) -> Waiting | None:
    before = future.case
    for months, case in enumerate(future.path(now, MOST_MONTHS_WAITING), start=1):
        if reaches(case, tier):
            return Waiting(months, case, tuple(_turns(before, case, tier)))
        before = case
    return None


def _turns(before: Case, case: Case, tier: str) -> Iterator[Turn]:
    """What changed from one rating to the next without which the tier would not be reached."""
    if not is_better(case.version.ranking, tier, before.given.tier):
        yield Turn.RATED_ANEW
        return
    if not before.eligible:
        yield Turn.TENURE if before.ineligible_reason == "tenure" else Turn.ELIGIBLE
        return
    found = [turn for turn, names in _inputs(case) if not _reaches_with(case, before, names, tier)]
    # Where no change alone is needed, several did it together, or each would do.
    yield from found or (turn for turn, names in _inputs(case) if _differs(case, before, names))


def _inputs(case: Case) -> Iterator[tuple[Turn, tuple[str, ...]]]:
    """The inputs of the rules that may bring a better tier in time, by what is said of them."""
    by_turn: dict[Turn, list[str]] = {turn: [] for turn in Turn}
    by_turn[Turn.TENURE] += ["tenure_months", "tenure_years"]
    for figure in case.figures:
        by_turn[_turn_of(figure)].append(figure.measure.name)
    for turn, names in by_turn.items():
        if names:
            yield turn, tuple(names)


def _turn_of(figure: Figure) -> Turn:
    if not isinstance(figure.measure, WindowMeasure):
        return Turn.TENURE
    if figure.measure.column == "suspensions":
        return Turn.SUSPENSION
    return Turn.LOW_MONTH if figure.measure.last_months else Turn.ADDS_UP


def _differs(case: Case, before: Case, names: tuple[str, ...]) -> bool:
    return any(case.values[name] != before.values.get(name) for name in names)


def _reaches_with(case: Case, before: Case, names: tuple[str, ...], tier: str) -> bool:
    """Whether the rules would give the tier had these inputs stayed as they were."""
    values: dict[str, Value] = {**case.values, **{name: before.values.get(name) for name in names}}
    given = what_is_given(case.version, with_score(case.version, values), case.given.by_list)
    return not is_better(case.version.ranking, tier, given.tier)


def _obstacle(case: Case, tier: str) -> Obstacle:
    version = case.version
    if not case.eligible:
        return Obstacle.NOT_RATED
    if version.life is not None and not version.life.grants_new_terms:
        return Obstacle.NO_NEW_TERMS
    if not is_better(version.ranking, tier, case.given.tier):
        return Obstacle.HELD
    better = version.ranking[: version.ranking.index(tier) + 1]
    return Obstacle.RULES if any(name in tiers_of_rules(version) for name in better) else Obstacle.LIST_ONLY


def tiers_of_rules(version: Version) -> frozenset[str]:
    """Tiers that figures or joining rules can give; the others come from a list alone. Clause: GRD-17."""
    tables = [version.tier, *([version.on_joining] if version.on_joining else [])]
    return frozenset(str(rule.outputs[0]) for table in tables for rule in table.rules)


def next_above(case: Case) -> str | None:
    """The nearest better tier that rules can give; None for the best."""
    ranking = case.version.ranking
    higher = ranking if case.tier is None else ranking[: ranking.index(case.tier)]
    rules = tiers_of_rules(case.version)
    return next((tier for tier in reversed(higher) if tier in rules), None)


def day_of_effect(case: Case) -> date:
    """The day from which the tier of a case holds: that of its membership, or the rating day."""
    return case.membership.since if case.membership else case.rating.rated_on
