"""What states and counters are called where people read them."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.appointments.model import Counter, State
from tierline.wording import Text

STATES: Mapping[State, Text] = {
    State.BOOKED: Text("booked", "已预约"),
    State.KEPT: Text("kept", "已到场"),
    State.MISSED: Text("missed", "未到场"),
    State.CANCELLED: Text("cancelled", "已取消"),
}

COUNTERS: Mapping[Counter, Text] = {
    Counter.VIP: Text("own counter", "专属柜台"),
    Counter.GENERAL: Text("general", "普通柜台"),
}
