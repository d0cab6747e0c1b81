"""Use cases of managing people: adding and changing them, their roles, their passwords. Clause: GOV-01."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.people import rules, store
from tierline.people.errors import (
    AccountTaken,
    AccountWrong,
    NotYourself,
    PersonOutOfReach,
    PersonUnknown,
    RoleOutOfReach,
    RoleUnknown,
)
from tierline.people.model import Person, PersonFacts, RoleHeld, roles_for_people
from tierline.people.service import end_tokens_of_person
from tierline.rights.model import Actor
from tierline.sites.errors import SiteUnknown
from tierline.sites.model import checked, is_within


def list_people(
    connection: Connection,
    actor: Actor,
    listing: Listing,
    *,
    site: str | None = None,
    role: str | None = None,
    is_active: bool | None = None,
    called: str = "",
) -> Page[Person]:
    """The people who belong to the actor's site or below it, or hold a role there."""
    actor.require("person:read")
    limit = store.visible(actor.site)
    return store.list_people(
        connection, limit, listing, site=site, role=role, is_active=is_active, called=called
    )


def count_within(connection: Connection, actor: Actor, sites: Iterable[str]) -> Mapping[str, int]:
    """How many active people belong to each of some sites or below it; of a site out of reach, nothing."""
    actor.require("person:read")
    return store.count_within(connection, [site for site in sites if is_within(site, actor.site)])


def last_sign_ins(connection: Connection, actor: Actor, people: Sequence[Person]) -> Mapping[str, datetime]:
    """When each of some people last signed in, by their ids; who never did is left out."""
    actor.require("person:read")
    return audit.latest_at(connection, "sign_in", "person", [person.id for person in people])


def is_in_reach(actor: Actor, person: Person) -> bool:
    """True where the actor may change a person, their roles and their password. Clause: CHN-11."""
    return actor.may("person:manage") and person.id != actor.id and rules.may_manage(actor, person)


def roles_to_give(actor: Actor, site: str) -> list[str]:
    """The names of the roles that the actor may give to somebody at a site. Clause: CHN-11."""
    return [role for role in roles_for_people() if rules.may_give_person(actor, role, site)]


def get(connection: Connection, actor: Actor, person_id: str) -> Person:
    """A person whom the actor may see. Raises PersonUnknown."""
    actor.require("person:read")
    person = store.find(connection, person_id, store.visible(actor.site))
    if person is None:
        raise PersonUnknown()
    return person


def by_account(connection: Connection, actor: Actor, account: str) -> Person:
    """The person who has an account, if the actor may see them. Raises PersonUnknown."""
    person = store.by_account(connection, rules.account_of(account))
    if person is None:
        raise PersonUnknown()
    return get(connection, actor, person.id)


def create(
    connection: Connection,
    actor: Actor,
    account: str,
    facts: PersonFacts,
    held: Sequence[RoleHeld],
    *,
    now: datetime,
) -> Person:
    """A new person with roles; without a password until one is set.

    Raises AccountWrong, AccountTaken, RoleUnknown, RoleOutOfReach and SiteUnknown.
    """
    actor.require("person:manage")
    known = rules.account_of(account)
    if not rules.ACCOUNT.fullmatch(known):
        raise AccountWrong(field="body.account")
    _refuse_other_site(actor, facts.site)
    for role in held:
        _refuse_out_of_reach(actor, role)
    person_id = new_id()
    row = {"id": person_id, "account": known, "created_at": now, "version": 1, **_columns(facts)}
    if not store.add(connection, row):
        raise AccountTaken(field="body.account")
    for role in held:
        store.give(connection, person_id, role)
    shown = [f"{role.role}@{role.site}" for role in held]
    _record(connection, actor, "person.create", person_id, now, site=facts.site, roles=shown)
    return get(connection, actor, person_id)


def change(
    connection: Connection,
    actor: Actor,
    person_id: str,
    version: int,
    changes: Mapping[str, Any],
    *,
    now: datetime,
) -> Person:
    """A person with some of their PersonFacts changed; whoever is no longer active is signed out.

    Raises ChangedMeanwhile and SiteUnknown, and as `_managed`.
    """
    person = _managed(connection, actor, person_id)
    if person.version != version:
        raise ChangedMeanwhile(held=version)
    facts = replace(person.facts, **changes)
    _refuse_other_site(actor, facts.site)
    store.change(connection, person_id, **_columns(facts))
    if not facts.is_active:
        end_tokens_of_person(connection, person_id, now=now)
    _record(
        connection, actor, "person.change", person_id, now, changed=sorted(changes), is_active=facts.is_active
    )
    return get(connection, actor, person_id)


def give_role(
    connection: Connection, actor: Actor, person_id: str, held: RoleHeld, *, now: datetime
) -> Person:
    """A person with one role more; nothing changes where they hold it. Raises as `_with_role_in_reach`."""
    _with_role_in_reach(connection, actor, person_id, held)
    if store.give(connection, person_id, held):
        store.change(connection, person_id)
        _record(connection, actor, "person.give_role", person_id, now, role=held.role, site=held.site)
    return get(connection, actor, person_id)


def take_role(connection: Connection, actor: Actor, person_id: str, held: RoleHeld, *, now: datetime) -> None:
    """A role taken from a person, at once also where they are signed in. Raises as `_with_role_in_reach`."""
    _with_role_in_reach(connection, actor, person_id, held)
    if store.take(connection, person_id, held):
        store.change(connection, person_id)
        _record(connection, actor, "person.take_role", person_id, now, role=held.role, site=held.site)


def set_password(
    connection: Connection, actor: Actor, person_id: str, hash_: str, *, must_change: bool, now: datetime
) -> None:
    """Set the password of another person by its hash; all their tokens end. Raises as `_managed`."""
    _managed(connection, actor, person_id)
    row = {"person_id": person_id, "hash": hash_, "must_change": must_change, "set_at": now}
    store.set_password(connection, row)
    end_tokens_of_person(connection, person_id, now=now)
    _record(connection, actor, "person.password_reset", person_id, now, must_change=must_change)


def _managed(connection: Connection, actor: Actor, person_id: str) -> Person:
    # Locked, so that nobody gives them a higher role between this look at their roles and the change.
    person = _locked(connection, actor, person_id)
    if not rules.may_manage(actor, person):
        raise PersonOutOfReach()
    return person


def _with_role_in_reach(connection: Connection, actor: Actor, person_id: str, held: RoleHeld) -> None:
    _locked(connection, actor, person_id)
    _refuse_out_of_reach(actor, held)


def _locked(connection: Connection, actor: Actor, person_id: str) -> Person:
    actor.require("person:manage")
    person = store.lock(connection, person_id, store.visible(actor.site))
    if person is None:
        raise PersonUnknown()
    if person.id == actor.id:
        raise NotYourself()
    return person


def _refuse_out_of_reach(actor: Actor, held: RoleHeld) -> None:
    if held.role not in roles_for_people():
        raise RoleUnknown(field="role", found=held.role[:40], known=", ".join(roles_for_people()))
    if not rules.may_give_person(actor, held.role, checked(held.site)):
        raise RoleOutOfReach(role=held.role, site=held.site)


def _refuse_other_site(actor: Actor, site: str) -> None:
    if not is_within(checked(site), actor.site):
        raise SiteUnknown(site=site)


def _columns(facts: PersonFacts) -> dict[str, object]:
    return {
        "name": facts.name,
        "department": facts.department,
        "site": facts.site,
        "language": facts.language.value,
        "is_active": facts.is_active,
    }


def _record(
    connection: Connection, actor: Actor, action: str, person_id: str, now: datetime, **facts: object
) -> None:
    audit.record(connection, actor, action, ("person", person_id), now=now, facts=facts)
