"""The session of a browser: a cookie with the token of a sign-in, and what proves that a form is its own."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_urlsafe

from fastapi import Request
from fastapi.responses import Response

from tierline.settings import Settings

COOKIE = "tierline_session"
STRANGER = "tierline_stranger"
"""The cookie of a browser in which nobody is signed in, to which its form of signing in is bound."""

UNTIL = "tierline_until"
"""The cookie with the moment at which the sign-in ends: for telling it alone, nothing rests on it."""

SAME_PLACE = frozenset(("same-origin", "none"))


@dataclass(frozen=True)
class Session:
    """What a browser holds; `token` is "" where nobody is signed in."""

    token: str
    stranger: str
    until: datetime | None = None

    def forgotten(self) -> Session:
        """The same browser with nobody signed in."""
        return Session("", self.stranger)

    @property
    def proof(self) -> str:
        """What each form of this browser carries. Who made a form elsewhere cannot know it."""
        secret = self.token or self.stranger
        return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def session_of(request: Request) -> Session:
    """The session of the browser that asks."""
    cookies = request.cookies
    return Session(
        cookies.get(COOKIE, ""), cookies.get(STRANGER) or token_urlsafe(24), _moment(cookies.get(UNTIL, ""))
    )


def _moment(seconds: str) -> datetime | None:
    is_one = seconds.isascii() and seconds.isdigit() and len(seconds) <= len("9999999999")
    return datetime.fromtimestamp(int(seconds), UTC) if is_one else None


def is_own_form(request: Request, session: Session, given: str) -> bool:
    """True where a form was made for this browser and sent from one of our own pages."""
    came_from = request.headers.get("sec-fetch-site")
    if came_from is not None and came_from not in SAME_PLACE:
        return False
    return hmac.compare_digest(session.proof.encode(), given.encode())


def is_secure(settings: Settings) -> bool:
    """True where browsers reach the service by TLS; cookies are for that alone then."""
    return settings.public_url.startswith("https:")


def begin(response: Response, settings: Settings, token: str, until: datetime) -> None:
    """Have the browser hold a sign-in until it is closed. When it is over, the database decides."""
    for name, value in ((COOKIE, token), (UNTIL, str(int(until.timestamp())))):
        response.set_cookie(
            name,
            value,
            path="/",
            secure=is_secure(settings),
            httponly=True,
            # Not strict: a telephone's program opens a customer's page from outside.
            samesite="lax",
        )
    response.delete_cookie(STRANGER, path="/")


def remember_stranger(response: Response, settings: Settings, session: Session) -> None:
    """Bind the form of signing in to the browser."""
    response.set_cookie(
        STRANGER, session.stranger, path="/", secure=is_secure(settings), httponly=True, samesite="lax"
    )


def end(response: Response) -> None:
    """Have the browser forget its sign-in."""
    response.delete_cookie(COOKIE, path="/")
    response.delete_cookie(UNTIL, path="/")
