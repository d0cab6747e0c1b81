"""Queries about tokens: a second store, because every request asks the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, insert, select, update

from tierline.people.store import clients, oidc_sign_ins, people, person_roles, sign_in_failures, tokens

# One statement for every request, built once: the token with its holder, a row for each role held.
_HOLDER: Select[Any] = (
    select(
        tokens.c.kind,
        tokens.c.person_id,
        tokens.c.client_id,
        tokens.c.line_id,
        tokens.c.owner_no,
        tokens.c.site,
        tokens.c.idle_seconds,
        tokens.c.last_used_at,
        people.c.name.label("person_name"),
        people.c.department,
        people.c.is_active.label("person_is_active"),
        person_roles.c.role,
        person_roles.c.site.label("role_site"),
        clients.c.name.label("client_name"),
        clients.c.site.label("client_site"),
        clients.c.roles.label("client_roles"),
        clients.c.is_active.label("client_is_active"),
    )
    .select_from(tokens)
    .outerjoin(people, people.c.id == tokens.c.person_id)
    .outerjoin(person_roles, person_roles.c.person_id == tokens.c.person_id)
    .outerjoin(clients, clients.c.id == tokens.c.client_id)
    .where(
        tokens.c.digest == bindparam("token_digest"),
        tokens.c.ended_at.is_(None),
        tokens.c.expires_at > bindparam("at"),
    )
)


def holder(connection: Connection, digest: str, now: datetime) -> Sequence[Row[Any]]:
    """A token that has not ended, with its holder: a row for each role of a person, else one; or none."""
    return connection.execute(_HOLDER, {"token_digest": digest, "at": now}).all()


def person_of(connection: Connection, digest: str) -> str | None:
    """The person of a token, also of one that has ended."""
    found: str | None = connection.execute(
        select(tokens.c.person_id).where(tokens.c.digest == digest)
    ).scalar_one_or_none()
    return found


def add(connection: Connection, row: dict[str, Any]) -> None:
    """Add a token."""
    connection.execute(insert(tokens).values(row))


def lock_of_person(connection: Connection, digest: str, person_id: str, now: datetime) -> Row[Any] | None:
    """A person's token that is not over, which no other transaction ends until this one does."""
    mine = (tokens.c.digest == digest, tokens.c.person_id == person_id, tokens.c.ended_at.is_(None))
    statement = select(tokens).where(*mine, tokens.c.expires_at > now).with_for_update()
    return connection.execute(statement).one_or_none()


def used(connection: Connection, digest: str, now: datetime) -> None:
    """Record that a token is in use."""
    connection.execute(update(tokens).where(tokens.c.digest == digest).values(last_used_at=now))


def end(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    """End the open tokens for which the condition holds; how many there were."""
    still_open = update(tokens).where(which, tokens.c.ended_at.is_(None))
    return connection.execute(still_open.values(ended_at=now)).rowcount


def forget(connection: Connection, before: datetime) -> None:
    """Remove what was over by a moment: tokens, failures to sign in, sign-ins begun and left."""
    connection.execute(delete(tokens).where(tokens.c.expires_at < before))
    connection.execute(delete(oidc_sign_ins).where(oidc_sign_ins.c.expires_at < before))
    # A wait is never as long as a day.
    connection.execute(
        delete(sign_in_failures).where(sign_in_failures.c.last_at < before - timedelta(days=1))
    )
