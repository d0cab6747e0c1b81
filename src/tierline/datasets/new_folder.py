"""A folder of datasets that is made whole or not at all, and never over what is there already."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tierline.datasets.errors import FolderInUse, FolderNotWritten
from tierline.disk import force


def check_free(folder: Path) -> None:
    """Raises FolderInUse if `folder` is there and is anything but an empty folder; a link is no folder."""
    # The folder that one stands in, which has no name here, cannot be put in the place of another.
    is_fit = bool(folder.name) and folder.is_dir() and not folder.is_symlink()
    if os.path.lexists(folder) and (not is_fit or any(folder.iterdir())):
        raise FolderInUse(folder=folder)


@contextmanager
def whole_or_nothing(folder: Path) -> Iterator[Path]:
    """An empty folder beside `folder`: takes that name, all of it on the disk, once the block ends well.

    It is removed where the block fails. Raises FolderInUse before the block, or after it if `folder` was
    filled meanwhile; FolderNotWritten where the system refuses.
    """
    draft = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.unfinished"
    try:
        check_free(folder)
        draft.mkdir(parents=True)
        yield draft
        for written in (*draft.rglob("*"), draft):
            force(written)
        check_free(folder)
        draft.replace(folder)
        force(folder.parent)
    except OSError as refusal:
        raise FolderNotWritten(folder=folder, problem=refusal.strerror or str(refusal)) from refusal
    finally:
        shutil.rmtree(draft, ignore_errors=True)
