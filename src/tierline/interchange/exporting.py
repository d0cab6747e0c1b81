"""Where tables to be written come from: a scheme, a pack file, or a file of tables in another form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tierline.disk import written_anew
from tierline.interchange.errors import OutThere, OutUnwritable, TablesSeveral, TableUnknown
from tierline.interchange.files import tables_of
from tierline.interchange.pack_tables import tables_of_version
from tierline.policy.load import SUFFIXES, in_force, pack_of, packs_of, problem_of, read_pack_file
from tierline.policy.model import Pack
from tierline.tables.model import DecisionTable


def pack_named(source: str, policies: Path | None) -> Pack:
    """The pack of a file, or of a scheme. Raises what reading packs does."""
    path = Path(source)
    if path.suffix in SUFFIXES:
        return read_pack_file(path)
    return pack_of(packs_of(policies), source)


def tables_from(source: str, policies: Path | None, day: date | None) -> tuple[DecisionTable, ...]:
    """The tables of a file, or of the version of a pack in force on a day, else of its last one.

    Raises FormUnknown, and what reading files and packs does.
    """
    path = Path(source)
    if path.suffix and path.suffix not in SUFFIXES:
        return tables_of(path)
    pack = pack_named(source, policies)
    return tables_of_version(pack.versions[-1] if day is None else in_force(pack, day))


def chosen(tables: Sequence[DecisionTable], source: str, names: Sequence[str]) -> tuple[DecisionTable, ...]:
    """The tables of these names, all where none is given. Raises TableUnknown."""
    known = ", ".join(table.name for table in tables)
    for name in names:
        if all(table.name != name for table in tables):
            raise TableUnknown(source=source, table=name, known=known)
    return tuple(table for table in tables if not names or table.name in names)


def only_one(tables: Sequence[DecisionTable], source: str, name: str | None) -> DecisionTable:
    """The one table that is meant. Raises TableUnknown, TablesSeveral."""
    found = chosen(tables, source, [name] if name is not None else [])
    if len(found) > 1:
        raise TablesSeveral(source=source, known=", ".join(table.name for table in found))
    return found[0]


def write(content: bytes, path: Path) -> None:
    """Write a new file, whole or not at all. Raises OutThere and OutUnwritable."""
    try:
        written_anew(path, content)
    except FileExistsError:
        raise OutThere(path=path) from None
    except OSError as error:
        raise OutUnwritable(path=path, problem=problem_of(error)) from None
