"""What holds for every page, one that comes later as well; and that a city sees nothing of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import pytest
from sqlalchemy import select

from tests.console.demo_console import KASHGAR, NEW_PERSON, OPERATOR, URUMQI, DemoConsole
from tests.console.every_page import (
    BEGIN,
    ELSEWHERE,
    FORMS,
    OF_ALL_SITES,
    OF_EVERYBODY,
    OF_SITES,
    PAGES,
    ROUTES,
    Seen,
    Walk,
    parts_of,
    route_of,
)
from tests.console.visits import text_of
from tierline.database.ids import new_id
from tierline.demo.accounts import ACCOUNTS, CITY, OTHER_CITY
from tierline.lines.msisdn import mask
from tierline.lines.store import lines
from tierline.rights.model import Actor
from tierline.sites.model import is_within

SAME_FOR_ALL = re.compile(
    "^/(clauses|components|sign-in|people/new|people/systems/openapi.json)|/uses/airport_lounge$"
)
"""What shows nothing of anybody, but names cities and invented customers as examples, and lounges."""

LARGEST = 100_000
MOST = 8
MASKED = re.compile(r"\d{3}\*{4}\d{4}")
CHINESE = re.compile("[\u4e00-\u9fff]")
NAMES = re.compile("|".join((NEW_PERSON, *(account.person for account in ACCOUNTS))))


def walked(pages: DemoConsole, who: Actor | str, most: int, language: str = "en") -> Walk:
    """What somebody comes by."""
    walk = Walk(most)
    walk.go(pages.visitor(who, language), (*BEGIN, *pages.telling))
    return walk


def test_every_page_is_walked_to(demo_to_read: DemoConsole) -> None:
    named = {part for route in ROUTES for part in parts_of(route)}
    unknown = named - OF_SITES - OF_EVERYBODY
    assert not unknown, f"say in OF_SITES or OF_EVERYBODY what these parts of addresses name: {unknown}"

    walk = walked(demo_to_read, OPERATOR, 3)

    missed = {route.path for route in PAGES} - ELSEWHERE - {path for path, seen in walk.seen.items() if seen}
    assert not missed, f"no link leads to these pages in the demo; add addresses of them to BEGIN: {missed}"


# ---------------------------------------------------------------- what pages hold


@pytest.mark.clause("GOV-01")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_small_named_in_the_readers_language_and_without_a_whole_number(
    demo_to_read: DemoConsole, language: str
) -> None:
    with demo_to_read.api.database.read() as connection:
        numbers = set(connection.execute(select(lines.c.msisdn)).scalars())
    shown = [
        *walked(demo_to_read, OPERATOR, 5, language).all,
        *(each for who in ("li.na", "zhao.min") for each in walked(demo_to_read, who, 2, language).all),
    ]

    problems = [
        f"{each.address}: {problem}"
        for each in shown
        if each.answer.headers["content-type"].startswith("text/html")
        for problem in _problems(each, language, numbers)
    ]

    assert len(shown) > 150
    assert not problems, "\n".join(problems)


def _problems(page: Seen, language: str, numbers: set[str]) -> Iterator[str]:
    html = page.answer.text
    if len(page.answer.content) > LARGEST:
        yield f"{len(page.answer.content)} bytes"
    if html.count("<h1") != 1:
        yield f"{html.count('<h1')} headings of the first rank"
    if f'<html lang="{"zh-CN" if language == "zh" else "en"}"' not in html:
        yield "in another language"
    title = re.search("<title>(.*?)</title>", html, re.DOTALL)
    name = NAMES.sub("", title[1].removesuffix("· tierline")) if title else ""
    if not name.strip() or bool(CHINESE.search(name)) != (language == "zh"):
        yield f"its title is {title[1] if title else 'missing'!r}"
    whole = numbers & set(re.findall(r"\d{11,13}", html))
    if whole:
        yield f"{len(whole)} whole numbers"


# ---------------------------------------------------------------- one city and another


@pytest.fixture(scope="module")
def walks(demo_to_read: DemoConsole) -> dict[str, Walk]:
    """Everything that stands in each of two cities, as somebody sees it who may do everything there."""
    return {who.site: walked(demo_to_read, who, MOST, "zh") for who in (URUMQI, KASHGAR)}


def marks_of(pages: DemoConsole, walk: Walk, site: str) -> set[str]:
    """By what a city's things are known: ids, masked numbers that no other line has, names, people."""
    with pages.api.database.read() as connection:
        rows = list(connection.execute(select(lines.c.msisdn, lines.c.site)))
    shared = {mask(number) for number, at in rows if not is_within(at, site)}
    numbers = {number for each in walk.all for number in MASKED.findall(each.answer.text)}
    # Lines and duties are numbered, hence known by where they lead.
    ids = {one for part in OF_SITES - {"line_id", "duty_id", "path"} for one in walk.named.get(part, ())}
    addresses = {f"/customers/{one}" for one in walk.named["line_id"]}
    addresses |= {f"/duties/{one}/" for one in walk.named.get("duty_id", ())}
    people = {word for account in ACCOUNTS if account.site == site for word in (account.person, account.name)}
    words = {OTHER_CITY: {"Kashgar", "喀什"}, CITY: {"Urumqi", "乌鲁木齐", "天山"}}[site]
    return (numbers - shared) | ids | addresses | people | words | {site}


def found(marks: set[str], text: str) -> set[str]:
    """The marks that stand in a text, whole."""
    return set(_any_of(frozenset(marks)).findall(text))


@lru_cache
def _any_of(marks: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, marks), key=len, reverse=True)
    return re.compile(rf"(?<!\d)(?:{'|'.join(longest_first)})(?!\d)")


CITIES = pytest.mark.parametrize(
    ("who", "elsewhere"),
    [("chen.gang", OTHER_CITY), ("ma.hong", CITY), (URUMQI, OTHER_CITY), (KASHGAR, CITY)],
    ids=["chen.gang", "ma.hong", "urumqi", "kashgar"],
)


@pytest.mark.clause("CHN-11", "GOV-01")
@CITIES
def test_no_page_of_a_city_shows_anything_of_another(
    demo_to_read: DemoConsole, walks: dict[str, Walk], who: Actor | str, elsewhere: str
) -> None:
    marks = marks_of(demo_to_read, walks[elsewhere], elsewhere)
    assert len(marks) > 25

    walk = walked(demo_to_read, who, MOST) if isinstance(who, str) else walks[who.site]

    assert {
        each.address: stray
        for each in walk.all
        if not SAME_FOR_ALL.search(each.address) and (stray := found(marks, text_of(each.answer)))
    } == {}
    assert sum(1 for _ in walk.all) > 60


@pytest.mark.clause("CHN-11", "GOV-01")
@CITIES
def test_addresses_of_another_city_are_as_if_nothing_were_there(
    demo_to_read: DemoConsole, walks: dict[str, Walk], who: Actor | str, elsewhere: str
) -> None:
    walk, visitor = walks[elsewhere], demo_to_read.visitor(who)
    marks = marks_of(demo_to_read, walk, elsewhere)
    tried = 0
    for each in walk.all:
        route = next(one for one in PAGES if one.path == route_of(each.address))
        if not OF_SITES & parts_of(route) or route.path in OF_ALL_SITES:
            continue
        answer = visitor.get(each.address)
        # Whoever may not open such a page at all hears that, wherever the thing is.
        assert answer.status_code == 404 or (answer.status_code == 403 and isinstance(who, str)), each.address
        assert "<h1" in answer.text
        # A page may repeat what it was asked for.
        assert found(marks, text_of(answer)) <= found(marks, each.address), each.address
        tried += 1
    assert tried > 60


@pytest.mark.clause("CHN-11", "GOV-01")
@CITIES
def test_forms_about_another_city_change_nothing(
    demo_to_read: DemoConsole, walks: dict[str, Walk], who: Actor | str, elsewhere: str
) -> None:
    walk, visitor = walks[elsewhere], demo_to_read.visitor(who)
    named = {part: values[0] for part, values in walk.named.items()}
    before = demo_to_read.state()
    for route in FORMS:
        if not OF_SITES & parts_of(route):
            continue
        missing = parts_of(route) - named.keys()
        assert not missing, f"{route.path} names {missing}, of which the walk met none"
        answer = visitor.client.post(
            route.path.format(**named), data={"proof": visitor.proof, "key": new_id()}
        )
        assert answer.status_code == 404 or (answer.status_code == 403 and isinstance(who, str)), route.path
    assert demo_to_read.state() == before


@pytest.mark.clause("CHN-11")
@pytest.mark.parametrize(
    "path", ["/reconnections", "/work-orders", "/appointments", "/messages", "/people", "/duties"]
)
def test_a_list_asked_for_another_city_shows_nothing_of_it(
    demo_to_read: DemoConsole, walks: dict[str, Walk], path: str
) -> None:
    # What was asked for stands in the field as it was typed.
    marks = marks_of(demo_to_read, walks[OTHER_CITY], OTHER_CITY) - {OTHER_CITY}
    visitor = demo_to_read.visitor(URUMQI)
    for site in (OTHER_CITY, "65", ""):
        assert found(marks, text_of(visitor.get(f"{path}?site={site}"))) == set(), site
