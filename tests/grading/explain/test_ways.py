"""What explain says of the months to come is true by the independent reading of the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from tests.grading.explain.ahead import MONEY, Ahead, each_line
from tests.grading.explain.one_case import lines_of, rating_of, version_of
from tests.grading.operator import random_operator
from tierline.grading.explain.case import grade_line
from tierline.grading.explain.explanation import Explanation, explain_case
from tierline.grading.explain.ways import MOST_YUAN, Turn
from tierline.grading.model import Bill, Membership
from tierline.grading.months import first_day
from tierline.policy.load import bundled_packs
from tierline.policy.vocabulary import BILL_COLUMNS, Change

RUNS = [
    ("unicom-star", date(2015, 3, 1)),
    ("unicom-vip", date(2012, 3, 1)),
    ("unicom-vip", date(2014, 6, 1)),
    ("unicom-vip-henan", date(2013, 11, 1)),
    ("unicom-vip-xinjiang", date(2012, 3, 1)),
    ("cmcc-credit", date(2012, 3, 1)),
    ("unicom-card", date(2012, 3, 1)),
]
LINES = 24


@dataclass(frozen=True)
class Told:
    """A line as explain tells of it, and its future by the reference."""

    explanation: Explanation
    ahead: Ahead


@cache
def told(scheme: str, month: date, over: int = 0) -> tuple[Told, ...]:
    operator = random_operator(31, LINES, month, scheme=scheme)
    version, pack = version_of(scheme, operator.rated_on), bundled_packs()[scheme]
    found = []
    for line, ahead in zip(lines_of(operator), each_line(scheme, operator), strict=True):
        case = grade_line(version, rating_of(operator), line)
        found.append(Told(explain_case(pack, case, over=over), ahead))
    return tuple(found)


every_run = pytest.mark.parametrize(("scheme", "month"), RUNS)


@pytest.mark.parametrize(("scheme", "month"), [RUNS[0], RUNS[5]])
def test_spend_begins_after_the_months_that_have_passed_which_count_as_usual(
    scheme: str, month: date
) -> None:
    over = 2
    seen = 0
    for one in told(scheme, month, over):
        for ways in one.explanation.ways:
            for way in (ways.cheapest, ways.gentlest):
                if way is not None:
                    seen += 1
                    assert way.first == first_day(one.ahead.number + over)
                    reached = one.ahead.first(ways.tier, way.months, one.ahead.more(way.yuan), over)
                    without = one.ahead.first(ways.tier, way.months, one.ahead.more(way.yuan - 1), over)
                    assert (reached, without) == (way.months, None)
    assert seen


@every_run
def test_the_spend_that_is_named_reaches_the_tier_and_one_yuan_less_does_not(
    scheme: str, month: date
) -> None:
    for one in told(scheme, month):
        for ways in one.explanation.ways:
            for way in (ways.cheapest, ways.gentlest):
                if way is not None:
                    reached = one.ahead.first(ways.tier, way.months, one.ahead.more(way.yuan))
                    without = one.ahead.first(ways.tier, way.months, one.ahead.more(way.yuan - 1))
                    assert (reached, without) == (way.months, None)


@every_run
def test_no_other_way_of_spending_costs_less_in_all(scheme: str, month: date) -> None:
    for one in told(scheme, month):
        for ways in one.explanation.ways:
            if ways.cheapest is not None:
                soonest = ways.waiting.months if ways.waiting else 13
                for months in range(1, min(12, soonest - 1) + 1):
                    less = (ways.cheapest.total - 1) // months
                    assert one.ahead.first(ways.tier, months, one.ahead.more(less)) is None


@every_run
def test_the_gentlest_way_asks_for_the_least_a_month(scheme: str, month: date) -> None:
    for one in told(scheme, month):
        for ways in one.explanation.ways:
            gentlest = ways.gentlest or ways.cheapest
            if gentlest is not None:
                soonest = ways.waiting.months if ways.waiting else 13
                less = one.ahead.more(gentlest.yuan - 1)
                assert one.ahead.first(ways.tier, min(12, soonest - 1), less) is None


@every_run
def test_waiting_brings_the_tier_in_the_month_that_is_named_and_not_before(scheme: str, month: date) -> None:
    for one in told(scheme, month):
        for ways in one.explanation.ways:
            expected = ways.waiting.months if ways.waiting else None
            assert one.ahead.first(ways.tier, 60, one.ahead.as_now()) == expected


@every_run
def test_where_no_spend_is_said_to_lead_there_even_a_million_does_not(scheme: str, month: date) -> None:
    for one in told(scheme, month):
        for ways in one.explanation.ways:
            if ways.obstacle is not None:
                assert one.ahead.first(ways.tier, 12, one.ahead.more(MOST_YUAN)) is None


@pytest.mark.clause("GRD-06", "GRD-18")
@every_run
def test_the_level_that_keeps_a_tier_keeps_it_and_one_yuan_less_does_not(scheme: str, month: date) -> None:
    for one in told(scheme, month):
        anew = one.explanation.anew
        if anew is None or not anew.grants:
            continue

        def keeps(yuan: int, one: Told = one) -> bool:
            anew = one.explanation.anew
            assert anew is not None
            amounts = dict.fromkeys(MONEY, Decimal(yuan))
            *_, row = one.ahead.path(anew.months, amounts)
            return one.ahead.is_at_least({**row, "tier": row["rated_tier"]}, anew.membership.tier)

        if anew.least is None:
            assert not keeps(MOST_YUAN)
        else:
            assert keeps(anew.least)
            assert anew.least == 0 or not keeps(anew.least - 1)


@pytest.mark.clause("GRD-20")
@every_run
def test_a_change_of_plan_keeps_the_tier_to_the_end_of_its_term(scheme: str, month: date) -> None:
    for one in told(scheme, month):
        for loss in one.explanation.losses:
            months = loss.last.rating.number - one.ahead.number if loss.last else 1
            # What runs out before the next rating is gone by then.
            still_runs = loss.kept is not None and loss.kept.runs_on(loss.next.rating.rated_on)
            held = loss.kept if loss.last or still_runs else None
            for value in loss.values:
                *_, row = one.ahead.path(months, one.ahead.as_now(), **{loss.attribute: value})
                assert row["ineligible_reason"] == loss.attribute
                assert row["tier"] == (held.tier if held else None)
                assert row["ends_on"] == (held.ends_on if held else None)
                assert (row["change"] == "lapsed") == (loss.last is not None)


@pytest.mark.clause("GRD-08", "GRD-20")
@every_run
def test_a_tier_ends_with_the_line(scheme: str, month: date) -> None:
    for one in told(scheme, month):
        closing = one.explanation.closing
        if closing is not None:
            amounts = one.ahead.as_now()
            (row,) = one.ahead.path(1, amounts, status="closed", closed_on=closing.closed_on)
            assert row["change"] == closing.case.outcome.change
            assert row["tier"] is None
            assert [
                each.ends_on for each in closing.case.memberships if each.ends_on > closing.closed_on
            ] == []


@pytest.mark.clause("GRD-18")
def test_a_special_grade_gives_way_when_its_term_is_rated_anew() -> None:
    operator = random_operator(1, 1, date(2015, 3, 1))
    line = next(lines_of(operator))
    held = Membership("unicom-star", "loyal", date(2014, 7, 1), date(2015, 6, 30), "special")
    bills = tuple(
        Bill(first_day(number), dict.fromkeys(BILL_COLUMNS, Decimal(500))) for number in range(24170, 24182)
    )
    usual = {"segment": "public", "product": "mobile_4g", "status": "active", "joined_on": date(2005, 1, 1)}
    line = replace(line, attributes={**line.attributes, **usual}, bills=bills, memberships=(held,))
    case = grade_line(version_of("unicom-star", operator.rated_on), rating_of(operator), line)

    (ways,) = explain_case(bundled_packs()["unicom-star"], case).ways

    assert (case.given.tier, case.tier, case.outcome.change) == ("five_star", "loyal", "kept")
    assert ways.waiting is not None
    assert ways.waiting.turns == (Turn.RATED_ANEW,)
    assert ways.waiting.reached.rating.month == date(2015, 6, 1)


def test_the_runs_reach_every_kind_of_answer() -> None:
    everyone = [one.explanation for scheme, month in RUNS for one in told(scheme, month)]
    ways = [each for one in everyone for each in one.ways]

    assert {turn for each in ways if each.waiting for turn in each.waiting.turns} == {*Turn} - {
        Turn.RATED_ANEW
    }
    assert any(each.cheapest for each in ways)
    assert any(each.gentlest for each in ways)
    assert {each.obstacle.value for each in ways if each.obstacle} >= {"not_rated", "rules"}
    assert {one.anew.grants for one in everyone if one.anew} == {True, False}
    assert any(loss.last for one in everyone for loss in one.losses)
    assert any(one.closing and one.closing.case.outcome.change is Change.ENDED for one in everyone)
