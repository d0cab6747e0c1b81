"""A text as short messages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from tierline.messages.senders.short_message import parted

CHINESE = some.text(some.sampled_from("紧急开机，欠费😀a{"), min_size=1, max_size=400)
GSM = some.text(some.sampled_from("abc {}€@\n"), min_size=1, max_size=700)


def test_a_short_text_is_one_message_without_a_header():
    assert parted("hello", "m").parts == (b"hello",)
    assert parted("您好", "m").parts == ("您好".encode("utf-16-be"),)
    assert len(parted("您" * 70, "m").parts) == 1
    assert len(parted("x" * 160, "m").parts) == 1


def test_one_character_more_makes_two_parts():
    assert len(parted("您" * 71, "m").parts) == 2
    assert len(parted("x" * 161, "m").parts) == 2
    assert len(parted("{" * 81, "m").parts) == 2  # each counts twice in that alphabet


def test_a_repetition_joins_with_the_parts_that_went_before():
    assert parted("您" * 200, "m") == parted("您" * 200, "m")


@given(text=CHINESE)
def test_chinese_parts_put_together_are_the_text(text):
    whole = parted(text + "您", "m")
    has_header = len(whole.parts) > 1

    bodies = [part[6:] if has_header else part for part in whole.parts]
    assert whole.is_ucs2
    assert "".join(body.decode("utf-16-be") for body in bodies) == text + "您"
    assert all(len(part) <= 140 for part in whole.parts)
    assert [part[4:6] for part in whole.parts if has_header] == [
        bytes((len(bodies), number)) for number in range(1, len(bodies) + 1) if has_header
    ]


@given(text=GSM)
def test_parts_in_the_gsm_alphabet_never_split_an_escaped_character(text):
    whole = parted(text, "m")
    has_header = len(whole.parts) > 1

    assert not whole.is_ucs2
    assert all(len(part) <= (159 if has_header else 160) for part in whole.parts)
    assert not any(part.endswith(b"\x1b") for part in whole.parts)
