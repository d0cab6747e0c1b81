"""How many lines of the last graded month each rung of a policy has decided, at a site and below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from tierline.grading.errors import NoRunThere
from tierline.policy.errors import PolicyError
from tierline.policy.load import in_force, read_pack_file
from tierline.policy.model import Rates, Version
from tierline.policy_desk.bases import latest_run
from tierline.policy_desk.cells import Block
from tierline.policy_desk.errors import RunsNotSet
from tierline.policy_desk.folder import pack_at
from tierline.rights.model import Actor
from tierline.settings import Settings

OF_TIERS = ("tier", "on_joining")
"""The blocks whose rows give a line its tier."""
REMEMBERED = 64


@dataclass(frozen=True)
class HeadCounts:
    """Lines by the tier that they were rated in a month, by the version from `version` on.

    `beside` are tiers that a list of grades gives too. `site` is "" for the whole operator.
    """

    month: str
    version: date
    site: str
    by_tier: Mapping[str, int]
    beside: frozenset[str]


def head_counts(actor: Actor, settings: Settings, scheme: str) -> HeadCounts | None:
    """The lines of the last graded month at the actor's site and below it. Clause: CHN-11.

    None where no month was graded, or the version that rated it says something else in the present pack.
    Raises PolicyUnknown.
    """
    actor.require("policy:read")
    pack = pack_at(settings, scheme)
    if pack.rates is Rates.SITE:
        return None
    try:
        run = latest_run(settings, scheme)
        if run is None:
            return None
        rated = _rated_by(run.content / "policy.yaml", run.rated_on)
        if in_force(pack, run.rated_on) != rated:
            return None
    except (RunsNotSet, NoRunThere, PolicyError):
        # A run whose pack cannot be read counts nothing that could be shown beside this one.
        return None
    beside = frozenset(rated.special.grades if rated.special is not None else ())
    counted = _by_rated_tier(run.content, actor.site)
    return HeadCounts(f"{run.month:%Y-%m}", rated.starts_on, actor.site, counted, beside)


@dataclass(frozen=True)
class RungCount:
    """Lines of the tier that a row gives; `is_shared` where something else gives that tier as well."""

    lines: int
    is_shared: bool


@dataclass(frozen=True)
class Rungs:
    """What is counted of the rows of a version: lines by tier, and the tiers that one row alone gives.

    A run says which tier a line was rated, not by which row: where one row alone gives a tier, that row
    decided them all.
    """

    by_tier: Mapping[str, int]
    alone: frozenset[str]
    has_shared: bool
    """True where some row gives a tier that something else gives as well."""

    def of(self, tier: str) -> RungCount:
        """The count of a row that gives a tier."""
        return RungCount(self.by_tier.get(tier, 0), tier not in self.alone)


def rungs_of(blocks: Iterable[Block], by_tier: Mapping[str, int], beside: frozenset[str]) -> Rungs:
    """The counts of the rows of these blocks; `beside` are tiers that a list of grades gives too."""
    given = Counter(
        row[-1] for block in blocks if block.name in OF_TIERS for line in block.lines for row in line.rows
    )
    alone = frozenset(tier for tier, rows in given.items() if rows == 1) - beside
    return Rungs(by_tier, alone, has_shared=given.keys() != alone)


@lru_cache(maxsize=REMEMBERED)
def _rated_by(path: Path, rated_on: date) -> Version:
    """The version that a run was made with, whose files never change."""
    return in_force(read_pack_file(path), rated_on)


@lru_cache(maxsize=REMEMBERED)
def _by_rated_tier(content: Path, site: str) -> Mapping[str, int]:
    """Lines by rated tier. The content of a run never changes: what was counted once holds."""
    import duckdb

    files = sorted(str(path) for path in (content / "grades").glob("*.parquet"))
    within = "site = ? OR starts_with(site, ?)" if site else "true"
    values = [site, f"{site}."] if site else []
    sql = (
        "SELECT CAST(rated_tier AS VARCHAR), count(*) FROM read_parquet(?, hive_partitioning = false)"
        f" WHERE rated_tier IS NOT NULL AND ({within}) GROUP BY ALL"
    )
    with duckdb.connect(config={"threads": 2, "memory_limit": "256MiB"}) as engine:
        return dict(engine.execute(sql, [files, *values]).fetchall())
