"""Rules as branches of CASE expressions, and what collect makes of them: sum, lowest, highest, count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import add, or_

import ibis

from tierline.tables.columns import Column, Ratio, joined
from tierline.tables.exclusion import rules_exclude
from tierline.tables.model import Aggregation, DecisionTable, Multiple, Rule, Scalar
from tierline.tables.outcomes import OutcomeColumn, outcome_column


@dataclass(frozen=True)
class Branch:
    """A rule with the condition under which it holds; None where it always holds."""

    rule: Rule
    condition: ibis.Value | None


Group = list[Branch]


def first_case(branches: Iterable[tuple[ibis.Value | None, ibis.Value]], otherwise: ibis.Value) -> ibis.Value:
    """The value of the first branch that holds; what comes after one that always holds is out of reach."""
    reached: list[tuple[ibis.Value, ibis.Value]] = []
    for condition, value in branches:
        if condition is None:
            otherwise = value
            break
        reached.append((condition, value))
    return ibis.cases(*reached, else_=otherwise) if reached else otherwise


def exclusive_groups(branches: Sequence[Branch]) -> list[Group]:
    """The branches in groups of which evidently at most one holds, so that one CASE serves a whole ladder."""
    groups: list[Group] = []
    for branch in branches:
        for group in groups:
            if all(rules_exclude(branch.rule, member.rule) for member in group):
                group.append(branch)
                break
        else:
            groups.append([branch])
    return groups


def count(groups: Sequence[Group]) -> ibis.Value:
    """How many branches hold, as a 64-bit number that is never NULL."""
    counts = []
    for group in groups:
        conditions = [branch.condition for branch in group if branch.condition is not None]
        always = len(conditions) < len(group)
        counts.append(ibis.literal(1) if always else ibis.ifelse(joined(or_, conditions), 1, 0))
    return joined(add, counts or [ibis.literal(0)]).cast("int64")


def aggregated(
    table: DecisionTable,
    aggregation: Aggregation,
    branches: Sequence[Branch],
    inputs: Mapping[str, Column],
) -> Ratio:
    """What a collect table gives for each row; NULL where nothing is left and there is no default."""
    if aggregation is Aggregation.COUNT:
        return Ratio(count(exclusive_groups(branches)), 1)
    output = outcome_column(table, 0, inputs)
    default = None if table.default is None else table.default[0]
    # A null output adds nothing, so its rule may as well not be there.
    numbered = [branch for branch in branches if branch.rule.outputs[0] is not None]
    if not numbered:
        total = output.value(default)
    elif aggregation is Aggregation.SUM:
        total = _sum(exclusive_groups(numbered), output, default)
    else:
        total = _extreme(aggregation, numbered, output, default)
    return Ratio(total.cast("int64"), output.unit)


def _sum(groups: Sequence[Group], output: OutcomeColumn, default: Scalar) -> ibis.Value:
    zero = output.value(Decimal(0))
    if default == 0:
        return joined(add, [_one_of(group, output, Decimal(0)).cast("int64") for group in groups])
    if len(groups) == 1:
        return _one_of(groups[0], output, default)
    terms = [_one_of(group, output, None) for group in groups]
    total = joined(add, [term.fill_null(zero).cast("int64") for term in terms])
    return ibis.ifelse(joined(or_, [term.notnull() for term in terms]), total, output.value(default))


def _one_of(group: Group, output: OutcomeColumn, default: Scalar) -> ibis.Value:
    """The output of the one branch that holds; the default where none does or its output is null."""
    otherwise = output.value(default)
    cases = []
    for branch in group:
        value = output.value(branch.rule.outputs[0])
        if isinstance(branch.rule.outputs[0], Multiple) and value.type().nullable and default is not None:
            value = value.fill_null(otherwise)
        cases.append((branch.condition, value))
    return first_case(cases, otherwise)


def _extreme(
    aggregation: Aggregation, branches: Sequence[Branch], output: OutcomeColumn, default: Scalar
) -> ibis.Value:
    constants: list[tuple[Fraction, Branch]] = []
    multiples: Group = []
    for branch in branches:
        value = branch.rule.outputs[0]
        if isinstance(value, Decimal):
            constants.append((Fraction(value), branch))
        else:
            multiples.append(branch)
    # Best value first: the first constant that holds is the lowest, or the highest, of those that do.
    constants.sort(key=lambda pair: pair[0], reverse=aggregation is Aggregation.MAX)
    best = first_case(
        [(branch.condition, output.value(value)) for value, branch in constants],
        output.null() if multiples else output.value(default),
    )
    if not multiples:
        return best
    terms = [_one_of([branch], output, None) for branch in multiples]
    terms = [best, *terms] if constants else terms
    # LEAST and GREATEST pass over NULL.
    extreme = ibis.least if aggregation is Aggregation.MIN else ibis.greatest
    total = extreme(*terms) if len(terms) > 1 else terms[0]
    return total if default is None else total.fill_null(output.value(default))
