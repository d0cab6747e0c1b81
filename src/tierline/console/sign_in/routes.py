"""`/sign-in`, `/stay`, `/sign-out`, `/me`, `/reader` and `/keys`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from tierline.console import session
from tierline.console.errors import PasswordsDiffer
from tierline.console.forms import Form
from tierline.console.reader import Keys, Theme, keep_choices
from tierline.console.sign_in.page import other_form_page, resumed, sign_in_page
from tierline.console.visit import AnyVisit, KnownVisit, Visit, own_path
from tierline.errors import NotAllowed, TierlineError
from tierline.people import sign_in
from tierline.people.bodies import PostChange, SignInAsked
from tierline.people.front_desk import caller_of
from tierline.people.posts import change_post, posts
from tierline.people.service import sign_out
from tierline.rights.policy import permissions
from tierline.site_directory import service as site_directory
from tierline.web.problems import status_of
from tierline.wording import Language

router = APIRouter()

Next = Annotated[str, Query(max_length=600)]


class PasswordForm(BaseModel):
    """A change of one's own password; the new one is typed twice."""

    model_config = ConfigDict(extra="forbid")

    old: SecretStr = Field(min_length=1, max_length=256)
    new: SecretStr = Field(min_length=1, max_length=256)
    again: SecretStr = Field(min_length=1, max_length=256)


class Choices(BaseModel):
    """How somebody reads from now on; what is not named stays."""

    language: Language | None = None
    theme: Theme | None = None
    keys: Keys | None = None


@router.get("/sign-in")
def show_sign_in(visit: AnyVisit, next: Next = "/") -> Response:  # noqa: A002  # the address says next
    """The form of signing in."""
    return sign_in_page(visit, Form({"next": [own_path(next)]}))


@router.post("/sign-in")
def post_sign_in(visit: AnyVisit) -> Response:
    """Sign in with a local account, and go where one wanted to go."""
    found = visit.filled(SignInAsked)
    if found.body is None:
        return sign_in_page(visit, found.form, 422)
    body = found.body
    try:
        given = sign_in.sign_in(
            visit.service.database,
            visit.settings,
            body.account,
            body.password.get_secret_value(),
            site=body.site or None,
            caller=caller_of(visit),
            now=visit.now,
        )
    except TierlineError as error:
        return sign_in_page(visit, found.form.refused(error, visit.language), status_of(error))
    if visit.actor_or_none:
        with visit.write() as connection:
            sign_out(connection, visit.actor, visit.token, now=visit.now)
    other_form = None if given.must_change_password else resumed(found.form)
    if other_form:
        answer = other_form_page(visit, given.token, *other_form)
    else:
        answer = visit.led_to(
            "/me" if given.must_change_password else own_path(found.form.value("next", "/"))
        )
    session.begin(answer, visit.settings, given.token, given.expires_at)
    return answer


@router.post("/stay")
def post_stay(visit: KnownVisit) -> Response:
    """Stay signed in: being asked is the use that puts off the end of an idle sign-in."""
    return Response(status_code=204) if visit.wants_part else visit.led_to("/")


@router.post("/sign-out")
def post_sign_out(visit: KnownVisit) -> Response:
    """End the sign-in of this browser."""
    with visit.write() as connection:
        sign_out(connection, visit.actor, visit.token, now=visit.now)
    answer = visit.led_to("/sign-in")
    session.end(answer)
    return answer


@router.get("/me/post")
def show_posts(visit: KnownVisit) -> Response:
    """One's posts, to change between them."""
    return _posts_page(visit, Form())


@router.post("/me/post")
def post_post(visit: KnownVisit) -> Response:
    """Go on at another of one's posts."""
    found = visit.filled(PostChange)
    site = found.body.site if found.body else found.form.value("site")
    if found.body is None and site:
        return _posts_page(visit, found.form, 422)
    try:
        with visit.write() as connection:
            given = change_post(connection, visit.settings, visit.actor, visit.token, site, now=visit.now)
    except NotAllowed as error:
        return _posts_page(visit, found.form.refused(error, visit.language), status_of(error))
    # The start page, because what was open may lie outside the new post.
    answer = visit.led_to("/")
    session.begin(answer, visit.settings, given.token, given.expires_at)
    return answer


def _posts_page(visit: Visit, form: Form, status: int = 200) -> Response:
    with visit.read() as connection:
        held = posts(connection, visit.actor)
        titles = site_directory.titles(connection, held)
    return visit.act("sign_in/post.html", status, form=form, posts=held, titles=titles)


@router.get("/me")
def show_me(visit: KnownVisit) -> Response:
    """Who is signed in, what they may do, and the form for their password."""
    return _me_page(visit, Form())


@router.post("/me")
def post_password(visit: KnownVisit) -> Response:
    """Change one's own password; all sign-ins of the person end."""
    found = visit.filled(PasswordForm)
    if found.body is None:
        return _me_page(visit, found.form, 422)
    body = found.body
    if body.new.get_secret_value() != body.again.get_secret_value():
        return _me_page(visit, found.form.refused(PasswordsDiffer(field="again"), visit.language), 422)
    try:
        sign_in.change_own_password(
            visit.service.database,
            visit.settings,
            visit.actor,
            body.old.get_secret_value(),
            body.new.get_secret_value(),
            caller=caller_of(visit),
            now=visit.now,
        )
    except TierlineError as error:
        return _me_page(visit, found.form.refused(error, visit.language), status_of(error))
    answer = visit.led_to("/sign-in")
    session.end(answer)
    return answer


def _me_page(visit: Visit, form: Form, status: int = 200) -> Response:
    return visit.page("sign_in/me.html", status, form=form, titles=permissions())


@router.post("/reader")
def post_reader(visit: AnyVisit) -> Response:
    """Read from now on as chosen, and stay where one is."""
    found = visit.filled(Choices)
    answer = visit.led_to(own_path(found.form.value("back", "/")))
    if found.body is not None:
        chosen = {name: str(value) for name, value in found.body if value is not None}
        keep_choices(answer, is_secure=session.is_secure(visit.settings), **chosen)
    return answer


@router.get("/keys")
def show_keys(visit: AnyVisit) -> Response:
    """The list of keys, and whether letters are any."""
    if visit.wants_part:
        return visit.part("sign_in/keys.html", "act")
    return visit.page("sign_in/keys.html")
