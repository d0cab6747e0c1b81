"""Rows that never decide, rows that say the same, and rows that cite nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tierline.tables.linting.cut import Cut
from tierline.tables.linting.model import Finding, FindingKind, Severity
from tierline.tables.linting.search import Search, SearchStopped, Steps, bits
from tierline.tables.model import Aggregation, HitPolicy

STEPS_OF_A_ROW = 2_000
"""Steps of the search for a case that one row decides."""

MOST_NAMED = 12
"""Rows of which the fewest are looked for that cover another together."""


def unreachable(cut: Cut) -> Iterator[Finding]:
    """Rows that never decide: no case fulfils them, or in all their cases another row is taken.

    The last rows come first in the search, so that of two rows that make up for each other the later is told.
    """
    gone, unsure = cut.everything & ~cut.possible, []
    found = [
        Finding(FindingKind.UNREACHABLE, Severity.WARNING, (rule + 1,), _bounded(cut, rule))
        for rule in bits(gone)
    ]
    for rule in reversed(bits(cut.possible)):
        before = _taken_before(cut, rule) & cut.meeting[rule] & ~gone
        if not before:
            continue
        try:
            covering = _covering(cut, rule, before)
        except SearchStopped:
            unsure.append(rule + 1)
            continue
        if not covering:
            continue
        region = cut.region(rule)
        gone |= 1 << rule
        if cut.table.rules[rule].outputs == cut.table.rules[covering[0]].outputs and region == cut.region(
            covering[0]
        ):
            # It is told as a duplicate.
            continue
        found.append(
            Finding(
                FindingKind.UNREACHABLE,
                Severity.WARNING,
                (rule + 1,),
                _bounded(cut, rule),
                example=cut.case(region),
                beside=tuple(each + 1 for each in covering),
            )
        )
    yield from sorted(found, key=lambda finding: finding.rules)
    if unsure:
        yield Finding(
            FindingKind.STOPPED, Severity.NOTE, tuple(reversed(unsure)), sought=FindingKind.UNREACHABLE
        )


def _bounded(cut: Cut, rule: int) -> tuple[str, ...]:
    return tuple(column.name for column in cut.columns if column.bounding >> rule & 1)


def _taken_before(cut: Cut, rule: int) -> int:
    """The rules that are taken, or count as much, where they hold beside this one."""
    table, output = cut.table, cut.table.rules[rule].outputs[0]
    if table.hit_policy is HitPolicy.FIRST:
        return (1 << rule) - 1
    if table.hit_policy is HitPolicy.PRIORITY:
        place = {value: number for number, value in enumerate(table.ranking)}
        mine = place[str(output)]
        better = (place[str(each.outputs[0])] <= mine for each in table.rules)
        return sum(1 << number for number, is_taken in enumerate(better) if is_taken and number != rule)
    if table.aggregation in (Aggregation.MIN, Aggregation.MAX) and isinstance(output, Decimal):
        sign = 1 if table.aggregation is Aggregation.MAX else -1
        found = 0
        for number, each in enumerate(table.rules):
            other = each.outputs[0]
            if number != rule and isinstance(other, Decimal) and sign * other >= sign * output:
                found |= 1 << number
        return found
    return 0


def _covering(cut: Cut, rule: int, others: int) -> tuple[int, ...]:
    """Rules of `others` of which one holds in every case of a rule; none where some case has none.

    One rule, where one is enough; else those that are left when one after the other is left out.
    """
    for other in bits(others):
        if cut.is_within(rule, other):
            return (other,)
    region = cut.region(rule)
    if Search(cut.columns, region, Steps(STEPS_OF_A_ROW)).first_uncovered(others) is not None:
        return ()
    covering = others
    if covering.bit_count() <= MOST_NAMED:
        for other in reversed(bits(covering)):
            if Search(cut.columns, region).first_uncovered(covering & ~(1 << other)) is None:
                covering &= ~(1 << other)
    return bits(covering)


def duplicates(cut: Cut) -> Iterator[Finding]:
    """Rows that hold in the same cases as an earlier one and give the same.

    Under unique they overlap, which is told as such.
    """
    if cut.table.hit_policy is HitPolicy.UNIQUE:
        return
    first: dict[object, int] = {}
    for rule in bits(cut.possible):
        region = cut.region(rule)
        key = (frozenset(region.items()), cut.table.rules[rule].outputs)
        if key in first:
            yield Finding(
                FindingKind.DUPLICATE,
                Severity.WARNING,
                (first[key] + 1, rule + 1),
                _bounded(cut, rule),
                cut.case(region),
                (cut.box(region),),
            )
        else:
            first[key] = rule


def uncited(cut: Cut) -> Iterator[Finding]:
    """Rows without a clause or a basis, in a table of which some row has either."""
    rules = cut.table.rules
    if not any(rule.clause or rule.basis for rule in rules):
        return
    for names in (("clause", "basis"), ("clause",), ("basis",)):
        lacking = [
            number
            for number, rule in enumerate(rules)
            if tuple(name for name in ("clause", "basis") if not getattr(rule, name).strip()) == names
        ]
        if lacking:
            possible = [number for number in lacking if cut.possible >> number & 1]
            yield Finding(
                FindingKind.UNCITED,
                Severity.WARNING,
                tuple(number + 1 for number in lacking),
                names,
                cut.case(cut.region(possible[0])) if possible else None,
                tuple(cut.box(cut.region(number)) for number in possible),
            )
