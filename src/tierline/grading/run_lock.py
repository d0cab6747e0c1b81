"""The lock of a result's folder: one run at a time, in one process or in several that were asked the same."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path

from tierline.grading.asked import Asked, differences
from tierline.grading.errors import RunDiffers, RunUnderWay
from tierline.grading.waiting import pauses

ENTERING_SECONDS = 10
"""How long one who joins waits for another who is just clearing the folder for its run."""

SHOWN = 3


class RunLock:
    """A lock on the file `path`, in which runs say what they were asked for each content of the folder.

    It is held alone while the folder is cleared, shared while the run is under way. The system lets go of it
    when a process ends, however it ends.
    """

    def __init__(self, path: Path, folder: Path) -> None:
        self.path = path
        self.folder = folder
        self._handle: int | None = None

    @property
    def is_held(self) -> bool:
        """True from `enter` to `release`."""
        return self._handle is not None

    def enter(self, asked: Asked | None, *, joins: bool) -> bool:
        """Take the lock; True where it is held alone. Raises RunUnderWay, or RunDiffers to one who joins."""
        for waited in pauses():
            if self._attempt(fcntl.LOCK_EX):
                return True
            if joins and self._attempt(fcntl.LOCK_SH):
                self._check_same(asked)
                return False
            if not joins or waited > ENTERING_SECONDS:
                break
        raise RunUnderWay(path=self.folder)

    def _attempt(self, operation: int) -> bool:
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, operation | fcntl.LOCK_NB)
            # A run that gave up may have removed the file in between; its lock would then keep nobody out.
            if os.path.samestat(os.fstat(handle), self.path.stat()):
                self._handle = handle
                return True
        except (BlockingIOError, FileNotFoundError):
            pass
        except OSError:
            os.close(handle)
            raise
        os.close(handle)
        return False

    def _check_same(self, asked: Asked | None) -> None:
        there = self.said().get(self.newest)
        if asked is None or there is None:
            self.release()
            raise RunUnderWay(path=self.folder)
        found = differences(there, asked.values)
        if found:
            self.release()
            shown = [f"{name}: {one} ≠ {other}" for name, one, other in found[:SHOWN]]
            more = ["…"] if len(found) > SHOWN else []
            raise RunDiffers(path=self.folder, differences="; ".join((*shown, *more)))

    @property
    def newest(self) -> str:
        """The content of the last run that said one; empty where none did."""
        return max(self.said(), key=int, default="")

    def said(self) -> dict[str, dict[str, str]]:
        """What was asked for each content, by its name; what was only half written is not known."""
        try:
            return {
                str(int(name)): dict(values) for name, values in json.loads(self.path.read_bytes()).items()
            }
        except (ValueError, AttributeError, TypeError):
            return {}

    def say(self, content: str, asked: Asked | None, kept: str) -> None:
        """Write what is asked for `content`, and forget all but what was for `kept`; held alone."""
        assert self._handle is not None
        said: dict[str, Mapping[str, str]] = {name: one for name, one in self.said().items() if name == kept}
        if asked is not None:
            said[content] = asked.values
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, json.dumps(said).encode() if said else b"", 0)
        os.fsync(self._handle)

    def share(self) -> bool:
        """From alone to shared; False where it is lost to another that came in between."""
        return self._changed(fcntl.LOCK_SH)

    def is_last(self) -> bool:
        """True where no other process holds it, and then it is held alone; else it is lost."""
        return self._changed(fcntl.LOCK_EX)

    def _changed(self, operation: int) -> bool:
        assert self._handle is not None
        try:
            fcntl.flock(self._handle, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Let go of it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
