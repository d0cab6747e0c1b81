"""Routes of systems: their credentials, and the tokens that they get for them; routes.py takes them in."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any
from urllib.parse import unquote_plus

from fastapi import APIRouter, Form, Header, Path, Response
from fastapi.responses import JSONResponse

from tierline.people import clients
from tierline.people.bodies import (
    ID_PATTERN,
    ClientBody,
    ClientNew,
    SecretGiven,
    TokenGiven,
    TokenRefused,
)
from tierline.people.front_desk import caller_of
from tierline.web.call import Open, SignedIn, Writing
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.problems import MEDIA_TYPE

router = APIRouter(tags=["clients"])

ClientId = Annotated[str, Path(pattern=ID_PATTERN, examples=["5d2c1f60-0c39-4f0e-8a0b-0f1d5f7f9c11"])]
PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": TokenRefused, "content": PROBLEM, "description": f"RFC 6749, section 5.2: {which}."}
    for status, which in {400: "the request is wrong", 401: "the credentials are wrong"}.items()
}


@router.post(
    "/token", response_model=TokenGiven, responses=REFUSED, summary="A token for a system 系统获取令牌"
)
def post_token(
    call: Open,
    grant_type: Annotated[str, Form(max_length=100, examples=["client_credentials"])] = "",
    client_id: Annotated[str, Form(max_length=100)] = "",
    client_secret: Annotated[str, Form(max_length=200)] = "",
    scope: Annotated[str, Form(max_length=400)] = "",
    authorization: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """The client credentials grant of OAuth 2.0 (RFC 6749, 4.4); credentials by Basic or in the form."""
    caller = caller_of(call)
    if not grant_type or (authorization and client_secret):
        return _refused("invalid_request")
    if grant_type != "client_credentials":
        return _refused("unsupported_grant_type")
    if scope:
        # What a system may do is what its roles allow; there is nothing to choose from.
        return _refused("invalid_scope")
    given_id, secret = _basic(authorization) if authorization else (client_id, client_secret)
    with call.write() as connection:
        given = clients.grant(connection, call.settings, given_id, secret, caller=caller, now=call.now)
    if given is None:
        return _refused("invalid_client", 401)
    return JSONResponse(TokenGiven(access_token=given[0], expires_in=given[1]).model_dump())


@router.get("/clients", summary="Systems with credentials 已授凭据的系统")
def get_clients(call: SignedIn, listing: ListingAsked) -> PageOf[ClientBody]:
    """Those at the site of whoever asks and below it; sorted by name or site."""
    with call.read() as connection:
        page = clients.list_clients(connection, call.actor, listing)
    return PageOf(items=[ClientBody.of(one) for one in page.items], next=page.next)


@router.post("/clients", status_code=201, response_model=ClientBody, summary="Add a system 新增系统")
def post_client(call: Writing, body: ClientNew) -> Response:
    """The system gets no secret yet: an answer kept under an Idempotency-Key shall hold none."""
    return call.once(
        lambda connection: ClientBody.of(
            clients.create(connection, call.actor, body.name, body.site, body.roles, now=call.now)
        ),
        body,
        201,
    )


@router.get("/clients/{client_id}", summary="A system 查看系统")
def get_client(call: SignedIn, client_id: ClientId) -> ClientBody:
    """Its name, site and roles."""
    with call.read() as connection:
        return ClientBody.of(clients.get(connection, call.actor, client_id))


@router.post("/clients/{client_id}/secret", summary="A new secret of a system 更换系统密钥")
def post_secret(call: SignedIn, client_id: ClientId) -> SecretGiven:
    """Shown this once; the secret before it and the tokens got with it end."""
    with call.write() as connection:
        secret = clients.new_secret(connection, call.actor, client_id, now=call.now)
    return SecretGiven(client_id=client_id, client_secret=secret)


@router.delete("/clients/{client_id}", status_code=204, summary="Take credentials back 收回凭据")
def delete_client(call: SignedIn, client_id: ClientId) -> None:
    """The tokens of the system end at once."""
    with call.write() as connection:
        clients.stop(connection, call.actor, client_id, now=call.now)


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    client_id, _, secret = pair.partition(":")
    return (unquote_plus(client_id), unquote_plus(secret)) if scheme.lower() == "basic" else ("", "")


def _refused(error: str, status: int = 400) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="tierline"'} if status == 401 else None
    return JSONResponse(TokenRefused(error=error).model_dump(), status, headers)
