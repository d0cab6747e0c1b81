"""Random tables with everything that a DMN file keeps: remarks, domains, rankings, odd names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.tables.strategies import DATES, NUMBERS, STRINGS, TESTS, conditions, tables
from tierline.tables.model import (
    Aggregation,
    Anything,
    DecisionTable,
    Domain,
    HitPolicy,
    Kind,
    Rule,
)
from tierline.tables.notation import normalised

POLICIES = [
    *((policy, None) for policy in HitPolicy),
    *((HitPolicy.COLLECT, aggregation) for aggregation in Aggregation),
]

# What XML can hold at all: no control characters but tab and ends of lines, no halves of pairs.
remarks = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\t\n\r<>&\"'"), max_size=12
)
NAMES = {
    "spend": "2nd mean spend (6 months)",
    "mean": "and",
    "months": "months-in-net",
    "brand": "品牌 名称",
    "secured": "is it secured?",
    "joined": "date",
}
DOMAINS: dict[str, st.SearchStrategy[Domain | None]] = {
    name: st.none() | st.just(Domain(kind)) | TESTS[name].map(lambda test, kind=kind: Domain(kind, test))
    for name, kind in {
        "spend": Kind.NUMBER,
        "mean": Kind.NUMBER,
        "months": Kind.NUMBER,
        "brand": Kind.STRING,
        "secured": Kind.BOOLEAN,
        "joined": Kind.DATE,
    }.items()
}
RANKED: list[list[Any]] = [["gold", "silver", "bronze"], NUMBERS, DATES, [True, False], STRINGS]


@st.composite
def remarked_tables(
    draw: st.DrawFn, policy: HitPolicy, aggregation: Aggregation | None = None, *, with_domains: bool = True
) -> DecisionTable:
    """A table as its file should give it back: its tests normalised, what says nothing left out."""
    table = draw(
        several_ranked(policy)
        if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
        else tables(policy, aggregation)
    )
    rules = tuple(
        replace(
            rule,
            tests={
                name: found
                for name, test in rule.tests.items()
                if not isinstance(found := normalised(test), Anything)
            },
            clause=draw(remarks),
            basis=draw(remarks),
            note=draw(remarks),
        )
        for rule in table.rules
    )
    domains = {
        name: replace(domain, allowed=None if domain.allowed is None else normalised(domain.allowed))
        for name in (table.inputs if with_domains else ())
        if (domain := draw(DOMAINS[name])) is not None
    }
    return replace(table, rules=rules, domains=domains)


@st.composite
def several_ranked(draw: st.DrawFn, policy: HitPolicy) -> DecisionTable:
    """A table of one to three ranked outputs of any kind."""
    rankings = draw(st.lists(st.sampled_from(RANKED).flatmap(st.permutations), min_size=1, max_size=3))
    rankings = [list(dict.fromkeys(ranking)) for ranking in rankings]
    inputs = tuple(TESTS)
    outputs = st.tuples(*map(st.sampled_from, rankings))
    rules = draw(st.lists(st.builds(Rule, conditions(inputs[:3]), outputs), max_size=5))
    return DecisionTable(
        name="invented",
        inputs=inputs,
        outputs=tuple(f"output {number}" for number in range(len(rankings))),
        rules=tuple(rules),
        hit_policy=policy,
        ranking=tuple(rankings[0]),
        further_rankings=tuple(map(tuple, rankings[1:])),
        default=draw(st.none() | outputs),
    )


def renamed(table: DecisionTable, names: dict[str, str]) -> DecisionTable:
    """The same table with other names for its inputs."""
    return replace(
        table,
        inputs=tuple(names.get(name, name) for name in table.inputs),
        rules=tuple(
            replace(
                rule,
                tests={names.get(name, name): test for name, test in rule.tests.items()},
                outputs=tuple(
                    replace(output, of=names.get(output.of, output.of)) if hasattr(output, "of") else output
                    for output in rule.outputs
                ),
            )
            for rule in table.rules
        ),
        domains={names.get(name, name): domain for name, domain in table.domains.items()},
    )
