"""Random tests and tables over a few invented inputs; the bounds come from short lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tierline.tables.model import (
    Aggregation,
    AnyOf,
    Anything,
    Comparison,
    DecisionTable,
    Equal,
    HitPolicy,
    Interval,
    Multiple,
    Not,
    Output,
    Rule,
    Test,
)

NUMBERS = [
    Decimal(text) for text in ("-3", "-1.005", "-0.01", "0", "0.50", "1", "1.999", "2", "7.25", "1E+2")
]
DATES = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1)]
STRINGS = ["gotone", "m_zone", "", '神州"行\\']

SPEND, MEAN, MONTHS, BRAND, SECURED, JOINED = "spend", "mean", "months", "brand", "secured", "joined"
INPUTS = (SPEND, MEAN, MONTHS, BRAND, SECURED, JOINED)

NULL_TEST = Equal(None)


def _intervals(bounds: Sequence[Any]) -> st.SearchStrategy[Test]:
    ends = st.lists(st.sampled_from(bounds), min_size=2, max_size=2, unique=True).map(sorted)
    return st.builds(
        lambda pair, low, high: Interval(pair[0], pair[1], low, high), ends, st.booleans(), st.booleans()
    )


def _ordered(bounds: Sequence[Any]) -> st.SearchStrategy[Test]:
    comparisons = st.builds(Comparison, st.sampled_from(["<", "<=", ">", ">="]), st.sampled_from(bounds))
    return comparisons | _intervals(bounds) | st.sampled_from(bounds).map(Equal)


def _nested(plain: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
    return st.recursive(
        plain | st.just(NULL_TEST) | st.just(Anything()),
        lambda inner: (
            inner.map(Not) | st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
        ),
        max_leaves=4,
    )


number_tests = _nested(_ordered(NUMBERS))
date_tests = _nested(_ordered(DATES))
string_tests = _nested(st.sampled_from(STRINGS).map(Equal))
boolean_tests = _nested(st.booleans().map(Equal))

TESTS: dict[str, st.SearchStrategy[Test]] = {
    SPEND: number_tests,
    MEAN: number_tests,
    MONTHS: number_tests,
    BRAND: string_tests,
    SECURED: boolean_tests,
    JOINED: date_tests,
}

any_test = st.one_of(number_tests, date_tests, string_tests, boolean_tests)


def conditions(names: Sequence[str]) -> st.SearchStrategy[dict[str, Test]]:
    """The tests of one rule, over some of the named inputs."""
    return st.fixed_dictionaries({}, optional={name: TESTS[name] for name in names})


numbers: st.SearchStrategy[Output] = st.sampled_from(NUMBERS) | st.none()
multiples = st.builds(Multiple, st.sampled_from([SPEND, MONTHS]), st.sampled_from(NUMBERS))
TIERS = ("gold", "silver", "bronze")
OUTPUT_KINDS: list[st.SearchStrategy[Output]] = [
    numbers | multiples,
    st.sampled_from([*TIERS, None]),
    st.booleans() | st.none(),
    st.sampled_from([*DATES, None]),
]


@st.composite
def tables(draw: st.DrawFn, policy: HitPolicy, aggregation: Aggregation | None = None) -> DecisionTable:
    """A table of up to five rules under one hit policy, with or without a default."""
    ranked = policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
    if ranked:
        columns = [st.sampled_from(TIERS)]
    elif aggregation is not None:
        columns = [numbers | multiples]
    else:
        columns = draw(st.lists(st.sampled_from(OUTPUT_KINDS), min_size=1, max_size=2))
    # Rules over few inputs meet: they exclude each other, overlap or agree.
    names = draw(st.lists(st.sampled_from(INPUTS), min_size=1, max_size=3, unique=True))
    rules = draw(st.lists(st.builds(Rule, conditions(names), st.tuples(*columns)), max_size=5))
    default = None
    if aggregation is not Aggregation.COUNT and draw(st.booleans()):
        columns = [st.just(Decimal(0)) | numbers] if aggregation is not None else columns
        default = draw(st.tuples(*columns).filter(lambda row: not any(isinstance(o, Multiple) for o in row)))
    return DecisionTable(
        name="invented",
        inputs=INPUTS,
        outputs=tuple(f"output_{number}" for number in range(len(columns))),
        rules=tuple(rules),
        hit_policy=policy,
        aggregation=aggregation,
        ranking=draw(st.permutations(TIERS).map(tuple)) if ranked else (),
        default=default,
    )
