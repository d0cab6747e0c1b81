"""`/webhooks`: where events go."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlalchemy import Connection

from tierline.messages import webhooks
from tierline.messages.model import Webhook
from tierline.web.call import SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf

router = APIRouter(tags=["webhooks"])

WebhookId = Annotated[str, Path(max_length=36, examples=["0c9d1e5f-6f2a-4b58-9d0c-2f1f0f5f7a11"])]
Url = Annotated[str, Field(max_length=500, examples=["https://example.com/events"])]
Topic = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,30}\.[a-z][a-z_]{0,40}$", examples=["line.suspend"])]
Topics = Annotated[
    list[Topic], Field(min_length=1, max_length=50, examples=[["line.suspend", "line.resume"]])
]
Secret = Annotated[
    SecretStr,
    Field(
        max_length=100,
        description="whsec_ and 24 to 64 random bytes in base64, chosen by the receiver; never shown.",
        examples=["whsec_dGhpcyBpcyBhbiBleGFtcGxlLCBub3QgYSBzZWNyZXQ="],
    ),
]


class NewWebhook(BaseModel):
    """Where events of some topics shall go."""

    model_config = ConfigDict(extra="forbid")

    url: Url
    topics: Topics
    secret: Secret


class WebhookChange(BaseModel):
    """What shall be otherwise; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    url: Url | None = None
    topics: Topics | None = None
    is_active: bool | None = Field(default=None, examples=[False])
    secret: Secret | None = None


class WebhookShown(BaseModel):
    """A webhook without its secret. `version` goes into If-Match, in quotes."""

    id: str = Field(examples=["0c9d1e5f-6f2a-4b58-9d0c-2f1f0f5f7a11"])
    url: str = Field(examples=["https://example.com/events"])
    topics: list[str] = Field(examples=[["line.resume", "line.suspend"]])
    is_active: bool
    created_by: str = Field(examples=["person:7"])
    created_at: datetime
    version: int = Field(examples=[1])


class WebhookRemoved(BaseModel):
    """The id of what is no longer there."""

    id: str = Field(examples=["0c9d1e5f-6f2a-4b58-9d0c-2f1f0f5f7a11"])


def _shown(webhook: Webhook) -> WebhookShown:
    return WebhookShown(
        id=webhook.id,
        url=webhook.url,
        topics=list(webhook.topics),
        is_active=webhook.is_active,
        created_by=webhook.created_by,
        created_at=webhook.created_at,
        version=webhook.version,
    )


@router.get("/webhooks", summary="List webhooks 事件回调列表")
def list_webhooks(call: SignedIn, listing: ListingAsked) -> PageOf[WebhookShown]:
    """All webhooks, the oldest first; sorted by created_at or url."""
    with call.read() as connection:
        found = webhooks.listed(connection, call.actor, listing)
    return PageOf(items=[_shown(each) for each in found.items], next=found.next)


@router.get("/webhooks/{webhook_id}", summary="See a webhook 查看事件回调")
def show_webhook(call: SignedIn, response: Response, webhook_id: WebhookId) -> WebhookShown:
    """The webhook with its ETag."""
    with call.read() as connection:
        webhook = webhooks.get(connection, call.actor, webhook_id)
    tag(response, webhook.version)
    return _shown(webhook)


@router.post("/webhooks", status_code=201, response_model=WebhookShown, summary="Add a webhook 新增事件回调")
def add_webhook(call: Writing, body: NewWebhook) -> Response:
    """Let events go to an address: https only, and none inside private networks unless these are allowed."""
    secret = body.secret.get_secret_value()
    return call.once(
        lambda connection: _shown(
            webhooks.add(connection, call.actor, call.settings, body.url, body.topics, secret, now=call.now)
        ),
        body,
        201,
    )


@router.patch("/webhooks/{webhook_id}", response_model=WebhookShown, summary="Change a webhook 修改事件回调")
def change_webhook(
    call: Writing, webhook_id: WebhookId, body: WebhookChange, version: VersionHeld
) -> Response:
    """Change what is given; a new secret holds from the next attempt on, also for events that wait."""
    return call.once(
        lambda connection: _shown(
            webhooks.change(
                connection,
                call.actor,
                call.settings,
                webhook_id,
                version,
                url=body.url,
                topics=body.topics,
                is_active=body.is_active,
                secret=body.secret.get_secret_value() if body.secret else None,
                now=call.now,
            )
        ),
        body,
    )


@router.delete(
    "/webhooks/{webhook_id}", response_model=WebhookRemoved, summary="Remove a webhook 删除事件回调"
)
def remove_webhook(call: Writing, webhook_id: WebhookId, version: VersionHeld) -> Response:
    """Remove a webhook; events that wait for it are withheld."""

    def removed(connection: Connection) -> WebhookRemoved:
        webhooks.remove(connection, call.actor, webhook_id, version, now=call.now)
        return WebhookRemoved(id=webhook_id)

    return call.once(removed)
