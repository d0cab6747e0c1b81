"""`/reconnections`, `/reconnections/{id}` with its acts, and `/reconnections/at-risk`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.forms import Form
from tierline.console.local_values import LocalMoment, Version
from tierline.console.named import names_of, numbers_of
from tierline.console.queue import ROWS, After, Asked
from tierline.console.reconnections import view
from tierline.console.reconnections.view import Shown
from tierline.console.site_choice import SiteAsked, site_choice, titles_of
from tierline.console.visit import KnownVisit, Visit
from tierline.database.paging import Listing
from tierline.entitlements import standards
from tierline.reconnections import by_hand, exposure, rules, service
from tierline.reconnections.model import Reconnection
from tierline.reconnections.routes import End
from tierline.reconnections.titles import CHANNELS, MEANS
from tierline.sites.model import Rank, rank

router = APIRouter()

PATH = "/reconnections"
Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]


class EndForm(End):
    """Ending by hand, of the version that was shown."""

    version: Version


class ExtendForm(EndForm):
    """Extending by hand until a moment in the operator's zone."""

    until: LocalMoment


def _asked(state: Shown = Shown.ACTIVE, site: SiteAsked = "", after: After = "") -> Asked[Shown]:
    return Asked(state, site, after, Shown.ACTIVE)


AskedFor = Annotated[Asked[Shown], Depends(_asked)]


@router.get(PATH)
def show_queue(visit: KnownVisit, asked: AskedFor) -> Response:
    """What is due first."""
    with visit.read() as connection:
        facts = _queue(connection, visit, asked)
    return visit.page("reconnections/queue.html", **facts)


@router.get(f"{PATH}/at-risk")
def show_at_risk(visit: KnownVisit, site: SiteAsked = "") -> Response:
    """What could be lost by what is active now, by tier and by the sites right below."""
    with visit.read() as connection:
        choice = site_choice(connection, visit.actor, site)
        below = Rank(min(rank(choice.path) + 1, Rank.HALL))
        risks = exposure.at_risk_now(connection, visit.actor, choice.path, below)
        titles = titles_of(connection, {risk.site for risk in risks})
        book = standards.present_book(connection, visit.settings)
    by_site = sorted(risks, key=lambda risk: (risk.site, risk.standard, risk.tier))
    rows = [(risk, titles[risk.site], view.tier_at_risk(risk, book)) for risk in by_site]
    return visit.page("reconnections/at_risk.html", rows=rows, choice=choice)


@router.get(f"{PATH}/{{reconnection_id}}")
def show_one(visit: KnownVisit, reconnection_id: Id, asked: AskedFor) -> Response:
    """One reconnection, beside the queue where there is room."""
    with visit.read() as connection:
        facts = _one(connection, visit, reconnection_id)
        facts |= _queue(connection, visit, asked)
        facts["said"] = visit.answer(connection)
    return visit.page("reconnections/queue.html", **facts)


@router.get(f"{PATH}/{{reconnection_id}}/end")
def show_end(visit: KnownVisit, reconnection_id: Id, asked: AskedFor) -> Response:
    """The form that ends it."""
    return _act_page(visit, "end", reconnection_id, asked, Form())


@router.post(f"{PATH}/{{reconnection_id}}/end")
def post_end(visit: KnownVisit, reconnection_id: Id, asked: AskedFor) -> Response:
    """End it and suspend its line again. Clause: ENT-06."""
    found = visit.filled(EndForm)
    body = found.body
    if body is None:
        return _act_page(visit, "end", reconnection_id, asked, found.form, 422)

    def use_case(connection: Connection) -> Mapping[str, Any]:
        by_hand.end(
            connection, visit.settings, visit.actor, reconnection_id, body.version, body.reason, now=visit.now
        )
        return {"done": "ended"}

    return _carried_out(visit, "end", reconnection_id, asked, found.form, use_case)


@router.get(f"{PATH}/{{reconnection_id}}/extend")
def show_extend(visit: KnownVisit, reconnection_id: Id, asked: AskedFor) -> Response:
    """The form that lets it last longer."""
    return _act_page(visit, "extend", reconnection_id, asked, Form())


@router.post(f"{PATH}/{{reconnection_id}}/extend")
def post_extend(visit: KnownVisit, reconnection_id: Id, asked: AskedFor) -> Response:
    """Let it last until a later moment. Clause: ENT-06."""
    found = visit.filled(ExtendForm)
    body = found.body
    if body is None:
        return _act_page(visit, "extend", reconnection_id, asked, found.form, 422)
    until = body.until.replace(tzinfo=visit.settings.time_zone)

    def use_case(connection: Connection) -> Mapping[str, Any]:
        by_hand.extend(
            connection,
            visit.settings,
            visit.actor,
            reconnection_id,
            body.version,
            until,
            body.reason,
            now=visit.now,
        )
        return {"done": "extended"}

    return _carried_out(visit, "extend", reconnection_id, asked, found.form, use_case)


def _carried_out(
    visit: Visit,
    act: str,
    reconnection_id: str,
    asked: Asked[Shown],
    form: Form,
    use_case: Callable[[Connection], Mapping[str, Any]],
) -> Response:
    def shown_again(form: Form, status: int) -> Response:
        return _act_page(visit, act, reconnection_id, asked, form, status)

    return visit.carried_out(form, use_case, f"{PATH}/{reconnection_id}{asked.query}", shown_again)


def _act_page(
    visit: Visit, act: str, reconnection_id: str, asked: Asked[Shown], form: Form, status: int = 200
) -> Response:
    visit.actor.require("reconnection:end")
    with visit.read() as connection:
        facts = _one(connection, visit, reconnection_id)
    one: Reconnection = facts["row"].reconnection
    template = f"reconnections/{act}.html"
    facts |= {
        "form": form,
        "asked": asked,
        "latest": one.granted_at + rules.LONGEST if one.granted_at else None,
        "may": one.is_active if act == "end" else one.is_active and one.credit_fen is None,
        "back": f"{PATH}/{reconnection_id}{asked.query}",
        "to": f"{PATH}/{reconnection_id}/{act}{asked.query}",
    }
    return visit.act(template, status, **facts)


def _queue(connection: Connection, visit: Visit, asked: Asked[Shown]) -> dict[str, Any]:
    actor, now = visit.actor, visit.now
    choice = site_choice(connection, actor, asked.site)
    wanted, sort = view.wanted(asked.state, choice.path, now, visit.settings.time_zone)
    page = service.listed(connection, actor, wanted, Listing(ROWS, asked.after, sort))
    tally = service.tally(connection, actor, visit.settings, choice.path, soon=view.SOON, now=now)
    return {
        "asked": asked,
        "choice": choice,
        "rows": rows_of(connection, page.items),
        "next": page.next,
        "tally": tally,
        "counts": view.counts(tally),
        "shown_titles": [(shown.value, title) for shown, title in view.TITLES.items()],
    }


def rows_of(connection: Connection, found: Sequence[Reconnection]) -> list[view.Row]:
    """The rows of a queue, in its order."""
    numbers = numbers_of(connection, {(one.line_id, one.owner_no) for one in found})
    titles = titles_of(connection, {one.site for one in found})
    return [view.row(one, numbers[one.line_id, one.owner_no], titles[one.site]) for one in found]


def _one(connection: Connection, visit: Visit, reconnection_id: str) -> dict[str, Any]:
    one, steps = service.get(connection, visit.actor, reconnection_id)
    names = names_of(connection, {step.actor_id for step in steps} | {one.requested_by})
    return {
        "row": rows_of(connection, [one])[0],
        "history": view.history(steps, names),
        "requested_by": names[one.requested_by],
        "channel": CHANNELS.get(one.channel, one.channel),
        "means": MEANS.get(one.means),
        "may_end": view.may_end(visit.actor, one),
        "may_extend": view.may_extend(visit.actor, one),
        "said": None,
    }
