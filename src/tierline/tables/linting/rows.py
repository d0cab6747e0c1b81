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
    """Rows that never decide, since no case fulfils them or other rows are taken in all their cases.

    Rows that are taken and could go all the same, because others give as much wherever they hold, are
    redundant. Of several that make up for each other the last ones are told.
    """
    found = [
        Finding(FindingKind.UNREACHABLE, Severity.WARNING, (rule + 1,), _bounded(cut, rule))
        for rule in bits(cut.everything & ~cut.possible)
    ]
    unsure: list[int] = []
    gone = 0
    for kind, taken in (
        (FindingKind.UNREACHABLE, _taken_before),
        (FindingKind.REDUNDANT, _taken_or_as_good),
    ):
        for rule in reversed(bits(cut.possible & ~gone)):
            others = taken(cut, rule) & cut.meeting[rule] & ~(gone if kind is FindingKind.REDUNDANT else 0)
            try:
                covering = _covering(cut, rule, others) if others else ()
            except SearchStopped:
                unsure.append(rule + 1)
                continue
            if covering:
                gone |= 1 << rule
                if not _is_repeated(cut, rule, covering[0]):
                    found.append(_covered(cut, kind, rule, covering))
    yield from sorted(found, key=lambda finding: finding.rules)
    if unsure:
        rules = tuple(sorted(set(unsure)))
        yield Finding(FindingKind.STOPPED, Severity.NOTE, rules, sought=FindingKind.UNREACHABLE)


def _covered(cut: Cut, kind: FindingKind, rule: int, covering: tuple[int, ...]) -> Finding:
    return Finding(
        kind,
        Severity.WARNING,
        (rule + 1,),
        _bounded(cut, rule),
        example=cut.case(cut.region(rule)),
        beside=tuple(each + 1 for each in covering),
    )


def _is_repeated(cut: Cut, rule: int, other: int) -> bool:
    """Whether two rows say the same, which is told as a duplicate."""
    rules = cut.table.rules
    return rules[rule].outputs == rules[other].outputs and cut.region(rule) == cut.region(other)


def _bounded(cut: Cut, rule: int) -> tuple[str, ...]:
    return tuple(column.name for column in cut.columns if column.bounding >> rule & 1)


def _taken_before(cut: Cut, rule: int) -> int:
    """The rules that are taken in place of this one where they hold beside it."""
    found = _better(cut, rule, or_equal=False)
    if cut.table.hit_policy is HitPolicy.PRIORITY:
        # Of rules that give the same, the first is taken.
        found |= _better(cut, rule, or_equal=True) & ((1 << rule) - 1)
    return found


def _taken_or_as_good(cut: Cut, rule: int) -> int:
    """The rules that are taken in place of this one, or give as much."""
    return _better(cut, rule, or_equal=True)


def _better(cut: Cut, rule: int, *, or_equal: bool) -> int:
    """The other rules whose outcome counts before that of this one."""
    table = cut.table
    if table.hit_policy is HitPolicy.FIRST:
        return (1 << rule) - 1
    heights: list[Decimal | None] = []
    if table.hit_policy is HitPolicy.PRIORITY:
        heights = [Decimal(-table.ranking.index(str(each.outputs[0]))) for each in table.rules]
    elif table.aggregation in (Aggregation.MIN, Aggregation.MAX):
        sign = 1 if table.aggregation is Aggregation.MAX else -1
        outputs = [each.outputs[0] for each in table.rules]
        heights = [sign * output if isinstance(output, Decimal) else None for output in outputs]
    if not heights or heights[rule] is None:
        return 0
    mine, found = heights[rule], 0
    for number, height in enumerate(heights):
        if number != rule and height is not None and mine is not None:
            found |= (height > mine or (or_equal and height == mine)) << number
    return found


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
