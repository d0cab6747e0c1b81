"""What the contacts room refuses."""

from __future__ import annotations

from tierline.errors import Conflict, InputError, Missing
from tierline.wording import Text


class ContactUnknown(Missing):
    """No such contact at the actor's site or below it."""

    text = Text("There is no such contact that you can see.", "没有您可见的该次联系。")


class ContactOver(Conflict):
    """A contact that was made or dropped already."""

    text = Text(
        "The contact is {state} already. The next one is planned; record that when it is made.",
        "该次联系状态为 {state}。下一次联系已安排，请在联系后登记。",
    )


class PlanUnknown(Missing):
    """No such plan at the actor's site or below it, or the line has none."""

    text = Text("There is no such contact plan that you can see.", "没有您可见的该联系计划。")


class PlanExists(Conflict):
    """A line with which regular contact is planned already."""

    text = Text(
        "Regular contact with this line is planned already. End that plan to make another.",
        "该线路已有联系计划。如需更改，请先结束原计划。",
    )


class IntervalNeeded(InputError):
    """A plan without an interval for a line whose service standard says none."""

    text = Text(
        "{field}: no service standard promises this line regular contact; say after how many days.",
        "{field}：服务标准未规定该线路的定期联系，请给出间隔天数。",
    )
