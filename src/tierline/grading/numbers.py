"""Measures and scores as exact columns, and what tables give as small numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

import ibis

from tierline.grading.columns import half_up, nothing
from tierline.grading.window import window_of
from tierline.policy.model import Measure, Rounding, ScoreProduct, TableMeasure, Version
from tierline.policy.vocabulary import MONEY_COLUMNS
from tierline.tables.columns import Column, Ratio
from tierline.tables.compile import compile_table
from tierline.tables.model import DecisionTable, HitPolicy


def columns_of(table: ibis.Table, version: Version) -> dict[str, Column]:
    """The inputs of the version's rules as columns: attributes, and measures as exact numbers."""
    found: dict[str, Column] = {}
    for name in table.columns:
        is_number = table[name].type().is_integer()
        found[name] = Ratio(table[name], 1) if is_number else table[name]
    for measure in version.measures:
        found[measure.name] = measure_column(measure, table, found)
    return found


def measure_column(measure: Measure, table: ibis.Table, columns: dict[str, Column]) -> Ratio:
    """A measure as an exact number, before any rounding for reading."""
    if isinstance(measure, TableMeasure):
        outcome = compile_table(measure.table, columns).outcomes[0]
        assert isinstance(outcome, Ratio)
        return outcome
    total = table[window_of(measure).name]
    unit = 100 if measure.column in MONEY_COLUMNS else 1
    if not measure.is_mean:
        return Ratio(total, unit)
    assert measure.last_months is not None
    months: ibis.Value | int = measure.last_months
    if measure.on_network:
        # A mean over no months is 0: the sum is 0 then, and the divisor is held at 1.
        most = ibis.literal(measure.last_months, "int64")
        months = ibis.greatest(ibis.least(most, table.tenure_months - 1), ibis.literal(1, "int64"))
    mean = Ratio(total, months, unit=unit)
    return Ratio(half_up(mean, 1), 1) if measure.rounding is Rounding.WHOLE_YUAN else mean


@dataclass(frozen=True)
class Exact:
    """Where the exact number of a measure or a score stands: two columns, or one and a constant."""

    numerator: str
    denominator: str | int
    unit: int

    def read(self, table: ibis.Table) -> Ratio:
        """The number as columns of `table`."""
        below = table[self.denominator] if isinstance(self.denominator, str) else self.denominator
        return Ratio(table[self.numerator], below, self.unit)


def with_exact(table: ibis.Table, numbers: dict[str, Ratio]) -> tuple[ibis.Table, dict[str, Exact]]:
    """Adds exact numbers as columns for later stages to read, NULL where the line is not eligible."""
    added: dict[str, ibis.Value] = {}
    found: dict[str, Exact] = {}
    for name, ratio in numbers.items():
        eligible = table.reason.isnull()
        added[f"{name}_exact"] = ibis.ifelse(eligible, ratio.numerator, nothing("int64"))
        if isinstance(ratio.denominator, int):
            found[name] = Exact(f"{name}_exact", ratio.denominator, ratio.unit)
        else:
            added[f"{name}_months"] = ratio.denominator
            found[name] = Exact(f"{name}_exact", f"{name}_months", ratio.unit)
    return table.mutate(**added), found


def score_column(version: Version, columns: dict[str, Column]) -> Ratio | None:
    """The score as an exact number; None in a scheme without one."""
    if version.score is None:
        return None
    if isinstance(version.score, ScoreProduct):
        return reduce(_product, (_whole_over_constant(columns[name]) for name in version.score.factors))
    outcome = compile_table(version.score.table, columns).outcomes[0]
    assert isinstance(outcome, Ratio)
    return outcome


def _product(one: Ratio, other: Ratio) -> Ratio:
    assert isinstance(one.denominator, int) and isinstance(other.denominator, int)
    return Ratio(one.numerator * other.numerator, one.denominator * other.denominator)


def _whole_over_constant(column: Column) -> Ratio:
    """A factor of a score; the check of the pack leaves only rounded means, sums and tables here."""
    assert isinstance(column, Ratio) and isinstance(column.denominator, int)
    return Ratio(column.numerator, column.denominator * column.unit)


def rank_column(table: DecisionTable, columns: dict[str, Column]) -> ibis.Value:
    """The rank of the tier that a table gives, 0 the best; NULL for none."""
    best_first = sorted(table.rules, key=table.rank)
    first = replace(table, rules=tuple(best_first), hit_policy=HitPolicy.FIRST, ranking=())
    return coded(first, [str(tier) for tier in table.ranking], columns)


def coded(table: DecisionTable, words: Sequence[str], columns: dict[str, Column]) -> ibis.Value:
    """What a first-hit table gives, by its number among `words`; NULL where no rule holds."""
    rules = [replace(rule, outputs=(Decimal(words.index(str(rule.outputs[0]))),)) for rule in table.rules]
    outcome = compile_table(replace(table, rules=tuple(rules)), columns).outcomes[0]
    assert isinstance(outcome, Ratio)
    return outcome.numerator.cast("int8")


def read_columns(table: ibis.Table, exact: dict[str, Exact]) -> dict[str, Column]:
    """What rules may read, by name: the columns of the table, exact figures in place of their parts."""
    columns: dict[str, Column] = {name: table[name] for name in table.columns}
    return columns | {name: one.read(table) for name, one in exact.items()}
