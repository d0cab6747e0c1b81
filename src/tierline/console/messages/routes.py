"""`/messages`: the list with its counts, and sending failed ones again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.forms import Filled, Form
from tierline.console.messages import words
from tierline.console.messages.asked import MOST_DAYS, MessagesAsked, a_week, bounded
from tierline.console.messages.template_names import named
from tierline.console.rendering import query
from tierline.console.visit import KnownVisit, Visit
from tierline.messages import overview, service
from tierline.messages.model import State
from tierline.messages.templates import templates
from tierline.site_directory import service as site_directory
from tierline.wording import Text

router = APIRouter()

LIST = "/messages"


@router.get(LIST)
def list_messages(visit: KnownVisit) -> Response:
    """The messages of a site and some days, with how many stand where."""
    zone = visit.settings.time_zone
    week = {"since": a_week(visit.now, zone)}
    found = _bounded(visit, visit.asked(MessagesAsked, **week))
    asked = found.body or MessagesAsked.model_validate(week)
    wanted = asked.wanted(zone)
    with visit.read() as connection:
        page = service.listed(connection, visit.actor, wanted, asked.listing) if found.body else None
        tally = overview.tally(connection, visit.actor, wanted)
        shown = {one.message.site for one in page.items if one.message.site} if page else set()
        sites = site_directory.titles(connection, shown)
        said = visit.answer(connection)
    return visit.page(
        "messages/list.html",
        200 if found.body else 422,
        form=found.form,
        asked=_kept(found.form),
        page=page,
        tally=tally,
        said=said,
        words=words,
        templates=[(name, named(name)) for name in sorted([*templates(), *words.TOPICS])],
        named=named,
        sites=sites,
        chosen=asked.state,
        most_days=MOST_DAYS,
        failed=tally[State.FAILED],
    )


def _bounded(visit: Visit, found: Filled[MessagesAsked]) -> Filled[MessagesAsked]:
    return bounded(found, visit.now, visit.settings.time_zone, visit.language)


def _kept(form: Form) -> dict[str, str]:
    """The filters as they go into an address, without what an act told."""
    return {name: form.value(name) for name in form.typed if name in MessagesAsked.model_fields}


@router.get("/messages/again")
def ask_all_again(visit: KnownVisit) -> Response:
    """How many failed messages would go once more, before they do."""
    found = _bounded(visit, visit.asked(MessagesAsked))
    if found.body is None:
        return _to_list(visit, found.form)
    return _ask_all(visit, found.form, found.body)


@router.post("/messages/again")
def send_all_again(visit: KnownVisit) -> Response:
    """Let all failed ones of the filter go once more."""
    found = _bounded(visit, visit.filled(MessagesAsked))
    if found.body is None:
        return _to_list(visit, found.form)
    asked = found.body

    def use_case(connection: Connection) -> Mapping[str, Any]:
        wanted = asked.wanted(visit.settings.time_zone)
        return {"again": overview.send_all_again(connection, visit.actor, wanted, now=visit.now)}

    back = LIST + query(_kept(found.form), state="", after="")
    return visit.carried_out(
        found.form, use_case, back, lambda form, status: _ask_all(visit, form, asked, status)
    )


def _to_list(visit: Visit, form: Form) -> Response:
    """The list says what is wrong with its filters, which stand there."""
    visit.actor.require("message:send")
    return visit.led_to(LIST + query(_kept(form)))


def _ask_all(visit: Visit, form: Form, asked: MessagesAsked, status: int = 200) -> Response:
    visit.actor.require("message:send")
    with visit.read() as connection:
        count = overview.count_to_send_again(connection, visit.actor, asked.wanted(visit.settings.time_zone))
    return visit.act(
        "messages/again.html",
        status,
        form=form,
        count=count,
        sends={name: value for name, value in _kept(form).items() if name not in ("state", "after")},
        back=LIST + query(_kept(form), after=""),
    )


@router.get("/messages/{message_id}/again")
def ask_again(visit: KnownVisit, message_id: str) -> Response:
    """The message that would go once more."""
    return _ask_one(visit, message_id, Form(visit.asked(MessagesAsked).form.typed))


@router.post("/messages/{message_id}/again")
def send_again(visit: KnownVisit, message_id: str) -> Response:
    """Let one failed message go once more."""

    def use_case(connection: Connection) -> Mapping[str, Any]:
        service.send_again(connection, visit.actor, message_id, now=visit.now)
        return {"again": 1}

    # The filters of the list come along, and lead back to it.
    form = Form(visit.filled(MessagesAsked).form.typed)
    back = LIST + query(_kept(form))
    return visit.carried_out(
        form, use_case, back, lambda form, status: _ask_one(visit, message_id, form, status)
    )


def _ask_one(visit: Visit, message_id: str, form: Form, status: int = 200) -> Response:
    visit.actor.require("message:send")
    with visit.read() as connection:
        shown = service.get(connection, visit.actor, message_id)
    message = shown.message
    to = shown.number or message.template
    return visit.act(
        "templates/confirm.html",
        status,
        form=form,
        heading=Text(f"Send again to {to}", f"重发至 {to}"),
        sentences=[words.PURPOSES[message.purpose], *_why_not(message.state)],
        action=f"/messages/{message.id}/again",
        sends=_kept(form),
        button=Text("Send again", "重发"),
        back=LIST + query(_kept(form)),
    )


def _why_not(state: State) -> list[Text]:
    if state is State.FAILED:
        return [Text("It goes as soon as the worker takes it up.", "将由后台任务尽快发送。")]
    return [Text("It does not stand as failed now.", "该消息当前并非发送失败状态。")]
