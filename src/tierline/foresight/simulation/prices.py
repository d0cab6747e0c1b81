"""A price list: what a line costs a month in each tier, as a whole or by entitlement.

    entitlements:                       # names to print; may be left out
      manager: {en: account manager, zh: 客户经理}
    tiers:
      five_star: {manager: 12.00, hotline: 0.80}
      four_star: 0.50

Amounts are yuan a line and month. A tier that is not named costs nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tierline.foresight.simulation.errors import PricesMissing
from tierline.policy.errors import PackMissing
from tierline.policy.load import text_of
from tierline.policy.reading import Place, one_of_text, read_yaml
from tierline.wording import Text

WHOLE_TIER = "tier"
"""The name under which a tier's price stands that is not split by entitlement."""

WHOLE_TIER_TITLE = Text("the tier as a whole", "等级整体")

AMOUNT = re.compile(r"(0|[1-9][0-9]{0,6})(\.[0-9]{1,2})?")
AN_AMOUNT = Text(
    "an amount in yuan with at most two decimals, such as 12.00", "至多两位小数的金额（元），例如 12.00"
)


@dataclass(frozen=True)
class Prices:
    """Whole fen by tier and entitlement; titles of the entitlements; the file and its digest."""

    fen: Mapping[str, Mapping[str, int]]
    titles: Mapping[str, Text]
    file: str
    sha256: str

    @property
    def entitlements(self) -> tuple[str, ...]:
        """Names of all that has a price, in the order of the list."""
        return tuple(dict.fromkeys(name for prices in self.fen.values() for name in prices))

    def of(self, tier: str | None, entitlement: str) -> int:
        """Fen a line and month; 0 for no tier, and where the list names nothing."""
        return self.fen.get(tier or "", {}).get(entitlement, 0)


def read_prices(path: Path, tiers: Sequence[str]) -> Prices:
    """The price list of a file, over these tiers. Raises PricesMissing, PackUnreadable, PackError."""
    try:
        text = text_of(path)
    except PackMissing as missing:
        raise PricesMissing(**missing.facts) from None
    root = read_yaml(text, path.name).mapping(("entitlements", "tiers"), required=("tiers",))
    titles = {WHOLE_TIER: WHOLE_TIER_TITLE}
    if "entitlements" in root:
        for name, key, value in root["entitlements"].pairs():
            key.name()
            titles[name] = value.bilingual()
    fen: dict[str, dict[str, int]] = {}
    for tier, key, value in root["tiers"].pairs():
        if tier not in tiers:
            key.refuse(one_of_text(tuple(tiers)), f"`{tier}`")
        fen[tier] = _prices(value, titles, "entitlements" in root)
    return Prices(fen, titles, str(path.absolute()), hashlib.sha256(text.encode()).hexdigest())


def _prices(place: Place, titles: dict[str, Text], are_named: bool) -> dict[str, int]:
    if not place.is_mapping:
        return {WHOLE_TIER: _amount(place)}
    found = {}
    for name, key, value in place.pairs():
        key.name()
        if are_named and name not in titles:
            # A slip of the pen would otherwise become an entitlement of its own.
            key.refuse(one_of_text(tuple(each for each in titles if each != WHOLE_TIER)), f"`{name}`")
        titles.setdefault(name, Text(name.replace("_", " "), name.replace("_", " ")))
        found[name] = _amount(value)
    return found


def _amount(place: Place) -> int:
    written = place.text()
    if not AMOUNT.fullmatch(written):
        place.refuse(AN_AMOUNT)
    return int(Decimal(written) * 100)
