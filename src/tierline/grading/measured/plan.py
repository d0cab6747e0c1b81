"""The rating of sites as columns: criteria, score and tier, by the tables that decide one site too."""

from __future__ import annotations

from dataclasses import replace

import ibis

from tierline.grading.columns import code, half_up, nothing, word_of
from tierline.grading.engines.types import Coded, ColumnType, Hundredths
from tierline.grading.measured.dataset import SITE_ID, unit_of
from tierline.grading.measured.inputs import MEASURED
from tierline.grading.model import Rating
from tierline.grading.numbers import rank_column, score_column
from tierline.grading.plan import statement
from tierline.policy.model import Version
from tierline.policy.vocabulary import SCORE
from tierline.tables.columns import Column, Ratio


def grade_types(version: Version) -> dict[str, ColumnType]:
    """Columns of `grades` with their types, in order."""
    numbers = {one.name: "INTEGER" if unit_of(one) == 1 else Hundredths(12) for one in version.measurements}
    return {
        SITE_ID: "BIGINT",
        "scheme": Coded((version.scheme,)),
        "month": "DATE",
        **numbers,
        **{criterion.name: Coded(version.ranking) for criterion in version.site_criteria},
        SCORE: Hundredths(14),
        "rated_tier": Coded(version.ranking),
        "site": "VARCHAR",
    }


def grades(version: Version, rating: Rating) -> str:
    """The SQL of one row for every site of the view of measurements, in no order."""
    # Ibis would otherwise fold each step into the next and repeat every expression that is used twice.
    ibis.options.sql.fuse_selects = False
    numbers = dict.fromkeys((one.name for one in version.measurements), "int64")
    measured = ibis.table({SITE_ID: "!int64", "site": "!string", **numbers}, name=MEASURED)
    given = {one.name: rank_column(one.table, _inputs(measured, version)) for one in version.site_criteria}
    table = measured.mutate(**given)
    score = score_column(version, _inputs(table, version))
    inputs = _inputs(table, version)
    if score is not None:
        table = table.mutate(score_exact=score.numerator)
        inputs = {**_inputs(table, version), SCORE: replace(score, numerator=table.score_exact)}
    points = inputs.get(SCORE)
    shown = {
        "scheme": code(version.scheme, [version.scheme]),
        "month": ibis.literal(rating.month, "date"),
        SCORE: half_up(points, 100) if isinstance(points, Ratio) else nothing("int64"),
        "rated_tier": rank_column(version.tier, inputs),
    }
    columns = {name: shown[name] if name in shown else table[name] for name in grade_types(version)}
    return statement(table.select(**columns))


def _inputs(table: ibis.Table, version: Version) -> dict[str, Column]:
    """What rules may name as columns of a table: exact numbers, and tiers of criteria once it has them."""
    found: dict[str, Column] = {}
    for measurement in version.measurements:
        found[measurement.name] = Ratio(table[measurement.name], unit_of(measurement))
    for criterion in version.site_criteria:
        if criterion.name in table.columns:
            found[criterion.name] = word_of(table[criterion.name], version.ranking)
    return found
