"""The figures of a line, and its rulers: where each tier begins, by the rules made for such a line; pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from tierline.explanations.model import Bound, Figure, Ruler
from tierline.explanations.numerals import rounded
from tierline.grading.explain.case import Case, shown
from tierline.grading.explain.explanation import numbers_of
from tierline.policy.model import TableMeasure, Version, WindowMeasure
from tierline.policy.rating_statements import titles_of
from tierline.policy.vocabulary import MONEY_COLUMNS, SCORE
from tierline.tables.decide import Value, holds
from tierline.tables.model import Comparison, Interval, Rule, Test
from tierline.wording import Text


def figures_of(case: Case) -> tuple[Figure, ...]:
    """Tenure, measures and score, as the run's `grades` show them; nothing for a line that is not rated."""
    if not case.eligible:
        return ()
    version, row = case.version, case.row()
    found = []
    for measure in version.measures:
        value = next((shown(measure, one.value) for one in case.figures if one.measure is measure), None)
        found.append(Figure(measure.name, measure.title, value, _unit(measure)))
    if isinstance(row["score"], Decimal):
        found.append(Figure(SCORE, titles_of(version)[SCORE], row["score"], ""))
    tenure = row["tenure_months"]
    assert isinstance(tenure, int)
    found.append(Figure("tenure_months", titles_of(version)["tenure_months"], tenure, ""))
    return tuple(found)


def _unit(measure: WindowMeasure | TableMeasure) -> str:
    if isinstance(measure, TableMeasure):
        return ""
    return "yuan" if measure.column in MONEY_COLUMNS else "times"


def rulers_of(case: Case) -> tuple[Ruler, ...]:
    """A ruler for each figure on which tiers begin: mostly one, of the score or of a mean bill."""
    found = []
    for name in _axes(case.version):
        value, bounds = case.values.get(name), bounds_on(case, name)
        if bounds and isinstance(value, Fraction):
            title = titles_of(case.version)[name]
            found.append(Ruler(name, title, rounded(value), bounds))
    return tuple(found)


def bounds_on(case: Case, name: str) -> tuple[Bound, ...]:
    """Where each tier begins on a figure for such a line, the lowest first; a tier by its least bound."""
    titles = {tier.name: tier.title for tier in case.version.tiers}
    least: dict[str, Bound] = {}
    for rule in case.version.tier.rules:
        found = _lower(rule.tests[name]) if name in rule.tests else None
        if found is None or not _is_made_for(rule, name, case):
            continue
        tier = str(rule.outputs[0])
        if tier not in least or found[0] < least[tier].at:
            least[tier] = Bound(found[0], tier, titles.get(tier, Text(tier, tier)), found[1])
    return tuple(sorted(least.values(), key=lambda bound: bound.at))


def _axes(version: Version) -> Iterator[str]:
    names = [*(measure.name for measure in version.measures), SCORE]
    return (name for name in names if any(name in rule.tests for rule in version.tier.rules))


def _is_made_for(rule: Rule, name: str, case: Case) -> bool:
    """True where all else that a rule asks holds, but for where it begins on another ruler."""
    axes = set(_axes(case.version))
    others = {key: test for key, test in rule.tests.items() if key != name}
    return all(
        holds(test, case.values[key]) is True or (key in axes and _lower(test) is not None)
        for key, test in others.items()
    )


def clauses_of(case: Case, tier: str | None) -> tuple[str, ...]:
    """The clauses of the rules for a tier that are made for what the line is, or of all where none is."""
    numbers = numbers_of(case.version)
    rules = [rule for rule in case.version.tier.rules if rule.outputs[0] == tier]
    own = [
        rule
        for rule in rules
        if all(holds(test, case.values[name]) for name, test in rule.tests.items() if name not in numbers)
    ]
    return tuple(dict.fromkeys(rule.clause for rule in own or rules))


def unmet(case: Case, tier: str) -> dict[str, tuple[Test, Value]]:
    """What rules for a tier ask beside the figures of the rulers, where no rule for it is made for the line.

    Of several rules the one that asks the least; nothing where a ruler tells all.
    """
    axes, numbers = set(_axes(case.version)), numbers_of(case.version)
    found = []
    for rule in case.version.tier.rules:
        if rule.outputs[0] != tier:
            continue
        lacking = {
            name: (test, case.values[name])
            for name, test in rule.tests.items()
            if holds(test, case.values[name]) is not True and not (name in axes and _lower(test))
        }
        found.append((sum(name not in numbers for name in lacking), len(lacking), lacking))
    return min(found, key=lambda one: one[:2])[2] if found else {}


def _lower(test: Test) -> tuple[Decimal, bool] | None:
    """The least number that a test lets pass, and whether that is enough; None for another kind of test."""
    match test:
        case Comparison(">=" | ">" as op, Decimal() as bound):
            return bound, op == ">="
        case Interval(Decimal() as low, _, includes_low, _):
            return low, includes_low
    return None
