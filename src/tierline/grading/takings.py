"""Pieces of work that processes share: each is taken by one at a time, and done once.

A piece has a lock, which the system lets go of when its holder ends, however it ends; and, once it is done
and on disk, a record of what came of it. Both lie in one folder, which is removed when the work is over.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tierline.disk import force, whole
from tierline.grading.waiting import pauses

PARTS = "part-"
"""What the names of the parts of a run begin with. Other pieces are soon done again."""


class Takings:
    """The pieces of the work that `folder` is for; `is_over` tells when all of it is done and published."""

    def __init__(self, folder: Path, is_over: Callable[[], bool]) -> None:
        self.folder = folder
        self.is_over = is_over

    def done(self, prefix: str) -> set[str]:
        """The names of the pieces that are done, of those that begin with `prefix`."""
        try:
            names = [path.name for path in self.folder.iterdir()]
        except FileNotFoundError:
            return set()
        return {
            name.removesuffix(".json") for name in names if name.startswith(prefix) and name.endswith(".json")
        }

    def record(self, name: str) -> Any | None:
        """What came of a piece; None where it is not done."""
        try:
            return json.loads(self._record(name).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    @contextmanager
    def taken(self, name: str) -> Iterator[bool]:
        """Holds a piece that is to be done; False where it is done, or another process or thread has it."""
        try:
            handle = os.open(self.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:
            yield False
            return
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                # Asked in this order: records are removed only after the work is over.
                yield self.record(name) is None and not self.is_over()
        finally:
            os.close(handle)

    def is_free(self, name: str) -> bool:
        """True where a piece is to be done and nobody has it."""
        with self.taken(name) as is_ours:
            return is_ours

    def finish(self, name: str, found: Any, files: Iterable[Path] = ()) -> None:
        """Record what came of a piece that is held, once its files and the names of these are on disk."""
        files = list(files)
        for path in (*files, *dict.fromkeys(file.parent for file in files)):
            force(path)
        with whole(self._record(name)) as draft:
            draft.write_text(json.dumps(found), "utf-8")

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What came of a piece: made here where nobody has it, waited for where another process does."""
        for _ in pauses():
            with self.taken(name) as is_ours:
                if is_ours:
                    found = make()
                    self.finish(name, found)
                    return found
            if (found := self.record(name)) is not None or self.is_over():
                return found

    def _record(self, name: str) -> Path:
        return self.folder / f"{name}.json"
