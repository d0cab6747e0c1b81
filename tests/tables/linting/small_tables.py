"""Random tables so small that all their cases can be gone through, and these cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from tierline.tables.decide import Value
from tierline.tables.model import (
    Aggregation,
    AnyOf,
    Anything,
    Comparison,
    DecisionTable,
    Domain,
    Equal,
    HitPolicy,
    Interval,
    Kind,
    Multiple,
    Not,
    Rule,
    Test,
)

SPEND, BRAND, SECURED, JOINED, YEARS = "spend", "brand", "secured", "joined", "years"
TIERS = ("gold", "silver", "bronze")

BOUNDS = [Decimal(100), Decimal(200)]
DAYS = [date(2026, 1, 1), date(2026, 1, 2)]
WORDS = ["gotone", "m_zone"]

VALUES: Mapping[str, tuple[Value, ...]] = {
    SPEND: (*map(Decimal, ("-1", "100", "150.5", "199", "200", "1000")), None),
    YEARS: (*map(Decimal, (0, 1, 2, 5)),),
    BRAND: ("gotone", "m_zone", "else", None),
    SECURED: (True, False, None),
    JOINED: (date(2025, 1, 1), *DAYS, date(2027, 1, 1), None),
}
"""For each input at least one value of each cell."""

DOMAINS = {YEARS: Domain(Kind.NUMBER, Comparison(">=", Decimal(0)), is_whole=True)}


def _ordered(bounds: list[Decimal] | list[date]) -> st.SearchStrategy[Test]:
    compared = st.builds(Comparison, st.sampled_from(["<", "<=", ">", ">="]), st.sampled_from(bounds))
    between = st.builds(Interval, st.just(bounds[0]), st.just(bounds[1]), st.booleans(), st.booleans())
    return compared | between | st.sampled_from(bounds).map(Equal)


def _nested(plain: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
    some = plain | st.just(Equal(None)) | st.just(Anything())
    return some | some.map(Not) | st.lists(some, min_size=1, max_size=2).map(lambda each: AnyOf(tuple(each)))


TESTS = {
    SPEND: _nested(_ordered(BOUNDS)),
    YEARS: _nested(_ordered([Decimal(1), Decimal(2)])),
    BRAND: _nested(st.sampled_from(WORDS).map(Equal)),
    SECURED: _nested(st.booleans().map(Equal)),
    JOINED: _nested(_ordered(DAYS)),
}

AGGREGATED = st.sampled_from([Decimal(1), Decimal(2)]) | st.just(Multiple(SPEND, Decimal(2)))


@st.composite
def tables(draw: st.DrawFn, policy: HitPolicy, aggregation: Aggregation | None = None) -> DecisionTable:
    """A table of up to six rules over up to three inputs."""
    others = [name for name in TESTS if name != SPEND]
    names = [SPEND, *draw(st.lists(st.sampled_from(others), max_size=2, unique=True))]
    conditions = st.fixed_dictionaries({}, optional={name: TESTS[name] for name in names})
    outcomes: st.SearchStrategy[object] = st.sampled_from(TIERS)
    if aggregation is not None:
        outcomes = AGGREGATED
    elif policy is HitPolicy.ANY:
        outcomes = st.sampled_from([Decimal(300), Decimal(400), Multiple(SPEND, Decimal(2))])
    rules = draw(st.lists(st.builds(Rule, conditions, st.tuples(outcomes)), min_size=1, max_size=6))
    return DecisionTable(
        name="small",
        inputs=tuple(names),
        outputs=("outcome",),
        rules=tuple(rules),
        hit_policy=policy,
        aggregation=aggregation,
        ranking=TIERS if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) else (),
        domains={name: domain for name, domain in DOMAINS.items() if name in names},
    )


any_table = st.one_of(
    *(tables(policy) for policy in HitPolicy),
    *(tables(HitPolicy.COLLECT, aggregation) for aggregation in Aggregation),
)


def cases(table: DecisionTable) -> Iterator[dict[str, Value]]:
    """Every kind of case there is of a table."""
    for values in product(*(VALUES[name] for name in table.inputs)):
        yield dict(zip(table.inputs, values, strict=True))
