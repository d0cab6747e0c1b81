"""Files that are whole and on the disk before they bear their name."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOT_FORCED = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
"""What file systems say that cannot force a folder to disk; files they can."""


def force(path: Path) -> None:
    """Have the system write a file or a folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NOT_FORCED or not path.is_dir():
            raise
    finally:
        os.close(handle)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write to; what is there takes the name `target` once the block ends well, and is on disk."""
    draft = target.with_name(f"{target.name}.unfinished")
    yield draft
    force(draft)
    draft.replace(target)
    force(target.parent)
