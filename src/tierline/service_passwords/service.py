"""Issuing, changing and trying passwords of a line, and finding out who a customer is."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.ids import new_id
from tierline.lines import service as lines
from tierline.lines.model import Line, Suspension
from tierline.messages import service as messages
from tierline.people import passwords
from tierline.people import service as people
from tierline.rights.model import Actor, ActorKind
from tierline.service_passwords import rules, store
from tierline.service_passwords.errors import PasswordWeak
from tierline.service_passwords.model import Means, Password, PasswordKind, Refusal, Shown, Verdict
from tierline.settings import Settings

INITIAL_DIGITS = 8


def issue(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    msisdn: str,
    kind: PasswordKind,
    *,
    now: datetime,
) -> tuple[Line, Refusal | None]:
    """Send a line a new initial password, which nobody but its owner sees; the old one is void from then on.

    Refused while the line is suspended at the customer's wish, for the phone may be in other hands.
    Clause: CHN-06.
    """
    actor.require("service_password:issue")
    line = _locked(connection, actor, msisdn)
    if line.suspended_for is Suspension.CUSTOMER:
        return line, rules.PHONE_LOST
    initial = _random_digits(line)
    _set(connection, settings, line, kind, initial, is_initial=True, now=now)
    key = f"service_password.issue:{new_id()}"
    template = f"{kind.value}_password_issued"
    messages.tell(connection, settings, line, template, {"password": initial}, now=now, key=key)
    audit.record(
        connection, actor, "service_password.issue", ("line", line.id), now=now, facts={"kind": kind.value}
    )
    return line, None


def change(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    msisdn: str,
    kind: PasswordKind,
    *,
    old: str,
    new: str,
    now: datetime,
) -> Refusal | None:
    """Put a password that the customer chose in place of the old one, which the initial one may be.

    Raises PasswordWeak before the old one is tried. A wrong old one is counted: commit the transaction
    although the change is refused. Clause: CHN-06.
    """
    actor.require("service_password:change")
    line = _locked(connection, actor, msisdn)
    problem = rules.weakness(new, line)
    if problem:
        raise PasswordWeak(field="body.new", problem=problem)
    verdict = verify(connection, settings, line, kind, old, now=now)
    facts = {"kind": kind.value, "verdict": verdict.value}
    audit.record(connection, actor, "service_password.change", ("line", line.id), now=now, facts=facts)
    if verdict not in (Verdict.RIGHT, Verdict.INITIAL):
        return rules.REFUSED[verdict]
    _set(connection, settings, line, kind, new, is_initial=False, now=now)
    messages.tell(
        connection, settings, line, "password_changed", {}, now=now, key=f"service_password.change:{new_id()}"
    )
    return None


def verify(
    connection: Connection,
    settings: Settings,
    line: Line,
    kind: PasswordKind,
    password: str,
    *,
    now: datetime,
) -> Verdict:
    """What a try at a password gives. Failures are counted: commit the transaction whatever the verdict."""
    kept = store.lock(connection, line.id, line.owner_no, kind)
    is_right, _ = passwords.verified(settings, password, kept.hash if kept else None)
    return settle(connection, settings, kept, is_right, now=now)


def settle(
    connection: Connection, settings: Settings, kept: Password | None, is_right: bool, *, now: datetime
) -> Verdict:
    """What a try at a locked password gives, where it is known whether it is right; failures are counted."""
    verdict = rules.verdict(kept, is_right, now)
    if kept is not None and verdict is Verdict.WRONG:
        wait = timedelta(minutes=settings.sign_in_wait_minutes)
        counted = rules.after_failure(kept.failed_count, settings.sign_in_failures, wait, now)
        store.count(connection, kept, *counted)
    elif kept is not None and kept.failed_count and verdict in (Verdict.RIGHT, Verdict.INITIAL):
        store.count(connection, kept, 0, None)
    return verdict


def identify(
    connection: Connection, actor: Actor, settings: Settings, line: Line, shown: Shown, *, now: datetime
) -> Means | Refusal:
    """By what a customer has shown who they are, or why they have not. Clause: ENT-07.

    A customer who is signed in is known. Commit the transaction whatever comes back, as after `verify`.
    """
    if actor.kind is ActorKind.CUSTOMER:
        return Means.SIGN_IN
    needed = rules.needed(shown, line)
    if not isinstance(needed, PasswordKind):
        return needed
    if shown.password is None:
        return rules.PASSWORD_NEEDED[needed]
    verdict = verify(connection, settings, line, needed, shown.password, now=now)
    if verdict is not Verdict.RIGHT:
        return rules.REFUSED[verdict]
    return Means.SERVICE_PASSWORD if needed is PasswordKind.SERVICE else Means.BILL_PASSWORD


def _locked(connection: Connection, actor: Actor, msisdn: str) -> Line:
    line_id = lines.find(connection, actor, msisdn).id
    lines.lock(connection, line_id)
    # Asked again once nobody changes it: it may have got another owner or site meanwhile.
    return lines.get(connection, actor, line_id)


def _set(
    connection: Connection,
    settings: Settings,
    line: Line,
    kind: PasswordKind,
    password: str,
    *,
    is_initial: bool,
    now: datetime,
) -> None:
    kept = passwords.hashed(settings, password)
    store.save(connection, Password(line.id, kind, line.owner_no, kept, is_initial, set_at=now))
    if kind is PasswordKind.SERVICE:
        # Whoever signed in with the old one has to show the new one.
        people.end_tokens_of_line(connection, line.id, now=now)


def _random_digits(line: Line) -> str:
    while True:
        digits = f"{secrets.randbelow(10**INITIAL_DIGITS):0{INITIAL_DIGITS}}"
        if rules.weakness(digits, line) is None:
            return digits
