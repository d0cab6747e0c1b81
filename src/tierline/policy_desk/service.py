"""What is done with drafts: begun, edited cell by cell, looked at with their marks, dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.policy.model import Pack
from tierline.policy_desk import rules, store
from tierline.policy_desk.cells import Content
from tierline.policy_desk.changes import Change, SetDay
from tierline.policy_desk.changing import cell_text, changed
from tierline.policy_desk.drafting import begun, on_present
from tierline.policy_desk.errors import DraftBehind, DraftFaulty, DraftUnchanged, DraftUnknown
from tierline.policy_desk.folder import policy_log, present_pack, writable_folder
from tierline.policy_desk.marks import Marked, marked
from tierline.policy_desk.model import Draft, DraftShown, DraftState, Mine, Revision, SectionCompared, Step
from tierline.policy_desk.rendering import rendered
from tierline.policy_desk.sentences import said_at_its_end, sections_compared
from tierline.policy_desk.standing import followed, found, to_change
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.wording import Text


def begin(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    scheme: str,
    starts_on: str,
    *,
    title: str = "",
    now: datetime,
) -> Draft:
    """A new draft of a scheme, which changes nothing yet. Raises PoliciesReadOnly and SchemeUnknown."""
    actor.require("policy:draft")
    writable_folder(settings)
    pack = present_pack(settings, scheme)
    content = changed(begun(pack, ""), [SetDay(starts_on)])
    text, digest = _written(pack, content, marked(pack, content))
    draft = Draft(
        id=new_id(),
        scheme=scheme,
        title=cell_text(title),
        starts_on=content.starts_on,
        state=DraftState.OPEN,
        version=1,
        digest=digest,
        base_digest=pack.digest,
        begun_at=now,
        begun_by=actor.id,
        begun_by_name=actor.name,
        changed_at=now,
        changed_by_name=actor.name,
        simulation_id="",
        entry=None,
    )
    store.add(connection, draft)
    revision = Revision(1, now, actor.id, actor.name, Step.BEGIN, "", content, text, digest, pack.digest)
    store.add_revision(connection, draft.id, revision)
    _audit(connection, actor, draft, Step.BEGIN, now)
    return draft


def edit(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    draft_id: str,
    version_held: int,
    changes: Sequence[Change],
    *,
    step: Step = Step.EDIT,
    now: datetime,
) -> Draft:
    """The draft after changes of its cells, saved as a revision whatever they say: marks tell what is wrong.

    It is brought onto the present pack on the way; without any change that is all. Raises ChangedMeanwhile,
    StepNotPossible, DraftUnknown, PlaceUnknown and CellRefused.
    """
    actor.require("policy:draft")
    draft = to_change(connection, settings, draft_id, version_held, step)
    pack = present_pack(settings, draft.scheme)
    before = _last(connection, draft)
    content = changed(on_present(pack, before.content), changes)
    text, digest = _written(pack, content, marked(pack, content))
    revision = replace(before, content=content, text=text, digest=digest, base_digest=pack.digest)
    facts: dict[str, object] = {
        "starts_on": content.starts_on,
        "digest": digest,
        "base_digest": pack.digest,
        "simulation_id": "",
        "entry": None,
    }
    return advanced(connection, actor, draft, revision, step, DraftState.OPEN, facts, now=now)


def drop(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    draft_id: str,
    version_held: int,
    *,
    now: datetime,
) -> Draft:
    """The draft, given up; its revisions stay. Raises as edit does."""
    actor.require("policy:draft")
    draft = to_change(connection, settings, draft_id, version_held, Step.DROP)
    before = _last(connection, draft)
    return advanced(connection, actor, draft, before, Step.DROP, DraftState.DROPPED, now=now)


def get(connection: Connection, actor: Actor, settings: Settings, draft_id: str) -> DraftShown:
    """A draft with its cells and marks. Raises DraftUnknown."""
    actor.require("policy:read")
    draft = found(connection, settings, draft_id)
    last = _last(connection, draft)
    content, possible = last.content, rules.POSSIBLE[draft.state]
    if not draft.state.is_unfinished:
        said = said_at_its_end(present_pack(settings, draft.scheme), last.text)
        return DraftShown(draft, content, content.changed, (), bool(draft.digest), False, possible, said)
    pack = present_pack(settings, draft.scheme)
    if draft.state in (DraftState.OPEN, DraftState.REJECTED):
        content = on_present(pack, content)
    told = marked(pack, content)
    return DraftShown(
        draft,
        content,
        content.changed,
        told.marks,
        is_readable=told.pack is not None,
        is_behind=draft.base_digest != pack.digest,
        possible=possible,
        sections=_said(pack, told),
    )


def _said(pack: Pack, told: Marked) -> tuple[SectionCompared, ...]:
    """What a draft says, held against the present pack."""
    return sections_compared(pack.versions[-1], (told.pack or pack).versions[-1])


def tried(
    connection: Connection, actor: Actor, settings: Settings, draft_id: str, changes: Sequence[Change]
) -> DraftShown:
    """A draft as it would be after changes that are not saved, with the marks that it would have.

    Raises DraftUnknown, PlaceUnknown and CellRefused.
    """
    shown = get(connection, actor, settings, draft_id)
    if not shown.draft.state.is_unfinished:
        return shown
    content = changed(shown.content, changes)
    pack = present_pack(settings, shown.draft.scheme)
    told = marked(pack, content)
    return replace(
        shown,
        content=content,
        changed=content.changed,
        marks=told.marks,
        is_readable=told.pack is not None,
        sections=_said(pack, told),
    )


def revision(
    connection: Connection, actor: Actor, settings: Settings, draft_id: str, number: int
) -> Revision:
    """One revision of a draft, on the present pack. Raises DraftUnknown, also for no such number."""
    actor.require("policy:read")
    draft = found(connection, settings, draft_id)
    revision = store.revision(connection, draft.id, number)
    if revision is None:
        raise DraftUnknown()
    return replace(revision, content=on_present(present_pack(settings, draft.scheme), revision.content))


def listed(
    connection: Connection, actor: Actor, settings: Settings, listing: Listing, *, scheme: str = ""
) -> Page[Draft]:
    """A page of the drafts, the latest first unless the listing says otherwise."""
    actor.require("policy:read")
    page = store.listed(connection, scheme, replace(listing, sort=listing.sort or "-changed_at"))
    log = policy_log(settings)
    return Page([followed(draft, log) for draft in page.items], page.next)


def mine(connection: Connection, actor: Actor, settings: Settings) -> Mine:
    """The unfinished drafts that somebody may approve or publish, and their own."""
    actor.require("policy:read")
    log = policy_log(settings)
    drafts = [followed(each, log) for each in store.unfinished(connection)]
    own = [draft for draft in drafts if draft.begun_by == actor.id]
    return Mine(
        to_approve=tuple(draft for draft in drafts if _may_approve(connection, actor, draft)),
        to_publish=tuple(
            draft for draft in drafts if draft.state is DraftState.APPROVED and actor.may("policy:publish")
        ),
        own=tuple(draft for draft in own if draft.state in (DraftState.OPEN, DraftState.REJECTED)),
        submitted=tuple(draft for draft in own if draft.state is DraftState.SUBMITTED),
    )


def _may_approve(connection: Connection, actor: Actor, draft: Draft) -> bool:
    """True for a submitted draft of somebody else. Clause: GOV-04."""
    if draft.state is not DraftState.SUBMITTED or not actor.may("policy:approve"):
        return False
    last = store.revision(connection, draft.id, draft.version)
    # One that the command line submitted has no revision of it: whose it is, the log decides then.
    return last is None or last.step is not Step.SUBMIT or last.actor_id != actor.id


def revisions(
    connection: Connection, actor: Actor, settings: Settings, draft_id: str, listing: Listing
) -> Page[Revision]:
    """A page of the revisions of a draft, the latest first. Raises DraftUnknown."""
    actor.require("policy:read")
    found(connection, settings, draft_id)
    return store.revisions_of(connection, draft_id, replace(listing, sort=listing.sort or "-number"))


def usable(connection: Connection, settings: Settings, draft: Draft) -> Revision:
    """The last revision of a draft that can be simulated and submitted.

    Raises DraftFaulty, DraftUnchanged, and DraftBehind where the present pack has changed since.
    """
    pack = present_pack(settings, draft.scheme)
    revision = _last(connection, draft)
    if draft.base_digest != pack.digest:
        raise DraftBehind(scheme=draft.scheme)
    barring = marked(pack, revision.content).barring
    if barring or not revision.text:
        first = barring[0].says if barring else Text("", "")
        raise DraftFaulty(count=max(len(barring), 1), first=first)
    if not revision.content.changed:
        raise DraftUnchanged(scheme=draft.scheme)
    return revision


def advanced(
    connection: Connection,
    actor: Actor,
    draft: Draft,
    revision: Revision,
    step: Step,
    state: DraftState,
    facts: Mapping[str, object] | None = None,
    *,
    reason: str = "",
    now: datetime,
) -> Draft:
    """The draft after a step, which is its next revision; `facts` are other columns of it.

    Raises ChangedMeanwhile.
    """
    values = {"state": state.value, "changed_at": now, "changed_by_name": actor.name, **(facts or {})}
    if not store.change(connection, draft, draft.version, **values):
        raise ChangedMeanwhile(held=draft.version)
    number = draft.version + 1
    taken = replace(
        revision, number=number, at=now, actor_id=actor.id, actor_name=actor.name, step=step, reason=reason
    )
    store.add_revision(connection, draft.id, taken)
    _audit(connection, actor, draft, step, now)
    changed_draft = store.find(connection, draft.id)
    assert changed_draft is not None
    return changed_draft


def _last(connection: Connection, draft: Draft) -> Revision:
    revision = store.revision(connection, draft.id, draft.version)
    assert revision is not None
    return revision


def _written(pack: Pack, content: Content, told: Marked) -> tuple[str, str]:
    """The text of a draft and its digest; both empty while it cannot be read as a pack."""
    if told.pack is None:
        return "", ""
    text = rendered(pack, content).text
    return text, hashlib.sha256(text.encode()).hexdigest()


def _audit(connection: Connection, actor: Actor, draft: Draft, step: Step, now: datetime) -> None:
    facts = {"scheme": draft.scheme, "revision": draft.version + (step is not Step.BEGIN)}
    audit.record(
        connection, actor, f"policy_draft.{step.value}", ("policy_draft", draft.id), now=now, facts=facts
    )
