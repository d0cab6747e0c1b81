"""A draft held against what is in force: block by block and row by row, as sentences, and as a diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from sqlalchemy import Connection

from tierline.interchange.forms import Form
from tierline.policy.differences import differences
from tierline.policy.load import read_pack
from tierline.policy.model import Pack
from tierline.policy.statement import Part
from tierline.policy_desk import service, standing, store
from tierline.policy_desk.cells import ADDED, Block, Content, Line
from tierline.policy_desk.errors import DraftFaulty
from tierline.policy_desk.folder import present_pack
from tierline.policy_desk.model import Draft, Section
from tierline.policy_desk.rendering import rendered
from tierline.policy_desk.sentences import sections
from tierline.policy_desk.shape import paired, recast
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.wording import Text


class RowChange(StrEnum):
    """What became of a row."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class RowCompared:
    """A row before and after, with its numbers there; None on the side where it is not.

    A row before has a cell for each input of the line after, `-` where the line did not ask for it.
    """

    change: RowChange
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None
    row_before: int | None
    row_after: int | None


@dataclass(frozen=True)
class LineCompared:
    """A line of a block before and after, None on the side where it is not, and its rows."""

    before: Line | None
    after: Line | None
    rows: tuple[RowCompared, ...]

    @property
    def is_cited_anew(self) -> bool:
        """True where clause, basis or note changed."""
        return self.before is not None and self.after is not None and self.before.cited != self.after.cited

    @property
    def gone_inputs(self) -> tuple[str, ...]:
        """Inputs of a table that it no longer has."""
        if self.before is None or self.after is None:
            return ()
        return tuple(name for name in self.before.inputs if name not in self.after.inputs)

    @property
    def new_inputs(self) -> tuple[str, ...]:
        """Inputs of a table that it had not."""
        if self.before is None or self.after is None:
            return ()
        return tuple(name for name in self.after.inputs if name not in self.before.inputs)

    @property
    def gone_where(self) -> tuple[tuple[str, str], ...]:
        """Conditions of the whole line that it no longer has."""
        if self.before is None or self.after is None:
            return ()
        names = [name for name, _ in self.after.where]
        return tuple((name, test) for name, test in self.before.where if name not in names)


@dataclass(frozen=True)
class BlockCompared:
    """A block that differs."""

    name: str
    title: Text
    lines: tuple[LineCompared, ...]


@dataclass(frozen=True)
class ValueCompared:
    """A value of a provision that differs, as it was and is typed, and the clause that it rests on now."""

    provision: str
    name: str
    title: Text
    before: str
    after: str
    clause: str


@dataclass(frozen=True)
class Compared:
    """A draft against the present pack: its blocks and the values of its provisions that differ.

    `gone` and `new` are sentences, where the draft can be read.

    `diff` is the unified diff of the text, "" while it cannot.
    """

    blocks: tuple[BlockCompared, ...]
    values: tuple[ValueCompared, ...]
    gone: tuple[Section, ...]
    new: tuple[Section, ...]
    diff: str


def compare(connection: Connection, actor: Actor, settings: Settings, draft_id: str) -> Compared:
    """What a draft changes. Raises DraftUnknown."""
    actor.require("policy:read")
    draft = standing.found(connection, settings, draft_id)
    revision = store.revision(connection, draft.id, draft.version)
    assert revision is not None
    blocks, values = tuple(blocks_compared(revision.content)), tuple(values_compared(revision.content))
    if not revision.text:
        return Compared(blocks, values, (), (), "")
    before = _before(settings, draft, revision.text)
    after = read_pack(revision.text, before.path)
    found = [
        each
        for each in differences(before.versions[-1], after.versions[-1])
        if each.statement.part is not Part.IN_FORCE
    ]
    return Compared(
        blocks,
        values,
        sections(each.before for each in found if each.before is not None),
        sections(each.after for each in found if each.after is not None),
        _diff(before, revision.content, revision.text),
    )


def exported(
    connection: Connection, actor: Actor, settings: Settings, draft_id: str, form: Form
) -> tuple[str, bytes]:
    """A draft as a file: its name and content. YAML is the whole pack, DMN the tables of the new version.

    Raises DraftUnknown, and DraftFaulty while the draft cannot be read as a pack.
    """
    from tierline.interchange.files import written
    from tierline.interchange.pack_tables import tables_of_version

    actor.require("policy:read")
    draft = standing.found(connection, settings, draft_id)
    revision = store.revision(connection, draft.id, draft.version)
    assert revision is not None
    if not revision.text:
        shown = service.get(connection, actor, settings, draft_id)
        barring = [mark for mark in shown.marks if mark.bars]
        raise DraftFaulty(count=len(barring), first=barring[0].says if barring else Text("", ""))
    name = f"{draft.scheme}-{draft.starts_on}.{form.value}"
    if form is Form.YAML:
        return name, revision.text.encode()
    version = read_pack(revision.text, f"{draft.scheme}.yaml").versions[-1]
    return name, written(tables_of_version(version), form, draft.scheme)


Rows = Sequence[tuple[str, ...]]


def values_compared(content: Content) -> Iterator[ValueCompared]:
    """The values of provisions that differ, in their order."""
    before = {each.name: each for each in content.present}
    for one in content.provisions:
        for name, text in one.values:
            old = before[one.name].value(name) or ""
            if old != text:
                yield ValueCompared(one.name, name, one.title, old, text, one.cited.clause)


def blocks_compared(content: Content) -> Iterator[BlockCompared]:
    """The blocks that differ, in their order."""
    before = {block.name: block for block in content.base}
    for block in content.blocks:
        old = before.get(block.name)
        if old is None or old.lines != block.lines:
            yield BlockCompared(block.name, block.title, tuple(_lines(old, block)))


def _lines(old: Block | None, new: Block) -> Iterator[LineCompared]:
    """Lines side by side, those that are gone where they were."""
    lines = old.lines if old is not None else ()
    for number_before, number_after in paired(lines, new.lines):
        before = None if number_before is None else lines[number_before]
        after = None if number_after is None else new.lines[number_after]
        adds = new.hit_policy == ADDED
        rows_before: Rows = () if before is None else recast(before, after or before, adds=adds)
        yield LineCompared(before, after, tuple(_rows(rows_before, after.rows if after else ())))


def _rows(before: Rows, after: Rows) -> Iterator[RowCompared]:
    """Rows in the order of after, those that are gone where they were."""
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        both = min(b - a, d - c)
        change = RowChange.SAME if tag == "equal" else RowChange.CHANGED
        for step in range(both):
            yield RowCompared(change, before[a + step], after[c + step], a + step, c + step)
        for row in range(a + both, b):
            yield RowCompared(RowChange.REMOVED, before[row], None, row, None)
        for row in range(c + both, d):
            yield RowCompared(RowChange.ADDED, None, after[row], None, row)


def _before(settings: Settings, draft: Draft, text: str) -> Pack:
    """The pack that the draft was based on: the present one, or the draft without its end.

    A draft only ever adds a version behind the last.
    """
    present = present_pack(settings, draft.scheme)
    if present.digest == draft.base_digest:
        return present
    whole = read_pack(text, present.path)
    return replace(whole, versions=whole.versions[:-1])


def _diff(before: Pack, content: Content, text: str) -> str:
    """The unified diff; "" where the text that the draft was based on is not the present one any more."""
    return rendered(before, content).diff if before.text != text else ""
