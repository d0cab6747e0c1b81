"""The tables of a version, with what their inputs may hold."""

from __future__ import annotations

from collections.abc import Iterator

from tierline.linting.domains import (
    of_eligible_lines,
    of_figures,
    of_joining,
    of_lines,
    of_sites,
    with_domains,
)
from tierline.policy.eligibility import eligibility
from tierline.policy.model import Rates, ScoreSum, TableMeasure, Version
from tierline.policy.statement import Part
from tierline.tables.model import DecisionTable


def tables_of_version(version: Version) -> Iterator[tuple[Part, DecisionTable]]:
    """The tables in the order in which they are decided; those of figures are met by eligible lines only.

    A line may have a tier on joining before it is eligible by anything else.
    """
    if version.rates is Rates.SITE:
        yield from _of_sites(version)
        return
    every_line = of_lines()
    eligible = of_eligible_lines(version)
    figures = of_figures(version, eligible)
    yield Part.ELIGIBLE, with_domains(eligibility(version), every_line | of_joining(version))
    for measure in version.measures:
        if isinstance(measure, TableMeasure):
            yield Part.MEASURES, with_domains(measure.table, eligible)
    if isinstance(version.score, ScoreSum):
        yield Part.SCORE, with_domains(version.score.table, eligible | figures)
    yield Part.TIER, with_domains(version.tier, eligible | figures)
    if version.on_joining is not None:
        yield Part.ON_JOINING, with_domains(version.on_joining, every_line)


def _of_sites(version: Version) -> Iterator[tuple[Part, DecisionTable]]:
    known = of_sites(version)
    for criterion in version.site_criteria:
        yield Part.CRITERIA, with_domains(criterion.table, known)
    if isinstance(version.score, ScoreSum):
        yield Part.SCORE, with_domains(version.score.table, known)
    yield Part.TIER, with_domains(version.tier, known)
