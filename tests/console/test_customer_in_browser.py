"""An agent at the keyboard: who is on the phone, and what is done for them, without a mouse."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.console.browser import ON_SQLITE, Reader, axe_violations
from tests.console.served import Served
from tests.people.conftest import CHIEF, PASSWORD
from tests.service.actors import CITY, HALL, actor
from tests.service.base import add_line, add_membership, add_override, number
from tierline.appointments import slots
from tierline.appointments.model import Counter, Series
from tierline.people import passwords, staff
from tierline.people.model import PersonFacts, RoleHeld
from tierline.settings import Settings
from tierline.wording import Language
from tools.browser import NARROW, WIDTH

pytestmark = ON_SQLITE


@pytest.fixture
def agent(served: Served, settings: Settings) -> str:
    """An account of an agent; a line that is suspended for arrears, and times in the hall of its county."""
    now = served.clock()
    with served.database.write() as connection:
        add_line(
            connection, 1, status="suspended", suspended_for="arrears", arrears_months=1, payment="postpaid"
        )
        add_membership(connection)
        add_membership(connection, scheme="unicom-card", tier="silver", ends_on=None)
        add_override(connection)
        facts = PersonFacts("Aynur M.", "customer_service", CITY, Language.EN)
        person = staff.create(connection, CHIEF, "aynur", facts, [RoleHeld("agent", CITY)], now=now)
        hashed = passwords.hashed(settings, PASSWORD)
        staff.set_password(connection, CHIEF, person.id, hashed, must_change=False, now=now)
        series = Series(HALL, date(2012, 6, 16), time(9), time(10), 30, 1, Counter.VIP)
        slots.open_slots(connection, actor("clerk"), settings, series, now=now)
    return "aynur"


def signed_in(reader: Reader, served: Served, account: str, **reading: Any) -> Page:
    """The start page of an account."""
    page = reader.page(f"{served.url}/sign-in", **reading)
    page.locator("#f-account").fill(account)
    page.locator("#f-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(served.url + "/")
    return page


@pytest.mark.clause("ENT-04", "ENT-06", "ENT-07", "ENT-08", "ENT-10")
@pytest.mark.parametrize(
    ("language", "reconnected", "replaced", "free", "booked", "sent"),
    [
        (
            Language.EN,
            "Reconnected until 17 Jun 2012, 10:00.",
            "recorded",
            "next free: tomorrow 09:00",
            "Booked: Sat 16 Jun, 09:00",
            "The text goes to the customer.",
        ),
        (
            Language.ZH,
            "已紧急开机，至 2012年6月17日 10:00。",
            "已办理",
            "最近可约：明日 09:00",
            "已预约：6月16日（周六） 09:00",
            "内容已发往客户。",
        ),
    ],
)
def test_an_agent_reconnects_replaces_books_and_sends_without_a_mouse(
    reader: Reader,
    served: Served,
    agent: str,
    language: Language,
    reconnected: str,
    replaced: str,
    free: str,
    booked: str,
    sent: str,
) -> None:
    page = signed_in(reader, served, agent, language=language)
    dialog, said = page.get_by_role("dialog"), page.locator("[data-said]")

    page.keyboard.press("/")  # the key of the field that has the focus is no part of the number
    page.keyboard.type(number(1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/1")
    assert number(1) not in page.content()

    page.keyboard.press("r")
    expect(dialog.locator("#f-is_confirmed")).to_be_focused()
    page.keyboard.press("Enter")  # forgotten: the field waits for it
    reader.expect_trouble("422")
    expect(page.locator("main #f-is_confirmed")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(said).to_be_focused()
    expect(said).to_contain_text(reconnected)
    expect(page.locator(".g-state.bad")).to_have_count(0)

    # What was loaded after the page: how the line is and was, and the next free time on the button.
    expect(page.locator("#on-until")).to_contain_text("17")
    expect(page.locator("#time-line .spells .st.ok")).to_have_count(1)
    expect(page.locator("#next-visit")).to_contain_text(free)

    for key, sentence in (("s", replaced), ("b", booked), ("m", sent)):
        page.locator(f"[data-key={key}]").wait_for()
        page.keyboard.press(key)
        expect(dialog.locator(".btn.main")).to_be_focused()
        page.keyboard.press("Enter")
        expect(said).to_contain_text(sentence)


@pytest.mark.parametrize("language", list(Language))
def test_the_other_language_is_read_out_by_a_key_and_escape_leaves_an_act(
    reader: Reader, served: Served, agent: str, language: Language
) -> None:
    page = signed_in(reader, served, agent, language=language)
    page.goto(served.url + "/customers/1")
    own, other = ("en", "zh-CN") if language is Language.EN else ("zh-CN", "en")

    expect(page.locator("#read-out > div")).to_have_attribute("lang", own)
    page.keyboard.press("l")
    expect(page.locator("#read-out > div")).to_have_attribute("lang", other)

    page.keyboard.press("b")
    dialog = page.get_by_role("dialog")
    dialog.locator("a[data-dialog][href*='day=2012-06-17']").press("Enter")  # the next day, in its place
    expect(dialog.locator("a[data-dialog][href*='day=2012-06-18']")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-key=b]")).to_be_focused()


def test_everything_is_there_without_script(reader: Reader, served: Served, agent: str) -> None:
    page = signed_in(reader, served, agent, javascript=False)
    page.goto(served.url + "/customers/1")
    page.locator("#read-out a").click()
    expect(page.locator("h1")).to_have_text("To read out")
    expect(page.locator(".tl-key + h3")).to_be_visible()
    page.get_by_role("link", name="Send it by SMS").click()
    page.locator("main .btn.main").click()
    expect(page.locator("[data-said]")).to_contain_text("The text goes to the customer.")
    page.goto(served.url + "/customers/1")
    page.locator(".act.main").click()
    page.locator("#f-is_confirmed").check()
    page.locator("main .btn.main").click()
    expect(page.locator("[data-said]")).to_contain_text("Reconnected until")


# Every page in Chinese, dark and narrow is held by test_every_page_in_browser.py; this is the rest of it.
@pytest.mark.slow
@pytest.mark.parametrize(("theme", "width"), [("light", WIDTH), ("dark", NARROW)])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_page(
    reader: Reader, served: Served, agent: str, theme: str, width: int
) -> None:
    page = signed_in(reader, served, agent, theme=theme, width=width)
    for path in (
        "",
        "/1",
        "/1/reconnection",
        "/1/uses/airport_lounge",
        "/1/password",
        "/1/password/change",
        "/1/booking",
        "/1/recent",
        "/1/read-out",
        "/1/read-out/message?scheme=unicom-vip",
    ):
        page.goto(f"{served.url}/customers{path}")
        if path == "/1":
            expect(page.locator("#read-out .say").first).to_be_visible()
            expect(page.locator(".recent h3").first).to_be_visible()
            for summary in page.locator("summary").all():
                summary.click()
        assert axe_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("language", list(Language))
def test_the_page_prints_on_one_sheet(reader: Reader, served: Served, agent: str, language: Language) -> None:
    page = signed_in(reader, served, agent, language=language)
    page.goto(served.url + "/customers/1")
    expect(page.locator("#time-line h3")).to_be_visible()

    printed = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
