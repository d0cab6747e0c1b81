"""Use cases of signing in with the identity provider: begun by a redirect, ended on the return."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from tierline.database.connect import Database
from tierline.people import rules, sign_in_store, store
from tierline.people.errors import IdentityRefused
from tierline.people.model import Caller, SignedIn
from tierline.people.oidc import Begun, IdentityProvider
from tierline.people.service import digest_of
from tierline.people.sign_in import post_token, record_failure, record_sign_in
from tierline.settings import Settings

CALLBACK = "/api/v1/sign-in/oidc/callback"
OF_PAGES = "page."
"""What the state of a sign-in begins with that a page began, so that its return is led to the pages.

It is a part of the state, of which the database holds the digest: whoever changes it has a state of nobody.
"""
LIFE = timedelta(minutes=10)
"""Time to sign in at the provider."""


@dataclass(frozen=True)
class Returned:
    """What the browser brings back from the provider; each part may be missing or made up."""

    state: str
    cookie: str
    code: str | None
    issuer: str | None


def redirect_uri(settings: Settings) -> str:
    """Where the provider sends the browser: the configured address, never one that a request names."""
    return f"{settings.public_url.rstrip('/')}{CALLBACK}"


def begin(
    database: Database,
    settings: Settings,
    provider: IdentityProvider,
    site: str | None,
    *,
    now: datetime,
    is_of_page: bool = False,
) -> tuple[str, str]:
    """The address to send the browser to, and the cookie that only this browser gets.

    The cookie binds the return to it: nobody can have somebody else end a sign-in that they began themselves.
    """
    state, cookie = (OF_PAGES if is_of_page else "") + token_urlsafe(32), token_urlsafe(32)
    begun = Begun(token_urlsafe(32), token_urlsafe(48))
    url = provider.authorization_url(redirect_uri(settings), state, begun, now)
    row = {
        "state_digest": digest_of(state),
        "cookie_digest": digest_of(cookie),
        "nonce": begun.nonce,
        "code_verifier": begun.code_verifier,
        "site": site,
        "expires_at": now + LIFE,
    }
    with database.write() as connection:
        sign_in_store.begin_oidc(connection, row)
    return url, cookie


def finish(
    database: Database,
    settings: Settings,
    provider: IdentityProvider,
    returned: Returned,
    *,
    caller: Caller,
    now: datetime,
) -> SignedIn:
    """A token for the person whose account the provider proves. Raises IdentityRefused and PostNotHeld.

    A person who is not known here gets nothing: the provider says who somebody is, never what they may do.
    """
    with database.write() as connection:
        row = sign_in_store.take_oidc(connection, digest_of(returned.state), now)
    same_browser = row and hmac.compare_digest(row["cookie_digest"], digest_of(returned.cookie))
    if not row or not same_browser or not returned.code:
        return _refused(database, "not_begun", caller, now)
    if not provider.is_from_issuer(returned.issuer, now):
        return _refused(database, "other_issuer", caller, now)
    begun = Begun(row["nonce"], row["code_verifier"])
    try:
        proved = provider.account(returned.code, redirect_uri(settings), begun, now)
    except IdentityRefused:
        return _refused(database, "not_proved", caller, now)
    return _given(database, settings, proved, row["site"], caller, now)


def _given(
    database: Database, settings: Settings, proved: str, site: str | None, caller: Caller, now: datetime
) -> SignedIn:
    account = rules.account_of(proved)
    with database.write() as connection:
        person = store.by_account(connection, account) if rules.ACCOUNT.fullmatch(account) else None
        if person and person.is_active:
            given = post_token(connection, settings, person, site, False, now=now)
            record_sign_in(connection, person, "oidc", given.site, caller, now)
            return given
        record_failure(connection, person, "oidc", "inactive" if person else "unknown", caller, now)
    raise IdentityRefused()


def _refused(database: Database, reason: str, caller: Caller, now: datetime) -> SignedIn:
    with database.write() as connection:
        record_failure(connection, None, "oidc", reason, caller, now)
    raise IdentityRefused()
