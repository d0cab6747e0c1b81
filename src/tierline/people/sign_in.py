"""Use cases of local accounts; they take the database, for no transaction may wait for Argon2."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.connect import Database
from tierline.people import passwords, rules, sign_in_store, store
from tierline.people.errors import (
    LocalAccountsOff,
    NoPasswordHere,
    PasswordWeak,
    PostNotHeld,
    SignInRefused,
    TooManyAttempts,
)
from tierline.people.model import Caller, Person, SignedIn, nobody
from tierline.people.service import end_tokens_of_person, issue_person_token
from tierline.rights.model import Actor, ActorKind
from tierline.settings import Settings
from tierline.wording import Text

OF_ALL_ADDRESSES = 10
"""An account waits for everybody only after so many times the failures that make it wait for one address.

Otherwise anybody could keep its owner out by failing on purpose.
"""

NOT_NEW = Text("it is the one that you have", "与当前密码相同")


@dataclass(frozen=True)
class _Attempt:
    person: Person | None
    hash: str | None
    must_change: bool
    keys: tuple[str, ...]
    wait_seconds: int


def sign_in(
    database: Database,
    settings: Settings,
    account: str,
    password: str,
    *,
    site: str | None,
    caller: Caller,
    now: datetime,
) -> SignedIn:
    """A token for whoever knows the password, for the post `site` or their highest one.

    Raises SignInRefused, alike for an unknown account, a wrong password and a person who is not active;
    TooManyAttempts, for unknown accounts too; PostNotHeld, LocalAccountsOff.
    """
    attempt, anew = _proved(database, settings, rules.account_of(account), password, caller, now)
    with database.write() as connection:
        person = _still(connection, attempt)
        if anew:
            _keep_hash(connection, person, anew, attempt.must_change, now)
        given = post_token(connection, settings, person, site, attempt.must_change, now=now)
        record_sign_in(connection, person, "password", given.site, caller, now)
    return given


def post_token(
    connection: Connection,
    settings: Settings,
    person: Person,
    site: str | None,
    must_change: bool,
    *,
    now: datetime,
) -> SignedIn:
    """A token for a post of somebody who has shown who they are. Raises PostNotHeld.

    Whoever has to change their password first, or holds no role, gets a token that opens nothing else.
    """
    posts = rules.posts(person.roles, person.site)
    if site is not None and not rules.permissions_at(person.roles, site):
        raise PostNotHeld(site=site)
    chosen = site if site is not None else next(iter(posts), None)
    given = issue_person_token(connection, settings, person, None if must_change else chosen, now=now)
    return replace(given, must_change_password=must_change)


def change_own_password(
    database: Database,
    settings: Settings,
    actor: Actor,
    old: str,
    new: str,
    *,
    caller: Caller,
    now: datetime,
) -> None:
    """Put a password in place of one's own, and end one's tokens. Raises SignInRefused, PasswordWeak."""
    person = _own(database, actor)
    problem = NOT_NEW if new == old else rules.weakness(new, person.account)
    if problem:
        raise PasswordWeak(field="body.new", problem=problem)
    attempt, _ = _proved(database, settings, person.account, old, caller, now)
    hash_ = passwords.hashed(settings, new)
    with database.write() as connection:
        _still(connection, attempt)
        _keep_hash(connection, person, hash_, False, now)
        end_tokens_of_person(connection, person.id, now=now)
        audit.record(connection, actor, "person.password_change", ("person", person.id), now=now)


def record_sign_in(
    connection: Connection, person: Person, way: str, site: str | None, caller: Caller, now: datetime
) -> None:
    """Put a sign-in into the audit trail. Clause: GOV-01."""
    where = person.site if site is None else site
    who = Actor(person.id, ActorKind.PERSON, person.name, where, frozenset(), request_id=caller.request_id)
    facts = {"way": way, "post": site}
    audit.record(connection, who, "sign_in", ("person", person.id), now=now, facts=facts)


def record_failure(
    connection: Connection, person: Person | None, way: str, reason: str, caller: Caller, now: datetime
) -> None:
    """Put a failed sign-in into the audit trail, without what was typed. Clause: GOV-01."""
    who = nobody(person.site if person else "", caller.request_id)
    subject = ("person", person.id if person else "unknown")
    facts = {"way": way, "reason": reason}
    audit.record(connection, who, "sign_in.failure", subject, now=now, facts=facts)


def _proved(
    database: Database, settings: Settings, account: str, password: str, caller: Caller, now: datetime
) -> tuple[_Attempt, str | None]:
    if not settings.local_accounts:
        raise LocalAccountsOff()
    with database.write() as connection:
        attempt = _counted(connection, settings, account, caller, now)
    if attempt.wait_seconds:
        raise TooManyAttempts(retry_after_seconds=attempt.wait_seconds)
    is_right, anew = passwords.verified(settings, password, attempt.hash)
    person = attempt.person
    with database.write() as connection:
        if is_right and person and person.is_active:
            sign_in_store.clear_attempts(connection, attempt.keys)
            return attempt, anew
        reason = "unknown" if person is None else "password" if person.is_active else "inactive"
        record_failure(connection, person, "password", reason, caller, now)
    raise SignInRefused()


def _still(connection: Connection, attempt: _Attempt) -> Person:
    # Locked and looked at again: while Argon2 took its time the password may have been reset.
    person = store.lock(connection, attempt.person.id, store.EVERYBODY) if attempt.person else None
    held = store.password_of(connection, person.id) if person else None
    if person is None or held is None or held["hash"] != attempt.hash or not person.is_active:
        raise SignInRefused()
    return person


def _counted(
    connection: Connection, settings: Settings, account: str, caller: Caller, now: datetime
) -> _Attempt:
    wait = timedelta(minutes=settings.sign_in_wait_minutes)
    here, anywhere = _key(account, caller.address), _key(account)
    most = settings.sign_in_failures
    # An address that waits no longer counts for the others.
    until = sign_in_store.count_attempt(connection, here, most, wait, now) or sign_in_store.count_attempt(
        connection, anywhere, most * OF_ALL_ADDRESSES, wait, now
    )
    person = store.by_account(connection, account) if rules.ACCOUNT.fullmatch(account) else None
    seconds = math.ceil((until - now).total_seconds()) if until else 0
    if until:
        record_failure(connection, person, "password", "waits", caller, now)
    held = store.password_of(connection, person.id) if person else None
    must_change = bool(held and held["must_change"])
    return _Attempt(person, held["hash"] if held else None, must_change, (here, anywhere), seconds)


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _keep_hash(connection: Connection, person: Person, hash_: str, must_change: bool, now: datetime) -> None:
    row = {"person_id": person.id, "hash": hash_, "must_change": must_change, "set_at": now}
    store.set_password(connection, row)


def _own(database: Database, actor: Actor) -> Person:
    with database.read() as connection:
        person = store.find(connection, actor.id, store.EVERYBODY)
    if actor.kind is not ActorKind.PERSON or person is None:
        raise NoPasswordHere()
    return person
