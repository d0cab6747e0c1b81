"""Files put in place whole and forced to disk."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOT_FORCED = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
"""What file systems say that cannot force a folder to disk; files they can."""


def written(path: Path, content: bytes) -> None:
    """Put a file in place in one step: whoever reads finds the earlier content, or the new one, whole.

    Who may read and write it stays as it was.
    """
    upcoming = path.with_name(f".{path.name}.upcoming")
    # One that a killed process left behind is no longer anybody's.
    upcoming.unlink(missing_ok=True)
    with upcoming.open("xb") as file:
        if path.exists():
            os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    upcoming.replace(path)
    force(path.parent)


def written_anew(path: Path, content: bytes) -> None:
    """Put a new file in place in one step. Raises FileExistsError where there is one, and OSError.

    Whatever fails, nothing is left.
    """
    if os.path.lexists(path):
        raise FileExistsError(path)
    upcoming = path.with_name(f".{path.name}.{secrets.token_hex(4)}.upcoming")
    try:
        with upcoming.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link takes nobody's place, and a name that was taken meanwhile is refused.
            os.link(upcoming, path)
        except FileExistsError:
            raise
        except OSError:
            # There are file systems without links.
            upcoming.replace(path)
        force(path.parent)
    finally:
        upcoming.unlink(missing_ok=True)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write to; what is there takes the name `target` once the block ends well, and is on disk."""
    draft = target.with_name(f"{target.name}.unfinished")
    yield draft
    force(draft)
    draft.replace(target)
    force(target.parent)


def force(path: Path) -> None:
    """Have the system write a file or a folder's names to disk; folders only where it can."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NOT_FORCED or not path.is_dir():
            raise
    finally:
        os.close(handle)
