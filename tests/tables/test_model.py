from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tierline.tables import errors
from tierline.tables.model import (
    Aggregation,
    AnyOf,
    Anything,
    Comparison,
    DecisionTable,
    Equal,
    HitPolicy,
    Interval,
    Multiple,
    Not,
    Rule,
)
from tierline.tables.notation import normalised
from tierline.wording import Language

FIVE = Decimal(5)


def table(**changes):
    parts = {
        "name": "tiers",
        "inputs": ("spend", "months"),
        "outputs": ("tier",),
        "rules": (Rule({"spend": Comparison(">=", FIVE)}, ("gold",)), Rule({}, ("silver",))),
        "hit_policy": HitPolicy.FIRST,
    }
    return DecisionTable(**{**parts, **changes})


RANKED = {"hit_policy": HitPolicy.PRIORITY, "ranking": ("gold", "silver")}
NUMBERS = {
    "hit_policy": HitPolicy.COLLECT,
    "rules": (Rule({}, (FIVE,)), Rule({}, (Multiple("months", FIVE),))),
}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"rules": ()},
        {"default": ("silver",)},
        RANKED,
        {**RANKED, "default": (None,)},
        {**NUMBERS, "aggregation": Aggregation.SUM, "default": (Decimal(0),)},
        {"hit_policy": HitPolicy.COLLECT, "aggregation": Aggregation.COUNT},
    ],
)
def test_a_sound_table_is_accepted(changes):
    assert table(**changes).name == "tiers"


@pytest.mark.parametrize(
    ("changes", "refusal", "words"),
    [
        ({"outputs": ()}, errors.NoOutputs, "tiers"),
        ({"inputs": ("spend", "spend")}, errors.RepeatedColumn, "spend"),
        ({"outputs": ("tier", "tier")}, errors.RepeatedColumn, "tier"),
        ({"rules": (Rule({"spent": Anything()}, ("gold",)),)}, errors.UnknownInput, "rule 1"),
        ({"rules": (Rule({}, (Multiple("spent", FIVE),)),)}, errors.UnknownInput, "spent"),
        ({"rules": (Rule({}, ("gold", "card")),)}, errors.OutputCount, "rule 1"),
        ({"default": ()}, errors.OutputCount, "default"),
        ({"aggregation": Aggregation.COUNT}, errors.AggregationMisplaced, "first"),
        (
            {**NUMBERS, "aggregation": Aggregation.SUM, "outputs": ("a", "b"), "rules": ()},
            errors.AggregationOfMany,
            "2 output columns",
        ),
        ({"hit_policy": HitPolicy.COLLECT, "aggregation": Aggregation.MAX}, errors.NotANumber, "'gold'"),
        ({**NUMBERS, "aggregation": Aggregation.SUM, "default": (True,)}, errors.NotANumber, "default"),
        ({**NUMBERS, "aggregation": Aggregation.COUNT, "default": (FIVE,)}, errors.DefaultOfCount, "tiers"),
        ({"hit_policy": HitPolicy.PRIORITY}, errors.RankingMissing, "priority"),
        ({"hit_policy": HitPolicy.OUTPUT_ORDER}, errors.RankingMissing, "output_order"),
        ({"ranking": ("gold", "silver")}, errors.RankingMisplaced, "first"),
        ({**RANKED, "ranking": ("gold",)}, errors.NotRanked, "rule 2"),
        ({**RANKED, "ranking": ("gold", "silver", "gold")}, errors.RepeatedRank, "gold"),
        ({**RANKED, "further_rankings": (("x",),)}, errors.RankingMissing, "1 outputs and 2 rankings"),
        ({"rules": (Rule({}, (Decimal("NaN"),)),)}, errors.NotFinite, "NaN"),
    ],
)
def test_a_table_whose_parts_contradict_each_other_is_refused_in_both_languages(changes, refusal, words):
    with pytest.raises(refusal) as refused:
        table(**changes)

    assert words in refused.value.message(Language.EN)
    assert "。" in refused.value.message(Language.ZH)


@pytest.mark.parametrize(
    ("build", "refusal"),
    [
        (lambda: Interval(FIVE, Decimal(4), True, True), errors.EmptyInterval),
        (lambda: Interval(FIVE, FIVE, True, False), errors.EmptyInterval),
        (lambda: Interval(FIVE, date(2026, 1, 1), True, True), errors.MixedInterval),
        (lambda: Comparison("<", Decimal("Infinity")), errors.NotFinite),
        (lambda: Equal(Decimal("NaN")), errors.NotFinite),
        (lambda: Multiple("months", Decimal("NaN")), errors.NotFinite),
        (lambda: AnyOf(()), errors.EmptyChoice),
    ],
)
def test_a_test_that_could_mean_nothing_is_refused(build, refusal):
    with pytest.raises(refusal):
        build()


def test_every_error_of_this_room_speaks_both_languages_of_the_same_facts():
    import string

    for refusal in vars(errors).values():
        if (
            isinstance(refusal, type)
            and issubclass(refusal, errors.TableError)
            and refusal is not errors.TableError
        ):
            english, chinese = (
                {field for _, field, _, _ in string.Formatter().parse(t) if field}
                for t in (refusal.text.en, refusal.text.zh)
            )
            assert english == chinese, refusal


def test_a_list_in_a_list_is_one_list_and_a_list_of_one_is_its_test():
    a, b, c = Equal("a"), Equal("b"), Equal("c")

    assert normalised(AnyOf((a, AnyOf((b, AnyOf((c,))))))) == AnyOf((a, b, c))
    assert normalised(Not(AnyOf((a,)))) == Not(a)
    assert normalised(AnyOf((a, Anything()))) == Anything()
