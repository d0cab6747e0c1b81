"""One line graded in plain Python, with everything that led to its tier.

The tables are those that a run compiles for a whole base; a test holds the two equal, row for row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from tierline.grading import life
from tierline.grading.explain.figures import Figure, figure_of, outcome_of
from tierline.grading.life import Rated, Standing
from tierline.grading.model import Line, Membership, Outcome, Rating, Source
from tierline.grading.months import full_years, last_term_month, tenure_months
from tierline.policy.eligibility import CLOSED, TIER_ON_JOINING, VIP_TERM_RUNNING, eligibility
from tierline.policy.model import (
    DutyRule,
    Measure,
    NotRunningIn,
    Rounding,
    Score,
    ScoreProduct,
    TableMeasure,
    Version,
)
from tierline.policy.vocabulary import ATTRIBUTES, MONEY_COLUMNS, SCORE, Change, Duty
from tierline.tables.decide import Value, decide
from tierline.tables.model import DecisionTable

Cell = Decimal | int | str | bool | date | None


@dataclass(frozen=True)
class Given:
    """What the rules give a line by its figures, on joining, and by a list; `tier` is the best of them."""

    by_figures: str | None
    on_joining: str | None
    by_list: str | None
    tier: str | None
    source: str


@dataclass(frozen=True)
class Case:
    """One line at one rating. Figures and score are known for a line that is not eligible, too.

    `values` are the inputs of all rules: attributes, what follows from them, figures and score; exact.
    `before` are the memberships of the scheme as the run found them, `memberships` as it leaves them.
    """

    version: Version
    rating: Rating
    line: Line
    values: Mapping[str, Value]
    figures: tuple[Figure, ...]
    ineligible_reason: str | None
    given: Given
    before: tuple[Membership, ...]
    standing: Standing
    outcome: Outcome
    memberships: tuple[Membership, ...]

    @property
    def eligible(self) -> bool:
        """True where the line is rated at all."""
        return self.ineligible_reason is None

    @property
    def membership(self) -> Membership | None:
        """The membership that this run starts, else the one that runs on; None where none is left."""
        if self.version.life is None or self.outcome.change in (Change.NONE, Change.ENDED):
            return None
        return self.outcome.started or self.standing.running

    @property
    def tier(self) -> str | None:
        """The tier that counts: that of the membership, or the rated one in a scheme without memberships."""
        if self.version.life is None:
            return self.given.tier
        return self.membership.tier if self.membership else None

    @property
    def owed(self) -> tuple[tuple[Duty, DutyRule], ...]:
        """What the change obliges the operator to, each duty once, in the order of Duty."""
        rules = [rule for rule in self.version.duties if self.outcome.change in rule.changes]
        first = {rule.duty: rule for rule in reversed(rules)}
        return tuple((duty, first[duty]) for duty in Duty if duty in first)

    def row(self) -> dict[str, Cell]:
        """The line's row of `grades`; figures and score are None where it is not eligible."""
        held = self.membership
        score = self.values.get(SCORE)
        measures = {figure.measure.name: shown(figure.measure, figure.value) for figure in self.figures}
        return {
            "subscriber_id": self.line.subscriber_id,
            "scheme": self.version.scheme,
            "month": self.rating.month,
            "eligible": self.eligible,
            "ineligible_reason": self.ineligible_reason,
            "tenure_months": _whole(self.values["tenure_months"]),
            **{name: value if self.eligible else None for name, value in measures.items()},
            "score": half_up(Fraction(score)) if self.eligible and isinstance(score, Fraction) else None,
            "rated_tier": self.given.tier,
            "tier": held.tier if held else None,
            "since": held.since if held else None,
            "ends_on": held.ends_on if held else None,
            "change": self.outcome.change.value,
            "product": self.line.attributes.get("product"),
            "site": self.line.attributes.get("site"),
        }


def grade_line(version: Version, rating: Rating, line: Line) -> Case:
    """The whole grading of one line under a version. Every decision is made by the version's own tables."""
    values = attributes_at(rating, line)
    figures = tuple(figure_of(measure, rating, line, values) for measure in version.measures)
    values |= {figure.measure.name: figure.value for figure in figures}
    values[VIP_TERM_RUNNING] = runs_elsewhere(version.not_running_in, rating, line.memberships)
    values[TIER_ON_JOINING] = _name_of(version.on_joining, values) if version.on_joining else None
    values = with_score(version, values)
    reason = _name_of(eligibility(version), values)
    by_list = line.special_grade if version.special and line.special_grade in version.special.grades else None
    given = what_is_given(version, values, by_list) if reason is None else NOTHING
    before = tuple(one for one in line.memberships if one.scheme == version.scheme)
    standing = life.standing(before, rating)
    is_closed = values[CLOSED] is True
    rated = Rated(given.tier, given.source)
    outcome = life.decide(version, rating, standing, rated, closed=is_closed)
    closed_on = line.attributes.get("closed_on") if is_closed else None
    assert closed_on is None or isinstance(closed_on, date)
    left = life.after(before, outcome, rating, closed_on) if version.life else ()
    return Case(
        version, rating, line, values, figures, reason, given, before, standing, outcome, left
    )  # fmt: skip


NOTHING = Given(None, None, None, None, Source.RATED.value)
"""What a line is given that is not eligible."""


def attributes_at(rating: Rating, line: Line) -> dict[str, Value]:
    """What the rules may test of a line at a rating, beside its figures."""
    known = line.attributes
    joined_on, closed_on, contract_ends_on = (
        known.get(name) for name in ("joined_on", "closed_on", "contract_ends_on")
    )
    assert isinstance(joined_on, date)
    tenure = tenure_months(joined_on, rating.number)
    values: dict[str, Value] = {name: known.get(name) for name in ATTRIBUTES}
    values["tenure_months"] = tenure
    values["tenure_years"] = full_years(tenure)
    has_ended = isinstance(contract_ends_on, date) and contract_ends_on < rating.rated_on
    values["contract_running"] = known.get("contract_kind") is not None and not has_ended
    is_closed = known.get("status") == "closed" and isinstance(closed_on, date)
    values[CLOSED] = is_closed and isinstance(closed_on, date) and closed_on <= rating.rated_on
    return values


def runs_elsewhere(rule: NotRunningIn | None, rating: Rating, memberships: tuple[Membership, ...]) -> bool:
    """True where a membership of an earlier scheme runs, or is to, past the rating month. Clause: GRD-21."""
    for scheme in rule.schemes if rule else ():
        own = tuple(one for one in memberships if one.scheme == scheme)
        standing = life.standing(own, rating)
        for one in (standing.running, standing.waiting):
            if one and (one.ends_on is None or last_term_month(one.ends_on) > rating.number):
                return True
    return False


def with_score(version: Version, values: dict[str, Value]) -> dict[str, Value]:
    """The same inputs with the score that they make, in a scheme that has one."""
    return values if version.score is None else {**values, SCORE: score_of(version.score, values)}


def score_of(score: Score, values: Mapping[str, Value]) -> Fraction | None:
    """The exact score; None where a factor is missing, which the rules give to no eligible line."""
    if isinstance(score, ScoreProduct):
        product = Fraction(1)
        for name in score.factors:
            factor = values[name]
            if not isinstance(factor, Fraction):
                return None
            product *= factor
        return product
    total = decide(score.table, values).outputs
    assert isinstance(total, Fraction | int)
    return Fraction(total)


def what_is_given(version: Version, values: Mapping[str, Value], by_list: str | None) -> Given:
    """The best of what figures, joining rules and list give. A source is named only where it gives more."""
    by_figures = _name_of(version.tier, values)
    joining = values.get(TIER_ON_JOINING)
    on_joining = joining if isinstance(joining, str) else None
    tier, source = by_figures, Source.RATED
    for beside, of in ((on_joining, Source.ON_JOINING), (by_list, Source.SPECIAL)):
        if is_better(version.ranking, beside, tier):
            tier, source = beside, of
    return Given(by_figures, on_joining, by_list, tier, source.value)


def is_better(ranking: tuple[str, ...], tier: str | None, other: str | None) -> bool:
    """True where `tier` stands above `other`; any tier stands above none."""
    return tier is not None and (other is None or ranking.index(tier) < ranking.index(other))


def shown(measure: Measure, value: Fraction | None) -> Decimal | int | None:
    """A measure as `grades` shows it: whole yuan and counts whole, all else half up to two digits."""
    if value is None:
        return None
    if isinstance(measure, TableMeasure):
        return half_up(value)
    if measure.rounding is Rounding.WHOLE_YUAN or measure.column not in MONEY_COLUMNS:
        return floor(value)
    return half_up(value)


def half_up(value: Fraction) -> Decimal:
    """A number to two digits, half up: floor(x + 1/2) at the last of them, also below zero."""
    return Decimal(floor(value * 100 + Fraction(1, 2))).scaleb(-2)


def _name_of(table: DecisionTable, values: Mapping[str, Value]) -> str | None:
    """The tier or the reason that a table gives; None for none."""
    name = outcome_of(table, values)
    assert name is None or isinstance(name, str)
    return name


def _whole(value: Value) -> int:
    assert isinstance(value, int)
    return value
