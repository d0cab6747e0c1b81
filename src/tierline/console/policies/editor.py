"""The tables of a draft as its page shows them: fields, what they held before, marks in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tierline.console.policies.provisions import said_sections
from tierline.console.policies.shown import (
    HITS,
    KIND_TITLES,
    KINDS,
    BlockShown,
    CellShown,
    ColumnShown,
    Editor,
    Heads,
    LineShown,
    RowShown,
    WhereShown,
)
from tierline.console.policies.typed import cell_name, shape_text, where_name
from tierline.policy_desk.cells import ADDED, At, Block, Content, Line, LineKind
from tierline.policy_desk.comparing import LineCompared, RowChange, RowCompared, blocks_compared
from tierline.policy_desk.errors import CellRefused
from tierline.policy_desk.head_counts import OF_TIERS
from tierline.policy_desk.marks import Mark, Weight
from tierline.policy_desk.model import SectionCompared, VersionShown
from tierline.wording import Language, Text


def refusal_marks(refused: Sequence[tuple[At, CellRefused]]) -> tuple[Mark, ...]:
    """What no draft can hold, as marks at the cells where it was typed."""
    return tuple(
        Mark(
            Weight.ERROR, "cell", at, Text(error.message(Language.EN), error.message(Language.ZH)), bars=True
        )
        for at, error in refused
    )


def editor(
    content: Content,
    sections: Sequence[SectionCompared],
    marks: Sequence[Mark],
    version: VersionShown,
    unsaved: int,
    heads: Heads | None = None,
) -> Editor:
    """The tables and sentences of `content`, which may hold what was typed and not saved yet.

    `sections` are what it says; `version` is the last one of the present pack, which has titles and inputs.
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
    said = said_sections(content, sections, numbered, version)
    known = {block.name for block in content.blocks} | {each.name for each in content.provisions}
    known |= {section.part for section in said}
    counts = {weight.value: sum(mark.weight is weight for mark in marks) for weight in Weight}
    others = tuple(one for one in numbered if one[1].at.block not in known)
    return Editor(content, tuple(blocks), said, others, counts, unsaved, heads)


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
