"""Soaks the service: mixed load, two workers and a publish at once, and then everything is checked.

    python -m benchmarks.soak [--minutes 10] [--databases sqlite postgresql] [--lines 100000]

Leaves with 1 where a promise was not kept or memory was not flat; the report says which.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bases import MONTH, SCHEME, Base
from benchmarks.installation import Installation, installed, parser_of
from benchmarks.run import machine, told
from benchmarks.service import graded
from benchmarks.soak.findings import finding
from benchmarks.soak.journal import Journal, standing
from benchmarks.soak.load import load
from benchmarks.soak.memory import JUDGED_FROM_SECONDS, Memory, is_flat
from benchmarks.soak.published import Run
from benchmarks.soak.report import call_figures, rendered
from benchmarks.soak.scene import Scene, prepared
from benchmarks.soak.verdict import Soaked, verdict
from tierline.database.connect import Database, connect
from tierline.jobs import service as jobs
from tierline.messages import service as messages
from tierline.settings import read_settings

CLIENTS = 12
WORKERS = (1, 2)
DRAIN_SECONDS = 180.0
"""How long the workers may take to catch up once nobody asks for anything any more."""


def soaked(kind: str, base: Base, folders: Sequence[Path], work: Path, seconds: float) -> dict[str, Any]:
    """One installation through everything: figures, findings, memory."""
    with installed(kind, work) as installation:
        installation.run("publish", str(folders[0]), "--without-duties", "--json")
        settings = read_settings(database_url=installation.url)
        database = connect(settings)
        server = installation.serve("tierline.api.server:make")
        scene = prepared(installation, database, settings, seconds=seconds)
        with database.read() as connection:
            before = standing(connection)
        processes = {"server": server}
        processes |= {f"worker {number}": installation.work(number) for number in WORKERS}
        told(f"  {scene.ending} reconnections will run out; {seconds:.0f} s of load begin")
        journal, memory = Journal(), Memory(processes)
        publishing = asyncio.run(_everything(installation, scene, journal, memory, folders[1], seconds))
        drained = _drained(database)
        died = [name for name, process in processes.items() if process.poll() is not None]
        installation.stop()
        told("  checking")
        month = Run(folders[1], base.subscribers, SCHEME, MONTH)
        result = Soaked(installation, database, settings.time_zone, journal, before, month, WORKERS)
        findings = [finding("every process lived to the end", len(processes), died), *verdict(result)]
        database.close()
        return {
            "seconds": seconds,
            "ending_reconnections": scene.ending,
            "calls": call_figures(journal, seconds),
            "outcomes": {name: dict(counts) for name, counts in journal.outcomes.items()},
            "answers": journal.answers,
            "repeated_keys": sum(count > 1 for count in journal.asked_under.values()),
            "database_busy": journal.busy,
            "publishing": publishing,
            "drain_seconds": drained,
            "database_mib": _size_mib(installation.folder),
            "memory": memory.figures(),
            "findings": [asdict(one) for one in findings],
        }


async def _everything(
    installation: Installation,
    scene: Scene,
    journal: Journal,
    memory: Memory,
    folder: Path,
    seconds: float,
) -> list[dict[str, Any]]:
    """The load, and from a third of it on the publish, which is then made once more."""

    async def publish() -> list[dict[str, Any]]:
        await asyncio.sleep(seconds / 3)
        found: list[dict[str, Any]] = []
        for _ in range(2):
            arguments = ("publish", str(folder), "--with-duties", "--json")
            said = await asyncio.to_thread(installation.run, *arguments)
            found += json.loads(said)
            told(f"  published: {found[-1]['step']}, {found[-1]['seconds']} s")
        return found

    publishing = asyncio.create_task(publish())
    working = load(scene, journal, clients=CLIENTS, seconds=seconds)
    await asyncio.gather(working, memory.watch(seconds), publishing)
    return publishing.result()


def _drained(database: Database) -> float:
    """The seconds until no job and no message was due any more; as many as may be where that did not come."""
    began = time.monotonic()
    while (elapsed := time.monotonic() - began) < DRAIN_SECONDS:
        now = datetime.now(UTC)
        with database.read() as connection:
            due = jobs.backlog(connection, now=now).due + messages.backlog(connection, now).due
        if not due:
            break
        time.sleep(0.5)
    return round(elapsed, 1)


def _size_mib(folder: Path) -> float:
    files = [file for file in folder.rglob("*") if file.is_file() and file.suffix not in (".log", ".jsonl")]
    return round(sum(file.stat().st_size for file in files) / 2**20, 1)


def failures(measured: dict[str, Any]) -> list[str]:
    """What went wrong, by database; nothing where all is well."""
    found = []
    for kind, one in measured.items():
        broken = [each for each in one["findings"] if each["violations"]]
        found += [f"{kind}: {each['promise']}: {len(each['violations'])} violations" for each in broken]
        if one["seconds"] >= JUDGED_FROM_SECONDS:
            grown = [name for name, figures in one["memory"].items() if not is_flat(figures)]
            found += [f"{kind}: memory of {name} is not flat" for name in grown]
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Soak, write the figures and the report, print the report, and leave with 1 where anything failed."""
    parser = parser_of(__doc__, lines=100_000)
    parser.add_argument("--minutes", type=float, default=10.0)
    wanted = parser.parse_args(arguments)
    base, folders = graded(wanted.work, wanted.lines)
    measured: dict[str, Any] = {}
    for kind in wanted.databases:
        told(kind)
        measured[kind] = soaked(kind, base, folders, wanted.work, wanted.minutes * 60)
    data = {"machine": machine(), "lines": wanted.lines, "clients": CLIENTS, "measured": measured}
    day = f"{datetime.now(UTC):%Y-%m-%d}-soak"
    wanted.results.mkdir(parents=True, exist_ok=True)
    (wanted.results / f"{day}.json").write_text(json.dumps(data, indent=1, default=str) + "\n", "utf-8")
    report = rendered(data)
    (wanted.results / f"{day}.md").write_text(report, "utf-8")
    print(report)
    failed = failures(measured)
    if failed:
        # What is left of the installation is needed to find out why.
        sys.exit("\n".join(failed))
    for kind in wanted.databases:
        shutil.rmtree(wanted.work / f"service-{kind}", ignore_errors=True)
