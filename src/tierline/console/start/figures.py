"""Today's figures, by room, each for whoever may open its page. A new room adds its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from tierline.console.start.counted import (
    appointments,
    messages,
    people,
    policies,
    reconnections,
    trail,
    work_orders,
)
from tierline.console.start.counted_months import duties_due, months
from tierline.console.start.figure import Figure
from tierline.console.visit import Visit
from tierline.wording import Text

Counted = Callable[[Connection, Visit], Sequence[Figure]]
"""Counts in one query or two, exactly, within the site of whoever visits: by a use case of its room."""


@dataclass(frozen=True)
class Tile:
    """The figures of one page, for whoever holds its permission.

    It stands first for whoever holds `leads`, which tells the roles whose work it is from those that see it.
    """

    title: Text
    path: str
    permission: str
    counted: Counted
    leads: str = ""


TILES = (
    Tile(Text("Reconnections", "紧急开机"), "/reconnections", "reconnection:read", reconnections),
    Tile(Text("Work orders", "工单"), "/work-orders", "work_order:read", work_orders),
    Tile(Text("Appointments", "预约"), "/appointments", "appointment:read", appointments),
    Tile(Text("Month", "月度评级"), "/months", "run:read", months, leads="run:carry_out"),
    Tile(Text("Duties", "待办职责"), "/duties", "duty:read", duties_due, leads="run:carry_out"),
    Tile(Text("Messages", "消息"), "/messages", "message:read", messages, leads="webhook:manage"),
    Tile(Text("Policy", "政策"), "/policies", "policy:draft", policies, leads="policy:draft"),
    Tile(Text("Audit trail", "审计记录"), "/audit", "audit:read", trail, leads="audit:read"),
    Tile(Text("People", "人员"), "/people", "person:read", people, leads="person:manage"),
)


def shown(connection: Connection, visit: Visit) -> list[tuple[Tile, Sequence[Figure]]]:
    """The tiles of whoever visits, those of their own work first, with their figures as of now."""
    actor = visit.actor
    mine = [tile for tile in TILES if actor.may(tile.permission)]
    mine.sort(key=lambda tile: not (tile.leads and actor.may(tile.leads)))
    return [(tile, tile.counted(connection, visit)) for tile in mine]
