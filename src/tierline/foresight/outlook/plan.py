"""The statements of an outlook, compiled once and carried out for each part.

They read tables by fixed names: subscribers, bills, memberships and special_grades of the part; `held`, the
memberships that are rated anew in time; `looked`, their lines; `sums` of their bills; and `asked`, the lines,
each with what it is billed in the months to come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import ibis

from tierline.datasets.contract import MEMBERSHIPS, SPECIAL_GRADES, SUBSCRIBERS
from tierline.foresight.outlook.figures import (
    each,
    figures_ahead,
    known_sql,
    looked_sql,
    near_bills_sql,
    spent_columns,
    sums_sql,
    windows_ahead,
)
from tierline.foresight.outlook.held import HELD
from tierline.foresight.outlook.model import Ahead
from tierline.grading import stages
from tierline.grading.model import Rating
from tierline.grading.numbers import read_columns
from tierline.grading.plan import contract_table, statement
from tierline.grading.stage_names import Stage
from tierline.grading.stages import When
from tierline.grading.standing_columns import Given, with_memberships
from tierline.policy.eligibility import attributes_of
from tierline.policy.model import Version

ALWAYS = ("subscriber_id", "product", "site", "joined_on", "status", "closed_on")
"""Columns of a line that are read whatever the policy tests."""


@dataclass(frozen=True)
class Statements:
    """The statements of an outlook, by the tables that they give."""

    looked: str
    near_bills: str
    sums: str
    known: str
    rated: str
    """Of `asked`: subscriber_id, yuan, reason, rated_rank, keeps."""


def compiled(ratings: Sequence[Ahead], rating: Rating, given: Given) -> Statements:
    """The statements for the ratings ahead."""
    # As in grading/plan.py: folded into each other, the stages would repeat what they use twice.
    ibis.options.sql.fuse_selects = False
    windows, spent = windows_ahead(ratings), spent_columns(ratings)
    subscribers = contract_table(SUBSCRIBERS).select(*columns_read(one.version for one in ratings))
    sums = {window.name: "int64" for window in windows}
    amounts = {each(column): "int64" for column in spent}
    schema = {**subscribers.schema(), **HELD, **sums, **amounts, "yuan": "int64"}
    asked = ibis.table(schema, name="asked")
    return Statements(
        looked=looked_sql(statement(subscribers), tuple(HELD), windows, rating, len(ratings)),
        near_bills=near_bills_sql(windows, spent, rating),
        sums=sums_sql(windows, spent),
        known=known_sql(windows, spent, rating),
        # Put together as text, because Ibis takes twice as long over a union as over its tables.
        rated=" UNION ALL ".join(
            f"({statement(_rated(asked, alike, given))})" for alike in _alike(ratings, given)
        ),
    )


def columns_read(versions: Iterable[Version]) -> tuple[str, ...]:
    """The columns of subscribers that the versions need, in the order of the contract."""
    wanted = {*ALWAYS, *(name for version in versions for name in attributes_of(version))}
    if "contract_running" in wanted:
        wanted |= {"contract_kind", "contract_ends_on"}
    return tuple(column.name for column in SUBSCRIBERS.columns if column.name in wanted)


def _alike(ratings: Sequence[Ahead], given: Given) -> list[list[Ahead]]:
    """The ratings by what one statement can carry out: each statement takes its time to be planned.

    Those under one version, but each by itself where terms of other schemes are looked for on its day.
    """
    found: list[list[Ahead]] = []
    for one in ratings:
        rule = one.version.not_running_in
        is_alone = rule is not None and bool(given.schemes & set(rule.schemes))
        if found and not is_alone and found[-1][0].version is one.version:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _rated(asked: ibis.Table, alike: Sequence[Ahead], given: Given) -> ibis.Table:
    """What the figures give the lines that are rated anew at these ratings, and if that keeps their tiers."""
    version, rating = alike[0].version, alike[0].rating
    here = asked.filter(asked.ahead.isin([one.months for one in alike]))
    own = set(contract_table(SUBSCRIBERS).columns)
    beside = [name for name in asked.columns if name not in own]
    lines = stages.lines(here, [version], _when(here, alike), beside=beside)
    # The memberships of the scheme itself decide nothing here, and are not to be looked for.
    others = replace(
        given, schemes=given.schemes - {version.scheme}, waiting=given.waiting - {version.scheme}
    )
    figures = figures_ahead(lines, version)
    standing = with_memberships(figures, contract_table(MEMBERSHIPS), version, rating, others)
    found = stages.scored(standing, contract_table(SPECIAL_GRADES), version, others)
    scored = found.stages[Stage.SCORE]
    rated = stages.with_rated(scored, version, read_columns(scored, found.exact))
    keeps = (rated.rated_rank <= rated.held_rank).fill_null(False) & ibis.literal(alike[0].grants)
    return rated.select("subscriber_id", "yuan", "reason", "rated_rank", keeps=keeps)


def _when(lines: ibis.Table, alike: Sequence[Ahead]) -> Rating | When:
    if len(alike) == 1:
        return alike[0].rating
    days = [(lines.ahead == one.months, ibis.literal(one.rating.rated_on)) for one in alike]
    first = alike[0]
    number = lines.ahead + ibis.literal(first.rating.number - first.months, "int64")
    return When(number, ibis.cases(*days, else_=ibis.null("date")))
