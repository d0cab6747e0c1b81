"""Small pages under the policy of the console's pages, with what is built for those."""

from __future__ import annotations

from collections.abc import Mapping
from mimetypes import guess_type

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tools.assets import BUILT

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<link rel="icon" href="data:,">{head}</head><body><main>{body}</main></body></html>"""


def strict_pages(
    bodies: Mapping[str, str],
    files: Mapping[str, str] | None = None,
    head: str = "",
    policy: str = POLICY,
) -> Starlette:
    """An application of pages and of files that they load, by their paths; what is built is at /static."""

    def page(request: Request) -> HTMLResponse:
        body = bodies[request.url.path]
        is_part = "HX-Request" in request.headers
        whole = body if is_part else FRAME.format(head=head, body=body)
        return HTMLResponse(whole, headers={"Content-Security-Policy": policy})

    def file(request: Request) -> Response:
        path = request.url.path
        return Response((files or {})[path], media_type=guess_type(path)[0])

    return Starlette(
        routes=[
            *(Route(path, page) for path in bodies),
            *(Route(path, file) for path in files or {}),
            # An answer that is no page names no sign, and a browser asks for one by this name.
            Route("/favicon.ico", lambda _request: Response(status_code=204)),
            Mount("/static", StaticFiles(directory=BUILT)),
        ]
    )
