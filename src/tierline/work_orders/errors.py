"""What the work orders room refuses."""

from __future__ import annotations

from tierline.errors import Conflict, InputError, Missing, NotAllowed
from tierline.wording import Text


class WorkOrderUnknown(Missing):
    """No such order, or not one of the actor's site."""

    text = Text("There is no work order of this id that you can see.", "没有您可见的该编号工单。")


class ActionNotPossible(Conflict):
    """An action that the order's state does not allow. Facts: action, state, possible."""

    text = Text(
        "The work order is {state}; this cannot be done there: {action}. Possible are: {possible}.",
        "工单状态为“{state}”，不能执行“{action}”。可执行：{possible}。",
    )


class NotYourStep(NotAllowed):
    """A step that belongs to a site above that of the actor. Facts: site."""

    text = Text(
        "This step belongs to the site {site}, and to those above it. Ask them, or report what you know.",
        "此步骤由站点 {site} 及其上级办理。请联系该站点，或提交反馈。",
    )


class SiteOutside(InputError):
    """A site to pass an order to that does not lie below the city which directs it. Facts: city."""

    text = Text(
        "Expected {city} or a site below it, because that city directs the order.",
        "应为 {city} 或其下级站点，因为该市负责此工单。",
    )


class PersonUnknown(InputError):
    """A person named to follow an order who has no account here."""

    text = Text(
        "There is nobody of this id. Name somebody who has an account.",
        "没有该编号的人员。请指定已有账号的人员。",
    )
