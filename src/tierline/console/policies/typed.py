"""A draft as it stands in the fields of its form: every cell as it was typed, right or wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tierline.console.forms import Typed
from tierline.interchange.citations import Cited
from tierline.policy.model import Interpretation
from tierline.policy_desk.cells import DAY, Block, Content, Line, LineKind, Provision
from tierline.policy_desk.changes import AddInput, AddLine, AddRow, Change, RemoveInput, RemoveLine, SetWhere
from tierline.policy_desk.changing import MOST_ROWS, cell_text
from tierline.policy_desk.errors import CellRefused
from tierline.policy_desk.provisions import BETWEEN, codes
from tierline.policy_desk.shape import MOST_INPUTS, MOST_LINES
from tierline.wording import Text

CELL = re.compile(r"c:(\w+(?:\.\w+)?):(\d{1,3}):(\d{1,3}):(\d{1,2})", re.ASCII)
NOTES = ("open", "chosen", "instead")
NEW = Cited("", "", "")
"""What a line cites of which the form does not say it."""
LANGUAGES = ("en", "zh")


def cell_name(block: str, line: int, row: int, column: int) -> str:
    """The name of the field of a cell."""
    return f"c:{block}:{line}:{row}:{column}"


def where_name(block: str, line: int, name: str) -> str:
    """The name of the field of a condition of a whole line."""
    return f"w:{block}:{line}:{name}"


def value_name(provision: str, name: str) -> str:
    """The name of the field of a value of a provision; a set has several of that name, and an empty one."""
    return f"v:{provision}:{name}"


def shape_name(block: str, line: int) -> str:
    """The name of the field that says of what kind a line is, and what its inputs are."""
    return f"l:{block}:{line}"


def shape_text(line: Line) -> str:
    """What that field says."""
    return json.dumps([line.kind.value, *line.inputs], ensure_ascii=False)


def cited_name(block: str, line: int, part: str) -> str:
    """The name of a field of what a line cites: clause, basis, confidence, or a note such as open.en."""
    return f"n:{block}:{line}:{part}"


def picked_name(block: str, line: int | None = None) -> str:
    """The name of the field of the input that a button adds to a line, or begins a line of a block with."""
    return f"pick:{block}" if line is None else f"pick:{block}:{line}"


def kind_name(block: str) -> str:
    """The name of the field of the kind of line that a button adds to a block."""
    return f"kind:{block}"


def picks(typed: Typed) -> dict[str, str]:
    """What is chosen beside buttons, by the names of the fields."""
    return {
        name: values[0] for name, values in typed.items() if values and name.startswith(("pick:", "kind:"))
    }


def as_picked(changes: object, typed: Typed) -> object:
    """The changes of a button, as plain data, with what was picked beside it where they leave it open."""
    for change in changes if isinstance(changes, list) else ():
        if not isinstance(change, dict) or "name" in change:
            continue
        block = change.get("block")
        if change.get("kind") in ("add_input", "set_where"):
            change["name"] = _value(typed, picked_name(str(block), change.get("line")), "")
        elif change.get("kind") == "add_line":
            change["name"] = _value(typed, picked_name(str(block)), "")
            change["form"] = _value(typed, kind_name(str(block)), "")
    return changes


def field_after(changes: Sequence[Change]) -> str:
    """The name of the field where one goes on after a button; "" where one stays."""
    match changes[-1] if changes else None:
        case AddInput(block, line, column):
            return cell_name(block, line, 0, column)
        case RemoveInput(block, line, column):
            return cell_name(block, line, 0, max(column - 1, 0))
        case AddRow(block, line, row):
            return cell_name(block, line, row, 0)
        case AddLine(block, line):
            return cell_name(block, line, 0, 0)
        case RemoveLine(block, line):
            return cell_name(block, max(line - 1, 0), 0, 0)
        case SetWhere(block, line, name, test):
            return where_name(block, line, name) if test else cell_name(block, line, 0, 0)
    return ""


def content_typed(content: Content, typed: Typed) -> Content:
    """The draft as its form has it; what the form lacks is as it was."""
    rows = _rows_typed(typed)
    blocks = tuple(_block(block, typed, rows) for block in content.blocks)
    day = _value(typed, DAY, content.starts_on)
    provisions = tuple(_provision(each, typed) for each in content.provisions)
    cited = _cited(typed, DAY, 0, content.cited)
    return replace(content, starts_on=day, cited=cited, blocks=blocks, provisions=provisions)


def _provision(provision: Provision, typed: Typed) -> Provision:
    values = tuple(
        (name, _value_typed(text, typed.get(value_name(provision.name, name))))
        for name, text in provision.values
    )
    return replace(provision, values=values, cited=_cited(typed, provision.name, 0, provision.cited))


def _value_typed(held: str, given: Sequence[str] | None) -> str:
    """One value, or several of a set; the same ones in another order are as they were."""
    if given is None:
        return held
    words = [word for each in given if (word := " ".join(each.split()))]
    return held if set(words) == set(codes(held)) else BETWEEN.join(words)


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
    """A block as the form has it. A line that is shown says its shape, also where no row of it is left."""
    shown = [(number, line) for number in range(MOST_LINES) if (line := _shape(block, number, typed))]
    if not shown:
        return block
    lines = tuple(
        _line(block.name, number, line, typed, rows.get((block.name, number), {})) for number, line in shown
    )
    return replace(block, lines=lines)


def _shape(block: Block, number: int, typed: Typed) -> Line | None:
    """The kind and the inputs of a line that the form shows, with what the draft has there besides."""
    given = typed.get(shape_name(block.name, number))
    if given is None:
        return None
    before = block.lines[number] if number < len(block.lines) else None
    try:
        kind, *inputs = json.loads(given[0])
        names = tuple(cell_text(name) for name in inputs[:MOST_INPUTS])
        line = Line(LineKind(kind), names, (), (), before.cited if before else NEW)
    except (ValueError, TypeError, AttributeError, RecursionError, CellRefused):
        return before
    # A ladder stands over one input, a table over one at least.
    is_whole = len(names) == 1 or (names and line.kind is LineKind.TABLE)
    return line if is_whole else before


def _line(block: str, number: int, line: Line, typed: Typed, found: Mapping[int, Mapping[int, str]]) -> Line:
    numbers = sorted(found)[:MOST_ROWS]
    rows = tuple(tuple(found[row].get(column, "") for column in range(line.width)) for row in numbers)
    if line.kind is LineKind.EACH:
        rows = rows[:1] or (("",),)
    start = where_name(block, number, "")
    names = [name.removeprefix(start) for name in typed if name.startswith(start) and name != start]
    where = tuple((name, _value(typed, start + name, "")) for name in names[:MOST_INPUTS])
    return replace(line, where=where, cited=_cited(typed, block, number, line.cited), rows=rows)


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
