"""Publishing a result into a folder: all of it or nothing, whatever happens on the way.

The folder holds `.tierline` and a link for each name of the content, through `.tierline/current`, which is
itself a link to `.tierline/N`, the content. A run writes `.tierline/N+1`, forces it to disk, and then puts a
new `current` in place of the old in one step of the file system: before it the earlier result stands, after
it the new one. The reasons are in docs/decisions/0004-publication-by-one-link.md. What the processes of a
run have finished of the content is kept in `.tierline/work`, as 0015-parts-that-stay-finished.md has it.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tierline.disk import force
from tierline.errors import Fault
from tierline.grading.asked import Asked
from tierline.grading.engines.errors import DiskFull, EngineFault
from tierline.grading.errors import FolderTaken, FolderUnwritable, RunUnderWay
from tierline.grading.run_lock import RunLock
from tierline.grading.takings import PARTS, Takings
from tierline.policy.load import problem_of
from tierline.wording import Text

STORE, CURRENT, UPCOMING, LOCK, WORK = ".tierline", "current", "next", "lock", "work"

SCRATCH = ".scratch"
"""How the folders of temporary files end, one for each process."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Publication:
    """A new content of `folder` in the making; a context that leaves nothing behind where it is given up.

    `staging` is where the content is to be written. Where `asked` says what for, what is finished of it by
    `takings` stays when a process stops or its surroundings fail it, and the next call that asks the same
    goes on; one that `joins` works on the same content as others that are under way. Inside the context an
    error of the system becomes DiskFull, FolderUnwritable, or EngineFault where it is about a file outside
    the folder.
    """

    def __init__(self, folder: Path, asked: Asked | None = None, *, joins: bool = False) -> None:
        self.folder = folder
        self.store = folder / STORE
        self.staging = self.store
        self.takings = Takings(self.store / WORK, lambda: self.is_published)
        self.scratch = self.takings.folder / f"{secrets.token_hex(4)}{SCRATCH}"
        self.is_joined = False
        """Whether other processes were at work on the same content already."""
        self.kept = 0
        """How many parts stay finished for the next call, once the context has ended without publishing."""
        self.is_left_to_others = False
        """Whether other processes were still at work on the content when the context ended."""
        self._asked = asked
        self._joins = joins
        self._lock = RunLock(self.store / LOCK, folder)
        self._made: list[Path] = []

    @property
    def is_published(self) -> bool:
        """True once the staged content is that of the folder."""
        return self.staging == content_of(self.folder)

    def __enter__(self) -> Publication:
        """Raises FolderUnwritable; RunUnderWay where another run has the folder, RunDiffers when joining."""
        try:
            self._made = [path for path in (self.folder, *self.folder.parents) if not os.path.lexists(path)]
            self.store.mkdir(parents=True, exist_ok=True)
            self._enter()
            if self._asked is not None and not self.is_published:
                # Another process may publish, and clear all of it away, at this very moment.
                with suppress(FileNotFoundError):
                    self.scratch.mkdir()
        except BaseException as error:
            self._leave(error)
            if isinstance(error, OSError):
                raise _fault(error, self.folder, self.folder) from None
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave(error)
        if isinstance(error, OSError):
            raise _fault(error, self.folder, Path(os.fsdecode(error.filename or self.folder))) from None

    def _enter(self) -> None:
        if not self._lock.enter(self._asked, joins=self._joins):
            self.is_joined, self.staging = True, self.store / self._lock.newest
            return
        self._prepare()
        if self._asked is not None and not self._lock.share():
            # Another came in between, as the system allows. What is prepared is there for its run.
            if not self._joins:
                raise RunUnderWay(path=self.folder)
            self._enter()

    def _prepare(self) -> None:
        """Go on with what was begun for the same, or begin; remove what else runs have left."""
        kept = content_of(self.folder)
        if self._joins and kept is not None and self._is_asked(kept):
            # All was done before this one came.
            self.staging = kept
        else:
            staging = self.store / str(int(kept.name) + 1 if kept is not None else 1)
            is_begun = self._is_asked(staging) and staging.is_dir() and self.takings.folder.is_dir()
            self._clear(kept, staging if is_begun else None)
            if not is_begun:
                self._lock.say(staging.name, self._asked, kept.name if kept is not None else "")
                staging.mkdir()
            self.staging = staging
            for made in self._made:
                force(made.parent)
        if self._asked is not None:
            self.takings.folder.mkdir(exist_ok=True)

    def _is_asked(self, content: Path) -> bool:
        """True where the same was asked for this content."""
        return self._asked is not None and self._lock.said().get(content.name) == self._asked.values

    def _clear(self, kept: Path | None, begun: Path | None) -> None:
        if begun is not None:
            self._remove_scratch()
        elif self.takings.folder.exists():
            # The records go first: none may ever speak of a file that is gone.
            shutil.rmtree(self.takings.folder)
            force(self.store)
        for left in self.store.iterdir():
            if left.name.isdecimal() and left not in (kept, begun):
                shutil.rmtree(left)
        (self.store / UPCOMING).unlink(missing_ok=True)
        self._remove_dead_links()

    def _leave(self, error: BaseException | None) -> None:
        """Remove what nobody will go on with, and let go of the folder."""
        if not self._lock.is_held:
            return
        if self.is_published:
            # By each that leaves: an earlier one may have found a file of a later one in it.
            shutil.rmtree(self.takings.folder, ignore_errors=True)
        elif not self._lock.is_last():
            self.is_left_to_others = True
            shutil.rmtree(self.scratch, ignore_errors=True)
        elif self._may_go_on(error) and (finished := len(self.takings.done(PARTS))):
            self.kept = finished
            self._remove_scratch()
        else:
            self._abandon()
        self._lock.release()

    def _may_go_on(self, error: BaseException | None) -> bool:
        """True where the same call may do better another time: bad input stays bad, a disk has room again."""
        is_passing = isinstance(error, (Fault, OSError, KeyboardInterrupt))
        return is_passing and self._asked is not None and not self._asked.is_outdated()

    def _remove_scratch(self) -> None:
        for left in self.takings.folder.glob(f"*{SCRATCH}"):
            shutil.rmtree(left, ignore_errors=True)

    def _abandon(self) -> None:
        """Remove what was made so far; the folder too, where it was not there before."""
        shutil.rmtree(self.takings.folder, ignore_errors=True)
        if self.staging != self.store:
            shutil.rmtree(self.staging, ignore_errors=True)
        with suppress(OSError):
            (self.store / UPCOMING).unlink(missing_ok=True)
            self._remove_dead_links()
            kept = content_of(self.folder)
            if kept is not None:
                self._lock.say(self.staging.name, None, kept.name)
                return
            (self.store / LOCK).unlink()
            self.store.rmdir()
            for folder in self._made:
                folder.rmdir()

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
                shutil.rmtree(self.staging / folder.name, ignore_errors=True)
                shutil.copytree(folder, self.staging / folder.name, copy_function=linked)

    def publish(self) -> None:
        """Make the staged content that of the folder; the earlier one stays until the next run."""
        names = sorted(path.name for path in self.staging.iterdir())
        self.check_names(names)
        for root, folders, files in os.walk(self.staging):
            for name in (*files, *folders):
                force(Path(root) / name)
        for name in names:
            place = self.folder / name
            if not place.is_symlink():
                place.symlink_to(f"{STORE}/{CURRENT}/{name}")
        # All that `current` will lead to has to be on disk before it does.
        for path in (self.staging, self.store, self.folder):
            force(path)
        upcoming = self.store / UPCOMING
        upcoming.unlink(missing_ok=True)
        upcoming.symlink_to(self.staging.name)
        upcoming.replace(self.store / CURRENT)
        force(self.store)
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


def linked(source: str, target: str) -> None:
    """The same file once more, by a second name where the file system has such."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


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
