"""Pages for what is refused, not there, or at fault; the statuses are those of the API."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

from tierline.console.errors import PageUnknown, SessionOver
from tierline.console.session import remember_stranger
from tierline.console.sign_in.page import sign_in_again
from tierline.console.visit import is_watching, sign_in_path, signed_in_by_cookie, visit_of
from tierline.database.errors import DatabaseUnreachable
from tierline.errors import NotSignedIn, TierlineError
from tierline.rights.errors import PermissionMissing
from tierline.rights.policy import permissions
from tierline.web.problems import TITLES, fault, status_of
from tierline.wording import Language, Text

TEMPLATE = "templates/refusal.html"

BUSY = Text(
    "The database is busy or away. Nothing was changed. Try again in a moment.",
    "数据库繁忙或不可用，未作任何更改。请稍后重试。",
)
WRONG_ADDRESS = Text(
    "The address names something in a form that is not taken here.", "地址中的内容格式不正确。"
)
NOT_ALLOWED = Text(
    "Your roles do not let you {what}. Ask your supervisor if you need it.",
    "您的角色无权{what}。如有需要，请联系主管。",
)
NOT_KEPT = Text("A value holds what cannot be kept or found.", "取值中含有无法保存或查询的内容。")


def refused(request: Request, status: int, said: Text | str) -> Response:
    """The page that says what is so, and where to go from here."""
    # The database may be what is away: then the page is one for nobody in particular.
    try:
        actor = signed_in_by_cookie(request)
    except (DatabaseUnreachable, OperationalError, PoolExhausted):
        actor = None
    visit = visit_of(request, actor=actor)
    title = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    sentence = said.read(visit.language) if isinstance(said, Text) else said
    if visit.wants_part:
        return visit.part(TEMPLATE, "said", status, title=title, sentence=sentence, code=status)
    page = visit.page(TEMPLATE, status, title=title, sentence=sentence, code=status)
    if actor is None:
        # The page has forms too, for its language, and they are bound to the browser.
        remember_stranger(page, visit.settings, visit.session)
    return page


def refused_before(request: Request, status: int) -> Response:
    """The page for what is refused before a page is asked, such as a form that is too large."""
    language = visit_of(request).language
    return refused(request, status, fault(language) if status >= 500 else TITLES[status])


def _by_rule(request: Request, error: Exception) -> Response:
    assert isinstance(error, TierlineError)
    is_part = request.headers.get("hx-request") == "true"
    if isinstance(error, NotSignedIn) and is_part and request.method == "POST":
        # The open page stays as it is, with what is typed there.
        return Response(status_code=401, headers={"HX-Reswap": "none"})
    if isinstance(error, NotSignedIn) and is_watching(request):
        # In place of the part that asks again and again, so that it stops; the page around it stays.
        return refused(request, 401, SessionOver.text)
    if isinstance(error, NotSignedIn) and request.method == "GET":
        path = sign_in_path(request)
        if is_part:
            return Response(status_code=204, headers={"HX-Redirect": path})
        return RedirectResponse(path, 303)
    if isinstance(error, SessionOver):
        return sign_in_again(visit_of(request), error)
    if isinstance(error, DatabaseUnreachable):
        # Its sentence says where the database is, which is for whoever runs the service.
        return _busy(request, error)
    return refused(request, status_of(error), _sentence(error, visit_of(request).language))


def _sentence(error: TierlineError, language: Language) -> str:
    """What the page says; permissions by what they allow, since only callers of the API know their names."""
    title = permissions().get(str(error.facts.get("permission", "")))
    if isinstance(error, PermissionMissing) and title is not None:
        return NOT_ALLOWED.read(language, what=title.read(language))
    return error.message(language)


def _by_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return _by_rule(request, PageUnknown())
    if error.status_code == 405 and request.method == "GET":
        # The address of a form without a page of its own: it stands in the browser once the form was refused,
        # and is asked for again by whoever turns to the other language. What it belongs to stands above it.
        return RedirectResponse(request.url.path.rpartition("/")[0] or "/", 303)
    return refused(request, error.status_code, TITLES.get(error.status_code, TITLES[400]))


def _wrong_address(request: Request, _error: Exception) -> Response:
    return refused(request, 404, WRONG_ADDRESS)


def _busy(request: Request, _error: Exception) -> Response:
    answer = refused(request, 503, BUSY)
    answer.headers["Retry-After"] = "1"
    return answer


def _not_kept(request: Request, _error: Exception) -> Response:
    return refused(request, 422, NOT_KEPT)


def _at_fault(request: Request, _error: Exception) -> Response:
    # What stands before every route logs the cause; the page has the request's number.
    return refused(request, 500, fault(visit_of(request).language))


def add_handlers(app: FastAPI) -> None:
    """Have every refusal of the console answered as a page."""
    app.add_exception_handler(TierlineError, _by_rule)
    app.add_exception_handler(RequestValidationError, _wrong_address)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(DataError, _not_kept)
    app.add_exception_handler(OperationalError, _busy)
    app.add_exception_handler(PoolExhausted, _busy)
    app.add_exception_handler(Exception, _at_fault)
