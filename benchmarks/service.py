"""Measures the service: publishing a run, the entitlements answer against an empty route, a hot line.

    python -m benchmarks.service [--lines 1000000] [--databases sqlite postgresql] [--rounds 5]

Two months of the sample operator are graded and published. Then a server, a process of its own, answers two
kinds of requests in turn: an empty route, and the entitlements of lines chosen at random. Both stand behind
the same sign-in and middleware; what is compared is the one rate with the other, within the same minute.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.bases import MONTH, MONTH_BEFORE, SCHEME, Base, base_in
from benchmarks.installation import Installation, on_each, parser_of
from benchmarks.load import Answers, load, request
from benchmarks.report import keep
from benchmarks.run import TIERLINE, carried_out, machine, told
from benchmarks.service_report import rendered
from benchmarks.wire import Wire, written

CONNECTIONS = 8
PHASE_SECONDS = 4.0
NUMBERS = 20_000
CLIENTS = 32
KINDS = ("empty", "entitlements")


def graded(work: Path, lines: int) -> tuple[Base, list[Path]]:
    """The base, and the folders of its two graded months; made where they are not there."""
    base = base_in(work, lines)
    carried_out([sys.executable, "-m", "benchmarks.bases", "--work", str(work), "--lines", str(lines)])
    folders = [base.folder / f"graded-{month:%Y-%m}" for month in (MONTH_BEFORE, MONTH)]
    lists = ["--subscribers", str(base.subscribers), "--special-grades", str(base.special_grades)]
    windows = (base.bills[:-1], base.bills[1:])
    for folder, month, bills, before in zip(
        folders, (MONTH_BEFORE, MONTH), windows, (None, folders[0]), strict=True
    ):
        if not folder.exists():
            held = ["--memberships", str(before / "memberships")] if before else []
            read = [option for file in bills for option in ("--bills", str(file))]
            asked = ["--scheme", SCHEME, "--month", f"{month:%Y-%m}", *lists, *read, *held]
            carried_out([*TIERLINE, "grade", *asked, "--out", str(folder)])
    return base, folders


def published(installation: Installation, folders: Sequence[Path]) -> list[dict[str, Any]]:
    """What publishing took: the first load, a month's changes, the same run again."""
    found = []
    for name, folder in zip(
        ("first load", "next month", "the same again"), (*folders, folders[-1]), strict=True
    ):
        began = time.perf_counter()
        said = json.loads(installation.run("publish", str(folder), "--without-duties", "--json"))
        seconds = time.perf_counter() - began
        told(f"  {name}: {seconds:.1f} s")
        found.append({"what": name, "wall_seconds": round(seconds, 1), "said": said})
    return found


def numbers_of(base: Base) -> list[str]:
    """Numbers of lines that are not closed, chosen at random from a fixed seed."""
    import duckdb

    found = duckdb.connect().execute(
        "SELECT msisdn FROM read_parquet(?) WHERE status <> 'closed' ORDER BY hash(subscriber_id) LIMIT ?",
        [str(base.subscribers / "*.parquet"), NUMBERS],
    )
    return [str(row[0]) for row in found.fetchall()]


def asked(kind: str, numbers: Sequence[str], token: str, seed: int) -> Iterator[bytes]:
    """Requests without end."""
    draw = random.Random(seed)
    empty = request("/api/v1/empty", token)
    while True:
        if kind == "empty":
            yield empty
        else:
            yield request(f"/api/v1/lines/{draw.choice(numbers)}/entitlements", token)


def compared(installation: Installation, numbers: Sequence[str], rounds: int) -> list[dict[str, Any]]:
    """Rates and times of both kinds of requests, round by round."""
    token = installation.client_token("bench-reader", "agent")
    found = []
    for number in range(-1, rounds):
        one: dict[str, Any] = {}
        for kind in KINDS if number % 2 else KINDS[::-1]:
            answers = load(installation.port, asked(kind, numbers, token, number), CONNECTIONS, PHASE_SECONDS)
            if set(answers.statuses) != {200}:
                sys.exit(f"{kind}: answers were {answers.statuses}")
            one[kind] = figures(answers)
        if number >= 0:  # The round before the first only warms up.
            found.append(one)
            told(f"  round {number + 1}: " + ", ".join(f"{kind} {one[kind]['rate']:.0f}/s" for kind in KINDS))
    return found


def figures(answers: Answers) -> dict[str, float]:
    """Answers a second, and their times in milliseconds."""
    return {
        "rate": round(answers.rate, 1),
        "p50_ms": round(answers.percentile(0.5) * 1000, 2),
        "p99_ms": round(answers.percentile(0.99) * 1000, 2),
    }


def hot_line(installation: Installation) -> dict[str, Any]:
    """Many clients use a quota of one line at once, each call twice under one key."""
    number, quota = "19900000001", 6
    prepare_hot_line(installation, number)
    token = installation.client_token("bench-writer", "clerk", "agent")
    answers = asyncio.run(_uses(installation.port, number, token))
    granted = [body for _status, body in answers if body.get("outcome") == "used"]
    pairs = Counter(json.dumps(body, sort_keys=True) for _status, body in answers)
    return {
        "clients": CLIENTS,
        "calls": len(answers),
        "unanswered": CLIENTS * 2 - len(answers),
        "statuses": dict(Counter(status for status, _body in answers)),
        "quota": quota,
        "granted_uses": len({json.dumps(body.get("use"), sort_keys=True) for body in granted}),
        "answers_that_came_once": sum(count % 2 for count in pairs.values()),
    }


def prepare_hot_line(installation: Installation, number: str) -> None:
    """A gold member: six visits of an airport lounge a year."""
    from sqlalchemy import insert

    from tierline.database.connect import connect
    from tierline.lines import store
    from tierline.settings import read_settings

    today = datetime.now(UTC).date()
    database = connect(read_settings(database_url=installation.url))
    line = {"id": 9_000_000_001, "msisdn": number, "segment": "public", "product": "mobile_3g"}
    rest = {"payment": "prepaid", "status": "active", "joined_on": date(2010, 1, 1), "site": "65.6501"}
    held = {"line_id": line["id"], "scheme": "unicom-vip", "tier": "gold", "source": "rated"}
    with database.write() as connection:
        connection.execute(insert(store.lines).values(**line, **rest))
        connection.execute(insert(store.memberships).values(**held, since=today, ends_on=None))
    database.close()


async def _uses(port: int, number: str, token: str) -> list[tuple[int, dict[str, Any]]]:
    body = {"service": "airport_lounge", "place": "urumqi"}

    async def use(key: str) -> list[tuple[int, dict[str, Any]]]:
        wire = Wire(port)
        asked = written("POST", f"/api/v1/lines/{number}/uses", token, body, {"Idempotency-Key": key})
        answers = [await wire.ask(asked) for _ in range(2)]
        await wire.close()
        return [(answer.status, answer.json) for answer in answers]

    gathered = await asyncio.gather(*(use(f"hot-line-{number}") for number in range(CLIENTS)))
    return [answer for answers in gathered for answer in answers]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the figures and the report, and print the report."""
    parser = parser_of(__doc__, lines=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args(arguments)
    base, folders = graded(wanted.work, wanted.lines)
    numbers = numbers_of(base)

    def of(installation: Installation) -> dict[str, Any]:
        found: dict[str, Any] = {"publishing": published(installation, folders)}
        installation.serve()
        found["rounds"] = compared(installation, numbers, wanted.rounds)
        found["hot_line"] = hot_line(installation)
        return found

    measured = on_each(wanted.databases, wanted.work, of)
    data = {"machine": machine(), "lines": wanted.lines, "connections": CONNECTIONS, "measured": measured}
    keep(wanted.results, f"{datetime.now(UTC):%Y-%m-%d}-service", data, rendered(data))


if __name__ == "__main__":
    main()
