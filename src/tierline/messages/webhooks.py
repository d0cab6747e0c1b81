"""Use cases of webhooks: who gets which events, under which secret. Secrets are kept encrypted.

A signature needs the secret itself, so that a digest of it would not do; and one secret for all receivers in
the settings would let each of them sign as we do. Each webhook therefore has its own, encrypted in the
database under TIERLINE_SECRET_KEY: a stolen copy of the database alone signs nothing.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from secrets import token_bytes
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.messages import service, webhook_store
from tierline.messages.addresses import checked_url
from tierline.messages.errors import SecretKeyMissing, WebhookOff, WebhookSecretWrong, WebhookUnknown
from tierline.messages.model import Webhook
from tierline.rights.model import Actor
from tierline.settings import Settings

PERMISSION = "webhook:manage"

TEST_TOPIC = "webhook.test"
"""Of the event by which a receiver is tried; nobody needs to ask for it."""

SECRET_PREFIX = "whsec_"
SECRET_BYTES = range(24, 65)


def add(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    url: str,
    topics: Sequence[str],
    secret: str,
    *,
    now: datetime,
) -> Webhook:
    """Let events of these topics go to a URL, signed with a secret that the receiver chose.

    Raises WebhookUrlWrong, WebhookSecretWrong and SecretKeyMissing.
    """
    actor.require(PERMISSION)
    webhook = Webhook(
        id=new_id(),
        url=checked_url(url, settings.webhook_private_addresses),
        topics=tuple(sorted(set(topics))),
        is_active=True,
        created_by=actor.id,
        created_at=now,
        version=1,
        sealed_secret=seal(settings, secret),
    )
    webhook_store.add(connection, webhook)
    _record(connection, actor, "add", webhook.id, now, {"topics": list(webhook.topics)})
    return webhook


def change(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    webhook_id: str,
    version: int,
    *,
    url: str | None = None,
    topics: Sequence[str] | None = None,
    is_active: bool | None = None,
    secret: str | None = None,
    now: datetime,
) -> Webhook:
    """Change what is given of a webhook that has that version. Raises as `add` does, and ChangedMeanwhile."""
    actor.require(PERMISSION)
    values: dict[str, Any] = {}
    if url is not None:
        values["url"] = checked_url(url, settings.webhook_private_addresses)
    if topics is not None:
        values["topics"] = sorted(set(topics))
    if is_active is not None:
        values["is_active"] = is_active
    if secret is not None:
        values["sealed_secret"] = seal(settings, secret)
    get(connection, actor, webhook_id)
    if not webhook_store.change(connection, webhook_id, version, values):
        raise ChangedMeanwhile(held=version)
    _record(connection, actor, "change", webhook_id, now, {"changed": sorted(values)})
    return get(connection, actor, webhook_id)


def remove(connection: Connection, actor: Actor, webhook_id: str, version: int, *, now: datetime) -> None:
    """Remove a webhook; its events that wait are withheld. Raises WebhookUnknown and ChangedMeanwhile."""
    get(connection, actor, webhook_id)
    if not webhook_store.remove(connection, webhook_id, version):
        raise ChangedMeanwhile(held=version)
    _record(connection, actor, "remove", webhook_id, now, {})


def test(connection: Connection, actor: Actor, webhook_id: str, *, now: datetime) -> str:
    """Have an event sent that says nothing, so that a receiver can be tried; its id.

    Raises WebhookUnknown, and WebhookOff for one that gets no events.
    """
    webhook = get(connection, actor, webhook_id)
    if not webhook.is_active:
        raise WebhookOff()
    event_id = service.write_event(connection, webhook, TEST_TOPIC, {}, now=now)
    _record(connection, actor, "test", webhook_id, now, {})
    return event_id


def get(connection: Connection, actor: Actor, webhook_id: str) -> Webhook:
    """The webhook of that id. Raises WebhookUnknown."""
    actor.require(PERMISSION)
    webhook = webhook_store.find(connection, webhook_id)
    if webhook is None:
        raise WebhookUnknown(id=webhook_id)
    return webhook


def listed(connection: Connection, actor: Actor, listing: Listing) -> Page[Webhook]:
    """A page of all webhooks."""
    actor.require(PERMISSION)
    return webhook_store.list_page(connection, listing)


def _record(
    connection: Connection, actor: Actor, verb: str, webhook_id: str, now: datetime, facts: dict[str, Any]
) -> None:
    audit.record(connection, actor, f"webhook.{verb}", ("webhook", webhook_id), now=now, facts=facts)


# ---------------------------------------------------------------- secrets


def made_up_secret() -> str:
    """A fresh secret for a webhook, for whoever would rather be given one than choose it."""
    return SECRET_PREFIX + base64.b64encode(token_bytes(32)).decode()


def seal(settings: Settings, secret: str) -> str:
    """A secret such as whsec_..., encrypted. Raises WebhookSecretWrong and SecretKeyMissing."""
    fernet = _fernet(settings)
    if fernet is None:
        raise SecretKeyMissing()
    try:
        length = len(base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True))
    except (binascii.Error, ValueError):
        length = 0
    if not secret.startswith(SECRET_PREFIX) or length not in SECRET_BYTES:
        raise WebhookSecretWrong(field="secret")
    return fernet.encrypt(secret.encode()).decode()


def _fernet(settings: Settings) -> Fernet | None:
    try:
        return Fernet(settings.secret_key.get_secret_value())
    except ValueError:
        return None


def unsealed(settings: Settings, sealed: str) -> bytes | None:
    """The bytes of a secret; None where the installation's key is another than the one it was sealed with."""
    fernet = _fernet(settings)
    try:
        secret = fernet.decrypt(sealed.encode()).decode() if fernet else None
    except InvalidToken:
        secret = None
    if secret is None:
        return None
    return base64.b64decode(secret.removeprefix(SECRET_PREFIX))
