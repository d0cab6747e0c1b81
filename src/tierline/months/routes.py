"""`/months`: the graded months, their figures, checks and lines, and asking for what is done with one."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from tierline.months import asking, service
from tierline.months.bodies import (
    CHECK,
    MONTH,
    NAME,
    SITE,
    Grade,
    LineShown,
    MonthSummary,
    MonthWhole,
    Publish,
)
from tierline.months.model import (
    Check,
    Compared,
    LineGraded,
    MonthListed,
    MonthShown,
    StepFigures,
    Wanted,
)
from tierline.policy.vocabulary import Change, Reason
from tierline.tasks.routes import TaskShown
from tierline.tasks.routes import shown as task_shown
from tierline.web.call import SignedIn, Writing
from tierline.web.paging import ListingAsked, PageOf
from tierline.wording import Language

router = APIRouter(tags=["months"])


MonthGiven = Annotated[str, Path(pattern=MONTH, examples=["2026-12"])]
SchemeGiven = Annotated[str, Path(pattern=NAME, examples=["unicom-star"])]


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
    return {**vars(compared), "difference": compared.difference, "rate": compared.rate, "series": series}


def _step(step: StepFigures) -> dict[str, Any]:
    stages = [one.name for one in step.stages]
    return {**vars(step), "stages": stages, "rows_a_second": step.rows_a_second}


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
        "steps": [_step(one) for one in shown.steps],
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
