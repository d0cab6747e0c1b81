"""What changed between two versions, value by value, with the clauses of before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tierline.policy.model import Pack, Version
from tierline.policy.statement import Part, Statement
from tierline.policy.statements import statements


@dataclass(frozen=True)
class Difference:
    """One value that changed; `before` is None where it is new, `after` where it is gone."""

    before: Statement | None
    after: Statement | None

    @property
    def statement(self) -> Statement:
        """The statement that names the subject: that of after, or of before where nothing is left."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True)
class Compared:
    """Two versions and what differs; `day` is the day on which they are compared."""

    day: date
    differences: tuple[Difference, ...]


def differences(old: Version | None, new: Version | None) -> tuple[Difference, ...]:
    """What changed, part by part, what is gone behind what is there. None is a version that says nothing."""
    before = {(each.part, each.name): each for each in statements(old)} if old else {}
    after = {(each.part, each.name): each for each in statements(new)} if new else {}
    found = [Difference(before.get(key), each) for key, each in after.items() if before.get(key) != each]
    found += [Difference(each, None) for key, each in before.items() if key not in after]
    order = list(Part)
    return tuple(sorted(found, key=lambda each: order.index(each.statement.part)))


def compared_packs(old: Pack, new: Pack) -> tuple[Compared, ...]:
    """What differs in force on each day on which a version of either pack starts; equal days are left out."""
    days = sorted({version.starts_on for pack in (old, new) for version in pack.versions})
    found = (Compared(day, differences(_on(old, day), _on(new, day))) for day in days)
    return tuple(each for each in found if each.differences)


def _on(pack: Pack, day: date) -> Version | None:
    """The version in force on a day; None before the first."""
    found = [version for version in pack.versions if version.starts_on <= day]
    return found[-1] if found else None
