"""What the duties room refuses."""

from __future__ import annotations

from tierline.errors import Conflict, Missing
from tierline.wording import Text


class DutyUnknown(Missing):
    """No such duty at the actor's site or below it."""

    text = Text("There is no such duty that you can see.", "没有您可见的该项职责。")


class DutyOver(Conflict):
    """A duty that is done or dropped already."""

    text = Text(
        "The duty is {state} already. Only one that is owed or has failed can be carried out.",
        "该项职责状态为 {state}；仅待办或失败的可以办理。",
    )
