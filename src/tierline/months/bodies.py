"""What the routes of months read and answer, as pydantic models with examples."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tierline.grading.steps import Step
from tierline.months.model import (
    Outcome,
    Published,
    Rule,
    StageName,
)
from tierline.policy.model import Rates
from tierline.policy.vocabulary import Change, Reason

MONTH = r"^[12][0-9]{3}-(0[1-9]|1[0-2])$"
NAME = r"^[a-z0-9][a-z0-9_-]{0,63}$"
SITE = r"^([0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3})?$"
CHECK = r"^(fallen|unbilled):([0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3})?$"
"""What a month, a scheme or tier, a site and the key of a check look like."""


class VerifiedShown(BaseModel):
    """What came of running the month again the last time."""

    task_id: str = Field(examples=["0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10"])
    at: datetime
    is_equal: bool


class MonthSummary(BaseModel):
    """A scheme's month. `lines` are sites where the scheme rates these, and `eligible` is null there."""

    month: str = Field(examples=["2026-12"])
    scheme: str = Field(examples=["unicom-star"])
    title: str = Field(examples=["Star customers"])
    rates: Rates
    rated_on: date = Field(examples=["2026-12-05"])
    policy_version: date = Field(examples=["2026-01-01"])
    policy_digest: str = Field(examples=["7f3a9c"])
    lines: int = Field(examples=[100000])
    eligible: int | None = Field(examples=[72753])
    graded_at: datetime
    seconds: float = Field(description="Of the whole run, with every scheme in it.", examples=[0.8])
    schemes_in_run: int | None = Field(description="How many these are, where recorded.", examples=[2])
    lines_a_second: int = Field(examples=[125000])
    warnings: list[str]
    published: Published
    verified: VerifiedShown | None


class CountShown(BaseModel):
    """A count beside last month's, null where there is none; `series` by month, oldest first."""

    now: int = Field(examples=[2870])
    before: int | None = Field(examples=[2841])
    difference: int | None = Field(examples=[29])
    rate: float | None = Field(
        description="Null also where last month's count is too small to be compared with.", examples=[0.0102]
    )
    series: dict[str, int] = Field(examples=[{"2026-10": 2841, "2026-11": 2870}])


class StageShown(BaseModel):
    """A stage of the run and how many rows went through it."""

    name: StageName
    rows: int = Field(examples=[100000])


class StepShown(BaseModel):
    """How long the run was at stages that are worked out together, summed over parts that go side by side."""

    step: Step
    stages: list[StageName]
    rows: int = Field(examples=[100000])
    seconds: float = Field(examples=[0.41])
    seconds_before: float | None = Field(description="Last month's.", examples=[0.38])
    rows_a_second: int | None = Field(examples=[243902])


class TierShown(BaseModel):
    """The lines of a tier."""

    tier: str = Field(examples=["five_star"])
    title: str = Field(examples=["five star"])
    lines: CountShown


class ChangeShown(BaseModel):
    """The lines to which the run did this."""

    change: Change
    lines: CountShown


class SiteShown(BaseModel):
    """The members of a site, and of them those who rose and fell."""

    site: str = Field(examples=["65"])
    title: str = Field(examples=["Xinjiang"])
    members: int = Field(examples=[12840])
    risen: int = Field(examples=[118])
    risen_share: float | None = Field(examples=[0.0092])
    fallen: int = Field(examples=[49])
    fallen_share: float | None = Field(examples=[0.0038])
    fallen_share_before: float | None = Field(examples=[0.004])


class LineShown(BaseModel):
    """A line as the run graded it; its number is masked, and empty where the service does not know it."""

    subscriber_id: int = Field(examples=[1000146])
    msisdn: str = Field(examples=["138****0001"])
    site: str = Field(examples=["65.6501.650102"])
    product: str = Field(examples=["mobile_5g"])
    ineligible_reason: Reason | None
    tenure_months: int | None = Field(examples=[87])
    figures: dict[str, Decimal | None] = Field(examples=[{"arpu": "41", "tenure_factor": "1.35"}])
    score: Decimal | None = Field(examples=["55.35"])
    rated_tier: str | None = Field(examples=["two_star"])
    tier: str | None = Field(examples=["two_star"])
    previous_tier: str | None = Field(examples=["three_star"])
    since: date | None
    ends_on: date | None
    change: Change


class CheckShown(BaseModel):
    """One thing looked at; `key` names it in the list of lines where some stand behind it."""

    key: str = Field(examples=["fallen:65"])
    rule: Rule
    about: str = Field(examples=["65"])
    title: str
    outcome: Outcome
    sentence: str
    found: float | None = Field(examples=[0.0071])
    normal: float | None = Field(examples=[0.0044])
    limit: float | None = Field(examples=[0.0066])
    clause: str = Field(examples=["GOV-03"])
    lines: int = Field(examples=[5286])
    examples: list[LineShown]


class DutyShown(BaseModel):
    """How many duties of a kind stand in a state."""

    duty: str = Field(examples=["tell_customer"])
    state: str = Field(examples=["owed"])
    count: int = Field(examples=[1217])


class MonthWhole(MonthSummary):
    """A scheme's month with its figures, of your site and below it, and the checks on them."""

    previous: str | None = Field(examples=["2026-11"])
    stages: list[StageShown]
    steps: list[StepShown] = Field(description="Empty of a run that recorded no times.")
    workers: int | None = Field(description="Parts that went side by side.", examples=[2])
    tiers: list[TierShown]
    changes: list[ChangeShown]
    reasons: dict[str, int] = Field(examples=[{"closed": 14385}])
    unknown_rows: dict[str, int | None] = Field(examples=[{"bills": 0}])
    sites: list[SiteShown]
    checks: list[CheckShown]
    site_tiers: dict[str, int] = Field(description="Sites by tier, of a scheme that rates sites.")
    duties: list[DutyShown]
    inputs_digest: str = Field(examples=["e20b54"])
    made_with: dict[str, str] = Field(examples=[{"tierline": "0.1.0"}])


class Grade(BaseModel):
    """A month is graded, of these schemes, in one run."""

    model_config = ConfigDict(extra="forbid")

    schemes: list[Annotated[str, Field(pattern=NAME)]] = Field(
        min_length=1, max_length=20, examples=[["unicom-star", "cmcc-credit"]]
    )


class Publish(BaseModel):
    """A month is brought into the service; without `with_duties` the rules decide whether duties are owed."""

    model_config = ConfigDict(extra="forbid")

    with_duties: bool | None = Field(default=None, examples=[True])
