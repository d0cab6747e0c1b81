"""summary.json: what a run read, by which policy, and what came out, enough to do it again exactly."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from tierline import __version__
from tierline.grading.digests import InputFile
from tierline.grading.inputs import Inputs
from tierline.grading.life_columns import CHANGES
from tierline.grading.model import Rating
from tierline.grading.months import month_number
from tierline.grading.part_result import PartResult
from tierline.grading.stages import REASONS
from tierline.policy.model import Pack, Version
from tierline.policy.vocabulary import Change
from tierline.wording import Text

FORM = 1
"""The form of summary.json; a reader refuses one that it does not know."""

PACKAGES = ("duckdb", "ibis-framework", "sqlglot", "pyarrow")


@dataclass(frozen=True)
class Summary:
    """A summary as plain data, with its warnings and the names of scheme and tiers."""

    data: dict[str, Any]
    warnings: tuple[Text, ...]
    title: Text
    tier_titles: Mapping[str, Text]
    has_memberships: bool

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(self.data, ensure_ascii=False, indent=1) + "\n", "utf-8")


def made_with() -> dict[str, str]:
    """The versions of what takes part in a run."""
    return {
        "tierline": __version__,
        "engine": "duckdb",
        **{name: metadata.version(name) for name in PACKAGES},
        "python": platform.python_version(),
    }


def summary_of(
    pack: Pack,
    version: Version,
    rating: Rating,
    read: Mapping[str, Any],
    parts: int,
    result: PartResult,
    is_checked: bool,
    seconds: float,
    steps: Mapping[str, Any],
    after: Mapping[str, Any] | None = None,
    by_hand: Mapping[str, Any] | None = None,
) -> Summary:
    """The summary of one scheme of a run; `read` says what it read, `after` what it went on from.

    `steps` says how long each of its steps took; `by_hand` has the counts of what is set by hand, which no
    other count takes in.
    """
    unknown = {
        "bills": result.unknown["", "bills"] if is_checked else None,
        "special_grades": result.unknown["", "special_grades"] if is_checked else None,
        "memberships": result.unknown[version.scheme, "memberships"],
    }
    data = {
        "form": FORM,
        "scheme": version.scheme,
        "month": rating.month.strftime("%Y-%m"),
        "rated_on": rating.rated_on.isoformat(),
        "policy": {
            "scheme": version.scheme,
            "version": version.starts_on.isoformat(),
            "sha256": pack.digest,
            "file": "policy.yaml",
        },
        "lines": result.lines,
        **_counts(result, version),
        **({"overrides": dict(by_hand)} if by_hand is not None else {}),
        "inputs": dict(read),
        **({"after": dict(after)} if after is not None else {}),
        "rows_of_unknown_lines": unknown,
        "checked": is_checked,
        "parts": parts,
        "warnings": [{"en": warning.en, "zh": warning.zh} for warning in _warnings(version, rating)],
        "made_with": made_with(),
        "seconds": round(seconds, 3),
        "steps": dict(steps),
    }
    return _summary(data, pack, version, rating)


def summary_at(path: Path, pack: Pack, version: Version, rating: Rating) -> Summary:
    """The summary that another process of the same run has written."""
    return _summary(json.loads(path.read_text("utf-8")), pack, version, rating)


def _summary(data: dict[str, Any], pack: Pack, version: Version, rating: Rating) -> Summary:
    titles = {tier.name: tier.title for tier in version.tiers}
    warnings = tuple(_warnings(version, rating))
    return Summary(data, warnings, pack.title, titles, version.life is not None)


def inputs_read(inputs: Inputs, files: Mapping[str, Sequence[InputFile]]) -> dict[str, Any]:
    """What a summary says of the datasets that a run read."""
    return {
        name: {
            "rows": source.rows,
            "put_in_order": name in inputs.put_in_order,
            "files": [file.as_json() for file in files[name]],
        }
        for name, source in inputs.sources.items()
    }


def _counts(result: PartResult, version: Version) -> dict[str, Any]:
    """Lines by change, tier, rated tier and reason of not being rated; tiers best first, then 'none'."""
    order = (*version.ranking, "none")
    changes = dict.fromkeys(CHANGES, 0)
    tiers, rated = dict.fromkeys(order, 0), dict.fromkeys(order, 0)
    reasons: Counter[str] = Counter()
    for (change_code, running, rank, reason), lines in result.counts.get(version.scheme, Counter()).items():
        assert change_code is not None
        change = Change(CHANGES[change_code])
        starts = version.life is not None and change in version.life.starts
        held = rank if starts else None if change in (Change.NONE, Change.ENDED) else running
        changes[change] += lines
        tiers["none" if held is None else version.ranking[held]] += lines
        rated["none" if rank is None else version.ranking[rank]] += lines
        if reason is not None:
            reasons[REASONS[reason]] += lines
    return {
        "eligible": result.lines - sum(reasons.values()),
        "by_change": changes,
        "by_tier": tiers,
        "by_rated_tier": rated,
        "by_ineligible_reason": {name: reasons[name] for name in REASONS if reasons[name]},
    }


def _warnings(version: Version, rating: Rating) -> list[Text]:
    """What the user should know although the run went well. Clause: GRD-19."""
    valid = version.thresholds_valid_months
    if valid is None:
        return []
    age = rating.number - month_number(version.starts_on)
    if age <= valid and not (age == valid and rating.rated_on.day > version.starts_on.day):
        return []
    day = version.starts_on
    return [
        Text(
            f"The thresholds of {version.scheme} are from {day} and older than {valid} months; they should"
            " have been computed anew each December (GRD-19).",
            f"{version.scheme} 的阈值自 {day} 起使用，已超过 {valid} 个月；"
            "按规定应每年 12 月重新计算（GRD-19）。",
        )
    ]
