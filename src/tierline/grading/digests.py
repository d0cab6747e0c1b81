"""What a run records of its input files, so that a later one can tell whether they are still the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tierline.grading.engines.errors import EngineFault


@dataclass(frozen=True)
class InputFile:
    """A file as it was: absolute path, size, time of its last change, and SHA-256 unless digests were left out."""

    path: str
    bytes: int
    modified_ns: int
    sha256: str | None

    def as_json(self) -> dict[str, object]:
        """The record as summary.json has it."""
        return asdict(self)


def digested(files: Mapping[str, Sequence[str]], *, is_digested: bool) -> dict[str, list[InputFile]]:
    """The record of each file, by dataset. Raises EngineFault where one cannot be read any more."""
    return {
        name: [record(Path(file), is_digested=is_digested) for file in found] for name, found in files.items()
    }


def record(path: Path, *, is_digested: bool) -> InputFile:
    """The record of one file."""
    try:
        state = path.stat()
        digest = None
        if is_digested:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise EngineFault(problem=f"{path}: {error.strerror}") from None
    return InputFile(str(path.resolve()), state.st_size, state.st_mtime_ns, digest)
