"""The tables of people and systems: accounts, roles held, passwords, tokens; queries about people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    update,
)

from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, SitePath
from tierline.database.upsert import insert_new, put
from tierline.people.model import Person, PersonFacts, RoleHeld
from tierline.sites.conditions import within
from tierline.wording import Language

people = Table(
    "people",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("account", String(64), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("department", String(80), nullable=False),
    Column("site", SitePath, nullable=False),
    Column("language", String(2), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    # The start page counts those of each site who may sign in, without a look at their rows.
    Index("ix_people_site", "site", "is_active"),
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("person_id", String(36), primary_key=True),
    Column("role", String(32), primary_key=True),
    Column("site", SitePath, primary_key=True, index=True),
)

passwords = Table(
    "passwords",
    metadata,
    Column("person_id", String(36), primary_key=True),
    Column("hash", String(200), nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("set_at", Moment, nullable=False),
)

# An account is kept as a digest here: what is typed may be a password in the wrong field.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
    Column("wait_until", Moment),
)

oidc_sign_ins = Table(
    "oidc_sign_ins",
    metadata,
    Column("state_digest", String(64), primary_key=True),
    Column("cookie_digest", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("code_verifier", String(128), nullable=False),
    Column("site", SitePath),
    Column("expires_at", Moment, nullable=False, index=True),
)

clients = Table(
    "clients",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("site", SitePath, nullable=False, index=True),
    Column("roles", JSON, nullable=False),
    Column("secret_digest", String(64)),
    Column("is_active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
)

# A token is for one person, one client or one line with its owner; `site` is the post of a person's token.
tokens = Table(
    "tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("person_id", String(36), index=True),
    Column("client_id", String(36), index=True),
    Column("line_id", BigInteger, index=True),
    Column("owner_no", Integer),
    Column("site", SitePath),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("idle_seconds", Integer),
    Column("last_used_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

EVERYBODY = true()

SORTS = {"account": people.c.account, "name": people.c.name, "site": people.c.site}

_WITH_PASSWORD = select(people, exists().where(passwords.c.person_id == people.c.id).label("has_password"))


def visible(site: str) -> ColumnElement[bool]:
    """True for the people who belong to a site or below it, or hold a role there. Clause: CHN-11."""
    holds = exists().where(person_roles.c.person_id == people.c.id, within(person_roles.c.site, site))
    return or_(within(people.c.site, site), holds)


def find(connection: Connection, person_id: str, limit: ColumnElement[bool]) -> Person | None:
    """The person of that id."""
    return _one(connection, _WITH_PASSWORD.where(people.c.id == person_id, limit))


def by_account(connection: Connection, account: str) -> Person | None:
    """The person who has an account."""
    return _one(connection, _WITH_PASSWORD.where(people.c.account == account))


def lock(connection: Connection, person_id: str, limit: ColumnElement[bool]) -> Person | None:
    """The person, whom no other transaction changes until this one ends."""
    locked = connection.execute(select(people.c.id).where(people.c.id == person_id, limit).with_for_update())
    return find(connection, person_id, limit) if locked.one_or_none() else None


def list_people(
    connection: Connection,
    limit: ColumnElement[bool],
    listing: Listing,
    *,
    site: str | None,
    role: str | None,
    is_active: bool | None,
    called: str = "",
) -> Page[Person]:
    """A page of people; where asked, those who belong to a site or below it, hold a role, are active.

    `called` is a part of their name or account.
    """
    statement = _WITH_PASSWORD.where(limit)
    if site is not None:
        statement = statement.where(within(people.c.site, site))
    if role is not None:
        holds = exists().where(person_roles.c.person_id == people.c.id, person_roles.c.role == role)
        statement = statement.where(holds)
    if is_active is not None:
        statement = statement.where(people.c.is_active.is_(is_active))
    if called:
        part = called.lower()
        named = func.lower(people.c.name).contains(part, autoescape=True)
        statement = statement.where(or_(named, people.c.account.contains(part, autoescape=True)))
    found = page(connection, statement, listing, sorts=SORTS, key=people.c.id)
    return Page(_with_roles(connection, found.items), found.next)


def count_within(connection: Connection, sites: Sequence[str]) -> dict[str, int]:
    """How many active people belong to each of some sites or below it."""
    active = select(func.count()).select_from(people).where(people.c.is_active)
    counted = [active.where(within(people.c.site, site)).scalar_subquery() for site in sites]
    return dict(zip(sites, connection.execute(select(*counted)).one(), strict=True)) if sites else {}


def holders(connection: Connection, role: str, site: str) -> list[Person]:
    """The active people who hold a role at a site or below it, in the order of their ids."""
    holds = exists().where(
        person_roles.c.person_id == people.c.id,
        person_roles.c.role == role,
        within(person_roles.c.site, site),
    )
    statement = _WITH_PASSWORD.where(people.c.is_active, holds).order_by(people.c.id)
    return _with_roles(connection, connection.execute(statement).mappings().all())


def names_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The names of people by their ids; an id of nobody is left out."""
    rows = connection.execute(select(people.c.id, people.c.name).where(people.c.id.in_(list(ids))))
    return {row.id: row.name for row in rows}


def add(connection: Connection, row: dict[str, Any]) -> bool:
    """Add a person; False where somebody has the account."""
    return insert_new(connection, people, row)


def change(connection: Connection, person_id: str, **values: object) -> None:
    """Set columns of a person; the version counts on."""
    changed = update(people).where(people.c.id == person_id)
    connection.execute(changed.values(version=people.c.version + 1, **values))


def give(connection: Connection, person_id: str, held: RoleHeld) -> bool:
    """Add a role held; False where it is held already."""
    return insert_new(
        connection, person_roles, {"person_id": person_id, "role": held.role, "site": held.site}
    )


def take(connection: Connection, person_id: str, held: RoleHeld) -> bool:
    """Remove a role held; False where it was not."""
    same = (person_roles.c.role == held.role) & (person_roles.c.site == held.site)
    removed = delete(person_roles).where(person_roles.c.person_id == person_id, same)
    return connection.execute(removed).rowcount == 1


def set_password(connection: Connection, row: dict[str, Any]) -> None:
    """Put a password in place of the one before."""
    put(connection, passwords, [row])


def password_of(connection: Connection, person_id: str) -> RowMapping | None:
    """Hash and must_change of a person's password."""
    row = connection.execute(select(passwords).where(passwords.c.person_id == person_id))
    return row.mappings().one_or_none()


def _one(connection: Connection, statement: Select[Any]) -> Person | None:
    return next(iter(_with_roles(connection, connection.execute(statement).mappings().all())), None)


def _with_roles(connection: Connection, rows: Iterable[RowMapping]) -> list[Person]:
    found = list(rows)
    held: dict[str, list[RoleHeld]] = {row["id"]: [] for row in found}
    if held:
        statement = select(person_roles).where(person_roles.c.person_id.in_(held))
        ordered = statement.order_by(person_roles.c.site, person_roles.c.role)
        for row in connection.execute(ordered):
            held[row.person_id].append(RoleHeld(row.role, row.site))
    return [_person(row, tuple(held[row["id"]])) for row in found]


def _person(row: RowMapping, held: tuple[RoleHeld, ...]) -> Person:
    facts = PersonFacts(
        row["name"], row["department"], row["site"], Language(row["language"]), row["is_active"]
    )
    return Person(row["id"], row["account"], facts, bool(row["has_password"]), row["version"], held)
