"""Every kind of mistake in a standard or an amendment is told with its line, in both languages."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.entitlements.asking import asked
from tests.entitlements.harbour import DAY, HARBOUR, SUNRISE, harbour, with_change
from tierline.entitlements.amendment_text import read_amendment
from tierline.entitlements.commands import standards_app
from tierline.entitlements.errors import StandardRepeated
from tierline.entitlements.model import Decision, Level
from tierline.entitlements.policy import Book, read_standards
from tierline.entitlements.rules import decide
from tierline.entitlements.standard_text import mistakes_of, read_standard
from tierline.policy.errors import PackError, PackUnreadable, PolicyError
from tierline.wording import Language

CHINESE = re.compile(r"[\u4e00-\u9fff]")

# what is changed, into what, the line of the mistake, what was found, what was expected
BROKEN = {
    "an unknown key": ("owner: harbour_office", "owners: harbour_office", 3, "`owners`", "one of standard"),
    "no owner": ("owner: harbour_office\n", "", 1, "standard, title", "the key owner"),
    "a key twice": ("owner: harbour_office", "owner: a\nowner: b", 4, "`owner`", "line 3 has it"),
    "a row twice": ("    ferry:", "    berth:", 24, "`berth`", "line 17 has it"),
    "no last column": (
        "  none: {en: no card, zh: 无卡}\n",
        "",
        9,
        "blue, white",
        "the column none as the last",
    ),
    "too few cells": (
        "[priority, yes, standard]",
        "[priority, yes]",
        20,
        "2 cells",
        "3 cells, for blue, white, none",
    ),
    "an unknown mark": (
        "[priority, yes, standard]",
        "[priority, maybe, no]",
        20,
        "`maybe`",
        "one of yes, no",
    ),
    "an unknown handling": ("handling: treatment", "handling: magic", 19, "`magic`", "one of treatment"),
    "an unknown term": ("        days: 3", "        weeks: 3", 23, "`weeks`", "one of quota, credit_yuan"),
    "a term for nobody": (
        "{blue: 2, white: 4}",
        "{blue: 2, green: 4}",
        22,
        "`green`",
        "one of all, for, blue",
    ),
    "half a day": ("        days: 3", "        days: 2.5", 23, "`2.5`", "a whole number from 0"),
    "a quota in words": ("all: 2 per month", "all: twice a month", 30, "`twice a month`", "a quota such as"),
    "a quota per week": ("all: 2 per month", "all: 2 per week", 30, "`2 per week`", "a quota such as"),
    "a quota of a cross": ("blue: 1 per year", "none: 1 per year", 30, "`none`", "whose mark is not `no`"),
    "an unknown product": ("products: [mobile]", "products: [ships]", 27, "`ships`", "one of mobile_2g"),
    "a product twice": (
        "products: [mobile]",
        "products: [mobile, mobile_3g]",
        27,
        "`mobile_3g`",
        "each value once",
    ),
    "a visit without places": (
        "handling: use\n      products",
        "handling: visit\n      products",
        25,
        "title",
        "places",
    ),
    "a site that is none": ('site: "65"', 'site: "65/1"', 35, "`65/1`", "the path of a site"),
    "what is local and odd": (
        "[berth.within_hours, ferry]",
        "[berth.tides]",
        12,
        "`berth.tides`",
        "a service",
    ),
    "a scheme served otherwise": ("  harbour: all", "  harbour: some", 7, "`some`", "all"),
    "an unknown clause": ("clause: ENT-17", "clause: ENT-99", 4, "`ENT-99`", "a clause of the list"),
    "an example without a note": ("basis: source", "basis: example", 1, "none", "a note beside"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_told_with_its_line_what_was_found_and_what_was_expected(name):
    old, new, line, found, expected = BROKEN[name]

    (mistake, *_) = mistakes_of(with_change(old, new), "harbour.yaml")

    english, chinese = mistake.message(Language.EN), mistake.message(Language.ZH)
    assert english.startswith(f"harbour.yaml, line {line}, ")
    assert found in english.split("; expected ")[0]
    assert expected in english.split("; expected ")[1]
    assert chinese.startswith(f"harbour.yaml 第 {line} 行，")
    assert CHINESE.search(chinese.split("；应为")[1].removesuffix("。请改正该行。"))


def test_all_mistakes_are_told_at_once():
    text = with_change("handling: treatment", "handling: magic")
    text = with_change("products: [mobile]", "products: [ships]", text)

    assert [mistake.facts["line"] for mistake in mistakes_of(text, "harbour.yaml")] == [19, 27]


def test_versions_come_in_the_order_of_their_days():
    text = f"{HARBOUR}\n- from: 2020-01-01\n  new_terms: none\n"

    with pytest.raises(PackError, match="a day after 2020-01-01"):
        read_standard(text, "harbour.yaml")


def test_a_later_version_replaces_whole_rows_and_keeps_the_rest():
    text = f"{HARBOUR}\n- from: 2021-01-01\n  services:\n    pier: none\n    sunrise_walk:\n{SUNRISE}"

    book = harbour(text)

    assert set(book.at(date(2020, 12, 31), "").services) == {"berth", "ferry", "pier"}
    assert set(book.at(date(2021, 1, 1), "").services) == {"berth", "ferry", "sunrise_walk"}


def test_one_standard_stands_in_one_file(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(HARBOUR, "utf-8")

    with pytest.raises(StandardRepeated):
        read_standards(tmp_path)


def told(text: str) -> tuple[PolicyError, ...]:
    """All that is said against a text."""
    try:
        return mistakes_of(text, "harbour.yaml")
    except PackUnreadable as unreadable:
        return (unreadable,)


@given(
    start=st.integers(0, len(HARBOUR)),
    length=st.integers(0, 12),
    put=st.sampled_from(["", "{", ": ", "x", "-"]),
)
def test_no_text_of_any_kind_ends_in_anything_but_mistakes(start, length, put):
    mistakes = told(HARBOUR[:start] + put + HARBOUR[start + length :])

    assert all(mistake.message(Language.EN) for mistake in mistakes)


def test_the_command_tells_every_file_of_a_folder_in_either_language(tmp_path):
    (tmp_path / "sound.yaml").write_text(HARBOUR, "utf-8")
    (tmp_path / "wrong.yaml").write_text(with_change("handling: treatment", "handling: magic"), "utf-8")
    (tmp_path / "none.yaml").write_text("a: [", "utf-8")

    said = CliRunner().invoke(standards_app, ["check", str(tmp_path)])
    bundled = CliRunner().invoke(standards_app, ["check", "--lang", "zh"])

    assert said.exit_code == 2
    assert [line.split(":")[0] for line in said.output.splitlines()] == [
        "none.yaml, line 1",
        "sound.yaml",
        "wrong.yaml, line 19, services[2020-01-01].berth.handling",
    ]
    assert bundled.exit_code == 0
    assert bundled.output.splitlines()[0] == "unicom-group-services.yaml：无误。"


# ---------------------------------------------------------------- amendments

HEAD = "of: harbour-services\nclause: ENT-17\nbasis: source\n"


def amended(text: str, before: Book | None = None) -> Book:
    """The harbour standard with one amendment, issued on the day of the tests."""
    book = before or harbour()
    number = len(book.amendments) + 1
    in_force = partial(book.in_force, "harbour-services", DAY)
    one = read_amendment(text, "amendment.yaml", number, DAY, in_force)
    return Book(book.standards, (*book.amendments, one))


def decided(book: Book, service: str, site: str, day: date = DAY) -> Decision:
    """What a white card has at a site."""
    return decide(book.at(day, site), service, asked(("harbour", "white")))


@pytest.mark.clause("GOV-02")
def test_a_site_sets_what_the_standard_lets_it_set_for_itself_and_below():
    book = amended(f'{HEAD}site: "65"\nservices:\n  berth: {{terms: {{within_hours: 6}}}}\n')

    assert decided(book, "berth", "65.6501").number("within_hours") == 6
    assert decided(book, "berth", "65").number("days") == 3
    assert decided(book, "berth", "44").number("within_hours") == 4
    assert decided(book, "berth", "").number("within_hours") == 4


@pytest.mark.clause("GOV-02")
def test_the_rules_of_the_nearer_site_count():
    book = amended(f'{HEAD}site: "65.6501"\nservices:\n  berth: {{terms: {{within_hours: {{white: 1}}}}}}\n')
    book = amended(f'{HEAD}site: "65"\nservices:\n  berth: {{terms: {{within_hours: 6}}}}\n', book)

    assert decided(book, "berth", "65.6501.650102").number("within_hours") == 1
    assert decided(book, "berth", "65.6502").number("within_hours") == 6


@pytest.mark.clause("GOV-02")
def test_a_site_may_write_a_whole_row_where_the_standard_leaves_the_service_to_it():
    book = amended(f'{HEAD}site: "65"\nservices:\n  ferry:\n{SUNRISE}')

    assert decided(book, "ferry", "65").title.en == "Sunrise walk"
    assert decided(book, "ferry", "44").title.en == "Ferry"


@pytest.mark.clause("GOV-02")
@pytest.mark.parametrize(
    ("services", "line", "found"),
    [
        ("  berth: {terms: {days: 9}}\n", 6, "`berth.days`"),
        (f"  berth:\n{SUNRISE}", 6, "`berth`"),
        ("  pier: none\n", 6, "`pier`"),
        (f"  sunrise_walk:\n{SUNRISE}", 6, "`sunrise_walk`"),
    ],
)
def test_a_site_may_not_set_what_the_standard_does_not_leave_to_it(services, line, found):
    with pytest.raises(PackError) as refused:
        amended(f'{HEAD}site: "65"\nservices:\n{services}')

    english = refused.value.message(Language.EN)
    assert english.startswith(f"amendment.yaml, line {line}, ")
    assert f"found {found}; expected what the standard lets a site set: berth.within_hours, ferry" in english
    assert "标准允许地方规定的项目" in refused.value.message(Language.ZH)


@pytest.mark.clause("GOV-04")
def test_an_amendment_of_headquarters_holds_from_its_day_everywhere_and_not_before():
    book = amended(
        f"{HEAD}services:\n  berth: {{terms: {{days: 9}}}}\n  sunrise_walk:\n{SUNRISE}  pier: none\n"
    )

    assert decided(book, "berth", "65").number("days") == 9
    assert decided(book, "berth", "65", date(2020, 6, 14)).number("days") == 3
    assert decided(book, "sunrise_walk", "44").level is Level.ENTITLED
    assert "pier" not in book.at(DAY, "").services


@pytest.mark.clause("GOV-04")
def test_an_amendment_cannot_name_a_day_of_its_own():
    with pytest.raises(PackError, match="`from`; expected one of of, site, services"):
        amended(f"{HEAD}from: 2019-01-01\nservices:\n  pier: none\n")


def test_an_amendment_of_another_standard_is_refused():
    with pytest.raises(PackError, match="`canal-services`; expected harbour-services"):
        amended("of: canal-services\nclause: ENT-17\nbasis: source\nservices:\n  pier: none\n")


def test_terms_of_a_service_that_there_is_not_are_refused():
    with pytest.raises(PackError, match="a row of the standard"):
        amended(f"{HEAD}services:\n  tides: {{terms: {{days: 1}}}}\n")
