"""Every promise at the end of a soak: of the answers, the database, the run, the logs and the commands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from benchmarks.installation import Installation
from benchmarks.soak import checks, logs, published, work_checks
from benchmarks.soak.findings import Finding, Look, finding
from benchmarks.soak.journal import Journal, Standing, standing
from benchmarks.soak.published import Run
from tierline.database.connect import Database


@dataclass(frozen=True)
class Soaked:
    """An installation after its load: what it was asked, what stood `before`, and which run was published."""

    installation: Installation
    database: Database
    zone: ZoneInfo
    journal: Journal
    before: Standing
    run: Run
    workers: Sequence[int]


def verdict(soaked: Soaked) -> Iterator[Finding]:
    """All findings; processes have been stopped."""
    folder = soaked.installation.folder
    with soaked.database.read() as connection:
        look = Look(connection, datetime.now(UTC), soaked.zone)
        yield from soaked.journal.findings(soaked.before, standing(connection))
        for check in (*checks.CHECKS, *work_checks.CHECKS):
            yield check(look)
        for check_of_run in published.CHECKS:
            yield check_of_run(look, soaked.run)
        yield logs.sent_ones(look, folder / "messages.jsonl")
    of_workers = [folder / f"worker-{number}.log" for number in soaked.workers]
    yield logs.jobs_done_once(of_workers)
    yield logs.faults([folder / "server.log", *of_workers])
    yield logs.nothing_personal([folder / "server.log", *of_workers])
    yield from _commands(soaked)


def _commands(soaked: Soaked) -> Iterator[Finding]:
    """What the operator's own commands say in the end."""
    installation = soaked.installation
    code, said = installation.tried("publish", str(soaked.run.folder), "--with-duties", "--json")
    steps = [one["step"] for one in json.loads(said)] if code == 0 else [said]
    yield finding("publishing again finds nothing to do", 1, [step for step in steps if step != "nothing"])
    # What was recorded after the last sealing is sealed first, so that nothing is left out.
    installation.run("worker", "--once")
    for promise, command in (
        ("the audit trail verifies", ("audit", "verify")),
        ("the database is sound", ("db", "check")),
    ):
        code, said = installation.tried(*command)
        yield finding(promise, 1, [said] if code else [])
