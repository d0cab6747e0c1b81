"""Today's figures, by room, each for whoever may open its page. A new room adds its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from tierline.console.start.counted import appointments, reconnections, work_orders
from tierline.console.start.figure import Figure
from tierline.console.visit import Visit
from tierline.wording import Text

Counted = Callable[[Connection, Visit], Sequence[Figure]]


@dataclass(frozen=True)
class Tile:
    """The figures of one page, for whoever holds its permission."""

    title: Text
    path: str
    permission: str
    counted: Counted


TILES = (
    Tile(Text("Reconnections", "紧急开机"), "/reconnections", "reconnection:read", reconnections),
    Tile(Text("Work orders", "工单"), "/work-orders", "work_order:read", work_orders),
    Tile(Text("Appointments", "预约"), "/appointments", "appointment:read", appointments),
)


def shown(connection: Connection, visit: Visit) -> list[tuple[Tile, Sequence[Figure]]]:
    """The tiles of whoever visits, with their figures as of now."""
    mine = [tile for tile in TILES if visit.actor.may(tile.permission)]
    return [(tile, tile.counted(connection, visit)) for tile in mine]
