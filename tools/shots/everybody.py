"""What everybody meets: signing in, the start page, oneself, keys, clauses and the parts of pages."""

from __future__ import annotations

from playwright.sync_api import Page

from tierline.demo.installation import PASSWORD
from tierline.wording import Language, Text
from tools.browser import NARROW
from tools.shots.shot import LOW, Group, Shot


def sign_in(page: Page) -> None:
    """Sign in, apart from the sign-ins that other pictures go on with."""
    page.locator("[name=account]").fill("deng.bo")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_load_state("networkidle")


def end_sign_in(page: Page) -> None:
    """Type into the form for a new person, end the sign-in from elsewhere, and send the form."""
    sign_in(page)
    page.locator("#f-account").fill("gu.li")
    page.locator("#f-name").fill("古丽")
    browser = page.context.browser
    assert browser is not None
    with browser.new_context(storage_state=page.context.storage_state()) as elsewhere:
        other = elsewhere.new_page()
        other.goto(page.url.replace("/people/new", "/me"))
        other.locator("form[action='/sign-out'] button").click()
        other.wait_for_load_state("networkidle")
    page.locator("main .btn.main").click()
    page.wait_for_load_state("networkidle")


def sign_in_anew(page: Page) -> None:
    """The same, and sign in again."""
    end_sign_in(page)
    sign_in(page)
    page.locator("main input[name=only_shown]").wait_for(state="attached")


def wait_long(page: Page) -> None:
    """Do nothing on the page for fifty-five minutes."""
    page.clock.install()
    page.reload()
    page.clock.run_for(55 * 60_000)
    page.locator("#ending button").wait_for()


GROUP = Group(
    Text("Everybody", "所有人"),
    (
        Shot("sign-in-en", Text("Who are you?", "您是谁？"), "/sign-in", height=LOW),
        Shot(
            "sign-in-zh",
            Text("The same in Chinese, dark.", "同上，中文、深色。"),
            "/sign-in",
            language=Language.ZH,
            theme="dark",
            height=LOW,
        ),
        Shot(
            "sign-in-ending",
            Text("How long am I still signed in?", "登录还能保持多久？"),
            "/customers",
            "li.na",
            height=LOW,
            steps=wait_long,
        ),
        Shot(
            "sign-in-ended",
            Text(
                "What became of the form that I sent after my sign-in had ended?",
                "登录结束后提交的表单怎样了？",
            ),
            "/sign-in?next=/people/new",
            height=LOW,
            steps=end_sign_in,
            shows="/sign-in",
        ),
        Shot(
            "signed-in-again",
            Text("Is what I typed still there?", "已填写的内容还在吗？"),
            "/sign-in?next=/people/new",
            language=Language.ZH,
            width=NARROW,
            height=LOW,
            steps=sign_in_anew,
            shows="/sign-in",
        ),
        Shot("start-agent", Text("An agent: what is there today?", "客服代表：今日情况如何？"), "/", "li.na"),
        Shot(
            "start-operations",
            Text("Operations: may the month go out?", "运营人员：本月结果可否发布？"),
            "/",
            "zhou.wei",
            Language.ZH,
        ),
        Shot(
            "start-supervisor",
            Text("A supervisor: what is due in my city?", "主管：本市有哪些事项到期？"),
            "/",
            "chen.gang",
            theme="dark",
        ),
        Shot(
            "start-analyst",
            Text("An analyst: which drafts wait for whom?", "政策分析员：哪些草案在等待谁？"),
            "/",
            "wu.ting",
            Language.ZH,
            width=NARROW,
        ),
        Shot(
            "me",
            Text("Who am I here, and what may I do?", "我的身份与权限是什么？"),
            "/me",
            "chen.gang",
            Language.ZH,
        ),
        Shot(
            "post",
            Text("At which of my posts do I go on?", "切换到哪个岗位？"),
            "/",
            "gu.li",
            clicks=("a[href='/me/post']",),
            shows="/me/post",
            height=LOW,
        ),
        Shot("keys", Text("Which letters are commands?", "有哪些快捷键？"), "/keys", "li.na", Language.ZH),
        Shot("clauses", Text("Which rules are there?", "有哪些条款？"), "/clauses", "li.na", theme="dark"),
        Shot(
            "clause",
            Text("What does the clause say that decided?", "作出决定的条款内容是什么？"),
            "/clauses/ENT-05",
            "li.na",
            height=LOW,
        ),
        Shot(
            "components-light",
            Text("Which parts are pages made of?", "页面由哪些组件构成？"),
            "/components",
            "li.na",
            is_whole_page=True,
        ),
        Shot(
            "components-dark",
            Text("The same in Chinese, dark.", "同上，中文、深色。"),
            "/components",
            "li.na",
            Language.ZH,
            "dark",
            is_whole_page=True,
        ),
    ),
)
