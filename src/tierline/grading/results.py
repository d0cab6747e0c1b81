"""The tables that a run writes, as selections from the graded lines, with the exact types that files have.

A DECIMAL(p,2) column is whole hundredths here; the engine makes it a decimal as it writes.
"""

from __future__ import annotations

import ibis

from tierline.grading.columns import half_up, nothing, stacked
from tierline.grading.life_columns import cut_end
from tierline.grading.model import Rating
from tierline.grading.stages import Exact
from tierline.policy.model import Measure, Rounding, TableMeasure, Version, WindowMeasure
from tierline.policy.vocabulary import MONEY_COLUMNS, Change, Duty
from tierline.tables.columns import Ratio

MEMBERSHIP_COLUMNS = ("subscriber_id", "scheme", "tier", "since", "ends_on", "source")
NO_EVENT = (Change.NONE.value, Change.KEPT.value)


def column_type(measure: Measure) -> str:
    """The SQL type of a measure in the results: money and means DECIMAL(14,2), counts and whole yuan INTEGER."""
    if isinstance(measure, TableMeasure):
        return "DECIMAL(4,2)"
    if measure.column in MONEY_COLUMNS and measure.rounding is not Rounding.WHOLE_YUAN:
        return "DECIMAL(14,2)"
    return "INTEGER"


def grade_types(version: Version) -> dict[str, str]:
    """Columns of `grades` with their SQL types, in order."""
    return {
        "subscriber_id": "BIGINT",
        "scheme": "VARCHAR",
        "month": "DATE",
        "eligible": "BOOLEAN",
        "ineligible_reason": "VARCHAR",
        "tenure_months": "INTEGER",
        **{measure.name: column_type(measure) for measure in version.measures},
        "score": "DECIMAL(14,2)",
        "rated_tier": "VARCHAR",
        "tier": "VARCHAR",
        "since": "DATE",
        "ends_on": "DATE",
        "change": "VARCHAR",
        "product": "VARCHAR",
        "site": "VARCHAR",
    }


MEMBERSHIP_TYPES = {
    "subscriber_id": "BIGINT",
    "scheme": "VARCHAR",
    "tier": "VARCHAR",
    "since": "DATE",
    "ends_on": "DATE",
    "source": "VARCHAR",
}


def event_types(version: Version) -> dict[str, str]:
    """Columns of `events` with their SQL types: those of `grades`, the tier before, and the duties."""
    return {**grade_types(version), "previous_tier": "VARCHAR", "duties": "VARCHAR[]"}


def grades(table: ibis.Table, exact: dict[str, Exact], version: Version, rating: Rating) -> ibis.Table:
    """One row for every graded line."""
    shown = _shown(table, exact, version, rating)
    return table.select(**{name: shown[name] for name in grade_types(version)})


def events(table: ibis.Table, exact: dict[str, Exact], version: Version, rating: Rating) -> ibis.Table:
    """The rows of `grades` that changed, with the tier before and what the operator now owes."""
    table = table.filter(~table.change.isin(NO_EVENT))
    shown = _shown(table, exact, version, rating)
    shown["previous_tier"] = table.running_tier
    shown["duties"] = _duties(table.change, version)
    return table.select(**{name: shown[name] for name in event_types(version)})


def _shown(
    table: ibis.Table, exact: dict[str, Exact], version: Version, rating: Rating
) -> dict[str, ibis.Value]:
    scheme = ibis.literal(version.scheme)
    shown = {
        "subscriber_id": table.subscriber_id,
        "scheme": scheme,
        "month": ibis.literal(rating.month, "date"),
        "eligible": table.ineligible_reason.isnull(),
        "score": half_up(exact["score"].read(table), 100) if "score" in exact else nothing("int64"),
    }
    for measure in version.measures:
        shown[measure.name] = _measure(measure, exact[measure.name].read(table))
    for name in grade_types(version):
        if name not in shown:
            shown[name] = table[name]
    return shown


def _measure(measure: Measure, number: Ratio) -> ibis.Value:
    if isinstance(measure, WindowMeasure) and column_type(measure) == "INTEGER":
        return number.numerator
    return half_up(number, 100)


def _duties(change: ibis.Value, version: Version) -> ibis.Value:
    """What each change obliges the operator to, by the pack; each duty once, in the order of Duty."""
    branches = []
    for kind in Change:
        owed = {rule.duty for rule in version.duties if kind in rule.changes}
        if owed:
            ordered = [duty.value for duty in Duty if duty in owed]
            branches.append((change == kind.value, ibis.literal(ordered, "array<string>")))
    empty = ibis.literal([], "array<string>")
    return ibis.cases(*branches, else_=empty) if branches else empty


def memberships(table: ibis.Table, version: Version, *, with_waiting: bool) -> ibis.Table:
    """What ran or waited before, as the run leaves it, and what it starts; dropped where nothing is left of it."""
    kinds = ("running", "waiting") if with_waiting else ("running",)
    before = [_before(table.filter(table[f"{kind}_tier"].notnull()), kind, version) for kind in kinds]
    started = table.filter(table.starts)
    new = started.select(
        subscriber_id=started.subscriber_id,
        scheme=ibis.literal(version.scheme),
        tier=started.rated_tier,
        since=started.started_since,
        ends_on=started.started_ends_on,
        source=started.rated_source,
    )
    return stacked(*before, new)


def _before(table: ibis.Table, kind: str, version: Version) -> ibis.Table:
    table = table.mutate(ends_before=table[f"{kind}_ends_on"], since_before=table[f"{kind}_since"])
    cut = table.select(
        subscriber_id=table.subscriber_id,
        scheme=ibis.literal(version.scheme),
        tier=table[f"{kind}_tier"],
        since=table.since_before,
        ends_on=cut_end(table),
        source=table[f"{kind}_source"],
    )
    return cut.filter(cut.ends_on.isnull() | (cut.ends_on >= cut.since))


def cut_by_closing(
    memberships: ibis.Table, figures: ibis.Table, version: Version, rating: Rating
) -> ibis.Table:
    """Memberships that had ended before the rating day, of lines that turn out to have closed earlier still."""
    past = memberships.filter(
        memberships.scheme == version.scheme, memberships.ends_on < ibis.literal(rating.rated_on)
    )
    closed = figures.filter(figures.closed).select("subscriber_id", "closed_on")
    both = past.join(closed, "subscriber_id")
    cut = both.filter(both.ends_on > both.closed_on, both.since <= both.closed_on)
    return cut.select("subscriber_id", "scheme", "tier", "since", ends_on=cut.closed_on, source=cut["source"])


def of_unknown_lines(
    memberships: ibis.Table, figures: ibis.Table, version: Version, rating: Rating
) -> ibis.Table:
    """Memberships of the scheme whose lines are not among the subscribers: carried on unchanged."""
    open_ones = memberships.filter(
        memberships.scheme == version.scheme,
        memberships.ends_on.isnull() | (memberships.ends_on >= ibis.literal(rating.rated_on)),
    )
    return open_ones.anti_join(figures, "subscriber_id").select(*MEMBERSHIP_COLUMNS)


def kept_columns(table: ibis.Table, exact: dict[str, Exact], version: Version) -> list[str]:
    """The columns of the graded lines that any result is made of; the others need not be held."""
    numbers = [
        part for one in exact.values() for part in (one.numerator, one.denominator) if isinstance(part, str)
    ]
    memberships = [f"{kind}_{name}" for kind in ("running", "waiting") for name in MEMBERSHIP_COLUMNS[2:]]
    others = ("closed", "closed_on", "rated_source", "starts", "started_since", "started_ends_on")
    wanted = {*grade_types(version), *numbers, *memberships, *others, "subscriber_id"}
    return [name for name in table.columns if name in wanted]
