"""The statement that grades a part under two policies at once, and those that try one cause at a time.

A line's figures are worked out once; each policy's columns stand beside them, as present_* and draft_*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import ibis

from tierline.datasets.contract import MEMBERSHIPS, SPECIAL_GRADES
from tierline.foresight.simulation.bands import spend_band, spend_measure, tenure_band
from tierline.foresight.simulation.components import Component
from tierline.foresight.simulation.policies import Pair
from tierline.grading import results, stages
from tierline.grading.columns import nothing
from tierline.grading.life_columns import is_change, with_outcome, with_started
from tierline.grading.model import Rating
from tierline.grading.numbers import Exact
from tierline.grading.plan import Plan, contract_table, figures_planned, statement
from tierline.grading.stages import Graded
from tierline.grading.standing_columns import Given, with_memberships
from tierline.grading.window import Reach
from tierline.policy.eligibility import VIP_TERM_RUNNING
from tierline.policy.model import Version
from tierline.policy.vocabulary import Change

PRESENT, DRAFT = "present", "draft"
DRAFT_MEMBERSHIPS = "draft_memberships"

EFFECTS = ("moves", "term", "later")
"""What a draft does to a line, each by its number here: another tier by this month's decision; the same tier
with another change or term; or for now only another rated tier, since a term that runs keeps the line's."""

MOVES, TERM, LATER = range(len(EFFECTS))

STANDING = ("rank", "since", "ends_on", "source_code")


@dataclass(frozen=True)
class Month:
    """One month of a simulation as it is compiled: both versions, both ratings, what the inputs hold.

    `given_draft` is None as long as both sides have the same memberships.
    """

    pair: Pair
    rating: Rating
    draft_rating: Rating
    reach: Reach
    given: Given
    given_draft: Given | None
    rolls_on: bool
    """Whether the memberships are needed for another month."""

    @property
    def given_to_draft(self) -> Given:
        """What the draft's inputs hold."""
        return self.given if self.given_draft is None else self.given_draft

    @property
    def stands_alike(self) -> bool:
        """True where both sides see the same of the memberships before the month."""
        one, other = self.pair.present.not_running_in, self.pair.draft.not_running_in
        schemes = (one.schemes if one else None), (other.schemes if other else None)
        return self.given_draft is None and self.pair.is_one_scheme and schemes[0] == schemes[1]


@dataclass(frozen=True)
class Comparison:
    """The statements of a month. `plan.single` gives a row for each line, held as `graded`.

    `tried` are the causes; `schema` is that of the rows; `exact` has where measures and score of each side
    stand in them; `carried` are the columns that causes are tried on; `memberships` what each side leaves.
    """

    plan: Plan
    month: Month
    exact: Mapping[str, Mapping[str, Exact]]
    schema: ibis.Schema
    tried: Sequence[Component]
    carried: ibis.Schema
    memberships: Mapping[str, str]


def compiled(month: Month, tried: Sequence[Component], *, counted: bool) -> Comparison:
    """The comparison of a month. Columns for causes are held where several of them have to be told apart."""
    pair = month.pair
    versions = (pair.present, pair.draft)
    plan, figures = figures_planned(versions, month.rating, month.reach, counted=counted)
    plan = replace(plan, versions=pair.as_given)
    special = contract_table(SPECIAL_GRADES)
    standing = _standing(figures, month, PRESENT)
    graded = stages.rated(standing, special, pair.present, month.rating, month.given)
    one = _side(graded, PRESENT, pair.present, month.rating, pair)
    vip = {}
    if VIP_TERM_RUNNING in standing.columns:
        vip[f"{PRESENT}_{VIP_TERM_RUNNING}"] = one.table[VIP_TERM_RUNNING]
    table = one.table.select(*standing.columns, **one.columns, **vip)
    if not month.stands_alike:
        own = (*figures.columns, *one.columns, *vip)
        table = _standing(table.select(*own), month, DRAFT)
    graded = stages.rated(table, special, pair.draft, month.draft_rating, month.given_to_draft)
    other = _side(graded, DRAFT, pair.draft, month.draft_rating, pair)
    both = other.table.mutate(**other.columns)
    carried = []
    if len(tried) > 1:
        carried = [name for name in table.columns if name not in one.columns and name not in NEVER_TRIED]
    names = dict.fromkeys((*LINE, *(("bill_rows",) if counted else ()), *carried))
    names |= dict.fromkeys(_held(one, other, month, tried=len(tried) > 1))
    whole = both.select(
        **{name: both[name] for name in names},
        effect=_effect(both, pair),
        stands_apart=_stands_apart(both, month),
        tenure_band=tenure_band(both.tenure_months),
        spend_band=spend_band(both, spend_measure(pair.present, pair.draft)),
    )
    schema = whole.schema()
    return Comparison(
        plan=replace(plan, single=statement(whole)),
        month=month,
        exact={PRESENT: one.exact, DRAFT: other.exact},
        schema=schema,
        tried=tuple(tried),
        carried=ibis.schema({name: schema[name] for name in carried}),
        memberships=_left_behind(schema, month) if month.rolls_on else {},
    )


LINE = ("subscriber_id", "product", "site", "tenure_months", "closed", "closed_on", "has_older_bills")
"""What is held of a line whatever the policies are."""

GIVEN_BESIDE = ("reason", "joining_rank", "special_rank")
"""What stands beside a score when a line is rated."""

NEVER_TRIED = ("site", "closed_on", "joined_month", "has_older_bills", "bill_rows", "running_source_code")
"""What no cause depends on: the more columns, the longer a statement takes to compile."""

DECIDED = ("reason", "rated_rank", "change", "outcome", "since", "ends_on")


def _standing(table: ibis.Table, month: Month, side: str) -> ibis.Table:
    """The lines with the memberships beside them that a side sees."""
    present, draft = month.pair.present, month.pair.draft
    memberships = contract_table(MEMBERSHIPS)
    if side == PRESENT:
        # Also where only the draft has memberships: what runs is the same for both.
        version = replace(present, life=present.life or draft.life)
        return with_memberships(table, memberships, version, month.rating, month.given)
    if month.given_draft is not None:
        memberships = ibis.table(memberships.schema(), name=DRAFT_MEMBERSHIPS)
    version = replace(draft, life=draft.life or (present.life if month.pair.is_one_scheme else None))
    return with_memberships(table, memberships, version, month.rating, month.given_to_draft)


def _held(one: _Side, other: _Side, month: Month, *, tried: bool) -> list[str]:
    """The columns of both sides that are held: what was decided, figures, and what another month needs."""
    found = []
    for side, own in ((PRESENT, one), (DRAFT, other)):
        figures = [part for each in own.exact.values() for part in (each.numerator, each.denominator)]
        decided = (
            *DECIDED,
            *(() if month.pair.is_one_scheme else ("held",)),
            *(GIVEN_BESIDE if tried else ()),
        )
        wanted = {f"{side}_{name}" for name in decided} | {part for part in figures if isinstance(part, str)}
        found += [name for name in own.columns if month.rolls_on or name in wanted]
    return [*found, f"{PRESENT}_running_rank"]


@dataclass(frozen=True)
class _Side:
    table: ibis.Table
    columns: Mapping[str, ibis.Value]
    exact: Mapping[str, Exact]


def _side(graded: Graded, side: str, version: Version, rating: Rating, pair: Pair) -> _Side:
    """What is held of one side, its columns by names that begin with the side."""
    table = with_outcome(with_started(graded.decided, version, rating))
    names = [
        name
        for name in results.kept_columns(graded.decided, graded.exact)
        if name not in ("subscriber_id", "product", "site", "tenure_months", "closed", "closed_on")
        and name not in ("has_older_bills", "bill_rows")
    ]
    columns = {f"{side}_{name}": table[name] for name in names}
    columns |= {f"{side}_{name}": table[name] for name in GIVEN_BESIDE[1:] if name in table.columns}
    columns |= {
        f"{side}_outcome": outcome(table, version, pair),
        f"{side}_held": held(table, version),
        f"{side}_since": table.since,
        f"{side}_ends_on": table.ends_on,
    }
    exact = {name: _beside(one, side) for name, one in graded.exact.items()}
    return _Side(table, columns, exact)


def _beside(exact: Exact, side: str) -> Exact:
    below = exact.denominator
    return Exact(
        f"{side}_{exact.numerator}", below if isinstance(below, int) else f"{side}_{below}", exact.unit
    )


def held(table: ibis.Table, version: Version) -> ibis.Value:
    """The rank of the tier that a line comes to hold by the month's decision; NULL for none.

    It is that of the membership that starts, or waits to, or runs on: none where the line closes or lapses,
    and none in days of grace behind which nothing waits. Without memberships it is what the line is rated.
    """
    if version.life is None:
        return table.rated_rank
    waiting = table.waiting_rank if "waiting_rank" in table.columns else nothing("int8")
    return ibis.cases(
        (is_change(table.change, *version.life.starts), table.rated_rank),
        (is_change(table.change, Change.NONE, Change.ENDED, Change.LAPSED), nothing("int8")),
        (table.in_grace, waiting),
        else_=table.running_rank,
    )


def outcome(table: ibis.Table, version: Version, pair: Pair) -> ibis.Value:
    """The rank that is compared: of a draft what lines come to hold, of two packs what they are rated.

    Lines hold a tier in one of two schemes, so that what they hold would say little of the two.
    """
    return held(table, version) if pair.is_one_scheme else table.rated_rank


def _differs(table: ibis.Table, *names: str) -> ibis.Value:
    found = ibis.literal(False)
    for name in names:
        found = found | ~table[f"{PRESENT}_{name}"].identical_to(table[f"{DRAFT}_{name}"])
    return found


def _effect(both: ibis.Table, pair: Pair) -> ibis.Value:
    branches = [(_differs(both, "outcome"), ibis.literal(MOVES, "int8"))]
    if pair.is_one_scheme:
        branches.append((_differs(both, "change", "since", "ends_on"), ibis.literal(TERM, "int8")))
        branches.append((_differs(both, "rated_rank"), ibis.literal(LATER, "int8")))
    return ibis.cases(*branches, else_=nothing("int8"))


def _stands_apart(both: ibis.Table, month: Month) -> ibis.Value:
    """True for lines whose memberships before the month are no longer the same on both sides."""
    if month.given_draft is None or not month.pair.is_one_scheme:
        return ibis.literal(False)
    return _differs(both, *(f"running_{name}" for name in STANDING[:3]))


def _left_behind(held: ibis.Schema, month: Month) -> dict[str, str]:
    """By side, the statement of the memberships after the month, over `graded`."""
    found = {}
    table = ibis.table(held, name="graded")
    for side, version, rating in (
        (PRESENT, month.pair.present, month.rating),
        (DRAFT, month.pair.draft, month.draft_rating),
    ):
        if version.life is None:
            continue
        own = {name.removeprefix(f"{side}_"): table[name] for name in held if name.startswith(f"{side}_")}
        decided = table.select("subscriber_id", "closed", "closed_on", **own)
        found[side] = statement(results.memberships(decided, version, rating))
    return found
