"""Everything that a version says, one value a statement, each with its clause and its basis.

The printed page, the difference of two versions and the JSON of both are made of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tierline.policy.model import Rates, Version
from tierline.policy.rating_statements import (
    of_eligibility,
    of_measure,
    of_score,
    of_special_grades,
    of_the_day,
    of_tiers,
    titles_of,
)
from tierline.policy.site_statements import of_sites
from tierline.policy.statement import Part, Statement
from tierline.policy.term_statements import of_duties, of_life, of_thresholds


def statements(version: Version) -> tuple[Statement, ...]:
    """All statements of a version, part by part; no two of a part have one name."""
    return tuple(_numbered(_all(version)))


def _all(version: Version) -> Iterator[Statement]:
    yield of_the_day(version)
    if version.rates is Rates.SITE:
        yield from of_sites(version)
        return
    yield from of_eligibility(version)
    for measure in version.measures:
        yield from of_measure(measure, titles_of(version))
    yield from of_score(version)
    yield from of_tiers(version, version.tier, Part.TIER)
    if version.on_joining is not None:
        yield from of_tiers(version, version.on_joining, Part.ON_JOINING)
    yield from of_special_grades(version)
    yield from of_life(version)
    yield from of_duties(version)
    yield from of_thresholds(version)


def _numbered(found: Iterable[Statement]) -> Iterator[Statement]:
    """The statements, a name that comes again with a number behind it."""
    seen: dict[tuple[Part, str], int] = {}
    for statement in found:
        key = (statement.part, statement.name)
        seen[key] = seen.get(key, 0) + 1
        yield statement if seen[key] == 1 else replace(statement, name=f"{statement.name} #{seen[key]}")
