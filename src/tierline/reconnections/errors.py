"""What the reconnections room refuses people; why a line is not reconnected is an answer, and no error."""

from __future__ import annotations

from tierline.errors import Conflict, InputError, Missing, NotAllowed
from tierline.wording import Text


class ReconnectionUnknown(Missing):
    """No such reconnection, or not one that whoever asks may see."""

    text = Text("There is no reconnection of this id that you can see.", "没有您可见的该编号紧急开机记录。")


class NotActive(Conflict):
    """A reconnection that is over, or was never granted. Facts: state."""

    text = Text(
        "The reconnection is {state}: only an active one can be ended or extended.",
        "该紧急开机状态为“{state}”：仅生效中的可结束或延长。",
    )


class CityDecides(NotAllowed):
    """Ending or extending from a site below the city."""

    text = Text(
        "How long the line stays on is decided in its city, or above. Ask them there (ENT-06).",
        "开机时限由市分公司及以上人工控制（ENT-06），请联系市分公司。",
    )


class CreditNotExtended(Conflict):
    """Extending a prepaid line, whose days are those of the standard."""

    text = Text(
        "The line is prepaid: the service standard sets amount and days (ENT-04), which are not extended.",
        "该线路为预付费：额度与天数由服务标准规定（ENT-04），不可延长。",
    )


class UntilWrong(InputError):
    """An end that is not later than the present one, or too far away. Facts: field, after, latest, days."""

    text = Text(
        "Expected a moment after {after} and not after {latest}, which is {days} days after the grant.",
        "应晚于 {after}，且不晚于 {latest}（开机后 {days} 天）。",
    )
