"""A month of a scheme as those see it who answer for it: figures beside last month's, checks, lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from tierline.grading.steps import Step
from tierline.policy.model import Rates
from tierline.policy.vocabulary import Change, Reason
from tierline.wording import Text

NO_TIER = "none"
"""What stands for a line, or a site, without a tier where tiers are counted."""


class Published(StrEnum):
    """Whether the service goes by the content of a run."""

    NO = "no"
    UNDER_WAY = "under_way"
    YES = "yes"
    OTHERWISE = "otherwise"
    """Another content of the same month was published, mostly one from before it was graded again."""


@dataclass(frozen=True)
class Verified:
    """What came of running a month again the last time, and which task did it."""

    task_id: str
    at: datetime
    is_equal: bool


@dataclass(frozen=True)
class MonthListed:
    """A scheme's month. `lines` are sites where the scheme rates these, and `eligible` is None there."""

    month: date
    scheme: str
    title: Text
    rates: Rates
    rated_on: date
    policy_version: date
    policy_digest: str
    lines: int
    eligible: int | None
    graded_at: datetime
    seconds: float
    """Of the whole run, with every scheme that was graded in it."""
    schemes_in_run: int | None
    """How many these are; None of a run that did not record it."""
    warnings: tuple[Text, ...]
    published: Published
    verified: Verified | None

    @property
    def lines_a_second(self) -> int:
        """How fast it was graded, together with the other schemes of its run."""
        return round(self.lines / self.seconds) if self.seconds else 0


class StageName(StrEnum):
    """What a run does one after the other."""

    LINES = "lines"
    BILLS = "bills"
    ELIGIBLE = "eligible"
    RATED = "rated"
    MEMBERSHIPS = "memberships"
    CHANGES = "changes"


@dataclass(frozen=True)
class StageFigures:
    """A stage of a run and how many rows went through it, of the whole base."""

    name: StageName
    rows: int


@dataclass(frozen=True)
class StepFigures:
    """How long a run was at one or several stages that are worked out together.

    `seconds` are summed over the parts, which go side by side; `rows` are those of every dataset where these
    are read and checked, and lines in all other steps.
    """

    step: Step
    stages: tuple[StageFigures, ...]
    rows: int
    seconds: float
    seconds_before: float | None
    """Last month's, None where that run had no such step or recorded no times."""

    @property
    def rows_a_second(self) -> int | None:
        """How fast one worker goes through them; None where it took no time, or reads but the footers."""
        return round(self.rows / self.seconds) if self.seconds and self.step is not Step.INPUTS else None


LEAST_OF_RATE = 100
"""Below so many a single line is more than one percent, and a difference says more than a rate."""

MOST_OF_RATE = 10
"""A count that is so many times last month's has not grown from it: another thing happened."""


@dataclass(frozen=True)
class Compared:
    """A count of this month beside last month's, None where there is none, and of the last twelve months."""

    now: int
    before: int | None
    series: tuple[tuple[date, int], ...]
    """The first day of each month that was graded, oldest first, this month last."""

    @property
    def difference(self) -> int | None:
        """How many more than last month."""
        return None if self.before is None else self.now - self.before

    @property
    def rate(self) -> float | None:
        """The difference as a share of last month's count; None where it would mislead."""
        if self.before is None or self.before < LEAST_OF_RATE or self.now >= MOST_OF_RATE * self.before:
            return None
        return (self.now - self.before) / self.before


@dataclass(frozen=True)
class TierFigures:
    """The lines of a tier, best tier first; of a scheme without memberships those rated so."""

    tier: str
    title: Text
    lines: Compared


@dataclass(frozen=True)
class ChangeFigures:
    """The lines to which the run did this."""

    change: Change
    lines: Compared


@dataclass(frozen=True)
class SiteFigures:
    """The members of a site, and those of them who rose and fell; shares are of the members."""

    site: str
    title: Text
    members: int
    risen: int
    fallen: int
    fallen_share_before: float | None

    @property
    def risen_share(self) -> float | None:
        """None where nobody is a member."""
        return self.risen / self.members if self.members else None

    @property
    def fallen_share(self) -> float | None:
        """None where nobody is a member."""
        return self.fallen / self.members if self.members else None


@dataclass(frozen=True)
class Wanted:
    """Which lines of a run are listed; None does not narrow it. `check` is the key of a check."""

    change: Change | None = None
    tier: str | None = None
    reason: Reason | None = None
    site: str | None = None
    check: str | None = None


@dataclass(frozen=True)
class LineGraded:
    """A line as a run graded it. `msisdn` is masked, and "" where the service does not know the line.

    `figures` are the measures of its scheme, by name; None where the line has none.
    """

    subscriber_id: int
    msisdn: str
    site: str
    product: str
    ineligible_reason: Reason | None
    tenure_months: int | None
    figures: Mapping[str, int | Decimal | None]
    score: Decimal | None
    rated_tier: str | None
    tier: str | None
    previous_tier: str | None
    since: date | None
    ends_on: date | None
    change: Change


class Rule(StrEnum):
    """What a check looks at."""

    FALLEN = "fallen"
    """The share of a site's members who fall, beside last month's."""
    UNBILLED = "unbilled"
    """The share of a site's lines without a bill of the last month, beside that of the month before."""
    TIER = "tier"
    """The lines of a tier, beside last month's."""
    LINES = "lines"
    """The lines that were read, beside last month's."""
    UNKNOWN_ROWS = "unknown_rows"
    """Rows of a dataset that are of no line."""
    WARNING = "warning"
    """What the run itself warned of."""


class Outcome(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    STANDS_OUT = "stands_out"
    NOT_MADE = "not_made"
    """What it compares with is not there any more, or never was."""


@dataclass(frozen=True)
class Check:
    """One thing looked at, and whether it stands out.

    `key` names it in a list of lines. `found` and `normal` are shares or counts, as the rule has it; `limit`
    is the `found` above which it stands out. `about` is the site, tier or dataset. `lines` counts those
    behind it, of which `examples` are the first; both are empty where none are.
    """

    key: str
    rule: Rule
    about: str
    title: Text
    outcome: Outcome
    sentence: Text
    found: float | None = None
    normal: float | None = None
    limit: float | None = None
    clause: str = ""
    lines: int = 0
    examples: tuple[LineGraded, ...] = ()


@dataclass(frozen=True)
class MonthShown:
    """All that a month of a scheme of lines shows; counts are of the reader's site and below it.

    Of a scheme of sites it has only what it `is`, and `site_tiers`.
    """

    listed: MonthListed
    previous: date | None
    """The month that figures are compared with: the one right before, where it was graded."""
    stages: tuple[StageFigures, ...]
    steps: tuple[StepFigures, ...]
    """Empty of a run that recorded no times."""
    workers: int | None
    """How many parts went side by side at these steps."""
    tiers: tuple[TierFigures, ...]
    changes: tuple[ChangeFigures, ...]
    reasons: Mapping[Reason, int]
    unknown_rows: Mapping[str, int | None]
    sites: tuple[SiteFigures, ...]
    checks: tuple[Check, ...]
    site_tiers: Mapping[str, int]
    inputs_digest: str
    made_with: Mapping[str, str]


@dataclass(frozen=True)
class DutyCount:
    """How many duties of a kind stand in a state."""

    duty: str
    state: str
    count: int
