"""The rows of `grades` that the record and the replay have differently, as SQL over one range of lines."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.datasets.layout import Part
from tierline.datasets.sql_text import between, literal, quoted
from tierline.grading.engines.types import ColumnType
from tierline.grading.replay.model import Kind
from tierline.grading.replay.pairs import MonthPair, day, differ, plain, scan_of
from tierline.grading.results import grade_types
from tierline.policy.model import Version

DECIDED = ("tier", "since", "ends_on", "rated_tier", "change")
"""The columns of `grades` that a reader of the differences looks for first."""


def difference_types(version: Version) -> dict[str, ColumnType]:
    """Columns of the differences of a month: of each of `grades` the recorded and the replayed value."""
    types: dict[str, ColumnType] = {
        "subscriber_id": "BIGINT",
        "scheme": "VARCHAR",
        "month": "DATE",
        "kind": "VARCHAR",
    }
    for name, kind in _compared(grade_types(version)).items():
        types[f"recorded_{name}"] = types[f"replayed_{name}"] = plain(kind)
    return {**types, "corrected_months": "DATE[]", "subscriber_corrected": "BOOLEAN"}


def differing(pair: MonthPair, part: Part) -> str:
    """The SQL of the rows of `grades` that differ, each with its kind."""
    names = list(_compared(grade_types(pair.version)))
    shown = ", ".join(
        f"{side}.{quoted(name)} AS {quoted(f'{prefix}_{name}')}"
        for name in names
        for side, prefix in (("r", "recorded"), ("n", "replayed"))
    )
    rated = ("rated_tier", "eligible", "ineligible_reason")
    attributes = ("product", "site")
    figures = [name for name in names if name not in (*DECIDED, *rated, *attributes)]
    tests = {
        Kind.TIER: differ(["tier"]),
        Kind.TERM: differ(["since", "ends_on"]),
        Kind.LINE: "r.subscriber_id IS NULL OR n.subscriber_id IS NULL",
        Kind.CHANGE: differ(["change"]),
        Kind.RATED: differ(rated),
        Kind.FIGURES: differ(figures),
        Kind.ATTRIBUTES: differ(attributes),
    }
    cases = " ".join(f"WHEN {test} THEN {literal(kind)}" for kind, test in tests.items())
    inside = between(part.first, part.last)
    recorded, replayed = (
        f"(SELECT * FROM {scan_of(folder, 'grades')} WHERE {inside})"
        for folder in (pair.recorded, pair.replayed)
    )
    return (
        f"SELECT * FROM (SELECT subscriber_id, {literal(pair.version.scheme)} AS scheme,"
        f" {day(pair.first_day)} AS month, CASE {cases} END AS kind, {shown}"
        f" FROM {recorded} AS r FULL JOIN {replayed} AS n USING (subscriber_id)) WHERE kind IS NOT NULL"
    )


def _compared(types: Mapping[str, ColumnType]) -> dict[str, ColumnType]:
    """The columns of `grades` that can differ, those that were decided first."""
    others = [name for name in types if name not in ("subscriber_id", "scheme", "month", *DECIDED)]
    return {name: types[name] for name in (*DECIDED, *others)}
