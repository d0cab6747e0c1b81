"""What lies in a file that is to be checked: a pack, or tables."""

from __future__ import annotations

from pathlib import Path

from tierline.interchange.files import is_file_of_tables
from tierline.interchange.files import tables_of as tables_in
from tierline.interchange.forms import READ
from tierline.linting.errors import TableFormUnknown
from tierline.policy.load import SUFFIXES, read_pack_file
from tierline.policy.model import Pack
from tierline.tables.model import DecisionTable


def tables_of(path: Path) -> Pack | tuple[DecisionTable, ...]:
    """The pack or the tables of a file, by its suffix. Raises TableFormUnknown and what its reader raises."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return read_pack_file(path)
    if is_file_of_tables(path):
        return tables_in(path)
    raise TableFormUnknown(file=path, found=suffix or "-", expected=", ".join((*SUFFIXES, *READ)))
