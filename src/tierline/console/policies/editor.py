"""The tables of a draft as its page shows them: fields, what they held before, marks in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from tierline.console.policies.typed import cell_name, cited_name, where_name
from tierline.policy.phrases import BASES
from tierline.policy_desk.cells import DAY, At, Block, Content, Line, LineKind
from tierline.policy_desk.comparing import RowChange, RowCompared, blocks_compared
from tierline.policy_desk.errors import CellRefused
from tierline.policy_desk.marks import Mark, Weight
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
    """A condition of a whole line."""

    title: Text
    cell: CellShown


@dataclass(frozen=True)
class LineShown:
    """A table of a block: its columns, its rows, its conditions, and what it cites."""

    number: int
    line: Line
    columns: tuple[Text, ...]
    rows: tuple[RowShown, ...]
    where: tuple[WhereShown, ...]
    marks: tuple[tuple[int, Mark], ...]
    is_cited_anew: bool


@dataclass(frozen=True)
class BlockShown:
    """A ladder or table of the draft; `gives_tiers` where its outcomes are names of tiers."""

    name: str
    title: Text
    hit: str
    hit_title: Text
    lines: tuple[LineShown, ...]
    marks: tuple[tuple[int, Mark], ...]
    is_changed: bool
    gives_tiers: bool


@dataclass(frozen=True)
class Editor:
    """All tables of a draft, and how many marks of each weight there are. Marks carry their number."""

    content: Content
    blocks: tuple[BlockShown, ...]
    marks: tuple[tuple[int, Mark], ...]
    """Those of the day, and those that belong to no table."""
    counts: Mapping[str, int]
    unsaved: int

    @property
    def is_day_wrong(self) -> bool:
        """True where the day in force is what has to be mended."""
        return any(mark.at.block == DAY and mark.weight is Weight.ERROR for _, mark in self.marks)

    @property
    def bases(self) -> Mapping[str, Text]:
        """What a value may rest on."""
        return BASES

    def plain(self, way: Way) -> list[dict[str, object]]:
        """A way to mend something, as a button of the form says it."""
        return [asdict(change) for change in way.changes]

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


def editor(content: Content, marks: Sequence[Mark], names: Mapping[str, Text], unsaved: int) -> Editor:
    """The tables of `content`, which may hold what was typed and not saved yet."""
    numbered = tuple(enumerate(marks))
    compared = {block.name: block.lines for block in blocks_compared(content)}
    base = {block.name: block for block in content.base}
    blocks = []
    for block in content.blocks:
        lines = tuple(
            _line(
                block,
                number,
                compared[block.name][number].rows if block.name in compared else None,
                base.get(block.name),
                numbered,
                names,
            )
            for number in range(len(block.lines))
        )
        letter, meaning = HITS[block.hit_policy]
        blocks.append(
            BlockShown(
                block.name,
                block.title,
                letter,
                meaning,
                lines,
                tuple(one for one in numbered if one[1].at.block == block.name and one[1].at.line is None),
                block.name in compared,
                gives_tiers(block.name),
            )
        )
    known = {block.name for block in content.blocks}
    counts = {weight.value: sum(mark.weight is weight for mark in marks) for weight in Weight}
    others = tuple(one for one in numbered if one[1].at.block not in known)
    return Editor(content, tuple(blocks), others, counts, unsaved)


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


def _line(
    block: Block,
    number: int,
    compared: Sequence[RowCompared] | None,
    base: Block | None,
    marks: Sequence[tuple[int, Mark]],
    names: Mapping[str, Text],
) -> LineShown:
    line = block.lines[number]
    mine = [one for one in marks if one[1].at.block == block.name and one[1].at.line == number]
    before = base.lines[number] if base is not None and number < len(base.lines) else None
    rows = compared or [RowCompared(RowChange.SAME, row, row, at, at) for at, row in enumerate(line.rows)]
    tests = dict(before.where) if before is not None else {}
    where = tuple(
        WhereShown(
            names.get(name, Text(name, name)),
            CellShown(
                where_name(block.name, number, name),
                test,
                None if tests.get(name) == test else tests.get(name, ""),
                any(mark.at.where == name for _, mark in mine),
            ),
        )
        for name, test in line.where
    )
    return LineShown(
        number,
        line,
        columns_of(line, names),
        tuple(_rows(block.name, number, rows, mine)),
        where,
        tuple(one for one in mine if one[1].at.row is None or one[1].at.row >= len(line.rows)),
        before is not None and before.cited != line.cited,
    )


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
