"""The routes of the rooms, in the order of the document that describes the API."""

from __future__ import annotations

from fastapi import APIRouter

from tierline.account_managers.routes import router as account_managers
from tierline.appointments.routes import router as appointments
from tierline.appointments.slot_routes import router as slots
from tierline.audit.routes import router as audit
from tierline.cards.routes import router as cards
from tierline.contacts.routes import router as contacts
from tierline.duties.routes import router as duties
from tierline.entitlements.routes import router as entitlements
from tierline.entitlements.standard_routes import router as service_standards
from tierline.explanations.routes import router as explanations
from tierline.explanations.sending_routes import router as explanation_messages
from tierline.lines.event_routes import router as line_events
from tierline.lines.list_routes import router as line_lists
from tierline.lines.routes import router as lines
from tierline.messages.routes import router as messages
from tierline.messages.webhook_routes import router as webhooks
from tierline.months.routes import router as months
from tierline.orders.routes import router as orders
from tierline.people.routes import router as people
from tierline.policy_desk.draft_routes import router as policy_drafts
from tierline.policy_desk.routes import router as policies
from tierline.policy_desk.simulation_routes import router as policy_simulations
from tierline.publishing.routes import router as publications
from tierline.reconnections.billing_routes import router as billing
from tierline.reconnections.routes import router as reconnections
from tierline.service_passwords.routes import router as service_passwords
from tierline.site_directory.routes import router as sites
from tierline.tasks.routes import router as tasks
from tierline.text_commands.routes import router as incoming_messages
from tierline.work_orders.routes import router as work_orders

ROUTERS: tuple[APIRouter, ...] = (
    people,
    lines,
    line_lists,
    line_events,
    entitlements,
    explanations,
    explanation_messages,
    reconnections,
    work_orders,
    billing,
    orders,
    service_passwords,
    cards,
    account_managers,
    slots,
    appointments,
    contacts,
    duties,
    messages,
    service_standards,
    publications,
    months,
    policies,
    policy_drafts,
    policy_simulations,
    sites,
    tasks,
    incoming_messages,
    webhooks,
    audit,
)

IN_CHINESE = {
    "health": "运行状态",
    "sign-in": "登录",
    "clients": "系统凭据",
    "people": "人员",
    "lines": "线路",
    "entitlements": "服务权益",
    "explanations": "等级说明",
    "reconnections": "紧急开机",
    "work orders": "工单",
    "billing": "计费事件",
    "orders": "业务订单",
    "service passwords": "服务密码",
    "cards": "会员卡",
    "account managers": "客户经理",
    "appointments": "预约",
    "contacts": "联系计划",
    "duties": "待办职责",
    "messages": "消息",
    "service standards": "服务标准",
    "publications": "评级结果发布",
    "months": "月度评级",
    "policies": "政策",
    "policy drafts": "政策草案",
    "policy simulations": "政策试算",
    "sites": "站点",
    "tasks": "任务",
    "text commands": "短信指令",
    "webhooks": "事件回调",
    "audit": "审计",
}
"""What the routers' tags are called in Chinese, in the order of the document."""
