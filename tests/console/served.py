"""The service as a browser meets it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fastapi import FastAPI

from tests.service.api import Clock, fresh_application
from tierline.database.connect import Database


@dataclass(frozen=True)
class Served:
    """The service as it answers at `url`, over a test's database.

    `clock` is the service's; the browser has the machine's, so that a cookie has to say how long it lasts
    (Max-Age), not until when.
    """

    url: str
    database: Database
    clock: Clock


@lru_cache(maxsize=1)
def served_application() -> FastAPI:
    """The application of served tests, one after the other; the fixture `api` has one of its own."""
    return fresh_application()
