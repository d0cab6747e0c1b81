"""What schemes and their tiers are called, where a customer is spoken to."""

from __future__ import annotations

from tierline.policy.load import bundled_packs
from tierline.wording import Text


def scheme_title(scheme: str) -> Text:
    """The title of a scheme; of one that no bundled pack has, its name."""
    pack = bundled_packs().get(scheme)
    return pack.title if pack else Text(scheme, scheme)


def tier_title(scheme: str, tier: str) -> Text:
    """The title of a tier of a scheme; its name where no bundled pack has it."""
    pack = bundled_packs().get(scheme)
    found = (each.title for each in (pack.tiers if pack else ()) if each.name == tier)
    return next(found, Text(tier, tier))
