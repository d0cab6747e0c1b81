"""What a change obliges the operator to, and what a run warns of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.grading.engine import graded
from tests.grading.operator import Operator
from tierline.grading.months import first_day, month_number
from tierline.policy.load import bundled_packs
from tierline.policy.vocabulary import NOTICES

Row = dict[str, Any]

LINE: Row = {
    "subscriber_id": 1,
    "msisdn": "00000000001",
    "segment": "public",
    "product": "mobile_4g",
    "brand": None,
    "payment": "postpaid",
    "account_kind": "ordinary",
    "plan_kind": None,
    "real_name": True,
    "joined_on": date(2005, 1, 15),
    "status": "active",
    "closed_on": None,
    "site": "65.6501.650102",
    "vanity_class": None,
    "vanity_secured": None,
    "contract_kind": None,
    "contract_plan": None,
    "contract_ends_on": None,
}


def operator(month: date, billed: int, membership: Row | None = None, **line: Any) -> Operator:
    """One line, billed the same in each of the last 12 months."""
    number = month_number(month)
    amounts = dict.fromkeys(("billed", "mobile_billed", "paid"), Decimal(billed))
    bills = [
        {"subscriber_id": 1, "month": first_day(one), **amounts, "suspensions": 0}
        for one in range(number - 12, number)
    ]
    held = [{"subscriber_id": 1, "source": "rated", **membership}] if membership else []
    return Operator(month, month.replace(day=5), [LINE | line], bills, held, [])


def duties(scheme: str, given: Operator, folder: Path) -> tuple[str, list[str]]:
    """The change of the one line, and what it obliges the operator to."""
    results, _ = graded(given, (scheme,), folder)
    (event,) = results[scheme]["events"]
    return event["change"], event["duties"]


MARCH = date(2012, 3, 1)
SILVER = {"tier": "silver", "since": date(2011, 6, 1), "ends_on": date(2012, 6, 8)}
ENDING = {"tier": "silver", "since": date(2011, 4, 1), "ends_on": date(2012, 4, 8)}
CLOSED = {"status": "closed", "closed_on": date(2012, 2, 20)}


@pytest.mark.parametrize(
    ("scheme", "given", "change", "expected"),
    [
        pytest.param(
            "unicom-vip-henan",
            operator(MARCH, 320),
            "joined",
            ["tell_customer", "issue_card", "assign_manager"],
            marks=pytest.mark.clause("GRD-13"),
        ),
        pytest.param(
            "unicom-vip",
            operator(MARCH, 320, {"scheme": "unicom-vip", **SILVER}),
            "risen",
            ["tell_customer", "issue_card"],
            marks=pytest.mark.clause("GRD-07"),
        ),
        pytest.param(
            "unicom-vip-xinjiang",
            operator(MARCH, 160, {"scheme": "unicom-vip-xinjiang", **ENDING}),
            "renewed",
            ["tell_customer", "issue_card"],
            marks=pytest.mark.clause("GRD-02"),
        ),
        pytest.param(
            "unicom-vip",
            operator(MARCH, 160, {"scheme": "unicom-vip", **ENDING}),
            "renewed",
            ["tell_customer"],
        ),
        pytest.param(
            "unicom-vip",
            operator(MARCH, 320, {"scheme": "unicom-vip", **SILVER}, **CLOSED),
            "ended",
            ["void_card"],
            marks=pytest.mark.clause("GRD-08"),
        ),
        pytest.param(
            "unicom-star",
            operator(date(2015, 3, 1), 100),
            "joined",
            ["tell_customer"],
            marks=pytest.mark.clause("GRD-18"),
        ),
    ],
)
def test_a_change_carries_the_duties_of_its_pack(
    scheme: str, given: Operator, change: str, expected: list[str], tmp_path: Path
) -> None:
    assert duties(scheme, given, tmp_path) == (change, expected)


@pytest.mark.clause("ENT-13")
@pytest.mark.parametrize("scheme", ["unicom-vip", "unicom-vip-henan", "unicom-vip-xinjiang"])
def test_a_new_3g_vip_is_told_of_three_things(scheme: str) -> None:
    rules = bundled_packs()[scheme].versions[0].duties
    telling = [rule for rule in rules if rule.notices]

    assert [(rule.duty, rule.notices, rule.notice_products) for rule in telling] == [
        ("tell_customer", NOTICES, ("mobile_3g",))
    ]
    assert "joined" in telling[0].changes


@pytest.mark.clause("GRD-13")
def test_the_manager_of_a_new_vip_is_due_by_the_end_of_the_month() -> None:
    rules = bundled_packs()["unicom-vip-henan"].versions[0].duties

    assert [rule.due for rule in rules if rule.duty == "assign_manager"] == ["month_end"]


@pytest.mark.clause("GRD-19")
@pytest.mark.parametrize(
    ("month", "rated_on", "warns"),
    [
        (date(2015, 12, 1), date(2015, 12, 5), False),
        (date(2016, 2, 1), date(2016, 2, 20), False),  # thirteen months to the day
        (date(2016, 2, 1), date(2016, 2, 21), True),
        (date(2026, 11, 1), date(2026, 11, 5), True),
    ],
)
def test_thresholds_older_than_thirteen_months_are_used_with_a_warning(
    month: date, rated_on: date, warns: bool, tmp_path: Path
) -> None:
    given = operator(month, 100)
    given = Operator(month, rated_on, given.subscribers, given.bills, [], [])

    results, (summary,) = graded(given, ("unicom-star",), tmp_path)

    assert results["unicom-star"]["grades"][0]["rated_tier"] == "four_star"
    assert [("GRD-19" in warning.en, "GRD-19" in warning.zh) for warning in summary.warnings] == [
        (True, True)
    ] * warns
