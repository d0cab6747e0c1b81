"""What the tables of a draft are to its template: blocks, lines, rows and cells, each with its marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from tierline.console.policies.provisions_shown import NumberedMark, SaidSection
from tierline.console.policies.typed import cited_name, kind_name, picked_name, shape_name
from tierline.policy.phrases import BASES
from tierline.policy_desk.cells import DAY, Content, Line, LineKind
from tierline.policy_desk.head_counts import Rungs
from tierline.policy_desk.marks import Weight
from tierline.policy_desk.ways import Way
from tierline.wording import Text

HITS = {
    "priority": ("P", Text("priority: the best tier of the rows that hold", "优先：取符合行中的最高等级")),
    "first": ("F", Text("first: the first row that holds", "首行：取第一个符合的行")),
    "collect sum": ("C+", Text("collect, sum: all rows that hold, added up", "汇总求和：符合的各行相加")),
}
"""Hit policies as they stand in the corner of a table, and what they mean."""

KINDS = {
    LineKind.AT_LEAST: Text("at least", "不低于"),
    LineKind.OVER: Text("over", "超过"),
    LineKind.IS: Text("is", "为"),
    LineKind.EACH: Text("each", "每一单位"),
    LineKind.TABLE: Text("", ""),
}
"""What a ladder does with its one input."""


KIND_TITLES = {
    LineKind.AT_LEAST: Text("ladder, from a bound on", "阶梯：不低于界值"),
    LineKind.OVER: Text("ladder, above a bound", "阶梯：超过界值"),
    LineKind.IS: Text("a value each", "按取值逐一列出"),
    LineKind.EACH: Text("so much for each", "按每一单位计"),
    LineKind.TABLE: Text("decision table", "决策表"),
}

CONFIDENCES = {
    "": Text("not public knowledge", "非公开信息"),
    "high": Text("high", "高"),
    "medium": Text("medium", "中"),
    "low": Text("low", "低"),
}


@dataclass(frozen=True)
class CellShown:
    """A cell; `before` is what the present version has there, None where that is the same."""

    name: str
    text: str
    before: str | None
    is_wrong: bool


@dataclass(frozen=True)
class RowShown:
    """A row with its marks; one that is gone has its present cells and no fields. Numbers count from 0."""

    number: int | None
    cells: tuple[CellShown, ...]
    marks: tuple[NumberedMark, ...]
    is_new: bool
    is_changed: bool

    @property
    def is_gone(self) -> bool:
        """True for a row that the present version has and the draft has not."""
        return self.number is None


@dataclass(frozen=True)
class WhereShown:
    """A condition of a whole line; one that is gone has its present test and no field."""

    name: str
    title: Text
    cell: CellShown

    @property
    def is_gone(self) -> bool:
        """True for a condition that the present version has and the draft has not."""
        return not self.cell.name


@dataclass(frozen=True)
class ColumnShown:
    """The heading of an input; `is_new` where the present version does not ask for it."""

    title: Text
    is_new: bool


@dataclass(frozen=True)
class LineShown:
    """A table of a block: its columns, its rows, its conditions, and what it cites.

    `number` is None for one that only the present version has. `shape` is what the form says of its kind and
    its inputs; `gone` are headings of inputs that the present version has besides, `free` inputs that it
    may have besides.
    """

    number: int | None
    line: Line
    shape: str
    columns: tuple[ColumnShown, ...]
    gone: tuple[Text, ...]
    rows: tuple[RowShown, ...]
    where: tuple[WhereShown, ...]
    marks: tuple[NumberedMark, ...]
    free: tuple[tuple[str, Text], ...]
    is_new: bool
    is_cited_anew: bool


@dataclass(frozen=True)
class BlockShown:
    """A ladder or table of the draft; `gives_tiers` where its outcomes are names of tiers.

    `kinds` are the kinds of lines that it may have, `inputs` what they may stand over.
    """

    name: str
    title: Text
    hit: str
    hit_title: Text
    lines: tuple[LineShown, ...]
    marks: tuple[NumberedMark, ...]
    is_changed: bool
    gives_tiers: bool
    is_counted: bool
    kinds: tuple[tuple[str, Text], ...]
    inputs: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Heads:
    """Lines beside rows that give tiers: by the present policy, and by the draft where it was simulated.

    `site` is "" for the whole operator.
    """

    month: str
    site: str
    present: Rungs
    draft: Rungs | None


@dataclass(frozen=True)
class Editor:
    """All tables and sentences of a draft, and how many marks of each weight there are.

    Marks carry their number.
    """

    content: Content
    blocks: tuple[BlockShown, ...]
    said: tuple[SaidSection, ...]
    marks: tuple[NumberedMark, ...]
    """Those of the day, and those that belong to no table and no sentence."""
    counts: Mapping[str, int]
    unsaved: int
    heads: Heads | None
    focus: str = ""
    """The field that a button has made, or that is next to what it took away."""
    picked: Mapping[str, str] = field(default_factory=dict)
    """What was chosen beside buttons that were not pressed yet, by the names of the fields."""

    @property
    def is_day_wrong(self) -> bool:
        """True where the day in force is what has to be mended."""
        return any(mark.at.block == DAY and mark.weight is Weight.ERROR for _, mark in self.marks)

    @property
    def confidences(self) -> Mapping[str, Text]:
        """How sure public knowledge is."""
        return CONFIDENCES

    @property
    def bases(self) -> Mapping[str, Text]:
        """What a value may rest on."""
        return BASES

    def plain(self, way: Way) -> list[dict[str, object]]:
        """A way to mend something, as a button of the form says it."""
        return [asdict(change) for change in way.changes]

    def shape_field(self, block: str, line: int) -> str:
        """The name of the field that says of what kind a line is, and what its inputs are."""
        return shape_name(block, line)

    def picked_field(self, block: str, line: int | None = None) -> str:
        """The name of the field of the input that a button adds."""
        return picked_name(block, line)

    def kind_field(self, block: str) -> str:
        """The name of the field of the kind of line that a button adds."""
        return kind_name(block)

    def cited_field(self, block: str, line: int, part: str) -> str:
        """The name of a field of what a line cites."""
        return cited_name(block, line, part)
