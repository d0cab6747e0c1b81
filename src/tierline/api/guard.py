"""What stands before every route: request ids, limits of size and time, safe headers, a record."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any
from uuid import uuid4

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tierline.api.logs import cause_of
from tierline.api.metrics import REQUESTS, SECONDS
from tierline.console.application import page_for_refusal
from tierline.settings import Settings
from tierline.web.call import language_of
from tierline.web.problems import TITLES, fault, problem

log = structlog.get_logger("tierline.api")

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""Answers hold personal data: no browser or proxy keeps them, frames them or guesses their type."""


class _BodyRefused(Exception):
    """The body of a request is too large, or does not come."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Guard:
    """The middleware. An error that nobody foresaw is answered here, without a traceback, and logged."""

    def __init__(self, app: ASGIApp, settings: Settings, pages: FastAPI) -> None:
        self.app = app
        self.pages = pages
        self.largest = settings.largest_body_bytes
        self.seconds = settings.request_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self.pages, self.largest, self.seconds)
        await exchange.run(self.app)


class _Exchange:
    """One request and its answer."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, pages: FastAPI, largest: int, seconds: float
    ) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.pages = pages
        self.headers = Headers(scope=scope)
        given = self.headers.get("x-request-id", "")
        self.request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = self.request_id
        self.status = 0
        self.refused: _BodyRefused | None = None
        self.largest, self.seconds = largest, seconds
        self.arrived = 0
        self.began = time.perf_counter()

    async def run(self, app: ASGIApp) -> None:
        cause = ""
        try:
            length = self.headers.get("content-length", "0")
            if not length.isascii() or not length.isdigit() or int(length[:20]) > self.largest:
                raise _BodyRefused(413)
            await app(self.scope, self.receive, self.send)
        except _BodyRefused as refused:
            await self._answer(refused.status)
        except Exception as error:  # noqa: BLE001  # the last place where a fault can still be answered and logged
            cause = cause_of(error)
            await self._answer(500)
        finally:
            self._record(cause)

    async def receive(self) -> Message:
        """The next part of the body, within the limits."""
        left = self.seconds - (time.perf_counter() - self.began)
        if self.status:
            # The answer has begun; what is waited for now is only the end of the connection.
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0.001))
        except TimeoutError:
            self.refused = _BodyRefused(408)
            raise self.refused from None
        self.arrived += len(message.get("body", b""))
        if self.arrived > self.largest:
            self.refused = _BodyRefused(413)
            raise self.refused
        return message

    async def send(self, message: Message) -> None:
        """Pass an answer on, with the headers that all answers have."""
        if self.refused:
            # Who reads the body takes any error for one of its form; this one has an answer of its own.
            refused, self.refused = self.refused, None
            raise refused
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.request_id
            for name, value in SAFE_HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)

    async def _answer(self, status: int) -> None:
        if self.status:
            return  # Its beginning is already with the caller; the connection ends.
        request = Request(self.scope)
        answer = page_for_refusal(self.pages, request, status) or _problem(request, status)
        if status in (408, 413):
            answer.headers["Connection"] = "close"
        await answer(self.scope, self._receive, self.send)

    def _record(self, cause: str) -> None:
        # The route as it is written, not the path: a path holds numbers of customers.
        route = self.scope.get("route")
        path: str = getattr(route, "path", "") or "unknown"
        method = self.scope["method"] if self.scope["method"] in METHODS else "other"
        seconds = time.perf_counter() - self.began
        REQUESTS.labels(method, path, str(self.status)).inc()
        SECONDS.labels(method, path).observe(seconds)
        facts: dict[str, Any] = {
            "request_id": self.request_id,
            "method": method,
            "route": path,
            "status": self.status,
            "milliseconds": round(seconds * 1000, 1),
        }
        if cause:
            log.error("fault", cause=cause, **facts)
        else:
            log.info("answered", **facts)


def _problem(request: Request, status: int) -> Response:
    language = language_of(request)
    detail = fault(language) if status == 500 else TITLES[status].read(language)
    return problem(request, status, "fault" if status == 500 else f"http-{status}", detail)


METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
