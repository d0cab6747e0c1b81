"""What kinds, states, actions, outcomes and results are called where people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tierline.wording import Text
from tierline.work_orders.model import Action, Kind, Outcome, Result, State

KINDS: Mapping[Kind, Text] = {Kind.RECONNECTION: Text("Chase the payment of a reconnection", "紧急开机催缴")}

STATES: Mapping[State, Text] = {
    State.RAISED: Text("with the city", "待市分公司转派"),
    State.PASSED_ON: Text("with the county", "县分公司办理中"),
    State.REPORTED: Text("back with the city", "已反馈，待市分公司处理"),
    State.CLOSED: Text("closed", "已关闭"),
}

ACTIONS: Mapping[Action, Text] = {
    Action.RAISE: Text("Raise", "派发"),
    Action.PASS_ON: Text("Pass on", "转派"),
    Action.ASSIGN: Text("Name who follows", "指定跟踪人"),
    Action.REPORT: Text("Report a contact", "反馈联系情况"),
    Action.HAND_BACK: Text("Hand back", "交回"),
    Action.POSTPONE: Text("Postpone", "延期"),
    Action.CLOSE: Text("Close", "关闭"),
}

DONE: Mapping[Action, Text] = {
    Action.RAISE: Text("Raised", "已派发"),
    Action.PASS_ON: Text("Passed on", "已转派"),
    Action.ASSIGN: Text("Somebody else follows", "已改派跟踪人"),
    Action.REPORT: Text("Contact reported", "已反馈联系情况"),
    Action.HAND_BACK: Text("Handed back", "已交回"),
    Action.POSTPONE: Text("More time, as the reconnection was extended", "因紧急开机延长而延期"),
    Action.CLOSE: Text("Closed", "已关闭"),
}

OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.SETTLED: Text("paid", "已缴清"),
    Outcome.SUSPENDED: Text("line suspended again", "已再次停机"),
    Outcome.ENDED: Text("reconnection ended", "紧急开机已结束"),
    Outcome.HANDLED: Text("handled", "已处理"),
    Outcome.WITHDRAWN: Text("raised by mistake", "误派撤回"),
}

RESULTS: Mapping[Result, Text] = {
    Result.PROMISED: Text("promised to pay", "承诺缴费"),
    Result.CLAIMS_PAID: Text("says it is paid", "称已缴费"),
    Result.DECLINED: Text("declined to pay", "拒绝缴费"),
    Result.NOT_REACHED: Text("not reached", "未联系上"),
    Result.OTHER: Text("other", "其他"),
}


def listed(actions: Iterable[Action]) -> Text:
    """The names of some actions in one sentence; a dash for none."""
    found = [ACTIONS[action] for action in actions]
    if not found:
        return Text("-", "-")
    return Text(", ".join(one.en for one in found), "、".join(one.zh for one in found))
