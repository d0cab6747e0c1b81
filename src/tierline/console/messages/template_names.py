"""What the templates of messages are called, where a list names them."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.console.messages.words import TOPICS
from tierline.wording import Text

TEMPLATES: Mapping[str, Text] = {
    "service_password_issued": Text("service password issued", "服务密码发放"),
    "bill_password_issued": Text("bill password issued", "话费密码发放"),
    "password_changed": Text("password changed", "密码已修改"),
    "reconnection_prepaid": Text("reconnected, prepaid", "预付费紧急开机"),
    "reconnection_postpaid": Text("reconnected, postpaid", "后付费紧急开机"),
    "reconnection_refused": Text("reconnection refused", "未予紧急开机"),
    "reconnection_extended": Text("reconnection extended", "紧急开机延长"),
    "reconnection_expired": Text("reconnection expired", "紧急开机到期"),
    "reconnection_settled": Text("reconnection paid", "紧急开机已缴清"),
    "notice_suspension_reminder": Text("right: reminder before suspension", "权益告知：停机前提醒"),
    "notice_emergency_reconnection": Text("right: emergency reconnection", "权益告知：紧急开机"),
    "notice_temporary_credit": Text("right: temporary credit", "权益告知：临时授信"),
    "tier_joined": Text("tier: joined", "等级：新入"),
    "tier_renewed": Text("tier: renewed", "等级：续期"),
    "tier_risen": Text("tier: risen", "等级：升级"),
    "tier_fallen": Text("tier: fallen", "等级：降级"),
    "tier_lapsed": Text("tier: lapsed", "等级：到期未续"),
    "tier_ended": Text("tier: ended", "等级：终止"),
    "card_issued": Text("card issued", "发卡"),
    "card_voided": Text("card voided", "会员卡作废"),
    "account_manager_assigned": Text("account manager assigned", "指派客户经理"),
    "explanation": Text("tier explained", "等级说明"),
    "entitlement_used": Text("service used", "权益已使用"),
    "appointment_booked": Text("appointment booked", "预约成功"),
    "appointment_moved": Text("appointment moved", "预约改期"),
    "appointment_cancelled": Text("appointment cancelled", "预约取消"),
    "appointment_reminder": Text("appointment reminder", "预约提醒"),
    "birthday_greeting": Text("birthday greeting", "生日问候"),
    "order_suspend": Text("suspended as asked", "应客户要求停机"),
    "order_resume": Text("resumed as asked", "应客户要求复机"),
    "order_resume_in_arrears": Text("resumed, arrears left", "复机受理，尚有欠费"),
    "order_product": Text("product ordered", "订购受理"),
    "order_plan": Text("plan ordered", "套餐变更受理"),
    "order_done": Text("order carried out", "订单完成"),
    "order_refused": Text("order not carried out", "订单未完成"),
    "command_list": Text("list of codes", "短信代码清单"),
    "answer_tiers": Text("answer: tiers", "回复：等级"),
    "answer_no_tier": Text("answer: no tier", "回复：无等级"),
    "answer_entitlements": Text("answer: services", "回复：权益"),
    "answer_no_entitlements": Text("answer: no services", "回复：无权益"),
    "answer_reconnection_refused": Text("answer: reconnection refused", "回复：未予紧急开机"),
    "answer_do_not_disturb_on": Text("answer: do-not-disturb on", "回复：已开免打扰"),
    "answer_do_not_disturb_off": Text("answer: do-not-disturb off", "回复：已关免打扰"),
    "answer_refused": Text("answer: not possible", "回复：不能办理"),
}


def named(template: str) -> Text:
    """What a template or a topic is called; its own name for one that is there no longer."""
    return TEMPLATES.get(template) or TOPICS.get(template) or Text(template, template)
