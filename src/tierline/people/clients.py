"""Use cases of systems: credentials given and taken back, and the client credentials grant of RFC 6749."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.people import client_store, rules
from tierline.people.errors import ClientUnknown, RoleOutOfReach, RoleUnknown
from tierline.people.model import Caller, Client, nobody
from tierline.people.service import digest_of, end_tokens_of_client, issue_client_token
from tierline.rights.model import Actor
from tierline.rights.policy import CUSTOMER, roles
from tierline.settings import Settings
from tierline.sites.errors import SiteUnknown
from tierline.sites.model import checked, is_within

ID = re.compile(r"[0-9a-f-]{36}")
_NO_DIGEST = digest_of(token_urlsafe(32))


def list_clients(connection: Connection, actor: Actor, listing: Listing) -> Page[Client]:
    """The systems at the actor's site or below it."""
    actor.require("client:manage")
    return client_store.list_clients(connection, actor.site, listing)


def get(connection: Connection, actor: Actor, client_id: str) -> Client:
    """A system at the actor's site or below it. Raises ClientUnknown."""
    actor.require("client:manage")
    client = client_store.find(connection, client_id, actor.site)
    if client is None:
        raise ClientUnknown()
    return client


def create(
    connection: Connection, actor: Actor, name: str, site: str, held: Sequence[str], *, now: datetime
) -> Client:
    """A new system with roles at a site, without a secret yet.

    Raises RoleUnknown, RoleOutOfReach and SiteUnknown.
    """
    actor.require("client:manage")
    if not is_within(checked(site), actor.site):
        raise SiteUnknown(site=site)
    known = [role for role in roles() if role != CUSTOMER]
    for role in held:
        if role not in known:
            raise RoleUnknown(field="body.roles", found=role[:40], known=", ".join(known))
        if not rules.may_give_client(actor, role, site):
            raise RoleOutOfReach(role=role, site=site)
    client_id, ordered = new_id(), sorted(set(held))
    row = {"id": client_id, "name": name, "site": site, "roles": ordered}
    client_store.add(connection, {**row, "is_active": True, "version": 1, "created_at": now})
    facts = {"site": site, "roles": ordered}
    audit.record(connection, actor, "client.create", ("client", client_id), now=now, facts=facts)
    return get(connection, actor, client_id)


def roles_to_give(actor: Actor, site: str) -> list[str]:
    """The names of the roles that the actor may give to a system at a site."""
    return [role for role in roles() if rules.may_give_client(actor, role, site)]


def new_secret(connection: Connection, actor: Actor, client_id: str, *, now: datetime) -> str:
    """A secret in place of the one before, whose tokens end. Raises ClientUnknown and RoleOutOfReach."""
    client = get(connection, actor, client_id)
    for role in client.roles:
        if not rules.may_give_client(actor, role, client.site):
            raise RoleOutOfReach(role=role, site=client.site)
    secret = token_urlsafe(32)
    client_store.change(connection, client_id, secret_digest=digest_of(secret))
    end_tokens_of_client(connection, client_id, now=now)
    audit.record(connection, actor, "client.new_secret", ("client", client_id), now=now)
    return secret


def stop(connection: Connection, actor: Actor, client_id: str, *, now: datetime) -> None:
    """Take credentials back for good; open tokens end at once. Raises ClientUnknown."""
    client = get(connection, actor, client_id)
    if client.is_active:
        client_store.change(connection, client_id, is_active=False, secret_digest=None)
        end_tokens_of_client(connection, client_id, now=now)
        audit.record(connection, actor, "client.stop", ("client", client_id), now=now)


def grant(
    connection: Connection, settings: Settings, client_id: str, secret: str, *, caller: Caller, now: datetime
) -> tuple[str, int] | None:
    """A token and its life in seconds for whoever knows the secret; None, and a record of it, for others."""
    found = client_store.with_digest(connection, client_id) if ID.fullmatch(client_id) else None
    client, digest = found or (None, None)
    is_right = hmac.compare_digest(digest or _NO_DIGEST, digest_of(secret))
    if client is None or not client.is_active or not is_right:
        subject = ("client", client.id if client else "unknown")
        who = nobody(client.site if client else "", caller.request_id)
        facts = {"way": "client_credentials", "reason": "refused"}
        audit.record(connection, who, "sign_in.failure", subject, now=now, facts=facts)
        return None
    given = issue_client_token(connection, settings, client, now=now)
    who = nobody(client.site, caller.request_id)
    facts = {"way": "client_credentials"}
    audit.record(connection, who, "sign_in", ("client", client.id), now=now, facts=facts)
    return given
