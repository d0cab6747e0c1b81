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
from tierline.policy.model import Rates, Version
from tierline.policy.statement import Part
from tierline.policy.unfolding import unfolded
from tierline.tables.model import DecisionTable, Domain


def tables_of_version(version: Version) -> Iterator[tuple[Part, DecisionTable]]:
    """The tables, those on joining last: nobody has a tier on joining whom nothing lets be rated."""
    known = _of_sites(version) if version.rates is Rates.SITE else _of_lines(version)
    for part, table in sorted(unfolded(version), key=lambda each: each[0] is Part.ON_JOINING):
        yield part, with_domains(table, known[part])


def _of_lines(version: Version) -> dict[Part, dict[str, Domain]]:
    """What the tables of each part meet: those of figures are met by eligible lines only.

    A line may have a tier on joining before it is eligible by anything else.
    """
    every_line, eligible = of_lines(), of_eligible_lines(version)
    figures = eligible | of_figures(version, eligible)
    return {
        Part.ELIGIBLE: every_line | of_joining(version),
        Part.MEASURES: eligible,
        Part.SCORE: figures,
        Part.TIER: figures,
        Part.ON_JOINING: every_line,
    }


def _of_sites(version: Version) -> dict[Part, dict[str, Domain]]:
    known = of_sites(version)
    return {Part.CRITERIA: known, Part.SCORE: known, Part.TIER: known}
