"""`/messages/webhooks`: where events go, with the last ones of each; adding, switching off, removing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.console.filters import Filter
from tierline.console.forms import Form
from tierline.console.messages import words
from tierline.console.secrets import Shown, shown_once
from tierline.console.visit import KnownVisit, Visit
from tierline.messages import overview, webhooks
from tierline.messages.webhook_routes import Topics, Url
from tierline.wording import Text

router = APIRouter()

LIST = "/messages/webhooks"


class WebhookForm(BaseModel):
    """Where events of some topics shall go; the secret is made up here."""

    url: Url
    topics: Topics


class Switch(BaseModel):
    """Whether a webhook gets events, and the version that is changed."""

    model_config = ConfigDict(extra="ignore")

    version: Annotated[int, Field(ge=1, lt=2**31)]
    is_active: bool = True


@router.get(LIST)
def list_webhooks(visit: KnownVisit) -> Response:
    """All webhooks with their last events."""
    asked = visit.asked(Filter).body or Filter()
    with visit.read() as connection:
        page = webhooks.listed(connection, visit.actor, asked.listing)
        events = overview.last_events(connection, visit.actor, page.items, now=visit.now)
        said = visit.answer(connection)
    return visit.page("messages/webhooks.html", page=page, events=events, words=words, said=said)


@router.get(f"{LIST}/new")
def show_new(visit: KnownVisit) -> Response:
    """The form of a new webhook."""
    return _new(visit, Form())


@router.post(LIST)
def add_webhook(visit: KnownVisit) -> Response:
    """Add a webhook, and show its secret this once."""
    found = visit.filled(WebhookForm)
    if found.body is None:
        return _new(visit, found.form, 422)
    body = found.body

    def use_case(connection: Connection) -> tuple[Mapping[str, Any], Shown]:
        secret = webhooks.made_up_secret()
        made = webhooks.add(
            connection, visit.actor, visit.settings, body.url, body.topics, secret, now=visit.now
        )
        return {"added": made.id}, Shown(
            Text("The webhook's secret", "事件回调的密钥"),
            Text(
                "The receiver checks the signature of each event with it. Tell it to nobody else.",
                "接收方用它校验每个事件的签名，请勿告知他人。",
            ),
            [(Text("Secret", "密钥"), secret)],
            LIST,
        )

    return shown_once(visit, found.form, use_case, LIST, lambda form, status: _new(visit, form, status))


def _new(visit: Visit, form: Form, status: int = 200) -> Response:
    visit.actor.require(webhooks.PERMISSION)
    return visit.page("messages/webhook_new.html", status, form=form, topics=words.TOPICS)


@router.get(f"{LIST}/{{webhook_id}}/switch")
def ask_switch(visit: KnownVisit, webhook_id: str) -> Response:
    """The confirmation of switching a webhook off, or on again."""
    return _ask_switch(visit, webhook_id, Form())


@router.post(f"{LIST}/{{webhook_id}}/switch")
def switch(visit: KnownVisit, webhook_id: str) -> Response:
    """Switch a webhook off or on."""
    found = visit.filled(Switch)
    if found.body is None:
        return _ask_switch(visit, webhook_id, found.form, 422)
    body = found.body

    def use_case(connection: Connection) -> Mapping[str, Any]:
        changed = webhooks.change(
            connection,
            visit.actor,
            visit.settings,
            webhook_id,
            body.version,
            is_active=body.is_active,
            now=visit.now,
        )
        return {"active": changed.is_active}

    return visit.carried_out(
        found.form, use_case, LIST, lambda form, status: _ask_switch(visit, webhook_id, form, status)
    )


def _ask_switch(visit: Visit, webhook_id: str, form: Form, status: int = 200) -> Response:
    with visit.read() as connection:
        webhook = webhooks.get(connection, visit.actor, webhook_id)
    off = webhook.is_active
    return visit.act(
        "templates/confirm.html",
        status,
        form=form,
        heading=Text("Switch the webhook off", "停用事件回调")
        if off
        else Text("Switch it on", "启用事件回调"),
        sentences=[
            Text(webhook.url, webhook.url),
            Text("Events that wait for it are withheld.", "等待发送的事件不再发送。")
            if off
            else Text("Events from now on go there again.", "此后的事件将恢复发送。"),
        ],
        action=f"{LIST}/{webhook.id}/switch",
        sends={"version": webhook.version, "is_active": "false" if off else "true"},
        button=Text("Switch off", "停用") if off else Text("Switch on", "启用"),
        back=LIST,
    )


@router.get(f"{LIST}/{{webhook_id}}/remove")
def ask_remove(visit: KnownVisit, webhook_id: str) -> Response:
    """The confirmation of removing a webhook."""
    return _ask_remove(visit, webhook_id, Form())


@router.post(f"{LIST}/{{webhook_id}}/remove")
def remove(visit: KnownVisit, webhook_id: str) -> Response:
    """Remove a webhook."""
    found = visit.filled(Switch)
    if found.body is None:
        return _ask_remove(visit, webhook_id, found.form, 422)
    version = found.body.version

    def use_case(connection: Connection) -> Mapping[str, Any]:
        webhooks.remove(connection, visit.actor, webhook_id, version, now=visit.now)
        return {"removed": True}

    return visit.carried_out(
        found.form, use_case, LIST, lambda form, status: _ask_remove(visit, webhook_id, form, status)
    )


def _ask_remove(visit: Visit, webhook_id: str, form: Form, status: int = 200) -> Response:
    with visit.read() as connection:
        webhook = webhooks.get(connection, visit.actor, webhook_id)
    return visit.act(
        "templates/confirm.html",
        status,
        form=form,
        heading=Text("Remove the webhook", "删除事件回调"),
        sentences=[
            Text(webhook.url, webhook.url),
            Text(
                "Its secret goes with it; events that wait are withheld.",
                "其密钥一并删除，等待发送的事件不再发送。",
            ),
        ],
        action=f"{LIST}/{webhook.id}/remove",
        sends={"version": webhook.version},
        button=Text("Remove", "删除"),
        back=LIST,
    )
