"""Eligibility of a version as one decision table, so that both readers and every answer share it."""

from __future__ import annotations

from tierline.policy.model import Basis, Criterion, Version
from tierline.policy.vocabulary import TIER_ON_JOINING, Reason
from tierline.tables.model import DecisionTable, Equal, HitPolicy, Not, Rule, Test

__all__ = ["CLOSED", "TIER_ON_JOINING", "VIP_TERM_RUNNING", "attributes_of", "eligibility"]

CLOSED = "closed"
VIP_TERM_RUNNING = "vip_term_running"
CLOSING_CLAUSE = "GRD-20"


def eligibility(version: Version) -> DecisionTable:
    """The reason why a line is not rated; no outcome where it is eligible. The first that applies counts."""
    rules = [Rule({CLOSED: Equal(True)}, (Reason.CLOSED.value,), CLOSING_CLAUSE, Basis.SOURCE.value)]
    rules += [_failure(criterion) for criterion in version.criteria]
    if version.not_running_in is not None:
        citation = version.not_running_in.citation
        reason = version.not_running_in.reason.value
        tests: dict[str, Test] = {VIP_TERM_RUNNING: Equal(True)}
        rules.append(Rule(tests, (reason,), citation.clause, citation.basis.value, origin=citation.origin))
    inputs = tuple(dict.fromkeys(name for rule in rules for name in rule.tests))
    return DecisionTable("eligibility", inputs, ("ineligible_reason",), tuple(rules), HitPolicy.FIRST)


def _failure(criterion: Criterion) -> Rule:
    """The rule that holds where a criterion binds a line and fails."""
    # Turned round twice a test is itself, and reads better so.
    fails = criterion.test.test if isinstance(criterion.test, Not) else Not(criterion.test)
    tests: dict[str, Test] = {criterion.attribute: fails, **criterion.where}
    if criterion.unless_on_joining:
        tests[TIER_ON_JOINING] = Equal(None)
    citation = criterion.citation
    return Rule(
        tests,
        (criterion.reason.value,),
        citation.clause,
        citation.basis.value,
        origin=citation.origin,
    )


def attributes_of(version: Version) -> tuple[str, ...]:
    """The attributes of a line, by the names of the vocabulary, that any rule of the version tests."""
    tables = [eligibility(version), version.tier]
    if version.on_joining is not None:
        tables.append(version.on_joining)
    score_table = getattr(version.score, "table", None)
    if score_table is not None:
        tables.append(score_table)
    tables += [table for table in (getattr(measure, "table", None) for measure in version.measures) if table]
    return tuple(dict.fromkeys(name for table in tables for name in table.inputs))
