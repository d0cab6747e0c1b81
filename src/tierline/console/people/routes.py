"""`/people` and `/people/new`: the list, and somebody new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.forms import Form
from tierline.console.people.forms import NewPersonForm, PeopleAsked
from tierline.console.visit import KnownVisit, Visit
from tierline.errors import TierlineError
from tierline.people import staff
from tierline.people.model import RoleHeld, roles_for_people
from tierline.rights.policy import permissions, roles
from tierline.site_directory import service as site_directory
from tierline.web.problems import status_of

router = APIRouter()

LIST = "/people"


@router.get(LIST)
def list_people(visit: KnownVisit) -> Response:
    """Those at one's site and below it, with their roles and when they last signed in."""
    found = visit.asked(PeopleAsked, is_active="true")
    asked = found.body or PeopleAsked()
    with visit.read() as connection:
        page = staff.list_people(
            connection,
            visit.actor,
            asked.listing,
            site=asked.site,
            role=asked.role,
            is_active=asked.is_active,
            called=asked.called,
        )
        signed_in = staff.last_sign_ins(connection, visit.actor, page.items)
        sites = {person.site for person in page.items}
        titles = site_directory.titles(connection, sites)
    return visit.page(
        "people/list.html",
        200 if found.body else 422,
        form=found.form,
        asked={name: found.form.value(name) for name in found.form.typed if name in PeopleAsked.model_fields},
        page=page if found.body else None,
        signed_in=signed_in,
        titles=titles,
        roles=roles(),
        choices=_role_choices(roles_for_people()),
    )


def _role_choices(names: list[str]) -> list[tuple[str, object]]:
    return [(name, roles()[name].title) for name in names]


@router.get("/people/new")
def show_new(visit: KnownVisit) -> Response:
    """The form of somebody new."""
    return _new(visit, Form())


@router.post(LIST)
def add_person(visit: KnownVisit) -> Response:
    """Add somebody, and go to their page."""
    found = visit.filled(NewPersonForm)
    if found.body is None:
        return _new(visit, found.form, 422)
    body = found.body
    held = [RoleHeld(body.role, body.site)] if body.role else []

    def use_case(connection: Connection) -> Mapping[str, Any]:
        person = staff.create(connection, visit.actor, body.account, body.facts(), held, now=visit.now)
        return {"id": person.id, "done": "added"}

    try:
        key = visit.once_by_form(use_case)
        with visit.read() as connection:
            added = visit.told(connection, key)
    except TierlineError as error:
        return _new(visit, found.form.refused(error, visit.language), status_of(error))
    return visit.led_to(f"/people/{added['id']}", answer=key)


def _new(visit: Visit, form: Form, status: int = 200) -> Response:
    visit.actor.require("person:manage")
    choices = _role_choices(staff.roles_to_give(visit.actor, visit.actor.site))
    return visit.page("people/new.html", status, form=form, choices=choices)


@router.get("/roles")
def show_roles(visit: KnownVisit) -> Response:
    """Each role with what it may."""
    visit.actor.require("person:read")
    return visit.page(
        "people/roles.html", roles=roles(), permissions=permissions(), for_people=roles_for_people()
    )
