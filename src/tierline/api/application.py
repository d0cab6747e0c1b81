"""The application: the rooms' routes under /api/v1 and the console's pages, behind the same limits."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from tierline import __version__
from tierline.api.guard import Guard
from tierline.api.health import router as health
from tierline.api.routes import IN_CHINESE, ROUTERS
from tierline.console.application import PagesBeside, console
from tierline.database.connect import Database
from tierline.settings import Settings
from tierline.web.call import Clock, Service, SignedIn, SignIn
from tierline.web.problems import MEDIA_TYPE, Problem, add_handlers

PREFIX = "/api/v1"

ABOUT = (
    "What a line of a telecom operator may have by its tier, and what is done with it. "
    "Every refusal is answered as problem details (RFC 9457); every write takes an `Idempotency-Key`. "
    "依客户级别提供的服务及其办理。所有拒绝均以 RFC 9457 问题详情返回；所有写操作可带 `Idempotency-Key`。"
)

REFUSALS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": what}
    for status, what in {
        400: "The request cannot be read.",
        401: "Nobody is signed in.",
        403: "The roles of whoever asks do not include this.",
        404: "Not there, or not to be seen by whoever asks.",
        409: "Does not fit the present state.",
        412: "Changed by somebody else meanwhile.",
        413: "The request is too large.",
        415: "Not a form that is read here.",
        422: "A value is wrong.",
        428: "If-Match is missing.",
        429: "Asked too often.",
        503: "Not possible at the moment.",
    }.items()
}


def application(database: Database, settings: Settings, clock: Clock, sign_in: SignIn) -> FastAPI:
    """The application over a database; `clock` is the only clock that routes read."""
    app = FastAPI(
        title="tierline",
        version=__version__,
        description=ABOUT,
        openapi_tags=[{"name": tag, "description": title} for tag, title in IN_CHINESE.items()],
        openapi_url=None,  # below, because nothing answers without sign-in
        docs_url=None,  # its page would fetch scripts from elsewhere
        redoc_url=None,
        responses=REFUSALS,
        redirect_slashes=False,
    )
    app.state.service = Service(database, settings, clock, sign_in)
    add_handlers(app)
    app.include_router(health)
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    app.add_api_route(f"{PREFIX}/openapi.json", _document, include_in_schema=False)
    pages = console(settings, app.openapi)
    app.add_middleware(PagesBeside, pages=pages)
    app.add_middleware(Guard, settings=settings, pages=pages)
    return app


def _document(call: SignedIn) -> JSONResponse:
    """The document that describes the API, for whoever is signed in."""
    app: FastAPI = call.request.app
    return JSONResponse(app.openapi())
