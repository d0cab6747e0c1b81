"""Pages of a list by place, not by number: the page after a row costs the same wherever it stands."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, tuple_

from tierline.database.errors import CursorWrong, SortUnknown

Item = TypeVar("Item")

MOST_ROWS = 200


@dataclass(frozen=True)
class Listing:
    """What part of a list is asked for: `limit` rows from the place `after`, in the order `sort`.

    `sort` is one of the names that a list offers, with a minus before it for descending; "" its first.
    """

    limit: int = 50
    after: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page; `next` is the place after it, None at the end of the list."""

    items: Sequence[Item]
    next: str | None


def _packed(sort: str, value: object, key: object) -> str:
    plain = value.isoformat() if isinstance(value, datetime | date) else value
    return base64.urlsafe_b64encode(json.dumps([sort, plain, key]).encode()).decode()


def _unpacked(cursor: str, sort: str, kind: type, key_kind: type) -> tuple[Any, Any]:
    try:
        found_sort, value, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if found_sort != sort:
            raise ValueError
        if kind in (datetime, date):
            value = kind.fromisoformat(value)
        if not isinstance(value, kind) or not isinstance(key, key_kind):
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise CursorWrong() from None
    if not (_fits(value) and _fits(key)):
        raise CursorWrong()
    return value, key


def _fits(part: object) -> bool:
    """False for what would be a fault of the database, where it is one of the asker."""
    if isinstance(part, int):
        return abs(part) < 2**63
    if isinstance(part, datetime):
        return part.tzinfo is not None
    if isinstance(part, str):
        return not any(character == "\x00" or "\ud800" <= character <= "\udfff" for character in part)
    return True


def page(
    connection: Connection,
    statement: Select[Any],
    listing: Listing,
    *,
    sorts: Mapping[str, ColumnElement[Any]],
    key: ColumnElement[Any],
) -> Page[RowMapping]:
    """The rows of a page of `statement`, which selects the columns of `sorts` and `key` by their names.

    Columns of `sorts` are never NULL; `key` is unique. Raises SortUnknown and CursorWrong.
    """
    sort = listing.sort or next(iter(sorts))
    name = sort.removeprefix("-")
    if name not in sorts:
        raise SortUnknown(found=sort[:40], known=", ".join(sorts))
    column, descending = sorts[name], sort.startswith("-")
    if listing.after:
        kinds = column.type.python_type, key.type.python_type
        place = tuple_(*_unpacked(listing.after, sort, *kinds), types=[column.type, key.type])
        both = tuple_(column, key)
        statement = statement.where(both < place if descending else both > place)
    order = (column.desc(), key.desc()) if descending else (column, key)
    rows = connection.execute(statement.order_by(*order).limit(listing.limit + 1)).mappings().all()
    shown = rows[: listing.limit]
    has_more = len(rows) > listing.limit
    last = shown[-1] if has_more else None
    return Page(shown, _packed(sort, last[str(column.key)], last[str(key.key)]) if last else None)
