"""Rows as a backup writes them: lines of text that SQLite and PostgreSQL write and read alike.

A line is a row in the text form of PostgreSQL's COPY: cells parted by tabs, `\\N` for NULL, a backslash
before what would be mistaken. Moments are in UTC, to the microsecond; truths are 1 and 0; bytes are `\\x`
and hex digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy.types import (
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Time,
    TypeEngine,
)

VERSION_TABLE = "alembic_version"

CHUNK = 1 << 18
"""Bytes that are handed on at once."""

MOMENT = "'YYYY-MM-DD HH24:MI:SS.US'"


class Kind(StrEnum):
    """What the cells of a column are, as far as the two databases write them differently."""

    TEXT = "text"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    MOMENT = "moment"
    DATE = "date"
    TIME = "time"
    BYTES = "bytes"


KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (Boolean, Kind.BOOLEAN),
    (DateTime, Kind.MOMENT),
    (Date, Kind.DATE),
    (Time, Kind.TIME),
    (Integer, Kind.INTEGER),
    (Float, Kind.FLOAT),
    (LargeBinary, Kind.BYTES),
)
"""The first class that a column's type is of decides; everything else is text, JSON too."""


@dataclass(frozen=True)
class Layout:
    """A table's name and columns, as the database itself tells them."""

    name: str
    columns: tuple[tuple[str, Kind], ...]

    @property
    def names(self) -> str:
        """The columns as a statement lists them."""
        return ", ".join(f'"{name}"' for name, _ in self.columns)


def layouts(connection: Connection) -> list[Layout]:
    """Every table but that of the schema's version, those first to which others refer."""
    inspector = inspect(connection)
    order = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name]
    return [
        Layout(name, tuple((column["name"], _kind(column["type"])) for column in inspector.get_columns(name)))
        for name in order
        if name != VERSION_TABLE
    ]


def _kind(type_: TypeEngine[Any]) -> Kind:
    return next((kind for known, kind in KINDS if isinstance(type_, known)), Kind.TEXT)


# ---------------------------------------------------------------- writing


def written(connection: Connection, table: Layout) -> Iterator[bytes]:
    """The rows of a table, in chunks of whole or broken lines; nothing larger is held."""
    if connection.dialect.name == "postgresql":
        return _written_by_postgresql(connection, table)
    return _written_by_sqlite(connection, table)


def _written_by_postgresql(connection: Connection, table: Layout) -> Iterator[bytes]:
    cells = ", ".join(_postgresql_cell(f'"{name}"', kind) for name, kind in table.columns)
    with (
        _cursor(connection) as cursor,
        cursor.copy(f'COPY (SELECT {cells} FROM "{table.name}") TO STDOUT') as rows,
    ):
        gathered = bytearray()
        for part in rows:
            gathered += part
            if len(gathered) >= CHUNK:
                yield bytes(gathered)
                gathered.clear()
        yield bytes(gathered)


def _postgresql_cell(column: str, kind: Kind) -> str:
    match kind:
        case Kind.BOOLEAN:
            return f"{column}::int"
        case Kind.MOMENT:
            return f"to_char({column} AT TIME ZONE 'UTC', {MOMENT})"
        case Kind.TIME:
            return f"to_char({column}, 'HH24:MI:SS.US')"
        case _:
            return column


def _written_by_sqlite(connection: Connection, table: Layout) -> Iterator[bytes]:
    # The database puts the line together, which is several times quicker than doing it cell by cell here.
    line = " || char(9) || ".join(
        f"CASE WHEN \"{name}\" IS NULL THEN '\\N' ELSE {_sqlite_cell(name, kind)} END"
        for name, kind in table.columns
    )
    with _cursor(connection) as cursor:
        cursor.execute(f'SELECT {line} FROM "{table.name}"')
        while rows := cursor.fetchmany(2000):
            yield "".join(f"{row[0]}\n" for row in rows).encode()


SQLITE_ESCAPES = (("'\\'", r"\\"), ("char(9)", r"\t"), ("char(10)", r"\n"), ("char(13)", r"\r"))
"""Characters of a text that stand for something in a line, the backslash first."""


def _sqlite_cell(name: str, kind: Kind) -> str:
    column = f'"{name}"'
    match kind:
        case Kind.TEXT:
            for character, written_as in SQLITE_ESCAPES:
                column = f"replace({column}, {character}, '{written_as}')"
            return column
        case Kind.FLOAT:
            return f"printf('%!.17g', {column})"
        case Kind.BYTES:
            return f"'\\\\x' || lower(hex({column}))"
        case _:
            return column


# ---------------------------------------------------------------- reading


def read(connection: Connection, table: Layout, chunks: Iterable[bytes]) -> None:
    """Add rows to a table, in the transaction of `connection`."""
    if connection.dialect.name == "postgresql":
        with (
            _cursor(connection) as cursor,
            cursor.copy(f'COPY "{table.name}" ({table.names}) FROM STDIN') as rows,
        ):
            for chunk in chunks:
                rows.write(chunk)
        return
    places = ", ".join("?" for _ in table.columns)
    with_bytes = tuple(at for at, (_, kind) in enumerate(table.columns) if kind is Kind.BYTES)
    with _cursor(connection) as cursor:
        cursor.executemany(
            f'INSERT INTO "{table.name}" ({table.names}) VALUES ({places})',
            (cells(line, with_bytes) for line in lines(chunks)),
        )


def lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The lines that chunks make, without their ends."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.decode()


ESCAPED = re.compile(r"\\(.)", re.DOTALL)
MEANT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def cells(line: str, with_bytes: tuple[int, ...] = ()) -> list[str | bytes | None]:
    """The cells of a line as SQLite takes them; it makes numbers of digits by the types of its columns."""
    found: list[str | bytes | None] = [
        cell if "\\" not in cell else None if cell == "\\N" else ESCAPED.sub(_meant, cell)
        for cell in line.split("\t")
    ]
    for at in with_bytes:
        cell = found[at]
        if isinstance(cell, str):
            found[at] = bytes.fromhex(cell.removeprefix("\\x"))
    return found


def _meant(found: re.Match[str]) -> str:
    return MEANT.get(found[1], found[1])


def _cursor(connection: Connection) -> AbstractContextManager[Any]:
    # Copying rows as text is not of SQLAlchemy's world; the driver's cursor works in the same transaction.
    return closing(connection.connection.driver_connection.cursor())  # type: ignore[union-attr]  # open here
