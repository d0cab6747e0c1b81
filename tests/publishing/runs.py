"""Small graded months that tests publish: forty lines in November, and what became of them in December."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import select

from tests.grading import small_base
from tierline.database.connect import Database
from tierline.duties.store import duties
from tierline.grading.run import run
from tierline.lines.store import lines, memberships
from tierline.publishing.model import Published
from tierline.publishing.publisher import Publisher
from tierline.publishing.store import publications
from tierline.rights.model import Actor, ActorKind
from tierline.settings import Settings

SCHEME = "unicom-star"
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
IN_NOVEMBER = datetime(2026, 11, 6, 2, 0, tzinfo=UTC)
IN_DECEMBER = datetime(2026, 12, 6, 2, 0, tzinfo=UTC)

OPERATOR = Actor(
    "system:tester", ActorKind.SYSTEM, "tester", "", frozenset({"publishing:publish", "publishing:read"})
)

MONTHS = small_base.GOOD["bills"].replace("DATE '2026-11-01'", "DATE '2026-12-01'")
RICHER = MONTHS.replace("20 + 8 * i", "CASE WHEN i IN (7, 30) THEN 900 ELSE 20 + 8 * i END")
CHANGED_LINES = """
    SELECT * REPLACE (
        CASE WHEN subscriber_id = 3 THEN 'closed' ELSE status END AS status,
        CASE WHEN subscriber_id = 3 THEN DATE '2026-11-20' ELSE closed_on END AS closed_on,
        CASE WHEN subscriber_id = 5 THEN 'mobile_5g' ELSE product END AS product,
        CASE WHEN subscriber_id = 6 THEN '65.6502.650201' ELSE site END AS site)
    FROM subscribers WHERE subscriber_id <> 40
    UNION ALL SELECT * REPLACE (CAST(41 AS BIGINT) AS subscriber_id, '13800009941' AS msisdn)
    FROM subscribers WHERE subscriber_id = 40 ORDER BY subscriber_id"""


@dataclass(frozen=True)
class Runs:
    """Folders of finished runs."""

    november: Path
    december: Path
    corrected: Path
    """December once more, without the bills that raised two lines."""


def made(folder: Path) -> Runs:
    """Grades the months."""
    found = Runs(folder / "2026-11", folder / "2026-12", folder / "corrected")
    grade(folder / "in-11", {}, found.november, NOVEMBER)
    before = str(found.november / "memberships")
    for name, bills, out in (("in-12", RICHER, found.december), ("in-c", MONTHS, found.corrected)):
        grade(folder / name, {"subscribers": CHANGED_LINES, "bills": bills}, out, DECEMBER, before)
    return found


def grade(
    inputs: Path,
    changes: Mapping[str, str],
    out: Path,
    month: date,
    before: str | None = None,
    **options: Any,
) -> None:
    """Grades a month of the small base as the changes leave it."""
    paths = small_base.write(inputs, changes)
    if before:
        paths["memberships"] = [before]
    run(small_base.request(paths, out, month=month, **options))


def publisher(database: Database, settings: Settings, now: datetime, **options: Any) -> Publisher:
    """A publisher that writes few rows at a time, in slices of about sixteen lines."""
    given: dict[str, Any] = {"most_rows": 12, "slice_lines": 16}
    return Publisher(database, settings, OPERATOR, lambda: now, **{**given, **options})


def published(
    database: Database, settings: Settings, folder: Path, now: datetime, **options: Any
) -> Published:
    """What came of publishing the one scheme of a folder."""
    (found,) = publisher(database, settings, now, **options).publish(folder)
    return found


def held(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """What the service holds by table, without numbers of rows and moments."""
    wanted = {
        "lines": select(*(column for column in lines.c if column.name != "changed_at")),
        "memberships": select(memberships),
        "duties": select(
            duties.c.line_id, duties.c.month, duties.c.change, duties.c.tier, duties.c.duty, duties.c.due_on
        ),
        "publications": select(publications.c.month, publications.c.state, publications.c.counts),
    }
    with database.read() as connection:
        rows = {name: connection.execute(statement).all() for name, statement in wanted.items()}
    return {name: sorted(tuple(map(str, row)) for row in found) for name, found in rows.items()}


def memberships_held(database: Database) -> set[tuple[Any, ...]]:
    """The memberships in the service: line, scheme, tier, since, ends_on, source."""
    columns = [memberships.c[name] for name in ("line_id", "scheme", "tier", "since", "ends_on", "source")]
    with database.read() as connection:
        return {tuple(row) for row in connection.execute(select(*columns))}


def memberships_of_run(folder: Path) -> set[tuple[Any, ...]]:
    """The memberships that a run wrote."""
    rows = duckdb.connect(config={"threads": 1}).execute(
        "SELECT subscriber_id, scheme::VARCHAR, tier::VARCHAR, since, ends_on, source::VARCHAR"
        f" FROM read_parquet('{folder}/memberships/*.parquet')"
    )
    return set(rows.fetchall())


def memberships_after(earlier: Path, later: Path, rated_on: date) -> set[tuple[Any, ...]]:
    """The memberships after two runs: those of the later one, and of the earlier what was over before it."""
    rows = {(row[0], row[3]): row for row in memberships_of_run(earlier) if row[4] and row[4] < rated_on}
    return set((rows | {(row[0], row[3]): row for row in memberships_of_run(later)}).values())


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """The graded months, made once."""
    with pytest.MonkeyPatch.context() as patch:
        small_base.compiled_once(patch)
        return made(tmp_path_factory.mktemp("runs"))
