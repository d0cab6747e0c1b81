"""What the month's pages refuse."""

from __future__ import annotations

from tierline.errors import Conflict, InputError
from tierline.wording import Text


class ChecksNotSeen(Conflict):
    """A month to be published of which checks stand out that nobody says to have looked at. Facts: field."""

    text = Text(
        "Say that you have looked at what stands out: whoever publishes answers for it.",
        "请确认已查看须注意的检查项：发布人对此负责。",
    )


class FiltersWrong(InputError):
    """A list of lines that is to be a file, narrowed to what there is not."""

    text = Text(
        "The filters of this list are not such as its page offers. Choose them there, and take it out again.",
        "筛选条件不是页面所提供的内容，请在页面上重新选择后再导出。",
    )
