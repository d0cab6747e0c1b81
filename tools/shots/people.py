"""Auditors and administrators: the trail, people, systems, roles and sites."""

from __future__ import annotations

from playwright.sync_api import Page

from tierline.wording import Language, Text
from tools.browser import NARROW
from tools.shots.shot import LOW, Group, Shot

PERSON = "/people/{person}"


def add_wrongly(page: Page) -> None:
    """Send the form for a new person with a wrong account and nothing else."""
    page.locator("#f-account").fill("Gu Li!")
    page.locator("main .btn.main").click()
    page.locator("main .note.bad").wait_for()


GROUP = Group(
    Text("Auditors and administrators", "审计员与管理员"),
    (
        Shot(
            "audit",
            Text("Who did what, when, to what?", "谁在何时对什么做了什么？"),
            "/audit?until=2026-12-06",
            "he.jun",
            Language.ZH,
        ),
        Shot(
            "audit-check",
            Text("Is the trail whole?", "审计记录完整吗？"),
            "/audit",
            "he.jun",
            theme="dark",
            clicks=("main a[href='/audit/check']",),
            shows="/audit/check",
        ),
        Shot("people", Text("Who works with the service?", "谁在使用本系统？"), "/people", "deng.bo"),
        Shot(
            "person-new",
            Text("A new person: what is wrong with what I typed?", "新增人员：填写有何错误？"),
            "/people/new",
            "deng.bo",
            Language.ZH,
            steps=add_wrongly,
        ),
        Shot(
            "person",
            Text("What may this person do, and where?", "此人在何处有何权限？"),
            PERSON,
            "deng.bo",
            height=1000,
        ),
        Shot(
            "role-take",
            Text("Take a role from them?", "撤销角色？"),
            PERSON,
            "deng.bo",
            Language.ZH,
            clicks=("main a[data-dialog][href*='/roles/take']",),
            shows="/people/{person_id}/roles/take",
        ),
        Shot(
            "person-stop",
            Text("Stop their account?", "停用账号？"),
            PERSON,
            "deng.bo",
            clicks=("main a[href$='/active']",),
            shows="/people/{person_id}/active",
        ),
        Shot(
            "person-password",
            Text("Give them a password anew?", "重设密码？"),
            PERSON,
            "deng.bo",
            Language.ZH,
            "dark",
            clicks=("main a[href$='/password']",),
            shows="/people/{person_id}/password",
        ),
        Shot(
            "roles",
            Text("What does each role allow?", "各角色有哪些权限？"),
            "/roles",
            "deng.bo",
            Language.ZH,
        ),
        Shot(
            "systems",
            Text("Which systems have credentials?", "哪些系统持有凭证？"),
            "/people/systems",
            "deng.bo",
            height=LOW,
        ),
        Shot(
            "system-new",
            Text("A new system: what may it do?", "新增系统：可做什么？"),
            "/people/systems/new",
            "deng.bo",
            Language.ZH,
            width=NARROW,
        ),
        Shot(
            "system-secret",
            Text("Make its secret anew?", "重新生成密钥？"),
            "/people/systems",
            "deng.bo",
            height=LOW,
            clicks=("main a[href$='/secret']",),
            shows="/people/systems/{client_id}/secret",
        ),
        Shot(
            "system-end",
            Text("Lock it out?", "停用该系统？"),
            "/people/systems",
            "deng.bo",
            Language.ZH,
            height=LOW,
            clicks=("main a[href$='/end']",),
            shows="/people/systems/{client_id}/end",
        ),
        Shot(
            "api",
            Text("How does another system get in, and what can it ask?", "其他系统如何接入，可调用什么？"),
            "/people/systems/api",
            "deng.bo",
        ),
        Shot(
            "webhooks",
            Text("Which systems are told of events?", "事件通知哪些系统？"),
            "/messages/webhooks",
            "deng.bo",
            Language.ZH,
            height=LOW,
        ),
        Shot(
            "webhook-new",
            Text("Tell another system: where, of what?", "新增回调：地址与事件？"),
            "/messages/webhooks/new",
            "deng.bo",
        ),
        Shot(
            "webhook",
            Text("What was sent to it, and how did it answer?", "向其发送了什么，对方如何应答？"),
            "/messages/webhooks",
            "deng.bo",
            clicks=("main th a[href^='/messages/webhooks/']",),
            shows="/messages/webhooks/{webhook_id}",
        ),
        Shot(
            "webhook-switch",
            Text("Stop telling it?", "停用回调？"),
            "/messages/webhooks",
            "deng.bo",
            height=LOW,
            clicks=("main a[href$='/switch']",),
            shows="/messages/webhooks/{webhook_id}/switch",
        ),
        Shot(
            "webhook-remove",
            Text("Forget it?", "删除回调？"),
            "/messages/webhooks",
            "deng.bo",
            Language.ZH,
            "dark",
            height=LOW,
            clicks=("main a[href$='/remove']",),
            shows="/messages/webhooks/{webhook_id}/remove",
        ),
        Shot("sites", Text("Which sites are there?", "有哪些站点？"), "/sites", "deng.bo"),
        Shot(
            "site",
            Text("What is this site called, and what lies below it?", "该站点叫什么，下设哪些站点？"),
            "/sites/65.6501.650102",
            "deng.bo",
            Language.ZH,
            width=NARROW,
        ),
    ),
)
