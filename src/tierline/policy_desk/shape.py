"""The shape of a block's lines: a line begun, an input added or taken away, and which line became which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from tierline.interchange.citations import Cited
from tierline.policy.vocabulary import GROUPS
from tierline.policy_desk.cells import ANY, Line, LineKind
from tierline.policy_desk.errors import PlaceUnknown

LITERAL = re.compile(r"-?[0-9.]+|true|false")
MOST_INPUTS = 20
MOST_LINES = 40

Pair = tuple[int | None, int | None]
"""The numbers of a line before and after; None on the side where it is not."""


def begun_line(kind: LineKind, name: str, cited: Cited) -> Line:
    """A line over one input, with one empty row."""
    width = 1 if kind is LineKind.EACH else 2
    return Line(kind, (name,), (("",) * width,), (), cited)


def with_input(line: Line, column: int, name: str, *, adds: bool) -> Line:
    """A table with one more input, which asks nothing of any row yet; a ladder becomes a table by it.

    `adds` is true where what lines give is added up. Raises PlaceUnknown.
    """
    if line.kind is LineKind.EACH or not 0 <= column <= len(line.inputs) < MOST_INPUTS:
        raise PlaceUnknown(place=str(column), known=f"0-{len(line.inputs)}")
    table = as_table(line, adds=adds)
    inputs = (*table.inputs[:column], name, *table.inputs[column:])
    rows = tuple((*row[:column], ANY, *row[column:]) for row in table.rows)
    return replace(table, inputs=inputs, rows=rows)


def as_table(line: Line, *, adds: bool) -> Line:
    """A ladder as the table that says the same; a table as it is."""
    if line.kind is LineKind.TABLE:
        return line
    return replace(line, kind=LineKind.TABLE, rows=tuple(_as_tests(line, adds=adds)))


def _as_tests(line: Line, *, adds: bool) -> Iterator[tuple[str, ...]]:
    """The rungs of a ladder as rows of a table. Where they are added up, each ends below the next."""
    above = ""
    for bound, outcome in line.rows:
        if not bound or line.kind is LineKind.IS:
            test = _value_test(bound)
        elif adds and above:
            test = f"[{bound}..{above})" if line.kind is LineKind.AT_LEAST else f"({bound}..{above}]"
        else:
            test = f"{'>=' if line.kind is LineKind.AT_LEAST else '>'} {bound}"
        above = bound
        yield test, outcome


def _value_test(word: str) -> str:
    """A choice of a pack as a test: a word in quotation marks, a group of products by its members."""
    if not word or LITERAL.fullmatch(word):
        return word
    return ", ".join(f'"{each}"' for each in GROUPS.get(word, (word,)))


def without_input(line: Line, column: int) -> Line:
    """A table without one of its inputs, of which one has to stay. Raises PlaceUnknown."""
    if line.kind is not LineKind.TABLE or not 0 <= column < len(line.inputs) or len(line.inputs) == 1:
        raise PlaceUnknown(place=str(column), known=f"0-{len(line.inputs) - 1}")
    inputs = (*line.inputs[:column], *line.inputs[column + 1 :])
    rows = tuple((*row[:column], *row[column + 1 :]) for row in line.rows)
    return replace(line, inputs=inputs, rows=rows)


def recast(line: Line, after: Line, *, adds: bool) -> tuple[tuple[str, ...], ...]:
    """The rows of a line as that which became of it has them.

    An input that it lacks asks nothing, one that is gone is left out, and a ladder is read as a table.
    """
    if after.kind is LineKind.TABLE:
        line = as_table(line, adds=adds)
    if line.inputs == after.inputs:
        return line.rows
    columns = [line.inputs.index(name) if name in line.inputs else None for name in after.inputs]
    return tuple(
        (*(ANY if column is None else row[column] for column in columns), row[-1]) for row in line.rows
    )


# ---------------------------------------------------------------- which line became which

KEYS: tuple[Callable[[Line], object], ...] = (
    lambda line: line,
    lambda line: (line.kind, line.inputs, line.where),
    lambda line: (line.kind, line.inputs),
    # A table stays itself when its inputs change; a ladder is what it stands over.
    lambda line: (line.kind, line.inputs if line.kind is not LineKind.TABLE else ()),
)
"""What two lines have to have in common to be the same line, the surest first."""


def paired(before: Sequence[Line], after: Sequence[Line]) -> tuple[Pair, ...]:
    """The lines that correspond, in the order of `after`; those that are gone stand where they were."""
    return tuple(_paired(before, after, KEYS))


def _paired(
    before: Sequence[Line], after: Sequence[Line], keys: Sequence[Callable[[Line], object]]
) -> Iterator[Pair]:
    if not keys:
        yield from _become_tables(before, after)
        return
    key, *others = keys
    matcher = SequenceMatcher(None, [key(one) for one in before], [key(one) for one in after], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
            continue
        for old, new in _paired(before[a:b], after[c:d], others):
            yield None if old is None else a + old, None if new is None else c + new


def _become_tables(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Pair]:
    """Ladders that became tables with their input among others; what else there is comes or goes."""
    taken = 0
    for old, line in enumerate(before):
        is_ladder = line.kind not in (LineKind.EACH, LineKind.TABLE)
        found = next(
            (
                new
                for new in range(taken, len(after))
                if is_ladder and after[new].kind is LineKind.TABLE and line.inputs[0] in after[new].inputs
            ),
            None,
        )
        if found is None:
            yield old, None
            continue
        yield from ((None, new) for new in range(taken, found))
        yield old, found
        taken = found + 1
    yield from ((None, new) for new in range(taken, len(after)))
