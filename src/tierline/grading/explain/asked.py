"""Where an explanation comes from: a finished run's folder with its record, or inputs named one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tierline.datasets.contract import EVERY_DATASET, LAYERS
from tierline.datasets.source import files_at
from tierline.grading.errors import NoRunThere, RatingDayOutside
from tierline.grading.explain.case import Cell
from tierline.grading.explain.errors import InputGone, OptionMissing, OptionRefused, SchemeAmbiguous
from tierline.grading.explain.explanation import ChangedFile, Recorded
from tierline.grading.model import Rating
from tierline.policy.load import read_pack_file, version_from
from tierline.policy.model import Pack, Rates, Version
from tierline.policy.publication.rating import rated_by
from tierline.wording import Text

OPTIONS = {
    "subscribers": "--subscribers",
    "bills": "--bills",
    "memberships": "--memberships",
    "special_grades": "--special-grades",
    "overrides": "--overrides",
    "changed_lines": "--subscribers",
    "corrected_bills": "--bills",
}
"""The option that names each dataset; what lies over one goes with it."""

USUAL_DAY = 5
"""The day of the month on which lines are rated unless another is named."""

SITES_THERE = Text("it rates sites: name one with --site", "其评定对象为站点：请用 --site 指定")

Given = Mapping[str, Sequence[str]]
"""Paths as they were handed in, by dataset."""


@dataclass(frozen=True)
class Asked:
    """What is to be explained: the rating, the version, the files. `folder` is that of the run, if any."""

    pack: Pack
    version: Version
    rating: Rating
    files: Mapping[str, tuple[str, ...]]
    folder: Path | None = None
    changed: tuple[ChangedFile, ...] = ()
    is_pack_changed: bool = False
    is_checked: bool = False
    """Whether a run has held these very files against the data contract."""

    def compared(self, row: Mapping[str, Cell] | None, now: Mapping[str, Cell]) -> Recorded:
        """What the run recorded of a line, beside the row that its inputs give now."""
        differs = () if row is None else tuple(name for name in now if row.get(name) != now[name])
        return Recorded(str(self.folder), row, self.changed, differs, self.is_pack_changed)


def from_options(
    scheme: str | None, month: str | None, rated_on: str | None, given: Given, policies: Path | None
) -> Asked:
    """What the options name. Raises OptionMissing, OptionRefused, and what packs and files may raise."""
    required: dict[str, object] = {"--scheme": scheme, "--month": month}
    required |= {OPTIONS[name]: given.get(name) for name in ("subscribers", "bills")}
    for option, value in required.items():
        if not value:
            raise OptionMissing(option=option)
    assert scheme is not None and month is not None
    first = month_of(month)
    day = day_of(rated_on) if rated_on else first.replace(day=USUAL_DAY)
    if (day.year, day.month) != (first.year, first.month):
        raise RatingDayOutside(day=day, month=month)
    ((pack, version),) = rated_by(policies, (scheme,), day)
    files = {name: files_at(EVERY_DATASET[name], paths) for name, paths in given.items() if paths}
    return Asked(pack, version, Rating(first, day), files)


def refuse_beside_folder(options: Mapping[str, object]) -> None:
    """Raises OptionRefused where an option is given that the folder of a run answers itself."""
    for option, value in options.items():
        if value is not None:
            expected = Text("no such option beside the folder of a run", "与结果文件夹一同使用时不给出该选项")
            raise OptionRefused(option=option, found=value, expected=expected)


def from_run(folder: Path, scheme: str | None, given: Given) -> Asked:
    """What a finished run was made from. Paths in `given` take the place of those that it recorded.

    Raises NoRunThere, SchemeAmbiguous, and InputGone where a file is no longer there.
    """
    folder = _folder_of(folder, scheme)
    summary = _summary(folder)
    if summary.get("rates", Rates.LINE) != Rates.LINE:
        raise NoRunThere(path=folder, problem=SITES_THERE)
    try:
        rating = Rating(month_of(summary["month"]), day_of(summary["rated_on"]))
        starts_on = date.fromisoformat(summary["policy"]["version"])
        pack = read_pack_file(folder / summary["policy"].get("file", "policy.yaml"))
        recorded = {name: summary["inputs"].get(name) or {} for name in EVERY_DATASET}
        files, changed = _recorded_files(folder, recorded, given)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        problem = Text(f"summary.json is not complete: {error!r}", f"summary.json 不完整：{error!r}")
        raise NoRunThere(path=folder, problem=problem) from None
    is_pack_changed = _digits(summary["policy"].get("sha256", "")) != _digits(pack.digest)
    is_checked = summary.get("checked") is True and not changed and not any(given.values())
    version = version_from(pack, starts_on)
    return Asked(pack, version, rating, files, folder, changed, is_pack_changed, is_checked)


def _folder_of(folder: Path, scheme: str | None) -> Path:
    """The folder of one scheme: the one given, or one inside it."""
    if (folder / "summary.json").is_file():
        summary = _summary(folder)
        if scheme is not None and summary.get("scheme") != scheme:
            problem = Text(f"it is one of {summary.get('scheme')}", f"其方案为 {summary.get('scheme')}")
            raise NoRunThere(path=folder, problem=problem)
        return folder
    known = sorted(path.parent.name for path in folder.glob("*/summary.json"))
    if not known:
        raise NoRunThere(path=folder, problem=Text("there is no summary.json", "没有 summary.json"))
    if scheme is None and len(known) > 1:
        raise SchemeAmbiguous(path=folder, known=", ".join(known))
    chosen = scheme or known[0]
    if chosen not in known:
        problem = Text(f"it holds {', '.join(known)}", f"其中有 {'、'.join(known)}")
        raise NoRunThere(path=folder / chosen, problem=problem)
    return folder / chosen


def _digits(digest: str) -> str:
    return digest.rpartition(":")[2]


def _summary(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problem = Text(f"summary.json: {error}", f"summary.json：{error}")
        raise NoRunThere(path=folder, problem=problem) from None
    if not isinstance(found, dict):
        raise NoRunThere(path=folder, problem=Text("summary.json is no object", "summary.json 不是对象"))
    return found


def _recorded_files(
    folder: Path, recorded: Mapping[str, Any], given: Given
) -> tuple[dict[str, tuple[str, ...]], tuple[ChangedFile, ...]]:
    files: dict[str, tuple[str, ...]] = {}
    changed: list[ChangedFile] = []
    for name, inputs in recorded.items():
        if given.get(name):
            files[name] = files_at(EVERY_DATASET[name], given[name])
            continue
        if any(layer.name == name and given.get(base) for base, layer in LAYERS.items()):
            # Whoever hands in the whole of a dataset leaves nothing to lie over it.
            continue
        listed = inputs.get("files", ())
        for file in listed:
            path = Path(file["path"])
            try:
                now = path.stat()
            except OSError:
                raise InputGone(dataset=name, path=path, folder=folder, option=OPTIONS[name]) from None
            if (now.st_size, now.st_mtime_ns) != (file["bytes"], file["modified_ns"]):
                changed.append(ChangedFile(name, str(path)))
        if listed:
            files[name] = tuple(file["path"] for file in listed)
    return files, tuple(changed)


def month_of(written: str) -> date:
    """The first day of a month written as 2026-11. Raises OptionRefused."""
    return _read("--month", written, r"\d{4}-\d{2}", lambda: date.fromisoformat(f"{written}-01"), "2026-11")


def day_of(written: str) -> date:
    """A day written as 2026-11-05. Raises OptionRefused."""
    return _read(
        "--rated-on", written, r"\d{4}-\d{2}-\d{2}", lambda: date.fromisoformat(written), "2026-11-05"
    )


def _read(option: str, written: str, form: str, read: Callable[[], date], example: str) -> date:
    if re.fullmatch(form, written):
        try:
            return read()
        except ValueError:
            pass
    expected = Text(f"a form such as {example}", f"形如 {example}")
    raise OptionRefused(option=option, found=written, expected=expected)
