"""The numbers of lines that a run has by their ids, masked, as far as the service knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from tierline.lines import service as lines
from tierline.months.model import LineGraded


def numbered(connection: Connection, found: Sequence[LineGraded]) -> list[LineGraded]:
    """The same lines with their numbers as everybody may see them. Clause: GOV-01."""
    known = lines.of_ids(connection, [one.subscriber_id for one in found])
    return [
        replace(one, msisdn=lines.shown_number(known[one.subscriber_id]))
        if one.subscriber_id in known
        else one
        for one in found
    ]
