"""What is told of a pack: the findings of its tables, as far as they say something in a pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tierline.linting.gap_places import GapPlace, place_of_gap
from tierline.linting.model import Code, Told
from tierline.linting.pack_tables import tables_of_version
from tierline.policy.model import Pack, Version
from tierline.policy.statement import Part
from tierline.tables.linting.cut import Cut, cut
from tierline.tables.linting.findings import findings
from tierline.tables.linting.model import Box, Finding, FindingKind, Severity
from tierline.tables.model import DecisionTable, Equal

BY_DESIGN = {
    Part.CRITERIA: (FindingKind.NULL_GAP,),
    Part.ELIGIBLE: (FindingKind.OVERLAP, FindingKind.GAP, FindingKind.NULL_GAP),
    Part.MEASURES: (FindingKind.OVERLAP,),
    Part.SCORE: (),
    Part.TIER: (),
    Part.ON_JOINING: (FindingKind.NULL_GAP,),
}
"""What need not be told of a part. A line that no row of `eligible` refuses is eligible, and the first reason
counts where several apply; most lines have no tier on joining; what was not measured has no level."""

GAPS = (FindingKind.GAP, FindingKind.NULL_GAP)
MATTERS = list(Severity)


def told_of_pack(pack: Pack) -> tuple[Told, ...]:
    """All that is told of the versions of a pack, the same of several versions once."""
    found: dict[object, Told] = {}
    for version in pack.versions:
        for told in _of_version(version):
            key = (told.code, told.part, told.table, _said(told.finding), told.tier)
            before = found.get(repr(key))
            days = (*before.versions, version.starts_on) if before else (version.starts_on,)
            found[repr(key)] = replace(told, versions=days)
    return in_order(found.values())


def _said(finding: Finding) -> object:
    return (finding.kind, finding.rules, finding.columns, finding.where, finding.beside)


def in_order(told: Iterable[Told]) -> tuple[Told, ...]:
    """Most important first; of the same weight by part, code and rows."""
    parts: list[Part | None] = [None, *Part]
    codes = list(Code)
    return tuple(
        sorted(
            told,
            key=lambda one: (
                MATTERS.index(one.severity),
                parts.index(one.part),
                codes.index(one.code),
                one.finding.rules,
            ),
        )
    )


def _of_version(version: Version) -> Iterator[Told]:
    for part, table in tables_of_version(version):
        found = list(findings(table))
        if part is Part.ELIGIBLE and not any(each.kind in GAPS for each in found):
            # Whoever no row refuses is eligible, so that a table without a gap refuses everybody.
            nobody = told_of_table(table, Finding(FindingKind.GAP, Severity.WARNING, (2,)), part)
            yield replace(nobody, code=Code.NOBODY_ELIGIBLE)
            return
        found = [each for each in found if each.kind not in BY_DESIGN[part]]
        if part in (Part.CRITERIA, Part.TIER, Part.ON_JOINING):
            yield from _without_a_tier(part, table, [each for each in found if each.kind in GAPS])
            found = [each for each in found if each.kind not in GAPS]
        for finding in found:
            yield told_of_table(table, finding, part)
    yield from _never_given(version)


def told_of_table(table: DecisionTable, finding: Finding, part: Part | None = None) -> Told:
    """A finding as it is told, with the line of the first row concerned where it is known."""
    origins = [table.rules[number - 1].origin for number in finding.rules or (1,) if table.rules]
    line = origins[0].line if origins and origins[0] is not None else None
    return Told(Code(finding.kind.value), finding.severity, table, finding, part, line=line)


def _without_a_tier(part: Part, table: DecisionTable, gaps: list[Finding]) -> Iterator[Told]:
    """Gaps of ladders: what lies below the rungs has no tier, which is meant so and told together.

    That some products or contracts have no tier at all is what tiers on joining are like.
    """
    parts = cut(table)
    told = (GapPlace.INSIDE,) if part is Part.ON_JOINING else (GapPlace.INSIDE, GapPlace.NO_ROW)
    below: list[Box] = []
    for gap in gaps:
        places = [(box, place_of_gap(parts, box)) for box in gap.where]
        below += (box for box, place in places if place is GapPlace.BELOW)
        elsewhere = [box for box, place in places if place in told]
        if elsewhere:
            yield told_of_table(table, _of_boxes(parts, gap, elsewhere), part)
    if below and part is Part.TIER:
        note = _of_boxes(parts, Finding(FindingKind.GAP, Severity.NOTE), below)
        yield replace(told_of_table(table, note, part), code=Code.BELOW_RUNGS)


def _of_boxes(parts: Cut, gap: Finding, boxes: list[Box]) -> Finding:
    """The gap with these boxes alone."""
    of_null = gap.kind is FindingKind.NULL_GAP
    columns = tuple(
        name
        for name in parts.table.inputs
        if any(name in box and (not of_null or box[name] == Equal(None)) for box in boxes)
    )
    example = parts.case(parts.cells_in(boxes[0]))
    return replace(gap, columns=columns, where=tuple(boxes), example=example)


def _never_given(version: Version) -> Iterator[Told]:
    """Tiers of the scheme that nothing gives, in this version."""
    given = {rule.outputs[0] for rule in version.tier.rules} | set(version.held)
    if version.on_joining is not None:
        given |= {rule.outputs[0] for rule in version.on_joining.rules}
    for tier in version.ranking:
        if tier not in given:
            nothing = Finding(FindingKind.UNREACHABLE, Severity.WARNING)
            told = told_of_table(version.tier, nothing, Part.TIER)
            yield replace(told, code=Code.TIER_NEVER_GIVEN, tier=tier)
