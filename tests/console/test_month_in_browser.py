"""Operations at work on a month, in a real browser, with a worker in a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console.browser import ON_SQLITE, Reader, axe_violations
from tests.console.served import Served
from tests.months.conftest import operator
from tests.months.operator import NOW, STAR, settings_at
from tests.people.conftest import CHIEF, PASSWORD
from tierline.database.connect import Database
from tierline.people import passwords, staff
from tierline.people.model import PersonFacts, RoleHeld
from tierline.settings import Settings
from tierline.wording import Language

__all__ = ["operator"]  # a fixture of the months room

pytestmark = ON_SQLITE

MONTH = f"/months/2026-12/{STAR}"
WORKS_SECONDS = 60

WORDS = {
    Language.EN: {
        "graded": "China Unicom star grade: 40 lines read",
        "stands out": "15 lines of 41 have no bill of 2026-11",
        "equal": "Equal: run again, the month gives the same rows.",
        "seen": "I have looked at what stands out",
        "duties": "duties are owed",
        "published": "Published.",
        "goes by it": "The service goes by this month.",
        "tell": "tell the customer",
        "owed": "owed",
    },
    Language.ZH: {
        "graded": "中国联通客户星级：读入 40 户",
        "stands out": "没有 2026-11 账单",
        "equal": "一致：重跑结果逐行相同。",
        "seen": "我已查看须注意的检查项",
        "duties": "产生待办职责",
        "published": "已发布。",
        "goes by it": "服务已采用本月结果。",
        "tell": "告知客户",
        "owed": "待办",
    },
}


def add_operations(database: Database, settings: Settings) -> None:
    """Somebody of service operations, at headquarters, with an account."""
    facts = PersonFacts("周伟", "operations", "", Language.ZH)
    with database.write() as connection:
        person = staff.create(connection, CHIEF, "zhou.wei", facts, [RoleHeld("operations", "")], now=NOW)
        hash_ = passwords.hashed(settings, PASSWORD)
        staff.set_password(connection, CHIEF, person.id, hash_, must_change=False, now=NOW)


def signed_in(reader: Reader, served: Served, language: Language, **how: bool | str) -> Page:
    """A page of somebody of operations who has just signed in."""
    page = reader.page(f"{served.url}/sign-in", language=language, **how)  # type: ignore[arg-type]
    page.locator("#f-account").fill("zhou.wei")
    page.locator("#f-password").fill(PASSWORD)
    page.locator("main button.main").click()
    expect(page).to_have_url(f"{served.url}/")
    return page


@pytest.fixture
def settings(database_url: str, operator: Path, tmp_path: Path) -> Settings:
    """An installation with the operator's datasets, in which no month is graded yet."""
    (tmp_path / "input").symlink_to(operator / "input")
    (tmp_path / "runs").mkdir()
    return settings_at(tmp_path, database_url)


@pytest.fixture
def at_work(served: Served, settings: Settings, tmp_path: Path) -> Iterator[Served]:
    """The service at a moment of December, with its worker."""
    served.clock.now = NOW
    add_operations(served.database, settings)
    command = [sys.executable, "-m", "tests.console.month_worker", settings.database_url, str(tmp_path)]
    with subprocess.Popen([*command, str(WORKS_SECONDS)], stdout=subprocess.DEVNULL) as worker:
        try:
            yield served
        finally:
            worker.terminate()


def keep_runs_of(operator: Path, settings: Settings) -> None:
    """Have the months of the operator graded already."""
    assert settings.runs is not None
    shutil.copytree(operator / "runs", settings.runs, symlinks=True, dirs_exist_ok=True)


def wait_for(page: Page, text: str, has_script: bool) -> None:
    """Until what was asked for has come about; without script the reader looks again by hand."""
    if has_script:
        expect(page.locator("main")).to_contain_text(text, timeout=WORKS_SECONDS * 1000)
        return
    ends_at = time.monotonic() + WORKS_SECONDS
    while text not in page.locator("main").inner_text():
        assert time.monotonic() < ends_at, page.locator("main").inner_text()
        page.wait_for_timeout(300)
        page.reload()


def act(page: Page, name: str) -> None:
    """Open an act of a page: a dialog, and without script a page of its own."""
    page.locator(f"main a[href$='/{name}']").first.click()
    expect(page.locator("form.form button.main")).to_be_visible()


def publish_and_see_duties(page: Page, language: Language, has_script: bool) -> None:
    """Publish the month that the page shows, with its duties, and go to these."""
    words = WORDS[language]
    act(page, "publish")
    page.locator("#f-duties").select_option(label=words["duties"])
    page.get_by_label(words["seen"]).check()
    page.locator("form.form button.main").click()
    wait_for(page, words["published"], has_script)
    expect(page.locator("main")).to_contain_text(words["goes by it"])

    page.locator("a[href^='/duties?']").first.click()
    expect(page.locator("tbody tr").first).to_contain_text(words["tell"])
    expect(page.locator("tbody tr").first).to_contain_text(words["owed"])
    assert page.locator("tbody tr").count() > 1


@pytest.mark.clause("GRD-18")
def test_operations_publish_a_month_and_see_its_duties(
    reader: Reader, at_work: Served, settings: Settings, operator: Path
) -> None:
    keep_runs_of(operator, settings)
    page = signed_in(reader, at_work, Language.EN)
    page.goto(f"{at_work.url}/months/2026-11/{STAR}")
    publish_and_see_duties(page, Language.EN, has_script=True)


@pytest.mark.slow
@pytest.mark.clause("GRD-18", "GOV-03")
@pytest.mark.parametrize(("language", "has_script"), [(Language.EN, True), (Language.ZH, False)])
def test_operations_grade_check_verify_and_publish_a_month(
    reader: Reader, at_work: Served, language: Language, has_script: bool
) -> None:
    words = WORDS[language]
    page = signed_in(reader, at_work, language, javascript=has_script)

    page.goto(f"{at_work.url}/months")
    act(page, "grade")
    assert page.url.endswith("/grade") is not has_script
    for box in page.locator("input[name=schemes]").all():
        box.set_checked(box.get_attribute("value") == STAR)
    page.locator("form.form button.main").click()
    wait_for(page, words["graded"], has_script)

    page.goto(f"{at_work.url}{MONTH}")
    expect(page.locator("main")).to_contain_text(words["stands out"])
    act(page, "verify")
    page.locator("form.form button.main").click()
    wait_for(page, words["equal"], has_script)
    publish_and_see_duties(page, language, has_script)


# Every page in Chinese, dark and narrow is held by test_every_page_in_browser.py; this is the rest of it.
@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_pages_of_the_month(
    reader: Reader, served: Served, settings: Settings, operator: Path, theme: str
) -> None:
    keep_runs_of(operator, settings)
    served.clock.now = NOW
    add_operations(served.database, settings)
    page = signed_in(reader, served, Language.EN, theme=theme)
    found = {"/": axe_violations(page)}
    for path in ("/months", f"{MONTH}/lines", "/duties", f"{MONTH}/publish", MONTH):
        page.goto(f"{served.url}{path}")
        found[path] = axe_violations(page)
    page.locator("summary").click()
    act(page, "verify")
    found["in a dialog"] = axe_violations(page)
    page.locator("dialog button.main").click()
    expect(page.locator("main")).to_contain_text("Waits for the worker")
    found["under way"] = axe_violations(page)
    assert {path: each for path, each in found.items() if each} == {}
