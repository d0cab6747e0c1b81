"""`/audit`: the trail by who, what and when, with the state of its seals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy import Connection

from tierline.audit import service
from tierline.audit.model import Asked, Entry
from tierline.console.audit import view, words
from tierline.console.errors import FiltersWrong
from tierline.console.filters import Day, Filter, begins, is_over
from tierline.console.forms import Form
from tierline.console.site_choice import titles_of
from tierline.console.table_file import Said, taken_out
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


HEAD = (
    Text("when", "时间"),
    Text("entry", "编号"),
    Text("who", "操作人"),
    Text("their id", "操作人编号"),
    Text("site code", "站点编码"),
    Text("site", "站点"),
    Text("did what", "操作"),
    Text("to what", "对象"),
    Text("its id", "对象编号"),
    Text("facts", "内容"),
    Text("request", "请求编号"),
)


@router.get("/audit")
def show_trail(visit: KnownVisit) -> Response:
    """What was done, the latest first."""
    found = visit.asked(AuditAsked)
    asked = found.body or AuditAsked()
    with visit.read() as connection:
        state = service.seal_state(connection, visit.actor)
        form, actor_id = _who(connection, visit, found.form, asked.who)
        page = None
        if not form.is_wrong:
            page = service.list_entries(
                connection, visit.actor, _wanted(visit, asked, actor_id), asked.listing
            )
        rows = _rows(connection, visit, page.items) if page else None
        sites = site_directory.titles(connection, {entry.site for entry in page.items} if page else set())
    return visit.page(
        "audit/list.html",
        422 if form.is_wrong else 200,
        form=form,
        asked={name: form.value(name) for name in form.typed if name in AuditAsked.model_fields},
        rows=rows,
        next=page.next if page else None,
        state=state,
        words=words,
        sites=sites,
    )


@router.post("/audit/file")
def take_out(visit: KnownVisit) -> Response:
    """The same entries, all of them, as a file. Clauses: GOV-01, CHN-11."""
    found = visit.filled(AuditAsked)
    asked = found.body
    if asked is None:
        raise FiltersWrong()
    with visit.read() as connection:
        _, actor_id = _who(connection, visit, found.form, asked.who)
    wanted = _wanted(visit, asked, actor_id)

    def rows(connection: Connection, entries: Sequence[Entry]) -> Iterator[Sequence[Said]]:
        sites = titles_of(connection, {entry.site for entry in entries})
        for one in _rows(connection, visit, entries):
            yield view.cells(one, sites[one.entry.site], visit.language)

    return taken_out(
        visit,
        "audit",
        HEAD,
        lambda connection, listing: service.list_entries(connection, visit.actor, wanted, listing),
        rows,
        # What was typed for a person or an id may be anything, hence is left out.
        asked=asked.model_dump(mode="json", include={"action", "subject_kind", "since", "until"}),
    )


def _wanted(visit: Visit, asked: AuditAsked, actor_id: str | None) -> Asked:
    """The filters as the use case takes them."""
    zone = visit.settings.time_zone
    since, before = begins(asked.since, zone), is_over(asked.until, zone)
    return Asked(asked.subject_kind, asked.subject_id, actor_id, asked.action, since, before)


def _rows(connection: Connection, visit: Visit, entries: Sequence[Entry]) -> list[view.Row]:
    names = people.names_of(connection, {entry.actor_id for entry in entries})
    titles = _titles(connection, visit)
    return [view.row(entry, names, titles, visit.actor) for entry in entries]


def _titles(connection: Connection, visit: Visit) -> dict[str, Text]:
    """What services, tiers and schemes are called, by the names that facts have of them."""
    today = visit.now.astimezone(visit.settings.time_zone).date()
    found = {name: title for scheme in bundled_packs() for name, title in tier_titles(scheme).items()}
    found |= {scheme: pack.title for scheme, pack in bundled_packs().items()}
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
