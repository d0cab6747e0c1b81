"""The tables that a run writes, as selections from what was decided, with the types of their files."""

from __future__ import annotations

from collections.abc import Iterable

import ibis

from tierline.grading.columns import code, code_of, half_up, nothing, stacked
from tierline.grading.engines.types import Coded, ColumnType, Hundredths
from tierline.grading.life_columns import CHANGES, cut_end, is_change, with_outcome, with_started
from tierline.grading.model import Rating, Source
from tierline.grading.numbers import Exact
from tierline.grading.stages import REASONS
from tierline.grading.standing_columns import SOURCES
from tierline.policy.model import Measure, Rounding, TableMeasure, Version
from tierline.policy.vocabulary import MONEY_COLUMNS, Change, Duty


def column_type(measure: Measure) -> ColumnType:
    """The type of a measure in the results: money and means DECIMAL(14,2), counts and whole yuan INTEGER."""
    if isinstance(measure, TableMeasure):
        return Hundredths(4)
    if measure.column in MONEY_COLUMNS and measure.rounding is not Rounding.WHOLE_YUAN:
        return Hundredths(14)
    return "INTEGER"


def grade_types(version: Version) -> dict[str, ColumnType]:
    """Columns of `grades` with their types, in order."""
    return {
        "subscriber_id": "BIGINT",
        "scheme": Coded((version.scheme,)),
        "month": "DATE",
        "eligible": "BOOLEAN",
        "ineligible_reason": Coded(REASONS),
        "tenure_months": "INTEGER",
        **{measure.name: column_type(measure) for measure in version.measures},
        "score": Hundredths(14),
        "rated_tier": Coded(version.ranking),
        "tier": Coded(version.ranking),
        "since": "DATE",
        "ends_on": "DATE",
        "change": Coded(CHANGES),
        "product": "VARCHAR",
        "site": "VARCHAR",
    }


def event_types(version: Version) -> dict[str, ColumnType]:
    """Columns of `events` with their types: those of `grades`, the tier before, and the duties."""
    return {**grade_types(version), "previous_tier": Coded(version.ranking), "duties": "VARCHAR[]"}


def membership_types(version: Version) -> dict[str, ColumnType]:
    """Columns of `memberships` with their types."""
    return {
        "subscriber_id": "BIGINT",
        "scheme": Coded((version.scheme,)),
        "tier": Coded(version.ranking),
        "since": "DATE",
        "ends_on": "DATE",
        "source": Coded(SOURCES),
    }


def grades(decided: ibis.Table, exact: dict[str, Exact], version: Version, rating: Rating) -> ibis.Table:
    """One row for every line."""
    table = with_outcome(with_started(decided, version, rating))
    return table.select(**_shown(table, exact, version, rating))


def events(decided: ibis.Table, exact: dict[str, Exact], version: Version, rating: Rating) -> ibis.Table:
    """The rows of `grades` that changed, with the tier before and what the operator now owes."""
    changed = decided.filter(~is_change(decided.change, Change.NONE, Change.KEPT))
    table = with_outcome(with_started(changed, version, rating))
    shown = _shown(table, exact, version, rating)
    return table.select(**shown, previous_tier=table.running_rank, duties=_duties(table.change, version))


def _shown(
    table: ibis.Table, exact: dict[str, Exact], version: Version, rating: Rating
) -> dict[str, ibis.Value]:
    """The columns of `grades`, in order."""
    shown = {
        "scheme": code(version.scheme, [version.scheme]),
        "month": ibis.literal(rating.month, "date"),
        "eligible": table.reason.isnull(),
        "ineligible_reason": table.reason,
        "score": half_up(exact["score"].read(table), 100) if "score" in exact else nothing("int64"),
        "rated_tier": table.rated_rank,
        "tier": table.tier_rank,
    }
    for measure in version.measures:
        number = exact[measure.name].read(table)
        is_whole = column_type(measure) == "INTEGER"
        shown[measure.name] = number.numerator if is_whole else half_up(number, 100)
    return {name: shown[name] if name in shown else table[name] for name in grade_types(version)}


def owed(change: Change, version: Version) -> list[str]:
    """What a change obliges the operator to, by the pack; each duty once, in the order of Duty."""
    duties = {rule.duty for rule in version.duties if change in rule.changes}
    return [duty.value for duty in Duty if duty in duties]


def _duties(change: ibis.Value, version: Version) -> ibis.Value:
    owing = {kind: owed(kind, version) for kind in Change}
    branches = [
        (is_change(change, kind), ibis.literal(duties, "array<string>"))
        for kind, duties in owing.items()
        if duties
    ]
    none = ibis.literal([], "array<string>")
    return ibis.cases(*branches, else_=none) if branches else none


def memberships(decided: ibis.Table, version: Version, rating: Rating) -> ibis.Table:
    """What ran or waited before, as the run leaves it, and what it starts; nothing that would be empty."""
    table = with_started(decided, version, rating)
    kinds = [kind for kind in ("running", "waiting") if f"{kind}_rank" in table.columns]
    # Both halves read the table, which the engine therefore holds: no wider than they need it.
    needed = {
        *("subscriber_id", "starts", "started_since", "started_ends_on", "closed", "closed_on"),
        *("rated_rank", "rated_source_code"),
        *(f"{kind}_{name}" for kind in kinds for name in ("rank", "since", "ends_on", "source_code")),
    }
    table = table.select(*(name for name in table.columns if name in needed))
    before = [_before(table.filter(table[f"{kind}_rank"].notnull()), kind, version) for kind in kinds]
    started = table.filter(table.starts)
    rated = code(Source.RATED, SOURCES)
    new = started.select(
        "subscriber_id",
        scheme=code(version.scheme, [version.scheme]),
        tier=started.rated_rank,
        since=started.started_since,
        ends_on=started.started_ends_on,
        source=started.rated_source_code if "rated_source_code" in table.columns else rated,
    )
    return stacked(*before, new)


def _before(table: ibis.Table, kind: str, version: Version) -> ibis.Table:
    cut = table.select(
        "subscriber_id",
        scheme=code(version.scheme, [version.scheme]),
        tier=table[f"{kind}_rank"],
        since=table[f"{kind}_since"],
        ends_on=cut_end(table, table[f"{kind}_ends_on"]),
        source=table[f"{kind}_source_code"],
    )
    return cut.filter(cut.ends_on.isnull() | (cut.ends_on >= cut.since))


def _as_given(memberships: ibis.Table, ends_on: ibis.Value, version: Version) -> ibis.Table:
    return memberships.select(
        "subscriber_id",
        scheme=code(version.scheme, [version.scheme]),
        tier=code_of(memberships.tier, version.ranking),
        since=memberships.since,
        ends_on=ends_on,
        source=code_of(memberships["source"], SOURCES),
    )


def cut_by_closing(
    memberships: ibis.Table, decided: ibis.Table, version: Version, rating: Rating
) -> ibis.Table:
    """Memberships that ended before the rating day, of lines that turn out to have closed earlier still."""
    past = memberships.filter(
        memberships.scheme == version.scheme, memberships.ends_on < ibis.literal(rating.rated_on)
    )
    closed = decided.filter(decided.closed).select("subscriber_id", "closed_on")
    both = past.join(closed, "subscriber_id")
    cut = both.filter(both.ends_on > both.closed_on, both.since <= both.closed_on)
    return _as_given(cut, cut.closed_on, version)


def of_unknown_lines(
    memberships: ibis.Table, decided: ibis.Table, version: Version, rating: Rating
) -> ibis.Table:
    """Memberships of the scheme whose lines are not among the subscribers: carried on unchanged."""
    open_ones = memberships.filter(
        memberships.scheme == version.scheme,
        memberships.ends_on.isnull() | (memberships.ends_on >= ibis.literal(rating.rated_on)),
    )
    unknown = open_ones.anti_join(decided, "subscriber_id")
    return _as_given(unknown, unknown.ends_on, version)


def kept_columns(table: ibis.Table, exact: dict[str, Exact], beside: Iterable[str] = ()) -> list[str]:
    """The columns of what was decided that any result is made of; the others need not be held.

    `beside` are more of them, which are carried on to the next month.
    """
    numbers = [
        part for one in exact.values() for part in (one.numerator, one.denominator) if isinstance(part, str)
    ]
    lines = ("subscriber_id", "product", "site", "tenure_months", "closed", "closed_on")
    rated = ("reason", "rated_rank", "rated_source_code", "change", "in_grace", "at_once")
    checked = ("has_older_bills", "bill_rows")
    terms = [
        f"{kind}_{name}"
        for kind in ("running", "waiting")
        for name in ("rank", "since", "ends_on", "source_code")
    ]
    wanted = {*lines, *numbers, *rated, *terms, *checked, *beside}
    return [name for name in table.columns if name in wanted]
