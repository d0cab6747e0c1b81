"""What a run is asked for, and what of it the result depends on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from tierline.datasets.layout import PART_LINES
from tierline.grading.asked import Asked, asked
from tierline.grading.carrying.model import carried_in
from tierline.grading.errors import RatingDayOutside, SchemeTwice
from tierline.grading.model import Rating
from tierline.grading.months import month_number
from tierline.grading.summary import made_with
from tierline.policy.load import bundled_packs, in_force, pack_of, packs_of
from tierline.policy.model import Pack, Version
from tierline.policy.publication.rating import rated_by

RATING_DAY = 5
"""Rated after billing, about the 5th. Clause: GRD-04."""

HOW = ("paths", "out", "policies", "packs", "threads", "memory_mib", "is_joining", "after")
"""What of a request its result does not depend on, or not by its words: files and packs by what they hold."""

OPTIONS = {
    "schemes": "--scheme",
    "month": "--month",
    "rated_on": "--rated-on",
    "is_checked": "--checks",
    "is_digested": "--digests",
    "is_carried_on": "--carry",
}
"""The names by which a user knows what was asked."""


@dataclass(frozen=True)
class Request:
    """What a run is asked for. `paths` has the paths of each dataset, by its name."""

    schemes: tuple[str, ...]
    month: date
    paths: Mapping[str, Sequence[str]]
    out: Path
    rated_on: date | None = None
    policies: Path | None = None
    packs: Mapping[str, Pack] | None = None
    """Packs that stand for those of a folder, when a past run is done again."""
    is_checked: bool = True
    is_digested: bool = True
    threads: int | None = None
    memory_mib: int = 1024
    part_lines: int = PART_LINES
    after: Path | None = None
    """The output of the month before, to go on from."""
    is_carried_on: bool = False
    """Whether what the next month needs is written too; after another month it always is."""
    in_folders: bool = False
    """Whether a single scheme has a folder of its own in `out` too, so that later calls may add others."""
    is_joining: bool = False
    """Whether to share the work of a run that is under way and was asked the same."""

    @property
    def rating(self) -> Rating:
        """The month and the day of the rating. Raises RatingDayOutside."""
        rated_on = self.rated_on or self.month.replace(day=RATING_DAY)
        if month_number(rated_on) != month_number(self.month):
            raise RatingDayOutside(day=rated_on, month=self.month.strftime("%Y-%m"))
        return Rating(self.month, rated_on)


def chosen(request: Request) -> list[tuple[Pack, Version]]:
    """The packs of the schemes and the versions in force on the rating day. Clause: GRD-24.

    Of a folder with a policy log only what stands as it was published. Clause: GOV-04.
    """
    for scheme, count in Counter(request.schemes).items():
        if count > 1:
            raise SchemeTwice(scheme=scheme)
    day = request.rating.rated_on
    if request.packs is None:
        return rated_by(request.policies, request.schemes, day)
    found = [pack_of(dict(request.packs), scheme) for scheme in request.schemes]
    return [(pack, in_force(pack, day)) for pack in found]


def known_schemes(request: Request) -> frozenset[str] | None:
    """Every scheme that there is a pack for; None where a past run is done again by its own packs alone."""
    if request.packs is not None:
        return None
    return frozenset([*packs_of(request.policies), *bundled_packs()])


def asked_by(request: Request, policies: list[tuple[Pack, Version]]) -> Asked:
    """What the result of a request depends on: every field of it but those that only say how."""
    values = {
        OPTIONS.get(field.name, field.name): getattr(request, field.name)
        for field in fields(request)
        if field.name not in HOW
    }
    values["--scheme"] = ", ".join(sorted(request.schemes))
    values["--month"] = f"{request.month:%Y-%m}"
    values["--rated-on"] = request.rating.rated_on
    if request.after is not None:
        values["--after"] = carried_in(request.after).digest
    for pack, version in policies:
        values[f"policy of {pack.scheme}"] = f"{version.starts_on} {pack.digest}"
    return asked(values | made_with(), request.paths)
