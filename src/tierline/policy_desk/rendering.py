"""A draft as the text of its pack: the present pack with one more version, the changed blocks alone in it.

The same lines can be written spread out, each cell on a line of its own, so that the loader's line numbers
lead back to cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tierline.interchange.citations import quoted
from tierline.policy.drafting import Draft, draft_with
from tierline.policy.model import Pack, Version, WindowMeasure
from tierline.policy_desk.cells import DAY, At, Block, Content, Line, LineKind
from tierline.policy_desk.provision_text import provision_rows, window_rows
from tierline.policy_desk.rows import Piece, Row, citation, scalar
from tierline.policy_desk.written import TABLES, cited_of
from tierline.wording import Text


@dataclass(frozen=True)
class Spread:
    """The text of a draft with each cell on a line of its own, and the places by the lines of the text."""

    content: Content
    text: str
    places: dict[int, At]


def rendered(pack: Pack, content: Content) -> Draft:
    """The pack with the draft as its last version, of which only blocks that differ are written.

    Raises DraftImpossible.
    """
    rows = _version(pack.versions[-1], content, content.changed)
    return draft_with(pack, ["".join(piece.text for piece in row.pieces) for row in rows])


def spread(pack: Pack, content: Content) -> Spread:
    """The pack with the whole draft, cell by cell. Raises DraftImpossible."""
    lines: list[str] = []
    found: list[At | None] = []
    names = {block.name for block in content.blocks} | {each.name for each in content.provisions}
    for row in _version(pack.versions[-1], content, frozenset(names)):
        indent = " " * (len(row.pieces[0].text) - len(row.pieces[0].text.lstrip(" -")) + 4)
        for number, piece in enumerate(row.pieces):
            text = piece.text if number == 0 else indent + piece.text.strip()
            if text.strip():
                lines.append(text)
                found.append(piece.at)
    text = draft_with(pack, lines).text
    # In front of the version stand the pack, whose last line may lack its end, and an empty line.
    first = pack.text.count("\n") + (not pack.text.endswith("\n")) + 2
    return Spread(content, text, {first + number: at for number, at in enumerate(found) if at is not None})


def _version(last: Version, content: Content, names: frozenset[str]) -> Iterator[Row]:
    day = At(DAY)
    yield Row((Piece("from:", day),))
    yield Row((Piece(f"  day: {scalar(content.starts_on)}", At(DAY, column=0)),))
    yield from citation(content.cited, 2, day)
    yield from provision_rows(last, content, names)
    for whole in TABLES:
        if any(name.startswith(f"{whole}.") for name in names):
            yield from _named(whole, last, content)
    for block in content.blocks:
        if block.name in names and "." not in block.name:
            yield Row((Piece(f"{block.name}:", At(block.name)),))
            yield from _lines(block, 0)


def _named(whole: str, last: Version, content: Content) -> Iterator[Row]:
    """The block of measures or criteria: those that are tables from the draft, the others as they are."""
    yield Row((Piece(f"{whole}:", At(whole)),))
    for part in last.measures if whole == "measures" else last.site_criteria:
        at = At(f"{whole}.{part.name}")
        yield Row((Piece(f"  {part.name}:", at),))
        yield Row((Piece(f"    title: {_bilingual(part.title)}", at),))
        block = content.block(at.block)
        if block is None:
            assert isinstance(part, WindowMeasure)
            yield from window_rows(part, content)
        else:
            yield Row((Piece(f"    {TABLES[whole][0]}:", at),))
            yield from _lines(block, 4)
            yield from citation(cited_of(part.citation), 4, at)


def _lines(block: Block, indent: int) -> Iterator[Row]:
    left = " " * indent
    for number, line in enumerate(block.lines):
        at = At(block.name, number)
        if line.kind is LineKind.TABLE:
            yield from _table(line, at, left)
        else:
            yield Row(tuple(_ladder(line, at, left)))
        if line.where:
            yield Row(tuple(_where(line, at, left)))
        yield from citation(line.cited, indent + 2, at)


def _ladder(line: Line, at: At, left: str) -> Iterator[Piece]:
    start = f"{left}- {scalar(line.inputs[0])}: {{{line.kind.value}: "
    if line.kind is LineKind.EACH:
        yield Piece(start, at)
        yield Piece(scalar(line.rows[0][0]), At(at.block, at.line, 0, 0))
        yield Piece("}")
        return
    yield Piece(start + "{", at)
    for number, (bound, outcome) in enumerate(line.rows):
        comma = "" if number == len(line.rows) - 1 else ", "
        yield Piece(f"{scalar(bound)}: ", At(at.block, at.line, number, 0))
        yield Piece(f"{scalar(outcome)}{comma}", At(at.block, at.line, number, 1))
    yield Piece("}}")


def _table(line: Line, at: At, left: str) -> Iterator[Row]:
    yield Row((Piece(f"{left}- table:", at),))
    yield Row((Piece(f"{left}    inputs: [{', '.join(map(scalar, line.inputs))}]", at),))
    yield Row((Piece(f"{left}    rules:" + ("" if line.rows else " []"), at),))
    for number, row in enumerate(line.rows):
        cells = [
            Piece(
                scalar(cell) + (", " if column < len(row) - 1 else ""),
                At(at.block, at.line, number, column),
            )
            for column, cell in enumerate(row)
        ]
        start = Piece(f"{left}    - [", At(at.block, at.line, number))
        yield Row((start, *cells, Piece("]")))


def _where(line: Line, at: At, left: str) -> Iterator[Piece]:
    yield Piece(f"{left}  where: {{", at)
    for number, (name, test) in enumerate(line.where):
        comma = "" if number == len(line.where) - 1 else ", "
        yield Piece(f"{scalar(name)}: {{test: {scalar(test)}}}{comma}", At(at.block, at.line, where=name))
    yield Piece("}")


def _bilingual(text: Text) -> str:
    return f"{{en: {quoted(text.en)}, zh: {quoted(text.zh)}}}"
