"""Passwords of lines for tests, put into the database as a customer would leave them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from tierline.lines.model import Line
from tierline.people import passwords
from tierline.service_passwords import store
from tierline.service_passwords.model import Password, PasswordKind
from tierline.settings import Settings

SET_AT = datetime(2012, 6, 1, 2, 0, tzinfo=UTC)


def set_password(
    connection: Connection,
    settings: Settings,
    line: Line,
    password: str,
    kind: PasswordKind = PasswordKind.SERVICE,
    is_initial: bool = False,
) -> None:
    """A password of a line's present owner."""
    kept = passwords.hashed(settings, password)
    store.save(connection, Password(line.id, kind, line.owner_no, kept, is_initial, SET_AT))
