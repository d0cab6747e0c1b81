"""What schemes and their tiers are called, where a customer is spoken to."""

from __future__ import annotations

from tierline.policy.load import bundled_packs
from tierline.policy.model import Pack
from tierline.wording import Text


def scheme_title(scheme: str) -> Text:
    """The title of a scheme; of one that no bundled pack has, its name."""
    pack = bundled_packs().get(scheme)
    return pack.title if pack else Text(scheme, scheme)


def tier_title(scheme: str, tier: str) -> Text:
    """The title of a tier of a scheme; its name where no bundled pack has it."""
    return tier_titles(scheme).get(tier) or Text(tier, tier)


def tier_titles(scheme: str) -> dict[str, Text]:
    """The titles of the tiers of a scheme, by name; none where no bundled pack has it."""
    pack = bundled_packs().get(scheme)
    return titles_in(pack) if pack else {}


def titles_in(pack: Pack) -> dict[str, Text]:
    """The titles of the tiers of a pack, by name."""
    return {each.name: each.title for each in pack.tiers}
