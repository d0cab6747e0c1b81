"""Days, times and moments as people type them, in the operator's zone."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from tierline.web.value_problems import MOMENT_MISREAD

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ Tt]+(\d\d?:\d\d)", re.ASCII)
TIME = re.compile(r"\d\d?:\d\d", re.ASCII)


def _local_moment(value: object) -> datetime:
    found = MOMENT.fullmatch(str(value).strip())
    if found is None:
        raise ValueError(MOMENT_MISREAD)
    try:
        return datetime.strptime(f"{found[1]} {found[2]}", "%Y-%m-%d %H:%M")  # noqa: DTZ007  # the zone follows
    except ValueError:
        raise ValueError(MOMENT_MISREAD) from None


def _local_time(value: object) -> str:
    typed = str(value).strip()
    if not TIME.fullmatch(typed):
        # A bare number would be taken for seconds.
        raise PydanticCustomError("time_parsing", "expected a time")
    return typed.zfill(5)


LocalMoment = Annotated[datetime, BeforeValidator(_local_moment)]
"""A moment such as 2026-12-25 18:30, without its zone, which is the operator's."""

LocalTime = Annotated[time, BeforeValidator(_local_time)]
"""A time of day such as 9:00 or 18:30."""

Version = Annotated[int, Field(ge=1, lt=2**31)]
"""The version that a form was shown with, in a hidden field."""
