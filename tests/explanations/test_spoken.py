"""Every sentence can be read out as it is, and says the figures that the run has."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from tests.explanations.speech import NUMBER, faults
from tests.grading.explain.explained import explained_golden, golden_cases
from tests.grading.explain.one_case import lines_of, rating_of, version_of
from tests.grading.operator import random_operator
from tierline.explanations import figures, words
from tierline.explanations.ahead import changes_of, following_of
from tierline.explanations.model import Sentence, Withheld
from tierline.explanations.rulers import figures_of, rulers_of
from tierline.explanations.why import reason_of
from tierline.grading.explain.as_json import as_json
from tierline.grading.explain.case import grade_line
from tierline.grading.explain.explanation import Explanation, Ruling, explain_case
from tierline.grading.explain.json_parts import plain
from tierline.grading.explain.ways import Obstacle, Turn
from tierline.policy.load import bundled_packs
from tierline.policy.model import ScoreProduct
from tierline.policy.vocabulary import BILL_COLUMNS, Reason
from tierline.wording import Language, Text

SCHEMES = [
    ("unicom-star", date(2026, 11, 1)),
    ("unicom-vip", date(2012, 3, 1)),
    ("unicom-vip-henan", date(2014, 3, 1)),
    ("unicom-card", date(2026, 11, 1)),
    ("cmcc-credit", date(2026, 11, 1)),
    ("cmcc-star", date(2026, 11, 1)),
    ("ctcc-star", date(2026, 11, 1)),
]


@cache
def explained(scheme: str, month: date) -> tuple[Explanation, ...]:
    """Explanations of lines of a small random operator: rated ones, and one for each reason not to be."""
    operator = random_operator(7, 60, month, scheme=scheme)
    version = version_of(scheme, operator.rated_on)
    cases = [grade_line(version, rating_of(operator), line) for line in lines_of(operator)]
    rated = [case for case in cases if case.eligible][:8]
    others = {case.ineligible_reason: case for case in cases if not case.eligible}
    return tuple(explain_case(bundled_packs()[scheme], case) for case in (*rated, *others.values()))


def sentences_of(explanation: Explanation) -> list[Sentence]:
    return [*reason_of(explanation), *changes_of(explanation), *following_of(explanation)]


@pytest.mark.parametrize(("scheme", "month"), SCHEMES)
def test_every_sentence_can_be_read_out(scheme: str, month: date) -> None:
    said = [one for explanation in explained(scheme, month) for one in sentences_of(explanation)]

    assert len(said) > 40
    assert [fault for one in said for fault in faults(one)] == []


@pytest.mark.parametrize("key", sorted(golden_cases())[::9], ids=lambda key: key[1])
def test_the_sentences_of_golden_cases_can_be_read_out(key: tuple[str, str]) -> None:
    assert [fault for one in sentences_of(explained_golden(*key)) for fault in faults(one)] == []


@pytest.mark.parametrize("language", list(Language))
def test_a_second_way_is_told_only_where_it_asks_for_clearly_less_a_month(language: Language) -> None:
    second = words.OR_SPEND.read(language, said="")
    told = []
    for explanation in explained("unicom-star", date(2026, 11, 1)):
        said = "".join(one.said.read(language) for one in changes_of(explanation))
        both = [ways for ways in explanation.ways if ways.cheapest and ways.gentlest]
        is_less = [ways.gentlest.yuan <= 0.8 * ways.cheapest.yuan for ways in both]
        assert said.count(second) == sum(is_less)
        told += is_less

    assert set(told) == {True, False}


@pytest.mark.clause("GRD-15")
@pytest.mark.parametrize(("scheme", "month"), SCHEMES)
def test_the_figures_are_those_of_the_run_and_are_said(scheme: str, month: date) -> None:
    rated = [one for one in explained(scheme, month) if one.case.eligible]
    assert rated

    for explanation in rated:
        case, row = explanation.case, as_json(explanation)["row"]
        found = {one.name: one.value for one in figures_of(case)}
        assert {name: plain(value) for name, value in found.items()}.items() <= row.items()
        assert set(found) >= {measure.name for measure in case.version.measures}
        score = case.version.score
        names = list(score.factors) if isinstance(score, ScoreProduct) else []
        names += ["score"] if score else [ruler.name for ruler in rulers_of(case)]
        for language in Language:
            said = "".join(one.said.read(language) for one in reason_of(explanation))
            for name in names:
                assert _is_said(found[name], said) or found[name] == 0, (name, said)


def _is_said(value: Decimal | int | None, said: str) -> bool:
    assert value is not None
    return any(Decimal(found[0].replace(",", "")) == abs(value) for found in NUMBER.finditer(said))


@pytest.mark.clause("GRD-16")
def test_a_ruler_has_the_bounds_of_the_ladder_for_such_a_line() -> None:
    ruled = [one.case for one in explained("unicom-star", date(2026, 11, 1)) if one.case.eligible]

    for case in ruled:
        (ruler,) = rulers_of(case)
        assert [(bound.at, bound.tier) for bound in ruler.bounds] == [
            (0, "one_star"),
            (30, "two_star"),
            (90, "three_star"),
            (140, "four_star"),
            (260, "five_star"),
        ]
        reached = [bound.tier for bound in ruler.bounds if bound.at <= ruler.value]
        assert (reached or [None])[-1] == case.given.by_figures


@pytest.mark.clause("GRD-05")
def test_a_ruler_knows_what_else_a_rung_asks() -> None:
    """80 yuan give silver to a fixed line of five years alone; a mobile line has a ladder of its own."""
    found = {}
    for explanation in explained("unicom-vip", date(2012, 3, 1)):
        case = explanation.case
        if case.eligible and rulers_of(case):
            (ruler,) = rulers_of(case)
            is_fixed = case.values["product"] in ("fixed_line", "broadband")
            silver = next(bound.at for bound in ruler.bounds if bound.tier == "silver")
            found[is_fixed, is_fixed and case.values["tenure_months"] >= 60] = silver

    assert found.items() <= {(True, True): 80, (True, False): 100, (False, False): 150}.items()
    assert len(found) >= 2


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_not_to_be_rated_has_a_sentence_and_what_changes_it(reason: Reason) -> None:
    for said in (words.REASONS[reason.value], words.REMEDIES[reason.value]):
        for language in Language:
            assert said.read(language)
            assert not re.search(r"\d|[{}]", said.read(language))
    told = Sentence(Text(*(_not_rated(reason, language) for language in Language)))
    assert faults(told) == []
    assert faults(Sentence(words.REMEDIES[reason.value])) == []


def _not_rated(reason: Reason, language: Language) -> str:
    return words.NOT_RATED.read(language, reason=words.REASONS[reason.value].read(language))


def test_whatever_the_rules_can_say_has_words() -> None:
    assert set(words.RULINGS) == set(Ruling)
    assert set(words.TURNS) == set(Turn)
    assert set(words.OBSTACLES) == set(Obstacle)
    assert set(words.WITHHELD) == set(Withheld)
    assert set(words.REASONS) == set(words.REMEDIES) == {reason.value for reason in Reason}
    assert set(figures.MEANS) == set(figures.SUMS) == set(BILL_COLUMNS)
    kept = [*words.WITHHELD.values(), *words.RULINGS.values()]
    assert [fault for said in kept for fault in faults(Sentence(said))] == []


def test_one_that_is_not_rated_hears_each_reason_with_its_clause_and_what_changes_it() -> None:
    for scheme, month in SCHEMES:
        for explanation in explained(scheme, month):
            reason = explanation.case.ineligible_reason
            if reason is None:
                continue
            said = words.NOT_RATED.en.format(reason=words.REASONS[reason].en)
            (found,) = [one for one in reason_of(explanation) if one.said.en == said]
            assert found.clauses
            if reason != "closed":
                remedies = [one.said.en for one in changes_of(explanation)]
                assert any(one.startswith(words.REMEDIES[reason].en) for one in remedies)
