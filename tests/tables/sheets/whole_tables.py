"""Random tables with all that a decision table may have: names, domains, clauses, notes, in any letters."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.tables.strategies import (
    BRAND,
    INPUTS,
    JOINED,
    MEAN,
    MONTHS,
    SECURED,
    SPEND,
    TESTS,
    TIERS,
    tables,
)
from tierline.tables.model import Aggregation, DecisionTable, Domain, HitPolicy, Kind, Multiple, Rule, Scalar
from tierline.tables.sheets.writing import as_read

LETTERS = st.characters(exclude_categories=["Cs"])
"""Every character that a file can hold."""

TELLING = [
    "=1+1",
    "-",
    "+5",
    "@x",
    ' "',
    "a\nb",
    "_x000D_",
    "450",
    "true",
    "名称",
    "table",
    "1",
    "；,\t",
    "'",
]
texts = st.text(LETTERS, max_size=8) | st.sampled_from(TELLING)

FORMS = [(policy, None) for policy in HitPolicy]
FORMS += [(HitPolicy.COLLECT, aggregation) for aggregation in Aggregation]

KINDS = {SPEND: Kind.NUMBER, MEAN: Kind.NUMBER, MONTHS: Kind.NUMBER, BRAND: Kind.STRING}
KINDS |= {SECURED: Kind.BOOLEAN, JOINED: Kind.DATE}


@st.composite
def whole_tables(draw: st.DrawFn) -> DecisionTable:
    """A table under any hit policy. What its domains say of a column is true of its rules."""
    table = draw(st.sampled_from(FORMS).flatmap(lambda form: tables(*form)))
    renamed = dict(zip(INPUTS, draw(st.lists(texts, min_size=6, max_size=6, unique=True)), strict=True))
    outputs = draw(st.lists(texts, min_size=2, max_size=2, unique=True))[: len(table.outputs)]
    ranks = dict(zip(TIERS, draw(st.lists(texts, min_size=3, max_size=3, unique=True)), strict=True))
    has_ranks = bool(table.ranking)

    def output(value: Scalar | Multiple) -> Scalar | Multiple:
        if isinstance(value, Multiple):
            return Multiple(renamed[value.of], value.by)
        return ranks.get(value, value) if has_ranks and isinstance(value, str) else value

    domains = {}
    for name in INPUTS:
        allowed = draw(st.none() | TESTS[name])
        kind = draw(st.sampled_from([None, KINDS[name]]))
        if draw(st.booleans()) and renamed[name] not in outputs:
            domains[renamed[name]] = Domain(kind, allowed)
    rules = [
        Rule(
            {renamed[name]: test for name, test in rule.tests.items()},
            tuple(map(output, rule.outputs)),
            *draw(st.tuples(texts, texts, texts)),
        )
        for rule in table.rules
    ]
    default = None if table.default is None else tuple(map(output, table.default))
    return as_read(
        replace(
            table,
            name=draw(texts),
            inputs=tuple(renamed.values()),
            outputs=tuple(outputs),
            rules=tuple(rules),
            ranking=tuple(ranks[tier] for tier in table.ranking),
            default=default,
            domains=domains,
        )
    )
