"""What to do first, for whoever signs in where there is nothing to count yet, by what they may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tierline.rights.model import Actor
from tierline.wording import Text


@dataclass(frozen=True)
class Step:
    """A first step for whoever holds a permission, and the page where it is done; "" where it is this one."""

    permission: str
    says: Text
    path: str = ""


STEPS = (
    Step("site:manage", Text("Add the sites of your area.", "新增您管辖范围内的站点。"), "/sites"),
    Step(
        "person:manage",
        Text("Add your colleagues and give them roles.", "新增同事并授予角色。"),
        "/people/new",
    ),
    Step(
        "line:find",
        Text(
            "Type the customer's number above: their tiers, what they may have and why stand on one page.",
            "在上方输入客户号码，即可查看级别、可办服务及依据。",
        ),
    ),
    Step(
        "work_order:handle",
        Text(
            "Reconnections raise work orders; those of your site come to this page.",
            "紧急开机产生的工单会出现在本页。",
        ),
        "/work-orders",
    ),
    Step(
        "policy:draft",
        Text("Open a policy, and write a draft of it.", "打开一项政策并起草修订。"),
        "/policies",
    ),
    Step(
        "run:carry_out",
        Text("Grade the month, check it and publish it.", "执行月度评级，核对后发布。"),
        "/months",
    ),
    Step(
        "audit:read",
        Text("Read what was done, and check the seals of the trail.", "查看操作记录并校验封存。"),
        "/audit",
    ),
)


def first_steps(actor: Actor) -> Sequence[Step]:
    """The first steps of somebody, at most three."""
    return [step for step in STEPS if actor.may(step.permission)][:3]
