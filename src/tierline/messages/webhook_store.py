"""The queries of webhooks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from tierline.database.paging import Listing, Page, page
from tierline.messages.model import Webhook
from tierline.messages.store import webhooks


def _webhook(row: RowMapping) -> Webhook:
    return Webhook(**{**row, "topics": tuple(row["topics"])})


def active(connection: Connection) -> list[Webhook]:
    """The webhooks that get events, in the order of their ids."""
    rows = connection.execute(select(webhooks).where(webhooks.c.is_active).order_by(webhooks.c.id))
    return [_webhook(row) for row in rows.mappings()]


def find(connection: Connection, webhook_id: str) -> Webhook | None:
    """The webhook of that id."""
    row = connection.execute(select(webhooks).where(webhooks.c.id == webhook_id)).mappings().one_or_none()
    return _webhook(row) if row else None


def list_page(connection: Connection, listing: Listing) -> Page[Webhook]:
    """A page of all webhooks."""
    sorts = {"created_at": webhooks.c.created_at, "url": webhooks.c.url}
    found = page(connection, select(webhooks), listing, sorts=sorts, key=webhooks.c.id)
    return Page([_webhook(row) for row in found.items], found.next)


def add(connection: Connection, webhook: Webhook) -> None:
    """Add a webhook."""
    row = {column.name: getattr(webhook, column.name) for column in webhooks.columns}
    connection.execute(insert(webhooks).values({**row, "topics": list(webhook.topics)}))


def change(connection: Connection, webhook_id: str, version: int, values: dict[str, Any]) -> bool:
    """Set columns of a webhook where it still has that version; False where it has not."""
    still = (webhooks.c.id == webhook_id) & (webhooks.c.version == version)
    changed = update(webhooks).where(still).values(version=version + 1, **values)
    return connection.execute(changed).rowcount == 1


def remove(connection: Connection, webhook_id: str, version: int) -> bool:
    """Remove a webhook where it still has that version; False where it has not."""
    still = (webhooks.c.id == webhook_id) & (webhooks.c.version == version)
    return connection.execute(delete(webhooks).where(still)).rowcount == 1
