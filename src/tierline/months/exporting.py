"""All lines behind a figure of a month, for a file that leaves the service: batch by batch, recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.connect import Database
from tierline.months import lists, runs
from tierline.months.errors import OnlyOfLines
from tierline.months.listing import key_of
from tierline.months.model import LineGraded, Wanted
from tierline.months.numbers import numbered
from tierline.months.runs import Run
from tierline.policy.model import Rates
from tierline.rights.model import Actor
from tierline.settings import Settings

BATCH = 10_000
"""Lines held at a time; a million take a hundred readings of the run's files."""

NUMBERS = 500
"""Numbers asked of the database at a time."""


@dataclass(frozen=True)
class Export:
    """Lines to be written into a file, of one run: the month may be graded again meanwhile."""

    run: Run
    wanted: Wanted
    site: str
    first: Sequence[LineGraded]

    def batches(self, database: Database) -> Iterator[list[LineGraded]]:
        """The lines by id, with masked numbers. Clauses: CHN-11, GOV-01."""
        found = self.first
        while found:
            with database.read() as connection:
                lines = [
                    line
                    for at in range(0, len(found), NUMBERS)
                    for line in numbered(connection, found[at : at + NUMBERS])
                ]
            yield lines
            last = found[-1].subscriber_id
            found = _next(self.run, self.wanted, self.site, last) if len(found) == BATCH else ()


def lines_to_export(actor: Actor, settings: Settings, month: date, scheme: str, wanted: Wanted) -> Export:
    """The lines behind a figure of a month, within the actor's site; the first of them are read.

    Raises PermissionMissing, RunsNotKept, MonthUnknown, OnlyOfLines and CheckUnknown.
    """
    actor.require("run:read")
    run = runs.get(settings, month, scheme)
    if run.recorded.rates is Rates.SITE:
        raise OnlyOfLines(scheme=scheme)
    return Export(run, wanted, actor.site, _next(run, wanted, actor.site, None))


def record(connection: Connection, actor: Actor, export: Export, *, now: datetime) -> None:
    """Put into the audit trail that these lines were taken out of the service, and which. Clause: GOV-01."""
    run, wanted = export.run, vars(export.wanted)
    month, scheme = run.month, run.recorded.scheme
    facts = {"scheme": scheme, "month": f"{month:%Y-%m}"}
    facts |= {name: str(value) for name, value in wanted.items() if value is not None}
    subject = ("month", key_of(month, scheme))
    audit.record(connection, actor, "month.export", subject, now=now, facts=facts)


def _next(run: Run, wanted: Wanted, site: str, after: int | None) -> list[LineGraded]:
    return lists.lines_of(run, wanted, site, after=after, limit=BATCH)
