"""Routes of signing in and out; routes.py takes them in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from tierline.people import oidc_sign_in, sign_in
from tierline.people.bodies import (
    SITE_PATTERN,
    Me,
    PasswordChange,
    PostChange,
    SignInAsked,
    SignInGiven,
)
from tierline.people.front_desk import caller_of, front_desk
from tierline.people.oidc_sign_in import Returned, redirect_uri
from tierline.people.posts import change_post
from tierline.people.service import sign_out
from tierline.web.call import Open, SignedIn

router = APIRouter(tags=["sign-in"])

COOKIE = "tierline_sign_in"
COOKIE_PATH = "/api/v1/sign-in/oidc"


@router.post("/sign-in", summary="Sign in with a local account 本地账号登录")
def post_sign_in(call: Open, body: SignInAsked) -> SignInGiven:
    """An unknown account, a wrong password and somebody who has left are refused alike."""
    given = sign_in.sign_in(
        call.service.database,
        call.settings,
        body.account,
        body.password.get_secret_value(),
        site=body.site,
        caller=caller_of(call),
        now=call.now,
    )
    return SignInGiven.of(given)


@router.get(
    "/sign-in/oidc",
    status_code=302,
    response_class=RedirectResponse,
    summary="Go to the provider 前往统一身份认证",
)
def begin_oidc(
    call: Open, site: Annotated[str | None, Query(max_length=120, pattern=SITE_PATTERN)] = None
) -> RedirectResponse:
    """The browser goes to the identity provider, and comes back to the callback."""
    caller_of(call)
    provider = front_desk(call.request).provider
    url, cookie = oidc_sign_in.begin(call.service.database, call.settings, provider, site, now=call.now)
    answer = RedirectResponse(url, 302)
    answer.set_cookie(
        COOKIE,
        cookie,
        max_age=int(oidc_sign_in.LIFE.total_seconds()),
        path=COOKIE_PATH,
        secure=redirect_uri(call.settings).startswith("https:"),
        httponly=True,
        # Not strict: the return from the provider comes from another site.
        samesite="lax",
    )
    return answer


@router.get("/sign-in/oidc/callback", summary="Come back from the provider 统一身份认证返回")
def end_oidc(
    call: Open,
    response: Response,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str | None, Query(max_length=2000)] = None,
    iss: Annotated[str | None, Query(max_length=400)] = None,
) -> SignInGiven:
    """A token for the person whose account the provider proves; a person not known here is refused."""
    caller = caller_of(call)
    provider = front_desk(call.request).provider
    returned = Returned(state, call.request.cookies.get(COOKIE, ""), code, iss)
    given = oidc_sign_in.finish(
        call.service.database, call.settings, provider, returned, caller=caller, now=call.now
    )
    response.delete_cookie(COOKIE, path=COOKIE_PATH)
    return SignInGiven.of(given)


@router.post("/sign-out", status_code=204, summary="Sign out 退出登录")
def post_sign_out(call: SignedIn) -> None:
    """The token of this call ends at once."""
    with call.write() as connection:
        sign_out(connection, call.actor, call.token, now=call.now)


@router.get("/me", summary="Who is signed in 当前登录身份")
def get_me(call: SignedIn) -> Me:
    """Also what they may do, so that a console shows nothing that would be refused."""
    return Me.of(call.actor)


@router.post("/me/post", summary="Work at another of one's posts 切换岗位")
def post_post(call: SignedIn, body: PostChange) -> SignInGiven:
    """The token of this call ends; the new one lasts no longer than it would have."""
    with call.write() as connection:
        given = change_post(connection, call.settings, call.actor, call.token, body.site, now=call.now)
    return SignInGiven.of(given)


@router.post("/me/password", status_code=204, summary="Change one's own password 修改本人密码")
def post_password(call: SignedIn, body: PasswordChange) -> None:
    """All tokens of the person end; they sign in anew."""
    sign_in.change_own_password(
        call.service.database,
        call.settings,
        call.actor,
        body.old.get_secret_value(),
        body.new.get_secret_value(),
        caller=caller_of(call),
        now=call.now,
    )
