"""The life of a membership in plain Python: section 4 of the grading rules, one function a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.grading import reference_policy as policy
from tests.grading.reference_rating import Line, Rating, first_day, last_day, month_number

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Membership:
    """A tier of one line in one scheme, both days included; `ends_on` is None where it is open."""

    tier: str
    since: date
    ends_on: date | None
    source: str

    def runs_on(self, day: date) -> bool:
        """Section 4: since <= R <= ends_on, or no ends_on."""
        return self.since <= day and self.reaches(day)

    def reaches(self, day: date) -> bool:
        return self.ends_on is None or self.ends_on >= day

    @property
    def last_term_month(self) -> int | None:
        """Number of the last month that ends on or before ends_on; None for an open membership."""
        if self.ends_on is None:
            return None
        month = month_number(self.ends_on)
        return month if self.ends_on == last_day(month) else month - 1


@dataclass(frozen=True)
class Run:
    """One scheme in one month."""

    scheme: str
    month: date
    rated_on: date

    @property
    def month_number(self) -> int:
        return month_number(self.month)

    @property
    def next_month(self) -> date:
        return first_day(self.month_number + 1)

    def better(self, tier: str | None, than: str) -> bool:
        rank = policy.RANK[self.scheme]
        return tier is not None and rank.index(tier) < rank.index(than)


@dataclass(frozen=True)
class Decision:
    """What a run decides on one line: the change, what starts, what stands in the row, what is carried on."""

    change: str
    shown: Membership | None
    carried: list[Membership]


# ---------------------------------------------------------------- the table of section 4


def rise_starts(run: Run) -> date:
    """A first tier or a rise starts on R; in two of the star schemes on the first day of M+1."""
    return run.next_month if run.scheme in policy.STARTING_NEXT_MONTH else run.rated_on


def fall_starts(run: Run, running: Membership) -> date:
    """A fall starts the day after the running one's ends_on; in the star schemes on the first day of M+1."""
    assert running.ends_on is not None, "an open membership does not fall"
    return run.next_month if run.scheme in policy.ENDING_WITH_THE_MONTH else running.ends_on + DAY


def term(run: Run, rating: Rating, since: date) -> Membership:
    """A full new term: 12 months of which that of `since` is the first; the scheme says where it ends."""
    assert rating.rated_tier is not None, "only a rated tier starts"
    start = month_number(since)
    ends_on: date | None
    if run.scheme == "unicom-card":
        ends_on = None
    elif run.scheme in policy.ENDING_WITH_THE_MONTH:
        ends_on = last_day(start + 11)
    else:
        ends_on = first_day(start + 12).replace(day=8)
    return Membership(rating.rated_tier, since, ends_on, rating.source)


# ---------------------------------------------------------------- its rules


def cut(memberships: Sequence[Membership], last: date) -> list[Membership]:
    """Rules 1 and 6: none reaches past `last`; one that would then end before it began is dropped."""
    shorter = (replace(each, ends_on=last) if not _ends_by(each, last) else each for each in memberships)
    return [each for each in shorter if each.ends_on is None or each.ends_on >= each.since]


def _ends_by(membership: Membership, day: date) -> bool:
    return membership.ends_on is not None and membership.ends_on <= day


def starts(run: Run, change: str, new: Membership, held: Sequence[Membership]) -> Decision:
    """Rule 6: what starts cuts what runs to the day before, and drops what waits or began that very day."""
    return Decision(change, new, [*cut(held, new.since - DAY), new])


def rule_1_closed(held: Sequence[Membership], running: Membership | None, closed_on: date) -> Decision:
    """Rule 1: all that reaches past closed_on is cut to it; no tier is left, `ended` if one was running."""
    return Decision("ended" if running else "none", None, cut(held, closed_on))


def rule_2_nothing_runs(run: Run, rating: Rating, held: Sequence[Membership]) -> Decision:
    """Rule 2: a rated tier starts a membership, `joined`; else `none`."""
    if rating.rated_tier is None:
        return Decision("none", None, list(held))
    return starts(run, "joined", term(run, rating, rise_starts(run)), held)


def rule_3_inside(run: Run, rating: Rating, running: Membership, held: Sequence[Membership]) -> Decision:
    """Rule 3: before the last term month only a higher tier counts; guests and loyal customers are kept."""
    is_special = running.tier in ("honoured_guest", "loyal")
    if not is_special and run.better(rating.rated_tier, running.tier):
        return starts(run, "risen", term(run, rating, rise_starts(run)), held)
    return Decision("kept", running, list(held))


def rule_4_last_month(run: Run, rating: Rating, running: Membership, held: Sequence[Membership]) -> Decision:
    """Rule 4: in the last term month it is rated anew; with no rated tier the old one runs to its end."""
    if rating.rated_tier is None:
        return Decision("lapsed", running, list(held))
    if run.better(rating.rated_tier, running.tier):
        return starts(run, "risen", term(run, rating, rise_starts(run)), held)
    if rating.rated_tier == running.tier:
        return starts(run, "renewed", term(run, rating, run.next_month), held)
    return starts(run, "fallen", term(run, rating, fall_starts(run, running)), held)


def rule_5_grace(run: Run, rating: Rating, running: Membership, held: Sequence[Membership]) -> Decision:
    """Rule 5: in the days of grace a rise starts on R, all else the day after the running one ends.

    Where last month's decision waits to start that day, only a tier above that one takes its place.
    """
    assert running.ends_on is not None, "an open membership has no days of grace"
    waiting = next((each for each in held if each.since > run.rated_on), None)
    if rating.rated_tier is None or (waiting and not run.better(rating.rated_tier, waiting.tier)):
        return Decision("kept", running, list(held))
    if run.better(rating.rated_tier, running.tier):
        return starts(run, "risen", term(run, rating, run.rated_on), held)
    change = "renewed" if rating.rated_tier == running.tier else "fallen"
    return starts(run, change, term(run, rating, running.ends_on + DAY), held)


def rule_9_no_new_terms(run: Run, running: Membership | None, held: Sequence[Membership]) -> Decision:
    """Rule 9: nothing starts, rises or is renewed; what runs is kept, and lapses in its last term month."""
    if running is None:
        return Decision("none", None, list(held))
    change = "lapsed" if running.last_term_month == run.month_number else "kept"
    return Decision(change, running, list(held))


def decide(run: Run, line: Line, rating: Rating, held: Sequence[Membership]) -> Decision:
    """The rule of section 4 that applies to one line, carried out."""
    running = running_on(held, run.rated_on)
    if run.scheme == "cmcc-credit":
        return Decision("none", None, [])
    if line.is_closed:
        return rule_1_closed(held, running, line.row["closed_on"])
    if run.scheme in policy.VIP_SCHEMES and run.month >= policy.NO_NEW_VIP_TERMS_FROM:
        return rule_9_no_new_terms(run, running, held)
    if running is None:
        return rule_2_nothing_runs(run, rating, held)
    last = running.last_term_month
    if run.scheme == "unicom-card" or last is None or run.month_number < last:
        return rule_3_inside(run, rating, running, held)
    if run.month_number == last:
        return rule_4_last_month(run, rating, running, held)
    return rule_5_grace(run, rating, running, held)


# ---------------------------------------------------------------- what runs, what waits


def running_on(held: Sequence[Membership], day: date) -> Membership | None:
    """The membership that runs on a day; memberships of one line in one scheme do not overlap."""
    return next((each for each in held if each.runs_on(day)), None)


def is_waiting(each: Membership, held: Sequence[Membership], month: date, day: date) -> bool:
    """A decision of the month before that starts the day after what runs ends, and still in M."""
    running = running_on(held, day)
    follows = running is not None and running.ends_on is not None and each.since == running.ends_on + DAY
    return follows and each.since <= last_day(month_number(month))


def vip_term_running(held: Sequence[Membership], month: date, day: date) -> bool:
    """Rule 9: a VIP membership runs, or waits to start within M, and its last term month is after M."""
    for each in held:
        if each.runs_on(day) or (each.since > day and is_waiting(each, held, month, day)):
            last = each.last_term_month
            if last is None or last > month_number(month):
                return True
    return False
