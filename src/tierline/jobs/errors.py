"""What the jobs room refuses."""

from __future__ import annotations

from tierline.errors import Missing
from tierline.wording import Text


class JobNotGivenUp(Missing):
    """A job to be tried again that is not one of those given up."""

    text = Text(
        "There is no job {job} that was given up. See: tierline jobs list --state given_up.",
        "没有编号为 {job} 的已放弃任务。请查看：tierline jobs list --state given_up。",
    )
