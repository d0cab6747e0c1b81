"""A draft begun from the pack in force, and brought up to the present pack when that has changed."""

from __future__ import annotations

from dataclasses import replace

from tierline.policy.model import Pack
from tierline.policy_desk.cells import Content, Provision
from tierline.policy_desk.own_choice import own_choice
from tierline.policy_desk.provisions import provisions_of
from tierline.policy_desk.written import blocks_of_versions


def begun(pack: Pack, starts_on: str) -> Content:
    """A version that changes nothing yet: the blocks and provisions of the last one, to be edited."""
    base, last = blocks_of_versions(pack)[-1], pack.versions[-1]
    present = provisions_of(last)
    return Content(starts_on, own_choice(last.citation.clause), base, base, present, present)


def on_present(pack: Pack, content: Content) -> Content:
    """The content on the present pack: what the draft has not changed is as it is there now."""
    base, present = blocks_of_versions(pack)[-1], provisions_of(pack.versions[-1])
    if (base, present) == (content.base, content.present):
        return content
    changed = content.changed
    blocks = tuple(
        found if each.name in changed and (found := content.block(each.name)) is not None else each
        for each in base
    )
    provisions = tuple(
        held
        if each.name in changed and (held := content.provision(each.name)) is not None and _same(held, each)
        else each
        for each in present
    )
    return replace(content, blocks=blocks, base=base, provisions=provisions, present=present)


def _same(drafted: Provision, present: Provision) -> bool:
    """True where both say something of the same: duties are known by their number alone."""
    return [key for key, _ in drafted.values] == [key for key, _ in present.values]
