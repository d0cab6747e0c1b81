"""Measures the customer page: against the entitlements answer, its memory, its first paint.

    python -m benchmarks.console [--lines 1000000] [--databases sqlite postgresql] [--rounds 5]

Two months of the sample operator are graded and published. Then a server, a process of its own, answers the
page and the entitlements of the same lines in turn, over one connection: what is compared is the time of the
one with that of the other, within the same minute. Then pages are viewed with all their parts, as a browser
loads them, while the memory of the server is watched; and a real browser opens some where one is installed.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bases import MONTH, Base
from benchmarks.console_report import rendered
from benchmarks.installation import Installation, on_each, parser_of, resident_mib
from benchmarks.load import Answers, load, request
from benchmarks.report import keep
from benchmarks.run import machine, told
from benchmarks.service import NUMBERS, graded
from benchmarks.wire import Wire
from tierline.console.session import COOKIE
from tools.browser import chromium, program

PHASE_SECONDS = 4.0
KINDS = ("entitlements", "page")
VIEWS, LEFT_OUT = 1_000, 100
PARTS = ("", "/read-out", "/recent")
"""What a browser loads of a customer: the page, then the parts that come after it."""

OPENED = 12

Line = tuple[int, str]
"""The id of a line, and its number."""


def lines_of(base: Base) -> list[Line]:
    """Lines that are not closed, chosen at random from a fixed seed."""
    import duckdb

    found = duckdb.connect().execute(
        "SELECT subscriber_id, msisdn FROM read_parquet(?) WHERE status <> 'closed'"
        " ORDER BY hash(subscriber_id) LIMIT ?",
        [str(base.subscribers / "*.parquet"), NUMBERS],
    )
    return [(int(row[0]), str(row[1])) for row in found.fetchall()]


def page_request(path: str, token: str, *, is_part: bool = False) -> bytes:
    """A page as a browser asks for it that is signed in."""
    part = "HX-Request: true\r\n" if is_part else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {COOKIE}={token}\r\n"
        f"Accept: text/html\r\nAccept-Language: zh\r\n{part}\r\n"
    ).encode()


def asked(kind: str, lines: Sequence[Line], token: str, seed: int) -> Iterator[bytes]:
    """Requests without end; both kinds ask for the same lines in the same order."""
    draw = random.Random(seed)
    while True:
        line_id, number = draw.choice(lines)
        if kind == "page":
            yield page_request(f"/customers/{line_id}", token)
        else:
            yield request(f"/api/v1/lines/{number}/entitlements", token)


def compared(
    installation: Installation,
    server: subprocess.Popen[bytes],
    lines: Sequence[Line],
    token: str,
    rounds: int,
) -> list[dict[str, Any]]:
    """The times of both kinds of requests, round by round."""
    found = []
    for number in range(-1, rounds):
        one: dict[str, Any] = {}
        for kind in KINDS if number % 2 else KINDS[::-1]:
            before = cpu_seconds(server)
            answers = load(installation.port, asked(kind, lines, token, number), 1, PHASE_SECONDS)
            if set(answers.statuses) != {200}:
                sys.exit(f"{kind}: answers were {answers.statuses}")
            one[kind] = figures(answers, cpu_seconds(server) - before)
        if number >= 0:  # The round before the first only warms up.
            found.append(one)
            told(
                f"  round {number + 1}: "
                + ", ".join(
                    f"{kind} {one[kind]['p50_ms']} ms (processor {one[kind]['cpu_ms']})" for kind in KINDS
                )
            )
    return found


def figures(answers: Answers, cpu: float) -> dict[str, float]:
    """Times of answers in milliseconds, with the time of the server's processor for each."""
    return {
        "p50_ms": round(answers.percentile(0.5) * 1000, 3),
        "p99_ms": round(answers.percentile(0.99) * 1000, 3),
        "cpu_ms": round(cpu / len(answers.seconds) * 1000, 3),
    }


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """What a process has had of the processor so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def viewed(
    installation: Installation, server: subprocess.Popen[bytes], lines: Sequence[Line], token: str
) -> list[float]:
    """The memory of the server, MiB, after the first views and then each time after so many more."""
    found = asyncio.run(_viewed(installation, server, lines, token))
    told(f"  memory, MiB: {found}")
    return found


async def _viewed(
    installation: Installation, server: subprocess.Popen[bytes], lines: Sequence[Line], token: str
) -> list[float]:
    draw, wire, found = random.Random(7), Wire(installation.port), []
    for count in range(1, LEFT_OUT + VIEWS + 1):
        line_id, _ = draw.choice(lines)
        for part in PARTS:
            path = f"/customers/{line_id}{part}"
            answer = await wire.ask(page_request(path, token, is_part=bool(part)))
            if answer.status != 200:
                sys.exit(f"{part or 'page'}: the answer was {answer.status}")
        if count >= LEFT_OUT and count % LEFT_OUT == 0:
            found.append(round(resident_mib(server), 1))
    await wire.close()
    return found


def painted(installation: Installation, lines: Sequence[Line], token: str) -> list[float] | None:
    """Milliseconds until a browser first paints the page, for some customers; None without a browser."""
    executable = program()
    if executable is None:
        return None
    where = f"http://127.0.0.1:{installation.port}"
    found = []
    with chromium(executable) as browser:
        context = browser.new_context()
        context.add_cookies([{"name": COOKIE, "value": token, "url": where}])
        tab = context.new_page()
        for line_id, _ in lines[:OPENED]:
            tab.goto(f"{where}/customers/{line_id}", wait_until="load")
            found.append(round(float(tab.evaluate(FIRST_PAINT)), 1))
    told(f"  first paint, ms: {found}")
    return found


FIRST_PAINT = """() => new Promise((done) => {
  const seen = performance.getEntriesByName('first-contentful-paint');
  if (seen.length) { done(seen[0].startTime); return; }
  new PerformanceObserver((list) => {
    const paint = list.getEntriesByName('first-contentful-paint')[0];
    if (paint) { done(paint.startTime); }
  }).observe({ type: 'paint', buffered: true });
})"""


def served(installation: Installation, folders: Sequence[Path]) -> tuple[subprocess.Popen[bytes], str]:
    """A server of what was graded into the folders, published in their order, and the token of an agent."""
    for folder in folders:
        installation.run("publish", str(folder), "--without-duties", "--json")
    with_runs(installation, folders[-1])
    server = installation.serve("tierline.api.server:make")
    return server, installation.person_token("bench.reader", "agent")


def with_runs(installation: Installation, folder: Path) -> None:
    """Have the service find the run that it was published from, so that tiers are explained."""
    runs = installation.folder / "runs"
    runs.mkdir()
    (runs / f"{MONTH:%Y-%m}").symlink_to(folder.resolve(), target_is_directory=True)
    installation.settings["TIERLINE_RUNS"] = str(runs)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the figures and the report, and print the report."""
    parser = parser_of(__doc__, lines=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args(arguments)
    base, folders = graded(wanted.work, wanted.lines)
    lines = lines_of(base)

    def of(installation: Installation) -> dict[str, Any]:
        server, token = served(installation, folders)
        return {
            "rounds": compared(installation, server, lines, token, wanted.rounds),
            "memory_mib": viewed(installation, server, lines, token),
            "first_paint_ms": painted(installation, lines, token),
        }

    measured = on_each(wanted.databases, wanted.work, of)
    data = {"machine": machine(), "lines": wanted.lines, "views": VIEWS, "measured": measured}
    keep(wanted.results, f"{datetime.now(UTC):%Y-%m-%d}-console", data, rendered(data))


if __name__ == "__main__":
    main()
