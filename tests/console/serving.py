"""Applications served on loopback as a browser needs them, by the server that `tierline serve` has."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from tests.service.api import Clock, fresh_application
from tierline.api.connections import PatientConnection
from tierline.database.connect import Database

START_SECONDS = 20


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


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The address at which an application answers until the context ends."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http=PatientConnection,
                ws="none",
                access_log=False,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        started = threading.Event()
        server_startup = server.startup

        async def startup(*arguments: Any, **options: Any) -> None:
            await server_startup(*arguments, **options)
            started.set()

        server.startup = startup  # type: ignore[method-assign]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            assert started.wait(START_SECONDS), "the server did not start"
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(START_SECONDS)
