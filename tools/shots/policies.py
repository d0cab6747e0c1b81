"""The policy desk: what does a draft do, and may it be published."""

from __future__ import annotations

from playwright.sync_api import Page

from tierline.wording import Language, Text
from tools.browser import NARROW
from tools.shots.shot import Group, Shot

DRAFT = "/policies/drafts/{draft}"
"""A draft that is open, was changed several times and simulated over three months."""

WAITING = "/policies/drafts/{waiting}"
"""The draft that waits for a second person."""


def mistype(page: Page) -> None:
    """Type into the tables of a draft without saving: marks stand where they belong."""
    for place, text in (("tier:0:1:0", "146"), ("measures.tenure_factor:0:5:0", "1")):
        page.locator(f'[id="c:{place}"]').fill(text)
    page.locator("#editor .note.bad").wait_for()


def value(page: Page) -> None:
    """Change values beside the tables without saving, and look at them."""
    page.locator('[id="v:eligible.tenure_months:over"]').fill("3")
    page.locator('[name="v:eligible.product:is"][value="data_card"]').check()
    page.locator('[id="v:measures.arpu:last_months"]').fill("六个月")
    page.locator("#editor .note.bad").wait_for()
    page.wait_for_load_state("networkidle")
    page.locator("#s-1").evaluate("heading => heading.scrollIntoView()")


def results(page: Page) -> None:
    """Look at what a simulation found."""
    page.locator(".months-nav").evaluate("months => months.scrollIntoView()")


def share(page: Page) -> None:
    """Move a share, as a hand on the slider does."""
    page.locator("[name='share.five_star']").fill("4")
    page.locator("#why-take").wait_for(state="detached")
    page.wait_for_load_state("networkidle")


GROUP = Group(
    Text("Policy analysts: the policy desk", "政策分析员：政策工作台"),
    (
        Shot(
            "policies-en",
            Text("What is in force, and what waits?", "哪些政策生效中，哪些在等待？"),
            "/policies",
            "wu.ting",
        ),
        Shot(
            "policy-zh",
            Text("What does this policy say, by which clause?", "该政策规定什么，依据哪些条款？"),
            "/policies/unicom-star",
            "wu.ting",
            language=Language.ZH,
            is_whole_page=True,
        ),
        Shot(
            "begin",
            Text("A new draft: from which day on?", "新草案：自哪天起生效？"),
            "/policies/unicom-star",
            "wu.ting",
            clicks=("main a[href$='/begin']",),
            shows="/policies/{scheme}/begin",
        ),
        Shot(
            "draft-en",
            Text("What is changed, and what is wrong where?", "更改了什么，何处有误？"),
            DRAFT,
            "wu.ting",
            height=1640,
            steps=mistype,
        ),
        Shot(
            "draft-values",
            Text("Who is rated, over which window, for which term?", "谁参评，看几个月，有效期多长？"),
            DRAFT,
            "wu.ting",
            Language.ZH,
            height=1100,
            steps=value,
        ),
        Shot(
            "draft-comparison",
            Text("How does the draft differ from what is in force?", "草案与现行政策有何不同？"),
            f"{DRAFT}/comparison",
            "wu.ting",
            Language.ZH,
        ),
        Shot(
            "draft-history",
            Text("Who changed what, when, and why?", "谁在何时更改了什么，理由是什么？"),
            f"{DRAFT}/history",
            "wu.ting",
            theme="dark",
        ),
        Shot(
            "calibration",
            Text("Which floors give these shares?", "这些占比对应怎样的界值？"),
            f"{DRAFT}/calibration",
            "wu.ting",
            Language.ZH,
            height=1000,
            steps=share,
        ),
        Shot(
            "simulate",
            Text("Try the draft: on which months?", "模拟草案：用哪些月份？"),
            f"{DRAFT}/simulate",
            "wu.ting",
        ),
        Shot(
            "simulating",
            Text("How far is the simulation?", "模拟进行到哪里？"),
            "/policies/drafts/{simulating}",
            "wu.ting",
            Language.ZH,
        ),
        Shot(
            "results-en",
            Text(
                "Who moves, from where to where, for which causes, at what cost?",
                "谁的等级变动、流向如何、原因与费用？",
            ),
            WAITING,
            "lin.hao",
            is_whole_page=True,
        ),
        Shot(
            "results-zh",
            Text(
                "The same of another draft over three months, in Chinese, dark.",
                "同上，另一草案模拟三个月，中文、深色。",
            ),
            DRAFT,
            "lin.hao",
            Language.ZH,
            "dark",
            height=1240,
            steps=results,
        ),
        Shot(
            "results-narrow",
            Text("The same on a narrow screen.", "同上，窄屏。"),
            WAITING,
            "lin.hao",
            width=NARROW,
            is_whole_page=True,
        ),
        Shot(
            "simulation-lines",
            Text("Which lines are behind a figure?", "数字背后是哪些线路？"),
            "/policies/simulations/{simulation}/lines?effect=moves",
            "lin.hao",
            Language.ZH,
        ),
        Shot(
            "submission",
            Text("Ask a second person: for which reason?", "提交审批：理由是什么？"),
            f"{DRAFT}/submission",
            "wu.ting",
            Language.ZH,
            shows="/policies/drafts/{draft_id}/{step}",
        ),
        Shot(
            "approval",
            Text("Is it to become policy?", "是否批准？"),
            WAITING,
            "lin.hao",
            clicks=("main a[href$='/approval']",),
            shows="/policies/drafts/{draft_id}/{step}",
        ),
        Shot(
            "publication",
            Text("Publish exactly what was approved?", "按批准内容发布？"),
            "/policies/drafts/{approved}",
            "lin.hao",
            Language.ZH,
            "dark",
            clicks=("main a[href$='/publication']",),
            shows="/policies/drafts/{draft_id}/{step}",
        ),
    ),
)
