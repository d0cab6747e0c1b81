"""`/policies/drafts/{id}`: a draft is read, edited, compared and downloaded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy import Connection

from tierline.console.forms import WHOLE, Form
from tierline.console.policies import words
from tierline.console.policies.changed import changes_shown
from tierline.console.policies.draft_page import Theirs, draft_page, editor_part, path_of
from tierline.console.policies.editor import columns_of, gives_tiers
from tierline.console.policies.provisions import field_title, words_of
from tierline.console.policies.typed import as_picked, content_typed, field_after
from tierline.console.visit import KnownVisit, Visit
from tierline.errors import TierlineError
from tierline.interchange.forms import Form as FileForm
from tierline.policy.phrases import filled
from tierline.policy_desk import asking, comparing, packs, service, simulations
from tierline.policy_desk.between import changes_between
from tierline.policy_desk.cells import Content
from tierline.policy_desk.changes import Change
from tierline.policy_desk.changing import changed
from tierline.policy_desk.comparing import ValueCompared
from tierline.policy_desk.draft_routes import Edit
from tierline.policy_desk.errors import PlaceUnknown
from tierline.policy_desk.fields import Field
from tierline.policy_desk.model import DraftShown
from tierline.web.paging import ListingAsked
from tierline.wording import Text

router = APIRouter()

DraftId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
DO, VERSION = "do", "version"
"""The field of a button that changes what is typed, and that of the version a form was made from."""

THEIRS = Text("{title}: theirs {theirs}, yours {yours}", "{title}：对方为 {theirs}，您为 {yours}")
THEIR_SHAPE = Text("{title} differ", "{title}不同")


@router.get("/policies/drafts/{draft_id}")
def show_draft(
    visit: KnownVisit, draft_id: DraftId, month: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """What a draft does, and whether it may be published; `month` is one of those simulated."""
    return draft_page(visit, draft_id, month=month)


@router.post("/policies/drafts/{draft_id}")
def post_draft(visit: KnownVisit, draft_id: DraftId) -> Response:
    """Save what was typed as a revision, right or wrong; or change what is typed, by a button."""
    if DO in visit.posted:
        return _typed_on(visit, draft_id)
    with visit.read() as connection:
        shown, wanted, theirs = _typed(visit, connection, draft_id)
    if theirs is not None:
        return draft_page(visit, draft_id, wanted=wanted, theirs=theirs, status=409)
    told = changes_between(shown.content, wanted)
    if told.refused:
        head = told.refused[0][1].message(visit.language)
        form = Form(visit.posted, {WHOLE: head})
        return draft_page(visit, draft_id, wanted=wanted, form=form, status=422)
    if not told.changes and not shown.is_behind:
        return visit.led_to(path_of(draft_id))
    return visit.carried_out(
        Form(),
        lambda connection: {
            "done": "saved",
            "number": service.edit(
                connection,
                visit.actor,
                visit.settings,
                draft_id,
                shown.draft.version,
                told.changes,
                now=visit.now,
            ).version,
        },
        path_of(draft_id),
        lambda form, status: _refused(visit, draft_id, form, status),
    )


@router.post("/policies/drafts/{draft_id}/marks")
def post_marks(visit: KnownVisit, draft_id: DraftId) -> Response:
    """The tables with the marks of what is typed, saved or not."""
    return _typed_on(visit, draft_id)


def _typed_on(visit: Visit, draft_id: str) -> Response:
    """What was typed, after the changes of the button that was pressed, if one was."""
    with visit.read() as connection:
        _, wanted, theirs = _typed(visit, connection, draft_id)
    form, focus = Form(), ""
    try:
        changes = _pressed(visit)
        wanted = changed(wanted, changes)
        focus = field_after(changes)
    except TierlineError as error:
        form = Form({}, {WHOLE: error.message(visit.language)})
    if visit.wants_part:
        return editor_part(visit, draft_id, wanted, form, theirs, focus)
    return draft_page(visit, draft_id, wanted=wanted, form=form, theirs=theirs, focus=focus)


def _pressed(visit: Visit) -> tuple[Change, ...]:
    """The changes that a button of the form says, and what was picked beside it.

    Raises PlaceUnknown for what none of ours says.
    """
    given = (visit.posted.get(DO) or ("[]",))[0]
    try:
        changes = as_picked(json.loads(given), visit.posted)
        return tuple(Edit.model_validate({"changes": changes}).changes)
    except (ValueError, RecursionError, ValidationError):
        raise PlaceUnknown(place=given[:40], known=DO) from None


def _typed(visit: Visit, connection: Connection, draft_id: str) -> tuple[DraftShown, Content, Theirs | None]:
    """The draft as it is, what was typed on top of it, and whether somebody saved meanwhile."""
    visit.actor.require("policy:draft")
    shown = service.get(connection, visit.actor, visit.settings, draft_id)
    held = (visit.posted.get(VERSION) or ("",))[0]
    if not held.isdecimal() or int(held[:9]) >= shown.draft.version:
        return shown, content_typed(shown.content, visit.posted), None
    before = service.revision(connection, visit.actor, visit.settings, draft_id, max(int(held[:9]), 1))
    mine = changes_between(before.content, content_typed(before.content, visit.posted))
    try:
        wanted = changed(shown.content, mine.changes)
    except PlaceUnknown:
        wanted = content_typed(shown.content, visit.posted)
    if mine.refused:
        wanted = content_typed(shown.content, visit.posted)
    pack = packs.pack(connection, visit.actor, visit.settings, shown.draft.scheme, now=visit.now)
    return shown, wanted, Theirs(tuple(_differences(shown.content, wanted, pack.versions[-1].fields)))


def _differences(theirs: Content, yours: Content, fields: Sequence[Field]) -> list[Text]:
    """Where two people differ, in words."""
    found = []
    for one in changes_shown(theirs, yours, fields):
        if one.before is None or one.after is None:
            found.append(filled(THEIR_SHAPE, title=one.title))
        else:
            found.append(filled(THEIRS, title=one.title, theirs=one.before, yours=one.after))
    return found


def _refused(visit: Visit, draft_id: str, form: Form, status: int) -> Response:
    """The page again with what was typed, after a refusal, such as that somebody else was quicker."""
    with visit.read() as connection:
        _, wanted, theirs = _typed(visit, connection, draft_id)
    shown_form = Form() if theirs is not None else form
    return draft_page(visit, draft_id, wanted=wanted, form=shown_form, theirs=theirs, status=status)


@router.get("/policies/drafts/{draft_id}/so-far")
def show_so_far(visit: KnownVisit, draft_id: DraftId) -> Response:
    """What a simulation that is under way has done of its months; without script the page has it."""
    with visit.read() as connection:
        task = asking.last_simulation(connection, visit.actor, draft_id)
    if not visit.wants_part:
        return visit.led_to(path_of(draft_id))
    so_far = simulations.so_far(visit.actor, visit.settings, task) if task is not None else ()
    return visit.part("policies/so_far.html", "so_far", task=task, so_far=so_far, here=path_of(draft_id))


# ---------------------------------------------------------------- compared, downloaded, looked back on


@router.get("/policies/drafts/{draft_id}/comparison")
def show_comparison(visit: KnownVisit, draft_id: DraftId) -> Response:
    """What a draft changes: by row, as sentences, and as text."""
    with visit.read() as connection:
        compared = comparing.compare(connection, visit.actor, visit.settings, draft_id)
        draft = service.get(connection, visit.actor, visit.settings, draft_id).draft
        pack = packs.pack(connection, visit.actor, visit.settings, draft.scheme, now=visit.now)
    version = pack.versions[-1]
    return visit.page(
        "policies/comparison.html",
        draft=draft,
        pack=pack.head.title,
        compared=compared,
        names=version.names,
        tiers=dict(version.tiers),
        columns_of=columns_of,
        values=[(one, *_value_words(one, version.fields)) for one in compared.values],
        gives_tiers=gives_tiers,
    )


def _value_words(one: ValueCompared, fields: Sequence[Field]) -> tuple[Text, Text, Text]:
    """What a value is of, what it was and what it is, in words."""
    field = next((each for each in fields if (each.provision, each.name) == (one.provision, one.name)), None)
    return field_title(one.title, field), words_of(field, one.before), words_of(field, one.after)


@router.get("/policies/drafts/{draft_id}/history")
def show_history(visit: KnownVisit, draft_id: DraftId, listing: ListingAsked) -> Response:
    """Who did what with a draft, the latest first."""
    with visit.read() as connection:
        actor, settings = visit.actor, visit.settings
        page = service.revisions(connection, actor, settings, draft_id, listing)
        draft = service.get(connection, actor, settings, draft_id).draft
        pack = packs.pack(connection, actor, settings, draft.scheme, now=visit.now)
        before = list(page.items[1:])
        if page.next:
            rest = replace(listing, after=page.next, limit=1)
            before += service.revisions(connection, actor, settings, draft_id, rest).items
    fields = pack.versions[-1].fields
    changes = [
        changes_shown(old.content, new.content, fields) for old, new in zip(before, page.items, strict=False)
    ]
    return visit.page(
        "policies/history.html",
        draft=draft,
        pack=pack.head.title,
        page=page,
        changes=changes,
        asked={"after": listing.after},
        steps=words.STEPS,
    )


@router.get("/policies/drafts/{draft_id}/file/{form}")
def show_file(visit: KnownVisit, draft_id: DraftId, form: Literal["yaml", "dmn"]) -> Response:
    """The draft as a file: the whole pack as YAML, or the tables of the new version as DMN."""
    with visit.read() as connection:
        name, content = comparing.exported(connection, visit.actor, visit.settings, draft_id, FileForm(form))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)
