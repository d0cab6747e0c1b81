"""`/people/systems`: other systems with credentials, whose secrets are shown once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.filters import Filter
from tierline.console.forms import Form
from tierline.console.people.forms import SystemForm
from tierline.console.secrets import Shown, shown_once
from tierline.console.site_choice import titles_of
from tierline.console.visit import KnownVisit, Visit
from tierline.people import clients
from tierline.people.bodies import ID_PATTERN
from tierline.people.model import Client
from tierline.rights.policy import roles
from tierline.wording import Text

router = APIRouter()

LIST = "/people/systems"
ClientId = Annotated[str, Path(pattern=ID_PATTERN)]


@router.get(LIST)
def list_systems(visit: KnownVisit) -> Response:
    """The systems at one's site and below it."""
    asked = visit.asked(Filter).body or Filter()
    with visit.read() as connection:
        page = clients.list_clients(connection, visit.actor, asked.listing)
        titles = titles_of(connection, {client.site for client in page.items})
        said = visit.answer(connection)
    return visit.page("people/systems.html", page=page, roles=roles(), titles=titles, said=said)


@router.get(f"{LIST}/new")
def show_new(visit: KnownVisit) -> Response:
    """The form of a new system."""
    return _new(visit, Form())


@router.post(LIST)
def add_system(visit: KnownVisit) -> Response:
    """Add a system, and show its secret this once."""
    found = visit.filled(SystemForm)
    if found.body is None:
        return _new(visit, found.form, 422)
    body = found.body

    def use_case(connection: Connection) -> tuple[Mapping[str, Any], Shown]:
        client = clients.create(connection, visit.actor, body.name, body.site, body.roles, now=visit.now)
        return {"done": "added"}, _with_secret(connection, visit, client)

    return shown_once(visit, found.form, use_case, LIST, lambda form, status: _new(visit, form, status))


def _new(visit: Visit, form: Form, status: int = 200) -> Response:
    visit.actor.require("client:manage")
    names = clients.roles_to_give(visit.actor, visit.actor.site)
    choices = [(name, roles()[name].title) for name in names]
    return visit.page("people/system_new.html", status, form=form, choices=choices)


def _with_secret(connection: Connection, visit: Visit, client: Client) -> Shown:
    secret = clients.new_secret(connection, visit.actor, client.id, now=visit.now)
    return Shown(
        Text("Credentials of a system", "系统凭据"),
        Text(
            "The system gets a token with these two. How, stands under Systems, The API.",
            "系统凭此二项获取令牌，方法见“系统”页的“接口说明”。",
        ),
        [(Text("Client id", "客户端编号"), client.id), (Text("Client secret", "客户端密钥"), secret)],
        LIST,
    )


@router.get(f"{LIST}/{{client_id}}/secret")
def ask_secret(visit: KnownVisit, client_id: ClientId) -> Response:
    """The confirmation of a new secret."""
    return _ask_secret(visit, client_id, Form())


@router.post(f"{LIST}/{{client_id}}/secret")
def new_secret(visit: KnownVisit, client_id: ClientId) -> Response:
    """Give a system a new secret, and show it this once."""

    def use_case(connection: Connection) -> tuple[Mapping[str, Any], Shown]:
        client = clients.get(connection, visit.actor, client_id)
        return {"done": "secret"}, _with_secret(connection, visit, client)

    return shown_once(
        visit, Form(), use_case, LIST, lambda form, status: _ask_secret(visit, client_id, form, status)
    )


def _ask_secret(visit: Visit, client_id: str, form: Form, status: int = 200) -> Response:
    return _ask(
        visit,
        client_id,
        form,
        status,
        "secret",
        Text("A new secret", "更换密钥"),
        Text("The secret before it and the tokens got with it end at once.", "原密钥及其令牌立即失效。"),
        Text("Make it and show it", "生成并显示"),
    )


@router.get(f"{LIST}/{{client_id}}/end")
def ask_end(visit: KnownVisit, client_id: ClientId) -> Response:
    """The confirmation of taking credentials back."""
    return _ask_end(visit, client_id, Form())


@router.post(f"{LIST}/{{client_id}}/end")
def end(visit: KnownVisit, client_id: ClientId) -> Response:
    """Take credentials back for good."""

    def use_case(connection: Connection) -> Mapping[str, Any]:
        clients.stop(connection, visit.actor, client_id, now=visit.now)
        return {"done": "ended"}

    return visit.carried_out(
        Form(), use_case, LIST, lambda form, status: _ask_end(visit, client_id, form, status)
    )


def _ask_end(visit: Visit, client_id: str, form: Form, status: int = 200) -> Response:
    return _ask(
        visit,
        client_id,
        form,
        status,
        "end",
        Text("Take the credentials back", "收回凭据"),
        Text(
            "For good: its tokens end at once, and it gets none again.",
            "永久收回：令牌立即失效，且不能再获取。",
        ),
        Text("Take them back", "收回"),
    )


def _ask(
    visit: Visit, client_id: str, form: Form, status: int, act: str, heading: Text, what: Text, button: Text
) -> Response:
    with visit.read() as connection:
        client = clients.get(connection, visit.actor, client_id)
    return visit.act(
        "templates/confirm.html",
        status,
        form=form,
        heading=heading,
        sentences=[Text(client.name, client.name), what],
        action=f"{LIST}/{client_id}/{act}",
        sends={},
        button=button,
        back=LIST,
    )
