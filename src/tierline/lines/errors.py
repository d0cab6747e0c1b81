"""What the lines room refuses."""

from __future__ import annotations

from tierline.errors import Conflict, InputError, Missing
from tierline.wording import Text


class NumberWrong(InputError):
    """A number that no line can have; it is not repeated."""

    text = Text("{field}: expected a number of 5 to 20 digits.", "{field}：应为 5 至 20 位数字的号码。")


class LineUnknown(Missing):
    """No such line, or not one that whoever asks may see: the two are told alike. Clause: CHN-11."""

    text = Text("There is no line of this number that you can see.", "没有您可见的该号码线路。")


class LineClosed(Conflict):
    """A line that has left the network. Clause: GRD-20."""

    text = Text("The line was closed on {closed_on}.", "该线路已于 {closed_on} 销户。")


class BirthdayWrong(InputError):
    """A birthday on a day that no year has; it is not repeated."""

    text = Text("{field}: this month has no such day.", "{field}：该月没有这一天。")
