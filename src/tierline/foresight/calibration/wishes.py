"""What the tiers are to have, read from the command line and held against the ladder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tierline.foresight.calibration.errors import (
    LinesTooFew,
    SharesOverOne,
    TierOffLadder,
    TierSkipped,
    TierTwice,
    WishMissing,
    WishUnreadable,
)
from tierline.foresight.calibration.model import Ladder, Wish, plain
from tierline.wording import Text

SHARE, AT_MOST = "--share", "--at-most"

A_SHARE = Text(
    "a tier and a share from 0 to 1 as a decimal, such as five_star=0.02",
    "等级及 0 到 1 的小数占比，例如 five_star=0.02",
)
A_COUNT = Text(
    "a tier and a whole number of lines, such as five_star=50000", "等级及整数线路数，例如 five_star=50000"
)


def share(written: str) -> Wish:
    """The wish `five_star=0.02`. Raises WishUnreadable for anything but an exact decimal from 0 to 1."""
    found = re.fullmatch(r"\s*([^=\s]+)\s*=\s*([0-9]{1,30}(?:\.[0-9]{1,30})?|\.[0-9]{1,30})\s*", written)
    if found is None or Decimal(found[2]) > 1:
        raise WishUnreadable(option=SHARE, found=written, expected=A_SHARE)
    return Wish(found[1], share=Decimal(found[2]))


def at_most(written: str) -> Wish:
    """The wish `five_star=50000`. Raises WishUnreadable for anything but a whole number, 0 or more."""
    found = re.fullmatch(r"\s*([^=\s]+)\s*=\s*([0-9]{1,12})\s*", written)
    if found is None:
        raise WishUnreadable(option=AT_MOST, found=written, expected=A_COUNT)
    return Wish(found[1], at_most=int(found[2]))


def in_order(scheme: str, ladder: Ladder, wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """The wishes from the best tier down. Raises the errors of wishes that do not fit the ladder."""
    if not wishes:
        raise WishMissing(best=ladder.tiers[0], tiers=", ".join(ladder.tiers))
    by_tier: dict[str, Wish] = {}
    for wish in wishes:
        if wish.tier not in ladder.tiers:
            option = SHARE if wish.share is not None else AT_MOST
            raise TierOffLadder(option=option, tier=wish.tier, scheme=scheme, known=", ".join(ladder.tiers))
        if wish.tier in by_tier:
            raise TierTwice(tier=wish.tier)
        by_tier[wish.tier] = wish
    lowest = max(ladder.tiers.index(tier) for tier in by_tier)
    wanted = ladder.tiers[: lowest + 1]
    for tier in wanted:
        if tier not in by_tier:
            raise TierSkipped(tier=tier, below=ladder.tiers[lowest])
    total = sum((Fraction(wish.share) for wish in wishes if wish.share is not None), Fraction(0))
    if total > 1:
        raise SharesOverOne(total=plain(Decimal(total.numerator) / total.denominator))
    return tuple(by_tier[tier] for tier in wanted)


def check_enough(wishes: Sequence[Wish], eligible: int) -> None:
    """Raises LinesTooFew where the wishes together ask for more lines than are eligible."""
    wished = sum((_lines(wish, eligible) for wish in wishes), Fraction(0))
    if wished > eligible:
        raise LinesTooFew(eligible=f"{eligible:,}", wished=f"{-(-wished.numerator // wished.denominator):,}")


def _lines(wish: Wish, eligible: int) -> Fraction:
    return Fraction(wish.share) * eligible if wish.share is not None else Fraction(wish.at_most or 0)
