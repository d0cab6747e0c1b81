"""Terms as people say them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tierline.entitlements.terms import said


@pytest.mark.parametrize(
    ("name", "value", "english", "chinese"),
    [
        ("most_arrears_months", "1", "at most 1 month in arrears", "欠费不超过 1 个月"),
        ("most_arrears_months", "2", "at most 2 months in arrears", "欠费不超过 2 个月"),
        ("guests", "1", "with 1 guest", "可带 1 位随行人员"),
        ("guests", "0", "without guests", "不可带随行人员"),
        ("every_days", "1", "every day", "每 1 天一次"),
        ("fee_yuan", "1.00", "fee 1 yuan", "收费 1 元"),
    ],
)
def test_one_is_said_as_one(name: str, value: str, english: str, chinese: str) -> None:
    text = said(name, Decimal(value))
    assert (text.en, text.zh) == (english, chinese)
