"""What schemes, tiers and measures are called, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from tierline.months import runs
from tierline.policy.load import bundled_packs, pack_files, read_packs
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.wording import Text

Stamp = tuple[tuple[str, int, int], ...]


def scheme_titles(settings: Settings) -> Mapping[str, Text]:
    """The title of each scheme; a folder of policies is read anew where a file of it has changed."""
    folder = settings.policies
    if folder is None:
        return {name: pack.title for name, pack in bundled_packs().items()}
    found = [(path.name, path.stat()) for path in pack_files(folder)]
    return _titles(folder, tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found))


@lru_cache(maxsize=4)
def _titles(folder: Path, _stamp: Stamp) -> Mapping[str, Text]:
    return {name: pack.title for name, pack in read_packs(folder).items()}


@dataclass(frozen=True)
class Names:
    """What a scheme's tiers and measures are called in the version that a month was graded by."""

    scheme: Text
    tiers: Mapping[str, Text]
    measures: Mapping[str, Text]
    has_memberships: bool

    def tier(self, name: str | None) -> Text:
        """The title of a tier; its name where the version does not have it."""
        return NO_TIER if name is None else self.tiers.get(name, Text(name, name))


NO_TIER = Text("none", "无")


def names_of(actor: Actor, settings: Settings, month: date, scheme: str) -> Names:
    """The names of a graded month. Raises PermissionMissing, RunsNotKept and MonthUnknown."""
    actor.require("run:read")
    run = runs.get(settings, month, scheme)
    version = run.version
    return Names(
        run.pack.title,
        {tier.name: tier.title for tier in version.tiers},
        {measure.name: measure.title for measure in version.measures},
        version.life is not None,
    )
