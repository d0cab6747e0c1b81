"""The tables of a draft as its page shows them: fields, what they held before, marks in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from tierline.console.policies.typed import (
    cell_name,
    cited_name,
    kind_name,
    picked_name,
    shape_name,
    shape_text,
    where_name,
)
from tierline.policy.phrases import BASES
from tierline.policy_desk.cells import ADDED, DAY, At, Block, Content, Line, LineKind
from tierline.policy_desk.comparing import LineCompared, RowChange, RowCompared, blocks_compared
from tierline.policy_desk.errors import CellRefused
from tierline.policy_desk.head_counts import OF_TIERS, Rungs
from tierline.policy_desk.marks import Mark, Weight
from tierline.policy_desk.model import VersionShown
from tierline.policy_desk.ways import Way
from tierline.wording import Language, Text

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
    marks: tuple[tuple[int, Mark], ...]
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
    marks: tuple[tuple[int, Mark], ...]
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
    marks: tuple[tuple[int, Mark], ...]
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
    """All tables of a draft, and how many marks of each weight there are. Marks carry their number."""

    content: Content
    blocks: tuple[BlockShown, ...]
    marks: tuple[tuple[int, Mark], ...]
    """Those of the day, and those that belong to no table."""
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


def refusal_marks(refused: Sequence[tuple[At, CellRefused]]) -> tuple[Mark, ...]:
    """What no draft can hold, as marks at the cells where it was typed."""
    return tuple(
        Mark(
            Weight.ERROR, "cell", at, Text(error.message(Language.EN), error.message(Language.ZH)), bars=True
        )
        for at, error in refused
    )


def editor(
    content: Content, marks: Sequence[Mark], version: VersionShown, unsaved: int, heads: Heads | None = None
) -> Editor:
    """The tables of `content`, which may hold what was typed and not saved yet.

    `version` is the last one of the present pack, which has titles and inputs.
    """
    numbered = tuple(enumerate(marks))
    compared = {block.name: block.lines for block in blocks_compared(content)}
    blocks = []
    for block in content.blocks:
        lines = compared.get(block.name, [_unchanged(line) for line in block.lines])
        inputs = _titled(version.inputs.get(block.name, ()), version.names)
        letter, meaning = HITS[block.hit_policy]
        blocks.append(
            BlockShown(
                block.name,
                block.title,
                letter,
                meaning,
                tuple(_lines(block, lines, numbered, inputs, version.names)),
                tuple(one for one in numbered if one[1].at.block == block.name and one[1].at.line is None),
                block.name in compared,
                gives_tiers(block.name),
                block.name in OF_TIERS,
                tuple(
                    (kind.value, title)
                    for kind, title in KIND_TITLES.items()
                    if kind is not LineKind.EACH or block.hit_policy == ADDED
                ),
                inputs,
            )
        )
    known = {block.name for block in content.blocks}
    counts = {weight.value: sum(mark.weight is weight for mark in marks) for weight in Weight}
    others = tuple(one for one in numbered if one[1].at.block not in known)
    return Editor(content, tuple(blocks), others, counts, unsaved, heads)


def _unchanged(line: Line) -> LineCompared:
    rows = tuple(RowCompared(RowChange.SAME, row, row, at, at) for at, row in enumerate(line.rows))
    return LineCompared(line, line, rows)


def _titled(names: Sequence[str], titles: Mapping[str, Text]) -> tuple[tuple[str, Text], ...]:
    return tuple((name, titles.get(name, Text(name, name))) for name in names)


def gives_tiers(block: str) -> bool:
    """True where the outcomes of a block are tiers, not numbers."""
    return block in ("tier", "on_joining") or block.startswith("criteria.")


def columns_of(line: Line, names: Mapping[str, Text]) -> tuple[Text, ...]:
    """The headings of the inputs of a line."""
    kind = KINDS[line.kind]
    titles = [names.get(name, Text(name, name)) for name in line.inputs]
    if line.kind is LineKind.EACH:
        return ()
    return tuple(
        Text(f"{title.en}, {kind.en}", f"{title.zh}（{kind.zh}）") if kind.en else title for title in titles
    )


def _lines(
    block: Block,
    lines: Sequence[LineCompared],
    marks: Sequence[tuple[int, Mark]],
    inputs: Sequence[tuple[str, Text]],
    names: Mapping[str, Text],
) -> Iterator[LineShown]:
    """The lines of a block in order, those that are gone where they were."""
    number = 0
    for compared in lines:
        at = None if compared.after is None else number
        mine = [one for one in marks if one[1].at.block == block.name and one[1].at.line == at is not None]
        yield _line(block.name, at, compared, mine, inputs, names)
        number += at is not None


def _line(
    block: str,
    number: int | None,
    compared: LineCompared,
    marks: Sequence[tuple[int, Mark]],
    inputs: Sequence[tuple[str, Text]],
    names: Mapping[str, Text],
) -> LineShown:
    line = compared.after or compared.before
    assert line is not None
    taken = {*line.inputs, *(name for name, _ in line.where)}
    titles = columns_of(line, names)
    return LineShown(
        number,
        line,
        shape_text(line),
        tuple(
            ColumnShown(title, name in compared.new_inputs)
            for name, title in zip(line.inputs, titles, strict=False)
        ),
        tuple(title for _, title in _titled(compared.gone_inputs, names)),
        tuple(_rows(block, number or 0, compared.rows, marks)),
        tuple(_where(block, number, compared, marks, names)),
        tuple(one for one in marks if one[1].at.row is None or one[1].at.row >= len(line.rows)),
        tuple((name, title) for name, title in inputs if name not in taken),
        compared.before is None,
        compared.is_cited_anew,
    )


def _where(
    block: str,
    number: int | None,
    compared: LineCompared,
    marks: Sequence[tuple[int, Mark]],
    names: Mapping[str, Text],
) -> Iterator[WhereShown]:
    before, after = compared.before, compared.after
    tests = dict(before.where) if before is not None else {}
    for name, test in after.where if after is not None else ():
        was = tests.get(name, "") if before is not None else test
        is_wrong = any(mark.at.where == name and mark.weight is Weight.ERROR for _, mark in marks)
        cell = CellShown(where_name(block, number or 0, name), test, None if was == test else was, is_wrong)
        yield WhereShown(name, names.get(name, Text(name, name)), cell)
    for name, test in compared.gone_where if after is not None else tests.items():
        yield WhereShown(name, names.get(name, Text(name, name)), CellShown("", test, None, False))


def _rows(
    block: str, line: int, rows: Sequence[RowCompared], marks: Sequence[tuple[int, Mark]]
) -> Iterator[RowShown]:
    for row in rows:
        if row.after is None or row.row_after is None:
            gone = tuple(CellShown("", text, None, False) for text in row.before or ())
            yield RowShown(None, gone, (), False, True)
            continue
        number = row.row_after
        here = tuple(one for one in marks if one[1].at.row == number)
        was: Sequence[str | None] = row.before or [None] * len(row.after)
        cells = tuple(
            CellShown(
                cell_name(block, line, number, column),
                text,
                None if old is None or old == text else old,
                any(mark.at.column in (column, None) and mark.weight is Weight.ERROR for _, mark in here),
            )
            for column, (text, old) in enumerate(zip(row.after, was, strict=True))
        )
        is_new = row.change is RowChange.ADDED
        yield RowShown(number, cells, here, is_new, row.change is not RowChange.SAME)
