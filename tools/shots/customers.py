"""The customer's pages: the phone rings, or somebody stands at the counter."""

from __future__ import annotations

from tierline.wording import Language, Text
from tools.browser import NARROW
from tools.shots.shot import LOW, Group, Shot

OWES = "/customers/{lines[owes_one_month].id}"
PREMIUM = "/customers/{lines[booked_tomorrow].id}"

GROUP = Group(
    Text("Agents and clerks: the customer", "客服代表与营业员：客户"),
    (
        Shot(
            "find",
            Text("Whose number is this?", "这是谁的号码？"),
            "/customers",
            "li.na",
            height=LOW,
        ),
        Shot(
            "customer-en",
            Text(
                "Who is on the phone, what may they have now, and why not the rest?",
                "来电者是谁，现在可办理什么，其余为何不可？",
            ),
            OWES,
            "li.na",
            height=1120,
        ),
        Shot(
            "customer-zh",
            Text(
                "The same of a line that is not reconnected, in Chinese, dark.",
                "同上，暂不可开机的线路，中文、深色。",
            ),
            "/customers/{lines[two_months].id}",
            "li.na",
            language=Language.ZH,
            theme="dark",
            is_whole_page=True,
        ),
        Shot(
            "customer-narrow",
            Text("The same on a narrow screen.", "同上，窄屏。"),
            "/customers/{lines[at_the_hall].id}",
            "zhao.min",
            Language.ZH,
            width=NARROW,
            height=1024,
        ),
        Shot(
            "reconnect",
            Text("Reconnect: until when, and on what terms?", "紧急开机：到何时为止，条件是什么？"),
            OWES,
            "li.na",
            clicks=("a[href$='/reconnection']",),
            shows="/customers/{line_id}/reconnection",
        ),
        Shot(
            "use",
            Text(
                "Replace the SIM: what does it cost, and what is recorded?", "补换 SIM 卡：费用与登记内容？"
            ),
            PREMIUM,
            "li.na",
            Language.ZH,
            clicks=("a[href$='/uses/sim_replacement']",),
            shows="/customers/{line_id}/uses/{service}",
        ),
        Shot(
            "order",
            Text("Suspend the line at the customer's wish?", "应客户要求停机？"),
            PREMIUM,
            "li.na",
            clicks=("a[data-dialog][href*='/orders/']",),
            shows="/customers/{line_id}/orders/{kind}",
            theme="dark",
        ),
        Shot(
            "book",
            Text("Book a visit: which hall, which time?", "预约到厅：哪个营业厅、哪个时段？"),
            "/customers/{lines[sim_replaced].id}",
            "li.na",
            Language.ZH,
            clicks=("a[href$='/booking']",),
            shows="/customers/{line_id}/booking",
        ),
        Shot(
            "visit-move",
            Text("Another time for the visit?", "改到哪个时段？"),
            PREMIUM,
            "li.na",
            clicks=("a[data-dialog][href$='/time']",),
            shows="/customers/{line_id}/appointments/{appointment_id}/time",
        ),
        Shot(
            "visit-cancel",
            Text("Cancel the visit?", "取消预约？"),
            PREMIUM,
            "li.na",
            clicks=("a[data-dialog][href*='/appointments/']:not([href$='/time'])",),
            shows="/customers/{line_id}/appointments/{appointment_id}",
        ),
        Shot(
            "password",
            Text("Send the line a new service password?", "下发新的服务密码？"),
            PREMIUM,
            "li.na",
            Language.ZH,
            clicks=("a[data-dialog][href$='/password']",),
            shows="/customers/{line_id}/password",
        ),
        Shot(
            "password-change",
            Text("Change it with the one that is?", "凭原密码修改？"),
            PREMIUM + "/password/change",
            "li.na",
            shows="/customers/{line_id}/password/change",
            height=LOW,
        ),
        Shot(
            "read-out",
            Text(
                "What do I read out: why this tier, and what next?", "如何答复：为何是这个等级，下一步如何？"
            ),
            f"{OWES}/read-out",
            "li.na",
            Language.ZH,
        ),
        Shot(
            "read-out-message",
            Text("Send the customer what was read out?", "把所说内容短信发给客户？"),
            f"{OWES}/read-out",
            "li.na",
            clicks=("a[data-dialog][href*='/read-out/message']",),
            shows="/customers/{line_id}/read-out/message",
        ),
        Shot(
            "recent",
            Text("What happened lately, and what is ahead?", "近期办理了什么，接下来有什么？"),
            f"{PREMIUM}/recent",
            "li.na",
            theme="dark",
        ),
    ),
)
