"""How rules read on one case: every test with its value, its bound, whether it holds, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tierline.policy.eligibility import eligibility
from tierline.policy.model import Version
from tierline.tables.decide import Value, decide, holds
from tierline.tables.model import Comparison, DecisionTable, Interval, Output, Rule, Test


@dataclass(frozen=True)
class Tested:
    """One test on one input. `short_by`: how far a number is from the bound that it misses, else None.

    With `includes` the bound itself is enough; without it, it takes more than `short_by`. `is_above`: the
    number lies above a bound from which it would have to fall.
    """

    name: str
    value: Value
    test: Test
    holds: bool
    short_by: Fraction | None
    includes: bool = True
    is_above: bool = False


@dataclass(frozen=True)
class RuleRead:
    """One rule of a table. Tests on what the line is come first, in `where`; those on numbers are `tests`."""

    outcome: Output
    where: tuple[Tested, ...]
    tests: tuple[Tested, ...]
    clause: str
    basis: str

    @property
    def holds(self) -> bool:
        """True where all its tests do."""
        return self.binds and all(one.holds for one in self.tests)

    @property
    def binds(self) -> bool:
        """True where the rule is made for such a line: what is left are its numbers."""
        return all(one.holds for one in self.where)


class State(StrEnum):
    """What became of a condition of eligibility."""

    PASS = "pass"
    FAIL = "fail"
    NOT_BINDING = "not_binding"


@dataclass(frozen=True)
class CriterionRead:
    """One condition of eligibility. `tested` is None for two that are no test on an attribute:

    that the line is not closed, and that no earlier membership runs (`schemes`).
    """

    reason: str
    state: State
    tested: Tested | None
    where: tuple[Tested, ...]
    clause: str
    basis: str
    schemes: tuple[str, ...] = ()
    unless_on_joining: bool = False


def tested(name: str, test: Test, value: Value) -> Tested:
    """A test as it reads on a value."""
    held = holds(test, value) is True
    missed = None if held else _missed(test, value)
    return Tested(name, value, test, held, *(missed or (None, True, False)))


def _missed(test: Test, value: Value) -> tuple[Fraction, bool, bool] | None:
    """How far a number is from a test that it fails, if the bound is enough, and if the number is above."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        return None
    number = Fraction(value)
    match test:
        case Comparison(op, Decimal() as bound):
            includes, missing = op in ("<=", ">="), abs(Fraction(bound) - number)
            if isinstance(value, int) and not includes and missing.denominator == 1:
                # What is counted in whole steps is past a bound with the next step.
                missing, includes = missing + 1, True
            return missing, includes, op in ("<", "<=")
        case Interval(Decimal() as low, Decimal() as high, includes_low, includes_high):
            if holds(Comparison(">=" if includes_low else ">", low), value):
                return number - Fraction(high), includes_high, True
            return Fraction(low) - number, includes_low, False
    return None


def read_rule(rule: Rule, values: Mapping[str, Value], numbers: frozenset[str]) -> RuleRead:
    """A rule as it reads on a case; `numbers` are the inputs that are figures, tenure or score."""
    read = [tested(name, test, values[name]) for name, test in rule.tests.items()]
    where = tuple(one for one in read if one.name not in numbers)
    return RuleRead(
        rule.outputs[0], where, tuple(one for one in read if one.name in numbers), rule.clause, rule.basis
    )


def read_table(
    table: DecisionTable, values: Mapping[str, Value], numbers: frozenset[str]
) -> tuple[RuleRead, ...]:
    """Every rule of a table, in its order."""
    return tuple(read_rule(rule, values, numbers) for rule in table.rules)


def score_lines(table: DecisionTable, values: Mapping[str, Value]) -> list[tuple[Rule, Fraction]]:
    """The rules of a score table that hold, each with what it gives, as the table itself has it."""
    found = []
    for index in decide(table, values).matched:
        alone = replace(table, rules=(table.rules[index],))
        given = decide(alone, values).outputs
        if isinstance(given, int | Fraction):
            found.append((table.rules[index], Fraction(given)))
    return found


def read_criteria(version: Version, values: Mapping[str, Value]) -> tuple[CriterionRead, ...]:
    """Every condition of eligibility, also after the first that fails, in the order of the reasons."""
    closed, *others = eligibility(version).rules
    found = [CriterionRead("closed", _state(closed, values), None, (), closed.clause, closed.basis)]
    for criterion, rule in zip(version.criteria, others, strict=False):
        where = tuple(tested(name, test, values[name]) for name, test in criterion.where.items())
        read = tested(criterion.attribute, criterion.test, values[criterion.attribute])
        state = _state(rule, values)
        if not all(one.holds for one in where) or (state is State.PASS and not read.holds):
            state = State.NOT_BINDING
        cited = criterion.citation
        found.append(
            CriterionRead(
                criterion.reason.value, state, read, where, cited.clause, cited.basis.value,
                unless_on_joining=criterion.unless_on_joining,
            )
        )  # fmt: skip
    elsewhere = version.not_running_in
    if elsewhere is not None:
        cited = elsewhere.citation
        found.append(
            CriterionRead(
                elsewhere.reason.value, _state(others[-1], values), None, (), cited.clause, cited.basis.value,
                schemes=elsewhere.schemes,
            )
        )  # fmt: skip
    return tuple(found)


def _state(rule: Rule, values: Mapping[str, Value]) -> State:
    """A rule of eligibility says why a line is not rated: where it holds, its condition has failed."""
    fails = all(holds(test, values[name]) is True for name, test in rule.tests.items())
    return State.FAIL if fails else State.PASS
