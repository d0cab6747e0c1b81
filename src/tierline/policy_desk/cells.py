"""The nouns of a version as a page shows and edits it: blocks of lines with their cells, and provisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tierline.interchange.citations import Cited
from tierline.wording import Text

WHERE = "where"
"""The name under which the conditions of a line are edited."""
ANY = "-"
"""The test that holds for every value, and for none."""

BEST, FIRST, ADDED = "priority", "first", "collect sum"
"""What several rows that hold give: the best tier, what the first one says, or all of them added up."""


class LineKind(StrEnum):
    """What the rows of a line are: rungs of a ladder, choices, a multiple, or rules of a table."""

    AT_LEAST = "at_least"
    OVER = "over"
    IS = "is"
    EACH = "each"
    TABLE = "table"


@dataclass(frozen=True)
class Line:
    """One line of a block. A row has a cell for each input and the outcome last; `each` has a factor alone.

    `inputs` is the one input of a ladder, or those of a table. `where` narrows the whole line: inputs, each
    with a test in S-FEEL. Cells are as they were written, right or wrong.
    """

    kind: LineKind
    inputs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    where: tuple[tuple[str, str], ...]
    cited: Cited

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return 1 if self.kind is LineKind.EACH else len(self.inputs) + 1


@dataclass(frozen=True)
class Block:
    """A ladder or table of a version: `tier`, `score`, `on_joining`, `measures.NAME` or `criteria.NAME`.

    `hit_policy` says what several rows that hold give: BEST, FIRST or ADDED.
    """

    name: str
    title: Text
    hit_policy: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Provision:
    """What a version says of one thing by values, such as `membership.term` or `duties.1`.

    `values` are keys, each with what was typed; those of a set are parted by commas, "" is left unsaid.
    """

    name: str
    title: Text
    values: tuple[tuple[str, str], ...]
    cited: Cited

    def value(self, name: str) -> str | None:
        """What is said under a key."""
        return dict(self.values).get(name)


@dataclass(frozen=True)
class Content:
    """What a draft says: its day as typed, why it is so, the blocks that can be edited, and the provisions.

    `base` and `present` are the same blocks and provisions as the last version of the present pack has them:
    what is equal is not written, and stays in force by itself.
    """

    starts_on: str
    cited: Cited
    blocks: tuple[Block, ...]
    base: tuple[Block, ...]
    provisions: tuple[Provision, ...] = ()
    present: tuple[Provision, ...] = ()

    def block(self, name: str) -> Block | None:
        """The block of that name."""
        return next((each for each in self.blocks if each.name == name), None)

    def provision(self, name: str) -> Provision | None:
        """The provision of that name."""
        return next((each for each in self.provisions if each.name == name), None)

    @property
    def changed(self) -> frozenset[str]:
        """Names of the blocks and provisions that differ from those in force."""
        before = {each.name: each.lines for each in self.base}
        blocks = {each.name for each in self.blocks if before.get(each.name) != each.lines}
        return frozenset(blocks | {each.name for each in self.provisions if each not in self.present})


@dataclass(frozen=True)
class At:
    """A place in a draft: a cell, a row, a line, a block, or its day (block `from`). Counted from 0.

    `where` names the condition of a line that is meant, or the value of a provision. A provision, and a block
    that cannot be edited, have their names alone.
    """

    block: str
    line: int | None = None
    row: int | None = None
    column: int | None = None
    where: str = ""


DAY = "from"
"""The name of the place where a draft has its day, and why it is so."""
