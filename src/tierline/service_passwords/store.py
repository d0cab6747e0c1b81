"""The table of passwords: hashes alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    select,
    update,
)

from tierline.database.schema import metadata
from tierline.database.types import Moment
from tierline.database.upsert import put
from tierline.service_passwords.model import Password, PasswordKind

passwords = Table(
    "service_passwords",
    metadata,
    Column("line_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), primary_key=True),
    Column("owner_no", Integer, nullable=False),
    Column("hash", String(200), nullable=False),
    Column("is_initial", Boolean, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("failed_count", Integer, nullable=False),
    Column("wait_until", Moment),
)


def _one(line_id: int, kind: PasswordKind) -> ColumnElement[bool]:
    return (passwords.c.line_id == line_id) & (passwords.c.kind == kind.value)


def find(connection: Connection, line_id: int, owner_no: int, kind: PasswordKind) -> Password | None:
    """The password that this owner of a line has now."""
    found = select(passwords).where(_one(line_id, kind), passwords.c.owner_no == owner_no)
    return _password(connection, found)


def lock(connection: Connection, line_id: int, owner_no: int, kind: PasswordKind) -> Password | None:
    """The same; nobody else tries it until the transaction ends."""
    found = select(passwords).where(_one(line_id, kind), passwords.c.owner_no == owner_no)
    return _password(connection, found.with_for_update())


def _password(connection: Connection, statement: Select[Any]) -> Password | None:
    row = connection.execute(statement).mappings().one_or_none()
    return Password(**{**row, "kind": PasswordKind(row["kind"])}) if row else None


def save(connection: Connection, password: Password) -> None:
    """Keep a password in place of the one before of its line and kind."""
    row = {column.name: getattr(password, column.name) for column in passwords.columns}
    put(connection, passwords, [{**row, "kind": password.kind.value}])


def count(connection: Connection, password: Password, failed_count: int, wait_until: datetime | None) -> None:
    """Set how often a password was failed, and until when it waits."""
    counted = update(passwords).where(_one(password.line_id, password.kind))
    connection.execute(counted.values(failed_count=failed_count, wait_until=wait_until))
