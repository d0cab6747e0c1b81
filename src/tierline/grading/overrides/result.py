"""What is set by hand, beside what each line holds by rating: a result of its own, counted apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


READ = "subscriber_id, ineligible_reason, rated_tier, tier, since, ends_on, product, site"
"""What is read of the grades, and kept of those lines only for which something is set by hand."""


def write(
    source: Source | None,
    folders: Mapping[str, Path],
    versions: Sequence[Version],
    rating: Rating,
    memory_mib: int,
    scratch: Path,
) -> dict[str, dict[str, Any]]:
    """Writes what is set by hand into the folders of all schemes, and gives its counts by scheme.

    Nothing where none is handed in: such a run has no result of that name.
    """
    if source is None:
        return {}
    engine = DuckDB(memory_mib=memory_mib, scratch=scratch)
    try:
        return {
            version.scheme: _write(engine, source, folders[version.scheme], version, rating)
            for version in versions
        }
    finally:
        engine.close()


def _write(engine: DuckDB, source: Source, folder: Path, version: Version, rating: Rating) -> dict[str, Any]:
    """Writes what is set by hand in a scheme into the folder of its result, and gives its counts.

    One row for each that is in force on the rating day or still to come, of a line that is not closed. The
    grades lie in the folder already, and are not touched.
    """
    rows, of_scheme = source.select(None, None), f"scheme = {literal(version.scheme)}"
    engine.keep("set_by_hand", f"SELECT * FROM ({rows}) WHERE {of_scheme}")
    grades = listed(str(file) for file in sorted((folder / "grades").glob("*.parquet")))
    # The grades come first: an engine of ours keeps the second side of a join in memory.
    engine.keep(
        "rated_lines",
        f"SELECT {READ} FROM read_parquet({grades}, hive_partitioning = false)"
        " SEMI JOIN set_by_hand USING (subscriber_id)",
    )
    engine.keep("by_hand", _side_by_side(version, rating))
    target = folder / OVERRIDES.name / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    engine.write("SELECT * FROM by_hand WHERE counts", TYPES, "subscriber_id, since", target)
    return _counts(engine, source, version)


def _side_by_side(version: Version, rating: Rating) -> str:
    """The SQL of all that is set by hand, with what each line holds by rating, and whether it counts."""
    held = {name: f"r.{name}" for name in ("tier", "since", "ends_on")}
    if version.life is None:
        held = {"tier": "r.rated_tier", "since": "NULL", "ends_on": "NULL"}
    without = ", ".join(f"{column} AS {name}_without" for name, column in held.items())
    day = f"DATE {literal(rating.rated_on.isoformat())}"
    return (
        f"SELECT o.*, DATE {literal(rating.month.isoformat())} AS month, {without}, r.product, r.site,"
        f" o.since <= {day} AND o.ends_on >= {day} AS in_force, o.ends_on < {day} AS is_over,"
        f" r.subscriber_id IS NULL AS is_unknown, r.ineligible_reason IS NOT DISTINCT FROM {literal(CLOSED)}"
        " AS is_closed, NOT (is_unknown OR is_closed OR is_over) AS counts"
        " FROM set_by_hand AS o LEFT JOIN rated_lines AS r ON r.subscriber_id = o.subscriber_id"
    )


def _counts(engine: DuckDB, source: Source, version: Version) -> dict[str, Any]:
    """Rows by whether they count; those in force by tier, and by where they stand beside the rated tier."""
    ranking = f"[{', '.join(literal(tier) for tier in version.ranking)}]"
    tier = f"list_position({ranking}, tier)"
    without = f"list_position({ranking}, CAST(tier_without AS VARCHAR))"
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
