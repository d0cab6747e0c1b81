"""Publishing a result into a folder: all of it or nothing, whatever happens on the way.

The folder holds `.tierline` and a link for each name of the content, through `.tierline/current`, which is
itself a link to `.tierline/N`, the content. A run writes `.tierline/N+1`, forces it to disk, and then puts a
new `current` in place of the old in one step of the file system: before it the earlier result stands, after
it the new one. The reasons are in docs/decisions/0004-publication-by-one-link.md.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tierline.grading.engines.errors import DiskFull, EngineFault
from tierline.grading.errors import FolderTaken, FolderUnwritable, RunUnderWay
from tierline.policy.load import problem_of
from tierline.wording import Text

STORE, CURRENT, UPCOMING, LOCK = ".tierline", "current", "next", "lock"

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NOT_FORCED = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
"""What file systems say that cannot force a folder to disk; files they can."""


class Publication:
    """A new content of `folder` in the making; a context that leaves nothing behind where it is given up.

    `staging` is where the content is to be written. Inside the context an error of the system becomes
    DiskFull, FolderUnwritable, or EngineFault where it is about a file outside the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / STORE
        self.staging = self.store
        self._lock: int | None = None
        self._made: list[Path] = []

    def __enter__(self) -> Publication:
        """Raises FolderUnwritable, and RunUnderWay where another run has the folder."""
        try:
            self._made = [path for path in (self.folder, *self.folder.parents) if not os.path.lexists(path)]
            self.store.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            self._prepare()
        except OSError as error:
            self._abandon()
            raise _fault(error, self.folder, self.folder) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.staging != content_of(self.folder):
            self._abandon()
        self._release()
        if isinstance(error, OSError):
            raise _fault(error, self.folder, Path(os.fsdecode(error.filename or self.folder))) from None

    def _take_lock(self) -> None:
        """The system lets go of the lock when the process ends, however it ends."""
        path = self.store / LOCK
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # A run that gave up may have removed the file in between; its lock would then keep nobody out.
            if not os.path.samestat(os.fstat(handle), path.stat()):
                raise FileNotFoundError
        except (BlockingIOError, FileNotFoundError):
            os.close(handle)
            raise RunUnderWay(path=self.folder) from None
        except OSError:
            os.close(handle)
            raise
        self._lock = handle

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _prepare(self) -> None:
        """Remove what runs that died have left, and the content before the present one."""
        kept = content_of(self.folder)
        for left in self.store.iterdir():
            if left.name.isdecimal() and left != kept:
                shutil.rmtree(left)
        (self.store / UPCOMING).unlink(missing_ok=True)
        self._remove_dead_links()
        staging = self.store / str(int(kept.name) + 1 if kept is not None else 1)
        staging.mkdir()
        self.staging = staging

    def _abandon(self) -> None:
        """Remove what was made so far; the folder too, where it was not there before."""
        if self._lock is None:
            return
        if self.staging != self.store:
            shutil.rmtree(self.staging, ignore_errors=True)
        with suppress(OSError):
            (self.store / UPCOMING).unlink(missing_ok=True)
            self._remove_dead_links()
            if content_of(self.folder) is None:
                (self.store / LOCK).unlink()
                self.store.rmdir()
                for folder in self._made:
                    folder.rmdir()
        self._release()

    def check_names(self, names: Iterable[str]) -> None:
        """Raises FolderTaken where something that is not ours bears a name of the content."""
        for name in names:
            place = self.folder / name
            if os.path.lexists(place) and not _is_ours(place):
                raise FolderTaken(path=self.folder, found=name)

    def carry_over(self, others_than: Collection[str]) -> None:
        """Stage the results of other schemes that an earlier call left in the folder, as they are."""
        earlier = content_of(self.folder)
        for folder in sorted(earlier.iterdir()) if earlier is not None else ():
            if folder.name not in others_than and (folder / "summary.json").is_file():
                shutil.copytree(folder, self.staging / folder.name, copy_function=_linked)

    def publish(self) -> None:
        """Make the staged content that of the folder; the earlier one stays until the next run."""
        names = sorted(path.name for path in self.staging.iterdir())
        self.check_names(names)
        for root, folders, files in os.walk(self.staging):
            for name in (*files, *folders):
                _force(Path(root) / name)
        for name in names:
            place = self.folder / name
            if not place.is_symlink():
                place.symlink_to(f"{STORE}/{CURRENT}/{name}")
        # All that `current` will lead to, and every folder on the way, has to be on disk before it does.
        for path in (self.staging, self.store, self.folder, *(made.parent for made in self._made)):
            _force(path)
        upcoming = self.store / UPCOMING
        upcoming.symlink_to(self.staging.name)
        upcoming.replace(self.store / CURRENT)
        _force(self.store)
        self._remove_dead_links()

    def _remove_dead_links(self) -> None:
        """Names that only an earlier content had, or one that was never published, lead nowhere."""
        for place in self.folder.iterdir():
            if _is_ours(place) and not place.exists():
                place.unlink()


def content_of(folder: Path) -> Path | None:
    """Where the published content of a folder lies; None where there is none.

    A reader of several files goes by this path: what it finds there is of one run, also if another run
    publishes meanwhile.
    """
    try:
        name = (folder / STORE / CURRENT).readlink().name
    except OSError:
        return None
    content = folder / STORE / name
    return content if name.isdecimal() and content.is_dir() else None


def _is_ours(place: Path) -> bool:
    return place.is_symlink() and str(place.readlink()) == f"{STORE}/{CURRENT}/{place.name}"


def _linked(source: str, target: str) -> None:
    """The same file once more, by a second name where the file system has such."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _force(path: Path) -> None:
    """Have the system write a file or a folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NOT_FORCED or not path.is_dir():
            raise
    finally:
        os.close(handle)


def _fault(error: OSError, folder: Path, about: Path) -> DiskFull | FolderUnwritable | EngineFault:
    """The fault that an error of the system is, as a user of `folder` should read it."""
    if error.errno in NO_ROOM:
        return DiskFull(problem=error.strerror)
    if about != folder and folder not in about.parents:
        return EngineFault(problem=f"{about}: {error.strerror or error}")
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        in_the_way = Text("a file of that name is in the way", "有同名文件占用该路径")
        return FolderUnwritable(path=folder, problem=in_the_way)
    return FolderUnwritable(path=folder, problem=problem_of(error))
