"""What the room of account managers refuses."""

from __future__ import annotations

from tierline.errors import Conflict, Missing
from tierline.wording import Text


class ManagerUnknown(Missing):
    """No such account manager at the actor's site or below it."""

    text = Text("There is no such account manager that you can see.", "没有您可见的该客户经理。")


class ManagerExists(Conflict):
    """Somebody who is an account manager already."""

    text = Text(
        "This person is an account manager already. Change that entry instead.",
        "该人员已是客户经理，请修改现有记录。",
    )


class ManagerAway(Conflict):
    """An account manager who takes no lines any more."""

    text = Text(
        "This account manager is not active. Choose another, or none for the one who is next.",
        "该客户经理已停用。请另选，或留空以自动指派。",
    )


class NoRoom(Conflict):
    """Nobody, or not the one chosen, can take one more line."""

    text = Text(
        "No account manager asked for has room. Raise a cap, or name another.",
        "所选客户经理均已满额。请提高上限或另选。",
    )


class NobodyAssigned(Missing):
    """A line that no account manager looks after."""

    text = Text("No account manager looks after this line.", "该线路没有客户经理。")
