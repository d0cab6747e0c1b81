"""The monthly run as named stages, each a query over the one before, as expressions over columns.

lines -> window of bills -> eligibility -> measures -> score -> rated -> membership -> change.
The first two are the same for every scheme of a call and are computed once. Measures follow eligibility
because a line that is not eligible has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

import ibis

from tierline.grading.columns import (
    add_days,
    code,
    code_of,
    floor_divided,
    half_up,
    month_of,
    nothing,
    stacked,
)
from tierline.grading.life_columns import with_change, with_outcome, with_started
from tierline.grading.model import Rating, Source
from tierline.grading.stage_names import Stage
from tierline.grading.window import window_of
from tierline.policy.eligibility import TIER_ON_JOINING, attributes_of, eligibility
from tierline.policy.model import Measure, Rounding, ScoreProduct, TableMeasure, Version, WindowMeasure
from tierline.policy.vocabulary import MONEY_COLUMNS, Reason
from tierline.tables.columns import Column, Ratio
from tierline.tables.compile import compile_table
from tierline.tables.model import DecisionTable, HitPolicy

CARRIED = ("subscriber_id", "product", "site", "closed_on")
"""Columns of a line that the results carry, whatever the policy tests."""


def lines(subscribers: ibis.Table, versions: Iterable[Version], rating: Rating) -> ibis.Table:
    """One row per line: what the versions test of it, its tenure at the rating month, whether it is closed."""
    wanted = dict.fromkeys(name for version in versions for name in attributes_of(version))
    plain = [name for name in wanted if name in subscribers.columns and name not in CARRIED]
    rated_on = ibis.literal(rating.rated_on)
    is_closed = (subscribers.status == "closed") & (subscribers.closed_on <= rated_on)
    table = subscribers.select(
        *CARRIED, *plain, joined_month=month_of(subscribers.joined_on), closed=is_closed.fill_null(False),
        **_contract(subscribers, rated_on) if "contract_running" in wanted else {},
    )  # fmt: skip
    table = table.mutate(tenure_months=ibis.literal(rating.number + 1, "int64") - table.joined_month)
    if "tenure_years" in wanted:
        table = table.mutate(tenure_years=floor_divided(table.tenure_months - 1, 12))
    return table


def _contract(subscribers: ibis.Table, rated_on: ibis.Value) -> dict[str, ibis.Value]:
    ends_on = subscribers.contract_ends_on
    is_running = subscribers.contract_kind.notnull() & (ends_on.isnull() | (ends_on >= rated_on))
    return {"contract_running": is_running}


def running(memberships: ibis.Table, scheme: str, rating: Rating) -> ibis.Table:
    """The membership of a scheme that runs on the rating day: at most one row per line."""
    day = ibis.literal(rating.rated_on)
    runs = memberships.filter(
        memberships.scheme == scheme,
        memberships.since <= day,
        memberships.ends_on.isnull() | (memberships.ends_on >= day),
    )
    return runs


def waiting(memberships: ibis.Table, schemes: Iterable[str], rating: Rating) -> ibis.Table:
    """Memberships that begin after the rating day, in its month, on the day after a running one ends.

    life.waits_behind says the same for one line. One row per line and scheme.
    """
    day = ibis.literal(rating.rated_on)
    of_schemes = memberships.filter(memberships.scheme.isin(list(schemes)))
    later = of_schemes.filter(
        of_schemes.since > day, month_of(of_schemes.since) == ibis.literal(rating.number, "int64")
    )
    runs = of_schemes.filter(of_schemes.since <= day, of_schemes.ends_on >= day)
    before = runs.select("subscriber_id", "scheme", since=add_days(runs.ends_on, 1))
    return later.semi_join(before, ["subscriber_id", "scheme", "since"])


SOURCES = tuple(source.value for source in Source)
"""The sources of memberships, each by its number here."""


def _renamed(memberships: ibis.Table, prefix: str, version: Version) -> ibis.Table:
    """Memberships as columns to stand beside the lines, tier and source by their numbers."""
    columns = {
        "rank": code_of(memberships.tier, version.ranking),
        "since": memberships.since,
        "ends_on": memberships.ends_on,
        "source_code": code_of(memberships["source"], SOURCES),
    }
    return memberships.select("subscriber_id", **{f"{prefix}_{name}": value for name, value in columns.items()})


@dataclass(frozen=True)
class Given:
    """What the inputs hold, so that nothing is looked for that is not there.

    `schemes` have memberships; `waiting` are those with one that begins after the rating day.
    """

    schemes: frozenset[str]
    waiting: frozenset[str]
    has_special_grades: bool


def with_memberships(
    figures: ibis.Table, memberships: ibis.Table, version: Version, rating: Rating, given: Given
) -> ibis.Table:
    """Adds the running and the waiting membership of the scheme, and vip_term_running where it is asked for."""
    table = figures
    if version.not_running_in is not None and not given.schemes & set(version.not_running_in.schemes):
        table = table.mutate(vip_term_running=ibis.literal(False))
    elif version.not_running_in is not None:
        others = _running_beyond(memberships, version.not_running_in.schemes, rating, given)
        both = table.left_join(others, "subscriber_id")
        kept = {name: both[name] for name in table.columns}
        table = both.select(**kept, vip_term_running=both.is_beyond.fill_null(False))
    has_memberships = version.life is not None
    if has_memberships and version.scheme in given.schemes:
        table = _beside(table, _renamed(running(memberships, version.scheme, rating), "running", version))
    else:
        none = {"rank": "int8", "since": "date", "ends_on": "date", "source_code": "int8"}
        table = table.mutate(**{f"running_{name}": nothing(kind) for name, kind in none.items()})
    if has_memberships and version.scheme in given.waiting:
        table = _beside(table, _renamed(waiting(memberships, [version.scheme], rating), "waiting", version))
    return table


def _beside(table: ibis.Table, other: ibis.Table) -> ibis.Table:
    """The lines with the columns of `other` beside them, NULL where it has no row."""
    joined = table.left_join(other, "subscriber_id")
    return joined.select(*(joined[name] for name in (*table.columns, *other.columns[1:])))


def _running_beyond(
    memberships: ibis.Table, schemes: tuple[str, ...], rating: Rating, given: Given
) -> ibis.Table:
    """Lines with a membership of one of `schemes` whose last term month is after the rating month."""
    day = ibis.literal(rating.rated_on)
    month = ibis.literal(rating.number, "int64")
    of_schemes = memberships.filter(memberships.scheme.isin(list(schemes)), memberships.since <= day)
    last_month = month_of(add_days(of_schemes.ends_on, 1)) - 1
    runs = of_schemes.filter(
        of_schemes.ends_on.isnull() | ((of_schemes.ends_on >= day) & (last_month > month))
    ).select("subscriber_id")
    if given.waiting & set(schemes):
        # A term that the last run granted and that begins in this month is to be served to its end as well.
        runs = stacked(runs, waiting(memberships, schemes, rating).select("subscriber_id"))
    return runs.distinct().mutate(is_beyond=ibis.literal(True))


def columns_of(table: ibis.Table, version: Version) -> dict[str, Column]:
    """The inputs of the version's rules as columns: attributes, then measures as exact numbers, then the score."""
    found: dict[str, Column] = {}
    for name in table.columns:
        is_number = table[name].type().is_integer()
        found[name] = Ratio(table[name], 1) if is_number else table[name]
    for measure in version.measures:
        found[measure.name] = measure_column(measure, table, found)
    return found


def measure_column(measure: Measure, table: ibis.Table, columns: dict[str, Column]) -> Ratio:
    """A measure as an exact number, before any rounding for reading."""
    if isinstance(measure, TableMeasure):
        outcome = compile_table(measure.table, columns).outcomes[0]
        assert isinstance(outcome, Ratio)
        return outcome
    total = table[window_of(measure).name]
    unit = 100 if measure.column in MONEY_COLUMNS else 1
    if not measure.is_mean:
        return Ratio(total, unit)
    assert measure.last_months is not None
    months: ibis.Value | int = measure.last_months
    if measure.on_network:
        # A mean over no months is 0: the sum is 0 then, and the divisor is held at 1.
        most = ibis.literal(measure.last_months, "int64")
        months = ibis.greatest(ibis.least(most, table.tenure_months - 1), ibis.literal(1, "int64"))
    mean = Ratio(total, months, unit=unit)
    return Ratio(half_up(mean, 1), 1) if measure.rounding is Rounding.WHOLE_YUAN else mean


def with_eligibility(
    table: ibis.Table, version: Version, special_grades: ibis.Table, given: Given
) -> ibis.Table:
    """Adds reason, why the line is not rated, and what stands beside the score: joining_rank, special_rank."""
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
    return table.mutate(reason=_coded(eligibility(version), REASONS, columns))


REASONS = tuple(reason.value for reason in Reason)
"""The reasons why a line is not rated, each by its number here."""


def rank_column(table: DecisionTable, columns: dict[str, Column]) -> ibis.Value:
    """The rank of the tier that a table gives, 0 the best; NULL for none."""
    best_first = sorted(table.rules, key=lambda rule: table.ranking.index(str(rule.outputs[0])))
    first = replace(table, rules=tuple(best_first), hit_policy=HitPolicy.FIRST, ranking=())
    return _coded(first, table.ranking, columns)


def _coded(table: DecisionTable, words: Sequence[str], columns: dict[str, Column]) -> ibis.Value:
    """What a first-hit table gives, by its number among `words`; NULL where no rule holds."""
    rules = [replace(rule, outputs=(Decimal(words.index(str(rule.outputs[0]))),)) for rule in table.rules]
    outcome = compile_table(replace(table, rules=tuple(rules)), columns).outcomes[0]
    assert isinstance(outcome, Ratio)
    return outcome.numerator.cast("int8")


@dataclass(frozen=True)
class Exact:
    """Where the exact number of a measure or a score stands in a table: two columns, or one and a constant."""

    numerator: str
    denominator: str | int
    unit: int

    def read(self, table: ibis.Table) -> Ratio:
        """The number as columns of `table`."""
        below = table[self.denominator] if isinstance(self.denominator, str) else self.denominator
        return Ratio(table[self.numerator], below, self.unit)


def with_exact(table: ibis.Table, numbers: dict[str, Ratio]) -> tuple[ibis.Table, dict[str, Exact]]:
    """Adds exact numbers as columns, NULL where the line is not eligible, so that later stages only read them."""
    added: dict[str, ibis.Value] = {}
    found: dict[str, Exact] = {}
    for name, ratio in numbers.items():
        eligible = table.reason.isnull()
        added[f"{name}_exact"] = ibis.ifelse(eligible, ratio.numerator, nothing("int64"))
        if isinstance(ratio.denominator, int):
            found[name] = Exact(f"{name}_exact", ratio.denominator, ratio.unit)
        else:
            added[f"{name}_months"] = ratio.denominator
            found[name] = Exact(f"{name}_exact", f"{name}_months", ratio.unit)
    return table.mutate(**added), found


def score_column(version: Version, columns: dict[str, Column]) -> Ratio | None:
    """The score as an exact number; None in a scheme without one."""
    if version.score is None:
        return None
    if isinstance(version.score, ScoreProduct):
        return reduce(_product, (_whole_over_constant(columns[name]) for name in version.score.factors))
    outcome = compile_table(version.score.table, columns).outcomes[0]
    assert isinstance(outcome, Ratio)
    return outcome


def _product(one: Ratio, other: Ratio) -> Ratio:
    assert isinstance(one.denominator, int) and isinstance(other.denominator, int)
    return Ratio(one.numerator * other.numerator, one.denominator * other.denominator)


def _whole_over_constant(column: Column) -> Ratio:
    """A factor of a score; the check of the pack leaves only rounded means, sums and tables here."""
    assert isinstance(column, Ratio) and isinstance(column.denominator, int)
    return Ratio(column.numerator, column.denominator * column.unit)


def with_rated(table: ibis.Table, version: Version, columns: dict[str, Column]) -> ibis.Table:
    """Adds rated_rank and, where more than spend can give it, its source: the best of spend, joining and special grade.

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
    """The stages of one scheme, from its measures to the change, and where its exact numbers stand."""

    stages: dict[Stage, ibis.Table]
    exact: dict[str, Exact]

    @property
    def decided(self) -> ibis.Table:
        """One row per line with all that was decided; what follows from it is worked out where it is written."""
        return self.stages[Stage.MEMBERSHIP]


def graded(
    figures: ibis.Table,
    memberships: ibis.Table,
    special_grades: ibis.Table,
    version: Version,
    rating: Rating,
    given: Given,
) -> Graded:
    """The stages of one scheme over the figures of the lines."""
    stages: dict[Stage, ibis.Table] = {}
    table = with_memberships(figures, memberships, version, rating, given)
    table = stages[Stage.ELIGIBILITY] = with_eligibility(table, version, special_grades, given)
    columns = columns_of(table, version)
    numbers = {measure.name: columns[measure.name] for measure in version.measures}
    table, exact = with_exact(
        table, {name: ratio for name, ratio in numbers.items() if isinstance(ratio, Ratio)}
    )
    stages[Stage.MEASURES] = table
    columns = _read(table, version, exact)
    score = score_column(version, columns)
    if score is not None:
        table, found = with_exact(table, {"score": score})
        exact |= found
        columns = _read(table, version, exact)
    stages[Stage.SCORE] = table
    table = stages[Stage.RATED] = with_rated(table, version, columns)
    table = stages[Stage.MEMBERSHIP] = with_change(table, version, rating)
    stages[Stage.CHANGE] = with_outcome(with_started(table, version, rating))
    return Graded(stages, exact)


def _read(table: ibis.Table, version: Version, exact: dict[str, Exact]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for name in table.columns:
        columns[name] = table[name]
    return {**columns, **{name: one.read(table) for name, one in exact.items()}}
