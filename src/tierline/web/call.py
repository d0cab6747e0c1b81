"""One call of the API: who asks, when, in which language, and the transactions that a route opens."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Protocol

from fastapi import Depends, Header, Request
from fastapi.dependencies.models import Dependant
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy import Connection

from tierline.database.connect import Database
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.web.errors import HeaderWrong, ParameterUnknown, SignInNeeded
from tierline.web.once import Kept, Keyed, once
from tierline.wording import Language, preferred_language

Clock = Callable[[], datetime]

KEY = re.compile(r"[\x21-\x7e]{1,128}")
BEARER = HTTPBearer(auto_error=False, description="A token from /api/v1/sign-in or /api/v1/token.")


class SignIn(Protocol):
    """Finds whom a token was given to; None for a token that is unknown, over or taken back.

    What is no use by its holder (`is_use`) does not put off the end of a sign-in that is idle.
    """

    def __call__(
        self, database: Database, token: str, now: datetime, *, is_use: bool = True
    ) -> Actor | None: ...


@dataclass(frozen=True)
class Service:
    """What an application is made of; it lies at `app.state.service`."""

    database: Database
    settings: Settings
    clock: Clock
    sign_in: SignIn


@dataclass(frozen=True)
class Call:
    """A call by somebody who is signed in, or by nobody where `actor_or_none` is None."""

    service: Service
    request: Request
    now: datetime
    language: Language
    request_id: str
    actor_or_none: Actor | None

    @property
    def actor(self) -> Actor:
        """Who asks. Raises SignInNeeded where nobody is signed in."""
        if self.actor_or_none is None:
            raise SignInNeeded()
        return self.actor_or_none

    @property
    def token(self) -> str:
        """The token that the call shows."""
        return self.request.headers.get("authorization", "").partition(" ")[2].strip()

    @property
    def settings(self) -> Settings:
        """The settings of the installation."""
        return self.service.settings

    def read(self) -> AbstractContextManager[Connection]:
        """A transaction that reads."""
        return self.service.database.read()

    def write(self) -> AbstractContextManager[Connection]:
        """A transaction that writes; committed at its end, taken back by an error."""
        return self.service.database.write()

    def once(
        self,
        use_case: Callable[[Connection], BaseModel | dict[str, Any]],
        body: BaseModel | None = None,
        status: int = 200,
    ) -> Response:
        """Run a write and answer with what it returns; under an Idempotency-Key it takes effect once.

        The same key with the same request gets the first answer again, also while that is still being made;
        with another request it is refused (KeyReused). An error leaves neither effect nor key behind.
        """
        key = self.request.headers.get("idempotency-key")
        if key is not None and not KEY.fullmatch(key):
            raise HeaderWrong(field="Idempotency-Key", expected="1-128 ASCII characters")
        with self.write() as connection:
            if key is None:
                return _answer(use_case(connection), status)

            def make() -> Kept:
                answer = _answer(use_case(connection), status)
                return Kept(answer.status_code, bytes(answer.body).decode())

            kept = once(connection, Keyed(self.actor.id, key, self._digest(body)), make, now=self.now)
            return Response(kept.body, kept.status, media_type="application/json")

    def _digest(self, body: BaseModel | None) -> str:
        written = body.model_dump_json() if body else ""
        return hashlib.sha256(
            f"{self.request.method} {self.request.url.path}?{self.request.url.query} {written}".encode()
        ).hexdigest()


def _answer(content: BaseModel | dict[str, Any], status: int) -> JSONResponse:
    plain = content.model_dump(mode="json") if isinstance(content, BaseModel) else content
    return JSONResponse(plain, status)


def language_of(request: Request) -> Language:
    """The first of our languages in Accept-Language, else that of the installation."""
    for wanted in request.headers.get("accept-language", "").lower().split(","):
        for language in Language:
            if wanted.strip().startswith(language.value):
                return language
    return preferred_language()


def service_of(request: Request) -> Service:
    """The service that an application was made with."""
    service: Service = request.app.state.service
    return service


def _parameters(dependant: Dependant) -> set[str]:
    """The query parameters of a route and of all that it depends on."""
    mine = {str(parameter.alias) for parameter in dependant.query_params}
    return mine.union(*(_parameters(each) for each in dependant.dependencies))


_KNOWN: dict[Callable[..., Any], set[str]] = {}
"""The query parameters of routes asked so far, by their functions; a route itself has no hash."""


def _refuse_unknown_parameters(request: Request) -> None:
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute):
        return
    known = _KNOWN.get(route.endpoint)
    if known is None:
        known = _KNOWN[route.endpoint] = _parameters(route.dependant)
    for name in request.query_params:
        if name not in known:
            raise ParameterUnknown(field=f"query.{name[:40]}", known=", ".join(sorted(known)) or "-")


def _call(request: Request, actor: Actor | None, now: datetime) -> Call:
    request_id: str = getattr(request.state, "request_id", "")
    known = replace(actor, request_id=request_id) if actor else None
    return Call(service_of(request), request, now, language_of(request), request_id, known)


def _signed_in(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> Call:
    service = service_of(request)
    now = service.clock()
    if credentials is None:
        raise SignInNeeded()
    actor = service.sign_in(service.database, credentials.credentials, now)
    if actor is None:
        raise SignInNeeded()
    # Open routes take what others send along, as an identity provider does.
    _refuse_unknown_parameters(request)
    return _call(request, actor, now)


def _writing(
    call: Annotated[Call, Depends(_signed_in)],
    _key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="Under the same key the same request takes effect once. 同一键、同一请求只生效一次。",
            examples=["7d1f6a5e-call-1"],
        ),
    ] = None,
) -> Call:
    return call


def _open(request: Request) -> Call:
    return _call(request, None, service_of(request).clock())


SignedIn = Annotated[Call, Depends(_signed_in)]
"""The call of somebody signed in: what every route takes, but those of signing in."""

Writing = Annotated[Call, Depends(_writing)]
"""The call of somebody signed in to a route that answers by `once`; it documents the Idempotency-Key."""

Open = Annotated[Call, Depends(_open)]
"""A call without sign-in."""
