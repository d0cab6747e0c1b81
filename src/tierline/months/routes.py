"""`/months`: the graded months, their figures, checks and lines, and asking for what is done with one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from tierline.months import asking, service
from tierline.months.model import (
    Check,
    Compared,
    LineGraded,
    MonthListed,
    MonthShown,
    Outcome,
    Published,
    Rule,
    StageName,
    Wanted,
)
from tierline.policy.model import Rates
from tierline.policy.vocabulary import Change, Reason
from tierline.tasks.routes import TaskShown
from tierline.tasks.routes import shown as task_shown
from tierline.web.call import SignedIn, Writing
from tierline.web.paging import ListingAsked, PageOf
from tierline.wording import Language

router = APIRouter(tags=["months"])

MONTH = r"^[12][0-9]{3}-(0[1-9]|1[0-2])$"
NAME = r"^[a-z0-9][a-z0-9_-]{0,63}$"
SITE = r"^([0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3})?$"
CHECK = r"^(fallen|unbilled):([0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3})?$"

MonthGiven = Annotated[str, Path(pattern=MONTH, examples=["2026-12"])]
SchemeGiven = Annotated[str, Path(pattern=NAME, examples=["unicom-star"])]


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
    seconds: float = Field(examples=[0.8])
    lines_a_second: int = Field(examples=[125000])
    warnings: list[str]
    published: Published
    verified: VerifiedShown | None


class CountShown(BaseModel):
    """A count beside last month's, null where there is none; `series` by month, oldest first."""

    now: int = Field(examples=[2870])
    before: int | None = Field(examples=[2841])
    difference: int | None = Field(examples=[29])
    series: dict[str, int] = Field(examples=[{"2026-10": 2841, "2026-11": 2870}])


class StageShown(BaseModel):
    """A stage of the run and how many rows went through it."""

    name: StageName
    rows: int = Field(examples=[100000])


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


def _summary(listed: MonthListed, language: Language) -> dict[str, Any]:
    return {
        **vars(listed),
        "month": f"{listed.month:%Y-%m}",
        "title": listed.title.read(language),
        "lines_a_second": listed.lines_a_second,
        "warnings": [warning.read(language) for warning in listed.warnings],
        "verified": vars(listed.verified) if listed.verified else None,
    }


def _count(compared: Compared) -> dict[str, Any]:
    series = {f"{month:%Y-%m}": count for month, count in compared.series}
    return {**vars(compared), "difference": compared.difference, "series": series}


def _line(line: LineGraded) -> LineShown:
    return LineShown.model_validate(line, from_attributes=True)


def _check(check: Check, language: Language) -> dict[str, Any]:
    return {
        **vars(check),
        "title": check.title.read(language),
        "sentence": check.sentence.read(language),
        "examples": [_line(one) for one in check.examples],
    }


def _whole(shown: MonthShown, language: Language) -> dict[str, Any]:
    return {
        **vars(shown),
        **_summary(shown.listed, language),
        "previous": f"{shown.previous:%Y-%m}" if shown.previous else None,
        "stages": [vars(one) for one in shown.stages],
        "tiers": [
            {"tier": one.tier, "title": one.title.read(language), "lines": _count(one.lines)}
            for one in shown.tiers
        ],
        "changes": [{"change": one.change, "lines": _count(one.lines)} for one in shown.changes],
        "sites": [
            {
                **vars(one),
                "title": one.title.read(language),
                "risen_share": one.risen_share,
                "fallen_share": one.fallen_share,
            }
            for one in shown.sites
        ],
        "checks": [_check(one, language) for one in shown.checks],
    }


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


@router.get("/months", summary="Graded months 已评级月份")
def list_months(call: SignedIn, listing: ListingAsked) -> PageOf[MonthSummary]:
    """The graded months with the run of each scheme, latest first; `limit` counts months."""
    with call.read() as connection:
        page = service.listed(connection, call.actor, call.settings, listing)
    items = [MonthSummary.model_validate(_summary(one, call.language)) for one in page.items]
    return PageOf[MonthSummary](items=items, next=page.next)


@router.get("/months/{month}/{scheme}", summary="One month of a scheme 某方案某月评级")
def show_month(call: SignedIn, month: MonthGiven, scheme: SchemeGiven) -> MonthWhole:
    """A scheme's month beside the one before, of your site and below it. Clauses: CHN-11, GOV-03."""
    day = _first_day(month)
    with call.read() as connection:
        found = service.shown(connection, call.actor, call.settings, day, scheme)
        may_see = call.actor.may("duty:read")
        due = service.duties_due(connection, call.actor, day, scheme) if may_see else []
    whole = {**_whole(found, call.language), "duties": [vars(one) for one in due]}
    return MonthWhole.model_validate(whole)


@router.get("/months/{month}/{scheme}/lines", summary="Lines behind a figure 明细线路")
def list_lines(
    call: SignedIn,
    listing: ListingAsked,
    month: MonthGiven,
    scheme: SchemeGiven,
    change: Change | None = None,
    tier: Annotated[str | None, Query(pattern=NAME, description="Or none.", examples=["gold"])] = None,
    reason: Annotated[Reason | None, Query(description="Why a line was not rated.")] = None,
    site: Annotated[str | None, Query(pattern=SITE, max_length=83, examples=["65.6501"])] = None,
    check: Annotated[
        str | None, Query(pattern=CHECK, description="Key of a check.", examples=["fallen:65"])
    ] = None,
) -> PageOf[LineShown]:
    """The lines of a run that fit all that is given, by id, of your site and below it. Clause: CHN-11."""
    wanted = Wanted(change, tier, reason, site, check)
    with call.read() as connection:
        page = service.lines(
            connection, call.actor, call.settings, _first_day(month), scheme, wanted, listing
        )
    return PageOf[LineShown](items=[_line(one) for one in page.items], next=page.next)


@router.post("/months/{month}/grade", response_model=TaskShown, status_code=202, summary="Grade 执行评级")
def grade(call: Writing, month: MonthGiven, body: Grade) -> Response:
    """Ask for a month to be graded; the answer is the task that does it."""
    return call.once(
        lambda connection: task_shown(
            asking.ask_grade(
                connection, call.actor, call.settings, _first_day(month), body.schemes, now=call.now
            ),
            call.language,
        ),
        body,
        202,
    )


@router.post(
    "/months/{month}/{scheme}/verify", response_model=TaskShown, status_code=202, summary="Verify 核对"
)
def verify(call: Writing, month: MonthGiven, scheme: SchemeGiven) -> Response:
    """Ask for a month to be run again and compared; the answer is the task that does it."""
    return call.once(
        lambda connection: task_shown(
            asking.ask_verify(connection, call.actor, call.settings, _first_day(month), scheme, now=call.now),
            call.language,
        ),
        status=202,
    )


@router.post(
    "/months/{month}/{scheme}/publish", response_model=TaskShown, status_code=202, summary="Publish 发布"
)
def publish(call: Writing, month: MonthGiven, scheme: SchemeGiven, body: Publish) -> Response:
    """Ask for a month to be brought into the service; the answer is the task that does it."""
    return call.once(
        lambda connection: task_shown(
            asking.ask_publish(
                connection,
                call.actor,
                call.settings,
                _first_day(month),
                scheme,
                now=call.now,
                with_duties=body.with_duties,
            ),
            call.language,
        ),
        body,
        202,
    )
