"""A draft begun from the pack in force, and brought up to the present pack when that has changed."""

from __future__ import annotations

from dataclasses import replace

from tierline.policy.model import Pack
from tierline.policy_desk.cells import Content
from tierline.policy_desk.own_choice import own_choice
from tierline.policy_desk.written import blocks_of_versions


def begun(pack: Pack, starts_on: str) -> Content:
    """A version that changes nothing yet: the blocks of the last one, to be edited."""
    base = blocks_of_versions(pack)[-1]
    return Content(starts_on, own_choice(pack.versions[-1].citation.clause), base, base)


def on_present(pack: Pack, content: Content) -> Content:
    """The content on the present pack: blocks that the draft has not changed are as they are there now."""
    base = blocks_of_versions(pack)[-1]
    if base == content.base:
        return content
    changed = content.changed
    blocks = tuple(
        found if each.name in changed and (found := content.block(each.name)) is not None else each
        for each in base
    )
    return replace(content, blocks=blocks, base=base)
