"""Signing in with number and service password: it takes the database, for no transaction waits for Argon2."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tierline.audit import service as audit
from tierline.database.connect import Database
from tierline.lines import service as lines
from tierline.people import passwords
from tierline.people import service as people
from tierline.people.model import Caller, nobody
from tierline.service_passwords import service, store
from tierline.service_passwords.errors import CustomerSignInRefused, InitialPasswordRefused
from tierline.service_passwords.model import PasswordKind, Verdict
from tierline.settings import Settings


@dataclass(frozen=True)
class CustomerSignedIn:
    """What signing in gives a customer; the token is shown this once."""

    token: str = field(repr=False)
    expires_at: datetime


def sign_in(
    database: Database, settings: Settings, msisdn: str, password: str, *, caller: Caller, now: datetime
) -> CustomerSignedIn:
    """A token for the line's owner. Clause: LOY-03.

    Raises CustomerSignInRefused, alike for an unknown number, a wrong password, none, and one that waits;
    InitialPasswordRefused for a right one that is still the issued one.
    """
    with database.read() as connection:
        line = lines.of_number(connection, msisdn)
        before = store.find(connection, line.id, line.owner_no, PasswordKind.SERVICE) if line else None
    is_right, _ = passwords.verified(settings, password, before.hash if before else None)
    with database.write() as connection:
        kept = store.lock(connection, before.line_id, before.owner_no, before.kind) if before else None
        # A password that was set anew meanwhile has not been tried.
        is_right = is_right and kept is not None and before is not None and kept.hash == before.hash
        verdict = service.settle(connection, settings, kept, is_right, now=now)
        way = nobody(line.site if line else "", caller.request_id)
        subject = ("line", line.id if line else "unknown")
        facts = {"verdict": verdict.value}
        audit.record(connection, way, "customer_sign_in", subject, now=now, facts=facts)
        if kept is not None and verdict is Verdict.RIGHT:
            given = people.issue_customer_token(connection, settings, kept.line_id, kept.owner_no, now=now)
            return CustomerSignedIn(*given)
    if verdict is Verdict.INITIAL:
        raise InitialPasswordRefused()
    raise CustomerSignInRefused(minutes=settings.sign_in_wait_minutes)
