"""What states, reasons, channels and proofs of identity are called where people read them."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.reconnections.model import State
from tierline.wording import Text

STATES: Mapping[State, Text] = {
    State.REQUESTED: Text("asked for", "已申请"),
    State.REFUSED: Text("refused", "未办理"),
    State.ACTIVE: Text("active", "生效中"),
    State.SETTLED: Text("settled", "已结清"),
    State.EXPIRED: Text("expired", "到期停机"),
    State.ENDED: Text("ended", "已结束"),
}

REASONS: Mapping[str, Text] = {
    # Why it is over, or lasts longer.
    "paid": Text("All that was owed is paid.", "欠费已缴清。"),
    "time_up": Text("The time was up unpaid.", "到期未缴费。"),
    "credit_used_up": Text("The credit was used up unpaid.", "额度用尽，未缴费。"),
    "by_hand": Text("Ended by hand.", "人工结束。"),
    "extended": Text("Extended by hand.", "人工延长。"),
    "line_closed": Text("The line is closed.", "线路已销户。"),
    # Why the line was not reconnected.
    "already_reconnected": Text("It was reconnected already.", "线路已紧急开机。"),
    "suspended_by_customer": Text("Suspended at the customer's wish.", "系客户申请停机。"),
    "not_suspended": Text("It was not suspended for arrears.", "线路并非欠费停机。"),
    "last_unpaid": Text("No payment followed the last one.", "上次紧急开机后未缴费。"),
    "terms_open": Text("The standard does not say on what terms.", "服务标准未规定办理条件。"),
    "arrears_too_old": Text("Too many months are owed.", "欠费月数超出规定。"),
    # Why the customer's identity was not taken as shown. Clause: ENT-07.
    "identity_not_confirmed": Text("Who calls was not confirmed.", "未核验来电人身份。"),
    "service_password_needed": Text("The service password was missing.", "未提供服务密码。"),
    "bill_password_needed": Text("The bill password was missing.", "未提供话费密码。"),
    "password_initial": Text("The password was still the initial one.", "密码仍为初始密码。"),
    "password_wrong": Text("The password was not right.", "密码不正确。"),
    "password_not_set": Text("The owner has no password.", "机主尚未设置密码。"),
    "password_wait": Text("Too many wrong passwords.", "密码错误次数过多。"),
    # What the service standard decided.
    "no_tier": Text("The line has no tier.", "线路无等级。"),
    "segment_not_entitled": Text("Not for this segment.", "该客户类别不享有。"),
    "tier_not_entitled": Text("The tier does not include it.", "该等级不享有。"),
    "product": Text("Not for this product.", "该产品不适用。"),
    "payment": Text("Not for this way of paying.", "该付费方式不适用。"),
    "line_suspended": Text("The line was suspended.", "线路处于停机状态。"),
    "line_not_suspended": Text("The line was not suspended.", "线路未停机。"),
    "quota_used_up": Text("The month's reconnection was used.", "本月次数已用完。"),
    "standard_service": Text("Served as everybody is.", "按普通标准办理。"),
}
"""By the code that a reconnection or a step of it keeps, each a sentence."""

CHANNELS: Mapping[str, Text] = {
    "hotline": Text("hotline", "热线"),
    "hall": Text("hall", "营业厅"),
    "account_manager": Text("account manager", "客户经理"),
    "online": Text("online", "线上自助"),
}

MEANS: Mapping[str, Text] = {
    "sign_in": Text("signed in", "登录"),
    "own_line": Text("called from the line", "本机来电"),
    "document": Text("showed a document", "出示证件"),
    "service_password": Text("service password", "服务密码"),
    "bill_password": Text("bill password", "话费密码"),
}
