"""Why a line has its tier, or none, as it is read out: what is held, the figures, what they reach; pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from tierline.explanations import words
from tierline.explanations.figures import figure_text, input_text
from tierline.explanations.model import Bound, Sentence
from tierline.explanations.numerals import (
    capital,
    money_text,
    month_text,
    number_text,
    plain_title,
)
from tierline.explanations.rulers import bounds_on, clauses_of, rulers_of, unmet
from tierline.explanations.unrated import not_rated
from tierline.grading.explain.case import Case
from tierline.grading.explain.explanation import Explanation, Ruling
from tierline.grading.explain.ways import next_above
from tierline.grading.model import Source
from tierline.policy.model import ScoreProduct, ScoreSum, Version, WindowMeasure
from tierline.policy.phrases import filled, text_of_test
from tierline.policy.rating_statements import titles_of
from tierline.policy.vocabulary import MONEY_COLUMNS, SCORE
from tierline.tables.model import Rule
from tierline.wording import Text


def reason_of(explanation: Explanation) -> Iterator[Sentence]:
    """How the last rating came to its result, in the order of the rules."""
    case = explanation.case
    yield Sentence(filled(words.RATED_IN, month=month_text(case.rating.month)))
    if not case.eligible:
        yield from not_rated(explanation)
    else:
        yield from _figures(explanation)
        yield from _reached(explanation)
    decided = explanation.decided
    if decided.ruling is not Ruling.NO_TIER:
        yield Sentence(words.RULINGS[decided.ruling], (decided.citation.clause,))


def tier_text(version: Version, name: str | None) -> Text:
    """The title of a tier."""
    return next((tier.title for tier in version.tiers if tier.name == name), words.NO_TIER_WORD)


def _figures(explanation: Explanation) -> Iterator[Sentence]:
    """What counts: the factors of a score, the lines that add up to one, or the figures of the rulers."""
    case = explanation.case
    score = case.version.score
    value = case.values.get(SCORE)
    if isinstance(score, ScoreSum):
        for rule, points in explanation.score_lines:
            if points:
                yield Sentence(_score_line(case, rule, points), (rule.clause,))
    else:
        names = score.factors if isinstance(score, ScoreProduct) else [one.name for one in rulers_of(case)]
        for figure in case.figures:
            if figure.measure.name in names:
                said = filled(words.FIGURE, said=capital(figure_text(case, figure)))
                yield Sentence(said, (figure.clause,))
    if score is not None and isinstance(value, Fraction):
        form = words.ADDED if isinstance(score, ScoreSum) else words.MULTIPLIED
        said = number_text(value, [bound.at for bound in bounds_on(case, SCORE)])
        yield Sentence(filled(form, score=said), (score.citation.clause,))


def _score_line(case: Case, rule: Rule, points: Fraction) -> Text:
    inputs = [input_text(case, name) for name in rule.tests]
    said = inputs[0]
    for other in inputs[1:]:
        said = filled(words.AND, one=said, other=other)
    form = words.GIVES if points > 0 else words.TAKES
    return filled(form, said=capital(said), points=number_text(abs(points)))


def _reached(explanation: Explanation) -> Iterator[Sentence]:
    """The tier that the figures give, and where it and the next begin; then what is given beside."""
    case, given = explanation.case, explanation.case.given
    version = case.version
    if given.by_figures is None:
        yield Sentence(words.REACHES_NONE)
    else:
        forms = (words.REACHES, words.REACHES_FROM, words.REACHES_ABOVE)
        yield from _begins(case, given.by_figures, forms)
    if given.source == Source.ON_JOINING.value:
        rules = [rule for tier in explanation.tiers for rule in tier.on_joining if rule.holds]
        clauses = tuple(dict.fromkeys(rule.clause for rule in rules if rule.outcome == given.tier))
        yield Sentence(filled(words.ON_JOINING, tier=tier_text(version, given.tier)), clauses)
    elif given.source == Source.SPECIAL.value and version.special is not None:
        said = filled(words.FROM_LIST, tier=tier_text(version, given.tier))
        yield Sentence(said, (version.special.citation.clause,))


def next_tier(case: Case) -> Iterator[Sentence]:
    """Where the next better tier begins, and what else it asks for; nothing for the best."""
    tier = next_above(case)
    if tier is None:
        return
    yield from _begins(case, tier, (words.NEXT_TIER, words.NEXT_FROM, words.NEXT_ABOVE))


def _begins(case: Case, tier: str, forms: tuple[Text, Text, Text]) -> Iterator[Sentence]:
    """A tier with where it begins on its ruler, or on each of several, and what else it asks.

    `forms` name it alone, with a bound that is enough, and with one that is not.
    """
    title = tier_text(case.version, tier)
    alone, begins, above = forms
    clauses = clauses_of(case, tier)
    found = [(name, bound) for name, bound in _bounds(case) if bound.tier == tier]
    if len(found) == 1:
        ((name, bound),) = found
        at, unit = _at(case.version, name, bound.at)
        said = filled(begins if bound.includes else above, tier=title, bound=at, unit=unit)
        yield Sentence(said, clauses)
        return
    yield Sentence(filled(alone, tier=title), clauses)
    for name, bound in found:
        form = words.BEGINS_ON if bound.includes else words.BEGINS_ABOVE_ON
        at, unit = _at(case.version, name, bound.at)
        what = capital(plain_title(titles_of(case.version)[name]))
        yield Sentence(filled(form, tier=title, bound=at, unit=unit, title=what), clauses)
    if not found:
        for name, (test, _) in unmet(case, tier).items():
            what = plain_title(titles_of(case.version)[name])
            said = filled(words.ALSO_ASKS, tier=capital(title), title=what, test=text_of_test(test))
            yield Sentence(said, clauses)


def _bounds(case: Case) -> Iterator[tuple[str, Bound]]:
    return ((ruler.name, bound) for ruler in rulers_of(case) for bound in ruler.bounds)


def _at(version: Version, name: str, bound: Decimal) -> tuple[Text, Text]:
    """A bound, in Chinese with what stands between it and the verb, and its unit."""
    measure = version.measure(name)
    unit, said = "points" if name == SCORE else "", number_text(bound)
    is_mean = isinstance(measure, WindowMeasure) and measure.is_mean
    if isinstance(measure, WindowMeasure):
        unit = "times"
        if measure.column in MONEY_COLUMNS:
            unit, said = "yuan_a_month" if is_mean else "yuan", money_text(bound)
    return Text(said.en, f"月均 {said.zh}" if is_mean else f" {said.zh}"), words.UNITS[unit]
