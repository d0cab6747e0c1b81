"""What servers and workers wrote while a soak went on, and what they must not have written."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.soak.findings import Finding, Look, finding
from tierline.messages.model import Channel, State
from tierline.messages.store import messages

NUMBER = re.compile(r"(?<![0-9A-Za-z.:_-])1[0-9]{10}(?![0-9A-Za-z_-])")
"""A whole number of a line as the sample operator has them; ids of requests and moments do not look so."""

FAULTS = ("fault", "worker_fault", "job_not_done", "sending_fault", "hearing_fault")
MOST_TOLD = 20


def entries(file: Path) -> Iterator[dict[str, Any]]:
    """The entries of a structured log; other lines are left out."""
    with file.open(encoding="utf-8", errors="replace") as log:
        for line in log:
            if line.startswith("{"):
                yield json.loads(line)


def jobs_done_once(workers: list[Path]) -> Finding:
    """No two workers, nor one of them twice, say that they carried out the same job."""
    done = Counter(
        entry["job"] for file in workers for entry in entries(file) if entry.get("event") == "job_done"
    )
    violations = (f"job {job}: done {count} times" for job, count in done.items() if count > 1)
    return finding("no job is carried out twice", done.total(), violations)


def faults(logs: list[Path]) -> Finding:
    """Nobody met what was not foreseen."""
    looked_at, found = 0, Counter[str]()
    for file in logs:
        for entry in entries(file):
            looked_at += 1
            if entry.get("event") in FAULTS:
                found[f"{file.name}: {entry['event']}: {entry.get('cause', '')}"] += 1
    violations = (f"{what} ({count} times)" for what, count in found.most_common(MOST_TOLD))
    return finding("server and workers met no fault", looked_at, violations)


def nothing_personal(logs: list[Path]) -> Finding:
    """No log holds a whole number or a traceback."""
    looked_at, violations = 0, []
    for file in logs:
        with file.open(encoding="utf-8", errors="replace") as log:
            for place, line in enumerate(log, 1):
                looked_at += 1
                if "Traceback" in line:
                    violations.append(f"{file.name}, line {place}: a traceback")
                if NUMBER.search(line):
                    violations.append(f"{file.name}, line {place}: a whole number")
    return finding("no log holds a number or a traceback", looked_at, violations[:MOST_TOLD])


def sent_ones(look: Look, file: Path) -> Finding:
    """What stands as sent is in the file that messages are sent to, and nothing else is."""
    gone = [State.SENT, State.DELIVERED]
    wanted = select(messages.c.id).where(messages.c.channel == Channel.SMS, messages.c.state.in_(gone))
    marked = set(look.connection.execute(wanted).scalars())
    times = Counter(str(entry["id"]) for entry in entries(file)) if file.exists() else Counter[str]()
    violations = [f"message {one}: stands as sent, and was not" for one in sorted(marked - times.keys())]
    violations += [f"message {one}: was sent, and does not stand so" for one in sorted(times.keys() - marked)]
    return finding("what was sent stands as sent, and the other way round", len(marked), violations)
