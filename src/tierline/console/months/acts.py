"""Verifying and publishing a month: a confirmation first, then a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.forms import Form
from tierline.console.months.errors import ChecksNotSeen
from tierline.console.months.forms import DUTIES, PublishForm
from tierline.console.months.routes import PATH, MonthGiven, SchemeGiven, first_day, today
from tierline.console.months.view import month_view
from tierline.console.visit import KnownVisit, Visit
from tierline.months import asking, foreseeing, service
from tierline.months.model import Outcome
from tierline.months.titles import names_of
from tierline.web.problems import status_of

router = APIRouter()


@router.get(f"{PATH}/{{month}}/{{scheme}}/verify")
def show_verify(visit: KnownVisit, month: MonthGiven, scheme: SchemeGiven) -> Response:
    """What verifying does, and the button that does it."""
    return _verify_page(visit, month, scheme, Form())


@router.post(f"{PATH}/{{month}}/{{scheme}}/verify")
def post_verify(visit: KnownVisit, month: MonthGiven, scheme: SchemeGiven) -> Response:
    """Have a month run again and compared."""

    def use_case(connection: Connection) -> Mapping[str, Any]:
        day = first_day(month)
        return {
            "task": asking.ask_verify(connection, visit.actor, visit.settings, day, scheme, now=visit.now).id
        }

    return visit.carried_out(
        Form(),
        use_case,
        f"{PATH}/{month}/{scheme}",
        lambda form, status: _verify_page(visit, month, scheme, form, status),
    )


def _verify_page(visit: Visit, month: str, scheme: str, form: Form, status: int = 200) -> Response:
    visit.actor.require("run:carry_out")
    names = names_of(visit.actor, visit.settings, first_day(month), scheme)
    facts = {"form": form, "day": first_day(month), "title": names.scheme, "back": f"{PATH}/{month}/{scheme}"}
    return _act(visit, "months/verify.html", status, facts)


@router.get(f"{PATH}/{{month}}/{{scheme}}/publish")
def show_publish(visit: KnownVisit, month: MonthGiven, scheme: SchemeGiven) -> Response:
    """What publishing would write, whom it obliges to tell, what stands out, and the button that does it."""
    return _publish_page(visit, month, scheme, Form())


@router.post(f"{PATH}/{{month}}/{{scheme}}/publish")
def post_publish(visit: KnownVisit, month: MonthGiven, scheme: SchemeGiven) -> Response:
    """Have a month brought into the service. Clause: GRD-18."""
    found = visit.filled(PublishForm)
    body = found.body
    if body is None:
        return _publish_page(visit, month, scheme, found.form, 422)
    # A box without a tick is not sent, yet what is wrong with it stands at it.
    form = Form({"seen": [""], **found.form.typed})
    # Files may be read for it, hence before anybody is kept from writing.
    if not body.seen and _stand_out(visit, month, scheme):
        refused = ChecksNotSeen(field="seen")
        return _publish_page(visit, month, scheme, form.refused(refused, visit.language), status_of(refused))

    def use_case(connection: Connection) -> Mapping[str, Any]:
        actor, settings, day = visit.actor, visit.settings, first_day(month)
        asked = asking.ask_publish(
            connection, actor, settings, day, scheme, now=visit.now, with_duties=body.duties.asked
        )
        return {"task": asked.id}

    return visit.carried_out(
        form,
        use_case,
        f"{PATH}/{month}/{scheme}",
        lambda again, status: _publish_page(visit, month, scheme, again, status),
    )


def _stand_out(visit: Visit, month: str, scheme: str) -> bool:
    day = first_day(month)
    with visit.read() as connection:
        shown = service.shown(connection, visit.actor, visit.settings, day, scheme, has_examples=False)
    return any(one.outcome is Outcome.STANDS_OUT for one in shown.checks)


def _publish_page(visit: Visit, month: str, scheme: str, form: Form, status: int = 200) -> Response:
    visit.actor.require("publishing:publish")
    day = first_day(month)
    with visit.read() as connection:
        shown = service.shown(connection, visit.actor, visit.settings, day, scheme, has_examples=False)
        foreseen = foreseeing.foreseen(connection, visit.actor, visit.settings, shown, today=today(visit))
    facts = {
        "form": form,
        "day": day,
        "title": shown.listed.title,
        "listed": shown.listed,
        "foreseen": foreseen,
        "checked": month_view(shown).checked,
        "choices": DUTIES,
        "back": f"{PATH}/{month}/{scheme}",
    }
    return _act(visit, "months/publish.html", status, facts)


def _act(visit: Visit, template: str, status: int, facts: Mapping[str, Any]) -> Response:
    if visit.wants_part:
        return visit.part(template, "act", status, **facts)
    return visit.page(template, status, **facts)
