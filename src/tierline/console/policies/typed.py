"""A draft as it stands in the fields of its form: every cell as it was typed, right or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tierline.console.forms import Typed
from tierline.interchange.citations import Cited
from tierline.policy.model import Interpretation
from tierline.policy_desk.cells import DAY, At, Block, Content, Line
from tierline.policy_desk.changes import (
    MOST_ROWS,
    AddRow,
    Change,
    RemoveRow,
    SetCell,
    SetCitation,
    SetDay,
    SetWhere,
    changed,
)
from tierline.policy_desk.errors import CellRefused
from tierline.wording import Text

CELL = re.compile(r"c:(\w+(?:\.\w+)?):(\d{1,3}):(\d{1,3}):(\d{1,2})", re.ASCII)
NOTES = ("open", "chosen", "instead")
LANGUAGES = ("en", "zh")


def cell_name(block: str, line: int, row: int, column: int) -> str:
    """The name of the field of a cell."""
    return f"c:{block}:{line}:{row}:{column}"


def where_name(block: str, line: int, name: str) -> str:
    """The name of the field of a condition of a whole line."""
    return f"w:{block}:{line}:{name}"


def cited_name(block: str, line: int, part: str) -> str:
    """The name of a field of what a line cites: clause, basis, confidence, or a note such as open.en."""
    return f"n:{block}:{line}:{part}"


def content_typed(content: Content, typed: Typed) -> Content:
    """The draft as its form has it; what the form lacks is as it was."""
    rows = _rows_typed(typed)
    blocks = tuple(_block(block, typed, rows) for block in content.blocks)
    day = _value(typed, DAY, content.starts_on)
    return replace(content, starts_on=day, cited=_cited(typed, DAY, 0, content.cited), blocks=blocks)


def _value(typed: Typed, name: str, otherwise: str) -> str:
    found = typed.get(name)
    return " ".join(found[0].split()) if found else otherwise


def _rows_typed(typed: Typed) -> dict[tuple[str, int], dict[int, dict[int, str]]]:
    """Cells by block and line, row and column; rows keep their numbers."""
    found: dict[tuple[str, int], dict[int, dict[int, str]]] = {}
    for name in typed:
        match = CELL.fullmatch(name)
        if match is not None:
            block, line, row, column = match[1], int(match[2]), int(match[3]), int(match[4])
            found.setdefault((block, line), {}).setdefault(row, {})[column] = _value(typed, name, "")
    return found


def _block(block: Block, typed: Typed, rows: dict[tuple[str, int], dict[int, dict[int, str]]]) -> Block:
    def line_typed(number: int, line: Line) -> Line:
        where = tuple(
            (name, _value(typed, where_name(block.name, number, name), test)) for name, test in line.where
        )
        cited = _cited(typed, block.name, number, line.cited)
        found = rows.get((block.name, number))
        if found is None:
            # A form that shows a line always has a field that says so, even when its last row is gone.
            is_shown = f"rows:{block.name}:{number}" in typed
            return replace(line, where=where, cited=cited, rows=() if is_shown else line.rows)
        cells = tuple(
            tuple(found[row].get(column, "") for column in range(line.width))
            for row in sorted(found)[:MOST_ROWS]
        )
        return replace(line, where=where, cited=cited, rows=cells)

    return replace(block, lines=tuple(line_typed(*each) for each in enumerate(block.lines)))


def _cited(typed: Typed, block: str, line: int, cited: Cited) -> Cited:
    """What a line cites by the form. A note of nothing but empty fields is none."""

    def part(name: str, otherwise: str) -> str:
        return _value(typed, cited_name(block, line, name), otherwise)

    before = cited.interpretation or Interpretation(*(Text("", "") for _ in NOTES))
    texts = [
        Text(*(part(f"{name}.{each}", getattr(getattr(before, name), each)) for each in LANGUAGES))
        for name in NOTES
    ]
    has_note = any(text.en or text.zh for text in texts)
    return replace(
        cited,
        clause=part("clause", cited.clause),
        basis=part("basis", cited.basis),
        confidence=part("confidence", cited.confidence),
        interpretation=Interpretation(*texts) if has_note else None,
    )


# ---------------------------------------------------------------- what was changed by it


@dataclass(frozen=True)
class Told:
    """The changes by which a draft becomes what was typed, and those that no draft can hold."""

    changes: tuple[Change, ...]
    refused: tuple[tuple[At, CellRefused], ...]


def changes_between(held: Content, wanted: Content) -> Told:
    """How `held` becomes `wanted`: cells one by one, rows at the end of a line added or taken away."""
    taken: list[Change] = []
    refused = []
    for at, change in _changes(held, wanted):
        try:
            held = changed(held, [change])
            taken.append(change)
        except CellRefused as error:
            refused.append((at, error))
            if isinstance(change, AddRow):
                # The row stays, so that what follows has its place.
                empty = replace(change, cells=())
                held = changed(held, [empty])
                taken.append(empty)
    return Told(tuple(taken), tuple(refused))


def _changes(held: Content, wanted: Content) -> Iterator[tuple[At, Change]]:
    if wanted.starts_on != held.starts_on:
        yield At(DAY, column=0), SetDay(wanted.starts_on)
    if wanted.cited != held.cited:
        yield At(DAY), _citation(DAY, 0, wanted.cited)
    for before, after in zip(held.blocks, wanted.blocks, strict=True):
        for number, (old, new) in enumerate(zip(before.lines, after.lines, strict=True)):
            yield from _rows(after.name, number, old.rows, new.rows)
            for (name, test), (_, now) in zip(old.where, new.where, strict=True):
                if test != now:
                    yield At(after.name, number, where=name), SetWhere(after.name, number, name, now)
            if old.cited != new.cited:
                yield At(after.name, number), _citation(after.name, number, new.cited)


Rows = Sequence[Sequence[str]]


def _rows(block: str, line: int, before: Rows, after: Rows) -> Iterator[tuple[At, Change]]:
    for row, (old, new) in enumerate(zip(before, after, strict=False)):
        for column, (was, now) in enumerate(zip(old, new, strict=True)):
            if was != now:
                yield At(block, line, row, column), SetCell(block, line, row, column, now)
    for row in range(len(before) - 1, len(after) - 1, -1):
        yield At(block, line, row), RemoveRow(block, line, row)
    for row in range(len(before), len(after)):
        yield At(block, line, row), AddRow(block, line, row, tuple(after[row]))


def _citation(block: str, line: int, cited: Cited) -> SetCitation:
    return SetCitation(block, line, cited.clause, cited.basis, cited.confidence, cited.interpretation)
