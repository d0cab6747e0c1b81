"""The work that deciding one case takes, which has a limit: no expression runs on or fills the memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tierline.tables.expressions.errors import TooMuchWork
from tierline.tables.expressions.values import Value
from tierline.wording import Text

MOST_STEPS = 200_000
"""How often loops may turn, and how long lists and texts may grow, in deciding one case."""

_TOO_LONG = Text(
    f"it makes a list or a text of more than {MOST_STEPS:,}", f"列表或文本长度超过 {MOST_STEPS:,}"
)
_TOO_OFTEN = Text(f"its loops turn more than {MOST_STEPS:,} times", f"循环次数超过 {MOST_STEPS:,}")


@dataclass
class Work:
    """The place that is being worked on, and how much was done, which has a limit."""

    place: Text
    steps: int = field(default=0)

    def step(self, times: int = 1) -> None:
        self.steps += times
        if self.steps > MOST_STEPS:
            raise TooMuchWork(place=self.place, found=_TOO_OFTEN)

    def checked(self, value: Value) -> Value:
        """The value, which is not too long."""
        if isinstance(value, str | tuple) and len(value) > MOST_STEPS:
            raise TooMuchWork(place=self.place, found=_TOO_LONG)
        return value


Scope = Mapping[str, Value]
