"""What the month's pages refuse."""

from __future__ import annotations

from tierline.errors import Conflict
from tierline.wording import Text


class ChecksNotSeen(Conflict):
    """A month to be published of which checks stand out that nobody says to have looked at. Facts: field."""

    text = Text(
        "Say that you have looked at what stands out: whoever publishes answers for it.",
        "请确认已查看须注意的检查项：发布人对此负责。",
    )
