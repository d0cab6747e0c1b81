"""A draft after the changes of an analyst; nothing is refused for what a cell says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from tierline.interchange.citations import Cited, one_line
from tierline.policy.model import Interpretation
from tierline.policy_desk.cells import ADDED, DAY, Content, Line, LineKind, Provision
from tierline.policy_desk.changes import (
    AddInput,
    AddLine,
    AddRow,
    Change,
    MoveRow,
    RemoveInput,
    RemoveLine,
    RemoveRow,
    SetCell,
    SetCitation,
    SetDay,
    SetValue,
    SetWhere,
)
from tierline.policy_desk.errors import CellRefused, PlaceUnknown
from tierline.policy_desk.own_choice import own_choice
from tierline.policy_desk.shape import MOST_LINES, begun_line, with_input, without_input
from tierline.wording import Text

LONGEST_CELL = 200
LONGEST_NOTE = 600
MOST_ROWS = 200


def changed(content: Content, changes: Iterable[Change]) -> Content:
    """The draft after the changes. Raises PlaceUnknown, and CellRefused for what no text can hold."""
    for change in changes:
        content = _after(content, change)
    return content


def _after(content: Content, change: Change) -> Content:
    match change:
        case SetDay(day):
            return replace(content, starts_on=cell_text(day))
        case SetCitation(block, line) if block == DAY:
            return replace(content, cited=_cited(change))
        case SetCitation(block, line) if content.provision(block) is not None:
            return _with_provision(content, block, lambda found: replace(found, cited=_cited(change)))
        case SetValue(block, name, text):
            return _with_provision(content, block, lambda found: _with_value(found, name, cell_text(text)))
        case SetCitation(block, line):
            return _with_line(content, block, line, lambda found: replace(found, cited=_cited(change)))
        case SetWhere(block, line, name, test):
            return _with_line(content, block, line, lambda found: _with_condition(found, name, test))
        case SetCell(block, line, row, column, text):
            return _with_rows(content, block, line, lambda rows, _: _set(rows, row, column, text))
        case AddRow(block, line, row, cells):
            return _with_rows(content, block, line, lambda rows, found: _add(rows, found, row, cells))
        case RemoveRow(block, line, row):
            return _with_rows(content, block, line, lambda rows, found: _removed(rows, found, row))
        case MoveRow(block, line, row, to):
            return _with_rows(content, block, line, lambda rows, _: _moved(rows, row, to))
        case AddInput(block, line, column, name):
            name = cell_text(name)
            adds = getattr(content.block(block), "hit_policy", "") == ADDED
            return _with_line(content, block, line, lambda found: with_input(found, column, name, adds=adds))
        case RemoveInput(block, line, column):
            return _with_line(content, block, line, lambda found: without_input(found, column))
        case AddLine(block, line, form, name):
            return _with_lines(content, block, lambda lines: _line_added(content, lines, line, form, name))
        case RemoveLine(block, line):
            return _with_lines(content, block, lambda lines: _line_removed(lines, line))


def _with_provision(content: Content, name: str, after: Callable[[Provision], Provision]) -> Content:
    if content.provision(name) is None:
        known = ", ".join(each.name for each in content.provisions)
        raise PlaceUnknown(place=name[:80], known=known)
    provisions = tuple(after(each) if each.name == name else each for each in content.provisions)
    return replace(content, provisions=provisions)


def _with_value(provision: Provision, name: str, text: str) -> Provision:
    if provision.value(name) is None:
        known = ", ".join(key for key, _ in provision.values)
        raise PlaceUnknown(place=f"{provision.name}, {name[:80]}", known=known)
    values = tuple((key, text if key == name else old) for key, old in provision.values)
    return replace(provision, values=values)


Rows = tuple[tuple[str, ...], ...]


Lines = tuple[Line, ...]


def _with_lines(content: Content, name: str, after: Callable[[Lines], Lines]) -> Content:
    block = content.block(name)
    if block is None:
        known = ", ".join(each.name for each in content.blocks)
        raise PlaceUnknown(place=name[:80], known=known)
    lines = after(block.lines)
    return replace(
        content,
        blocks=tuple(replace(each, lines=lines) if each.name == name else each for each in content.blocks),
    )


def _with_line(content: Content, name: str, number: int, after: Callable[[Line], Line]) -> Content:
    def lines_after(lines: Lines) -> Lines:
        if not 0 <= number < len(lines):
            raise PlaceUnknown(place=f"{name}, {number}", known=f"0-{len(lines) - 1}")
        return tuple(after(line) if at == number else line for at, line in enumerate(lines))

    return _with_lines(content, name, lines_after)


def _line_added(content: Content, lines: Lines, number: int, kind: LineKind, name: str) -> Lines:
    if not 0 <= number <= len(lines) < MOST_LINES:
        raise PlaceUnknown(place=str(number), known=f"0-{min(len(lines), MOST_LINES - 1)}")
    beside = lines[max(number - 1, 0)].cited if lines else content.cited
    line = begun_line(kind, cell_text(name), own_choice(beside.clause))
    return (*lines[:number], line, *lines[number:])


def _line_removed(lines: Lines, number: int) -> Lines:
    if not 0 <= number < len(lines) or len(lines) == 1:
        raise PlaceUnknown(place=str(number), known=f"0-{len(lines) - 1}")
    return (*lines[:number], *lines[number + 1 :])


def _with_rows(content: Content, block: str, line: int, after: Callable[[Rows, Line], Rows]) -> Content:
    return _with_line(content, block, line, lambda found: replace(found, rows=after(found.rows, found)))


def _set(rows: Rows, row: int, column: int, text: str) -> Rows:
    _check(rows, row)
    if not 0 <= column < len(rows[row]):
        raise PlaceUnknown(place=f"{row}, {column}", known=f"0-{len(rows[row]) - 1}")
    cells = (*rows[row][:column], cell_text(text), *rows[row][column + 1 :])
    return (*rows[:row], cells, *rows[row + 1 :])


def _add(rows: Rows, line: Line, row: int, cells: tuple[str, ...]) -> Rows:
    if not 0 <= row <= len(rows) or line.kind is LineKind.EACH or len(rows) >= MOST_ROWS:
        raise PlaceUnknown(place=str(row), known=f"0-{min(len(rows), MOST_ROWS - 1)}")
    if len(cells) > line.width:
        raise PlaceUnknown(place=f"{row}, {len(cells) - 1}", known=f"0-{line.width - 1}")
    filled = (*map(cell_text, cells), *[""] * (line.width - len(cells)))
    return (*rows[:row], filled, *rows[row:])


def _removed(rows: Rows, line: Line, row: int) -> Rows:
    if line.kind is LineKind.EACH:
        # Its one factor is the line: it goes with it.
        raise PlaceUnknown(place=str(row), known="-")
    return _without(rows, row)


def _without(rows: Rows, row: int) -> Rows:
    _check(rows, row)
    return (*rows[:row], *rows[row + 1 :])


def _moved(rows: Rows, row: int, to: int) -> Rows:
    _check(rows, row)
    _check(rows, to)
    rest = _without(rows, row)
    return (*rest[:to], rows[row], *rest[to:])


def _check(rows: Rows, row: int) -> None:
    if not 0 <= row < len(rows):
        raise PlaceUnknown(place=str(row), known=f"0-{len(rows) - 1}")


def _with_condition(line: Line, name: str, test: str) -> Line:
    """The line with a condition in its place, or behind the others; or without it."""
    name, test = cell_text(name), cell_text(test)
    known = [each for each, _ in line.where]
    kept = tuple((each, test if each == name else old) for each, old in line.where if each != name or test)
    return replace(line, where=kept if name in known or not test else (*kept, (name, test)))


def _cited(change: SetCitation) -> Cited:
    note = change.note
    if note is not None:
        note = Interpretation(*(_noted(each) for each in (note.open, note.chosen, note.instead)))
    return Cited(
        cell_text(change.clause), cell_text(change.basis), cell_text(change.confidence), interpretation=note
    )


def _noted(text: Text) -> Text:
    return Text(*(_checked(one_line(each), LONGEST_NOTE) for each in (text.en, text.zh)))


def cell_text(text: str) -> str:
    """What was typed, on one line. Raises CellRefused for what cannot be kept."""
    return _checked(" ".join(text.split()), LONGEST_CELL)


def _checked(text: str, longest: int) -> str:
    """The text. Raises CellRefused for one that is too long, or has letters nobody can see."""
    if len(text) > longest or not text.isprintable():
        raise CellRefused(longest=longest)
    return text
