"""Names: which are recorded, and which are one person's."""

from __future__ import annotations

import os
import pwd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.policy.publication.errors import PersonUnknown, WordsRefused
from tierline.policy.publication.model import Person
from tierline.policy.publication.people import is_same_person, person_of, reason_of


def named(name: str, account: str = "clerk") -> Person:
    return Person(name, account)


@pytest.mark.parametrize(
    "other", ["li wei", "LI  WEI", " Li Wei\t", "liwei", "Ｌｉ　Ｗｅｉ", "li\u00a0we\u200bi"]
)
def test_case_spacing_and_width_make_no_second_person(other):
    assert is_same_person(named("Li Wei"), named(other))


@pytest.mark.parametrize("other", ["Li Wen", "李伟", "Li"])
def test_another_name_is_another_person(other):
    assert not is_same_person(named("Li Wei"), named(other))


def test_of_the_service_the_account_tells_people_apart_and_not_the_name():
    li, also_li = named("Li Wei", "service:1"), named("Li Wei", "service:2")
    assert not is_same_person(li, also_li)
    assert is_same_person(li, named("Li Weimin", "service:1"))
    assert is_same_person(li, named("Li Wei", "clerk"))


@given(st.text(max_size=40))
def test_a_name_is_recorded_as_the_same_person_or_refused(name):
    try:
        recorded = person_of(name).name
    except WordsRefused:
        return
    assert is_same_person(named(name), named(recorded))
    assert recorded.isprintable()
    assert recorded == " ".join(recorded.split())


def test_without_a_name_the_account_acts_whatever_the_environment_says(monkeypatch):
    monkeypatch.setenv("LOGNAME", "somebody")
    monkeypatch.setenv("USER", "somebody")
    account = pwd.getpwuid(os.getuid()).pw_name

    assert (person_of(None).name, person_of(None).account) == (account, account)
    assert (person_of("Li").name, person_of("Li").account) == ("Li", account)


def test_an_account_without_a_name_has_to_say_who_acts(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)

    with pytest.raises(PersonUnknown, match="uid 4000000"):
        person_of(None)
    assert person_of("Li").account == "uid 4000000"


@pytest.mark.parametrize("name", ["", " ", "\u200b", "a" * 81, "a\x1bb"])
def test_a_name_that_cannot_be_shown_is_refused(name):
    with pytest.raises(WordsRefused):
        person_of(name)


def test_a_reason_may_be_left_out_and_stands_on_one_line():
    assert reason_of(" ") == ""
    assert reason_of("by the plan\n of 2027 ") == "by the plan of 2027"
    with pytest.raises(WordsRefused):
        reason_of("a" * 501)
