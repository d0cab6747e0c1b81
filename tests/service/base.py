"""Lines and memberships for tests, put into the database as a run would leave them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, insert

from tests.service.actors import COUNTY
from tierline.lines import store
from tierline.lines.model import Line

LINE: dict[str, Any] = {
    "segment": "public",
    "product": "mobile_3g",
    "payment": "prepaid",
    "status": "active",
    "joined_on": date(2009, 3, 1),
    "site": COUNTY,
    "owner_no": 1,
    "language": "zh",
    "do_not_disturb": False,
    "arrears_months": 0,
    "arrears_fen": 0,
    "version": 1,
}


def number(line_id: int) -> str:
    """The invented number of a line."""
    return f"1860000{line_id:04d}"


def add_line(connection: Connection, line_id: int = 1, **columns: Any) -> Line:
    """A line in the database; columns not given are those of LINE, and its number is number(line_id)."""
    row = {**LINE, "id": line_id, "msisdn": number(line_id), **columns}
    connection.execute(insert(store.lines).values(row))
    found = store.lock(connection, line_id)
    assert found is not None
    return found


def add_membership(
    connection: Connection,
    line_id: int = 1,
    scheme: str = "unicom-vip",
    tier: str = "gold",
    since: date = date(2012, 1, 1),
    ends_on: date | None = date(2013, 1, 8),
    source: str = "rated",
) -> None:
    """A membership in the database."""
    row = {
        "line_id": line_id,
        "scheme": scheme,
        "tier": tier,
        "since": since,
        "ends_on": ends_on,
        "source": source,
    }
    connection.execute(insert(store.memberships).values(row))


def add_override(
    connection: Connection,
    line_id: int = 1,
    scheme: str = "unicom-vip",
    tier: str = "diamond",
    since: date = date(2012, 6, 1),
    ends_on: date = date(2012, 8, 31),
    **people: str,
) -> None:
    """A tier set by hand in the database."""
    row = {"line_id": line_id, "scheme": scheme, "tier": tier, "since": since, "ends_on": ends_on}
    connection.execute(insert(store.overrides).values({**row, **BY_HAND, **people}))


BY_HAND = {
    "reason": "Billed wrongly for three months.",
    "set_by": "Li Yunshan",
    "approved_by": "Wang Haifeng",
}
