"""The statements of a run, compiled once from the policy and carried out for each part.

They read tables by fixed names: subscribers, bills, memberships and special_grades of the part, then `lines`,
`sums` and `figures`, and `graded`, which holds what was decided under one scheme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import ibis

from tierline.datasets.contract import BILLS, MEMBERSHIPS, SPECIAL_GRADES, SUBSCRIBERS, Dataset, Kind
from tierline.grading import results, stages, window
from tierline.grading.model import Rating
from tierline.grading.stage_names import Stage
from tierline.grading.stages import Graded
from tierline.grading.standing_columns import RUNNING, Given, has_running, prefix_of, running_beside
from tierline.grading.window import Reach
from tierline.policy.model import Version

DIALECT = "duckdb"

BILLS_ANEW, TOUCHED_LINES = "bills_anew", "touched_lines"
"""Names of the bills and the lines that are summed anew where the sums of the others were carried on."""

COLUMN_TYPES = {
    Kind.BIGINT: "int64",
    Kind.INTEGER: "int32",
    Kind.SMALLINT: "int16",
    Kind.TINYINT: "int8",
    Kind.MONEY: "decimal(12, 2)",
    Kind.VARCHAR: "string",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
}


@dataclass(frozen=True)
class SchemePlan:
    """The statements of one scheme, by the results that they give."""

    version: Version
    running: str | None
    """The memberships that run, where they are to stand beside the lines before these are read."""
    graded: str
    stages: dict[Stage, ibis.Table]
    """Each stage by itself, to be looked at: compiled only then, with `statement`."""
    grades: str
    events: str
    memberships: str
    cut_by_closing: str
    of_unknown_lines: str


@dataclass(frozen=True)
class Plan:
    """The statements of a call. The exact variants are for parts with bills older than their lines.

    `single` gives all that is held of each line; where it is None, the figures are held first, and one scheme
    is graded from them after the other.
    """

    lines: str
    sums: str
    exact_sums: str
    figures: str
    exact_figures: str
    versions: tuple[Version, ...]
    schemes: tuple[SchemePlan, ...] = ()
    single: str | None = None


def contract_table(dataset: Dataset) -> ibis.Table:
    """A dataset of the contract as a table to build queries on."""
    schema = {
        column.name: ("" if column.nullable else "!") + COLUMN_TYPES[column.kind]
        for column in dataset.columns
    }
    return ibis.table(schema, name=dataset.name)


def planned(
    versions: Sequence[Version],
    rating: Rating,
    reach: Reach,
    given: Given,
    *,
    counted: bool,
    is_carried_on: bool = False,
    rolls: bool = False,
) -> Plan:
    """The statements for a call over one or several schemes. `counted` adds what the checks of bills need.

    With `is_carried_on` what is held of a line keeps its sums, for the next month. With `rolls` the sums
    stand beside the lines already, and so do the memberships that run, for each scheme with a prefix of its
    own.
    """
    names = tuple(one.name for one in window.windows_of(versions))
    beside: dict[str, str] | None = None
    if rolls:
        beside = dict.fromkeys(names, "int64")
        for version in versions:
            if has_running(version, given):
                beside |= {f"{prefix_of(version)}{name}": kind for name, kind in RUNNING.items()}
    plan, figures = figures_planned(versions, rating, reach, counted=counted, beside=beside)
    kept = names if is_carried_on and not rolls else ()
    schemes = tuple(_scheme(figures, version, rating, given, kept, rolls=rolls) for version in versions)
    return replace(plan, schemes=schemes, single=schemes[0].graded if len(schemes) == 1 else None)


def figures_planned(
    versions: Sequence[Version],
    rating: Rating,
    reach: Reach,
    *,
    counted: bool,
    carried: Sequence[str] = stages.CARRIED,
    months_before: int = 0,
    with_month_bits: bool = False,
    beside: Mapping[str, str] | None = None,
) -> tuple[Plan, ibis.Table]:
    """The statements up to the figures of the lines, for no scheme yet, and these figures to build upon.

    `carried` are columns of a line beside those that the versions test. `beside` are columns, with types,
    that stand beside the lines already, their sums among them. The other options add to the figures: see
    window.sums and window.figures.
    """
    # Ibis would otherwise fold each stage into the next and repeat every expression that is used twice.
    ibis.options.sql.fuse_selects = False
    bills = contract_table(BILLS)
    windows = window.windows_of(versions)
    subscribers = contract_table(SUBSCRIBERS)
    if beside is not None:
        subscribers = ibis.table(ibis.schema({**subscribers.schema(), **beside}), name=SUBSCRIBERS.name)
    lines = stages.lines(subscribers, versions, rating, carried, beside or ())
    held_lines = ibis.table(lines.schema(), name="lines")
    sums = window.sums(bills, windows, rating, reach, counted=counted, months_before=months_before)
    marked = window.marked_on_network(bills, held_lines)
    if beside is not None:
        touched = ibis.table(lines.schema(), name=TOUCHED_LINES)
        marked = window.marked_on_network(ibis.table(bills.schema(), name=BILLS_ANEW), touched)
    exact_sums = window.sums(marked, windows, rating, reach, counted=counted, months_before=months_before)
    tables = [ibis.table(each.schema(), name="sums") for each in (sums, exact_sums)]
    figures, exact_figures = (
        window.figures(held_lines, table, with_month_bits=with_month_bits) for table in tables
    )
    if beside is not None:
        # What is summed anew is summed exactly at once.
        sums = exact_sums
        figures = exact_figures = window.carried_figures(held_lines)
    plan = Plan(
        lines=statement(lines),
        sums=statement(sums),
        exact_sums=statement(exact_sums),
        figures=statement(figures),
        exact_figures=statement(exact_figures),
        versions=tuple(versions),
    )
    return plan, ibis.table(figures.schema(), name="figures")


def _scheme(
    figures: ibis.Table,
    version: Version,
    rating: Rating,
    given: Given,
    beside: Sequence[str],
    *,
    rolls: bool,
) -> SchemePlan:
    memberships, special = contract_table(MEMBERSHIPS), contract_table(SPECIAL_GRADES)
    stands_beside = rolls and has_running(version, given)
    if stands_beside:
        prefix = prefix_of(version)
        figures = figures.rename({name: f"{prefix}{name}" for name in RUNNING})
    graded: Graded = stages.graded(figures, memberships, special, version, rating, given)
    decided, exact = graded.decided, graded.exact
    decided = decided.select(*results.kept_columns(decided, exact, beside))
    held = ibis.table(decided.schema(), name="graded")
    return SchemePlan(
        version=version,
        running=statement(running_beside(memberships, version, rating)) if stands_beside else None,
        graded=statement(decided),
        stages=graded.stages,
        grades=statement(results.grades(held, exact, version, rating)),
        events=statement(results.events(held, exact, version, rating)),
        memberships=statement(results.memberships(held, version, rating)),
        cut_by_closing=statement(results.cut_by_closing(memberships, held, version, rating)),
        of_unknown_lines=statement(results.of_unknown_lines(memberships, held, version, rating)),
    )


def statement(table: ibis.Table) -> str:
    """The SQL of an expression, for the engine."""
    return str(ibis.to_sql(table, dialect=DIALECT))
