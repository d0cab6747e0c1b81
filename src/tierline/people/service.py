"""Tokens: given to people, systems and customers, found at every request, taken back at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import OperationalError

from tierline.audit import service as audit
from tierline.database.connect import Database
from tierline.people import rules, store, token_store
from tierline.people.model import NOWHERE, Client, Person, RoleHeld, SignedIn
from tierline.people.store import tokens
from tierline.rights.model import Actor, ActorKind
from tierline.rights.policy import CUSTOMER, permissions_of
from tierline.settings import Settings

TOKEN = re.compile(r"tl_[A-Za-z0-9_-]{43}")
MOST_OFTEN_USED = timedelta(minutes=1)
"""`last_used_at` is written no more often: a write for each request would slow all of them."""


def digest_of(secret: str) -> str:
    """What is kept of a random secret of 256 bits. Nobody guesses those, so that a quick digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_in_by_token(database: Database, token: str, now: datetime, *, is_use: bool = True) -> Actor | None:
    """Whom a token was given to, with the roles that they hold now; None where it opens nothing (any more).

    Takes the database and not a connection, because it stands before any transaction of the request. A
    token that nobody uses ends, and what is not `is_use`, as a page that looks again by itself, puts that
    not off.
    """
    if not TOKEN.fullmatch(token):
        return None
    digest = digest_of(token)
    with database.read() as connection:
        rows = token_store.holder(connection, digest, now)
    if not rows or _is_idle(rows[0], now):
        return None
    actor = _actor(rows)
    if is_use and actor is not None and now - rows[0].last_used_at >= _interval(rows[0].idle_seconds):
        _mark_used(database, digest, now)
    return actor


def idle_life(settings: Settings) -> timedelta:
    """So long a sign-in lasts at least after a use; its very end may come a little later."""
    seconds = settings.idle_minutes * 60
    return timedelta(seconds=seconds) - _interval(seconds)


def person_of(connection: Connection, token: str) -> str | None:
    """The person whose token this is, or was before it ended; their id opens nothing."""
    return token_store.person_of(connection, digest_of(token)) if TOKEN.fullmatch(token) else None


def issue_person_token(
    connection: Connection,
    settings: Settings,
    person: Person,
    site: str | None,
    *,
    now: datetime,
    until: datetime | None = None,
) -> SignedIn:
    """A token of a person for a post, whose roles apply; for None it opens nothing but their own password.

    It ends at `until`, which is that of the settings where it is not given.
    """
    facts = {"person_id": person.id, "site": site, "idle_seconds": settings.idle_minutes * 60}
    expires_at = until or now + settings.session_life
    token = _issue(connection, ActorKind.PERSON, facts, now, expires_at)
    return SignedIn(token, expires_at, site, rules.posts(person.roles, person.site), False)


def issue_client_token(
    connection: Connection, settings: Settings, client: Client, *, now: datetime
) -> tuple[str, int]:
    """A token of a system, and its life in seconds."""
    life = timedelta(minutes=settings.client_token_minutes)
    token = _issue(connection, ActorKind.CLIENT, {"client_id": client.id}, now, now + life)
    return token, int(life.total_seconds())


def issue_customer_token(
    connection: Connection, settings: Settings, line_id: int, owner_no: int, *, now: datetime
) -> tuple[str, datetime]:
    """A token of a customer for their line, and when it ends; it opens nothing for the line's next owner."""
    facts = {"line_id": line_id, "owner_no": owner_no, "idle_seconds": settings.idle_minutes * 60}
    expires_at = now + settings.session_life
    return _issue(connection, ActorKind.CUSTOMER, facts, now, expires_at), expires_at


def sign_out(connection: Connection, actor: Actor, token: str, *, now: datetime) -> None:
    """End the token that was shown."""
    if token_store.end(connection, tokens.c.digest == digest_of(token), now):
        audit.record(connection, actor, "sign_out", (actor.kind.value, actor.id), now=now)


def end_tokens_of_person(connection: Connection, person_id: str, *, now: datetime) -> int:
    """End every token of a person; how many were open."""
    return token_store.end(connection, tokens.c.person_id == person_id, now)


def end_tokens_of_client(connection: Connection, client_id: str, *, now: datetime) -> int:
    """End every token of a system; how many were open."""
    return token_store.end(connection, tokens.c.client_id == client_id, now)


def end_tokens_of_line(connection: Connection, line_id: int, *, now: datetime) -> int:
    """End every token of the customers of a line, as when a password is set anew; how many were open."""
    return token_store.end(connection, tokens.c.line_id == line_id, now)


def holders(connection: Connection, role: str, site: str) -> list[Person]:
    """The active people who hold a role at a site or below it, in the order of their ids."""
    return store.holders(connection, role, site)


def names_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The names of people by their ids, for whoever may see what they are named on."""
    return store.names_of(connection, ids)


def _issue(
    connection: Connection, kind: ActorKind, facts: dict[str, Any], now: datetime, expires_at: datetime
) -> str:
    token = f"tl_{token_urlsafe(32)}"
    moments = {"issued_at": now, "last_used_at": now, "expires_at": expires_at}
    token_store.add(connection, {"digest": digest_of(token), "kind": kind.value, **facts, **moments})
    return token


def _actor(rows: Sequence[Row[Any]]) -> Actor | None:
    row = rows[0]
    match row.kind:
        case ActorKind.PERSON:
            return _person(row, [RoleHeld(one.role, one.role_site) for one in rows if one.role])
        case ActorKind.CLIENT:
            return _client(row)
        case ActorKind.CUSTOMER:
            return _customer(row.line_id, row.owner_no)
    return None


def _person(row: Row[Any], held: Iterable[RoleHeld]) -> Actor | None:
    if not row.person_is_active:
        return None
    site, allowed = row.site, frozenset[str]()
    if site is not None:
        allowed = rules.permissions_at(held, site)
        if not allowed:
            return None
    return Actor(
        id=row.person_id,
        kind=ActorKind.PERSON,
        name=row.person_name,
        site=NOWHERE if site is None else site,
        permissions=allowed,
        department=row.department,
    )


def _client(row: Row[Any]) -> Actor | None:
    if not row.client_is_active:
        return None
    allowed = permissions_of(tuple(sorted(row.client_roles)))
    return Actor(row.client_id, ActorKind.CLIENT, row.client_name, row.client_site, allowed)


def _customer(line_id: int, owner_no: int) -> Actor:
    # The owner is part of the id: a later one shall not get the answers that were given to this one.
    return Actor(
        id=f"customer:{line_id}.{owner_no}",
        kind=ActorKind.CUSTOMER,
        name=CUSTOMER,
        site=NOWHERE,
        permissions=permissions_of((CUSTOMER,)),
        line_id=line_id,
        owner_no=owner_no,
    )


def _is_idle(row: Row[Any], now: datetime) -> bool:
    idle = row.idle_seconds
    return idle is not None and now - row.last_used_at >= timedelta(seconds=idle)


def _interval(idle_seconds: int | None) -> timedelta:
    # Where sign-ins end soon when idle, a minute would be too coarse.
    if idle_seconds is None:
        return MOST_OFTEN_USED
    return min(MOST_OFTEN_USED, timedelta(seconds=idle_seconds / 4))


def _mark_used(database: Database, digest: str, now: datetime) -> None:
    try:
        with database.write() as connection:
            token_store.used(connection, digest, now)
    except OperationalError:
        # A database too busy for this shall not refuse the request; the next one writes it.
        return
