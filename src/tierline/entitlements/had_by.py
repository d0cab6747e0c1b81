"""Which tiers have a service, as people say it: `from four-star up`, where all from one on have it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tierline.entitlements.matrix import Standard
from tierline.entitlements.model import NO_TIER
from tierline.policy.load import bundled_packs
from tierline.policy.phrases import filled, joined, listed
from tierline.wording import Text

UP = Text("from {tier} up", "{tier}及以上")
NAMED = Text("for {tiers}", "{tiers}")
AND = Text(", and ", "、")


def had_by(found: Iterable[tuple[Standard, tuple[str, ...]]]) -> Text | None:
    """The columns of each standard that have a service, in a row; None for none.

    Tiers that only a list gives are named one by one, wherever they rank: nobody rises to them.
    """
    ups: list[Text] = []
    named: list[Text] = []
    for standard, columns in found:
        ladder = _ladder(standard)
        rising = tuple(column for column in columns if column in ladder)
        if len(rising) > 1 and rising == ladder[: len(rising)]:
            ups.append(filled(UP, tier=standard.columns[rising[-1]]))
            columns = tuple(column for column in columns if column not in rising)
        named += (standard.columns[column] for column in columns)
    parts = list(dict.fromkeys(ups))
    if named:
        parts.append(filled(NAMED, tiers=listed(dict.fromkeys(named))))
    return joined(parts, AND) if parts else None


def _ladder(standard: Standard) -> tuple[str, ...]:
    """The columns that one rises through, best first; none where they are segments."""
    if standard.is_by_segment:
        return ()
    beside = {NO_TIER}.union(*map(_only_listed, standard.schemes))
    return tuple(column for column in standard.columns if column not in beside)


@lru_cache
def _only_listed(scheme: str) -> frozenset[str]:
    """The tiers of a scheme that no figures give. Clause: GRD-17."""
    pack = bundled_packs().get(scheme)
    return frozenset(grade for version in pack.versions for grade in version.held) if pack else frozenset()
