"""The tables of uses, switches and amendments; what a decision needs of them is one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    union_all,
    update,
)

from tierline.database import paging
from tierline.database.append_only import append_only
from tierline.database.paging import Listing, Page
from tierline.database.schema import metadata
from tierline.database.types import Moment, SitePath
from tierline.database.upsert import insert_new, put
from tierline.entitlements.model import Handling, Issued, Level, Per, Span, Switched, Use, Used
from tierline.sites.conditions import within

uses = Table(
    "uses",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("line_id", BigInteger, nullable=False),
    Column("owner_no", Integer, nullable=False),
    Column("service", String(64), nullable=False),
    Column("handling", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    Column("standard", String(64), nullable=False),
    Column("scheme", String(64), nullable=False),
    Column("tier", String(64), nullable=False),
    Column("clause", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("site", SitePath, nullable=False),
    Column("actor_id", String(80), nullable=False),
    Column("place", String(64), nullable=False),
    Column("is_on", Boolean),
    Column("fee_fen", BigInteger, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("reversed_at", Moment),
    Column("reversed_for", String(200), nullable=False),
    Index("ix_uses_line_id", "line_id", "owner_no", "at"),
    Index(
        "ix_uses_place",
        "place",
        "at",
        sqlite_where=text("place <> ''"),
        postgresql_where=text("place <> ''"),
    ),
)

switches = Table(
    "switches",
    metadata,
    Column("line_id", BigInteger, primary_key=True, autoincrement=False),
    Column("owner_no", Integer, primary_key=True, autoincrement=False),
    Column("service", String(64), primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)

amendments = Table(
    "amendments",
    metadata,
    # Counted by the service, without gaps: the highest number tells whether anything is new.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("standard", String(64), nullable=False, index=True),
    Column("site", SitePath, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("actor_id", String(80), nullable=False),
    Column("text", Text, nullable=False),
)
append_only(amendments)

USE = tuple(column.name for column in uses.columns)
SORTS = {"at": uses.c.at}
ISSUED = {"id": amendments.c.id}


@dataclass(frozen=True)
class Present:
    """What the tables say of a line and its owner in the present periods, and the last amendment's number."""

    used: tuple[Used, ...]
    switched: tuple[Switched, ...]
    last_amendment: int


def _present() -> Any:
    """One statement for all that a decision needs, since each round trip costs more than what it brings."""
    owner = (uses.c.line_id == bindparam("line_id")) & (uses.c.owner_no == bindparam("owner_no"))
    in_year = (uses.c.at >= bindparam("year_from")) & (uses.c.at < bindparam("year_until"))
    in_month = (uses.c.at >= bindparam("month_from")) & (uses.c.at < bindparam("month_until"))
    # Not as a list, which would be spelt out anew in each call.
    is_privilege = or_(*(uses.c.level == level.value for level in Level if level.is_privilege))
    counted = (
        select(
            literal_column("'used'").label("kind"),
            uses.c.service,
            func.sum(case((in_month, 1), else_=0)).label("first"),
            func.count().label("second"),
        )
        .where(owner, in_year, uses.c.reversed_at.is_(None), is_privilege)
        .group_by(uses.c.service)
    )
    switched = select(
        literal_column("'switched'"),
        switches.c.service,
        case((switches.c.is_on, 1), else_=0),
        literal_column("0"),
    ).where(
        switches.c.line_id == bindparam("line_id"),
        switches.c.owner_no == bindparam("owner_no"),
    )
    last = select(
        literal_column("'amended'"),
        literal_column("''"),
        func.coalesce(func.max(amendments.c.id), 0),
        literal_column("0"),
    )
    return union_all(counted, switched, last)


PRESENT = _present()


def present(connection: Connection, line_id: int, owner_no: int, month: Span, year: Span) -> Present:
    """What was used in the month and the year, what is switched on, and whether standards were amended."""
    rows = connection.execute(
        PRESENT,
        {
            "line_id": line_id,
            "owner_no": owner_no,
            "month_from": month.starts_at,
            "month_until": month.ends_at,
            "year_from": year.starts_at,
            "year_until": year.ends_at,
        },
    )
    used: list[Used] = []
    switched: list[Switched] = []
    last = 0
    for kind, service, first, second in rows:
        if kind == "used":
            used += [Used(service, Per.MONTH, int(first)), Used(service, Per.YEAR, int(second))]
        elif kind == "switched":
            switched.append(Switched(service, bool(first)))
        else:
            last = int(first)
    return Present(tuple(sorted(used, key=lambda each: (each.service, each.per))), tuple(switched), last)


def add(connection: Connection, use: Use) -> None:
    """Record a use."""
    row = {name: getattr(use, name) for name in USE}
    connection.execute(insert(uses).values({**row, "facts": dict(use.facts)}))


def switch(connection: Connection, use: Use) -> None:
    """Set the state that a use of a switch leaves behind."""
    row = {
        "line_id": use.line_id,
        "owner_no": use.owner_no,
        "service": use.service,
        "is_on": use.is_on,
        "at": use.at,
    }
    put(connection, switches, [row])


def _use(row: RowMapping) -> Use:
    facts: dict[str, Any] = dict(row)
    facts["handling"], facts["level"] = Handling(facts["handling"]), Level(facts["level"])
    return Use(**facts)


def find(connection: Connection, use_id: str, line_id: int, owner_no: int) -> Use | None:
    """The use of that id, if it is of this owner of this line."""
    mine = (uses.c.id == use_id) & (uses.c.line_id == line_id) & (uses.c.owner_no == owner_no)
    row = connection.execute(select(uses).where(mine)).mappings().one_or_none()
    return _use(row) if row else None


def listed(connection: Connection, line_id: int, owner_no: int, service: str, listing: Listing) -> Page[Use]:
    """A page of the uses of one owner of a line; of one service where that is not empty."""
    statement = select(uses).where(uses.c.line_id == line_id, uses.c.owner_no == owner_no)
    if service:
        statement = statement.where(uses.c.service == service)
    page = paging.page(connection, statement, listing, sorts=SORTS, key=uses.c.id)
    return Page([_use(row) for row in page.items], page.next)


def reverse(connection: Connection, use_id: str, reason: str, now: datetime) -> bool:
    """Mark a use as taken back; False where it is already."""
    still = (uses.c.id == use_id) & uses.c.reversed_at.is_(None)
    changed = update(uses).where(still).values(reversed_at=now, reversed_for=reason)
    return connection.execute(changed).rowcount == 1


def visits(connection: Connection, service: str, year: Span, site: str) -> dict[str, int]:
    """How often each place of a service was visited in a year, by lines at a site and below it."""
    statement = (
        select(uses.c.place, func.count())
        .where(
            uses.c.service == service,
            uses.c.place != "",
            uses.c.at >= year.starts_at,
            uses.c.at < year.ends_at,
            uses.c.reversed_at.is_(None),
            within(uses.c.site, site),
        )
        .group_by(uses.c.place)
    )
    return {place: int(count) for place, count in connection.execute(statement)}


def last_amendment(connection: Connection) -> int:
    """The number of the last amendment; 0 where there is none."""
    return int(connection.execute(select(func.coalesce(func.max(amendments.c.id), 0))).scalar_one())


def amend(connection: Connection, issued: Issued) -> bool:
    """Add an amendment; False where another one took its number meanwhile."""
    return insert_new(connection, amendments, asdict(issued))


def all_amendments(connection: Connection, until: int) -> Sequence[Issued]:
    """The amendments up to a number, in the order in which they were issued."""
    statement = select(amendments).where(amendments.c.id <= until).order_by(amendments.c.id)
    return [Issued(**row) for row in connection.execute(statement).mappings()]


def amendments_of(connection: Connection, standard: str, listing: Listing) -> Page[Issued]:
    """A page of the amendments of a standard."""
    statement = select(amendments).where(amendments.c.standard == standard)
    page = paging.page(connection, statement, listing, sorts=ISSUED, key=amendments.c.id)
    return Page([Issued(**row) for row in page.items], page.next)
