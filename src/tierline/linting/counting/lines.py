"""The lines of a part under one version: where rows hold, which of them decide, what values touch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from operator import and_, or_

import ibis

from tierline.datasets.contract import MEMBERSHIPS, SPECIAL_GRADES
from tierline.grading.life_columns import is_change
from tierline.grading.model import Rating
from tierline.grading.numbers import read_columns
from tierline.grading.plan import contract_table
from tierline.grading.stages import REASONS, graded
from tierline.grading.standing_columns import Given
from tierline.linting.model import PackValue, Touch
from tierline.policy.model import Version
from tierline.policy.vocabulary import TIER_ON_JOINING, Change
from tierline.tables.columns import Column, Ratio, as_column, compile_condition
from tierline.tables.compile import compile_table
from tierline.tables.linting.model import Box
from tierline.tables.linting.results import best_first
from tierline.tables.model import DecisionTable, HitPolicy, Rule
from tierline.wording import Text

CHANGED = {
    Touch.STARTS: (Change.JOINED, Change.RISEN, Change.RENEWED, Change.FALLEN),
    Touch.KEPT: (Change.KEPT,),
    Touch.RATED_ANEW: (Change.RENEWED, Change.FALLEN, Change.LAPSED),
    Touch.ENDED: (Change.ENDED,),
    Touch.CHANGES: tuple(change for change in Change if change not in (Change.KEPT, Change.NONE)),
}
"""The changes that lines come by where a value of a pack touches them."""

PLACE = Text("A table", "决策表")


@dataclass(frozen=True)
class Lines:
    """The lines as they are graded under a version: `table` is one row per line."""

    version: Version
    table: ibis.Table
    columns: dict[str, Column]

    @property
    def eligible(self) -> ibis.Value:
        """Whether a line is rated."""
        return self.table.reason.isnull()

    def inside(self, boxes: Iterable[Box]) -> ibis.Value:
        """Whether a line falls into one of the boxes."""
        return _any(self._in(box) for box in boxes)

    def _in(self, tests: Box) -> ibis.Value:
        conditions = [
            compile_condition(test, as_column(self.columns[name], PLACE), PLACE).fill_null(False)
            for name, test in tests.items()
        ]
        return reduce(and_, conditions, ibis.literal(True))

    def holding(self, rules: Iterable[Rule]) -> ibis.Value:
        """Whether one of the rules holds."""
        return _any(self._in(rule.tests) for rule in rules)

    def decided_by(self, table: DecisionTable, numbers: Sequence[int]) -> ibis.Value:
        """Whether one of these rules decides, counted from 0; where rules add up, whether one holds."""
        if table.hit_policy not in (HitPolicy.FIRST, HitPolicy.PRIORITY):
            return self.holding(table.rules[number] for number in numbers)
        rules = [replace(table.rules[number], outputs=(Decimal(number),)) for number in best_first(table)]
        first = DecisionTable("decides", table.inputs, ("number",), tuple(rules), HitPolicy.FIRST)
        (chosen,) = compile_table(first, {name: self.columns[name] for name in table.inputs}).outcomes
        assert isinstance(chosen, Ratio)
        return chosen.numerator.isin(list(numbers)).fill_null(False)

    def touched(self, values: Sequence[PackValue]) -> ibis.Value:
        """Whether one of the values touches a line."""
        rows: dict[int, tuple[DecisionTable, list[int]]] = {}
        others = []
        for value in values:
            if value.table is None:
                others.append(self._touched(value))
            else:
                rows.setdefault(id(value.table), (value.table, []))[1].append(value.number)
        decided = [self.eligible & self.decided_by(table, numbers) for table, numbers in rows.values()]
        return _any([*others, *decided])

    def _touched(self, value: PackValue) -> ibis.Value:
        if value.touch in CHANGED:
            return is_change(self.table.change, *CHANGED[value.touch])
        match value.touch:
            case Touch.REFUSED:
                assert value.reason is not None
                return (self.table.reason == REASONS.index(value.reason.value)).fill_null(False)
            case Touch.ELIGIBLE:
                return self.eligible
            case Touch.LISTED:
                if "special_rank" not in self.table.columns:
                    return ibis.literal(False)
                return self.eligible & self.table.special_rank.notnull()
            case Touch.OWED:
                return is_change(self.table.change, *self.version.duties[value.number].changes)
        return ibis.literal(True)


def lines_of(figures: ibis.Table, version: Version, rating: Rating, given: Given) -> Lines:
    """The lines of a part, graded under a version."""
    memberships, special = contract_table(MEMBERSHIPS), contract_table(SPECIAL_GRADES)
    found = graded(figures, memberships, special, version, rating, given)
    table = found.decided
    columns = read_columns(table, found.exact)
    if "joining_rank" in table.columns:
        # What is asked of it is only whether there is such a tier.
        columns[TIER_ON_JOINING] = Ratio(table.joining_rank, 1)
    return Lines(version, table, columns)


def _any(conditions: Iterable[ibis.Value]) -> ibis.Value:
    return reduce(or_, conditions, ibis.literal(False))
