"""The end of an idle sign-in as its reader meets it: told in time, put off by a button, nothing lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.console.browser import ON_SQLITE, Reader, axe_violations
from tests.console.served import Served
from tests.people.conftest import CHIEF, PASSWORD
from tests.service.actors import CITY
from tierline.people import passwords, staff
from tierline.people.model import PersonFacts, RoleHeld
from tierline.settings import Settings
from tierline.wording import Language

pytestmark = ON_SQLITE


@pytest.fixture
def signed_in(reader: Reader, served: Served, settings: Settings) -> Page:
    """A window of somebody who signed in at ten past ten, in Chinese."""
    with served.database.write() as connection:
        facts, held = PersonFacts("Li", "it", CITY, Language.ZH), [RoleHeld("administrator", CITY)]
        person = staff.create(connection, CHIEF, "li.wei", facts, held, now=served.clock())
        hash_ = passwords.hashed(settings, PASSWORD)
        staff.set_password(connection, CHIEF, person.id, hash_, must_change=False, now=served.clock())
    served.clock.forward(minutes=10)
    page = reader.page(f"{served.url}/sign-in?next=/people/new", language=Language.ZH)
    page.clock.install()
    page.reload()
    page.locator("[name=account]").fill("li.wei")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.locator("#f-name")).to_be_visible()
    return page


def later(page: Page, served: Served, minutes: int) -> None:
    """Time goes on, for the service and for every window of the browser."""
    served.clock.forward(minutes=minutes)
    page.clock.run_for(minutes * 60_000)


@pytest.mark.clause("GOV-01")
def test_an_idle_end_is_told_put_off_for_every_window_and_loses_nothing(
    reader: Reader, signed_in: Page, served: Served
) -> None:
    page, told = signed_in, signed_in.locator("#ending")
    other = page.context.new_page()
    other.goto(f"{served.url}/me")
    page.locator("#f-name").fill("Gu Li")
    page.locator("footer a[href='/keys']").click()
    # What was asked for is a use of the sign-in, at the moment of its answer.
    expect(page.get_by_role("dialog")).to_be_visible()

    later(page, served, 53)
    expect(told).to_be_empty()
    later(page, served, 2)
    expect(told).to_contain_text("由于长时间未操作，您将于 11:09 退出登录。")
    expect(other.locator("#ending")).to_contain_text("11:09")
    expect(page.get_by_role("dialog").locator("#ending button")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(told.get_by_role("button")).to_be_visible()
    assert axe_violations(page) == []
    page.locator("#f-name").focus()
    other.get_by_role("button", name="保持登录").click()
    expect(other.locator("#ending")).to_be_empty()
    expect(told).to_be_empty()

    later(page, served, 61)
    expect(told).to_contain_text("您已于 12:04 退出登录。")
    page.locator("main .btn.main").click()
    expect(page.locator(".note")).to_contain_text("您的登录已结束，未作任何更改。")
    page.locator("[name=account]").fill("li.wei")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.get_by_role("button", name="显示表单").click()
    expect(page.locator("#f-name")).to_have_value("Gu Li")
    reader.expect_trouble("401")
    reader.expect_trouble("422")
