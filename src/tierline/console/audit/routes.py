"""`/audit`: the trail by who, what and when, with the state of its seals."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy import Connection

from tierline.audit import service
from tierline.audit.model import Asked
from tierline.console.audit import words
from tierline.console.audit.view import row
from tierline.console.filters import Day, Filter, begins, is_over
from tierline.console.forms import Form
from tierline.console.visit import KnownVisit, Visit
from tierline.entitlements import standards
from tierline.people import service as people
from tierline.people import staff
from tierline.people.errors import PersonUnknown
from tierline.policy.load import bundled_packs
from tierline.policy.titles import tier_titles
from tierline.site_directory import service as site_directory
from tierline.sites.model import HEADQUARTERS
from tierline.wording import Text

router = APIRouter()

SEALS = 3
"""So few that checking them on the page takes a moment; a seal holds up to a thousand entries."""

PRINTED = r"^[^\x00-\x1f\x7f]+$"


class AuditAsked(Filter):
    """The filters of the trail; `who` is an account or the id of an actor."""

    who: Annotated[str, Field(max_length=80, pattern=PRINTED)] | None = None
    action: Annotated[str, Field(max_length=60, pattern=PRINTED)] | None = None
    subject_kind: Annotated[str, Field(max_length=40, pattern=PRINTED)] | None = None
    subject_id: Annotated[str, Field(max_length=80, pattern=PRINTED)] | None = None
    since: Day | None = None
    until: Day | None = None


@router.get("/audit")
def show_trail(visit: KnownVisit) -> Response:
    """What was done, the latest first."""
    zone = visit.settings.time_zone
    found = visit.asked(AuditAsked)
    asked = found.body or AuditAsked()
    with visit.read() as connection:
        state = service.seal_state(connection, visit.actor)
        form, actor_id = _who(connection, visit, found.form, asked.who)
        page = None
        names: dict[str, str] = {}
        if not form.is_wrong:
            wanted = Asked(
                asked.subject_kind,
                asked.subject_id,
                actor_id,
                asked.action,
                begins(asked.since, zone),
                is_over(asked.until, zone),
            )
            page = service.list_entries(connection, visit.actor, wanted, asked.listing)
            names = people.names_of(connection, {entry.actor_id for entry in page.items})
        titles = _titles(connection, visit)
        sites = site_directory.titles(connection, {entry.site for entry in page.items} if page else set())
    return visit.page(
        "audit/list.html",
        422 if form.is_wrong else 200,
        form=form,
        asked={name: form.value(name) for name in form.typed if name in AuditAsked.model_fields},
        rows=[row(entry, names, titles) for entry in page.items] if page else None,
        next=page.next if page else None,
        state=state,
        words=words,
        sites=sites,
    )


def _titles(connection: Connection, visit: Visit) -> dict[str, Text]:
    """What services and tiers are called, by the names that facts have of them."""
    today = visit.now.astimezone(visit.settings.time_zone).date()
    found = {name: title for scheme in bundled_packs() for name, title in tier_titles(scheme).items()}
    services = standards.services(connection, today, HEADQUARTERS, visit.settings)
    return found | {one.name: one.title for one in services}


def _who(connection: Connection, visit: Visit, form: Form, who: str | None) -> tuple[Form, str | None]:
    """The id of whoever an account names; what names nobody is taken for an id."""
    if who is None or not visit.actor.may("person:read"):
        return form, who
    try:
        return form, staff.by_account(connection, visit.actor, who).id
    except PersonUnknown:
        return form, who


@router.get("/audit/check")
def check(visit: KnownVisit) -> Response:
    """What a walk over the last seals finds."""
    with visit.read() as connection:
        state = service.seal_state(connection, visit.actor)
        flaws = service.verified_latest(connection, visit.actor, seals=SEALS)
    return visit.act(
        "audit/check.html",
        flaws=flaws,
        state=state,
        words=words,
        seals=min(SEALS, state.last.no) if state.last else 0,
    )
