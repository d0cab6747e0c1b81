"""The served application with one more route, which does nothing: what signing in and the middleware cost."""

from __future__ import annotations

from fastapi import FastAPI, Response

from tierline.api.server import make as make_application
from tierline.web.call import SignedIn


def make() -> FastAPI:
    """The application with GET /api/v1/empty."""
    app = make_application()

    @app.get("/api/v1/empty")
    def empty(call: SignedIn) -> Response:
        return Response(b"{}", media_type="application/json")

    return app
