"""Statistics as files: CSV for spreadsheets, JSON for programs, pictures for people; all of them or none."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tierline.foresight.statistics.model import COUNTS, By, ByHand, Dimension, Retained, Statistics
from tierline.foresight.statistics.picture import picture
from tierline.foresight.statistics.service import without_month
from tierline.grading.publication import Publication
from tierline.grading.recorded import check_no_run
from tierline.wording import Language

FORM = 1
"""The form of statistics.json."""

CSV_ENCODING = "utf-8-sig"
"""With the mark at its beginning; without it a spreadsheet program in China takes UTF-8 for GBK."""

NAMES = (
    "statistics.csv",
    "retention.csv",
    "set_by_hand.csv",
    "statistics.json",
    *(f"statistics.{language.value}.svg" for language in Language),
)
OUTCOMES = ("members", "same_or_better", "lower", "gone", "on_3g")


def write(statistics: Statistics, out: Path) -> None:
    """Publish the files in a folder. Raises FolderHoldsRun, and what Publication raises."""
    check_no_run(out)
    with Publication(out) as publication:
        publication.check_names(NAMES)
        staging = publication.staging
        _write_cells(statistics, staging / "statistics.csv")
        if statistics.snapshots:
            _write_retention(statistics, staging / "retention.csv")
        if statistics.by_hand:
            _write_by_hand(statistics, staging / "set_by_hand.csv")
        with (staging / "statistics.json").open("w", encoding="utf-8") as file:
            file.writelines(as_json(statistics))
        for language in Language:
            (staging / f"statistics.{language.value}.svg").write_text(picture(statistics, language), "utf-8")
        publication.publish()


def as_json(statistics: Statistics) -> Iterator[str]:
    """The statistics for machines, in pieces, a row on each line; shares are text, which loses no digit."""
    by = statistics.by
    yield "{\n"
    for name, value in _head(statistics).items():
        yield f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},\n"
    yield from _listed(
        "cells", ({**_keys(cell, by), **asdict(cell.counts)} for cell in statistics.tables[by])
    )
    yield ",\n"
    kept = without_month(by)
    yield from _listed("retention", (_point(point, kept) for point in statistics.retention[kept]))
    yield ",\n"
    yield from _listed("set_by_hand", (_by_hand(one) for one in statistics.by_hand))
    yield "\n}\n"


def _head(statistics: Statistics) -> dict[str, Any]:
    """What the figures are told by, and which runs and policies they come from."""
    return {
        "form": FORM,
        "by": [str(name) for name in statistics.by],
        "site_level": str(statistics.site_level) if Dimension.SITE in statistics.by else None,
        "series": [
            {
                "scheme": series.scheme,
                "title": asdict(series.title),
                "tiers": [{"name": name, **asdict(title)} for name, title in series.tiers.items()],
                "runs": [
                    {
                        "month": f"{run.recorded.month:%Y-%m}",
                        "rated_on": run.recorded.rated_on.isoformat(),
                        "policy_sha256": run.recorded.policy_digest,
                    }
                    for run in series.runs
                ],
            }
            for series in statistics.series
        ],
    }


def _listed(name: str, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield f' "{name}": ['
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}\n  {json.dumps(row, ensure_ascii=False)}"
    yield "]"


def _point(point: Retained, by: By) -> dict[str, Any]:
    """A point of a retention, in the order of the columns of retention.csv."""
    return {
        **_keys(point, by),
        "snapshot": point.snapshot.isoformat(),
        "day": point.day.isoformat(),
        **{name: getattr(point, name) for name in OUTCOMES},
        "retained_percent": point.percent,
    }


def _keys(row: Any, by: By) -> dict[str, str]:
    found = {str(name): getattr(row, name) for name in by}
    if Dimension.MONTH in by:
        found["month"] = f"{found['month']:%Y-%m}"
    return found


def _write_cells(statistics: Statistics, target: Path) -> None:
    titles = _tier_titles(statistics)
    rows = (
        {**_titled(_keys(cell, statistics.by), titles), **asdict(cell.counts)}
        for cell in statistics.tables[statistics.by]
    )
    _write(target, [*_columns(statistics.by), *COUNTS], rows)


def _write_retention(statistics: Statistics, target: Path) -> None:
    by, titles = without_month(statistics.by), _tier_titles(statistics)
    columns = [*_columns(by), "snapshot", "day", *OUTCOMES, "retained_percent"]
    _write(target, columns, (_titled(_point(point, by), titles) for point in statistics.retention[by]))


def _write_by_hand(statistics: Statistics, target: Path) -> None:
    titles = _tier_titles(statistics)
    columns = ["scheme", "month", "tier", "tier_en", "tier_zh", "lines"]
    _write(target, columns, (_titled(_by_hand(one), titles) for one in statistics.by_hand))


def _by_hand(one: ByHand) -> dict[str, Any]:
    return {**asdict(one), "month": f"{one.month:%Y-%m}"}


def _columns(by: By) -> list[str]:
    """The columns of keys; a tier is told by its name and by its titles."""
    columns = [str(name) for name in by]
    if Dimension.TIER in by:
        at = columns.index("tier") + 1
        columns[at:at] = ["tier_en", "tier_zh"]
    return columns


def _titled(keys: dict[str, Any], titles: dict[tuple[str, str], tuple[str, str]]) -> dict[str, Any]:
    if "tier" not in keys:
        return keys
    en, zh = titles[keys["scheme"], keys["tier"]]
    return {**keys, "tier_en": en, "tier_zh": zh}


def _tier_titles(statistics: Statistics) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (series.scheme, tier): (title.en, title.zh)
        for series in statistics.series
        for tier, title in series.tiers.items()
    }


def _write(target: Path, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    with target.open("w", encoding=CSV_ENCODING, newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
