"""The month: may it go out, and what follows from it."""

from __future__ import annotations

from tierline.wording import Language, Text
from tools.browser import NARROW
from tools.shots.shot import LOW, Group, Shot

MONTH = "/months/2026-11"
"""The last month that the demo has graded at the moment of the pictures."""

STAR = f"{MONTH}/unicom-star"

GROUP = Group(
    Text("Operations: the month", "运营：月度评级"),
    (
        Shot(
            "months-en",
            Text("Which months are graded and published?", "哪些月份已评定、已发布？"),
            "/months",
            "zhou.wei",
        ),
        Shot(
            "grade",
            Text("Grade the next month: which schemes?", "评定下一个月：哪些方案？"),
            "/months",
            "zhou.wei",
            Language.ZH,
            clicks=("main a[href='/months/grade']",),
            shows="/months/grade",
        ),
        Shot(
            "month-zh",
            Text("May this month go out?", "本月结果可否发布？"),
            STAR,
            "zhou.wei",
            Language.ZH,
            is_whole_page=True,
        ),
        Shot(
            "month-dark",
            Text(
                "The same of an earlier month that nobody has published, dark.",
                "同上，更早、尚未发布的月份，深色。",
            ),
            "/months/2026-07/unicom-star",
            "zhou.wei",
            theme="dark",
            is_whole_page=True,
        ),
        Shot(
            "month-narrow",
            Text("The same of another scheme, on a narrow screen.", "同上，另一方案，窄屏。"),
            f"{MONTH}/cmcc-credit",
            "zhou.wei",
            width=NARROW,
            height=1024,
        ),
        Shot(
            "month-lines",
            Text("Which lines are behind a figure?", "数字背后是哪些线路？"),
            f"{STAR}/lines?change=fallen",
            "zhou.wei",
        ),
        Shot(
            "verify",
            Text("Is what lies on the disk what was graded?", "存盘结果与评定结果一致吗？"),
            STAR,
            "zhou.wei",
            clicks=("main a[href$='/verify']",),
            shows="/months/{month}/{scheme}/verify",
        ),
        Shot(
            "month-publish",
            Text("Publish it: what will be owed to whom?", "发布：将产生哪些待办职责？"),
            STAR,
            "zhou.wei",
            Language.ZH,
            clicks=("main a[href$='/publish']",),
            shows="/months/{month}/{scheme}/publish",
        ),
        Shot(
            "task",
            Text("How far is it, and can it be called off?", "进度如何，可否取消？"),
            "/tasks/{running}",
            "wu.ting",
            height=LOW,
        ),
        Shot(
            "task-done",
            Text("What came of it?", "结果如何？"),
            "/tasks/{verified}",
            "zhou.wei",
            Language.ZH,
            "dark",
            height=LOW,
        ),
        Shot(
            "duties",
            Text("What follows from the month for whom?", "本月结果带来哪些待办职责？"),
            "/duties?state=all",
            "zhou.wei",
        ),
        Shot(
            "duty-carry-out",
            Text("Do it now, by hand?", "现在人工办理？"),
            "/duties",
            "zhou.wei",
            Language.ZH,
            clicks=("main a[href*='/carry-out']",),
            shows="/duties/{duty_id}/carry-out",
        ),
        Shot(
            "duties-empty",
            Text("Nothing is owed: since when?", "没有待办：是否都已完成？"),
            "/duties?state=failed",
            "zhou.wei",
            Language.ZH,
            height=LOW,
        ),
    ),
)
