"""The use case of publishing: short transactions, each of whole lines, and a cursor that survives any end.

A publication opens its transactions itself, because it is far too large for one. Within each of them a line
and what it holds in a scheme change together, so that a reader finds the old run or the new one of a line.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from datetime import time as time_of_day
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from tierline.audit import service as audit
from tierline.database.connect import Database
from tierline.grading.recorded import recorded_runs
from tierline.lines import ranges
from tierline.lines.ranges import Ids
from tierline.publishing import rules, store
from tierline.publishing.applying import apply
from tierline.publishing.comparing import Comparison, Differences, chunks
from tierline.publishing.errors import PublicationTaken
from tierline.publishing.model import Counts, Decision, Publication, Published, State, Step
from tierline.publishing.run_files import SLICE_LINES, RunFiles, opened_run
from tierline.rights.model import Actor
from tierline.settings import Settings

MOST_ROWS = 5000
"""Rows that one transaction writes at most: writers of the service wait no longer than those take."""

ATTEMPTS = 5
"""How often a slice is begun anew because a line of it joined just then."""

Clock = Callable[[], datetime]
Progress = Callable[[int, int], None]
"""Is told how many lines are done, and of how many."""


@dataclass(frozen=True)
class Publisher:
    """Who publishes, into what, and by which clock; `with_duties` None leaves it to the rules."""

    database: Database
    settings: Settings
    actor: Actor
    clock: Clock
    with_duties: bool | None = None
    progress: Progress = lambda done, lines: None
    most_rows: int = MOST_ROWS
    slice_lines: int = SLICE_LINES

    def publish(self, folder: Path) -> list[Published]:
        """Bring the run of a folder into the service, or that of each scheme in it.

        All are checked before the first begins. Raises NoRunThere, RunNotWhole, InputsMoved, LinesUnfit,
        RunOlder, and PublicationTaken where another publisher is at work; what was done by then stands.
        """
        self.actor.require("publishing:publish")
        with ExitStack() as stack:
            runs = [stack.enter_context(opened_run(one, self.slice_lines)) for one in recorded_runs(folder)]
            with self.database.read() as connection:
                for run in runs:
                    self._decision(connection, run)
            return [self._publish(run) for run in runs]

    def _publish(self, run: RunFiles) -> Published:
        began = time.monotonic()
        decision, publication = self._begin(run)
        if publication is not None:
            publication = self._brought_in(run, publication)
            self._end(publication)
        done = publication or decision.publication
        assert done is not None
        return Published(run.identity, decision, done.counts, round(time.monotonic() - began, 1))

    def _decision(self, connection: Connection, run: RunFiles) -> Decision:
        past = store.of_scheme(connection, run.identity.scheme)
        today = self.clock().astimezone(self.settings.time_zone).date()
        return rules.decision(run.identity, past, self.with_duties, today=today)

    def _begin(self, run: RunFiles) -> tuple[Decision, Publication | None]:
        """The publication that is to be carried out; None where there is nothing to do."""
        now = self.clock()
        try:
            with self.database.write() as connection:
                decision = self._decision(connection, run)
                if decision.step is Step.NOTHING:
                    return decision, None
                if decision.unfinished:
                    store.end(connection, decision.unfinished.id, State.SUPERSEDED, now)
                found = decision.publication or store.add(connection, self._new(run, decision, now))
                self._record(connection, decision.step.value, found, now)
        except IntegrityError:
            raise PublicationTaken(scheme=run.identity.scheme) from None
        return decision, found

    def _new(self, run: RunFiles, decision: Decision, now: datetime) -> Publication:
        return Publication(
            id=0,
            **vars(run.identity),
            folder=str(run.recorded.folder.absolute()),
            state=State.UNDER_WAY,
            cursor=None,
            owes_duties=decision.owes_duties,
            counts=Counts(),
            begun_by=self.actor.id,
            started_at=now,
            ended_at=None,
        )

    def _brought_in(self, run: RunFiles, publication: Publication) -> Publication:
        work = _Work(self, run, Comparison(run, with_events=publication.owes_duties))
        for number, (first, last) in enumerate(run.slices):
            if publication.cursor is None or last is None or publication.cursor < last:
                publication = work.slice_done(publication, Ids(first, last))
            self.progress(run.lines * (number + 1) // len(run.slices), run.lines)
        return publication

    def _end(self, publication: Publication) -> None:
        now = self.clock()
        with self.database.write() as connection:
            if not store.move_on(connection, publication, publication.cursor, publication.counts):
                raise PublicationTaken(scheme=publication.scheme)
            store.end(connection, publication.id, State.DONE, now)
            store.supersede_others(connection, publication)
            self._record(connection, "end", publication, now)

    def _record(self, connection: Connection, action: str, publication: Publication, now: datetime) -> None:
        facts = {
            "scheme": publication.scheme,
            "month": f"{publication.month:%Y-%m}",
            "digest": publication.digest,
            "owes_duties": publication.owes_duties,
            **vars(publication.counts),
        }
        subject = ("publication", publication.id)
        audit.record(connection, self.actor, f"publishing.{action}", subject, now=now, facts=facts)


@dataclass(frozen=True)
class _Work:
    """Carries out a publication slice by slice."""

    publisher: Publisher
    run: RunFiles
    comparison: Comparison

    @property
    def outweighs_from(self) -> datetime:
        """The moment from which events count for more than the run: its rating day in the operator's zone."""
        zone = self.publisher.settings.time_zone
        return datetime.combine(self.run.identity.rated_on, time_of_day(), zone).astimezone(UTC)

    def slice_done(self, publication: Publication, ids: Ids, attempts: int = ATTEMPTS) -> Publication:
        """The publication after the lines of a slice that lie behind its cursor."""
        ids = _behind(publication.cursor, ids)
        with self.publisher.database.read() as connection:
            found = self._differences(connection, ids)
        left = found.left
        for upto, piece in chunks(found, self.publisher.most_rows):
            try:
                publication = self._piece_done(publication, piece, upto, left)
            except IntegrityError:
                # A line joined in the moment between the look and the writing: what stands now is read again.
                if attempts == 1:
                    raise
                return self.slice_done(publication, ids, attempts - 1)
        rest = _counted(left, publication.cursor, ids.last)
        end = ids.last if ids.last is not None else publication.cursor
        if rest or end != publication.cursor:
            with self.publisher.database.write() as connection:
                return self._moved(connection, publication, end, Counts(lines_left=rest))
        return publication

    def _differences(self, connection: Connection, ids: Ids) -> Differences:
        held = ranges.held(connection, ids, self.run.identity.scheme, self.outweighs_from)
        return self.comparison.differences(ids, held)

    def _piece_done(
        self, publication: Publication, piece: Differences, upto: int, left: Sequence[int]
    ) -> Publication:
        """One transaction: the lines of a piece, and the cursor behind the last of them."""
        with self.publisher.database.write() as connection:
            counts = Counts(lines_left=_counted(left, publication.cursor, upto))
            # Moved first, so that a second publisher waits here and is refused before it writes anything.
            publication = self._moved(connection, publication, upto, counts)
            held = ranges.locked(connection, piece.line_ids)
            changed = {one for one in piece.line_ids if held.get(one) != piece.versions.get(one)}
            if changed:
                piece = piece.without(changed) + self._differences(connection, Ids(only=frozenset(changed)))
            done = apply(connection, self.run, piece, now=self.publisher.clock())
            counted = replace(publication, counts=publication.counts + done)
            store.move_on(connection, publication, upto, counted.counts)
            return counted

    def _moved(
        self, connection: Connection, publication: Publication, cursor: int | None, counts: Counts
    ) -> Publication:
        moved = replace(publication, cursor=cursor, counts=publication.counts + counts)
        if not store.move_on(connection, publication, moved.cursor, moved.counts):
            raise PublicationTaken(scheme=publication.scheme)
        return moved


def _behind(cursor: int | None, ids: Ids) -> Ids:
    """Of a range of ids those behind a line."""
    if cursor is None or (ids.first is not None and ids.first > cursor):
        return ids
    return Ids(cursor + 1, ids.last)


def _counted(sorted_ids: Sequence[int], after: int | None, upto: int | None) -> int:
    """How many of the ids lie behind `after`, up to `upto`."""
    first = 0 if after is None else bisect_right(sorted_ids, after)
    last = len(sorted_ids) if upto is None else bisect_right(sorted_ids, upto)
    return max(0, last - first)
