"""What Prometheus is told of the worker: what was done, and what waits when it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from prometheus_client import REGISTRY, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from tierline.database.connect import Database
from tierline.errors import Fault
from tierline.jobs import service as jobs
from tierline.messages import service as messages
from tierline.tasks import running as tasks
from tierline.worker.errors import MetricsPortTaken

JOBS = Counter("tierline_jobs", "Jobs carried out, by what came of them.", ["kind", "outcome"])
SECONDS = Histogram(
    "tierline_job_seconds",
    "Time to carry out a job.",
    ["kind"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
)
TASKS = Counter("tierline_tasks", "Tasks carried out, by what came of them.", ["kind", "outcome"])
TASK_SECONDS = Histogram(
    "tierline_task_seconds",
    "Time to carry out a task.",
    ["kind"],
    buckets=(0.5, 1, 5, 15, 60, 300, 900, 3600, 14400),
)
SEALED = Counter("tierline_audit_entries_sealed", "Entries of the audit trail put under a seal.")
FAULTS = Counter("tierline_worker_faults", "Times that the database did not let the worker work.")


class Waiting(Collector):
    """What waits, asked of the database at each scrape: it must grow also while a job is in hand."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand, so that registering asks no database."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """The gauges; without a database only that it is away."""
        now = self._clock()
        try:
            with self._database.read() as connection:
                due, sending = jobs.backlog(connection, now=now), messages.backlog(connection, now)
                queue = tasks.backlog(connection)
        except (SQLAlchemyError, Fault):
            yield _gauge("tierline_worker_database_up", "1 where the database answers.", 0)
            return
        yield _gauge("tierline_worker_database_up", "1 where the database answers.", 1)
        yield _gauge("tierline_jobs_due", "Jobs that are due and not done.", due.due)
        yield _gauge("tierline_jobs_given_up", "Jobs that failed too often.", due.given_up)
        lag = _seconds(due.oldest_due_at, now)
        yield _gauge("tierline_jobs_lag_seconds", "How long the oldest due job has been due.", lag)
        yield _gauge("tierline_tasks_queued", "Tasks that wait for a worker.", queue.queued)
        lag = _seconds(queue.oldest_asked_at, now)
        yield _gauge("tierline_tasks_lag_seconds", "How long the oldest of them has waited.", lag)
        yield _gauge("tierline_messages_due", "Messages that are due and not sent.", sending.due)
        lag = _seconds(sending.oldest_due_at, now)
        yield _gauge("tierline_messages_lag_seconds", "How long the oldest due message has been due.", lag)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)


def _seconds(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


def serve_metrics(host: str, port: int, waiting: Waiting) -> None:
    """Answer Prometheus on a port of its own. Raises MetricsPortTaken."""
    REGISTRY.register(waiting)
    try:
        start_http_server(port, host)
    except OSError:
        raise MetricsPortTaken(host=host, port=port) from None
