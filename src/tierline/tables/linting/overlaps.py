"""Cases in which several rules hold, as far as that matters under the table's hit policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from tierline.tables.decide import Value, decide
from tierline.tables.errors import Conflict
from tierline.tables.linting.cut import Cut
from tierline.tables.linting.model import Finding, FindingKind, Severity
from tierline.tables.linting.search import bits
from tierline.tables.model import Aggregation, HitPolicy, Multiple

MOST_SHOWN = {Severity.ERROR: 20, Severity.NOTE: 3}
"""Pairs of rules that are told one by one; what is beyond is told together."""

MOST_PAIRS = 300
"""Pairs that are looked for: with more, the table is no ladder or matrix in which a few are wrong."""

ADDING = (Aggregation.SUM, Aggregation.COUNT)


def overlaps(cut: Cut) -> Iterator[Finding]:
    """Pairs of rules that hold together.

    - unique: any pair, and any: a pair whose outputs differ; the table gives no answer there
    - first: a pair whose outputs differ and of which neither covers the other: only their order decides
    - collect with sum or count: two rules over the same inputs that share some of their cases and not others,
      as bands do that both include their common bound
    - elsewhere overlaps are what the hit policy is for
    """
    policy = cut.table.hit_policy
    matters: Callable[[int, int], bool]
    if policy is HitPolicy.UNIQUE:
        severity, matters = Severity.ERROR, lambda one, other: True
    elif policy is HitPolicy.ANY:
        severity, matters = Severity.ERROR, lambda one, other: _conflicts(cut, one, other)
    elif policy is HitPolicy.FIRST:
        severity = Severity.NOTE
        matters = lambda one, other: _outputs_differ(cut, one, other) and _cross(cut, one, other)  # noqa: E731
    elif cut.table.aggregation in ADDING:
        severity = Severity.NOTE
        matters = lambda one, other: _same_inputs(cut, one, other) and _cross(cut, one, other)  # noqa: E731
    else:
        return
    pairs = list(islice((pair for pair in _pairs(cut) if matters(*pair)), MOST_PAIRS + 1))
    yield from _told(cut, pairs[:MOST_PAIRS], severity)
    if len(pairs) > MOST_PAIRS:
        yield Finding(FindingKind.STOPPED, Severity.NOTE, sought=FindingKind.OVERLAP)


def _pairs(cut: Cut) -> Iterator[tuple[int, int]]:
    for one, others in enumerate(cut.meeting):
        for other in bits(others >> one + 1 << one + 1):
            yield one, other


def _told(cut: Cut, pairs: list[tuple[int, int]], severity: Severity) -> Iterator[Finding]:
    most = MOST_SHOWN[severity]
    alone, together = pairs[:most], pairs[most:]
    for some in (*([pair] for pair in alone), *([together] if together else [])):
        regions = [cut.region(*pair) for pair in some]
        columns = {number for region in regions for number in region}
        yield Finding(
            FindingKind.OVERLAP,
            severity,
            rules=tuple(sorted({rule + 1 for pair in some for rule in pair})),
            columns=tuple(cut.columns[number].name for number in sorted(columns)),
            example=_example(cut, *some[0]),
            where=tuple(cut.box(region) for region in regions),
        )


def _outputs_differ(cut: Cut, one: int, other: int) -> bool:
    return cut.table.rules[one].outputs != cut.table.rules[other].outputs


def _cross(cut: Cut, one: int, other: int) -> bool:
    """Whether each of two rules holds in some case in which the other does not."""
    return not cut.is_within(one, other) and not cut.is_within(other, one)


def _same_inputs(cut: Cut, one: int, other: int) -> bool:
    return cut.region(one).keys() == cut.region(other).keys()


def _conflicts(cut: Cut, one: int, other: int) -> bool:
    return _outputs_differ(cut, one, other) and _conflicting_case(cut, one, other) is not None


def _example(cut: Cut, one: int, other: int) -> dict[str, Value]:
    found = _conflicting_case(cut, one, other) if cut.table.hit_policy is HitPolicy.ANY else None
    return dict(found if found is not None else cut.case(cut.region(one, other)))


def _conflicting_case(cut: Cut, one: int, other: int) -> dict[str, Value] | None:
    """A case in which both rules hold and their outputs differ; multiples may meet in a single point."""
    region = cut.region(one, other)
    case: dict[str, Value] = dict(cut.case(region))
    outputs = [*cut.table.rules[one].outputs, *cut.table.rules[other].outputs]
    varied = dict.fromkeys(output.of for output in outputs if isinstance(output, Multiple))
    cases = [case]
    for name in varied:
        number = [column.name for column in cut.columns].index(name)
        column = cut.columns[number]
        cells = region.get(number, frozenset(range(len(column.cells))))
        values = [value for cell in sorted(cells) for value in column.cells[cell].examples]
        cases = [{**each, name: value} for each in cases for value in values]
    for each in cases:
        try:
            decide(cut.table, each)
        except Conflict:
            return each
    return None
