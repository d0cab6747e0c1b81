"""The list of the lines that differ, as Parquet: what each policy decides, from which figures, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis

from tierline.datasets.sql_text import literal
from tierline.foresight.simulation.components import Component
from tierline.foresight.simulation.plan import DRAFT, EFFECTS, PRESENT, Comparison
from tierline.grading.columns import half_up
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.engines.types import Coded, ColumnType, Hundredths
from tierline.grading.life_columns import CHANGES
from tierline.grading.plan import statement
from tierline.grading.results import column_type
from tierline.grading.stages import REASONS
from tierline.policy.model import Version


@dataclass(frozen=True)
class Listing:
    """The statement over `explained`, and the types of its columns, in order."""

    sql: str
    types: Mapping[str, ColumnType]

    def write(self, engine: DuckDB, target: Path) -> None:
        """Write the lines of the part in order."""
        engine.write(self.sql, self.types, "subscriber_id", target)


def listing_of(comparison: Comparison, components: Sequence[Component]) -> Listing:
    """The listing of a month; `components` are those of all months, each by its bit."""
    pair = comparison.month.pair
    explained = ibis.table({**comparison.schema, "alone": "int64", "needed": "int64"}, name="explained")
    tiers = Coded(pair.names)
    columns: dict[str, tuple[object, ColumnType]] = {}

    def add(name: str, column: str, kind: ColumnType) -> None:
        columns[name] = (explained[column], kind)

    add("subscriber_id", "subscriber_id", "BIGINT")
    add("product", "product", "VARCHAR")
    add("site", "site", "VARCHAR")
    add("tenure_months", "tenure_months", "INTEGER")
    add("effect", "effect", Coded(EFFECTS))
    add("previous_tier", f"{PRESENT}_running_rank", tiers)
    shown: tuple[tuple[str, ColumnType], ...] = (
        ("outcome", tiers),
        ("rated_rank", tiers),
        ("change", Coded(CHANGES)),
        ("reason", Coded(REASONS)),
        ("since", "DATE"),
        ("ends_on", "DATE"),
    )
    for name, kind in shown:
        for side in (PRESENT, DRAFT):
            add(f"{side}_{SHOWN.get(name, name)}", f"{side}_{name}", kind)
    columns |= _figures(explained, comparison)
    sql = statement(explained.select("alone", "needed", **{n: v for n, (v, _) in columns.items()}))
    types = {name: kind for name, (_, kind) in columns.items()}
    names = [one.name for one in components]
    whole = f"SELECT *, {_first(names)} AS first_cause, {_all(names)} AS causes FROM ({sql})"
    return Listing(
        whole, {**types, "first_cause": Coded(tuple(names)) if names else "VARCHAR", "causes": "VARCHAR[]"}
    )


SHOWN = {"outcome": "tier", "rated_rank": "rated_tier", "reason": "ineligible_reason"}
"""What columns are called in the list; `tier` is the one that the line comes to hold."""


def _figures(explained: ibis.Table, comparison: Comparison) -> dict[str, tuple[object, ColumnType]]:
    """Measures and scores. One that both policies work out alike stands once, else each by its side."""
    pair = comparison.month.pair
    found: dict[str, tuple[object, ColumnType]] = {}
    versions: dict[str, Version] = {PRESENT: pair.present, DRAFT: pair.draft}
    for side, version in versions.items():
        exact = comparison.exact[side]
        for measure in version.measures:
            kind = column_type(measure)
            value = half_up(exact[measure.name].read(explained), 1 if kind == "INTEGER" else 100)
            found[f"{side}_{measure.name}"] = (value, kind)
        if "score" in exact:
            found[f"{side}_score"] = (half_up(exact["score"].read(explained), 100), Hundredths(14))
    return found


def _first(names: Sequence[str]) -> str:
    """The number of the first cause: one alone, else one that is needed, else of several; NULL for none."""
    branches = [
        f"WHEN ({mask}) & {1 << number} <> 0 THEN {number}"
        for mask in ("alone & needed", "needed", "alone")
        for number in range(len(names))
    ]
    return f"CASE {' '.join(branches)} END" if branches else "NULL"


def _all(names: Sequence[str]) -> str:
    """The names of all causes, in their order."""
    if not names:
        return "[]::VARCHAR[]"
    known = ", ".join(
        f"CASE WHEN (alone | needed) & {1 << number} <> 0 THEN {literal(name)} END"
        for number, name in enumerate(names)
    )
    return f"list_filter([{known}], lambda one: one IS NOT NULL)"
