"""What an analyst does to a draft, one typed change after the other.

`kind` tells the changes apart where they are plain data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tierline.policy.model import Interpretation
from tierline.policy_desk.cells import LineKind


@dataclass(frozen=True)
class SetDay:
    """Another first day of the version, as typed."""

    day: str
    kind: Literal["set_day"] = "set_day"


@dataclass(frozen=True)
class SetCell:
    """Another text in a cell."""

    block: str
    line: int
    row: int
    column: int
    text: str
    kind: Literal["set_cell"] = "set_cell"


@dataclass(frozen=True)
class AddRow:
    """A new row that takes the number `row`; cells not given are empty."""

    block: str
    line: int
    row: int
    cells: tuple[str, ...] = ()
    kind: Literal["add_row"] = "add_row"


@dataclass(frozen=True)
class RemoveRow:
    """A row goes."""

    block: str
    line: int
    row: int
    kind: Literal["remove_row"] = "remove_row"


@dataclass(frozen=True)
class MoveRow:
    """A row takes the number `to`."""

    block: str
    line: int
    row: int
    to: int
    kind: Literal["move_row"] = "move_row"


@dataclass(frozen=True)
class SetWhere:
    """A condition of a whole line: an input and its test in S-FEEL; an empty test takes it away."""

    block: str
    line: int
    name: str
    test: str
    kind: Literal["set_where"] = "set_where"


@dataclass(frozen=True)
class AddInput:
    """A new input of a table, which takes the number `column`; every row asks nothing of it yet.

    A ladder becomes a table by it, whose rows say the same.
    """

    block: str
    line: int
    column: int
    name: str
    kind: Literal["add_input"] = "add_input"


@dataclass(frozen=True)
class RemoveInput:
    """An input of a table goes, with its cells."""

    block: str
    line: int
    column: int
    kind: Literal["remove_input"] = "remove_input"


@dataclass(frozen=True)
class AddLine:
    """A new ladder or table over one input, which takes the number `line`; it has one row, without words.

    It rests on a choice of the operator's own, under the clause of the line before it.
    """

    block: str
    line: int
    form: LineKind
    name: str
    kind: Literal["add_line"] = "add_line"


@dataclass(frozen=True)
class RemoveLine:
    """A ladder or table goes; a block keeps one at least."""

    block: str
    line: int
    kind: Literal["remove_line"] = "remove_line"


@dataclass(frozen=True)
class SetCitation:
    """Where the values of a line come from, or of a provision, or with the block `from` the whole version.

    A basis other than `source` has a note: what is open, what was chosen, what else could have been.
    """

    block: str
    line: int
    clause: str
    basis: str
    confidence: str = ""
    note: Interpretation | None = None
    kind: Literal["set_citation"] = "set_citation"


@dataclass(frozen=True)
class SetValue:
    """Another value of a provision, as typed; those of a set are parted by commas, "" is left unsaid."""

    block: str
    name: str
    text: str
    kind: Literal["set_value"] = "set_value"


Shaping = AddInput | RemoveInput | AddLine | RemoveLine
"""Changes after which cells have other places."""

Change = SetDay | SetCell | AddRow | RemoveRow | MoveRow | SetWhere | SetCitation | SetValue | Shaping
