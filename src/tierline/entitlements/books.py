"""The standards with their amendments, worked out once in a process until a new one is issued."""

from __future__ import annotations

from functools import partial

from sqlalchemy import URL, Connection

from tierline.entitlements import store
from tierline.entitlements.amendment_text import read_amendment
from tierline.entitlements.model import Issued
from tierline.entitlements.policy import Book, read_standards
from tierline.settings import Settings

MOST_KEPT = 8

_kept: dict[tuple[URL, str, int], Book] = {}


def book(connection: Connection, settings: Settings, last_amendment: int) -> Book:
    """The book that holds once the amendment of that number is issued. Clauses: GOV-02, GOV-04."""
    key = (connection.engine.url, str(settings.service_standards), last_amendment)
    found = _kept.get(key)
    if found is None:
        found = Book(read_standards(settings.service_standards))
        for issued in store.all_amendments(connection, last_amendment):
            found = amended(found, issued)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = found
    return found


def amended(before: Book, issued: Issued) -> Book:
    """The book with one more amendment. Raises PackUnreadable and PackError for a text that cannot stand."""
    in_force = partial(before.in_force, issued.standard, issued.issued_on)
    amendment = read_amendment(
        issued.text, f"amendment-{issued.id}.yaml", issued.id, issued.issued_on, in_force
    )
    return Book(before.standards, (*before.amendments, amendment))
