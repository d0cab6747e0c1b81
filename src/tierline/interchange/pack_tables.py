"""The tables of a version of a pack, with what its columns may hold: what an analyst needs to change them.

What is known besides of lines that are rated, such as that there is no null, is for the checks alone
(linting/domains.py): in a file it would bar an analyst from rules that the policy may well get.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tierline.datasets.contract import SUBSCRIBERS
from tierline.policy.eligibility import CLOSED, VIP_TERM_RUNNING
from tierline.policy.model import ScoreSum, TableMeasure, Version
from tierline.policy.unfolding import decision_tables
from tierline.policy.vocabulary import ATTRIBUTES, SCORE, TIER_ON_JOINING, Attribute, Kind, Reason
from tierline.tables import model
from tierline.tables.model import AnyOf, DecisionTable, Domain, Equal, Scalar
from tierline.tables.sheets.writing import as_read

RATED_TIER = "rated_tier"
"""The name of the table that gives the tiers."""

KINDS = {
    Kind.TEXT: model.Kind.STRING,
    Kind.NUMBER: model.Kind.NUMBER,
    Kind.TRUTH: model.Kind.BOOLEAN,
}
NULLABLE = frozenset(column.name for column in SUBSCRIBERS.columns if column.nullable)
A_NUMBER, A_TRUTH = Domain(model.Kind.NUMBER), Domain(model.Kind.BOOLEAN)


def tables_of_version(version: Version) -> tuple[DecisionTable, ...]:
    """The tables that a version unfolds into, in the order in which they are decided, with their domains."""
    return tuple(_with_domains(table, version) for table in decision_tables(version))


def domains_of(version: Version) -> dict[str, Domain]:
    """What every column may hold that a table of the version can have."""
    tiers, maybe_tier = one_of(version.ranking), one_of((*version.ranking, None))
    return {
        **{name: domain_of(name, attribute) for name, attribute in ATTRIBUTES.items()},
        **{measure.name: A_NUMBER for measure in version.measures},
        **{each.name: A_NUMBER for each in version.measurements},
        **{each.name: maybe_tier for each in version.site_criteria},
        CLOSED: A_TRUTH,
        VIP_TERM_RUNNING: A_TRUTH,
        TIER_ON_JOINING: maybe_tier,
        SCORE: A_NUMBER,
        RATED_TIER: tiers,
        "ineligible_reason": one_of(tuple(reason.value for reason in Reason)),
    }


def domain_of(name: str, attribute: Attribute) -> Domain:
    """What an attribute may hold; null too where the data contract lets a line be without it."""
    values: tuple[Scalar, ...] = attribute.values or tuple(map(Decimal, attribute.numbers))
    if values and name in NULLABLE:
        values = (*values, None)
    return one_of(values, KINDS[attribute.kind])


def one_of(values: tuple[Scalar, ...], kind: model.Kind = model.Kind.STRING) -> Domain:
    """One of some values; any value of the kind where there are none."""
    return Domain(kind, AnyOf(tuple(map(Equal, values))) if values else None)


def _with_domains(table: DecisionTable, version: Version) -> DecisionTable:
    known = domains_of(version)
    names = (*table.inputs, *table.outputs)
    return as_read(replace(table, domains={name: known[name] for name in names if name in known}))


def table_blocks(version: Version) -> dict[str, str]:
    """Parts of a pack that a table can become, by the names that their tables have on export."""
    found = {RATED_TIER: "tier"}
    if isinstance(version.score, ScoreSum):
        found[SCORE] = SCORE
    if version.on_joining is not None:
        found[TIER_ON_JOINING] = "on_joining"
    return found | {
        measure.name: measure.name for measure in version.measures if isinstance(measure, TableMeasure)
    }
