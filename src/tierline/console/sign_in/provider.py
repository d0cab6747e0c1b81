"""Signing in at the identity provider from a browser: `/sign-in/provider`, and the return from it.

The provider knows one address to send browsers back to, which is the API's. A sign-in that a page began says
so in its state, and its return is led to the route here (console/application.py).
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from tierline.console import session
from tierline.console.forms import WHOLE, Form
from tierline.console.sign_in.page import sign_in_page
from tierline.console.visit import AnyVisit, Visit, own_path
from tierline.errors import TierlineError
from tierline.people import oidc_sign_in
from tierline.people.front_desk import caller_of, front_desk
from tierline.people.oidc_sign_in import Returned
from tierline.people.service import sign_out
from tierline.web.problems import status_of

router = APIRouter()

COOKIE = "tierline_page_sign_in"
"""Binds the return to the browser that began, and says where its reader wanted to go."""


@router.get("/sign-in/provider")
def begin_at_provider(visit: AnyVisit, next: Annotated[str, Query(max_length=600)] = "/") -> Response:  # noqa: A002  # the address says next
    """The browser goes to the identity provider."""
    try:
        caller_of(visit)
        provider = front_desk(visit.request).provider
        url, secret = oidc_sign_in.begin(
            visit.service.database, visit.settings, provider, None, now=visit.now, is_of_page=True
        )
    except TierlineError as error:
        return _refused(visit, error, own_path(next))
    answer = RedirectResponse(url, 302)
    back = base64.urlsafe_b64encode(own_path(next).encode()).decode()
    answer.set_cookie(
        COOKIE,
        f"{secret}.{back}",
        max_age=int(oidc_sign_in.LIFE.total_seconds()),
        path=oidc_sign_in.CALLBACK,
        secure=session.is_secure(visit.settings),
        httponly=True,
        # Not strict: the return from the provider comes from another site.
        samesite="lax",
    )
    return answer


@router.get(oidc_sign_in.CALLBACK)
def end_at_provider(
    visit: AnyVisit,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str | None, Query(max_length=2000)] = None,
    iss: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """The session of the person whose account the provider proves begins; anything else is a page."""
    secret, _, back = visit.request.cookies.get(COOKIE, "").partition(".")
    path = _path(back)
    try:
        given = oidc_sign_in.finish(
            visit.service.database,
            visit.settings,
            front_desk(visit.request).provider,
            Returned(state, secret, code, iss),
            caller=caller_of(visit),
            now=visit.now,
        )
    except TierlineError as error:
        answer = _refused(visit, error, path)
    else:
        if visit.actor_or_none:
            with visit.write() as connection:
                sign_out(connection, visit.actor, visit.token, now=visit.now)
        answer = visit.led_to(path)
        session.begin(answer, visit.settings, given.token, given.expires_at)
    answer.delete_cookie(COOKIE, path=oidc_sign_in.CALLBACK)
    return answer


def _path(written: str) -> str:
    try:
        return own_path(base64.urlsafe_b64decode(written.encode()).decode())
    except (binascii.Error, ValueError):
        return "/"


def _refused(visit: Visit, error: TierlineError, path: str) -> Response:
    form = Form({"next": [path]}, {WHOLE: error.message(visit.language)})
    return sign_in_page(visit, form, status_of(error))
