"""Days, numbers and money as readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tierline.console.formats import Formats
from tierline.wording import Language

ZONE = ZoneInfo("Asia/Shanghai")
EN, ZH = Formats(Language.EN, ZONE), Formats(Language.ZH, ZONE)
AT = datetime(2026, 12, 3, 2, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("english", "chinese", "expected"),
    [
        (EN.day(date(2026, 12, 3)), ZH.day(date(2026, 12, 3)), ("3 Dec 2026", "2026年12月3日")),
        (
            EN.day(date(2026, 12, 3), this_year=2026),
            ZH.day(date(2026, 12, 3), this_year=2026),
            ("3 Dec", "12月3日"),
        ),
        (EN.month(date(2026, 12, 1)), ZH.month(date(2026, 12, 1)), ("December 2026", "2026年12月")),
        (EN.moment(AT), ZH.moment(AT), ("3 Dec 2026, 10:42", "2026年12月3日 10:42")),
        (EN.due(AT), ZH.due(AT), ("Thu 3 Dec, 10:42", "12月3日（周四） 10:42")),
        (EN.number(1234567), ZH.number(1234567), ("1,234,567", "1,234,567")),
        (EN.signed(-0.9, 1), ZH.signed(1424), ("−0.9", "+1,424")),
        (EN.share(0.021), ZH.share(0.021), ("2.1%", "2.1%")),
        (EN.money(17130), ZH.money(17130), ("171.30 yuan", "171.30 元")),
        (EN.day(None), ZH.money(None), ("—", "—")),
    ],
)
def test_each_language_has_its_form(english: str, chinese: str, expected: tuple[str, str]) -> None:
    assert (english, chinese) == expected


@pytest.mark.parametrize(
    ("left", "english", "chinese"),
    [
        (timedelta(minutes=23, seconds=59), "23 min left", "剩 23 分钟"),
        (timedelta(hours=3, minutes=5), "3 h 05 left", "剩 3 小时 5 分"),
        (timedelta(hours=47, minutes=59), "47 h 59 left", "剩 47 小时 59 分"),
        (timedelta(days=2, hours=23), "2 days left", "剩 2 天"),
        (timedelta(minutes=-24), "late by 24 min", "超时 24 分钟"),
        (timedelta(0), "0 min left", "剩 0 分钟"),
    ],
)
def test_time_left_is_rounded_down(left: timedelta, english: str, chinese: str) -> None:
    assert (EN.left(AT + left, AT), ZH.left(AT + left, AT)) == (english, chinese)
