"""The nouns of a policy: a pack with dated versions, and what a version says of figures, tiers and terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tierline.policy.vocabulary import Change, Duty, Reason
from tierline.tables.model import DecisionTable, Origin, Test
from tierline.wording import Text


class Basis(StrEnum):
    """Where a value comes from."""

    SOURCE = "source"
    PUBLIC = "public"
    EXAMPLE = "example"


@dataclass(frozen=True)
class Interpretation:
    """What the sources leave open, what this project chose, and what else could have been chosen."""

    open: Text
    chosen: Text
    instead: Text


@dataclass(frozen=True)
class Citation:
    """The clause and the basis that hold for a value; a basis other than the source is explained.

    `origin` is where the value stands; a value that is said elsewhere again is the same value.
    """

    clause: str
    basis: Basis
    confidence: str = ""
    interpretation: Interpretation | None = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Tier:
    """A tier and its names."""

    name: str
    title: Text


@dataclass(frozen=True)
class Criterion:
    """One condition of eligibility: `test` must hold on `attribute` wherever all of `where` holds.

    With `unless_on_joining` it does not bind a line that has a tier on joining.
    """

    reason: Reason
    attribute: str
    test: Test
    where: Mapping[str, Test]
    citation: Citation
    unless_on_joining: bool = False


@dataclass(frozen=True)
class NotRunningIn:
    """No rating while a membership of one of `schemes` runs beyond the rating month. Clause: GRD-21."""

    schemes: tuple[str, ...]
    citation: Citation
    reason: Reason = Reason.VIP_TERM_RUNNING


class Rounding(StrEnum):
    """How a mean is rounded, half up: for rules and reading alike, or for reading only."""

    WHOLE_YUAN = "whole_yuan"
    NONE = "none"


@dataclass(frozen=True)
class WindowMeasure:
    """A sum or a mean of one bill column over the last months before the rating month.

    `last_months` None: all months before it. `on_network`: the window never reaches back to the joining
    month's predecessor, so that it spans max(0, min(last_months, tenure_months - 1)) months; a mean of no
    months is 0. A mean is the exact quotient; `rounding` says whether rules see it rounded.
    """

    name: str
    title: Text
    column: str
    is_mean: bool
    last_months: int | None
    on_network: bool
    rounding: Rounding
    citation: Citation


@dataclass(frozen=True)
class TableMeasure:
    """A figure that a table gives, such as the tenure factor; decimals as written in the pack."""

    name: str
    title: Text
    table: DecisionTable
    citation: Citation


Measure = WindowMeasure | TableMeasure


class Rates(StrEnum):
    """What a scheme rates: lines, or sites and cells of the network by what was measured there."""

    LINE = "line"
    SITE = "site"


class MeasuredKind(StrEnum):
    """What a measured number is: per cent from 0 to 100, any number with two decimals, or a count."""

    SHARE = "share"
    DECIMAL = "decimal"
    COUNT = "count"


@dataclass(frozen=True)
class Measurement:
    """A number that is measured at a site in a month: a column of the dataset of measurements."""

    name: str
    title: Text
    kind: MeasuredKind
    citation: Citation


@dataclass(frozen=True)
class SiteCriterion:
    """One of the things by which a site is rated; `table` gives it a tier from the measurements."""

    name: str
    title: Text
    table: DecisionTable
    citation: Citation


@dataclass(frozen=True)
class ScoreProduct:
    """A score that is the exact product of measures."""

    factors: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True)
class ScoreSum:
    """A score that adds up what each rule that holds gives; 0 where none does."""

    table: DecisionTable
    citation: Citation


Score = ScoreProduct | ScoreSum


@dataclass(frozen=True)
class SpecialGrades:
    """Grades given by a list beside the score, always kept inside their term. Clauses: GRD-17, GRD-18."""

    grades: tuple[str, ...]
    citation: Citation


class Start(StrEnum):
    """The day on which a membership starts."""

    RATING_DAY = "rating_day"
    NEXT_MONTH = "next_month"
    AFTER_RUNNING = "after_running"


class End(StrEnum):
    """The day on which a term ends."""

    LAST_DAY = "last_day_of_term"
    DAY_AFTER_TERM = "day_of_month_after_term"
    OPEN = "open"


@dataclass(frozen=True)
class Life:
    """The life of a membership: when terms start and end, and whether new ones are granted.

    `starts` has the first day of what each change starts; an open scheme knows joined and risen only.
    `end_day` is the day of the month after the term's last month, where the term ends on such a day.
    `term_months` is None in a scheme whose memberships stay open. `citations` are by the keys of the block.
    """

    starts: Mapping[Change, Start]
    end: End
    term_months: int | None
    end_day: int | None
    grants_new_terms: bool
    citations: Mapping[str, Citation] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """True where a tier once reached is kept without end."""
        return self.end is End.OPEN


@dataclass(frozen=True)
class DutyRule:
    """What a change obliges the operator to. `notices` go out with it to lines of `notice_products`."""

    duty: Duty
    changes: tuple[Change, ...]
    citation: Citation
    notices: tuple[str, ...] = ()
    notice_products: tuple[str, ...] = ()
    due: str = ""


@dataclass(frozen=True)
class Version:
    """What a scheme says from one day on, whole: later versions have taken over what they do not replace."""

    scheme: str
    starts_on: date
    citation: Citation
    criteria: tuple[Criterion, ...]
    not_running_in: NotRunningIn | None
    measures: tuple[Measure, ...]
    score: Score | None
    tiers: tuple[Tier, ...]
    tier: DecisionTable
    on_joining: DecisionTable | None
    special: SpecialGrades | None
    life: Life | None
    duties: tuple[DutyRule, ...]
    thresholds_valid_months: int | None
    thresholds_citation: Citation | None = None
    life_citation: Citation | None = None
    """What says that there are no memberships; None in a scheme that has some."""
    measurements: tuple[Measurement, ...] = ()
    site_criteria: tuple[SiteCriterion, ...] = ()
    """These two are what a version of a scheme of sites has in place of eligibility, measures and terms."""

    @property
    def rates(self) -> Rates:
        """What the scheme rates."""
        return Rates.SITE if self.measurements else Rates.LINE

    @property
    def ranking(self) -> tuple[str, ...]:
        """Names of the tiers, best first."""
        return tuple(tier.name for tier in self.tiers)

    @property
    def held(self) -> tuple[str, ...]:
        """Tiers that are always kept inside their term. Clause: GRD-18."""
        return self.special.grades if self.special else ()

    def measure(self, name: str) -> Measure | None:
        """The measure of that name, if there is one."""
        return next((measure for measure in self.measures if measure.name == name), None)


@dataclass(frozen=True)
class Entry:
    """One value of a pack that is not the source's own: for the register of interpretations."""

    where: str
    line: int
    value: str
    citation: Citation


@dataclass(frozen=True)
class Pack:
    """A scheme with its dated versions, oldest first, the text it was read from, and the digest of that."""

    scheme: str
    title: Text
    tiers: tuple[Tier, ...]
    versions: tuple[Version, ...]
    text: str
    digest: str
    path: str
    entries: tuple[Entry, ...]
    rates: Rates = Rates.LINE
