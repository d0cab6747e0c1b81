"""What a draft costs a month: what it adds to the lines that move, and what it takes from them, in fen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tierline.foresight.simulation.prices import Prices

Moves = Mapping[tuple[str | None, str | None], int]
"""Lines by the tier that they come to hold under the present policy and under the draft; None is no tier."""


@dataclass(frozen=True)
class Cost:
    """Fen a month that are added and that are taken away, both counted from 0 up."""

    added: int = 0
    taken: int = 0

    @property
    def net(self) -> int:
        """What it costs more, or less where it is below 0."""
        return self.added - self.taken

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.added + other.added, self.taken + other.taken)


@dataclass(frozen=True)
class Costs:
    """Costs in all, by entitlement, and what the lines of each tier cost under each policy."""

    total: Cost
    by_entitlement: Mapping[str, Cost]
    by_tier: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def costs_of(prices: Prices, moves: Moves) -> Costs:
    """What the moves cost. A gain in one entitlement is not set off against a loss in another."""
    by_entitlement = {name: _of_entitlement(prices, name, moves) for name in prices.entitlements}
    total = sum(by_entitlement.values(), Cost())
    held: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for tiers, lines in moves.items():
        for side, tier in zip(held, tiers, strict=True):
            if tier is not None:
                side[tier] += lines * sum(prices.fen.get(tier, {}).values())
    return Costs(total, by_entitlement, {tier: (held[0][tier], held[1][tier]) for tier in prices.fen})


def _of_entitlement(prices: Prices, name: str, moves: Moves) -> Cost:
    added = taken = 0
    for (present, draft), lines in moves.items():
        more = prices.of(draft, name) - prices.of(present, name)
        added += lines * max(more, 0)
        taken += lines * max(-more, 0)
    return Cost(added, taken)


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals: `-1234.50`."""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100}.{whole % 100:02d}"
