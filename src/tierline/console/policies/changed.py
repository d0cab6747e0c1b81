"""What differs between two contents of a draft, in words: of two people, or of two revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tierline.console.policies.provisions import NOTHING, field_title, words_of
from tierline.policy.phrases import filled
from tierline.policy_desk.between import changes_between
from tierline.policy_desk.cells import Content
from tierline.policy_desk.changes import Change, SetCell, SetCitation, SetDay, SetValue, Shaping
from tierline.policy_desk.fields import Field
from tierline.wording import Text

DAY_IN_FORCE = Text("day in force", "生效日期")
ROW = Text("{title}, row {row}", "{title}，第 {row} 行")
SHAPE = Text("{title}: rows, columns or conditions", "{title}：行、列或条件")
RESTS_ON = Text("{title}: clause and basis", "{title}：条款与依据")


@dataclass(frozen=True)
class ChangeShown:
    """One difference; `before` and `after` are None where the change is no other value. With its clause."""

    title: Text
    before: Text | None
    after: Text | None
    clause: str


def changes_shown(before: Content, after: Content, fields: Sequence[Field]) -> tuple[ChangeShown, ...]:
    """How `after` differs; nothing where both do not have the same blocks and provisions."""
    if _names(before) != _names(after):
        return ()
    changes = changes_between(before, after).changes
    # Where lines or inputs differ, cells have other places: that is said of the whole table.
    shaped = {change.block for change in changes if isinstance(change, Shaping)}
    found = [_shown(each, before, after, shaped, fields) for each in changes]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _names(content: Content) -> list[str]:
    return [block.name for block in content.blocks] + [each.name for each in content.provisions]


def _shown(
    change: Change, before: Content, after: Content, shaped: set[str], fields: Sequence[Field]
) -> ChangeShown | None:
    if isinstance(change, SetDay):
        return ChangeShown(DAY_IN_FORCE, _text(before.starts_on), _text(change.day), "")
    block, provision = after.block(change.block), after.provision(change.block)
    if provision is not None:
        if not isinstance(change, SetValue):
            return ChangeShown(filled(RESTS_ON, title=provision.title), None, None, provision.cited.clause)
        field = next(
            (one for one in fields if (one.provision, one.name) == (change.block, change.name)), None
        )
        held = before.provision(change.block)
        assert held is not None
        was, now = (words_of(field, text) for text in (held.value(change.name) or "", change.text))
        return ChangeShown(field_title(provision.title, field), was, now, provision.cited.clause)
    if block is None:
        return None
    if isinstance(change, SetCell) and change.block not in shaped:
        held_block = before.block(change.block)
        assert held_block is not None
        was = _text(held_block.lines[change.line].rows[change.row][change.column])
        title = filled(ROW, title=block.title, row=str(change.row + 1))
        return ChangeShown(title, was, _text(change.text), block.lines[change.line].cited.clause)
    if isinstance(change, SetCitation):
        return ChangeShown(filled(RESTS_ON, title=block.title), None, None, change.clause)
    return ChangeShown(filled(SHAPE, title=block.title), None, None, block.lines[0].cited.clause)


def _text(typed: str) -> Text:
    return Text(typed, typed) if typed else NOTHING
