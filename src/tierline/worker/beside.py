"""Work in a thread of its own, beside the worker's jobs, which must not wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

import structlog

from tierline.api.logs import cause_of

log = structlog.get_logger("tierline.worker")


class Beside(threading.Thread):
    """Runs `work` within a context. Should it break off, `stop` is set, and leaving raises the error."""

    def __init__(self, name: str, work: Callable[[threading.Event], None], stop: threading.Event) -> None:
        super().__init__(name=name)
        self._work, self._stop_worker = work, stop
        self._stop_work = threading.Event()
        self._error: Exception | None = None

    def run(self) -> None:
        """Work until told to stop."""
        try:
            self._work(self._stop_work)
        except Exception as error:  # noqa: BLE001  # it is raised again where the worker ends
            log.error("worker_thread_broke_off", thread=self.name, cause=cause_of(error))
            self._error = error
            self._stop_worker.set()

    def __enter__(self) -> Beside:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stop_work.set()
        self.join()
        if self._error is not None and kind is None:
            raise self._error
