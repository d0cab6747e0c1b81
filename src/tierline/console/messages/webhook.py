"""`/messages/webhooks/{id}`: what was sent to a system and how it answered, and trying it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.filters import Filter
from tierline.console.forms import Form
from tierline.console.messages import words
from tierline.console.messages.webhooks import LIST
from tierline.console.visit import KnownVisit, Visit
from tierline.messages import overview, webhooks
from tierline.messages.senders.model import EVENT_SECONDS

router = APIRouter()

WebhookId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]


@router.get(f"{LIST}/{{webhook_id}}")
def show_webhook(visit: KnownVisit, webhook_id: WebhookId) -> Response:
    """The events of a webhook, the latest first."""
    return _page(visit, webhook_id, Form())


@router.post(f"{LIST}/{{webhook_id}}/test")
def test(visit: KnownVisit, webhook_id: WebhookId) -> Response:
    """Send an event that says nothing, to see how the receiver answers."""

    def use_case(connection: Connection) -> Mapping[str, Any]:
        return {"event": webhooks.test(connection, visit.actor, webhook_id, now=visit.now)}

    return visit.carried_out(
        Form(),
        use_case,
        f"{LIST}/{webhook_id}",
        lambda form, status: _page(visit, webhook_id, form, status),
    )


def _page(visit: Visit, webhook_id: str, form: Form, status: int = 200) -> Response:
    asked = visit.asked(Filter).body or Filter()
    with visit.read() as connection:
        webhook = webhooks.get(connection, visit.actor, webhook_id)
        page = overview.events(connection, visit.actor, webhook_id, asked.listing, now=visit.now)
        said = visit.answer(connection)
    return visit.page(
        "messages/webhook.html",
        status,
        webhook=webhook,
        page=page,
        form=form,
        words=words,
        said=said,
        seconds=round(EVENT_SECONDS),
        attempts=visit.settings.message_attempts,
    )
