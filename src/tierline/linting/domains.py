"""What the inputs of a pack's tables may hold: by the data contract, and by what lets a line be rated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from math import ceil, floor

from tierline.datasets.contract import INTEGERS, SUBSCRIBERS, Column
from tierline.datasets.contract import Kind as ColumnKind
from tierline.policy.eligibility import CLOSED, VIP_TERM_RUNNING
from tierline.policy.model import Criterion, MeasuredKind, ScoreProduct, TableMeasure, Version, WindowMeasure
from tierline.policy.vocabulary import MONEY_COLUMNS, SCORE, TIER_ON_JOINING
from tierline.tables.decide import holds
from tierline.tables.linting.boxes import joined_test
from tierline.tables.linting.cells import cells_of
from tierline.tables.linting.findings import findings
from tierline.tables.linting.model import FindingKind
from tierline.tables.model import (
    AnyOf,
    Anything,
    Comparison,
    DecisionTable,
    Domain,
    Equal,
    Interval,
    Kind,
    Not,
    Test,
)

NOT_NULL = Not(Equal(None))
FROM_ZERO = Comparison(">=", Decimal(0))
TRUTH = Domain(Kind.BOOLEAN, NOT_NULL)
COUNT = Domain(Kind.NUMBER, FROM_ZERO, is_whole=True)
MAYBE_COUNT = AnyOf((FROM_ZERO, Equal(None)))
MEASURED = {
    MeasuredKind.SHARE: Domain(
        Kind.NUMBER, AnyOf((Interval(Decimal(0), Decimal(100), True, True), Equal(None)))
    ),
    MeasuredKind.DECIMAL: Domain(Kind.NUMBER),
    MeasuredKind.COUNT: Domain(Kind.NUMBER, MAYBE_COUNT, is_whole=True),
}
"""What a measurement may be, where there is one."""

MADE = {
    "contract_running": TRUTH,
    "tenure_months": COUNT,
    "tenure_years": COUNT,
    CLOSED: TRUTH,
    VIP_TERM_RUNNING: TRUTH,
}
"""What is worked out of a line, beside the columns that it has."""


def of_lines() -> dict[str, Domain]:
    """What every line may hold, eligible or not."""
    return {column.name: _of_column(column) for column in SUBSCRIBERS.columns} | MADE


def _of_column(column: Column) -> Domain:
    kinds = {ColumnKind.VARCHAR: Kind.STRING, ColumnKind.BOOLEAN: Kind.BOOLEAN, ColumnKind.DATE: Kind.DATE}
    kind = kinds.get(column.kind, Kind.NUMBER)
    allowed: Test | None = None if column.nullable else NOT_NULL
    if column.values or column.least is not None:
        tests: list[Test] = [
            Equal(value if isinstance(value, str) else Decimal(value)) for value in column.values
        ]
        if column.least is not None:
            tests.append(Comparison(">=", Decimal(column.least)))
        allowed = AnyOf((*tests, Equal(None))) if column.nullable else AnyOf(tuple(tests))
    return Domain(kind, allowed, is_whole=column.kind in INTEGERS)


def of_eligible_lines(version: Version) -> dict[str, Domain]:
    """What a line may hold that the version rates: conditions that bind every line narrow it."""
    found = of_lines()
    for criterion in version.criteria:
        if _binds_all(criterion):
            found[criterion.attribute] = narrowed(found[criterion.attribute], criterion.test)
            if criterion.attribute == "tenure_months":
                found["tenure_years"] = narrowed(COUNT, _years_of(criterion.test))
    return found


def _years_of(months: Test) -> Test:
    """The full years that a line has whose months fulfil a test; anything where it has no lower bound."""
    match months:
        case Comparison(">=" | ">" as op, Decimal() as bound):
            least = floor(bound) + 1 if op == ">" else ceil(bound)
            return Comparison(">=", Decimal(max(least - 1, 0) // 12))
    return Anything()


def _binds_all(criterion: Criterion) -> bool:
    return not criterion.where and not criterion.unless_on_joining


def of_figures(version: Version, lines: dict[str, Domain]) -> dict[str, Domain]:
    """What the measures and the score of a line may be."""
    found = {}
    may_be_null = False
    for measure in version.measures:
        if isinstance(measure, WindowMeasure):
            is_count = measure.column not in MONEY_COLUMNS
            found[measure.name] = COUNT if is_count else Domain(Kind.NUMBER, NOT_NULL)
        else:
            found[measure.name] = _of_table(measure, lines)
            may_be_null |= holds(found[measure.name].allowed or NOT_NULL, None) is True
    # A score that is a sum is 0 where nothing adds to it; a product is null where a factor is.
    is_product = isinstance(version.score, ScoreProduct)
    found[SCORE] = Domain(Kind.NUMBER, None if is_product and may_be_null else NOT_NULL)
    return found


def _of_table(measure: TableMeasure, lines: dict[str, Domain]) -> Domain:
    table = with_domains(measure.table, lines)
    outputs: Iterable[Test] = dict.fromkeys(
        Equal(rule.outputs[0]) for rule in table.rules if isinstance(rule.outputs[0], Decimal)
    )
    has_gap = any(each.kind in (FindingKind.GAP, FindingKind.NULL_GAP) for each in findings(table))
    return Domain(Kind.NUMBER, AnyOf((*outputs, Equal(None)) if has_gap else tuple(outputs)))


def of_sites(version: Version) -> dict[str, Domain]:
    """What is measured at a site, any of it or nothing, and the tiers that criteria give for it."""
    tiers: tuple[Test, ...] = tuple(Equal(tier) for tier in version.ranking)
    measured = {each.name: MEASURED[each.kind] for each in version.measurements}
    criteria = {
        each.name: Domain(Kind.STRING, AnyOf((*tiers, Equal(None)))) for each in version.site_criteria
    }
    return measured | criteria | {SCORE: Domain(Kind.NUMBER, NOT_NULL)}


def of_joining(version: Version) -> dict[str, Domain]:
    """The tier on joining, which a line may have or not."""
    tiers: tuple[Test, ...] = tuple(Equal(tier) for tier in version.ranking)
    return {TIER_ON_JOINING: Domain(Kind.STRING, AnyOf((*tiers, Equal(None))))}


def narrowed(domain: Domain, test: Test) -> Domain:
    """The domain without the values for which a test does not hold."""
    cells = list(cells_of([test], domain))
    kept = [cell for cell in cells if holds(test, cell.example) is True]
    if len(kept) == len(cells):
        return domain
    return replace(domain, allowed=joined_test(kept) if kept else Not(Anything()))


def with_domains(table: DecisionTable, domains: dict[str, Domain]) -> DecisionTable:
    """The table with what is known of its inputs."""
    return replace(table, domains={name: domains[name] for name in table.inputs if name in domains})
