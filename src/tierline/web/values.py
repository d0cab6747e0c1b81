"""Values that a request gives as text and that are read one way only."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _moment(value: object) -> object:
    # A bare number would be taken for seconds, of which nobody can tell whether they were meant.
    if isinstance(value, datetime) or (isinstance(value, str) and MOMENT.fullmatch(value)):
        return value
    raise ValueError("expected a moment with its zone, such as 2012-06-15T10:00:00+08:00")


def _day(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and DAY.fullmatch(value)):
        return value
    raise ValueError("expected a day, such as 2012-06-15")


MomentGiven = Annotated[AwareDatetime, BeforeValidator(_moment)]
"""A moment with its zone, as RFC 3339 writes it."""

DayGiven = Annotated[date, BeforeValidator(_day)]
"""A day, as RFC 3339 writes it."""
