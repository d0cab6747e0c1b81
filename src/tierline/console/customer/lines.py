"""The line of an act: acts are asked for by number, and pages know lines by id."""

from __future__ import annotations

from sqlalchemy import Connection

from tierline.lines import service
from tierline.lines.errors import LineClosed, LineUnknown
from tierline.lines.model import Line
from tierline.rights.model import Actor


def line_of(connection: Connection, actor: Actor, line_id: int) -> Line:
    """The line of a page, whose number is its own. Raises LineUnknown and LineClosed."""
    actor.require("line:find")
    line = service.get(connection, actor, line_id)
    if line.is_closed:
        # Its number may be somebody else's by now.
        raise LineClosed(closed_on=line.closed_on)
    if service.find(connection, actor, line.msisdn).id != line.id:
        raise LineUnknown()
    return line
