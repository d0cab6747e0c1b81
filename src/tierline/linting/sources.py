"""What lies in a file that is to be checked: a pack, or tables."""

from __future__ import annotations

from pathlib import Path

from tierline.interchange.errors import FormUnknown
from tierline.interchange.files import Found, found_in, is_file_of_tables
from tierline.interchange.forms import READ
from tierline.policy.load import SUFFIXES, read_pack_file
from tierline.policy.model import Pack


def tables_of(path: Path) -> Pack | Found:
    """The pack or the tables of a file, by its suffix. Raises FormUnknown and what its reader raises."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return read_pack_file(path)
    if is_file_of_tables(path):
        return found_in(path)
    raise FormUnknown(file=path, known=", ".join((*SUFFIXES, *READ)))
