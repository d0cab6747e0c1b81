"""Whether a service holds what a run says, line by line, by reading the run's files once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import select

from benchmarks.soak.findings import Finding, Look, finding
from tierline.duties.store import duties
from tierline.lines.model import Status
from tierline.lines.store import line_events, lines, memberships
from tierline.publishing.model import State
from tierline.publishing.store import publications

OF_LINES = ("msisdn", "segment", "product", "payment", "status", "joined_on", "closed_on", "site")


@dataclass(frozen=True)
class Run:
    """A graded month: its folder, the lines that it was graded for, and what it is called."""

    folder: Path
    subscribers: Path
    scheme: str
    month: date

    def rows(self, what: str) -> list[tuple[Any, ...]]:
        """Rows of a query; {subscribers}, {memberships} and {events} stand for the files."""
        folders = {"subscribers": self.subscribers}
        folders |= {name: self.folder / name for name in ("memberships", "events")}
        scans = {name: f"read_parquet('{folder}/*.parquet')" for name, folder in folders.items()}
        with duckdb.connect() as engine:
            return engine.execute(what.format(**scans)).fetchall()


def complete(look: Look, run: Run) -> Finding:
    """The publication is done, and no other of its scheme is under way."""
    of_scheme = select(publications.c.month, publications.c.state).where(publications.c.scheme == run.scheme)
    rows = look.connection.execute(of_scheme).all()
    violations = [f"{row.month:%Y-%m} is {row.state}" for row in rows if row.state == State.UNDER_WAY.value]
    if (run.month, State.DONE.value) not in {tuple(row) for row in rows}:
        violations.append(f"{run.month:%Y-%m} is not done")
    return finding("the month that was published is complete", len(rows), violations)


def same_lines(look: Look, run: Run) -> Finding:
    """Each line is as the run has it, but for those that events have changed since."""
    closed_on = "CASE WHEN status = 'closed' THEN closed_on END AS closed_on"
    columns = ", ".join(closed_on if name == "closed_on" else name for name in OF_LINES)
    wanted = {row[0]: row[1:] for row in run.rows(f"SELECT subscriber_id, {columns} FROM {{subscribers}}")}
    held = {row[0]: tuple(row[1:]) for row in look.connection.execute(_columns()).all()}
    moved = _moved(look)
    differ = sorted(one for one in wanted.keys() | held.keys() if wanted.get(one) != held.get(one))
    violations = (f"line {one}: not as the run has it" for one in differ if one not in moved)
    return finding("lines are as the run has them, or as events left them", len(wanted), violations)


def _columns() -> Any:
    return select(lines.c.id, *(lines.c[name] for name in OF_LINES))


def same_memberships(look: Look, run: Run) -> Finding:
    """Each membership is the run's; what ended before the rating day stays, closed lines have none."""
    wanted = {
        (row[0], row[1]): row[2:]
        for row in run.rows(
            "SELECT m.subscriber_id, m.since, m.tier,"
            " CASE WHEN s.status = 'closed' THEN least(m.ends_on, s.closed_on) ELSE m.ends_on END, m.source"
            " FROM {memberships} m JOIN {subscribers} s USING (subscriber_id)"
            " WHERE s.status <> 'closed' OR m.since <= s.closed_on"
        )
    }
    columns = [memberships.c[name] for name in ("line_id", "since", "tier", "ends_on", "source")]
    held = {
        (row[0], row[1]): tuple(row[2:])
        for row in look.connection.execute(select(*columns).where(memberships.c.scheme == run.scheme))
    }
    closed = _closed(look, _moved(look))
    violations = _membership_differences(wanted, held, closed, _rated_on(look, run))
    return finding("memberships are the run's; those of closed lines have ended", len(wanted), violations)


def _membership_differences(
    wanted: dict[tuple[int, date], tuple[Any, ...]],
    held: dict[tuple[int, date], tuple[Any, ...]],
    closed: dict[int, date],
    rated_on: date,
) -> Iterator[str]:
    for (line_id, since), membership in sorted(wanted.items()):
        if line_id not in closed and held.get((line_id, since)) != membership:
            yield f"line {line_id}, membership since {since}: not as the run has it"
    for (line_id, since), (_, ends_on, _) in sorted(held.items()):
        if line_id in closed:
            if ends_on is None or ends_on > closed[line_id]:
                yield f"line {line_id}, membership since {since}: goes on though the line was closed"
        elif (ends_on is None or ends_on >= rated_on) and (line_id, since) not in wanted:
            yield f"line {line_id}, membership since {since}: the run has none"


def owed_duties(look: Look, run: Run) -> Finding:
    """What the run's events oblige to is owed once each, and nothing else is."""
    wanted = set(
        run.rows(
            "SELECT e.subscriber_id, e.change, coalesce(e.tier, ''), unnest(e.duties)"
            " FROM {events} e JOIN {subscribers} s USING (subscriber_id)"
            " WHERE len(e.duties) > 0 AND (s.status <> 'closed' OR e.change = 'ended')"
        )
    )
    columns = [duties.c[name] for name in ("line_id", "change", "tier", "duty")]
    of_run = (duties.c.scheme == run.scheme) & (duties.c.month == run.month)
    held: Sequence[Any] = look.connection.execute(select(*columns).where(of_run)).all()
    moved = _moved(look)
    differ = wanted.symmetric_difference(tuple(row) for row in held)
    violations = [
        f"line {one[0]}: {one[1]}, {one[3]} is {'not owed' if one in wanted else 'owed'}"
        for one in sorted(differ)
        if one[0] not in moved
    ]
    if len(held) != len(set(held)):
        violations.append(f"{len(held) - len(set(held))} duties are owed twice")
    return finding("the events of the run are owed as duties, each once", len(wanted), violations)


def _rated_on(look: Look, run: Run) -> date:
    wanted = (publications.c.scheme == run.scheme) & (publications.c.month == run.month)
    found = look.connection.execute(select(publications.c.rated_on).where(wanted)).scalars().first()
    return found or run.month


def _moved(look: Look) -> set[int]:
    applied = select(line_events.c.line_id).where(line_events.c.is_applied).distinct()
    return set(look.connection.execute(applied).scalars())


def _closed(look: Look, moved: set[int]) -> dict[int, date]:
    """The lines that events have closed, with the day."""
    is_closed = select(lines.c.id, lines.c.closed_on).where(lines.c.status == Status.CLOSED.value)
    return {row.id: row.closed_on for row in look.connection.execute(is_closed) if row.id in moved}


CHECKS = (complete, same_lines, same_memberships, owed_duties)
