"""Serving the application: uvicorn with limits that hold against slow and greedy clients."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import uvicorn
from prometheus_client import REGISTRY, CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from tierline.api.application import application
from tierline.api.connections import PatientConnection
from tierline.api.logs import set_up_logs
from tierline.database.connect import connect
from tierline.database.upgrading import require_current
from tierline.people.service import sign_in_by_token
from tierline.settings import Settings, read_settings

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


def serve(processes: int = 1, factory: str = "tierline.api.server:make") -> None:
    """Serve what `factory` makes until told to stop. Raises DatabaseNotCurrent before it answers."""
    settings = read_settings()
    database = connect(settings)
    require_current(database)
    database.close()
    with tempfile.TemporaryDirectory(prefix="tierline-metrics-") as folder:
        _serve_metrics(settings, processes, folder)
        uvicorn.run(
            factory,
            factory=True,
            host=settings.listen_host,
            port=settings.listen_port,
            workers=processes,
            http=PatientConnection,
            ws="none",
            access_log=False,  # it would write the paths, which hold numbers
            log_config=None,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies or None,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
            limit_concurrency=MOST_CONNECTIONS,
        )


def _serve_metrics(settings: Settings, processes: int, folder: str) -> None:
    """Answer Prometheus on a port of its own; several processes add their figures up through files."""
    registry: CollectorRegistry = REGISTRY
    if processes > 1:
        # The processes are started anew and read this when they import the library.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]  # untyped there
    start_http_server(settings.metrics_port, settings.metrics_host, registry)
