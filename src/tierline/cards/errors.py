"""What the cards room refuses."""

from __future__ import annotations

from tierline.errors import Conflict, Missing
from tierline.wording import Text


class CardUnknown(Missing):
    """No such card of this line and its present owner."""

    text = Text("This line has no such card.", "该线路没有这张会员卡。")


class CardVoid(Conflict):
    """A card that is void already."""

    text = Text(
        "The card has been void since {voided_at:%Y-%m-%d}. Only a valid card can be replaced or made void.",
        "该卡已于 {voided_at:%Y-%m-%d} 作废；仅有效卡可补换或作废。",
    )
