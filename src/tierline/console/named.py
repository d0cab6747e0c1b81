"""Who did something, and whose line it was, as pages name them. Clause: GOV-01."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from tierline.lines import service as lines
from tierline.people import service as people
from tierline.wording import Text

THE_SERVICE = Text("the service", "系统自动")
THE_CUSTOMER = Text("the customer", "客户本人")
ANOTHER_SYSTEM = Text("another system", "其他系统")


def names_of(connection: Connection, ids: Iterable[str]) -> dict[str, Text]:
    """The names of those who acted, by the ids that histories keep."""
    wanted = set(ids)
    people_named = people.names_of(connection, wanted)
    return {one: _name(one, people_named) for one in wanted}


def _name(actor_id: str, people_named: dict[str, str]) -> Text:
    name = people_named.get(actor_id)
    if name:
        return Text(name, name)
    if actor_id.startswith("customer:"):
        return THE_CUSTOMER
    return THE_SERVICE if actor_id in ("", "system") else ANOTHER_SYSTEM


def numbers_of(connection: Connection, owned: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The masked numbers of lines by their ids and owners; "" where somebody else owns the line now."""
    wanted = set(owned)
    found = lines.of_ids(connection, {line_id for line_id, _ in wanted})
    return {
        (line_id, owner_no): lines.shown_number(line) if line and line.owner_no == owner_no else ""
        for line_id, owner_no in wanted
        for line in (found.get(line_id),)
    }
