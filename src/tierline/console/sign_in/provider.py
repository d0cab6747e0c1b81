"""Signing in at the identity provider from a browser: `/sign-in/provider`, and the return from it.

The provider knows one address to send browsers back to, which is the API's. A sign-in that a page began says
so in its state, and its return is led to the route here (console/application.py).
"""

from __future__ import annotations

import base64
import binascii
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from tierline.console import session
from tierline.console.forms import WHOLE, Form
from tierline.console.session import session_of
from tierline.console.sign_in.carried import keep_typed, kept_typed
from tierline.console.sign_in.page import other_form_page, resumed, sign_in_page
from tierline.console.visit import AnyVisit, Visit, own_path
from tierline.errors import TierlineError
from tierline.people import oidc_sign_in
from tierline.people.front_desk import caller_of, front_desk
from tierline.people.oidc_sign_in import Returned
from tierline.people.service import person_of, sign_out
from tierline.web.problems import status_of

router = APIRouter()

COOKIE = "tierline_page_sign_in"
"""Binds the return to the browser that began, and says where its reader wanted to go."""

TYPED = "tierline_page_typed"
"""Opens what was typed into a form whose sign-in had ended, once its person has signed in."""


class Nothing(BaseModel):
    """The body of a form of which all is carried along, and nothing read."""


@router.post("/sign-in/provider")
def keep_for_provider(visit: AnyVisit) -> Response:
    """Keep what was typed into a form whose sign-in had ended, and lead on to the provider.

    Only a browser that shows the token of the sign-in that has ended has anything kept, and only its person
    gets it back.
    """
    form = visit.filled(Nothing).form
    path, ended = own_path(form.value("next", "/")), session_of(visit.request).token
    if resumed(form) is None:
        return _leading_on(visit, path, is_kept=False)
    secret = token_urlsafe(32)
    try:
        caller_of(visit)
        with visit.write() as connection:
            person_id = person_of(connection, ended)
            if person_id is None:
                return _leading_on(visit, path, is_kept=False)
            keep_typed(connection, person_id, secret, form, now=visit.now)
    except TierlineError as error:
        return sign_in_page(visit, form.refused(error, visit.language), status_of(error))
    answer = _leading_on(visit, path, is_kept=True)
    _set_cookie(visit, answer, TYPED, secret)
    return answer


def _leading_on(visit: Visit, path: str, *, is_kept: bool) -> Response:
    """The page from which the browser goes on: a form may lead to no other site, not even by way of ours."""
    return visit.page("sign_in/to_provider.html", back=path, is_kept=is_kept)


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
    _set_cookie(visit, answer, COOKIE, f"{secret}.{back}")
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
        answer = _on_the_way(visit, given.token) or visit.led_to(path)
        session.begin(answer, visit.settings, given.token, given.expires_at)
        answer.delete_cookie(TYPED, path=oidc_sign_in.CALLBACK)
    answer.delete_cookie(COOKIE, path=oidc_sign_in.CALLBACK)
    return answer


def _on_the_way(visit: Visit, token: str) -> Response | None:
    """The page with what the person had typed before; None where nothing is kept of them."""
    actor = visit.service.sign_in(visit.service.database, token, visit.now)
    if actor is None:
        return None
    with visit.read() as connection:
        typed = kept_typed(connection, actor.id, visit.request.cookies.get(TYPED, ""))
    return other_form_page(visit, token, *typed) if typed else None


def _set_cookie(visit: Visit, answer: Response, name: str, value: str) -> None:
    """What the browser brings along when it comes back from the provider, and to nowhere else."""
    answer.set_cookie(
        name,
        value,
        max_age=int(oidc_sign_in.LIFE.total_seconds()),
        path=oidc_sign_in.CALLBACK,
        secure=session.is_secure(visit.settings),
        httponly=True,
        # Not strict: the return from the provider comes from another site.
        samesite="lax",
    )


def _path(written: str) -> str:
    try:
        return own_path(base64.urlsafe_b64decode(written.encode()).decode())
    except (binascii.Error, ValueError):
        return "/"


def _refused(visit: Visit, error: TierlineError, path: str) -> Response:
    form = Form({"next": [path]}, {WHOLE: error.message(visit.language)})
    return sign_in_page(visit, form, status_of(error))
