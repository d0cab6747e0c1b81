"""Decisions: the better cell counts, quotas follow the calendar, and every refusal says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.entitlements.asking import MOBILE, STAR_DAY, VIP_DAY, ZONE, asked, bundled, decision
from tierline.entitlements.model import Asked, Held, Level, LineFacts, Per, Reason, Used
from tierline.entitlements.rules import decide, decide_all, period_of
from tierline.policy.vocabulary import PAYMENTS, PRODUCTS, SEGMENTS
from tierline.wording import Language, Text

GOLD, SILVER = ("unicom-vip", "gold"), ("unicom-vip", "silver")
FIVE, FOUR, TWO = (("unicom-star", tier) for tier in ("five_star", "four_star", "two_star"))


def used(service: str, per: Per, times: int) -> tuple[Used, ...]:
    """That a service was used so often in a period."""
    return (Used(service, per, times),)


# ---------------------------------------------------------------- reasons

POSTPAID = replace(MOBILE, payment="postpaid")
RECONNECTED = used("emergency_reconnection", Per.MONTH, 1)

REFUSALS = [
    ("emergency_reconnection", (), MOBILE, (), Reason.NO_TIER),
    ("dedicated_line", (SILVER,), MOBILE, (), Reason.TIER_NOT_ENTITLED),
    ("emergency_reconnection", (GOLD,), replace(MOBILE, product="broadband"), (), Reason.PRODUCT),
    ("temporary_credit", (GOLD,), POSTPAID, (), Reason.PAYMENT),
    ("roaming_without_deposit", (GOLD,), replace(MOBILE, status="suspended"), (), Reason.LINE_SUSPENDED),
    ("emergency_reconnection", (GOLD,), MOBILE, RECONNECTED, Reason.QUOTA_USED_UP),
    ("group_technical_support", (GOLD,), MOBILE, (), Reason.SEGMENT_NOT_ENTITLED),
    ("hotline_priority", (GOLD,), replace(MOBILE, status="closed"), (), Reason.LINE_CLOSED),
]


@pytest.mark.parametrize(("service", "held", "facts", "uses", "reason"), REFUSALS)
def test_a_refusal_says_its_reason_in_both_languages_with_a_clause(service, held, facts, uses, reason):
    found = decision(service, *held, facts=facts, used=uses)

    assert not found.is_granted
    assert found.reason is reason
    assert found.level is Level.NOT_ENTITLED
    assert found.citation.clause
    assert found.says.read(Language.EN).endswith(".")
    assert found.says.read(Language.ZH).endswith("。")


def test_a_refusal_names_the_tiers_that_would_have_it():
    found = decision("dedicated_line", SILVER)

    assert [each.column for each in found.would_have] == ["diamond", "gold"]
    assert found.says.en == "Not for silver; included from gold up."
    assert found.says.zh == "银卡不享有此项；金卡及以上享有。"


@pytest.mark.clause("GRD-17")
@pytest.mark.parametrize(
    ("service", "en", "zh"),
    [
        ("dedicated_line", "for five-star, honoured guest", "五星、贵宾客户"),
        (
            "emergency_reconnection",
            "from three-star up, and for honoured guest, loyal customer",
            "三星及以上、贵宾客户、忠诚客户",
        ),
    ],
)
def test_tiers_from_one_on_are_told_by_it_and_those_that_a_list_gives_by_name(service, en, zh):
    facts = replace(MOBILE, status="suspended")
    assert decision(service, day=STAR_DAY, facts=facts).had_by == Text(en, zh)


@pytest.mark.clause("GRD-21")
def test_nobody_is_told_to_hope_for_a_tier_of_a_scheme_that_grants_no_new_terms():
    found = decision("dedicated_line", day=STAR_DAY)

    assert {each.standard for each in found.would_have} == {"unicom-star-services"}


@pytest.mark.clause("ENT-04")
def test_a_quota_that_is_used_up_tells_when_it_begins_anew():
    found = decision("emergency_reconnection", GOLD, used=used("emergency_reconnection", Per.MONTH, 1))

    assert found.renews_at == datetime(2012, 7, 1, tzinfo=ZONE)
    assert found.says.en == "Used up this month, 1 of 1; again from 2012-07-01 on."
    assert found.left == 0


@pytest.mark.clause("ENT-08")
def test_silver_pays_for_a_second_card_of_the_year_and_hears_when_it_is_free_again():
    found = decision("sim_replacement", SILVER, used=used("sim_replacement", Per.YEAR, 1))

    assert found.reason is Reason.STANDARD_SERVICE
    assert found.fen("fee_yuan") == 2000
    assert found.renews_at == datetime(2013, 1, 1, tzinfo=ZONE)
    assert "the quota of silver is used up until 2013-01-01" in found.says.en


@pytest.mark.clause("ENT-04")
@pytest.mark.parametrize(
    ("tier", "fen", "days"), [("diamond", 30_000, 5), ("gold", 10_000, 3), ("silver", 5_000, 2)]
)
def test_a_prepaid_line_hears_its_credit_and_days(tier, fen, days):
    found = decision("emergency_reconnection", ("unicom-vip", tier))

    assert (found.fen("credit_yuan"), found.number("days"), found.number("hours")) == (fen, days, None)


@pytest.mark.clause("ENT-05")
def test_a_postpaid_line_hears_its_hours_and_no_credit():
    facts = LineFacts("mobile_3g", "postpaid", "public", "suspended")

    found = decision("emergency_reconnection", GOLD, facts=facts)

    assert (found.fen("credit_yuan"), found.number("hours")) == (None, 48)
    assert found.number("most_arrears_months") == 1


@pytest.mark.clause("GRD-20")
def test_a_closed_line_has_nothing_whatever_it_held():
    closed = LineFacts("mobile_3g", "prepaid", "public", "closed")

    found = decide_all(bundled(VIP_DAY), asked(GOLD, facts=closed))

    assert {each.reason for each in found} == {Reason.LINE_CLOSED}
    assert {each.citation.clause for each in found} == {"GRD-20"}


@pytest.mark.clause("GRD-09")
@pytest.mark.parametrize("product", ["fixed_line", "broadband"])
def test_henan_members_on_fixed_lines_have_no_services_until_these_are_announced(product):
    facts = LineFacts(product, "postpaid", "public", "active")

    henan = decision("appointment", ("unicom-vip-henan", "gold"), facts=facts)
    elsewhere = decision("appointment", ("unicom-vip", "gold"), facts=facts)

    assert (henan.reason, henan.citation.clause) == (Reason.PRODUCT, "GRD-09")
    assert elsewhere.is_granted


@pytest.mark.clause("ENT-16")
def test_a_group_customer_is_served_by_segment_and_a_member_of_a_group_as_the_public():
    group, member = (LineFacts("mobile_3g", "postpaid", each, "active") for each in ("group", "group_member"))

    for_group = decide_all(bundled(VIP_DAY), asked(facts=group))
    for_member = decide_all(bundled(VIP_DAY), asked(facts=member))

    faults = next(each for each in for_group if each.service == "group_faults")
    assert (faults.level, faults.number("within_hours")) == (Level.PRIORITY, 4)
    assert not any(each.service.startswith("group_") for each in for_member)


# ---------------------------------------------------------------- the better of several


@pytest.mark.clause("GRD-21")
def test_a_running_vip_term_keeps_its_services_beside_a_lower_star():
    found = decision("do_not_disturb", GOLD, TWO, day=STAR_DAY)

    assert (found.standard, found.tier) == ("unicom-vip-services", "gold")


@pytest.mark.clause("GRD-21")
def test_the_better_is_chosen_for_each_service_by_itself():
    repair = decision("broadband_repair", GOLD, FOUR, day=STAR_DAY)
    line = decision("dedicated_line", GOLD, FOUR, day=STAR_DAY)

    assert (repair.standard, repair.level) == ("unicom-star-services", Level.PRIORITY)
    assert (line.standard, line.tier) == ("unicom-vip-services", "gold")


def test_no_limit_is_better_than_a_quota_and_more_credit_decides_between_equal_quotas():
    card = decision("sim_replacement", SILVER, FOUR, day=STAR_DAY)
    credit = decision("emergency_reconnection", ("unicom-vip", "diamond"), FOUR, day=STAR_DAY)

    assert (card.tier, card.left) == ("four_star", None)
    assert (credit.tier, credit.fen("credit_yuan")) == ("diamond", 30_000)


@pytest.mark.clause("GRD-21")
def test_the_star_standard_holds_from_its_day_on():
    before, after = bundled(date(2015, 1, 19)), bundled(date(2015, 1, 20))

    assert "unicom-star-services" not in {each.standard.name for each in before.standards}
    assert "unicom-star-services" in {each.standard.name for each in after.standards}


STANDARDS = bundled(STAR_DAY)
SERVICES = STANDARDS.services
TIERS = [
    Held(scheme, tier)
    for each in STANDARDS.standards
    for scheme in each.standard.schemes
    for tier in each.standard.columns
    if tier != "none"
]
COUNTED = [(service, per) for service in ("emergency_reconnection", "sim_replacement") for per in Per]


def question_of(held: list[Held], facts: LineFacts, times: int) -> Asked:
    """A question of a line that used what is counted so many times."""
    uses = tuple(Used(service, per, times) for service, per in COUNTED) if times else ()
    return replace(asked(facts=facts, used=uses, at=datetime(2015, 6, 15, tzinfo=UTC)), held=tuple(held))


facts_of_lines = st.builds(
    LineFacts,
    st.sampled_from(PRODUCTS),
    st.sampled_from(PAYMENTS),
    st.sampled_from(SEGMENTS),
    st.sampled_from(["active", "suspended"]),
)
questions = st.builds(
    question_of, st.lists(st.sampled_from(TIERS), max_size=3), facts_of_lines, st.integers(0, 3)
)


@given(question=questions, more=st.sampled_from(TIERS), service=st.sampled_from(SERVICES))
def test_another_tier_never_makes_anything_worse(question, more, service):
    with_more = replace(question, held=(*question.held, more))

    before, after = decide(STANDARDS, service, question), decide(STANDARDS, service, with_more)

    assert (before.is_granted, before.level.rank) <= (after.is_granted, after.level.rank)


@pytest.mark.clause("GRD-21")
@given(question=questions, service=st.sampled_from(SERVICES))
def test_several_tiers_give_what_the_best_of_them_gives_alone(question, service):
    alone = [
        decide(STANDARDS, service, replace(question, held=held))
        for held in ((), *((each,) for each in question.held))
    ]

    found = decide(STANDARDS, service, question)

    assert (found.is_granted, found.level.rank) == max((each.is_granted, each.level.rank) for each in alone)


@given(question=questions, order=st.randoms(use_true_random=False), service=st.sampled_from(SERVICES))
def test_the_order_of_memberships_changes_nothing_that_a_customer_gets(question, order, service):
    shuffled = list(question.held)
    order.shuffle(shuffled)
    other = replace(question, held=tuple(shuffled))

    first, second = decide(STANDARDS, service, question), decide(STANDARDS, service, other)

    assert (first.level, first.reason, first.left) == (second.level, second.reason, second.left)


# ---------------------------------------------------------------- periods


@pytest.mark.clause("ENT-04")
@pytest.mark.parametrize(
    ("at", "month", "year"),
    [
        (datetime(2012, 5, 31, 15, 59, 59, tzinfo=UTC), date(2012, 5, 1), 2012),
        (datetime(2012, 5, 31, 16, 0, tzinfo=UTC), date(2012, 6, 1), 2012),  # midnight in Shanghai
        (datetime(2012, 12, 31, 15, 59, tzinfo=UTC), date(2012, 12, 1), 2012),
        (datetime(2012, 12, 31, 16, 0, tzinfo=UTC), date(2013, 1, 1), 2013),
    ],
)
def test_periods_are_those_of_the_operators_calendar(at, month, year):
    of_month, of_year = period_of(at, ZONE, Per.MONTH), period_of(at, ZONE, Per.YEAR)

    assert of_month.starts_at.date() == month
    assert (of_year.starts_at.date(), of_year.ends_at.date()) == (date(year, 1, 1), date(year + 1, 1, 1))


@given(
    at=st.integers(946_684_800, 2_208_988_800).map(lambda second: datetime.fromtimestamp(second, UTC)),
    zone=st.sampled_from(["Asia/Shanghai", "Asia/Urumqi", "Europe/Lisbon", "America/Santiago"]),
)
def test_a_moment_lies_in_its_period_and_the_next_begins_where_it_ends(at, zone):
    for per in Per:
        period = period_of(at, ZoneInfo(zone), per)

        assert period.starts_at <= at < period.ends_at
        assert period_of(period.ends_at, ZoneInfo(zone), per).starts_at == period.ends_at
