"""Ways to mend what the linter found, as changes of cells.

A gap is closed from below or from above, an overlap is cut at one of its ends, a row without effect goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from tierline.linting.model import Code, Told
from tierline.policy_desk.cells import At
from tierline.policy_desk.changes import Change, RemoveRow, SetCell
from tierline.policy_desk.rendering import Spread
from tierline.tables.decide import holds
from tierline.tables.linting.model import Box
from tierline.tables.model import Anything, Comparison, Equal, Interval, Rule, Test
from tierline.tables.notation import text_of
from tierline.wording import Text

INSTEAD = Text("row {row}: {text}", "第 {row} 行改为 {text}")
WITHOUT = Text("without row {row}", "删去第 {row} 行")
MOST_WAYS = 2

GAPS = (Code.GAP, Code.BELOW_RUNGS)
IDLE = (Code.DUPLICATE, Code.REDUNDANT, Code.UNREACHABLE)


@dataclass(frozen=True)
class Way:
    """A way to mend something: in words, and as changes."""

    says: Text
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Span:
    """The numbers from `low` to `high`, either of which may be open (None) and belongs to it or not."""

    low: Decimal | None
    includes_low: bool
    high: Decimal | None
    includes_high: bool

    @property
    def test(self) -> Test | None:
        """The span as a test; None for all numbers, or for none."""
        if self.low is None:
            if self.high is None:
                return None
            return Comparison("<=" if self.includes_high else "<", self.high)
        if self.high is None:
            return Comparison(">=" if self.includes_low else ">", self.low)
        if self.low == self.high:
            return Equal(self.low) if self.includes_low and self.includes_high else None
        if self.low > self.high:
            return None
        return Interval(self.low, self.high, self.includes_low, self.includes_high)


def span_of(test: Test | None) -> Span | None:
    """The numbers of a test; None where it is none of numbers in one piece."""
    match test:
        case Comparison(op, Decimal() as bound):
            if op in (">", ">="):
                return Span(bound, op == ">=", None, False)
            return Span(None, False, bound, op == "<=")
        case Interval(Decimal() as low, Decimal() as high, includes_low, includes_high):
            return Span(low, includes_low, high, includes_high)
        case Equal(Decimal() as value):
            return Span(value, True, value, True)
    return None


def ways_of(told: Told, written: Spread) -> tuple[Way, ...]:
    """At most two ways to mend a finding; none where no single cell would do."""
    if told.code in IDLE and told.finding.rules:
        number = told.finding.rules[-1] if told.code is Code.DUPLICATE else told.finding.rules[0]
        at = _at(told, number, written)
        if at is None or at.line is None or at.row is None:
            return ()
        said = Text(*(each.format(row=at.row + 1) for each in (WITHOUT.en, WITHOUT.zh)))
        return (Way(said, (RemoveRow(at.block, at.line, at.row),)),)
    found = []
    for number, name, test in _mended(told):
        way = _way(told, number, name, test, written)
        if way is not None and way not in found:
            found.append(way)
    return tuple(found[:MOST_WAYS])


def neighbours(told: Told) -> tuple[int, ...]:
    """The rules, counted from 1, that end where a gap begins or begin where it ends, in their order."""
    if told.code not in GAPS or not told.finding.where:
        return ()
    return tuple(sorted({number for number, _, _ in _closing(told, told.finding.where[0])}))


def _mended(told: Told) -> Iterator[tuple[int, str, Test]]:
    """Rules, each with an input and the test that would mend what was found."""
    if not told.finding.where:
        return
    box = told.finding.where[0]
    if told.code in GAPS:
        yield from _closing(told, box)
    elif told.code is Code.OVERLAP and len(told.finding.rules) == 2:
        yield from _parting(told, box)


def _closing(told: Told, box: Box) -> Iterator[tuple[int, str, Test]]:
    """The rules beside a gap, stretched over it: those below it first."""
    for name, test in box.items():
        gap = span_of(test)
        if gap is None:
            continue
        below, above = [], []
        for number, rule in enumerate(told.table.rules, 1):
            span = span_of(rule.tests.get(name))
            if span is None or not _meets(rule, name, told):
                continue
            if span.high is not None and (span.high, span.includes_high) == (gap.low, not gap.includes_low):
                below.append((number, replace(span, high=gap.high, includes_high=gap.includes_high)))
            if span.low is not None and (span.low, span.includes_low) == (gap.high, not gap.includes_high):
                above.append((number, replace(span, low=gap.low, includes_low=gap.includes_low)))
        for number, wider in (*below, *above):
            if wider.test is not None:
                yield number, name, wider.test


def _parting(told: Told, box: Box) -> Iterator[tuple[int, str, Test]]:
    """The two rules that hold together, each cut off where the other one begins or ends."""
    one, other = told.finding.rules
    for name, test in box.items():
        both = span_of(test)
        spans = {number: span_of(told.table.rules[number - 1].tests.get(name)) for number in (one, other)}
        if both is None:
            continue
        for number, span in spans.items():
            if span is None:
                continue
            if (span.low, span.includes_low) != (both.low, both.includes_low):
                cut = replace(span, high=both.low, includes_high=not both.includes_low)
            elif (span.high, span.includes_high) != (both.high, both.includes_high):
                cut = replace(span, low=both.high, includes_low=not both.includes_high)
            else:
                continue
            if cut.test is not None:
                yield number, name, cut.test


def _meets(rule: Rule, name: str, told: Told) -> bool:
    """True where all that a rule asks for besides holds in the example of a finding."""
    example = told.finding.example or {}
    return all(
        other == name or isinstance(test, Anything) or holds(test, example.get(other)) is True
        for other, test in rule.tests.items()
    )


def _at(told: Told, number: int, written: Spread) -> At | None:
    origin = told.table.rules[number - 1].origin
    return None if origin is None else written.places.get(origin.line)


def _way(told: Told, number: int, name: str, test: Test, written: Spread) -> Way | None:
    """A test put into the cell of a row; None where the row has no cell that could say it."""
    at = _at(told, number, written)
    if at is None or at.line is None or at.row is None:
        return None
    if at.column is None:
        # The row of a table is known by its bracket; its cells come in the order of its inputs.
        column = _column(name, at, written)
        text = text_of(test)
    else:
        # A rung says its bound alone, and stays what it is: at_least or over.
        before = told.table.rules[number - 1].tests.get(name)
        column, text = 0, ""
        same_kind = isinstance(test, Comparison) and isinstance(before, Comparison) and before.op == test.op
        if same_kind and isinstance(test, Comparison):
            text = text_of(Equal(test.bound))
    if column is None or not text:
        return None
    said = Text(*(each.format(row=at.row + 1, text=text) for each in (INSTEAD.en, INSTEAD.zh)))
    return Way(said, (SetCell(at.block, at.line, at.row, column, text),))


def _column(name: str, at: At, written: Spread) -> int | None:
    """The column of an input in the row of a table; None for an input that is not among them."""
    block = written.content.block(at.block)
    inputs = block.lines[at.line].inputs if block is not None and at.line is not None else ()
    return inputs.index(name) if name in inputs else None
