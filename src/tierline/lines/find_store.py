"""The queries that find one line for somebody, put together once: that takes longer than their answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, select, true

from tierline.lines.model import Line, Status
from tierline.lines.store import line_of, lines
from tierline.rights.model import Actor, ActorKind
from tierline.sites.conditions import given, within_given
from tierline.sites.model import HEADQUARTERS


class Reach(StrEnum):
    """Whose lines a query looks among."""

    EVERYWHERE = "everywhere"
    SITE = "site"
    OWN = "own"


@dataclass(frozen=True)
class Limit:
    """Among which lines one is looked for, and the arguments that say it."""

    reach: Reach
    arguments: Mapping[str, Any] = field(default_factory=dict)


EVERYWHERE = Limit(Reach.EVERYWHERE)


def limit_of(actor: Actor) -> Limit:
    """The lines that an actor may see: the site's, or a customer's own. Clauses: CHN-11, GOV-01."""
    if actor.kind is ActorKind.CUSTOMER:
        return Limit(Reach.OWN, {"own_line": actor.line_id, "owner": actor.owner_no})
    return EVERYWHERE if actor.site == HEADQUARTERS else Limit(Reach.SITE, given(actor.site))


def by_number(connection: Connection, msisdn: str, limit: Limit) -> Line | None:
    """The line that has the number now; of several, as in the middle of a run, the one that joined last."""
    row = connection.execute(_BY_NUMBER[limit.reach], {**limit.arguments, "number": msisdn}).first()
    return line_of(row) if row else None


def by_id(connection: Connection, line_id: int, limit: Limit) -> Line | None:
    """The line of that id, closed ones too."""
    row = connection.execute(_BY_ID[limit.reach], {**limit.arguments, "line": line_id}).first()
    return line_of(row) if row else None


def among(connection: Connection, line_ids: Collection[int], limit: Limit) -> frozenset[int]:
    """Which of the lines are within the limit, by id."""
    found = select(lines.c.id).where(lines.c.id.in_(line_ids), _LIMITS[limit.reach])
    return frozenset(connection.execute(found, limit.arguments).scalars())


_LIMITS: Mapping[Reach, ColumnElement[bool]] = {
    Reach.EVERYWHERE: true(),
    Reach.SITE: within_given(lines.c.site),
    Reach.OWN: and_(lines.c.id == bindparam("own_line"), lines.c.owner_no == bindparam("owner")),
}


def _numbered(limit: ColumnElement[bool]) -> Select[Any]:
    is_in_use = lines.c.status != Status.CLOSED.value
    found = select(lines).where(lines.c.msisdn == bindparam("number"), is_in_use, limit)
    return found.order_by(lines.c.joined_on.desc(), lines.c.id.desc()).limit(1)


_BY_NUMBER = {reach: _numbered(limit) for reach, limit in _LIMITS.items()}
_BY_ID = {
    reach: select(lines).where(lines.c.id == bindparam("line"), limit) for reach, limit in _LIMITS.items()
}
