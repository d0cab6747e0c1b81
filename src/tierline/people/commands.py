"""`tierline people` and `tierline clients`: the first accounts, and help for whoever is locked out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tierline.wording import Language, Text, preferred_language
from tierline.wording import in_preferred_language as _

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tierline.database.connect import Database
    from tierline.people.model import Person
    from tierline.rights.model import Actor
    from tierline.settings import Settings

PEOPLE_HELP = Text("Accounts of people.", "人员账号。")
CLIENTS_HELP = Text("Credentials of systems.", "系统凭据。")
people_app = typer.Typer(
    help=PEOPLE_HELP.read(preferred_language()), no_args_is_help=True, rich_markup_mode=None
)
clients_app = typer.Typer(
    help=CLIENTS_HELP.read(preferred_language()), no_args_is_help=True, rich_markup_mode=None
)

Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help=_("The account.", "账号。"))]
Roles = Annotated[list[str], typer.Option("--role", help=_("A role; may be repeated.", "角色，可重复。"))]
# Required, because a role held at headquarters holds everywhere.
Site = Annotated[
    str,
    typer.Option(
        "--site", help=_('Site such as 65.6501, or "" for headquarters.', '站点，如 65.6501；总部为 ""。')
    ),
]
Below = Annotated[
    str, typer.Option("--site", help=_("People of this site and below it.", "该站点及其下级的人员。"))
]
NoPassword = Annotated[
    bool,
    typer.Option("--no-password", help=_("For sign-in with the provider alone.", "仅用统一身份认证登录。")),
]
Json = Annotated[bool, typer.Option("--json", help=_("Print JSON for machines.", "输出 JSON。"))]


@people_app.command("add", help=_("Add a person; the password is asked for.", "新增人员，密码另行询问。"))
def add_person(
    account: Account,
    name: Annotated[str, typer.Option("--name", help=_("The name.", "姓名。"))],
    role: Roles,
    site: Site,
    department: Annotated[str, typer.Option("--department", help=_("The department.", "部门。"))] = "",
    no_password: NoPassword = False,
) -> None:
    """Add a person with roles at one site. Raises what people/errors.py holds."""
    from tierline.people import passwords, staff
    from tierline.people.model import PersonFacts, RoleHeld

    settings, database, actor = _installation()
    hash_ = None if no_password else passwords.hashed_if_fit(settings, account, _password())
    facts = PersonFacts(name, department, site, Language.ZH)
    held = [RoleHeld(one, site) for one in role]
    now = datetime.now(UTC)
    with _writing(database) as connection:
        person = staff.create(connection, actor, account, facts, held, now=now)
        if hash_:
            staff.set_password(connection, actor, person.id, hash_, must_change=False, now=now)
    typer.echo(person.id)


@people_app.command("password", help=_("Set the password of a person anew.", "重设人员密码。"))
def set_password(account: Account) -> None:
    """Set a password; all tokens of the person end. Raises PersonUnknown and PasswordWeak."""
    from tierline.people import passwords, staff

    settings, database, actor = _installation()
    hash_ = passwords.hashed_if_fit(settings, account, _password())
    with _writing(database) as connection:
        person = staff.by_account(connection, actor, account)
        staff.set_password(connection, actor, person.id, hash_, must_change=False, now=datetime.now(UTC))


@people_app.command("list", help=_("List people with their roles.", "列出人员与角色。"))
def list_people(site: Below = "", as_json: Json = False) -> None:
    """Print the people of a site and below it, all pages of them."""
    from tierline.database.paging import Listing
    from tierline.people import staff

    _settings, database, actor = _installation()
    people: list[Person] = []
    after = ""
    with _closing(database), database.read() as connection:
        while True:
            page = staff.list_people(connection, actor, Listing(200, after), site=site or None)
            people += page.items
            if page.next is None:
                break
            after = page.next
    if as_json:
        typer.echo(json.dumps([_shown(one) for one in people], ensure_ascii=False, indent=2))
        return
    for one in people:
        active = "" if one.is_active else _(" (not active)", "（已停用）")
        typer.echo(f"{one.account}{active}\t{one.site}\t{' '.join(_roles(one))}")


@clients_app.command("add", help=_("Add a system; its secret is printed once.", "新增系统，密钥仅显示一次。"))
def add_client(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The system.", "系统名称。"))],
    role: Roles,
    site: Site,
) -> None:
    """Add a system and print its credentials as JSON. Raises what people/errors.py holds."""
    from tierline.people import clients

    _settings, database, actor = _installation()
    now = datetime.now(UTC)
    with _writing(database) as connection:
        client = clients.create(connection, actor, name, site, role, now=now)
        secret = clients.new_secret(connection, actor, client.id, now=now)
    typer.echo(json.dumps({"client_id": client.id, "client_secret": secret}))


def _shown(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "account": person.account,
        "site": person.site,
        "is_active": person.is_active,
        "roles": _roles(person),
    }


def _roles(person: Person) -> list[str]:
    return [f"{held.role}@{held.site}" for held in person.roles]


def _password() -> str:
    # Never an argument: those are seen in the list of processes and kept in the history of a shell.
    if sys.stdin.isatty():
        asked: str = typer.prompt(_("Password", "密码"), hide_input=True, confirmation_prompt=True)
        return asked
    return sys.stdin.readline().rstrip("\r\n")


def _installation() -> tuple[Settings, Database, Actor]:
    # Whoever can run commands on the machine has the database anyway; the audit trail shows the command line.
    from tierline.database.connect import connect
    from tierline.database.upgrading import require_current
    from tierline.rights.model import Actor, ActorKind
    from tierline.rights.policy import permissions
    from tierline.settings import read_settings
    from tierline.sites.model import HEADQUARTERS

    settings = read_settings()
    database = connect(settings)
    require_current(database)
    actor = Actor("command line", ActorKind.SYSTEM, "command line", HEADQUARTERS, frozenset(permissions()))
    return settings, database, actor


@contextmanager
def _closing(database: Database) -> Iterator[None]:
    try:
        yield
    finally:
        database.close()


@contextmanager
def _writing(database: Database) -> Iterator[Connection]:
    with _closing(database), database.write() as connection:
        yield connection
