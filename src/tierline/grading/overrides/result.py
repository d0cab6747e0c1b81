"""What is set by hand, beside what each line holds by rating: a result of its own, counted apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tierline.datasets.contract import OVERRIDES
from tierline.datasets.paths import listed
from tierline.datasets.source import Source, literal
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.engines.types import ColumnType
from tierline.grading.model import Rating
from tierline.policy.eligibility import CLOSED
from tierline.policy.model import Version

FILE = "part-00000.parquet"

TYPES: dict[str, ColumnType] = {
    "subscriber_id": "BIGINT",
    "scheme": "VARCHAR",
    "month": "DATE",
    "tier": "VARCHAR",
    "since": "DATE",
    "ends_on": "DATE",
    "in_force": "BOOLEAN",
    "reason": "VARCHAR",
    "set_by": "VARCHAR",
    "approved_by": "VARCHAR",
    "tier_without": "VARCHAR",
    "since_without": "DATE",
    "ends_on_without": "DATE",
    "product": "VARCHAR",
    "site": "VARCHAR",
}
"""Columns of the result: `in_force` is on the rating day, `..._without` what the line holds by rating."""


def write(engine: DuckDB, source: Source, folder: Path, version: Version, rating: Rating) -> dict[str, Any]:
    """Writes what is set by hand in a scheme into the folder of its result, and gives its counts.

    One row for each that is in force on the rating day or still to come, of a line that is not closed. The
    grades lie in the folder already, and are not touched.
    """
    engine.keep("by_hand", _beside_the_grades(source, folder, version, rating))
    target = folder / OVERRIDES.name / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    engine.write("SELECT * FROM by_hand WHERE counts", TYPES, "subscriber_id, since", target)
    return _counts(engine, source, version)


def _beside_the_grades(source: Source, folder: Path, version: Version, rating: Rating) -> str:
    """The SQL of all rows of the scheme, each with what its line holds by rating, and whether it counts."""
    grades = listed(str(file) for file in sorted((folder / "grades").glob("*.parquet")))
    held = {name: f"g.{name}" for name in ("tier", "since", "ends_on")}
    if version.life is None:
        held = {"tier": "g.rated_tier", "since": "NULL", "ends_on": "NULL"}
    without = ", ".join(f"{column} AS {name}_without" for name, column in held.items())
    columns = ", ".join(f"o.{column.name}" for column in OVERRIDES.columns)
    day = f"DATE {literal(rating.rated_on.isoformat())}"
    own = f"SELECT * FROM ({source.select(None, None)}) WHERE scheme = {literal(version.scheme)}"
    # The grades come first: an engine of ours keeps the second side of a join in memory.
    known = (
        f"SELECT * FROM read_parquet({grades}, hive_partitioning = false)"
        f" SEMI JOIN ({own}) USING (subscriber_id)"
    )
    return (
        f"WITH known AS MATERIALIZED ({known})"
        f" SELECT {columns}, DATE {literal(rating.month.isoformat())} AS month,"
        f" o.since <= {day} AND o.ends_on >= {day} AS in_force, {without}, g.product, g.site,"
        f" g.subscriber_id IS NULL AS is_unknown,"
        f" coalesce(g.ineligible_reason = {literal(CLOSED)}, false) AS is_closed,"
        f" o.ends_on < {day} AS is_over, NOT (is_unknown OR is_closed OR is_over) AS counts"
        f" FROM ({own}) AS o LEFT JOIN known AS g ON g.subscriber_id = o.subscriber_id"
    )


def _counts(engine: DuckDB, source: Source, version: Version) -> dict[str, Any]:
    """Rows by whether they count; those in force by tier, and by where they stand beside the rated tier."""
    ranking = f"[{', '.join(literal(tier) for tier in version.ranking)}]"
    tier, without = (
        f"list_position({ranking}, CAST({name} AS VARCHAR))" for name in ("tier", "tier_without")
    )
    conditions = {
        "in_force": "counts AND in_force",
        "to_come": "counts AND NOT in_force",
        "over": "is_over",
        "of_closed_lines": "is_closed AND NOT is_over",
        "of_unknown_lines": "is_unknown AND NOT is_over",
        "above": f"counts AND in_force AND ({without} IS NULL OR {tier} < {without})",
        "same": f"counts AND in_force AND {tier} = {without}",
        "below": f"counts AND in_force AND {tier} > {without}",
    }
    filtered = ", ".join(f"count(*) FILTER (WHERE {one})" for one in conditions.values())
    rows, *counted = engine.rows(f"SELECT count(*), {filtered} FROM by_hand")[0]
    by_tier = dict(engine.rows("SELECT tier, count(*) FROM by_hand WHERE counts AND in_force GROUP BY 1"))
    return {
        "rows": rows,
        "rows_of_other_schemes": source.rows - rows,
        **dict(zip(conditions, counted, strict=True)),
        "by_tier": {name: by_tier.get(name, 0) for name in version.ranking},
    }
