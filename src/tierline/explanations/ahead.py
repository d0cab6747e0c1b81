"""What would change a tier, and what comes next, as it is read out and as a page draws it; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tierline.explanations import words
from tierline.explanations.model import Ahead, Approach, Sentence, Way
from tierline.explanations.numerals import capital, count_text, day_text, money_text, month_text
from tierline.explanations.rulers import clauses_of
from tierline.explanations.unrated import remedies
from tierline.explanations.why import next_tier, tier_text
from tierline.grading.explain.case import Case
from tierline.grading.explain.explanation import Explanation, decided_by
from tierline.grading.explain.future import as_now
from tierline.grading.explain.outlook import KEPT_WITH_NEW_PLAN, Anew, newest
from tierline.grading.explain.text_ways import money_columns
from tierline.grading.explain.ways import SpendWay, Waiting, Ways, day_of_effect
from tierline.grading.months import first_day, month_number
from tierline.policy.phrases import filled
from tierline.wording import Text


def ways_of(explanation: Explanation) -> tuple[Way, ...]:
    """The ways to the next better tier, by spending and by waiting."""
    month = explanation.case.rating.month
    found = []
    for ways in explanation.ways:
        spending = ((Approach.CHEAPEST, ways.cheapest), (Approach.GENTLEST, ways.gentlest))
        for approach, way in spending:
            if way is not None:
                found.append(_way(approach, way.reached, way.yuan, way.months, way.first))
        if ways.waiting is not None:
            waiting = ways.waiting
            found.append(_way(Approach.WAITING, waiting.reached, 0, waiting.months, month))
    return tuple(found)


def _way(approach: Approach, reached: Case, yuan: int, months: int, first: date) -> Way:
    tier = reached.tier
    assert tier is not None
    title = tier_text(reached.version, tier)
    return Way(approach, tier, title, yuan, months, first, day_of_effect(reached))


def changes_of(explanation: Explanation) -> Iterator[Sentence]:
    """What would change the tier: what makes the line rated, where it is not, else the ways up."""
    case = explanation.case
    if explanation.is_closed:
        return
    if not case.eligible:
        yield from remedies(explanation)
        return
    if not explanation.ways:
        yield Sentence(words.AT_BEST, (case.version.tier.rules[0].clause,))
        return
    yield from next_tier(case)
    yield from _passed(explanation)
    for ways in explanation.ways:
        yield from _ways(case, ways)


def _passed(explanation: Explanation) -> Iterator[Sentence]:
    """What is taken of the months since the rating in which nothing can be spent any more."""
    case = explanation.case
    spending = next((ways.cheapest for ways in explanation.ways if ways.cheapest), None)
    months = month_number(spending.first) - case.rating.number if spending else 0
    if months:
        form = words.PASSED if months == 1 else words.PASSED_SEVERAL
        yield Sentence(filled(form, month=month_text(case.rating.month)), (case.version.citation.clause,))


def _ways(case: Case, ways: Ways) -> Iterator[Sentence]:
    if ways.cheapest is not None:
        yield Sentence(_spend(ways.cheapest), _clauses(ways.cheapest.reached))
    if ways.gentlest is not None and is_gentler(ways):
        said = filled(words.OR_SPEND, said=_spend(ways.gentlest))
        yield Sentence(said, _clauses(ways.gentlest.reached))
    if ways.waiting is not None:
        yield Sentence(_wait(ways.waiting), _clauses(ways.waiting.reached))
    if ways.obstacle is not None and ways.shown_by is not None:
        shown_by = ways.shown_by
        said = filled(
            words.OBSTACLES[ways.obstacle],
            tier=tier_text(case.version, ways.tier),
            reason=_reason(shown_by),
            best=tier_text(shown_by.version, shown_by.given.tier),
        )
        yield Sentence(said, _clauses(shown_by))


def is_gentler(ways: Ways) -> bool:
    """True where the gentlest way asks for a fifth less a month: for less nobody listens to a second way."""
    if ways.cheapest is None or ways.gentlest is None:
        return ways.gentlest is not None
    return 5 * ways.gentlest.yuan <= 4 * ways.cheapest.yuan


def _reason(case: Case) -> Text:
    return words.REASONS[case.ineligible_reason] if case.ineligible_reason else words.LOST_BY_RULES


def _clauses(reached: Case) -> tuple[str, ...]:
    """The clauses of a rating to come: of the rules that give its tier, and of what starts it."""
    given = clauses_of(reached, reached.given.tier)
    return tuple(dict.fromkeys([*given, decided_by(reached).citation.clause]))


def _spend(way: SpendWay) -> Text:
    return filled(
        words.SPEND if way.months > 1 else words.SPEND_ONCE,
        yuan=money_text(way.yuan),
        months=count_text(way.months),
        first=month_text(way.first),
        since=day_text(day_of_effect(way.reached)),
        tier=tier_text(way.reached.version, way.reached.tier),
        total=money_text(way.total),
    )


def _wait(waiting: Waiting) -> Text:
    turns = [words.TURNS[turn] for turn in waiting.turns]
    said = turns[0] if turns else Text("", "")
    for other in turns[1:]:
        said = filled(words.AND, one=said, other=other)
    return filled(
        words.WAIT if turns else words.WAIT_ONLY,
        tier=tier_text(waiting.reached.version, waiting.reached.tier),
        since=day_text(day_of_effect(waiting.reached)),
        turns=said,
    )


# ---------------------------------------------------------------- what comes next


def ahead_of(explanation: Explanation) -> Ahead | None:
    """The end of the term that runs, or that this rating starts; None where nothing ends."""
    held, anew = newest(explanation.case), explanation.anew
    if held is None or held.ends_on is None:
        return None
    if anew is None or not anew.grants:
        return Ahead(held.tier, held.ends_on, None, None, None)
    return Ahead(held.tier, held.ends_on, anew.rating.rated_on, anew.least, anew.is_kept_as_now)


def following_of(explanation: Explanation) -> Iterator[Sentence]:
    """What comes next if nothing is done, what keeps the tier, and what does not take it away."""
    case, held, anew = explanation.case, newest(explanation.case), explanation.anew
    if explanation.is_closed:
        return
    if held is None or case.version.life is None:
        month = month_text(first_day(case.rating.number + 1))
        said = filled(words.EVERY_MONTH, month=month)
        yield Sentence(said, (explanation.decided.citation.clause,))
        return
    title = capital(tier_text(case.version, held.tier))
    if held.ends_on is None:
        yield Sentence(filled(words.KEPT_OPEN, tier=title), (_cited(case, "inside_term"),))
    elif anew is not None:
        yield from _anew(case, anew, title)
    else:
        grants = case.version.life.grants_new_terms
        form = words.RUNS_OUT if grants else words.RUNS_OUT_FOR_GOOD
        said = filled(form, tier=title, until=day_text(held.ends_on))
        yield Sentence(said, (case.version.citation.clause,))
    yield from kept_and_lost(case)


def _anew(case: Case, anew: Anew, title: Text) -> Iterator[Sentence]:
    held = anew.membership
    assert held.ends_on is not None
    until = day_text(held.ends_on)
    if not anew.grants:
        said = filled(words.NO_NEW_TERM, tier=tier_text(case.version, held.tier), until=until)
        yield Sentence(said, (anew.as_now.version.citation.clause,))
        return
    clauses = (_cited(case, "rated_anew"),)
    month = month_text(anew.rating.month)
    yield Sentence(filled(words.RATED_ANEW, tier=title, month=month, until=until), clauses)
    if anew.least is None:
        yield Sentence(filled(words.KEEPS_NOT, reason=_reason(anew.as_now)), clauses)
    elif anew.least == 0:
        yield Sentence(words.KEEPS_ANYHOW, clauses)
    else:
        yield Sentence(filled(words.KEEPS, least=money_text(anew.least)), clauses)
        columns = money_columns(case)
        if len(columns) == 1:
            verdict = words.ENOUGH if anew.is_kept_as_now else words.NOT_ENOUGH
            now = money_text(as_now(case)[columns[0]])
            yield Sentence(filled(words.NOW_IT_IS, now=now, verdict=verdict), clauses)


def kept_and_lost(case: Case) -> Iterator[Sentence]:
    """What does not lower a tier, and what ends it."""
    if case.version.life is not None and not case.version.life.is_open:
        yield Sentence(words.PLAN, (KEPT_WITH_NEW_PLAN,))
    yield Sentence(words.IF_CLOSED, (_cited(case, "closing"),))


def _cited(case: Case, part: str) -> str:
    life = case.version.life
    assert life is not None
    return life.citations.get(part, life.citations["ends"]).clause
