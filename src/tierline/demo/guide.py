"""What the demo tells of its service: who can sign in, and numbers to type. The numbers are nobody's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tierline.demo.accounts import ACCOUNTS
from tierline.demo.cast import CastLine
from tierline.demo.errors import DemoMissing
from tierline.demo.installation import PASSWORD
from tierline.lines.msisdn import mask
from tierline.rights.policy import roles
from tierline.sites.model import HEADQUARTERS
from tierline.wording import Language, Text

FILE = "guide.{language}.txt"
WIDTH = 110

WHO = Text("Who can sign in; the password of each is: {password}", "可登录的账号；密码均为：{password}")
WHICH = Text(
    "Lines to look at. The numbers are made up: no Chinese mobile number begins with 100.",
    "可查看的线路。号码均为虚构：中国没有以 100 开头的手机号。",
)
ACCOUNT, ROLE, SITE, SEES = (
    Text("account", "账号"),
    Text("role", "角色"),
    Text("site", "站点"),
    Text("sees", "可见内容"),
)
NUMBER, SHOWN, SITUATION = Text("number", "号码"), Text("shown as", "显示为"), Text("situation", "情形")
EVERYWHERE = Text("all", "总部")

SITUATIONS: Mapping[str, tuple[str, Text]] = {
    "owes_one_month": (
        "li.na",
        Text("four-star, off for one month of arrears: reconnect it", "四星，欠费一个月停机：可办理紧急开机"),
    ),
    "two_months": ("li.na", Text("refused: two months of arrears", "未予办理：欠费两个月")),
    "last_unpaid": (
        "zhao.min",
        Text("refused: last month's reconnection was not paid", "未予办理：上月紧急开机后未缴费"),
    ),
    "credit_running": ("li.na", Text("prepaid, on by its credit, a part of it used", "预付费，授信使用中")),
    "at_the_hall": (
        "chen.gang",
        Text("postpaid and on; its work order is with a hall", "后付费已开机，工单在营业厅"),
    ),
    "nearly_over": (
        "chen.gang",
        Text("on for less than an hour more: extend or end it", "剩余不足一小时：可延长或结束"),
    ),
    "extended": ("chen.gang", Text("extended by the city", "已由市公司延长")),
    "time_ran_out": (
        "zhao.min",
        Text("promised to pay, off again after 48 hours", "承诺缴费未缴，48 小时后再次停机"),
    ),
    "paid_in_time": ("li.na", Text("paid in time, and stays on", "按时缴费，恢复正常")),
    "lost_phone": ("li.na", Text("lost phone: off at the customer's wish", "手机遗失：客户申请停机")),
    "quota_used_up": ("li.na", Text("every lounge visit of the year used", "本年贵宾厅次数已用完")),
    "sim_replaced": ("zhao.min", Text("SIM card replaced, free", "已免费补卡")),
    "fallen": ("li.na", Text("falls from four stars with the last run", "上期评级由四星降级")),
    "booked_today": ("zhao.min", Text("has the next appointment", "最近一个预约")),
    "undisturbed": (
        "li.na",
        Text("do-not-disturb: the birthday greeting was withheld", "免打扰：生日问候未发送"),
    ),
    "in_care_4": ("sun.jie", Text("has an account manager; a contact is overdue", "有客户经理，联系已逾期")),
    "group": ("fang.yu", Text("a group customer", "集团客户")),
    "refused_product": (
        "li.na",
        Text("phone switched off: messages failed", "手机关机：消息发送失败"),
    ),
    "kashgar_passed_on": ("ma.hong", Text("Kashgar: chen.gang finds nothing here", "喀什：chen.gang 查不到")),
}
"""Of a part: who can find its line, and why to look at it. The first are told first."""


def write_guide(folder: Path, lines: Mapping[str, CastLine]) -> None:
    """Write the guide into the folder of a demo, in each language."""
    for language in Language:
        text = "\n".join(_guide(lines, language)) + "\n"
        (folder / FILE.format(language=language.value)).write_text(text, "utf-8")


def read_guide(folder: Path, language: Language) -> str:
    """The guide of a demo that was made before, which is written last. Raises DemoMissing."""
    try:
        return (folder / FILE.format(language=language.value)).read_text("utf-8")
    except OSError:
        raise DemoMissing(path=folder) from None


def _guide(lines: Mapping[str, CastLine], language: Language) -> Iterator[str]:
    yield WHO.read(language, password=PASSWORD)
    yield from _table(
        (ACCOUNT, ROLE, SITE, SEES),
        (
            (
                one.name,
                roles()[one.role].title.read(language),
                EVERYWHERE.read(language) if one.site == HEADQUARTERS else one.site,
                one.sees.read(language),
            )
            for one in ACCOUNTS
        ),
        language,
    )
    yield ""
    yield WHICH.read(language)
    yield from _table(
        (NUMBER, SHOWN, ACCOUNT, SITUATION),
        (
            (lines[part].msisdn, mask(lines[part].msisdn), account, situation.read(language))
            for part, (account, situation) in SITUATIONS.items()
            if part in lines
        ),
        language,
    )


def _table(titles: tuple[Text, ...], rows: Iterator[tuple[str, ...]], language: Language) -> list[str]:
    table = Table(box=None, pad_edge=False, header_style="")
    for title in titles:
        table.add_column(title.read(language), no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console(width=WIDTH, color_system=None, force_terminal=False, highlight=False)
    with console.capture() as capture:
        console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]
