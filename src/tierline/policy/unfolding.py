"""The decision tables that a version unfolds into, for whoever shows, checks or exports them."""

from __future__ import annotations

from collections.abc import Iterator

from tierline.policy.eligibility import eligibility
from tierline.policy.model import Rates, ScoreSum, TableMeasure, Version
from tierline.policy.statement import Part
from tierline.tables.model import DecisionTable


def unfolded(version: Version) -> Iterator[tuple[Part, DecisionTable]]:
    """The tables with the parts of the version that they say, in the order in which they are decided."""
    if version.rates is Rates.SITE:
        for criterion in version.site_criteria:
            yield Part.CRITERIA, criterion.table
    else:
        if version.on_joining is not None:
            yield Part.ON_JOINING, version.on_joining
        yield Part.ELIGIBLE, eligibility(version)
    for measure in version.measures:
        if isinstance(measure, TableMeasure):
            yield Part.MEASURES, measure.table
    if isinstance(version.score, ScoreSum):
        yield Part.SCORE, version.score.table
    yield Part.TIER, version.tier


def decision_tables(version: Version) -> tuple[DecisionTable, ...]:
    """The tables alone."""
    return tuple(table for _, table in unfolded(version))
