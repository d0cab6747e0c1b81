"""A moment as somebody types it into a form: a day and a time of the operator's clocks, without a zone."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, NaiveDatetime

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]+(\d\d?:\d\d)", re.ASCII)


def _local(value: object) -> object:
    found = MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        # The words by which the sentence at the field is found.
        raise ValueError("expected a moment, such as 2026-12-25 18:30")
    return datetime.strptime(" ".join(found.groups()), "%Y-%m-%d %H:%M")  # noqa: DTZ007  # the zone is the edge's


LocalMoment = Annotated[NaiveDatetime, BeforeValidator(_local)]
"""A day and a time, such as 2026-12-25 18:30; `Visit.at` puts the operator's zone to it."""
