"""What states, duties and problems are called, where a person reads them."""

from __future__ import annotations

from tierline.duties.model import Problem, State
from tierline.policy.vocabulary import Duty
from tierline.wording import Text

STATES = {
    State.OWED: Text("owed", "待办"),
    State.DONE: Text("done", "已办"),
    State.FAILED: Text("failed", "失败"),
    State.DROPPED: Text("dropped", "已取消"),
}

DUTIES = {
    Duty.TELL_CUSTOMER: Text("tell the customer", "告知客户"),
    Duty.ISSUE_CARD: Text("issue the card", "发卡"),
    Duty.VOID_CARD: Text("make the card void", "作废会员卡"),
    Duty.ASSIGN_MANAGER: Text("assign an account manager", "分配客户经理"),
}

PROBLEMS = {
    Problem.NO_ROOM: Text("no account manager has room", "客户经理均已满额"),
    Problem.LINE_UNKNOWN: Text("there is no such line", "线路不存在"),
    Problem.LINE_CLOSED: Text("the line was closed", "线路已销户"),
    Problem.NEW_OWNER: Text("the line has a new owner", "线路已过户"),
    Problem.TIER_OVER: Text("the tier is held no longer", "等级已失效"),
}


def problem(code: str) -> Text:
    """What a problem is called; of a failure, the name of the error is all there is."""
    return PROBLEMS[Problem(code)] if code in tuple(Problem) else Text(code, code)
