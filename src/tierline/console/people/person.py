"""`/people/{id}`: a person's record and roles, whether they may sign in, a new password."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.forms import Form
from tierline.console.people.forms import ActiveForm, ChangeForm, RoleForm
from tierline.console.secrets import Shown, shown_once
from tierline.console.visit import KnownVisit, Visit
from tierline.people import passwords, staff
from tierline.people.bodies import ID_PATTERN
from tierline.people.model import Person
from tierline.rights.policy import roles
from tierline.site_directory import service as site_directory
from tierline.wording import Text
from tierline.work_orders import queue

router = APIRouter()

PersonId = Annotated[str, Path(pattern=ID_PATTERN)]
Doing = Callable[[Connection], object]


@router.get("/people/{person_id}")
def show_person(visit: KnownVisit, person_id: PersonId) -> Response:
    """A person, and what may be changed of them."""
    return _page(visit, person_id)


@router.post("/people/{person_id}")
def change_person(visit: KnownVisit, person_id: PersonId) -> Response:
    """Change what is written down."""
    found = visit.filled(ChangeForm)
    if found.body is None:
        return _page(visit, person_id, 422, record=found.form)
    body = found.body
    changes = {name: getattr(body.facts(), name) for name in ("name", "department", "site", "language")}

    def use_case(connection: Connection) -> object:
        return staff.change(connection, visit.actor, person_id, body.version, changes, now=visit.now)

    return visit.carried_out(
        found.form,
        _told("changed", use_case),
        f"/people/{person_id}",
        lambda form, status: _page(visit, person_id, status, record=form),
    )


@router.post("/people/{person_id}/roles")
def give_role(visit: KnownVisit, person_id: PersonId) -> Response:
    """Give a role at a site."""
    found = visit.filled(RoleForm)
    if found.body is None:
        return _page(visit, person_id, 422, role=found.form)
    held = found.body.held()

    def use_case(connection: Connection) -> object:
        return staff.give_role(connection, visit.actor, person_id, held, now=visit.now)

    return visit.carried_out(
        found.form,
        _told("given", use_case),
        f"/people/{person_id}",
        lambda form, status: _page(visit, person_id, status, role=form),
    )


@router.get("/people/{person_id}/roles/take")
def ask_take(visit: KnownVisit, person_id: PersonId) -> Response:
    """The confirmation of taking a role."""
    found = visit.asked(RoleForm)
    return _ask_take(visit, person_id, found.form, 200 if found.body else 422)


@router.post("/people/{person_id}/roles/take")
def take_role(visit: KnownVisit, person_id: PersonId) -> Response:
    """Take a role at a site."""
    found = visit.filled(RoleForm)
    if found.body is None:
        return _ask_take(visit, person_id, found.form, 422)
    held = found.body.held()

    def use_case(connection: Connection) -> None:
        staff.take_role(connection, visit.actor, person_id, held, now=visit.now)

    return visit.carried_out(
        found.form,
        _told("taken", use_case),
        f"/people/{person_id}",
        lambda form, status: _ask_take(visit, person_id, form, status),
    )


def _ask_take(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    role, site = form.value("role"), form.value("site")
    person = _person(visit, person_id)
    title = roles()[role].title if role in roles() else Text(role, role)
    return visit.act(
        "templates/confirm.html",
        status,
        form=form,
        heading=Text("Take the role away", "收回角色"),
        sentences=[
            Text(
                f"{person.name}: {title.en}, {site or 'headquarters'}",
                f"{person.name}：{title.zh}，{site or '总部'}",
            ),
            Text("It applies at once, also where they are signed in.", "立即生效，包括对方已登录的会话。"),
        ],
        action=f"/people/{person_id}/roles/take",
        sends={"role": role, "site": site},
        button=Text("Take it away", "收回"),
        back=f"/people/{person_id}",
    )


@router.get("/people/{person_id}/active")
def ask_active(visit: KnownVisit, person_id: PersonId) -> Response:
    """The confirmation of closing an account, or opening it again."""
    return _ask_active(visit, person_id, Form())


@router.post("/people/{person_id}/active")
def set_active(visit: KnownVisit, person_id: PersonId) -> Response:
    """Close an account or open it again."""
    found = visit.filled(ActiveForm)
    if found.body is None:
        return _ask_active(visit, person_id, found.form, 422)
    body = found.body

    def use_case(connection: Connection) -> object:
        changes = {"is_active": body.is_active}
        return staff.change(connection, visit.actor, person_id, body.version, changes, now=visit.now)

    return visit.carried_out(
        found.form,
        _told("opened" if body.is_active else "closed", use_case),
        f"/people/{person_id}",
        lambda form, status: _ask_active(visit, person_id, form, status),
    )


def _ask_active(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    person = _person(visit, person_id)
    close = person.is_active
    with visit.read() as connection:
        follows = queue.count_followed(connection, visit.actor, person_id) if close else 0
    return visit.act(
        "templates/confirm.html",
        status,
        form=form,
        heading=Text("Close the account", "停用账号")
        if close
        else Text("Open the account again", "启用账号"),
        sentences=[
            Text(f"{person.name}, {person.account}", f"{person.name}，{person.account}"),
            Text("They are signed out at once; their roles stay written down.", "立即退出登录，角色保留。")
            if close
            else Text("They may sign in again with the roles that stand here.", "可按现有角色重新登录。"),
            *([_still_followed(follows)] if follows else []),
        ],
        action=f"/people/{person_id}/active",
        sends={"version": person.version, "is_active": "false" if close else "true"},
        button=Text("Close it", "停用") if close else Text("Open it", "启用"),
        back=f"/people/{person_id}",
    )


def _still_followed(count: int) -> Text:
    return Text(
        f"Open work orders that name them: {count}. They stay so until their city names another.",
        f"其跟踪的未关闭工单：{count} 件；在所属市分公司另行指定之前仍由其跟踪。",
    )


@router.get("/people/{person_id}/password")
def ask_password(visit: KnownVisit, person_id: PersonId) -> Response:
    """The confirmation of a new password."""
    return _ask_password(visit, person_id, Form())


@router.post("/people/{person_id}/password")
def set_password(visit: KnownVisit, person_id: PersonId) -> Response:
    """Make a password up that has to be changed at the first sign-in, and show it this once."""
    # Before the hash, which takes its time for whoever asks.
    visit.actor.require("person:manage")
    password = passwords.made_up()
    hash_ = passwords.hashed(visit.settings, password)

    def use_case(connection: Connection) -> tuple[Mapping[str, Any], Shown]:
        staff.set_password(connection, visit.actor, person_id, hash_, must_change=True, now=visit.now)
        person = staff.get(connection, visit.actor, person_id)
        return {"done": "password"}, Shown(
            Text("A password for the first sign-in", "首次登录密码"),
            Text(
                "Hand it over in person or by telephone. It opens nothing but the choice of another one.",
                "请当面或电话告知本人。登录后必须先修改密码。",
            ),
            [(Text("Account", "账号"), person.account), (Text("Password", "密码"), password)],
            f"/people/{person_id}",
        )

    return shown_once(
        visit,
        Form(),
        use_case,
        f"/people/{person_id}",
        lambda form, status: _ask_password(visit, person_id, form, status),
    )


def _ask_password(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    person = _person(visit, person_id)
    return visit.act(
        "templates/confirm.html",
        status,
        form=form,
        heading=Text("Set a new password", "重设密码")
        if person.has_password
        else Text("Make a first password", "生成首次登录密码"),
        sentences=[
            Text(f"{person.name}, {person.account}", f"{person.name}，{person.account}"),
            Text(
                "The password before it and all sign-ins of the person end.",
                "原密码及该人员的所有登录立即失效。",
            )
            if person.has_password
            else Text("It opens nothing but the choice of another one.", "凭此密码登录后须先设置新密码。"),
        ],
        action=f"/people/{person_id}/password",
        sends={},
        button=Text("Make one up and show it", "生成并显示"),
        back=f"/people/{person_id}",
    )


def _told(what: str, use_case: Doing) -> Callable[[Connection], Mapping[str, Any]]:
    def told(connection: Connection) -> Mapping[str, Any]:
        use_case(connection)
        return {"done": what}

    return told


def _person(visit: Visit, person_id: str) -> Person:
    visit.actor.require("person:manage")
    with visit.read() as connection:
        return staff.get(connection, visit.actor, person_id)


def _page(
    visit: Visit, person_id: str, status: int = 200, *, record: Form | None = None, role: Form | None = None
) -> Response:
    with visit.read() as connection:
        person = staff.get(connection, visit.actor, person_id)
        signed_in = staff.last_sign_ins(connection, visit.actor, [person])
        titles = site_directory.titles(connection, {person.site, *(held.site for held in person.roles)})
        follows = queue.count_followed(connection, visit.actor, person_id)
        said = visit.answer(connection)
    return visit.page(
        "people/person.html",
        status,
        person=person,
        signed_in=signed_in.get(person.id),
        follows=follows,
        titles=titles,
        roles=roles(),
        can_change=staff.is_in_reach(visit.actor, person),
        choices=[(name, roles()[name].title) for name in staff.roles_to_give(visit.actor, visit.actor.site)],
        record=record or Form(),
        role=role or Form(),
        said=said,
    )
