"""Publishing a result into a folder: all of it or nothing, whatever happens on the way.

The folder holds `.runs/N`, the content; `.current`, a link to it; and a link for each name of the content,
through `.current`. A run writes `.runs/N+1`, forces it to disk, and then replaces `.current` in one step of the
file system: before that step the earlier result stands, after it the new one. It works inside the folder
alone, so that the folder may be a mount point, and a lock keeps two runs apart.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from tierline.grading.errors import FolderTaken, FolderUnwritable, RunUnderWay

RUNS, CURRENT, LOCK = ".runs", ".current", ".lock"


class Publication:
    """A new content of `folder` in the making; a context that leaves nothing behind where it is not published."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: int | None = None
        self.staging = folder

    def __enter__(self) -> Publication:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise FolderUnwritable(path=self.folder, problem=error.strerror or str(error)) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            self._lock = None
            raise RunUnderWay(path=self.folder) from None
        try:
            self._prepare()
        except OSError as error:
            self._release()
            raise FolderUnwritable(path=self.folder, problem=error.strerror or str(error)) from None
        return self

    def _prepare(self) -> None:
        """Remove what runs that died have left, and make room for this one."""
        runs = self.folder / RUNS
        runs.mkdir(exist_ok=True)
        kept = content_of(self.folder)
        for left in runs.iterdir():
            if kept is None or left.name != kept.name:
                shutil.rmtree(left)
        (self.folder / f"{CURRENT}.next").unlink(missing_ok=True)
        self.staging = runs / str(int(kept.name) + 1 if kept is not None else 1)
        self.staging.mkdir()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.staging != self.folder and self.staging != content_of(self.folder):
            shutil.rmtree(self.staging, ignore_errors=True)
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def check_names(self, names: Iterable[str]) -> None:
        """Raises FolderTaken where something that is not ours bears a name of the content."""
        for name in names:
            place = self.folder / name
            if os.path.lexists(place) and not place.is_symlink():
                raise FolderTaken(path=self.folder, found=name)

    def publish(self) -> None:
        """Make the staged content that of the folder."""
        names = sorted(path.name for path in self.staging.iterdir())
        self.check_names(names)
        earlier = content_of(self.folder)
        for root, folders, files in os.walk(self.staging):
            for name in (*files, *folders):
                _force(Path(root) / name)
        _force(self.staging)
        _force(self.folder / RUNS)
        for name in names:
            place = self.folder / name
            if not place.is_symlink():
                place.symlink_to(f"{CURRENT}/{name}")
        upcoming = self.folder / f"{CURRENT}.next"
        upcoming.symlink_to(f"{RUNS}/{self.staging.name}")
        os.replace(upcoming, self.folder / CURRENT)
        _force(self.folder)
        for place in self.folder.iterdir():
            # Names that only the earlier content had now lead nowhere.
            if place.is_symlink() and place.name not in (CURRENT, *names) and not place.exists():
                place.unlink()
        if earlier is not None:
            shutil.rmtree(earlier, ignore_errors=True)


def content_of(folder: Path) -> Path | None:
    """Where the published content of a folder lies; None where there is none."""
    try:
        name = os.path.basename(os.readlink(folder / CURRENT))
    except OSError:
        return None
    content = folder / RUNS / name
    return content if name.isdigit() and content.is_dir() else None


def _force(path: Path) -> None:
    """Have the system write a file or a folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
