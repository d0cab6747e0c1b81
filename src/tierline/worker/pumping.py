"""The message pump in a thread of its own: sending waits for other systems, and jobs must not."""

from __future__ import annotations

import threading
from types import TracebackType

import structlog

from tierline.api.logs import cause_of
from tierline.messages.pump import MessagePump

log = structlog.get_logger("tierline.worker")


class Pumping(threading.Thread):
    """Sends messages within a context. Should it break off, `stop` is set, and leaving raises the error."""

    def __init__(self, pump: MessagePump, stop: threading.Event) -> None:
        super().__init__(name="message-pump")
        self._pump, self._stop_worker = pump, stop
        self._stop_pump = threading.Event()
        self._error: Exception | None = None

    def run(self) -> None:
        """Send until told to stop."""
        try:
            self._pump.run(self._stop_pump)
        except Exception as error:  # noqa: BLE001  # it is raised again where the worker ends
            log.error("message_pump_broke_off", cause=cause_of(error))
            self._error = error
            self._stop_worker.set()

    def __enter__(self) -> Pumping:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stop_pump.set()
        self.join()
        if self._error is not None and kind is None:
            raise self._error
