"""Serving the application: uvicorn with limits that hold against slow and greedy clients."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import uvicorn
from prometheus_client import start_http_server

from tierline.api.application import application
from tierline.api.logs import set_up_logs
from tierline.database.connect import connect
from tierline.people.service import sign_in_by_token
from tierline.settings import read_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

GRACE_SECONDS = 10
"""How long answers under way may take once the service is told to stop."""

KEEP_ALIVE_SECONDS = 15
MOST_CONNECTIONS = 1000


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def make() -> FastAPI:
    """The application as this process's settings say; each process of a server calls it."""
    settings = read_settings()
    set_up_logs(settings)
    return application(connect(settings), settings, now, sign_in_by_token)


def serve(processes: int = 1) -> None:
    """Serve until told to stop; metrics have a port of their own, in the first process."""
    settings = read_settings()
    if processes == 1:
        start_http_server(settings.metrics_port, settings.metrics_host)
    uvicorn.run(
        "tierline.api.server:make",
        factory=True,
        host=settings.listen_host,
        port=settings.listen_port,
        workers=processes,
        access_log=False,  # it would write the paths, which hold numbers
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=16 * 1024,
    )
