"""The console as an application of its own, which the service puts beside its API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tierline.console.errors import PageUnknown
from tierline.console.refusals import add_handlers, refused_before
from tierline.console.rendering import rendering
from tierline.console.routes import ROUTERS
from tierline.console.static_files import StaticFiles, static_files
from tierline.people import oidc_sign_in
from tierline.settings import Settings

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere: a page that somebody slipped a script into does not run it."""

NOT_PAGES = ("/api/", "/health/", "/tmf-api/")
"""What the API answers itself."""


def console(settings: Settings, document: Callable[[], Mapping[str, Any]]) -> FastAPI:
    """The pages; `document` gives what describes the API. Raises AssetsMissing where files were not built."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    files = static_files()
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.add_api_route("/static/{name}", _static(files), include_in_schema=False)
    # Browsers ask for it by this name where an answer is no page that names its sign.
    app.add_api_route("/favicon.ico", _static(files, files.addresses["favicon.svg"]), include_in_schema=False)
    add_handlers(app)
    app.state.rendering = rendering(settings.time_zone, files.addresses)
    app.state.document = document
    return app


def is_for_pages(scope: Scope) -> bool:
    """True where a request asks for a page, as does the return from the identity provider to one."""
    path: str = scope["path"]
    if path == oidc_sign_in.CALLBACK:
        # There is one address that the provider knows; who began the sign-in is a part of its state.
        state = QueryParams(scope["query_string"]).get("state", "")
        return state.startswith(oidc_sign_in.OF_PAGES)
    return not path.startswith(NOT_PAGES)


def _static(files: StaticFiles, address: str = "") -> Any:
    def static_file(request: Request) -> Response:
        """A file of the pages, by its content."""
        found = files.answer(address or request.url.path)
        if found is None:
            raise PageUnknown()
        return found

    return static_file


class PagesBeside:
    """The middleware that leads whoever asks for a page to the console, and all others to the API."""

    def __init__(self, app: ASGIApp, pages: FastAPI) -> None:
        self.app, self.pages = app, pages
        self.rendering, self.document = pages.state.rendering, pages.state.document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_for_pages(scope):
            await self.app(scope, receive, send)
            return
        self._join(scope)

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = CONTENT_POLICY
            await send(message)

        await self.pages(scope, receive, with_policy)

    def _join(self, scope: MutableMapping[str, Any]) -> None:
        """The pages serve what the API serves: one service, one front desk."""
        self.pages.state = scope["app"].state
        self.pages.state.rendering, self.pages.state.document = self.rendering, self.document


def page_for_refusal(pages: FastAPI, request: Request, status: int) -> Response | None:
    """The page of a refusal that is made before any route; None where no page was asked for."""
    if not is_for_pages(request.scope):
        return None
    request.scope["app"] = pages
    answer = refused_before(request, status)
    answer.headers["Content-Security-Policy"] = CONTENT_POLICY
    return answer
