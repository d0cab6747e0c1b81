"""One line explained: every figure, criterion and tier, the change and its clause, the ways from here.

This is the explanation as data; explain_json.py and explain_text.py write it down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from tierline.grading.explain.case import Case, Cell
from tierline.grading.explain.errors import TierUnknown
from tierline.grading.explain.future import future_of
from tierline.grading.explain.outlook import (
    KEPT_WITH_NEW_PLAN,
    Anew,
    Closing,
    Loss,
    closing,
    losses,
    next_anew,
)
from tierline.grading.explain.rule_trace import (
    CriterionRead,
    RuleRead,
    read_criteria,
    read_table,
    score_lines,
)
from tierline.grading.explain.ways import Ways, next_above, tiers_of_rules, ways_to
from tierline.grading.months import last_term_month
from tierline.grading.overrides.model import SetByHand
from tierline.policy.eligibility import CLOSED
from tierline.policy.model import Basis, Citation, Life, Pack, ScoreSum, Version
from tierline.policy.vocabulary import SCORE, Change
from tierline.tables.model import Rule


class Place(StrEnum):
    """Where a tier stands beside the one that the line has."""

    ABOVE = "above"
    HAS = "has"
    BELOW = "below"


@dataclass(frozen=True)
class TierRead:
    """A tier and the rules that lead to it, as they read on the line; `from_list`: a list may give it."""

    tier: str
    place: Place
    rules: tuple[RuleRead, ...]
    on_joining: tuple[RuleRead, ...]
    from_list: bool

    @property
    def is_given(self) -> bool:
        """True where a rule that leads to it holds; whether the line is rated at all is another question."""
        return any(rule.holds for rule in (*self.rules, *self.on_joining))


class Ruling(StrEnum):
    """The rule of a membership's life that decided the change."""

    NO_MEMBERSHIPS = "no_memberships"
    CLOSED = "closed"
    NO_NEW_TERMS = "no_new_terms"
    LAST_TERM_ENDS = "last_term_ends"
    FIRST_TIER = "first_tier"
    NO_TIER = "no_tier"
    RISE = "rise"
    INSIDE_TERM = "inside_term"
    KEPT_UNRATED = "kept_unrated"
    HELD = "held"
    RATED_ANEW = "rated_anew"
    LAPSE = "lapse"
    DAYS_OF_GRACE = "days_of_grace"
    OPEN_KEPT = "open_kept"


@dataclass(frozen=True)
class Decided:
    """What decided the change, and the clause and basis of it."""

    ruling: Ruling
    citation: Citation


@dataclass(frozen=True)
class ChangedFile:
    """An input file that is no longer as the run recorded it, by its size or the time of its last change."""

    dataset: str
    path: str


@dataclass(frozen=True)
class Recorded:
    """What a finished run recorded of the line, beside what its inputs give now.

    `row` is None where its grades hold no row of the line. `differs` has the columns that are not the same.
    `is_pack_changed`: the pack in the folder is no longer that of the digest.
    """

    folder: str
    row: Mapping[str, Cell] | None
    changed: tuple[ChangedFile, ...]
    differs: tuple[str, ...]
    is_pack_changed: bool = False


@dataclass(frozen=True)
class Explanation:
    """Everything that there is to say of one line at one rating."""

    pack: Pack
    case: Case
    criteria: tuple[CriterionRead, ...]
    score_lines: tuple[tuple[Rule, Fraction], ...]
    tiers: tuple[TierRead, ...]
    decided: Decided
    ways: tuple[Ways, ...]
    asked_tier: str | None
    anew: Anew | None
    losses: tuple[Loss, ...]
    closing: Closing | None
    recorded: Recorded | None = None
    by_hand: SetByHand | None = None
    """What stands in the place of the result, which nothing else here takes into account."""

    @property
    def is_closed(self) -> bool:
        """True where the line is closed, so that nothing lies ahead."""
        return self.case.values[CLOSED] is True


def explain_case(pack: Pack, case: Case, tier: str | None = None, over: int = 0) -> Explanation:
    """The explanation of a case under its pack; `tier` names one more tier to look for ways to.

    `over` is how many months have passed from the rating month on, in which nothing can be spent any more.
    Raises TierUnknown where the scheme has no such tier.
    """
    version = case.version
    if tier is not None and tier not in version.ranking:
        raise TierUnknown(tier=tier, scheme=version.scheme, known=", ".join(version.ranking))
    is_closed = case.values[CLOSED] is True
    future = future_of(pack, case, over)
    score = version.score
    return Explanation(
        pack=pack,
        case=case,
        criteria=read_criteria(version, case.values),
        score_lines=tuple(score_lines(score.table, case.values)) if isinstance(score, ScoreSum) else (),
        tiers=tiers_read(case),
        decided=decided_by(case),
        ways=() if is_closed else tuple(ways_to(future, one) for one in _wanted(case, tier)),
        asked_tier=tier,
        anew=None if is_closed else next_anew(future),
        losses=() if is_closed else losses(future),
        closing=None if is_closed else closing(future),
    )


def _wanted(case: Case, asked: str | None) -> list[str]:
    """The tiers to look for ways to: the next above, and one that is asked for and not reached yet."""
    ranking = case.version.ranking
    found = [tier for tier in (next_above(case), asked) if tier is not None]
    held = len(ranking) if case.tier is None else ranking.index(case.tier)
    return list(dict.fromkeys(tier for tier in found if ranking.index(tier) < held))


def numbers_of(version: Version) -> frozenset[str]:
    """Inputs of rules that grow or shrink with time and spend: measures, tenure and the score."""
    names = [measure.name for measure in version.measures]
    return frozenset([*names, "tenure_months", "tenure_years", SCORE])


def tiers_read(case: Case) -> tuple[TierRead, ...]:
    """The tier that the line has, every tier above it, and the next below; every tier where it has none."""
    version = case.version
    numbers = numbers_of(version)
    rules = read_table(version.tier, case.values, numbers)
    joining = read_table(version.on_joining, case.values, numbers) if version.on_joining else ()
    held = len(version.ranking) if case.tier is None else version.ranking.index(case.tier)
    listed = frozenset(version.held) - tiers_of_rules(version)
    found = []
    for rank, tier in enumerate(version.ranking[: held + 2]):
        place = Place.ABOVE if rank < held else Place.HAS if rank == held else Place.BELOW
        own = tuple(rule for rule in rules if rule.outcome == tier)
        beside = tuple(rule for rule in joining if rule.outcome == tier)
        found.append(TierRead(tier, place, own, beside, tier in listed))
    return tuple(found)


def decided_by(case: Case) -> Decided:
    """The rule and the clause that decided the change of a case."""
    version, running, change = case.version, case.standing.running, case.outcome.change
    life = version.life
    if life is None:
        return Decided(Ruling.NO_MEMBERSHIPS, version.citation)
    if case.values[CLOSED] is True:
        return _cited(life, Ruling.CLOSED, "closing")
    if not life.grants_new_terms:
        ruling = Ruling.LAST_TERM_ENDS if change is Change.LAPSED else Ruling.NO_NEW_TERMS
        return Decided(ruling, version.citation)
    if running is None:
        return _cited(life, Ruling.FIRST_TIER if change is Change.JOINED else Ruling.NO_TIER, "starts")
    if change is Change.RISEN:
        return _cited(life, Ruling.RISE, "inside_term")
    if running.ends_on is None or life.is_open:
        return _cited(life, Ruling.OPEN_KEPT, "inside_term")
    phase = case.rating.number - last_term_month(running.ends_on)
    if phase < 0 and not case.eligible:
        return Decided(Ruling.KEPT_UNRATED, Citation(KEPT_WITH_NEW_PLAN, Basis.SOURCE))
    if phase < 0:
        return _cited(
            life, Ruling.HELD if running.tier in version.held else Ruling.INSIDE_TERM, "inside_term"
        )
    if phase > 0:
        return _cited(life, Ruling.DAYS_OF_GRACE, "ends")
    return _cited(life, Ruling.LAPSE if change is Change.LAPSED else Ruling.RATED_ANEW, "rated_anew")


def _cited(life: Life, ruling: Ruling, part: str) -> Decided:
    """A ruling with the citation of a part of the life; if it lacks one, that of the ends, which all have."""
    return Decided(ruling, life.citations.get(part, life.citations["ends"]))
