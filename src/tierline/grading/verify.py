"""A past month run again from what its folder records, and held against what it holds, row by row."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tierline.datasets.source import literal, quoted
from tierline.grading.digests import record
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.errors import InputsGone, NoRunThere
from tierline.grading.run import Progress, Request, run
from tierline.grading.summary import FORM
from tierline.policy.load import read_pack
from tierline.wording import Text

RESULTS = ("grades", "memberships", "events")
MOST_SHOWN = 5


@dataclass(frozen=True)
class Difference:
    """Rows of one result that only the recorded run has, or only the one done again; the first of them."""

    result: str
    only_recorded: int
    only_again: int
    columns: tuple[str, ...]
    recorded: tuple[tuple[Any, ...], ...]
    again: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Verification:
    """What came of running a month again. `changed_inputs` are files that are no longer what they were."""

    folder: Path
    scheme: str
    month: str
    differences: tuple[Difference, ...]
    changed_inputs: tuple[str, ...]
    changed_versions: tuple[tuple[str, str, str], ...]
    """Engine and package versions that differ: name, recorded, now."""
    policy_matches: bool

    @property
    def is_equal(self) -> bool:
        """True where every row is the same."""
        return not self.differences


def recorded_summary(folder: Path) -> dict[str, Any]:
    """summary.json of a run's folder. Raises NoRunThere."""
    try:
        data = json.loads((folder / "summary.json").read_text("utf-8"))
    except FileNotFoundError:
        raise NoRunThere(path=folder, problem=Text("no summary.json", "没有 summary.json")) from None
    except (OSError, ValueError) as error:
        raise NoRunThere(path=folder, problem=f"summary.json: {error}") from None
    if not isinstance(data, dict) or data.get("form") != FORM:
        problem = Text("summary.json has a form that is not known", "summary.json 的格式版本无法识别")
        raise NoRunThere(path=folder, problem=problem)
    return data


def request_of(folder: Path, data: dict[str, Any], out: Path) -> Request:
    """The request that would make the recorded run again, into `out`."""
    pack = read_pack((folder / "policy.yaml").read_text("utf-8"), "policy.yaml")
    paths = {name: [file["path"] for file in one["files"]] for name, one in data["inputs"].items()}
    return Request(
        schemes=(data["scheme"],),
        month=date.fromisoformat(f"{data['month']}-01"),
        rated_on=date.fromisoformat(data["rated_on"]),
        paths=paths,
        out=out,
        packs={pack.scheme: pack},
        is_checked=data["checked"],
        is_digested=False,
    )


def verified(folder: Path, progress: Progress = lambda done, lines: None) -> Verification:
    """Runs the month of a folder again. Raises NoRunThere, and InputsGone where an input is no longer there."""
    data = recorded_summary(folder)
    gone = [
        file["path"]
        for one in data["inputs"].values()
        for file in one["files"]
        if not Path(file["path"]).exists()
    ]
    if gone:
        raise InputsGone(path=folder, files=", ".join(gone[:5]))
    with tempfile.TemporaryDirectory(dir=folder.resolve().parent, prefix=".verify-") as scratch:
        again = Path(scratch) / "again"
        request = request_of(folder, data, again)
        (summary,) = run(request, progress)
        engine = DuckDB(memory_mib=1024, scratch=Path(scratch))
        try:
            differences = [_difference(engine, name, folder, again) for name in RESULTS]
        finally:
            engine.close()
    made_with = summary.data["made_with"]
    return Verification(
        folder=folder,
        scheme=data["scheme"],
        month=data["month"],
        differences=tuple(one for one in differences if one is not None),
        changed_inputs=tuple(_changed(data)),
        changed_versions=tuple(
            (name, str(value), str(made_with.get(name)))
            for name, value in data["made_with"].items()
            if made_with.get(name) != value
        ),
        policy_matches=summary.data["policy"]["sha256"] == data["policy"]["sha256"],
    )


def _changed(data: dict[str, Any]) -> Sequence[str]:
    """Input files whose content is no longer the recorded one; by size alone where no digest was kept."""
    found = []
    for one in data["inputs"].values():
        for file in one["files"]:
            now = record(Path(file["path"]), is_digested=file["sha256"] is not None)
            if now.bytes != file["bytes"] or now.sha256 != file["sha256"]:
                found.append(file["path"])
    return found


def _difference(engine: DuckDB, name: str, recorded: Path, again: Path) -> Difference | None:
    one, other = (
        f"read_parquet({literal(str(folder / name / '*.parquet'))})" for folder in (recorded, again)
    )
    names = [str(row[0]) for row in engine.rows(f"DESCRIBE SELECT * FROM {one}")]
    columns = ", ".join(quoted(column) for column in names)
    only = {}
    for key, left, right in (("recorded", one, other), ("again", other, one)):
        rows = f"(SELECT {columns} FROM {left} EXCEPT ALL SELECT {columns} FROM {right})"
        count = engine.rows(f"SELECT count(*) FROM {rows}")[0][0]
        first = engine.rows(f"SELECT * FROM {rows} ORDER BY ALL LIMIT {MOST_SHOWN}") if count else []
        only[key] = (int(count), tuple(first))
    if not only["recorded"][0] and not only["again"][0]:
        return None
    return Difference(
        name, only["recorded"][0], only["again"][0], tuple(names), only["recorded"][1], only["again"][1]
    )
