"""The two policies of a simulation: which packs, and which of their versions rate a month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tierline.foresight.simulation.errors import (
    DraftNotInForce,
    DraftOfAnotherScheme,
    DraftSame,
    SidesMissing,
    TierGone,
    TiersReordered,
)
from tierline.grading.errors import SchemeTwice
from tierline.grading.model import Rating
from tierline.grading.months import first_day, month_number
from tierline.policy.differences import differences
from tierline.policy.load import in_force, pack_of, packs_of, read_pack_file
from tierline.policy.model import Pack, Tier, Version
from tierline.policy.publication.rating import rated_by
from tierline.policy.statement import Part
from tierline.wording import Text


@dataclass(frozen=True)
class Pair:
    """The two versions of one month, both over all tiers of either, so that a rank is the same in both.

    `tiers` are best first where `is_ranked`; two packs may have tiers that no order holds together.
    `as_given` are the versions, as their packs have them, that memberships are held against.
    """

    present: Version
    draft: Version
    tiers: tuple[Tier, ...]
    is_ranked: bool
    as_given: tuple[Version, ...]

    @property
    def is_one_scheme(self) -> bool:
        """True for a draft, false for two packs."""
        return self.present.scheme == self.draft.scheme

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tiers."""
        return tuple(tier.name for tier in self.tiers)


@dataclass(frozen=True)
class Policies:
    """The packs of both sides. `as_in_force`: the draft's last version rates, whatever its day."""

    present: Pack
    draft: Pack
    as_in_force: bool

    @property
    def is_one_scheme(self) -> bool:
        """True for a draft, false for two packs."""
        return self.present.scheme == self.draft.scheme

    def on(self, day: date) -> Pair:
        """The versions that rate on a day. Raises SchemeNotInForce, TierGone and TiersReordered."""
        present = in_force(self.present, day)
        draft = self.draft.versions[-1] if self.as_in_force else in_force(self.draft, day)
        tiers, is_ranked = self._tiers(present, draft)
        as_given = (present,) if self.is_one_scheme else (present, draft)
        return Pair(_over(present, tiers), _over(draft, tiers), tiers, is_ranked, as_given)

    def _tiers(self, present: Version, draft: Version) -> tuple[tuple[Tier, ...], bool]:
        shared = [name for name in present.ranking if name in draft.ranking]
        if shared != [name for name in draft.ranking if name in present.ranking]:
            raise TiersReordered(
                present=self.present.path,
                draft=self.draft.path,
                before=", ".join(present.ranking),
                after=", ".join(draft.ranking),
            )
        if len(shared) == len(present.tiers):
            return draft.tiers, True
        if self.is_one_scheme:
            gone = next(name for name in present.ranking if name not in draft.ranking)
            raise TierGone(file=self.draft.path, tier=gone, scheme=present.scheme)
        if len(shared) == len(draft.tiers):
            return present.tiers, True
        return _woven(present.tiers, draft.tiers), False


def _woven(one: tuple[Tier, ...], other: tuple[Tier, ...]) -> tuple[Tier, ...]:
    """All tiers of both, each side's in its own order; what both have stands once."""
    found: list[Tier] = []
    left = list(other)
    for tier in one:
        names = [each.name for each in left]
        if tier.name in names:
            found += left[: names.index(tier.name)]
            left = left[names.index(tier.name) + 1 :]
        found.append(tier)
    return (*found, *left)


def _over(version: Version, tiers: tuple[Tier, ...]) -> Version:
    """The version with these tiers as its own; those that it had not stay without a rung."""
    names = tuple(tier.name for tier in tiers)
    joining = version.on_joining
    return replace(
        version,
        tiers=tiers,
        tier=replace(version.tier, ranking=names),
        on_joining=replace(joining, ranking=names) if joining is not None else None,
    )


def policies_of(
    schemes: tuple[str, ...], folder: Path | None, draft: Path | None, rating: Rating, *, as_in_force: bool
) -> Policies:
    """The policies of a call: a scheme and its draft, or two schemes. Raises what errors.py has for them."""
    if len(schemes) == 2 and draft is None:
        if schemes[0] == schemes[1]:
            raise SchemeTwice(scheme=schemes[0])
        packs = packs_of(folder)
        return Policies(pack_of(packs, schemes[0]), pack_of(packs, schemes[1]), as_in_force=False)
    if len(schemes) != 1 or draft is None:
        with_draft = Text(f"{len(schemes)} schemes and a draft", f"{len(schemes)} 个方案和一份草案")
        without = Text(f"{len(schemes)} schemes and no draft", f"{len(schemes)} 个方案，没有草案")
        raise SidesMissing(found=without if draft is None else with_draft)
    # Held against what was published, where the folder has a log: a draft is tried on what is in force.
    ((present, _version),) = rated_by(folder, schemes, rating.rated_on)
    tried = read_pack_file(draft)
    if tried.scheme != present.scheme:
        raise DraftOfAnotherScheme(file=draft, found=tried.scheme, scheme=present.scheme)
    if tried.digest == present.digest:
        raise DraftSame(file=draft, scheme=present.scheme)
    found = Policies(present, tried, as_in_force)
    _check_in_force(found, draft, rating)
    return found


def _check_in_force(found: Policies, file: Path, rating: Rating) -> None:
    """Raises DraftNotInForce where the draft still says on the day what the present policy says."""
    last = found.draft.versions[-1]
    if found.as_in_force or last.starts_on <= rating.rated_on:
        return
    earlier = [version for version in found.draft.versions if version.starts_on <= rating.rated_on]
    if earlier and _differ(in_force(found.present, rating.rated_on), earlier[-1]):
        return
    # Rated on the same day of the month, the first month that the last version rates.
    number = month_number(last.starts_on)
    first = number if last.starts_on.day <= rating.rated_on.day else number + 1
    raise DraftNotInForce(
        file=file,
        scheme=last.scheme,
        starts_on=last.starts_on,
        rated_on=rating.rated_on,
        month=f"{rating.month:%Y-%m}",
        first_month=f"{first_day(first):%Y-%m}",
    )


def _differ(one: Version, other: Version) -> bool:
    return any(each.statement.part is not Part.IN_FORCE for each in differences(one, other))
