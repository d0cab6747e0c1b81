"""The monthly run as named stages, each a query over the one before, as expressions over columns.

lines -> window of bills -> eligibility -> measures -> score -> rated -> membership -> change.
The first two are the same for every scheme of a call and are computed once. Measures follow eligibility
because a line that is not eligible has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ibis

from tierline.grading.columns import (
    code,
    code_of,
    floor_divided,
    month_of,
    nothing,
)
from tierline.grading.life_columns import with_change, with_outcome, with_started
from tierline.grading.model import Rating, Source
from tierline.grading.numbers import (
    Exact,
    coded,
    columns_of,
    rank_column,
    read_columns,
    score_column,
    with_exact,
)
from tierline.grading.stage_names import Stage
from tierline.grading.standing_columns import SOURCES, Given, with_memberships
from tierline.policy.eligibility import TIER_ON_JOINING, attributes_of, eligibility
from tierline.policy.model import Version
from tierline.policy.vocabulary import Reason
from tierline.tables.columns import Column, Ratio

CARRIED = ("subscriber_id", "product", "site", "closed_on")
"""Columns of a line that the results carry, whatever the policy tests."""


@dataclass(frozen=True)
class When:
    """The rating of each line as columns, where lines are rated at different ones: month number and day."""

    number: ibis.Value
    rated_on: ibis.Value


def lines(
    subscribers: ibis.Table,
    versions: Iterable[Version],
    rating: Rating | When,
    carried: Sequence[str] = CARRIED,
    beside: Iterable[str] = (),
) -> ibis.Table:
    """One row per line: what the versions test of it, its tenure at the rating month, if it is closed.

    `beside` are columns that stand beside those of the contract and are kept: sums that were carried on.
    """
    wanted = dict.fromkeys(name for version in versions for name in attributes_of(version))
    plain = [name for name in wanted if name in subscribers.columns and name not in carried]
    rated_on, number = rating.rated_on, rating.number
    if isinstance(rating, Rating):
        rated_on, number = ibis.literal(rated_on), ibis.literal(number, "int64")
    is_closed = (subscribers.status == "closed") & (subscribers.closed_on <= rated_on)
    table = subscribers.select(
        *carried, *plain, *beside,
        joined_month=month_of(subscribers.joined_on), closed=is_closed.fill_null(False),
        **_contract(subscribers, rated_on) if "contract_running" in wanted else {},
    )  # fmt: skip
    table = table.mutate(tenure_months=number + 1 - table.joined_month)
    if "tenure_years" in wanted:
        table = table.mutate(tenure_years=floor_divided(table.tenure_months - 1, 12))
    return table


def _contract(subscribers: ibis.Table, rated_on: ibis.Value) -> dict[str, ibis.Value]:
    ends_on = subscribers.contract_ends_on
    is_running = subscribers.contract_kind.notnull() & (ends_on.isnull() | (ends_on >= rated_on))
    return {"contract_running": is_running}


def with_eligibility(
    table: ibis.Table, version: Version, special_grades: ibis.Table, given: Given
) -> ibis.Table:
    """Adds reason, why the line is not rated, and what stands beside spend: joining_rank, special_rank."""
    if version.special is not None and given.has_special_grades:
        both = table.left_join(special_grades, "subscriber_id")
        kept = {name: both[name] for name in table.columns}
        table = both.select(**kept, special_rank=code_of(both.grade, version.ranking))
    columns: dict[str, Column] = {name: table[name] for name in table.columns}
    if version.on_joining is not None:
        joining = rank_column(version.on_joining, columns)
        table = table.mutate(joining_rank=joining)
        columns = {name: table[name] for name in table.columns}
        # Eligibility asks only whether there is such a tier, which its rank answers as well as its name.
        columns[TIER_ON_JOINING] = Ratio(table.joining_rank, 1)
    return table.mutate(reason=coded(eligibility(version), REASONS, columns))


REASONS = tuple(reason.value for reason in Reason)
"""The reasons why a line is not rated, each by its number here."""


def with_rated(table: ibis.Table, version: Version, columns: dict[str, Column]) -> ibis.Table:
    """Adds rated_rank, the best of spend, joining and special grade, and its source where there are several.

    Clauses: GRD-10, GRD-11, GRD-17.
    """
    eligible = table.reason.isnull()
    rank = rank_column(version.tier, columns)
    table = table.mutate(spend_rank=ibis.ifelse(eligible, rank, nothing("int8")))
    others = [(name, given) for name, given in BESIDE_SPEND if name in table.columns]
    best, source = table.spend_rank, code(Source.RATED, SOURCES)
    for name, given in others:
        beside = ibis.ifelse(table.reason.isnull(), table[name], nothing("int8"))
        is_better = beside.notnull() & (best.isnull() | (beside < best))
        source = ibis.ifelse(is_better, code(given, SOURCES), source)
        best = ibis.ifelse(is_better, beside, best)
    return table.mutate(rated_rank=best, **({"rated_source_code": source} if others else {}))


BESIDE_SPEND = (("joining_rank", Source.ON_JOINING), ("special_rank", Source.SPECIAL))


@dataclass(frozen=True)
class Graded:
    """The stages of one scheme, as far as they were asked for, and where its exact numbers stand."""

    stages: dict[Stage, ibis.Table]
    exact: dict[str, Exact]

    @property
    def decided(self) -> ibis.Table:
        """One row per line with all that was decided; what follows is worked out where it is written."""
        return self.stages[Stage.MEMBERSHIP]


def scored(standing: ibis.Table, special_grades: ibis.Table, version: Version, given: Given) -> Graded:
    """The stages as far as the score, over figures that have the memberships of the lines beside them."""
    stages: dict[Stage, ibis.Table] = {}
    table = stages[Stage.ELIGIBILITY] = with_eligibility(standing, version, special_grades, given)
    columns = columns_of(table, version)
    numbers = {measure.name: columns[measure.name] for measure in version.measures}
    table, exact = with_exact(
        table, {name: ratio for name, ratio in numbers.items() if isinstance(ratio, Ratio)}
    )
    stages[Stage.MEASURES] = table
    score = score_column(version, read_columns(table, exact))
    if score is not None:
        table, found = with_exact(table, {"score": score})
        exact |= found
    stages[Stage.SCORE] = table
    return Graded(stages, exact)


def rated(
    standing: ibis.Table, special_grades: ibis.Table, version: Version, rating: Rating, given: Given
) -> Graded:
    """All stages, over figures that have the memberships of the lines beside them."""
    found = scored(standing, special_grades, version, given)
    later = after_score(found.stages[Stage.SCORE], found.exact, version, rating)
    return Graded(found.stages | later, found.exact)


def after_score(
    table: ibis.Table, exact: dict[str, Exact], version: Version, rating: Rating
) -> dict[Stage, ibis.Table]:
    """The stages from the rating on, over lines that have their reasons, exact numbers and memberships."""
    rated = with_rated(table, version, read_columns(table, exact))
    changed = with_change(rated, version, rating)
    outcome = with_outcome(with_started(changed, version, rating))
    return {Stage.RATED: rated, Stage.MEMBERSHIP: changed, Stage.CHANGE: outcome}


def graded(
    figures: ibis.Table,
    memberships: ibis.Table,
    special_grades: ibis.Table,
    version: Version,
    rating: Rating,
    given: Given,
) -> Graded:
    """The stages of one scheme over the figures of the lines."""
    standing = with_memberships(figures, memberships, version, rating, given)
    return rated(standing, special_grades, version, rating, given)
