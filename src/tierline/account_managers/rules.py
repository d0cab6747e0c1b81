"""Which account manager a line is given to."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from tierline.account_managers.model import AccountManager, Kind
from tierline.lines.model import Line


def kind_for(line: Line) -> Kind:
    """The kind of manager that looks after a line: a group's has one of its own. Clause: CHN-09."""
    return Kind.GROUP if line.segment == "group" else Kind.VIP


def choice(managers: Iterable[AccountManager]) -> AccountManager | None:
    """Of the managers on the path of a line's site, the one to give it to; None where nobody has room.

    The nearest site goes first, there whoever has the smallest part of their cap, and of equals the first id.
    Clause: GRD-13.
    """
    with_room = [manager for manager in managers if manager.has_room]
    return min(with_room, key=_order, default=None)


def _order(manager: AccountManager) -> tuple[int, Fraction, str]:
    # All sites lie on one path, hence the longest is the nearest.
    return -len(manager.site), Fraction(manager.lines, manager.cap), manager.person_id
