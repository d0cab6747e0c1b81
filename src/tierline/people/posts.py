"""Changing one's post while signed in: who holds roles at several sites works for one of them at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.people import rules, store, token_store
from tierline.people.errors import NoPostsHere, PasswordFirst, PostNotHeld
from tierline.people.model import SignedIn
from tierline.people.service import digest_of, issue_person_token
from tierline.people.store import tokens
from tierline.rights.model import Actor, ActorKind
from tierline.settings import Settings
from tierline.web.errors import SignInNeeded


def posts(connection: Connection, actor: Actor) -> Sequence[str]:
    """The sites at which the actor may work, the highest first; none for whoever is no person here."""
    person = store.find(connection, actor.id, store.EVERYBODY) if actor.kind is ActorKind.PERSON else None
    return rules.posts(person.roles, person.site) if person else ()


def change_post(
    connection: Connection, settings: Settings, actor: Actor, token: str, site: str, *, now: datetime
) -> SignedIn:
    """A token for another post of whoever shows one, which ends at once; the new one lasts no longer.

    Raises NoPostsHere, PostNotHeld, PasswordFirst for whoever has to change their password first, and
    SignInNeeded where the token has ended meanwhile. Clauses: CHN-11, GOV-01.
    """
    # Locked, so that no token is given beside a new password or a role that is being taken.
    is_person = actor.kind is ActorKind.PERSON
    person = store.lock(connection, actor.id, store.EVERYBODY) if is_person else None
    if person is None:
        raise NoPostsHere()
    if not person.is_active or not rules.permissions_at(person.roles, site):
        raise PostNotHeld(site=site[:120])
    held = store.password_of(connection, person.id)
    if held is not None and held["must_change"]:
        raise PasswordFirst()
    # Locked, so that a token is changed into one and not into several.
    before = token_store.lock_of_person(connection, digest_of(token), person.id, now)
    if before is None:
        raise SignInNeeded()
    token_store.end(connection, tokens.c.digest == before.digest, now)
    given = issue_person_token(connection, settings, person, site, now=now, until=before.expires_at)
    facts = {"from": before.site, "post": site}
    audit.record(connection, actor, "post.change", ("person", person.id), now=now, facts=facts)
    return given
