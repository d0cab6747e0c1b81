"""What the appointments room refuses."""

from __future__ import annotations

from tierline.errors import Conflict, InputError, Missing
from tierline.wording import Text


class SlotUnknown(Missing):
    """No such slot at the actor's site or below it."""

    text = Text("There is no such slot that you can see.", "没有您可见的该预约时段。")


class AppointmentUnknown(Missing):
    """No such appointment, or not one that the actor may see."""

    text = Text("There is no such appointment that you can see.", "没有您可见的该预约。")


class AppointmentOver(Conflict):
    """An appointment that was kept, missed or cancelled already."""

    text = Text("The appointment is {state} already. Book another one.", "该预约{state}，请另行预约。")


class TooEarly(Conflict):
    """An appointment marked as kept before its day."""

    text = Text("The appointment is on {day}; mark it on that day.", "该预约日期为 {day}，请于当日登记。")


class NotMissedYet(Conflict):
    """An appointment marked as missed before its time."""

    text = Text(
        "The appointment begins at {at}. Who has not come can be marked from then on.",
        "该预约 {at} 开始，到时方可登记未到场。",
    )


class SlotsWrong(InputError):
    """A series of slots that no hall can have. Facts: field, problem."""

    text = Text("{problem}.", "{problem}。")


class CapacityTaken(Conflict):
    """Fewer places than are taken already. Facts: field, taken."""

    text = Text(
        "So many places are taken already: {taken}. Cancel appointments first, or keep as many places.",
        "已有 {taken} 个名额被预约。请先取消预约，或保留同样多的名额。",
    )
