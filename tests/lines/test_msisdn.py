"""Numbers as people write and paste them."""

from __future__ import annotations

import pytest

from tierline.lines.errors import NumberWrong
from tierline.lines.msisdn import parse


@pytest.mark.parametrize(
    "written",
    [
        "186 0000-0001",
        "+86 186 0000 0001",
        "008618600000001",
        "8618600000001",
        "（＋８６）１８６００００－０００１",
        "\u202a186\u200b00000001\u202c",  # marks that come with what is copied out of a list of contacts
        "18600000001。",
    ],
)
def test_a_number_is_known_however_it_is_written(written: str) -> None:
    assert parse(written) == "18600000001"


def test_86_begins_a_number_that_is_none_of_a_mobile() -> None:
    assert parse("86123456") == "86123456"


@pytest.mark.parametrize("written", ["186****0001", "+1 18600000001", "186OOOO0001", "1234", ""])
def test_what_has_anything_else_in_it_is_no_number(written: str) -> None:
    with pytest.raises(NumberWrong):
        parse(written)
