"""Inputs that decide nothing: without their tests the table would give the same in every case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tierline.tables.linting.cut import Cut
from tierline.tables.linting.model import Finding, FindingKind, Severity
from tierline.tables.linting.results import IN_ORDER, best_first, result
from tierline.tables.linting.search import Search, SearchStopped, bits
from tierline.tables.model import Multiple


def idle_columns(cut: Cut) -> Iterator[Finding]:
    """The inputs that decide nothing; one that outputs are multiples of decides something."""
    multiplied = {
        output.of for rule in cut.table.rules for output in rule.outputs if isinstance(output, Multiple)
    }
    stopped = []
    for number, column in enumerate(cut.columns):
        if column.name in multiplied or not cut.table.rules:
            continue
        try:
            if _Deciding(cut, number).is_deciding():
                continue
        except SearchStopped:
            stopped.append(column.name)
            continue
        tested = bits(column.bounding & cut.possible)
        example = cut.case(cut.region(tested[0])) if tested else cut.case({})
        yield Finding(
            FindingKind.IDLE_COLUMN,
            Severity.WARNING,
            tuple(rule + 1 for rule in tested),
            (column.name,),
            example,
        )
    if stopped:
        yield Finding(
            FindingKind.STOPPED, Severity.NOTE, columns=tuple(stopped), sought=FindingKind.IDLE_COLUMN
        )


@dataclass
class _Deciding:
    """The search for a case in which the tests of one input change the result."""

    cut: Cut
    number: int
    order: tuple[int, ...] = ()
    search: Search = field(init=False)
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.order = best_first(self.cut.table)
        self.search = Search(self.cut.columns)

    def is_deciding(self) -> bool:
        """Whether there is such a case."""
        others = ((1 << len(self.cut.columns)) - 1) & ~(1 << self.number)
        return self._changes(self.cut.everything, others)

    def _changes(self, rules: int, left: int) -> bool:
        """`rules` hold as far as the inputs go that are split already, whatever the one in question holds."""
        left, stopped = self.search.relevant(rules, left)
        rules = self._without_those_behind(rules, stopped)
        tested = rules & self.cut.columns[self.number].bounding
        left, _ = self.search.relevant(rules, left)
        if not tested or (rules, left) in self._seen:
            return False
        self._seen.add((rules, left))
        if not left:
            return self._changes_here(rules)
        number = self.search.widest(rules, left)
        kept_rules = {kept for kept, _ in self.search.groups(number, rules)}
        self.search.steps.take(len(kept_rules))
        for kept in sorted(kept_rules, key=int.bit_count):
            if self._changes(kept, left & ~(1 << number)):
                return True
        return False

    def _without_those_behind(self, rules: int, stopped: int) -> int:
        """The rules without those behind the first one that nothing can stop any more, where one is taken."""
        if self.cut.table.hit_policy not in IN_ORDER:
            return rules
        sure = rules & ~stopped & ~self.cut.columns[self.number].bounding
        if not sure:
            return rules
        kept = 0
        for rule in self.order:
            kept |= 1 << rule
            if sure >> rule & 1:
                break
        return rules & kept

    def _changes_here(self, rules: int) -> bool:
        table = self.cut.table
        without = result(table, self.order, rules)
        found = {held & rules for held in self.cut.columns[self.number].held}
        return any(result(table, self.order, each) != without for each in found)
