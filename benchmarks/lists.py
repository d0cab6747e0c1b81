"""Measures the lists of the console: whole, deep in them and by each filter, for headquarters and for cities.

    python -m benchmarks.lists [--rows 1000000] [--databases sqlite postgresql] [--rounds 7]

Every table behind a list is filled with so many rows. Then a server, a process of its own, answers the pages
over one connection, as a browser asks for them. What a page costs is the time of the processor that server
and database take for it together, beside that of the first page of the same list, which is asked for in every
round: a busy machine makes an answer late, but not dear.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from benchmarks.console import page_request
from benchmarks.installation import Installation, on_each, parser_of, processor_seconds
from benchmarks.lists_pages import List, lists
from benchmarks.lists_report import FIRST, READERS, Costs, dearest, rendered
from benchmarks.lists_rows import BARE_CITY, CITY, fill
from benchmarks.load import request
from benchmarks.report import keep
from benchmarks.run import machine, told
from benchmarks.wire import Wire
from tierline.database.connect import Database, connect
from tierline.settings import read_settings
from tierline.sites.model import HEADQUARTERS, is_within

ROLES = ("administrator", "auditor", "supervisor", "operations")
SITES = dict(zip(READERS, (HEADQUARTERS, CITY, BARE_CITY), strict=True))
"""Where those who read are: a city has a sixth of everything, the bare one nothing."""

Questions = Mapping[str, Mapping[str, str]]
"""What a list is asked for, as parameters of its address, by what that is called."""


@dataclass(frozen=True)
class Asking:
    """A service with everything in it, and the tokens of those who read."""

    installation: Installation
    server: subprocess.Popen[bytes]
    tokens: Mapping[str, str]

    async def costs(self, each: List, questions: Questions, rounds: int) -> Costs:
        """The medians over the rounds, of which the first only warms up and is not counted."""
        wire = Wire(self.installation.port)
        taken: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        for _ in range(rounds + 1):
            for what, query in questions.items():
                for reader, token in self.tokens.items():
                    # Nobody asks for a site out of reach.
                    if is_within(query.get("site", SITES[reader]), SITES[reader]):
                        asked = asked_of(each, query, token)
                        taken[what, reader].append(await self._cost(wire, asked, f"{each.name}, {what}"))
        await wire.close()
        found: dict[str, dict[str, dict[str, float]]] = {what: {} for what in questions}
        for (what, reader), costs in taken.items():
            cpu, late = (round(median(one), 2) for one in zip(*costs[1:], strict=True))
            found[what][reader] = {"cpu_ms": cpu, "ms": late}
        return found

    async def _cost(self, wire: Wire, asked: bytes, what: str) -> tuple[float, float]:
        processes = (self.server.pid, *self.installation.database_processes)
        before = processor_seconds(processes)
        answer = await wire.ask(asked)
        if answer.status != 200:
            sys.exit(f"{what}: the answer was {answer.status}")
        return (processor_seconds(processes) - before) * 1000, answer.seconds * 1000


def questions_of(each: List, database: Database) -> Questions:
    """All questions to a list; its first page before all."""
    asked: dict[str, Mapping[str, str]] = {FIRST: each.whole}
    if each.deep:
        with database.read() as connection:
            asked["deep in it"] = {**each.whole, "after": each.deep.place(connection)}
    return {**asked, **each.filters}


def asked_of(each: List, query: Mapping[str, str], token: str) -> bytes:
    """A request as a browser sends it, or for what has no page as another system does."""
    path = each.address(query)
    return request(path, token) if path.startswith("/api/") else page_request(path, token)


def of_all(asking: Asking, database: Database, now: datetime, rounds: int) -> Mapping[str, Costs]:
    """What each list costs, by its name."""
    found = {}
    for each in lists(now):
        found[each.name] = asyncio.run(asking.costs(each, questions_of(each, database), rounds))
        top = dearest(found[each.name])
        told(f"  {each.name}: {top.cpu_ms:.0f} ms at most, {top.what}, {top.reader}")
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the figures and the report, and print the report."""
    parser = parser_of(__doc__, lines=1_000_000, of="--rows")
    parser.add_argument("--rounds", type=int, default=7)
    wanted = parser.parse_args(arguments)
    now, before = datetime.now(UTC), os.getloadavg()

    def of(installation: Installation) -> dict[str, Any]:
        database = connect(read_settings(database_url=installation.url))
        fill(database, wanted.rows, now)
        server = installation.serve("tierline.api.server:make")
        tokens = {
            reader: installation.person_token(reader.replace(" ", "."), *ROLES, site=site)
            for reader, site in SITES.items()
        }
        found = of_all(Asking(installation, server, tokens), database, now, wanted.rounds)
        database.close()
        return dict(found)

    measured = on_each(wanted.databases, wanted.work, of)
    about = {"machine": machine(), "load_before": before, "load_after": os.getloadavg()}
    data = {**about, "rows": wanted.rows, "rounds": wanted.rounds, "measured": measured}
    keep(wanted.results, f"{datetime.now(UTC):%Y-%m-%d}-lists", data, rendered(data))


if __name__ == "__main__":
    main()
