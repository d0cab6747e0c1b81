"""Which lines are to be counted for what was found, and for each choice of a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import ibis

from tierline.linting.choices import standing
from tierline.linting.counting.lines import Lines
from tierline.linting.model import Code, Linted, Told
from tierline.policy.model import Pack, Version
from tierline.policy.statement import Part
from tierline.tables.linting.model import FindingKind

NOBODY = (Code.IDLE_COLUMN, Code.NOBODY_ELIGIBLE, Code.TIER_NEVER_GIVEN)
"""Found to change nothing for any line, which need not be counted."""

EVERY_LINE = (Part.ELIGIBLE, Part.ON_JOINING)
"""Parts whose tables are asked of every line, and not of those alone that are eligible."""


@dataclass
class Questions:
    """What is asked of the lines under one version: findings and choices, by their places in the answer.

    `is_first`: it is the version in force, or the one that comes to be.
    """

    version: Version
    is_first: bool
    told: list[int] = field(default_factory=list)
    choices: list[int] = field(default_factory=list)


def questions_of(linted: Linted, pack: Pack, rated_on: date) -> Iterator[Questions]:
    """The questions about a pack, by version; what stands in no version that matters is not asked."""
    versions = standing(pack, rated_on)
    found = {version.starts_on: Questions(version, version is versions[0]) for version in versions}
    for place, told in enumerate(linted.told):
        days = [day for day in found if day in told.versions]
        if days and told.code not in NOBODY and is_counted(told):
            found[days[0]].told.append(place)
    for place, choice in enumerate(linted.choices):
        if choice.version is not None and choice.version.starts_on in found:
            found[choice.version.starts_on].choices.append(place)
    for questions in found.values():
        if questions.is_first or questions.told or questions.choices:
            yield questions


def is_counted(told: Told) -> bool:
    """Whether lines can be counted for it: a search that gave up has no cases, but the gaps of a table do."""
    return told.code is not Code.STOPPED or told.finding.sought is FindingKind.GAP


def lines_told(lines: Lines, told: Told) -> ibis.Value:
    """Whether a line falls where something was found."""
    finding, table = told.finding, told.table
    numbers = [number - 1 for number in finding.rules]
    match told.code:
        case Code.STOPPED:
            found = ~lines.holding(table.rules)
        case Code.UNREACHABLE | Code.REDUNDANT:
            found = lines.decided_by(table, numbers[:1])
        case Code.RUNGS:
            found = lines.decided_by(table, numbers[1:])
        case Code.UNCITED:
            found = lines.decided_by(table, numbers)
        case _:
            found = lines.inside(finding.where)
    return found if told.part in EVERY_LINE else lines.eligible & found
