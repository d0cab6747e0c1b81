"""summary.json of a rating of sites: what it read, by which policy, how many sites have which level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tierline.datasets.source import Source, quoted
from tierline.grading.digests import InputFile
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.measured.dataset import NAME
from tierline.grading.model import Rating
from tierline.grading.months import first_day
from tierline.grading.summary import FORM, made_with
from tierline.policy.model import Pack, Rates, Version

NO_TIER = "none"


@dataclass(frozen=True)
class SiteSummary:
    """A summary as plain data, and the policy that it speaks of."""

    data: dict[str, Any]
    pack: Pack
    version: Version


def summary_of(
    pack: Pack,
    version: Version,
    rating: Rating,
    counts: Mapping[str, Mapping[str, int]],
    source: Source,
    files: Sequence[InputFile],
    *,
    is_checked: bool,
    seconds: float,
) -> SiteSummary:
    """The summary of a rating; `counts` as `counted` gives them."""
    tiers = dict(counts["rated_tier"])
    data = {
        "form": FORM,
        "rates": Rates.SITE.value,
        "scheme": version.scheme,
        "month": rating.month.strftime("%Y-%m"),
        "rated_on": rating.rated_on.isoformat(),
        "measured_in": f"{first_day(rating.number - 1):%Y-%m}",
        "policy": {
            "scheme": version.scheme,
            "version": version.starts_on.isoformat(),
            "sha256": pack.digest,
            "file": "policy.yaml",
        },
        "sites": sum(tiers.values()),
        "by_rated_tier": tiers,
        "by_criterion": {one.name: dict(counts[one.name]) for one in version.site_criteria},
        "inputs": {NAME: {"rows": source.rows, "files": [file.as_json() for file in files]}},
        "checked": is_checked,
        "made_with": made_with(),
        "seconds": round(seconds, 3),
    }
    return SiteSummary(data, pack, version)


def counted(engine: DuckDB, version: Version, rows: str) -> dict[str, dict[str, int]]:
    """Sites by the tier that each criterion gives and by their own, best first, then 'none'."""
    names = [*(one.name for one in version.site_criteria), "rated_tier"]
    found = {}
    for name in names:
        counts = dict(engine.rows(f"SELECT {quoted(name)}, count(*) FROM {rows} GROUP BY 1"))
        tiers = {tier: counts.get(rank, 0) for rank, tier in enumerate(version.ranking)}
        found[name] = {**tiers, NO_TIER: counts.get(None, 0)}
    return found
