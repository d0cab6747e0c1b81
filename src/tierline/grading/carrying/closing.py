"""The manifest of what a run carries on, and what its summary says of the month before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tierline.datasets.contract import (
    BILLS,
    CHANGED_LINES,
    CORRECTED_BILLS,
    MEMBERSHIPS,
    OVERRIDES,
    SPECIAL_GRADES,
    SUBSCRIBERS,
)
from tierline.datasets.layout import Part
from tierline.datasets.paths import absolute, listed
from tierline.grading.carrying.files import Carrying, first_of
from tierline.grading.carrying.model import (
    CHANGES,
    CORRECTIONS,
    FOLDER,
    LINES,
    MANIFEST,
    MONTHS,
    Carried,
    CarriedFile,
    manifest,
)
from tierline.grading.carrying.model import MEMBERSHIPS as MEMBERSHIPS_BEFORE
from tierline.grading.carrying.opening import Opened
from tierline.grading.digests import InputFile, record
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.publication import linked

WIDEST = (-(2**63), 2**63 - 1)
"""The ids that a file may hold whose footer does not tell."""

CARRIED_AS = {
    SUBSCRIBERS.name: LINES,
    CHANGED_LINES.name: CHANGES,
    BILLS.name: MONTHS,
    CORRECTED_BILLS.name: CORRECTIONS,
    MEMBERSHIPS.name: MEMBERSHIPS_BEFORE,
}
"""Where what a run after another has read lies in its own result, by dataset."""


def link_months(before: Carried, folder: Path) -> None:
    """Put the bills and the memberships that the month before left into the result, as they lie there."""
    for file in before.of(MONTHS):
        target = folder.parent / file.path
        target.parent.mkdir(exist_ok=True)
        linked(before.path(file), str(target))
    for file in before.memberships():
        scheme = Path(file.path).parts[0] if len(before.schemes) > 1 else before.schemes[0]
        target = folder / MEMBERSHIPS_BEFORE / scheme / Path(file.path).name
        target.parent.mkdir(parents=True, exist_ok=True)
        linked(before.path(file), str(target))


def close(
    engine: DuckDB,
    carrying: Carrying,
    parts: Sequence[Part],
    schemes: Mapping[str, Path],
    before: Carried | None,
    *,
    is_digested: bool,
) -> tuple[CarriedFile, ...]:
    """Write the manifest of all files in the result that the next month needs; these files."""
    content = carrying.folder.parent
    paths = sorted(path for path in carrying.folder.rglob("*.parquet"))
    for place in schemes.values():
        paths += sorted((place / "memberships").glob("*.parquet"))
    files = _records(engine, content, paths, before, is_digested=is_digested)
    written = manifest(carrying.rating.month, schemes, (one.name for one in carrying.windows), parts, files)
    text = json.dumps(written, indent=1)
    (carrying.folder / MANIFEST).write_text(text + "\n", "utf-8")
    return files


def _records(
    engine: DuckDB, content: Path, paths: Sequence[Path], before: Carried | None, *, is_digested: bool
) -> tuple[CarriedFile, ...]:
    known = {}
    if before is not None:
        for file in before.files:
            state = Path(before.path(file)).stat()
            known[state.st_dev, state.st_ino] = file
    found: list[CarriedFile] = []
    unknown: list[Path] = []
    for path in paths:
        state = path.stat()
        same = known.get((state.st_dev, state.st_ino))
        if same is not None and (same.sha256 or not is_digested):
            found.append(replace(same, path=str(path.relative_to(content))))
        else:
            unknown.append(path)
    contents = _contents(engine, unknown)
    for path in unknown:
        now = record(path, is_digested=is_digested)
        rows, first, last = contents.get(absolute(str(path)), (0, None, None))
        found.append(
            CarriedFile(
                str(path.relative_to(content)), rows, now.bytes, now.modified_ns, now.sha256, first, last
            )
        )
    return tuple(sorted(found, key=lambda file: file.path))


def _contents(engine: DuckDB, paths: Sequence[Path]) -> dict[str, tuple[int, int | None, int | None]]:
    """Rows, first and last id by file, from the footers."""
    if not paths:
        return {}
    rows = engine.rows(
        "SELECT file_name, sum(row_group_num_rows), min(TRY_CAST(stats_min_value AS BIGINT)),"
        " max(TRY_CAST(stats_max_value AS BIGINT)), count(stats_min_value) = count(*)"
        f" FROM parquet_metadata({listed([str(path) for path in paths])})"
        " WHERE path_in_schema = 'subscriber_id' AND row_group_num_rows > 0 GROUP BY 1"
    )
    return {
        name: (int(count), *((first, last) if is_known else WIDEST))
        for name, count, first, last, is_known in rows
    }


def inputs_read(
    folder: Path, files: Iterable[CarriedFile], opened: Opened, given: Mapping[str, Sequence[InputFile]]
) -> dict[str, Any]:
    """The inputs of a run after another, for its summary: all of them, as they lie in its own result."""
    found: dict[str, Any] = {}
    for name, kind in CARRIED_AS.items():
        here = [file for file in files if file.path.startswith(f"{FOLDER}/{kind}/") and file.rows]
        others = list(given.get(name, ())) if name == MEMBERSHIPS.name else []
        if here or others:
            records = [
                InputFile(absolute(str(folder / file.path)), file.bytes, file.modified_ns, file.sha256)
                for file in here
            ]
            found[name] = {
                "rows": sum(file.rows for file in here),
                "put_in_order": False,
                "files": [file.as_json() for file in (*records, *others)],
            }
    for name in (SPECIAL_GRADES.name, OVERRIDES.name):
        if name in given:
            found[name] = as_read(opened, name, given)
    if given.get(MEMBERSHIPS.name):
        found[MEMBERSHIPS.name]["rows"] = opened.inputs.sources[MEMBERSHIPS.name].rows
    return found


def as_read(opened: Opened, name: str, given: Mapping[str, Sequence[InputFile]]) -> dict[str, Any]:
    """What a summary says of a dataset that was handed in."""
    return {
        "rows": opened.inputs.sources[name].rows,
        "put_in_order": name in opened.inputs.put_in_order,
        "files": [file.as_json() for file in given[name]],
    }


def after(engine: DuckDB, opened: Opened, given: Mapping[str, Sequence[InputFile]]) -> dict[str, Any]:
    """What a summary says of the month before and of what was new."""
    carried, inputs = opened.before.carried, opened.inputs
    corrections = 0
    if inputs.reach.first < inputs.reach.last:
        bills = inputs.sources[BILLS.name]
        earlier = f"month < {first_of(inputs.reach.last)}"
        corrections = int(engine.rows(f"SELECT count(*) FROM {bills.scan()} WHERE {earlier}")[0][0])
    changed = inputs.sources.get(CHANGED_LINES.name)
    new = (BILLS.name, SUBSCRIBERS.name, CHANGED_LINES.name)
    return {
        "folder": absolute(str(carried.folder)),
        "month": carried.month.strftime("%Y-%m"),
        "manifest_sha256": carried.digest,
        "sums_carried": opened.before.rolls,
        "changed_lines": None if changed is None else changed.rows,
        "corrected_bills": corrections,
        "new": {name: as_read(opened, name, given) for name in new if name in given},
    }
