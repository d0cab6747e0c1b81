"""The changes by which one content of a draft becomes another, such as what is saved what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from tierline.interchange.citations import Cited
from tierline.policy_desk.cells import DAY, At, Content, Line
from tierline.policy_desk.changes import (
    AddInput,
    AddLine,
    AddRow,
    Change,
    RemoveInput,
    RemoveLine,
    RemoveRow,
    SetCell,
    SetCitation,
    SetDay,
    SetValue,
    SetWhere,
    Shaping,
)
from tierline.policy_desk.changing import changed
from tierline.policy_desk.errors import CellRefused
from tierline.policy_desk.shape import paired


@dataclass(frozen=True)
class Told:
    """The changes by which a draft becomes what was typed, and those that no draft can hold."""

    changes: tuple[Change, ...]
    refused: tuple[tuple[At, CellRefused], ...]


def changes_between(held: Content, wanted: Content) -> Told:
    """How `held` becomes `wanted`: lines and inputs first, then cells, and rows at the end of a line."""
    taken: list[Change] = []
    refused: list[tuple[At, CellRefused]] = []

    def take(at: At, change: Change) -> None:
        nonlocal held
        try:
            held = changed(held, [change])
            taken.append(change)
        except CellRefused as error:
            refused.append((at, error))
            if isinstance(change, AddRow):
                # The row stays, so that what follows has its place.
                take(at, replace(change, cells=()))

    for shaping in _shaping(held, wanted):
        take(At(shaping.block, shaping.line), shaping)
    for at, change in _changes(held, wanted):
        take(at, change)
    return Told(tuple(taken), tuple(refused))


def _shaping(held: Content, wanted: Content) -> Iterator[Shaping]:
    """The changes after which both have the same lines over the same inputs."""
    for before, after in zip(held.blocks, wanted.blocks, strict=True):
        pairs = paired(before.lines, after.lines)
        gone = [old for old, new in pairs if new is None and old is not None]
        came = [new for old, new in pairs if old is None and new is not None]
        # A block keeps one line at least: what comes goes in behind first, where all that was there goes.
        if len(gone) == len(before.lines):
            for number, begun in enumerate(came, len(gone)):
                yield from _begun(after.name, number, after.lines[begun])
            yield from (RemoveLine(after.name, old) for old in reversed(gone))
            continue
        yield from (RemoveLine(after.name, old) for old in reversed(gone))
        for number, line in enumerate(after.lines):
            if number in came:
                yield from _begun(after.name, number, line)
        for old, new in pairs:
            if old is not None and new is not None:
                yield from _became(after.name, new, before.lines[old], after.lines[new])


def _begun(block: str, number: int, line: Line) -> Iterator[Shaping]:
    yield AddLine(block, number, line.kind, line.inputs[0])
    yield from _inputs(block, number, line.inputs[:1], line.inputs)


def _became(block: str, number: int, before: Line, after: Line) -> Iterator[Shaping]:
    if before.kind is not after.kind and before.inputs == after.inputs:
        # A column that comes and goes makes a ladder a table over its one input.
        yield AddInput(block, number, 1, before.inputs[0])
        yield RemoveInput(block, number, 1)
    yield from _inputs(block, number, before.inputs, after.inputs)


def _inputs(block: str, line: int, before: Sequence[str], after: Sequence[str]) -> Iterator[Shaping]:
    """Inputs from the last to the first, so that those in front keep their places; new ones come first."""
    for tag, a, b, c, d in reversed(SequenceMatcher(None, before, after, autojunk=False).get_opcodes()):
        if tag == "equal":
            continue
        yield from (AddInput(block, line, b + number, after[c + number]) for number in range(d - c))
        yield from (RemoveInput(block, line, column) for column in range(b - 1, a - 1, -1))


def _changes(held: Content, wanted: Content) -> Iterator[tuple[At, Change]]:
    if wanted.starts_on != held.starts_on:
        yield At(DAY, column=0), SetDay(wanted.starts_on)
    if wanted.cited != held.cited:
        yield At(DAY), _citation(DAY, 0, wanted.cited)
    for before, after in zip(held.blocks, wanted.blocks, strict=True):
        for number, (old, new) in enumerate(zip(before.lines, after.lines, strict=True)):
            yield from _rows(after.name, number, old.rows, new.rows)
            yield from _where(after.name, number, dict(old.where), dict(new.where))
            if old.cited != new.cited:
                yield At(after.name, number), _citation(after.name, number, new.cited)
    yield from _provisions(held, wanted)


def _provisions(held: Content, wanted: Content) -> Iterator[tuple[At, Change]]:
    for before, after in zip(held.provisions, wanted.provisions, strict=True):
        name = after.name
        for (key, was), (_, now) in zip(before.values, after.values, strict=True):
            if was != now:
                yield At(name, where=key), SetValue(name, key, now)
        if before.cited != after.cited:
            yield At(name), _citation(name, 0, after.cited)


def _where(
    block: str, line: int, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[tuple[At, Change]]:
    for name in (*before, *(name for name in after if name not in before)):
        if before.get(name, "") != after.get(name, ""):
            yield At(block, line, where=name), SetWhere(block, line, name, after.get(name, ""))


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
