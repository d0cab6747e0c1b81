"""Cases in which a table gives nothing: no rule holds, and there is no default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from tierline.tables.linting.boxes import runs_of
from tierline.tables.linting.cut import Cut
from tierline.tables.linting.model import Finding, FindingKind, Severity
from tierline.tables.linting.search import Chosen, Search, SearchStopped
from tierline.tables.model import Aggregation, HitPolicy

MOST_SHOWN = 20
"""Gaps that are told one by one; what is beyond is told together."""

LISTS = (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)


def gaps(cut: Cut) -> Iterator[Finding]:
    """The gaps, and by itself what falls through only because an input is null."""
    table = cut.table
    if table.default is not None or table.aggregation is Aggregation.COUNT:
        return
    stopped = False
    found: Sequence[Chosen]
    try:
        found = Search(cut.columns).uncovered(cut.everything)
    except SearchStopped:
        stopped = True
        found = _some(cut)
    by_null = [box for box in found if _is_by_null(cut, box)]
    plain = [part for box in found if box not in by_null for part in _apart(cut, box)]
    gives_list = table.hit_policy in LISTS or (
        table.hit_policy is HitPolicy.COLLECT and table.aggregation is None
    )
    severity = Severity.NOTE if gives_list else Severity.WARNING
    alone, together = plain[:MOST_SHOWN], plain[MOST_SHOWN:]
    for boxes in (*([box] for box in alone), *([together] if together else [])):
        columns = {number for box in boxes for number, _ in box}
        yield Finding(
            FindingKind.GAP,
            severity,
            columns=_names(cut, columns),
            example=cut.case(boxes[0]),
            where=tuple(cut.box(box) for box in boxes),
        )
    if by_null:
        columns = {number for box in by_null for number in _nulls(cut, box)}
        yield Finding(
            FindingKind.NULL_GAP,
            Severity.NOTE,
            columns=_names(cut, columns),
            example=cut.case(by_null[0]),
            where=tuple(cut.box(box) for box in by_null),
        )
    if stopped:
        yield Finding(FindingKind.STOPPED, Severity.NOTE, sought=FindingKind.GAP)


def _apart(cut: Cut, box: Chosen) -> list[Chosen]:
    """A box cut where its bounds leave something out in between: what lies below a band and above are two."""
    parts = [[(number, run) for run in runs_of(cut.columns[number], cells)] for number, cells in box]
    if prod(map(len, parts)) > MOST_SHOWN:
        return [box]
    return list(product(*parts))


def _some(cut: Cut) -> Sequence[Chosen]:
    try:
        one = Search(cut.columns).first_uncovered(cut.everything)
    except SearchStopped:
        return ()
    return () if one is None else (one,)


def _nulls(cut: Cut, box: Chosen) -> Iterator[int]:
    """The columns that are null in a box, by number."""
    for number, cells in box:
        if all(cut.columns[number].cells[cell].example is None for cell in cells):
            yield number


def _is_by_null(cut: Cut, box: Chosen) -> bool:
    """Whether a box is one of null in some column."""
    return any(True for _ in _nulls(cut, box))


def _names(cut: Cut, columns: set[int]) -> tuple[str, ...]:
    return tuple(cut.columns[number].name for number in sorted(columns))
