"""Policy analysts at work in a real browser: a draft from its first cell to the explanation of a line."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from starlette.types import ASGIApp

from tests.console.browser import ON_SQLITE, Reader, axe_violations
from tests.console.served import Served, served_application
from tests.grading import small_base
from tests.months.operator import NOVEMBER, STAR, carried, settings_at, write_datasets
from tests.policy_desk.desk import policies_at
from tests.service.api import Clock, put_in
from tierline.database.connect import Database
from tierline.demo.accounts import add_accounts
from tierline.demo.halls import add_sites
from tierline.demo.installation import PASSWORD
from tierline.months import asking
from tierline.people.service import sign_in_by_token
from tierline.policy.publication.keys import make_key
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.tasks.model import State, Task
from tierline.web.call import Service
from tierline.wording import Language
from tierline.worker.beside import Beside
from tierline.worker.task_runner import TaskRunner
from tierline.worker.tasks import KINDS

pytestmark = ON_SQLITE

NOV_28, DEC_6 = (datetime(2026, month, day, 2, 0, tzinfo=UTC) for month, day in ((11, 28), (12, 6)))
LINE = 20
"""Its mobile bill is 180 yuan a month: five-star once the floor is 150."""

WORKS_SECONDS = 60_000

WORDS = {
    Language.EN: {
        "begin": "Begin a draft",
        "gap": "No row holds where full years on the network: 0",
        "unsaved": "change not saved",
        "saved": "Saved as revision 2.",
        "simulate": "Simulate",
        "who moves": "Who moves",
        "ask": "Ask for approval",
        "own": "you asked for this approval yourself",
        "approve": "Approve",
        "publish": "Publish",
        "published": "Published.",
        "lines": "Lines that differ",
    },
    Language.ZH: {
        "begin": "新建草案",
        "gap": "在网整年数：0”时",
        "unsaved": "处更改未保存",
        "saved": "已保存为第 2 次修订。",
        "simulate": "模拟",
        "who moves": "变动情况",
        "ask": "提交审批",
        "own": "本次审批由您提交",
        "approve": "批准",
        "publish": "发布",
        "published": "已发布。",
        "lines": "有差异的线路",
    },
}


class Operator:
    """Forty lines, the star scheme, November graded and published; people who can sign in."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self.database, self.settings, self.clock = database, settings, clock
        with database.write() as connection:
            add_sites(connection, now=clock())
            self.actors = add_accounts(connection, settings, now=clock())
        operations = self.actors["zhou.wei"]
        self.month(operations, NOVEMBER)

    def month(self, actor: Actor, month: object) -> None:
        """Grade a month and bring it into the service."""
        self.carry(
            lambda connection: asking.ask_grade(
                connection, actor, self.settings, month, [STAR], now=self.clock()
            )
        )
        self.carry(
            lambda connection: asking.ask_publish(
                connection, actor, self.settings, month, STAR, with_duties=False, now=self.clock()
            )
        )

    def carry(self, ask: Callable[..., Task]) -> None:
        """Ask for a task, and carry it out."""
        with self.database.write() as connection:
            task = ask(connection)
        ended = carried(self.database, self.settings, task)
        assert ended.state is State.DONE, ended.problem

    @contextmanager
    def worker(self) -> Iterator[None]:
        """A worker beside the service, whose tasks have a process of their own."""
        with Beside(
            "tasks", TaskRunner(self.database, self.settings, self.clock, KINDS).run, threading.Event()
        ):
            yield


@pytest.fixture
def operator(database: Database, settings: Settings, tmp_path: Path) -> Operator:
    write_datasets(
        tmp_path / "input", {"bills": small_base.GOOD["bills"].replace("2026-11-01", "2026-12-01")}
    )
    make_key(tmp_path / "key.pem")
    given = {"policies": policies_at(tmp_path / "policies", ()), "policy_key": tmp_path / "key.pem"}
    own = settings_at(tmp_path, settings.database_url, desk=tmp_path / "desk", **given)
    clock = Clock()
    clock.now = NOV_28
    return Operator(database, own, clock)


@pytest.fixture
def served(operator: Operator, serve: Callable[[ASGIApp], str]) -> Served:
    app = served_application()
    put_in(app, Service(operator.database, operator.settings, operator.clock, sign_in_by_token))
    return Served(serve(app), operator.database, operator.clock)


def signed_in(reader: Reader, served: Served, account: str, language: Language, **how: object) -> Page:
    page = reader.page(f"{served.url}/sign-in", language=language, **how)
    page.locator("#f-account").fill(account)
    page.locator("#f-password").fill(PASSWORD)
    page.locator("main .btn.main").click()
    expect(page.locator(".me .who")).to_be_visible()
    return page


def cell(page: Page, name: str) -> Locator:
    return page.locator(f'[id="{name}"]')


def act(page: Page, name: str) -> None:
    page.locator(".next-acts").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("dialog[open]")).to_be_visible()


def explained(operator: Operator, served: Served, page: Page) -> str:
    """Why a line has its tier, as the service tells an agent."""
    given = page.request.post(f"{served.url}/api/v1/sign-in", data={"account": "li.na", "password": PASSWORD})
    number = f"{small_base.PHONE}{LINE:04}"
    told = page.request.get(
        f"{served.url}/api/v1/lines/{number}/explanation?scheme={STAR}",
        headers={"Authorization": f"Bearer {given.json()['token']}"},
    )
    assert told.ok, told.text()
    return str(told.text())


@pytest.mark.clause("GOV-04")
@pytest.mark.clause("GRD-16")
@pytest.mark.parametrize("language", [Language.EN, pytest.param(Language.ZH, marks=pytest.mark.slow)])
def test_an_analyst_changes_a_floor_and_the_explanation_of_a_line_changes(operator, served, reader, language):
    words = WORDS[language]
    wu = signed_in(reader, served, "wu.ting", language)
    before = explained(operator, served, wu)
    wu.goto(f"{served.url}/policies/{STAR}")
    wu.get_by_role("link", name=words["begin"]).click()
    wu.locator("#f-title").fill("Floors of December 十二月")
    wu.locator("#f-starts_on").fill("2026-12-01")
    wu.locator("dialog .btn.main").click()

    # A gap is marked as it is typed, with the field still in hand; it is mended before anything is saved.
    lowest = cell(wu, "c:measures.tenure_factor:0:5:0")
    lowest.fill("0.5")
    expect(wu.get_by_text(words["gap"])).to_be_visible()
    expect(lowest).to_be_focused()
    expect(lowest).to_have_value("0.5")
    lowest.fill("0")
    expect(wu.get_by_text(words["gap"])).to_have_count(0)
    # A condition is added and taken away by keys alone: the focus goes where one goes on.
    five, four = cell(wu, "c:tier:0:0:0"), cell(wu, "c:tier:0:1:0")
    pick = cell(wu, "pick:tier:0")
    wu.locator("details").filter(has=pick).locator("summary").press("Enter")
    pick.select_option("brand")
    wu.locator("details").filter(has=pick).get_by_role("button").last.press("Enter")
    expect(cell(wu, "w:tier:0:brand")).to_be_focused()
    expect(cell(wu, "w:tier:0:brand")).to_have_value("-")
    wu.keyboard.press("Tab")
    wu.keyboard.press("Enter")
    expect(five).to_be_focused()
    expect(cell(wu, "w:tier:0:brand")).to_have_count(0)
    five.fill("150")
    expect(wu.get_by_role("status").filter(has_text=words["unsaved"])).to_be_visible()
    five.press("Enter")
    expect(four).to_be_focused()
    wu.keyboard.press("Control+s")
    expect(wu.locator("[data-said]")).to_contain_text(words["saved"])
    expect(wu.locator("#editor del.was")).to_have_text(re.compile("260"))
    address = wu.url.partition("?")[0]

    with operator.worker():
        act(wu, words["simulate"])
        wu.locator("dialog .btn.main").click()
        expect(wu.get_by_role("heading", name=words["who moves"])).to_be_visible(timeout=WORKS_SECONDS)
    expect(wu.locator(".drawn svg")).to_be_visible()
    assert axe_violations(wu) == []
    wu.locator(".heat td a").first.click()
    expect(wu.get_by_role("heading", name=words["lines"])).to_be_visible()
    expect(wu.locator("tbody th").first).to_have_text(re.compile(r"\d{3}\*{4}\d{4}"))
    assert axe_violations(wu) == []
    wu.goto(address)
    act(wu, words["ask"])
    wu.locator("#f-reason").fill("As computed. 按测算结果。")
    wu.locator("dialog .btn.main").click()
    blocked = wu.get_by_role("button", name=words["approve"], exact=True)
    expect(blocked).to_have_attribute("aria-disabled", "true")
    expect(blocked).to_have_accessible_description(re.compile(words["own"], re.IGNORECASE))

    lin = signed_in(reader, served, "lin.hao", language, theme="dark")
    lin.locator(f'a[href="{address.removeprefix(served.url)}"]').first.click()
    act(lin, words["approve"])
    lin.locator("dialog .btn.main").click()
    act(lin, words["publish"])
    lin.locator("dialog .btn.main").click()
    expect(lin.locator("[data-said]")).to_contain_text(words["published"])
    assert axe_violations(lin) == []

    operator.clock.now = DEC_6
    operator.month(operator.actors["zhou.wei"], NOVEMBER.replace(month=12))
    assert explained(operator, served, wu) != before


# Every page in Chinese, dark and narrow is held by test_every_page_in_browser.py; this is the rest of it.
@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_a_draft(served, reader, theme):
    wu = signed_in(reader, served, "wu.ting", Language.ZH, theme=theme, width=768)
    wu.goto(f"{served.url}/policies/{STAR}/begin")
    wu.locator("#f-starts_on").fill("2026-12-25")
    wu.locator("main .btn.main").click()
    cell(wu, "c:tier:0:0:0").fill("nothing")
    wu.locator("#editor details").first.click()
    expect(wu.locator("#editor .note.bad")).to_be_visible()
    address = wu.url.partition("?")[0].removeprefix(served.url)
    found = axe_violations(wu)
    of_draft = ("comparison", "history", "simulate", "calibration", "dropping")
    for path in ("/policies", f"/policies/{STAR}", *(f"{address}/{page}" for page in of_draft)):
        wu.goto(served.url + path)
        found += axe_violations(wu)
    assert found == []


def test_rows_are_added_moved_and_removed_in_place_by_keyboard(served, reader):
    wu = signed_in(reader, served, "wu.ting", Language.EN)
    wu.goto(f"{served.url}/policies/{STAR}/begin")
    wu.locator("#f-starts_on").fill("2026-12-25")
    wu.locator("main .btn.main").click()
    address = wu.url
    first, second = cell(wu, "c:tier:0:0:0"), cell(wu, "c:tier:0:1:0")
    first.fill("270")
    first.press("Alt+ArrowDown")
    expect(first).to_have_value("140")
    expect(second).to_have_value("270")
    expect(second).to_be_focused()
    wu.get_by_role("button", name="Remove row 1").last.press("Enter")
    expect(first).to_have_value("270")
    wu.get_by_role("button", name="Add a row").last.press("Enter")
    expect(cell(wu, "c:tier:0:4:0")).to_have_value("")
    expect(wu.locator("#editor .note.bad")).to_be_visible()
    assert wu.url == address
