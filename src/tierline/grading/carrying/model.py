"""What a run carries on: one manifest for all the files of it, read and held against what lies there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from tierline.datasets.layout import Part
from tierline.grading.carrying.errors import CarriedDamaged, CarriedUnreadable, NothingCarried
from tierline.grading.months import month_number
from tierline.grading.publication import content_of
from tierline.grading.window import Window
from tierline.policy.load import problem_of
from tierline.wording import Text

FORM = 1
"""The form of the manifest and of the files; a run refuses one that it does not know."""

FOLDER, MANIFEST = "carried", "manifest.json"
LINES, CHANGES, SUMS, MONTHS, CORRECTIONS, MEMBERSHIPS = (
    "lines", "changes", "sums", "months", "corrections", "memberships",
)  # fmt: skip
"""Folders of what is carried: the lines, what changed in them since, their sums, the bills by month, rows
that take the place of some of these, and the memberships that the run read."""


@dataclass(frozen=True)
class CarriedFile:
    """A file of the output, by its path in the content of the folder."""

    path: str
    rows: int
    bytes: int
    modified_ns: int
    sha256: str | None
    first: int | None = None
    last: int | None = None
    """The ids of the first and last row in order of id; None where there is no row."""

    def touches(self, part: Part) -> bool:
        """Whether it may hold ids of a part."""
        if self.first is None or self.last is None:
            return False
        return (part.last is None or self.first <= part.last) and (
            part.first is None or self.last >= part.first
        )


@dataclass(frozen=True)
class Carried:
    """What the output of a month carries on. `content` is where its files lie, `folder` as it was named."""

    folder: Path
    content: Path
    digest: str
    month: date
    schemes: tuple[str, ...]
    windows: tuple[str, ...]
    """The sums of each line, by the names that window.py gives them."""
    parts: tuple[Part, ...]
    files: tuple[CarriedFile, ...]

    @cached_property
    def _by_folder(self) -> dict[str, list[CarriedFile]]:
        found: dict[str, list[CarriedFile]] = {}
        for file in self.files:
            found.setdefault(str(Path(file.path).parent), []).append(file)
        return found

    def of(self, kind: str) -> tuple[CarriedFile, ...]:
        """The carried files of a kind, in whatever folder of it."""
        place = f"{FOLDER}/{kind}"
        return tuple(
            file
            for folder, files in self._by_folder.items()
            if folder == place or folder.startswith(f"{place}/")
            for file in files
        )

    def for_part(self, kind: str, part: Part) -> CarriedFile | None:
        """The carried file of a kind that is of one part alone; None where the part has none."""
        path = f"{FOLDER}/{kind}/{part_name(part)}"
        return next((file for file in self.of(kind) if file.path == path), None)

    def memberships(self) -> tuple[CarriedFile, ...]:
        """The memberships that the run wrote, of all its schemes."""
        return tuple(file for file in self.files if not file.path.startswith(f"{FOLDER}/"))

    @cached_property
    def months(self) -> tuple[int, ...]:
        """The numbers of the months whose bills are carried, in order."""
        named = {Path(file.path).parent.name for file in self.of(MONTHS)}
        return tuple(sorted(month_number(date.fromisoformat(f"{name}-01")) for name in named))

    def of_month(self, number: int) -> tuple[CarriedFile, ...]:
        """The files with the bills of a month."""
        return tuple(self._by_folder.get(f"{FOLDER}/{MONTHS}/{month_name(number)}", ()))

    def path(self, file: CarriedFile) -> str:
        """Where a file lies."""
        return str(self.content / file.path)

    def check_whole(self, files: Iterable[CarriedFile] | None = None) -> None:
        """Raises CarriedDamaged where a file is gone or of another size than it was written with."""
        wrong = [file.path for file in files or self.files if not _is_there(self.content / file.path, file)]
        if wrong:
            raise CarriedDamaged(path=self.folder, files=", ".join(wrong[:5]))


def _is_there(path: Path, file: CarriedFile) -> bool:
    try:
        return path.stat().st_size == file.bytes
    except OSError:
        return False


@dataclass(frozen=True)
class MonthBefore:
    """What a run goes on from. `rolls`: the sums are carried; if not, all are summed from carried bills."""

    carried: Carried
    windows: tuple[Window, ...]
    rolls: bool
    bills_as_they_lie: bool
    """Whether the new month's bills have been put into the result already."""


def part_name(part: Part) -> str:
    """The name of a part's file."""
    return f"part-{part.number:05d}.parquet"


def month_name(number: int) -> str:
    """A month as its folder is named, such as 2026-11."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def carried_in(folder: Path) -> Carried:
    """What the published output in a folder carries on.

    Raises NothingCarried, CarriedUnreadable, and CarriedDamaged where a file of it is not there.
    """
    import hashlib

    content = (content_of(folder) or folder).absolute()
    try:
        written = (content / FOLDER / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise NothingCarried(path=folder) from None
    except OSError as error:
        raise CarriedUnreadable(path=folder, problem=problem_of(error)) from None
    try:
        data = json.loads(written)
        if data["form"] != FORM:
            problem = Text(
                f"form {data['form']}; this version knows {FORM}", f"格式 {data['form']}；本版本为 {FORM}"
            )
            raise CarriedUnreadable(path=folder, problem=problem)
        found = Carried(
            folder=folder,
            content=content,
            digest=hashlib.sha256(written).hexdigest(),
            month=date.fromisoformat(f"{data['month']}-01"),
            schemes=tuple(str(scheme) for scheme in data["schemes"]),
            windows=tuple(str(window) for window in data["windows"]),
            parts=tuple(Part(number, *ends) for number, ends in enumerate(data["parts"])),
            files=tuple(CarriedFile(**file) for file in data["files"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        problem = Text(f"its manifest is not complete: {error!r}", f"清单不完整：{error!r}")
        raise CarriedUnreadable(path=folder, problem=problem) from None
    found.check_whole()
    return found


def manifest(
    month: date,
    schemes: Iterable[str],
    windows: Iterable[str],
    parts: Iterable[Part],
    files: Iterable[CarriedFile],
) -> Mapping[str, object]:
    """The manifest as plain data."""
    return {
        "form": FORM,
        "month": month.strftime("%Y-%m"),
        "schemes": list(schemes),
        "windows": list(windows),
        "parts": [[part.first, part.last] for part in parts],
        "files": [asdict(file) for file in files],
    }
