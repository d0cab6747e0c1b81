"""Queues: what is due first, and the acts on what is opened."""

from __future__ import annotations

from tierline.wording import Language, Text
from tools.browser import NARROW
from tools.shots.shot import LOW, Group, Shot

HALL = "/appointments?site=65.6501.650102.H1"
FIRST = "[data-queue] a.what"


def act(address: str) -> str:
    """The link of an act, by what its address holds."""
    return f"main a[data-dialog][href*='{address}']"


GROUP = Group(
    Text("Supervisors, clerks and account managers: queues", "主管、营业员与客户经理：待办队列"),
    (
        Shot(
            "reconnections",
            Text("Which reconnections end first?", "哪些紧急开机最先到期？"),
            "/reconnections",
            "chen.gang",
        ),
        Shot(
            "reconnection",
            Text("Where does this one stand, and what may be done?", "这次开机进展如何，可办理什么？"),
            "/reconnections",
            "chen.gang",
            Language.ZH,
            clicks=(FIRST,),
            shows="/reconnections/{reconnection_id}",
        ),
        Shot(
            "reconnection-end",
            Text("End it before its time?", "提前结束？"),
            "/reconnections",
            "chen.gang",
            clicks=(FIRST, act("/end")),
            shows="/reconnections/{reconnection_id}/end",
        ),
        Shot(
            "reconnection-extend",
            Text("Extend it, and until when?", "延长到何时？"),
            "/reconnections",
            "chen.gang",
            Language.ZH,
            "dark",
            clicks=(FIRST, act("/extend")),
            shows="/reconnections/{reconnection_id}/extend",
        ),
        Shot(
            "reconnections-at-risk",
            Text("How much is owed by lines that are on?", "已开机线路共欠费多少？"),
            "/reconnections/at-risk",
            "chen.gang",
            Language.ZH,
        ),
        Shot(
            "reconnections-narrow",
            Text("All of them on a narrow screen, ended ones too.", "窄屏下的全部开机记录，含已结束。"),
            "/reconnections?state=all",
            "chen.gang",
            width=NARROW,
            height=1024,
        ),
        Shot(
            "work-orders",
            Text("Whom has my site to ask for payment first?", "本站点应先催缴哪位客户？"),
            "/work-orders",
            "chen.gang",
            Language.ZH,
            "dark",
        ),
        Shot(
            "work-order",
            Text("What has happened with this order?", "该工单已办理到哪一步？"),
            "/work-orders",
            "chen.gang",
            clicks=(FIRST,),
            shows="/work-orders/{order_id}",
        ),
        Shot(
            "work-order-act",
            Text("Who follows it next?", "接下来由谁跟进？"),
            "/work-orders",
            "chen.gang",
            Language.ZH,
            clicks=(FIRST, act("/work-orders/")),
            shows="/work-orders/{order_id}/{act}",
        ),
        Shot(
            "work-orders-empty",
            Text("Nothing to do here: where else is there something?", "此处无待办：其他站点有吗？"),
            "/work-orders?site=65.6501.650104&state=reported",
            "chen.gang",
            height=LOW,
        ),
        Shot(
            "appointments",
            Text("Who comes to the hall today, and which places are free?", "今天谁到厅，哪些时段有空？"),
            HALL,
            "zhao.min",
        ),
        Shot(
            "appointment-book",
            Text("Who takes this place?", "该名额给谁？"),
            HALL,
            "zhao.min",
            Language.ZH,
            clicks=(act("/book"),),
            shows="/appointments/book",
        ),
        Shot(
            "appointment-keep",
            Text("Did they come?", "客户是否到厅？"),
            HALL,
            "zhao.min",
            clicks=(act("/keep"),),
            shows="/appointments/{appointment_id}/keep",
        ),
        Shot(
            "appointment-miss",
            Text("Did they not come?", "客户未到厅？"),
            HALL,
            "zhao.min",
            clicks=(act("/miss"),),
            shows="/appointments/{appointment_id}/miss",
            theme="dark",
        ),
        Shot(
            "appointment-cancel",
            Text("Cancel it?", "取消预约？"),
            HALL,
            "zhao.min",
            Language.ZH,
            "dark",
            clicks=(act("/cancel"),),
            shows="/appointments/{appointment_id}/cancel",
        ),
        Shot(
            "slots-open",
            Text("Which times does the hall open?", "营业厅开放哪些时段？"),
            HALL,
            "zhao.min",
            clicks=(act("/slots/open"),),
            shows="/appointments/slots/open",
        ),
        Shot(
            "slot",
            Text("How many places has this time?", "该时段有多少名额？"),
            HALL,
            "zhao.min",
            Language.ZH,
            clicks=("main a[data-dialog][href*='/slots/']:not([href*='/open'])",),
            shows="/appointments/slots/{slot_id}",
        ),
        Shot(
            "messages",
            Text("Which messages did not arrive, and why?", "哪些消息未送达，原因是什么？"),
            "/messages?state=failed",
            "chen.gang",
        ),
        Shot(
            "message-again",
            Text("Send it again?", "重新发送？"),
            "/messages?state=failed",
            "zhou.wei",
            Language.ZH,
            clicks=("main table a[data-dialog][href*='/again']",),
            shows="/messages/{message_id}/again",
        ),
        Shot(
            "messages-again",
            Text("Send all of these again?", "全部重新发送？"),
            "/messages?state=failed",
            "zhou.wei",
            theme="dark",
            clicks=("main a[data-dialog][href^='/messages/again']",),
            shows="/messages/again",
        ),
    ),
)
