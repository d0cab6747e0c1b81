"""Who works in the demo: one account for each role, at the site where such a person would sit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from tierline.demo.installation import PASSWORD
from tierline.people import clients, passwords, staff
from tierline.people.model import PersonFacts, RoleHeld
from tierline.rights.model import Actor, ActorKind
from tierline.rights.policy import permissions, permissions_of
from tierline.settings import Settings
from tierline.sites.model import HEADQUARTERS
from tierline.wording import Language, Text

PROVINCE, CITY, COUNTY = "65", "65.6501", "65.6501.650102"
OTHER_CITY = "65.6531"


@dataclass(frozen=True)
class Account:
    """A person with one role at one site; all of them are invented."""

    name: str
    person: str
    role: str
    site: str
    department: str
    sees: Text


ACCOUNTS = (
    Account("li.na", "李娜", "agent", PROVINCE, "hotline", Text("lines of Xinjiang", "新疆的线路")),
    Account(
        "zhao.min", "赵敏", "clerk", COUNTY, "hall", Text("lines of Tianshan, its hall", "天山区线路、营业厅")
    ),
    Account(
        "sun.jie",
        "孙洁",
        "account_manager",
        CITY,
        "key_accounts",
        Text("lines of Urumqi, those in their care", "乌鲁木齐线路、名下客户"),
    ),
    Account("fang.yu", "方宇", "account_manager", PROVINCE, "groups", Text("group customers", "集团客户")),
    Account("chen.gang", "陈刚", "supervisor", CITY, "service", Text("all of Urumqi", "乌鲁木齐全部")),
    Account("ma.hong", "马红", "supervisor", OTHER_CITY, "service", Text("all of Kashgar", "喀什全部")),
    Account(
        "zhou.wei", "周伟", "operations", HEADQUARTERS, "operations", Text("months, duties", "月度评级、待办")
    ),
    Account(
        "wu.ting", "吴婷", "policy_analyst", HEADQUARTERS, "policy", Text("policies, drafts", "政策、草案")
    ),
    Account(
        "lin.hao",
        "林浩",
        "policy_analyst",
        HEADQUARTERS,
        "policy",
        Text("approves what wu.ting drafts", "审批 wu.ting 的草案"),
    ),
    Account("he.jun", "何军", "auditor", HEADQUARTERS, "audit", Text("the audit trail", "审计记录")),
    Account("deng.bo", "邓波", "administrator", HEADQUARTERS, "it", Text("people, sites", "人员、站点")),
    Account(
        "qian.xue",
        "钱雪",
        "quality_assessor",
        PROVINCE,
        "quality",
        Text("messages with their text", "消息及其内容"),
    ),
    Account(
        "luo.yi", "罗怡", "knowledge_editor", PROVINCE, "knowledge", Text("service standards", "服务标准")
    ),
)

BILLING = "billing"
"""The system that reports usage, payments and arrears, and answers orders."""

INSTALLER = Actor("system:demo", ActorKind.SYSTEM, "tierline demo", HEADQUARTERS, frozenset(permissions()))
"""Who brings in sites and people before anybody is there to do it."""


def add_accounts(connection: Connection, settings: Settings, *, now: datetime) -> Mapping[str, Actor]:
    """Give everybody their account, and billing its credentials; whom each acts as, by name.

    They act here as they would after signing in.
    """
    hash_ = passwords.hashed(settings, PASSWORD)
    actors = {account.name: _added(connection, account, hash_, now) for account in ACCOUNTS}
    roles = ("billing_system",)
    system = clients.create(connection, INSTALLER, BILLING, HEADQUARTERS, roles, now=now)
    actors[BILLING] = Actor(system.id, ActorKind.CLIENT, BILLING, system.site, permissions_of(roles))
    return actors


def _added(connection: Connection, account: Account, hash_: str, now: datetime) -> Actor:
    facts = PersonFacts(account.person, account.department, account.site, Language.ZH)
    held = [RoleHeld(account.role, account.site)]
    person = staff.create(connection, INSTALLER, account.name, facts, held, now=now)
    staff.set_password(connection, INSTALLER, person.id, hash_, must_change=False, now=now)
    rights = permissions_of((account.role,))
    return Actor(person.id, ActorKind.PERSON, account.person, account.site, rights, account.department)
