"""Series of runs written from scripts of what each line is rated month by month, by the rules of one line.

The folders are as a run leaves them, without the engine. The memberships that each run left are given back,
so that a test can count them in its own way.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tierline.grading.life import Rated, after, decide, standing
from tierline.grading.model import Membership, Outcome, Rating
from tierline.grading.months import first_day, month_number
from tierline.policy.load import bundled_packs, in_force
from tierline.policy.model import Version
from tierline.policy.vocabulary import Change

STAR, HENAN, CREDIT = "unicom-star", "unicom-vip-henan", "cmcc-credit"
SITE = "41.4101.410102"


@dataclass(frozen=True)
class Month:
    """What a line is in one month; `rated` is the tier that its figures give."""

    rated: str | None
    product: str = "mobile_4g"
    site: str = SITE
    closed_on: date | None = None


Script = Sequence[Month | None]
"""The months of one line, from the first of the series; None: it is not among the subscribers."""


@dataclass(frozen=True)
class Written:
    """A run: its folder, its rating, and by line what it was given, what it decided and what it left."""

    folder: Path
    rating: Rating
    lines: Mapping[int, Month]
    outcomes: Mapping[int, Outcome]
    memberships: Mapping[int, tuple[Membership, ...]]


def write_series(
    folder: Path, scheme: str, first: date, scripts: Mapping[int, Script], rating_day: int = 5
) -> list[Written]:
    """Writes one run for each month of the scripts, each going on from the memberships of the one before."""
    held: dict[int, tuple[Membership, ...]] = {}
    written = []
    for number in range(max(len(script) for script in scripts.values())):
        month = first_day(month_number(first) + number)
        rating = Rating(month, month.replace(day=rating_day))
        version = in_force(bundled_packs()[scheme], rating.rated_on)
        lines = {line: now for line, script in scripts.items() if (now := _at(script, number)) is not None}
        outcomes, rows, left = {}, [], {}
        for line in sorted({*lines, *held}):
            before = held.get(line, ())
            if line not in lines:
                left[line] = tuple(one for one in before if one.runs_on(rating.rated_on) or one.since > month)
                continue
            now, stood = lines[line], standing(before, rating)
            closed = now.closed_on is not None and now.closed_on <= rating.rated_on
            outcome = decide(
                version, rating, stood, Rated(None if closed else now.rated, "rated"), closed=closed
            )
            outcomes[line] = outcome
            left[line] = after(before, outcome, rating, now.closed_on if closed else None)
            rows.append(_row(version, line, rating, now, closed, stood.running, outcome))
        place = folder / f"{month:%Y-%m}"
        _write(place, version, rating, rows, left)
        written.append(Written(place, rating, lines, outcomes, left))
        held = left
    return written


def _at(script: Script, number: int) -> Month | None:
    return script[number] if number < len(script) else None


def _row(
    version: Version,
    line: int,
    rating: Rating,
    now: Month,
    closed: bool,
    running: Membership | None,
    outcome: Outcome,
) -> dict[str, Any]:
    told = outcome.started or (running if outcome.change is not Change.ENDED else None)
    return {
        "subscriber_id": line,
        "month": rating.month,
        "ineligible_reason": "closed" if closed else None,
        "rated_tier": None if closed else now.rated,
        "tier": told.tier if told else None,
        "since": told.since if told else None,
        "ends_on": told.ends_on if told else None,
        "eligible": not closed,
        "tenure_months": 24,
        "change": str(outcome.change),
        "product": now.product,
        "site": now.site,
        "previous_tier": running.tier if running else None,
        "duties": [str(rule.duty) for rule in version.duties if outcome.change in rule.changes],
        **{measure.name: None for measure in version.measures},
    }


FIGURES = {
    measure.name
    for pack in bundled_packs().values()
    for version in pack.versions
    for measure in version.measures
}
TYPES = {
    **dict.fromkeys(("month", "since", "ends_on"), pa.date32()),
    **dict.fromkeys(FIGURES, pa.decimal128(14, 2)),
    "subscriber_id": pa.int64(),
    "eligible": pa.bool_(),
    "tenure_months": pa.int32(),
    "duties": pa.list_(pa.string()),
}


def _write(
    folder: Path,
    version: Version,
    rating: Rating,
    rows: list[dict[str, Any]],
    memberships: Mapping[int, tuple[Membership, ...]],
) -> None:
    columns = [
        *("subscriber_id", "month", "ineligible_reason", "rated_tier", "tier", "since", "ends_on"),
        *("eligible", "tenure_months", "change", "product", "site"),
        *(measure.name for measure in version.measures),
    ]
    quiet = (str(Change.KEPT), str(Change.NONE))
    _parquet(folder / "grades", columns, rows)
    _parquet(
        folder / "events",
        [*columns, "previous_tier", "duties"],
        [row for row in rows if row["change"] not in quiet],
    )
    _parquet(
        folder / "memberships",
        ["subscriber_id", "scheme", "tier", "since", "ends_on", "source"],
        [
            {
                "subscriber_id": line,
                "scheme": version.scheme,
                "tier": one.tier,
                "since": one.since,
                "ends_on": one.ends_on,
                "source": one.source,
            }
            for line, found in sorted(memberships.items())
            for one in found
        ],
    )
    pack = bundled_packs()[version.scheme]
    (folder / "policy.yaml").write_text(pack.text, "utf-8")
    changes = Counter(row["change"] for row in rows)
    held, rated = (
        dict(Counter(row[name] or "none" for row in rows).items()) for name in ("tier", "rated_tier")
    )
    summary = {
        "form": 1,
        "scheme": version.scheme,
        "month": f"{rating.month:%Y-%m}",
        "rated_on": rating.rated_on.isoformat(),
        "checked": True,
        "inputs": {},
        "made_with": {},
        "policy": {"version": version.starts_on.isoformat(), "sha256": pack.digest},
        "rows_of_unknown_lines": {"bills": 0, "special_grades": 0, "memberships": 0},
        "warnings": [],
        "lines": len(rows),
        "eligible": sum(row["eligible"] for row in rows),
        "by_change": {str(change): changes[str(change)] for change in Change},
        "by_tier": held,
        "by_rated_tier": rated,
        "by_ineligible_reason": {},
    }
    (folder / "summary.json").write_text(json.dumps(summary), "utf-8")


def _parquet(folder: Path, columns: list[str], rows: list[dict[str, Any]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([(name, TYPES.get(name, pa.string())) for name in columns])
    table = pa.Table.from_pylist([{name: row[name] for name in columns} for row in rows], schema)
    pq.write_table(table, folder / "part-00000.parquet")
