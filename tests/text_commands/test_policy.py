"""Which command a customer means."""

from __future__ import annotations

import pytest

from tierline.policy.errors import PackError
from tierline.text_commands.answers import ACTIONS
from tierline.text_commands.model import Action
from tierline.text_commands.policy import command_of, listed, read_commands
from tierline.wording import Language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DJCX", Action.TIERS),
        ("djcx", Action.TIERS),
        ("  D J C X。", Action.TIERS),
        ("ＤＪＣＸ", Action.TIERS),  # letters of full width, as Chinese keyboards write them
        ("ｄｊｃｘ", Action.TIERS),
        ("级别查询", Action.TIERS),
        ("Your tier", Action.TIERS),
        ("QXMDR", Action.DO_NOT_DISTURB_OFF),
        ("MDR", Action.DO_NOT_DISTURB_ON),
        ("DJCXX", None),
        ("please DJCX", None),
        ("", None),
        ("。", None),
    ],
)
def test_a_command_is_known_however_it_is_typed(text, expected):
    found = command_of(text)

    assert (found.action if found else None) is expected


def test_every_action_has_a_command_and_something_that_it_does():
    assert set(ACTIONS) == set(Action)
    assert all(f"{code}" in listed().read(Language.ZH) for code in ("DJCX", "TQCX", "JJKJ", "MDR", "QXMDR"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("dj: {title: {en: a, zh: 甲}, action: tiers}", "a code of 2 to 12 capital letters"),
        ("DJ: {title: {en: a, zh: 甲}, action: fly}", "one of tiers"),
        (
            "DJ: {title: {en: a, zh: 甲}, action: tiers}\nTQ: {title: {en: dj, zh: 乙}, action: tiers}",
            "that no other command has",
        ),
    ],
)
def test_commands_that_could_be_mistaken_are_refused(text, problem):
    with pytest.raises(PackError, match=problem):
        read_commands(text)
