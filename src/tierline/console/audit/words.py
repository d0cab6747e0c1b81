"""What the entries of the trail say, in words; an action or fact that is not here is shown by its name."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.audit.model import FlawKind
from tierline.wording import Text

ACTIONS: Mapping[str, Text] = {
    "sign_in": Text("signed in", "登录"),
    "sign_in.failure": Text("failed to sign in", "登录失败"),
    "sign_out": Text("signed out", "退出登录"),
    "customer_sign_in": Text("a customer signed in", "客户登录"),
    "post.change": Text("went on at another post", "切换岗位"),
    "person.create": Text("added a person", "新增人员"),
    "person.change": Text("changed a person's record", "修改人员档案"),
    "person.give_role": Text("gave a role", "授予角色"),
    "person.take_role": Text("took a role", "收回角色"),
    "person.password_reset": Text("set a person's password anew", "重设人员密码"),
    "person.password_change": Text("changed their own password", "修改本人密码"),
    "client.create": Text("added a system", "新增系统"),
    "client.new_secret": Text("gave a system a new secret", "更换系统密钥"),
    "client.stop": Text("took a system's credentials back", "收回系统凭据"),
    "site.add": Text("added a site", "新增站点"),
    "site.rename": Text("renamed a site", "修改站点名称"),
    "line.unmask": Text("saw a whole number", "查看完整号码"),
    "line.preferences": Text("changed preferences of a line", "修改线路偏好设置"),
    "line.events": Text("reported events of lines", "上报线路事件"),
    "service_password.issue": Text("issued a service password", "发放服务密码"),
    "service_password.change": Text("a service password was changed", "修改服务密码"),
    "entitlement.use": Text("used a service for a line", "办理服务权益"),
    "entitlement.reverse": Text("took a use back", "撤销已办理的权益"),
    "standard.amend": Text("amended a service standard", "修订服务标准"),
    "reconnection.grant": Text("granted a reconnection", "批准紧急开机"),
    "reconnection.refuse": Text("refused a reconnection", "未予紧急开机"),
    "reconnection.extend": Text("extended a reconnection", "延长紧急开机"),
    "reconnection.end": Text("ended a reconnection", "结束紧急开机"),
    "work_order.claim": Text("took a work order on", "领取工单"),
    "work_order.pass_on": Text("passed a work order on", "下派工单"),
    "work_order.assign": Text("assigned a work order", "指派工单"),
    "work_order.report": Text("answered a work order", "反馈工单"),
    "work_order.hand_back": Text("handed a work order back", "退回工单"),
    "work_order.close": Text("closed a work order", "关闭工单"),
    "appointment.book": Text("booked an appointment", "办理预约"),
    "appointment.cancel": Text("cancelled an appointment", "取消预约"),
    "appointment.keep": Text("recorded that an appointment was kept", "登记预约到场"),
    "slots.open": Text("opened slots", "开放预约时段"),
    "slot.change": Text("changed a slot", "调整预约时段"),
    "order.place": Text("placed an order", "受理订单"),
    "order.cancel": Text("cancelled an order", "取消订单"),
    "order.answer": Text("answered an order", "答复订单"),
    "card.replace": Text("replaced a card", "补换会员卡"),
    "card.void": Text("voided a card", "作废会员卡"),
    "manager.add": Text("added an account manager", "新增客户经理"),
    "manager.change": Text("changed an account manager", "修改客户经理"),
    "manager.assign": Text("assigned an account manager", "指派客户经理"),
    "contact_plan.start": Text("began a contact plan", "建立联系计划"),
    "contact_plan.end": Text("ended a contact plan", "终止联系计划"),
    "contact.record": Text("recorded a contact", "登记联系情况"),
    "duty.carry_out": Text("carried a duty out", "办理职责"),
    "job.retry": Text("let jobs run once more", "重新执行后台任务"),
    "message.send_again": Text("sent a message again", "重发消息"),
    "message.send_all_again": Text("sent failed messages again", "批量重发失败消息"),
    "webhook.add": Text("added a webhook", "新增事件回调"),
    "webhook.change": Text("changed a webhook", "修改事件回调"),
    "webhook.remove": Text("removed a webhook", "删除事件回调"),
    "task.ask": Text("asked for long work", "提交后台任务"),
    "task.cancel": Text("called long work off", "取消后台任务"),
    "policy_draft.begin": Text("began a draft of a policy", "新建政策草案"),
    "policy_draft.edit": Text("saved a revision of a draft", "保存草案修订"),
    "policy_draft.take_bounds": Text("took calibrated floors into a draft", "将测算界值写入草案"),
    "policy_draft.submit": Text("asked for approval of a draft", "提交草案待批"),
    "policy_draft.approve": Text("approved a draft", "批准草案"),
    "policy_draft.reject": Text("rejected a draft", "驳回草案"),
    "policy_draft.publish": Text("published a draft", "发布草案"),
    "policy_draft.drop": Text("dropped a draft", "放弃草案"),
    "publishing.begin": Text("began to publish a run", "开始发布评级结果"),
    "publishing.end": Text("published a run", "完成评级结果发布"),
}

SUBJECTS: Mapping[str, Text] = {
    "line": Text("line", "线路"),
    "person": Text("person", "人员"),
    "client": Text("system", "系统"),
    "site": Text("site", "站点"),
    "customer": Text("customer", "客户"),
    "reconnection": Text("reconnection", "紧急开机"),
    "work_order": Text("work order", "工单"),
    "appointment": Text("appointment", "预约"),
    "slot": Text("slot", "预约时段"),
    "use": Text("use", "权益办理"),
    "order": Text("order", "订单"),
    "card": Text("card", "会员卡"),
    "account_manager": Text("account manager", "客户经理"),
    "contact": Text("contact", "联系"),
    "contact_plan": Text("contact plan", "联系计划"),
    "duty": Text("duty", "职责"),
    "job": Text("job", "后台任务"),
    "message": Text("message", "消息"),
    "webhook": Text("webhook", "事件回调"),
    "standard": Text("service standard", "服务标准"),
    "task": Text("long work", "后台任务"),
    "policy_draft": Text("draft of a policy", "政策草案"),
    "publication": Text("publication", "结果发布"),
    "events": Text("events", "事件"),
}

KINDS: Mapping[str, Text] = {
    "person": Text("person", "人员"),
    "client": Text("system", "系统"),
    "customer": Text("customer", "客户"),
    "system": Text("the service itself", "本系统"),
}

FACTS: Mapping[str, Text] = {
    "reason": Text("reason", "原因"),
    "channel": Text("channel", "渠道"),
    "way": Text("way", "方式"),
    "post": Text("post", "岗位"),
    "from": Text("from", "原岗位"),
    "role": Text("role", "角色"),
    "roles": Text("roles", "角色"),
    "site": Text("site", "站点"),
    "changed": Text("changed", "修改项"),
    "is_active": Text("active", "启用"),
    "must_change": Text("to be changed at sign-in", "登录后须修改"),
    "kind": Text("kind", "类别"),
    "state": Text("state", "状态"),
    "service": Text("service", "服务"),
    "until": Text("until", "截止"),
    "count": Text("how many", "数量"),
    "topics": Text("topics", "主题"),
    "line": Text("line", "线路"),
    "line_id": Text("line", "线路"),
    "answer": Text("answer", "答复"),
    "verdict": Text("outcome", "结果"),
    "outcome": Text("outcome", "结果"),
    "identity": Text("identity check", "身份核验"),
    "replaced_by": Text("replaced by", "补换为"),
    "manager": Text("manager", "客户经理"),
    "before": Text("before", "之前"),
    "cap": Text("most lines", "户数上限"),
    "interval_days": Text("interval, days", "间隔（天）"),
    "day": Text("day", "日期"),
    "added": Text("added", "新增"),
    "capacity": Text("capacity", "容量"),
    "problem": Text("problem", "问题"),
    "no": Text("number", "编号"),
    "scheme": Text("scheme", "方案"),
    "month": Text("month", "月份"),
    "digest": Text("digest", "摘要"),
    "owes_duties": Text("owes duties", "产生职责"),
    "template": Text("template", "模板"),
    "purpose": Text("kind", "类别"),
    "since": Text("from", "自"),
    "revision": Text("revision", "修订版"),
    "key": Text("of", "对象"),
}

VALUES: Mapping[str, Text] = {
    "password": Text("password", "密码"),
    "oidc": Text("identity provider", "统一身份认证"),
    "client_credentials": Text("credentials of a system", "系统凭据"),
    "unknown": Text("unknown account", "账号不存在"),
    "inactive": Text("closed account", "账号已停用"),
    "waits": Text("too many attempts", "尝试次数过多"),
    "refused": Text("refused", "未通过"),
    "not_begun": Text("not begun in this browser", "并非由该浏览器发起"),
    "other_issuer": Text("another issuer", "签发者不符"),
    "not_proved": Text("not proved", "未能证明身份"),
    "hotline": Text("hotline", "热线"),
    "hall": Text("hall", "营业厅"),
    "sms": Text("SMS", "短信"),
    "lost": Text("lost", "遗失"),
    "stolen": Text("stolen", "被盗"),
    "damaged": Text("damaged", "损坏"),
    "wrong": Text("wrong", "有误"),
    "right": Text("right", "正确"),
    "name": Text("name", "姓名"),
    "department": Text("department", "部门"),
    "language": Text("language", "语言"),
    "is_active": Text("open or closed", "启停状态"),
}
"""Values of facts that people read; what is not here is a name of the service."""

YES, NO = Text("yes", "是"), Text("no", "否")

FLAWS: Mapping[FlawKind, Text] = {
    FlawKind.ENTRY_CHANGED: Text(
        "seal {seal}: entry {entry} was changed", "封存 {seal}：记录 {entry} 被更改"
    ),
    FlawKind.ENTRY_REMOVED: Text(
        "seal {seal}: entry {entry} was removed", "封存 {seal}：记录 {entry} 被删除"
    ),
    FlawKind.ENTRIES_DIFFER: Text(
        "seal {seal}: entries were put under it or taken away", "封存 {seal}：其下记录被增加或移除"
    ),
    FlawKind.SEAL_CHANGED: Text(
        "seal {seal}: it, or the one before it, was changed", "封存 {seal}：该封存或其前一封存被更改"
    ),
    FlawKind.SEAL_REMOVED: Text("seal {seal}: it was removed", "封存 {seal}：该封存被删除"),
}


def called(words: Mapping[str, Text], name: str) -> Text:
    """The words for a name; the name itself where there are none."""
    return words.get(name, Text(name, name))
