"""Which passwords are fit, what tries give, and who has shown who they are: plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.lines.model import Line, Status
from tierline.service_passwords import rules
from tierline.service_passwords.model import (
    Channel,
    Means,
    Password,
    PasswordKind,
    Refusal,
    Shown,
    Verdict,
)
from tierline.wording import Language

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
LINE = Line(
    id=1,
    msisdn="18600001357",
    segment="public",
    product="mobile_3g",
    payment="prepaid",
    status=Status.ACTIVE,
    suspended_for=None,
    is_barred=False,
    joined_on=date(2009, 3, 1),
    closed_on=None,
    site="65.6501.650102",
    owner_no=1,
    language=Language.ZH,
    do_not_disturb=False,
    birthday_month=7,
    birthday_day=24,
    arrears_months=0,
    arrears_fen=0,
    changed_at=None,
    version=1,
)
KEPT = Password(1, PasswordKind.SERVICE, 1, "-", is_initial=False, set_at=NOW)


@pytest.mark.clause("CHN-06")
@pytest.mark.parametrize(
    ("password", "is_fit"),
    [
        ("739214", True),
        ("73921465", True),
        ("73921", False),
        ("739214651", False),
        ("73921a", False),
        ("７３９２１４", False),
        ("777777", False),
        ("234567", False),
        ("98765432", False),
        ("001357", False),  # the end of the number
        ("18600001", False),
        ("820724", False),
        ("19820724", False),
        ("072482", False),
        ("240782", False),
        ("820725", True),
    ],
)
def test_a_password_that_is_soon_guessed_is_refused(password, is_fit):
    assert (rules.weakness(password, LINE) is None) is is_fit


@pytest.mark.clause("LOY-03")
@pytest.mark.parametrize(
    ("kept", "is_right", "expected"),
    [
        (KEPT, True, Verdict.RIGHT),
        (KEPT, False, Verdict.WRONG),
        (None, False, Verdict.NOT_SET),
        (replace(KEPT, is_initial=True), True, Verdict.INITIAL),
        (replace(KEPT, is_initial=True), False, Verdict.WRONG),
        (replace(KEPT, wait_until=NOW + timedelta(seconds=1)), True, Verdict.WAIT),
        (replace(KEPT, wait_until=NOW), True, Verdict.RIGHT),
    ],
)
def test_a_try_gives_what_stands_of_the_password(kept, is_right, expected):
    assert rules.verdict(kept, is_right, NOW) is expected


@given(most=st.integers(1, 20), tries=st.integers(1, 100))
def test_of_failures_in_a_row_no_more_than_the_limit_are_heard_before_a_wait(most, tries):
    count, waits, since_wait = 0, 0, 0
    for _ in range(tries):
        count, wait_until = rules.after_failure(count, most, timedelta(minutes=15), NOW)
        since_wait = 0 if wait_until else since_wait + 1
        waits += wait_until is not None
        assert since_wait < most

    assert waits == tries // most


@pytest.mark.clause("ENT-07")
@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Shown(Channel.HOTLINE, LINE.msisdn, is_confirmed=True), Means.OWN_LINE),
        (Shown(Channel.HOTLINE, LINE.msisdn), rules.UNCONFIRMED),
        (Shown(Channel.HOTLINE, "18600002222", is_confirmed=True), PasswordKind.SERVICE),
        (Shown(Channel.HOTLINE, is_confirmed=True), PasswordKind.SERVICE),
        (Shown(Channel.ACCOUNT_MANAGER, LINE.msisdn, is_confirmed=True), PasswordKind.BILL),
        (Shown(Channel.HALL, is_confirmed=True), Means.DOCUMENT),
        (Shown(Channel.HALL), PasswordKind.SERVICE),
        (Shown(Channel.ONLINE, LINE.msisdn, is_confirmed=True), PasswordKind.SERVICE),
    ],
)
def test_the_channel_decides_by_what_a_customer_is_known(shown, expected):
    assert rules.needed(shown, LINE) == expected


def test_each_verdict_but_a_right_one_has_its_refusal():
    assert set(rules.REFUSED) == set(Verdict) - {Verdict.RIGHT}
    assert all(isinstance(refusal, Refusal) for refusal in rules.REFUSED.values())
