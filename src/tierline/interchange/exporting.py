"""Where tables to be written come from: a scheme, a pack file, or a file of tables in another form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tierline.disk import written_anew
from tierline.interchange.errors import OutThere, OutUnwritable, TablesSeveral, TableUnknown
from tierline.interchange.files import Found, found_in
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


def found_from(source: str, policies: Path | None, day: date | None) -> Found:
    """The tables of a file, or of the version of a pack in force on a day, else of its last one.

    Raises FormUnknown, and what reading files and packs does.
    """
    path = Path(source)
    if path.suffix and path.suffix not in SUFFIXES:
        return found_in(path)
    pack = pack_named(source, policies)
    return Found(tables_of_version(pack.versions[-1] if day is None else in_force(pack, day)))


def chosen(found: Found, source: str, names: Sequence[str]) -> tuple[DecisionTable, ...]:
    """The tables of these names, all where none is given.

    Raises TableUnknown, and for a decision that is no such table the reason.
    """
    known = {table.name for table in found.tables}
    refused = dict(found.refused)
    for name in names:
        if name not in known:
            unknown = TableUnknown(source=source, table=name, known=", ".join(t.name for t in found.tables))
            raise refused.get(name, unknown)
    return tuple(table for table in found.tables if not names or table.name in names)


def only_one(found: Found, source: str, name: str | None) -> DecisionTable:
    """The one table that is meant. Raises TablesSeveral, and what chosen raises."""
    tables = chosen(found, source, [name] if name is not None else [])
    if len(tables) > 1:
        raise TablesSeveral(source=source, known=", ".join(table.name for table in tables))
    return tables[0]


def write(content: bytes, path: Path) -> None:
    """Write a new file, whole or not at all. Raises OutThere and OutUnwritable."""
    try:
        written_anew(path, content)
    except FileExistsError:
        raise OutThere(path=path) from None
    except OSError as error:
        raise OutUnwritable(path=path, problem=problem_of(error)) from None
