"""What a run records of its input files, so that a later one can tell whether they are still the same."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tierline.grading.engines.errors import EngineFault
from tierline.grading.errors import InputsInMotion
from tierline.grading.takings import Takings

PIECE = 1 << 20
"""Bytes read at a time; between two pieces a digest can be given up."""


@dataclass(frozen=True)
class InputFile:
    """A file as it was: absolute path, size, time of its last change, and SHA-256.

    SHA-256 is None where digests were left out. The path is the one that was given, links in it not
    followed: a link to another month's result stays good when that month is run again.
    """

    path: str
    bytes: int
    modified_ns: int
    sha256: str | None

    def as_json(self) -> dict[str, object]:
        """The record as summary.json has it."""
        return asdict(self)


def digested(
    files: Mapping[str, Sequence[str]], *, is_digested: bool, is_given_up: Callable[[], bool] = lambda: False
) -> dict[str, list[InputFile]]:
    """The record of each file, by dataset; without digests once it is given up.

    Raises EngineFault where a file cannot be read any more.
    """
    return {
        name: [
            record(Path(file), is_digested=is_digested and not is_given_up(), is_given_up=is_given_up)
            for file in found
        ]
        for name, found in files.items()
    }


def record(path: Path, *, is_digested: bool, is_given_up: Callable[[], bool] = lambda: False) -> InputFile:
    """The record of one file. Raises EngineFault where it cannot be read."""
    try:
        state = path.stat()
        digest = _digest(path, is_given_up) if is_digested else None
    except OSError as error:
        raise EngineFault(problem=f"{path}: {error.strerror}") from None
    return InputFile(str(path.absolute()), state.st_size, state.st_mtime_ns, digest)


def _digest(path: Path, is_given_up: Callable[[], bool]) -> str | None:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            if is_given_up():
                return None
            digest.update(piece)
    return digest.hexdigest()


def check_unmoved(files: Iterable[InputFile]) -> None:
    """Raises InputsInMotion where a file is no longer what its record says, by size and time of change.

    A result made from rows of two states of a file could never be made again.
    """
    moved = [file.path for file in files if _state(file.path) != (file.bytes, file.modified_ns)]
    if moved:
        raise InputsInMotion(files=", ".join(moved[:5]))


def is_changed(file: InputFile) -> bool:
    """True where a file is there and no longer what its record says; one that is gone may come back."""
    state = _state(file.path)
    return state is not None and state != (file.bytes, file.modified_ns)


def _state(path: str) -> tuple[int, int] | None:
    try:
        state = Path(path).stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


class Digesting:
    """The records of the input files, made beside the grading, once for all processes of a run.

    A context; given up where that fails.
    """

    PIECE = "digests"

    def __init__(self, files: Mapping[str, Sequence[str]], takings: Takings, *, is_digested: bool) -> None:
        self._files = files
        self._takings = takings
        self._is_digested = is_digested
        self._pool = ThreadPoolExecutor(1)
        self._given_up = threading.Event()
        self._attempt: Future[None] | None = None

    def __enter__(self) -> Digesting:
        self._attempt = self._pool.submit(self._where_free)
        return self

    def __exit__(self, *raised: object) -> None:
        self._given_up.set()
        self._pool.shutdown()

    def finished(self) -> dict[str, list[InputFile]]:
        """What is known of each file, by dataset. Raises InputsInMotion where one was changed meanwhile."""
        assert self._attempt is not None
        self._attempt.result()
        found = self._takings.once(self.PIECE, self._made)
        files = {name: [InputFile(**one) for one in records] for name, records in found.items()}
        check_unmoved(file for records in files.values() for file in records)
        return files

    def _where_free(self) -> None:
        with self._takings.taken(self.PIECE) as is_ours:
            if is_ours:
                found = self._made()
                if not self._given_up.is_set():
                    self._takings.finish(self.PIECE, found)

    def _made(self) -> dict[str, Any]:
        found = digested(self._files, is_digested=self._is_digested, is_given_up=self._given_up.is_set)
        return {name: [file.as_json() for file in records] for name, records in found.items()}
