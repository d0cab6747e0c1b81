"""What lies in a file that is to be checked: a pack, or tables."""

from __future__ import annotations

from pathlib import Path

from tierline.linting.errors import TableFormUnknown
from tierline.policy.load import SUFFIXES, read_pack_file
from tierline.policy.model import Pack
from tierline.tables.model import DecisionTable


def tables_of(path: Path) -> Pack | tuple[DecisionTable, ...]:
    """The pack or the tables of a file, by its suffix. Raises TableFormUnknown and what its reader raises."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return read_pack_file(path)
    raise TableFormUnknown(file=path, found=suffix or "-", expected=", ".join(SUFFIXES))
