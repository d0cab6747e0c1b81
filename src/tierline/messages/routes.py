"""`/messages`: what customers and systems were told, and sending a failed message again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from tierline.messages import service
from tierline.messages.model import Channel, Purpose, State
from tierline.messages.service import Shown, Wanted
from tierline.sites.model import PATH
from tierline.web.call import SignedIn, Writing
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.values import MomentGiven

router = APIRouter(tags=["messages"])

SITE = f"^{PATH.pattern}$"
MessageId = Annotated[str, Path(max_length=36, examples=["5f0c9d1e-6f2a-4b58-9d0c-2f1f0f5f7a11"])]


class MessageShown(BaseModel):
    """A message to a customer, or an event for a system. `text` is null for whoever may not read it."""

    id: str = Field(examples=["5f0c9d1e-6f2a-4b58-9d0c-2f1f0f5f7a11"])
    channel: Channel = Field(examples=["sms"])
    line_id: int | None = Field(examples=[1])
    number: str = Field(
        description="The line's number, masked; empty for an event.", examples=["186****0001"]
    )
    template: str = Field(description="Template, or topic of an event.", examples=["reconnection_prepaid"])
    language: str = Field(examples=["zh"])
    purpose: Purpose = Field(examples=["service"])
    text: str | None = Field(examples=["Thank you for your payment. Your line stays connected."])
    state: State = Field(examples=["delivered"])
    reason: str = Field(description="Why it was withheld, or failed.", examples=["do_not_disturb"])
    attempts: int = Field(examples=[1])
    due_at: datetime = Field(description="When it goes, while it waits.", examples=["2012-06-15T00:00:00Z"])
    created_at: datetime = Field(examples=["2012-06-14T14:30:00Z"])
    sent_at: datetime | None = Field(examples=["2012-06-15T00:00:02Z"])
    delivered_at: datetime | None = Field(examples=["2012-06-15T00:00:05Z"])


class MessageState(BaseModel):
    """Where a message stands."""

    id: str = Field(examples=["5f0c9d1e-6f2a-4b58-9d0c-2f1f0f5f7a11"])
    state: State = Field(examples=["waiting"])
    due_at: datetime = Field(examples=["2012-06-15T00:00:00Z"])


def _shown(shown: Shown) -> MessageShown:
    message = shown.message
    facts = {name: getattr(message, name) for name in MessageShown.model_fields if hasattr(message, name)}
    return MessageShown(**{**facts, "number": shown.number, "text": shown.text})


@router.get("/messages", summary="List messages 消息列表")
def list_messages(
    call: SignedIn,
    listing: ListingAsked,
    line_id: Annotated[int | None, Query(ge=0, lt=2**63, examples=[1])] = None,
    state: State | None = None,
    channel: Channel | None = None,
    template: Annotated[str | None, Query(max_length=80, examples=["birthday_greeting"])] = None,
    since: Annotated[MomentGiven | None, Query(examples=["2012-06-01T00:00:00Z"])] = None,
    before: Annotated[MomentGiven | None, Query(examples=["2012-07-01T00:00:00Z"])] = None,
    purpose: Purpose | None = None,
    site: Annotated[str | None, Query(max_length=83, pattern=SITE, examples=["65.6501"])] = None,
) -> PageOf[MessageShown]:
    """Messages that you may see, the newest first. Numbers are masked; texts need a right of their own."""
    wanted = Wanted(line_id, state, channel, template, since, before, purpose, site)
    with call.read() as connection:
        found = service.listed(connection, call.actor, wanted, listing)
    return PageOf(items=[_shown(each) for each in found.items], next=found.next)


@router.post(
    "/messages/{message_id}/resend",
    response_model=MessageState,
    summary="Send a failed message again 重发消息",
)
def resend(call: Writing, message_id: MessageId) -> Response:
    """Let a message that failed for good go once more, under the same id."""

    def use_case(connection: Connection) -> MessageState:
        message = service.send_again(connection, call.actor, message_id, now=call.now)
        return MessageState(id=message.id, state=message.state, due_at=message.due_at)

    return call.once(use_case)
