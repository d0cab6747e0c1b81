"""Queries about systems with credentials of their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from tierline.database.paging import Listing, Page, page
from tierline.people.model import Client
from tierline.people.store import clients
from tierline.sites.conditions import within

SORTS = {"name": clients.c.name, "site": clients.c.site}


def list_clients(connection: Connection, site: str, listing: Listing) -> Page[Client]:
    """A page of the systems at a site or below it."""
    statement = select(clients).where(within(clients.c.site, site))
    found = page(connection, statement, listing, sorts=SORTS, key=clients.c.id)
    return Page([_client(row) for row in found.items], found.next)


def find(connection: Connection, client_id: str, site: str) -> Client | None:
    """The system of that id at a site or below it."""
    statement = select(clients).where(clients.c.id == client_id, within(clients.c.site, site))
    row = connection.execute(statement).mappings().one_or_none()
    return _client(row) if row else None


def with_digest(connection: Connection, client_id: str) -> tuple[Client, str | None] | None:
    """The system of that id, and the digest of its secret."""
    row = connection.execute(select(clients).where(clients.c.id == client_id)).mappings().one_or_none()
    return (_client(row), row["secret_digest"]) if row else None


def add(connection: Connection, row: dict[str, Any]) -> None:
    """Add a system."""
    connection.execute(insert(clients).values(row))


def change(connection: Connection, client_id: str, **values: object) -> None:
    """Set columns of a system; the version counts on."""
    changed = update(clients).where(clients.c.id == client_id)
    connection.execute(changed.values(version=clients.c.version + 1, **values))


def _client(row: RowMapping) -> Client:
    return Client(
        id=row["id"],
        name=row["name"],
        site=row["site"],
        roles=tuple(row["roles"]),
        is_active=row["is_active"],
        has_secret=row["secret_digest"] is not None,
        version=row["version"],
    )
