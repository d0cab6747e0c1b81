"""What a month's changes, reasons and results are called on its pages."""

from __future__ import annotations

from tierline.grading.steps import Step
from tierline.months.model import StageName
from tierline.policy.vocabulary import Change, Reason
from tierline.wording import Text

CHANGES = {
    Change.JOINED: Text("joined", "新入"),
    Change.RISEN: Text("risen", "升级"),
    Change.FALLEN: Text("fallen", "降级"),
    Change.RENEWED: Text("renewed", "续期"),
    Change.LAPSED: Text("lapsed", "到期未续"),
    Change.ENDED: Text("ended", "终止"),
    Change.KEPT: Text("kept", "保持"),
    Change.NONE: Text("none", "无"),
}

REASONS = {
    Reason.CLOSED: Text("closed", "已销户"),
    Reason.SEGMENT: Text("another segment", "客户群不符"),
    Reason.PRODUCT: Text("another product", "产品不符"),
    Reason.PAYMENT: Text("another way of payment", "付费方式不符"),
    Reason.ACCOUNT_KIND: Text("another kind of account", "账户类型不符"),
    Reason.PLAN_KIND: Text("another kind of plan", "套餐类型不符"),
    Reason.REAL_NAME: Text("not registered by real name", "未实名登记"),
    Reason.TENURE: Text("too short on the network", "入网时间不足"),
    Reason.VIP_TERM_RUNNING: Text("within a VIP term", "VIP 期内"),
}

STAGES = {
    StageName.LINES: Text("Lines read", "读入线路"),
    StageName.BILLS: Text("Bills read", "读入账单"),
    StageName.ELIGIBLE: Text("Eligible", "判定资格"),
    StageName.RATED: Text("Rated", "评定等级"),
    StageName.MEMBERSHIPS: Text("Memberships", "会员期"),
    StageName.CHANGES: Text("Changes", "变动"),
}

STEPS = {
    Step.INPUTS: Text("Inputs found", "准备输入"),
    Step.CHECKS: Text("Inputs checked", "检查输入"),
    Step.RESULTS: Text("Results written", "写出结果"),
}
"""What a step is called that may stand for no stage; writing does where nobody can be a member."""

RESULTS = {
    "grades": Text("grades", "评定结果"),
    "memberships": Text("memberships", "会员期"),
    "events": Text("changes", "变动"),
    "counts": Text("counts", "计数"),
}
