"""`tierline worker`: start, work, stop cleanly."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tierline.wording import Text
from tierline.wording import in_preferred_language as _

if TYPE_CHECKING:
    import threading

    from tierline.database.connect import Database
    from tierline.settings import Settings

WORKER_HELP = Text(
    "Carry out what falls due and the tasks asked for, seal the audit trail and send messages; several may "
    "run at once.",
    "执行到期事项与已提交的任务、封存审计记录、发送消息；可同时运行多个。",
)

Once = Annotated[
    bool,
    typer.Option("--once", help=_("Carry out what is due now, then end.", "执行当前到期的任务后结束。")),
]
MetricsPort = Annotated[
    int | None,
    typer.Option(
        "--metrics-port",
        min=0,
        max=65535,
        help=_(
            "Port for Prometheus, 0 for none; by default that after the metrics port of `tierline serve`.",
            "Prometheus 端口，0 表示不提供；默认为 tierline serve 指标端口加一。",
        ),
    ),
]

SENDING_SECONDS = 60.0
"""How long `--once` waits at most for the messages that are due."""


def worker(once: Once = False, metrics_port: MetricsPort = None) -> None:
    """Work until told to stop by SIGTERM or SIGINT. Raises DatabaseNotCurrent, MetricsPortTaken."""
    from tierline.api.logs import set_up_logs
    from tierline.database.connect import connect
    from tierline.database.upgrading import require_current
    from tierline.settings import read_settings
    from tierline.worker.metrics import Waiting, serve_metrics

    settings = read_settings()
    set_up_logs(settings)
    database = connect(settings)
    require_current(database)
    beside_server = settings.metrics_port + 1 if settings.metrics_port else 0
    port = beside_server if metrics_port is None else metrics_port
    if port and not once:
        serve_metrics(settings.metrics_host, port, Waiting(database, _now))
    try:
        _work(database, settings, once=once, stop=stopped_by_signals())
    finally:
        database.close()


def _work(database: Database, settings: Settings, *, once: bool, stop: threading.Event) -> None:
    from tierline.messages.pump import MessagePump
    from tierline.text_commands.service import receive
    from tierline.worker.beside import Beside
    from tierline.worker.handlers import DAILY, HANDLERS
    from tierline.worker.loop import Worker
    from tierline.worker.task_runner import TaskRunner
    from tierline.worker.tasks import KINDS

    work = Worker(database, settings, _now, HANDLERS, DAILY)
    tasks = TaskRunner(database, settings, _now, KINDS)
    with Beside("message-pump", MessagePump(database, settings, _now, receive).run, stop):
        if once:
            work.run_once(stop)
            tasks.run_once(stop)
            _wait_for_messages(database, stop)
        else:
            with Beside("tasks", tasks.run, stop):
                work.run(stop)


def _wait_for_messages(database: Database, stop: threading.Event) -> None:
    """Until no message is due; one that cannot be sent is put off, hence not due any longer."""
    import time

    from tierline.messages import service as messages

    end = time.monotonic() + SENDING_SECONDS
    while not stop.is_set() and time.monotonic() < end:
        with database.read() as connection:
            if not messages.backlog(connection, _now()).due:
                return
        stop.wait(0.1)


def stopped_by_signals() -> threading.Event:
    """What SIGTERM and SIGINT set; a second signal ends the process at once, as if nobody listened."""
    import signal
    import threading

    stop = threading.Event()

    def told(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    return stop


def _now() -> datetime:
    return datetime.now(UTC)
