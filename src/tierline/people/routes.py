"""Routes of people and their roles; with those of signing in and of systems."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from tierline.people import client_routes, passwords, sign_in_routes, staff
from tierline.people.bodies import (
    ID_PATTERN,
    ROLE_PATTERN,
    SITE_PATTERN,
    PasswordGiven,
    PersonBody,
    PersonChange,
    PersonNew,
    RoleBody,
    RoleShown,
)
from tierline.people.model import PersonFacts, RoleHeld, roles_for_people
from tierline.rights.policy import roles
from tierline.web.call import SignedIn
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf

router = APIRouter()
router.include_router(sign_in_routes.router)
router.include_router(client_routes.router)

people = APIRouter(tags=["people"])

PersonId = Annotated[str, Path(pattern=ID_PATTERN, examples=["0b54ae0e-6f43-4bd5-9f3e-3c6e9a4d7a10"])]
Site = Annotated[
    str | None, Query(max_length=120, pattern=SITE_PATTERN, description="Belonging to it or below.")
]
Role = Annotated[str | None, Query(pattern=ROLE_PATTERN, description="Holding this role anywhere.")]


@people.get("/roles", summary="Roles that can be given 可授予的角色")
def get_roles(call: SignedIn) -> list[RoleShown]:
    """With the permissions in them."""
    call.actor.require("person:read")
    for_people = roles_for_people()
    return [RoleShown.of(role, call.language, role.name in for_people) for role in roles().values()]


@people.get("/people", summary="People 人员列表")
def get_people(
    call: SignedIn,
    listing: ListingAsked,
    site: Site = None,
    role: Role = None,
    is_active: bool | None = None,
) -> PageOf[PersonBody]:
    """Those at the site of whoever asks and below it; sorted by account, name or site."""
    with call.read() as connection:
        page = staff.list_people(connection, call.actor, listing, site=site, role=role, is_active=is_active)
    return PageOf(items=[PersonBody.of(one) for one in page.items], next=page.next)


@people.post("/people", status_code=201, response_model=PersonBody, summary="Add a person 新增人员")
def post_person(call: SignedIn, body: PersonNew) -> Response:
    """Somebody who signs in with the identity provider needs no password."""
    facts = PersonFacts(body.name, body.department, body.site, body.language)
    held = [role.held() for role in body.roles]
    return call.once(
        lambda connection: PersonBody.of(
            staff.create(connection, call.actor, body.account, facts, held, now=call.now)
        ),
        body,
        201,
    )


@people.get("/people/{person_id}", summary="A person 查看人员")
def get_person(call: SignedIn, person_id: PersonId, response: Response) -> PersonBody:
    """Its ETag goes into If-Match when the person is changed."""
    with call.read() as connection:
        person = staff.get(connection, call.actor, person_id)
    tag(response, person.version)
    return PersonBody.of(person)


@people.patch("/people/{person_id}", response_model=PersonBody, summary="Change a person 修改人员")
def patch_person(call: SignedIn, person_id: PersonId, version: VersionHeld, body: PersonChange) -> Response:
    """Whoever is no longer active is signed out at once. Nobody changes their own record."""
    answer = call.once(
        lambda connection: PersonBody.of(
            staff.change(connection, call.actor, person_id, version, body.changes(), now=call.now)
        ),
        body,
    )
    tag(answer, version + 1)
    return answer


@people.post("/people/{person_id}/roles", response_model=PersonBody, summary="Give a role 授予角色")
def post_role(call: SignedIn, person_id: PersonId, body: RoleBody) -> Response:
    """It applies at once. Nobody gives more than lies within their own site."""
    return call.once(
        lambda connection: PersonBody.of(
            staff.give_role(connection, call.actor, person_id, body.held(), now=call.now)
        ),
        body,
    )


@people.delete("/people/{person_id}/roles", status_code=204, summary="Take a role 收回角色")
def delete_role(
    call: SignedIn,
    person_id: PersonId,
    role: Annotated[str, Query(pattern=ROLE_PATTERN, examples=["clerk"])],
    site: Annotated[str, Query(max_length=120, pattern=SITE_PATTERN, examples=["65.6501"])],
) -> None:
    """It applies at once, also where the person is signed in."""
    with call.write() as connection:
        staff.take_role(connection, call.actor, person_id, RoleHeld(role, site), now=call.now)


@people.post("/people/{person_id}/password-reset", summary="Reset a password 重置密码")
def post_password_reset(call: SignedIn, person_id: PersonId) -> PasswordGiven:
    """A made-up password, shown this once and to be changed at the first sign-in; all tokens end."""
    password = passwords.made_up()
    hash_ = passwords.hashed(call.settings, password)
    with call.write() as connection:
        staff.set_password(connection, call.actor, person_id, hash_, must_change=True, now=call.now)
    return PasswordGiven(password=password)


router.include_router(people)
