"""A caller is served from the first key to the last note; and what happens when a sign-in ends meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from starlette.types import ASGIApp

from tests.console.browser import Reader
from tests.console.demo_console import DemoConsole
from tests.service.api import put_in
from tierline.appointments import service as appointments
from tierline.database.paging import Listing
from tierline.demo.accounts import INSTALLER, PROVINCE
from tierline.demo.installation import PASSWORD
from tierline.people import staff
from tierline.people.model import RoleHeld
from tierline.people.service import sign_in_by_token
from tierline.reconnections import service as reconnections
from tierline.web.call import Service
from tierline.wording import Language

AGENT = "li.na"
TOLD = {
    Language.EN: ("four-star", "Reconnected until 30 Nov 2026, 14:00.", "Booked: "),
    Language.ZH: ("四星", "已紧急开机，至 2026年11月30日 14:00。", "已预约："),
}
"""What is heard of the tier, and what the notes say at the end of the two acts."""


@dataclass(frozen=True)
class Hotline:
    """The demo as an agent works with it, and the line whose customer calls: off for a month of arrears."""

    url: str
    demo: DemoConsole
    line_id: int
    number: str

    @property
    def customer(self) -> str:
        """The page of the customer."""
        return f"{self.url}/customers/{self.line_id}"

    def done(self) -> tuple[int, int]:
        """How often the line was reconnected and booked for."""
        with self.demo.api.database.read() as connection:
            asked = (connection, INSTALLER, self.number, Listing(50))
            return len(reconnections.of_line(*asked).items), len(appointments.of_line(*asked).items)

    def take_role(self, instead: str = "") -> None:
        """Take the agent's role away, as an administrator does, with another one instead or with none."""
        now = self.demo.api.clock()
        with self.demo.api.database.write() as connection:
            person = staff.by_account(connection, INSTALLER, AGENT).id
            if instead:
                staff.give_role(connection, INSTALLER, person, RoleHeld(instead, PROVINCE), now=now)
            staff.take_role(connection, INSTALLER, person, RoleHeld("agent", PROVINCE), now=now)


@pytest.fixture
def hotline(demo: DemoConsole, serve: Callable[[ASGIApp], str]) -> Hotline:
    """The demo with its real sign-in."""
    put_in(demo.api.app, Service(demo.api.database, demo.settings, demo.api.clock, sign_in_by_token))
    line = demo.demo.lines["owes_one_month"]
    return Hotline(serve(demo.api.app), demo, line.id, line.msisdn)


def signed_in(page: Page) -> None:
    """Sign in by keys alone, from the form that has the focus."""
    expect(page.locator("#f-account")).to_be_focused()
    page.keyboard.type(AGENT)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.clause("ENT-04", "ENT-06", "ENT-07", "ENT-10")
@pytest.mark.parametrize("language", list(Language))
def test_a_caller_is_served_without_a_mouse(reader: Reader, hotline: Hotline, language: Language) -> None:
    tier, reconnected, booked = TOLD[language]
    page = reader.page(hotline.url, language=language)
    dialog, said = page.get_by_role("dialog"), page.locator("[data-said]")

    signed_in(page)
    expect(page.locator("#start-number")).to_be_focused()
    page.keyboard.type(hotline.number)
    page.keyboard.press("Enter")
    page.wait_for_url(hotline.customer)
    expect(page.locator(".g-state.bad")).to_be_visible()
    expect(page.locator("#read-out")).to_contain_text(tier)

    page.keyboard.press("r")
    expect(dialog.locator("#f-is_confirmed")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(said).to_be_focused()
    expect(said).to_contain_text(reconnected)

    page.keyboard.press("b")
    expect(dialog.locator(".btn.main")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said).to_be_focused()
    expect(said).to_contain_text(booked)
    assert hotline.done() == (1, 1)


@pytest.mark.parametrize("language", list(Language))
def test_a_caller_is_served_without_script(reader: Reader, hotline: Hotline, language: Language) -> None:
    tier, reconnected, booked = TOLD[language]
    page = reader.page(hotline.url, language=language, javascript=False)
    said = page.locator("[data-said]")

    signed_in(page)
    page.locator("#start-number").fill(hotline.number)
    page.keyboard.press("Enter")
    page.locator("#read-out a").click()
    expect(page.locator("#read-out")).to_contain_text(tier)
    page.locator(".crumb a").click()

    page.locator(".act[data-key=r]").click()
    page.locator("#f-is_confirmed").check()
    page.locator("main .btn.main").click()
    expect(said).to_contain_text(reconnected)
    page.locator(".act[data-key=b]").click()
    page.locator("main .btn.main").click()
    expect(said).to_contain_text(booked)
    assert hotline.done() == (1, 1)


def at_the_form(reader: Reader, hotline: Hotline) -> Page:
    """The page of the customer, whose reconnection is asked for in a dialog and confirmed."""
    page = reader.page(hotline.customer)
    signed_in(page)
    page.wait_for_url(hotline.customer)
    page.keyboard.press("r")
    expect(page.get_by_role("dialog").locator("#f-is_confirmed")).to_be_focused()
    page.keyboard.press("Space")
    return page


@pytest.mark.clause("ENT-04")
def test_a_double_click_reconnects_once(reader: Reader, hotline: Hotline) -> None:
    page = at_the_form(reader, hotline)
    page.get_by_role("dialog").locator(".btn.main").dblclick()
    expect(page.locator("[data-said]")).to_contain_text("Reconnected until")
    assert hotline.done() == (1, 0)


# ---------------------------------------------------------------- a sign-in that ends meanwhile


@pytest.mark.clause("GOV-01")
def test_after_a_long_call_what_was_filled_in_is_sent_once_more(reader: Reader, hotline: Hotline) -> None:
    page = at_the_form(reader, hotline)
    hotline.demo.api.clock.forward(hours=2)

    page.keyboard.press("Enter")
    reader.expect_trouble("401")
    expect(page.get_by_role("alert")).to_contain_text("nothing was changed")
    assert hotline.done() == (0, 0)

    signed_in(page)
    page.get_by_role("main").get_by_role("button").click()
    reader.expect_trouble("409")
    expect(page.locator("#f-is_confirmed")).to_be_checked()
    assert hotline.done() == (0, 0)
    page.locator("main .btn.main").click()
    expect(page.locator("[data-said]")).to_contain_text("Reconnected until")
    assert hotline.done() == (1, 0)


@pytest.mark.clause("GOV-01")
def test_after_signing_out_in_another_tab_nothing_is_done(reader: Reader, hotline: Hotline) -> None:
    page = at_the_form(reader, hotline)
    other = page.context.new_page()
    other.goto(f"{hotline.url}/me")
    other.locator("form[action='/sign-out'] button").click()
    expect(other.locator("#f-account")).to_be_visible()

    page.keyboard.press("Enter")
    reader.expect_trouble("403")
    expect(page.locator("main")).to_contain_text("nothing was changed")
    page.goto(hotline.customer)
    expect(page.locator("#f-account")).to_be_focused()
    assert hotline.done() == (0, 0)


@pytest.mark.clause("GOV-01")
@pytest.mark.parametrize("keys", [["Enter"], ["Escape", "b"]], ids=["sent", "another act"])
def test_after_a_role_is_taken_away_nothing_is_done(
    reader: Reader, hotline: Hotline, keys: list[str]
) -> None:
    page = at_the_form(reader, hotline)
    hotline.take_role(instead="knowledge_editor")

    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("h1")).to_have_text("Not allowed")
    reader.expect_trouble("403")
    page.goto(hotline.url)
    expect(page.locator("h1")).to_have_text("Today")
    assert hotline.done() == (0, 0)


@pytest.mark.clause("GOV-01")
def test_whoever_has_no_role_left_is_signed_out(reader: Reader, hotline: Hotline) -> None:
    page = at_the_form(reader, hotline)
    hotline.take_role()

    page.keyboard.press("Enter")
    reader.expect_trouble("401")
    expect(page.locator("#f-account")).to_be_focused()
    assert hotline.done() == (0, 0)
