"""The audit trail over HTTP, to read only."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from tierline.audit import service
from tierline.audit.model import Asked, Entry
from tierline.web.call import SignedIn
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.values import MomentGiven

router = APIRouter(tags=["audit"])


class EntryShown(BaseModel):
    """What was done, by whom, to what; without personal data."""

    id: int = Field(examples=[4711])
    at: MomentGiven = Field(examples=["2012-06-15T02:00:00Z"])
    actor_id: str = Field(examples=["person:7d1f6a5e-2f4e-4a43-9b5c-0d7c7c1b6c11"])
    actor_kind: str = Field(examples=["person"])
    site: str = Field(examples=["65.6501.650102"])
    action: str = Field(examples=["line.unmask"])
    subject_kind: str = Field(examples=["line"])
    subject_id: str = Field(examples=["1"])
    facts: dict[str, Any] = Field(examples=[{"reason": "identity_checked"}])
    request_id: str = Field(examples=["5f0c9d1e"])


@router.get("/audit-entries", summary="What was done, the latest first 审计记录（最近在前）")
def list_entries(
    call: SignedIn,
    listing: ListingAsked,
    subject_kind: Annotated[str | None, Query(max_length=40, examples=["line"])] = None,
    subject_id: Annotated[str | None, Query(max_length=80, examples=["1"])] = None,
    actor_id: Annotated[str | None, Query(max_length=80)] = None,
    action: Annotated[str | None, Query(max_length=60, examples=["line.unmask"])] = None,
    since: Annotated[MomentGiven | None, Query(description="From this moment on. 起始时刻（含）")] = None,
    until: Annotated[MomentGiven | None, Query(description="Before this moment. 截止时刻（不含）")] = None,
) -> PageOf[EntryShown]:
    """Entries of the site of whoever asks and of those below it."""
    asked = Asked(subject_kind, subject_id, actor_id, action, since, until)
    with call.read() as connection:
        found = service.list_entries(connection, call.actor, asked, listing)
    return PageOf(items=[shown(entry) for entry in found.items], next=found.next)


def shown(entry: Entry) -> EntryShown:
    """An entry as it is shown."""
    return EntryShown(**{**vars(entry), "facts": dict(entry.facts)})
