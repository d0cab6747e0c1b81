"""Lists as files for a spreadsheet, whole, in the language of whoever takes them out: see docs/service.md."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import TypeVar

from fastapi.responses import Response, StreamingResponse
from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.console.formats import Formats
from tierline.console.visit import Visit
from tierline.database.paging import MOST_ROWS, Listing, Page
from tierline.wording import Text

Item = TypeVar("Item")

Cell = str | int | Decimal | date | None
Said = Cell | Text | datetime
"""A cell before it is said in the language of its reader, by the operator's clocks."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would take for a formula."""

BEGINNING = codecs.BOM_UTF8
"""The mark by which Excel knows UTF-8."""


def written(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows of CSV; a text that a spreadsheet would calculate stands behind an apostrophe. Numbers stay."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _guarded(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def answered(name: str, pieces: Iterable[bytes]) -> Response:
    """The answer that a browser keeps as a file, piece by piece."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(pieces, headers=headers, media_type="text/csv")


def taken_out(
    visit: Visit,
    what: str,
    head: Sequence[Text],
    listed: Callable[[Connection, Listing], Page[Item]],
    rows: Callable[[Connection, Sequence[Item]], Iterable[Sequence[Said]]],
    *,
    sort: str = "",
    asked: Mapping[str, object] | None = None,
) -> Response:
    """Every page of a list as one file; the audit trail has who took out what. Clauses: CHN-11, GOV-01.

    `listed` is the use case of the page, which requires its permission and keeps to the actor's site. `asked`
    is what the list is narrowed to, without personal data.
    """
    pieces = _pieces(visit, head, listed, rows, sort)
    # A refusal comes with the first page, hence before anything is recorded or sent.
    first = next(pieces)
    facts = {name: str(value) for name, value in (asked or {}).items() if value}
    with visit.write() as connection:
        audit.record(
            connection, visit.actor, f"{what}.export", ("site", visit.actor.site), now=visit.now, facts=facts
        )
    day = visit.now.astimezone(visit.settings.time_zone).date()
    return answered(f"{what.replace('_', '-')}-{day}", chain((first,), pieces))


def _pieces(
    visit: Visit,
    head: Sequence[Text],
    listed: Callable[[Connection, Listing], Page[Item]],
    rows: Callable[[Connection, Sequence[Item]], Iterable[Sequence[Said]]],
    sort: str,
) -> Iterator[bytes]:
    formats = Formats(visit.language, visit.settings.time_zone)
    before, after = BEGINNING + written([[_said(cell, formats) for cell in head]]), ""
    while True:
        with visit.read() as connection:
            page = listed(connection, Listing(MOST_ROWS, after, sort))
            found = written([_said(cell, formats) for cell in row] for row in rows(connection, page.items))
        yield before + found
        if page.next is None:
            return
        before, after = b"", page.next


def _said(cell: Said, formats: Formats) -> Cell:
    if isinstance(cell, Text):
        return cell.read(formats.language)
    return formats.typed(cell) if isinstance(cell, datetime) else cell
