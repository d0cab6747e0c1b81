"""How a kind of task is told to a reader; each page that asks for tasks has the words of its kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tierline.policy.phrases import NOTHING
from tierline.settings import Settings
from tierline.tasks.model import Task
from tierline.wording import Text


@dataclass(frozen=True)
class Note:
    """A sentence of a result: the finding in bold, the rest plain. `kind` is "", ok, warn or bad.

    `page` is where the reader goes on from there, if anywhere.
    """

    kind: str
    head: Text
    rest: Text = NOTHING
    page: str = ""


@dataclass(frozen=True)
class Rows:
    """A table of a result; cells are as they come, the headings in both languages."""

    title: Text
    headings: tuple[Text | str, ...]
    rows: tuple[tuple[Text | str, ...], ...]


Part = Note | Rows


def nothing_more(_task: Task) -> tuple[Part, ...]:
    """For a kind whose page shows its result itself."""
    return ()


@dataclass(frozen=True)
class Told:
    """What a kind of task is about, the page that it belongs to, and the words for its stages and result.

    `came_of` is asked for a task that was done, and for one that failed with a result.
    """

    about: Callable[[Settings, Task], Text]
    page: Callable[[Task], str]
    stages: Mapping[str, Text] = field(default_factory=dict)
    came_of: Callable[[Task], tuple[Part, ...]] = nothing_more
