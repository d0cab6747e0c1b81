"""The long-lived part of sending, run by a worker in a thread: it holds the connection to the SMS centre."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from datetime import datetime

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from tierline.database.connect import Database
from tierline.errors import TierlineError
from tierline.messages import service
from tierline.messages.delivery import deliver_due
from tierline.messages.model import Arrival
from tierline.messages.senders.log_file import LogFile
from tierline.messages.senders.model import NotRecorded, Receipted, Sender
from tierline.messages.senders.smpp import SmppSender
from tierline.messages.senders.webhook import WebhookSender
from tierline.settings import Settings

log = structlog.get_logger("tierline.messages")

IDLE_SECONDS = 1.0
"""A message waits at most about so long before a worker sees it."""

AFTER_FAULT_SECONDS = 5.0

Receive = Callable[[Connection, Arrival], object]
"""What is done with a message of a customer, in the transaction after which the centre is told so."""


class MessagePump:
    """Sends what is due until it is told to stop, short messages and events each at their own pace."""

    def __init__(
        self, database: Database, settings: Settings, clock: Callable[[], datetime], receive: Receive
    ) -> None:
        self._database, self._settings, self._clock = database, settings, clock
        self._receive = receive

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set; then finish what is being sent, and unbind. Raises SmppSettingsWrong."""
        senders = self._senders()
        try:
            with ThreadPoolExecutor(len(senders), "messages") as threads:
                pumps = [threads.submit(self._pump, sender, stop) for sender in senders]
                wait(pumps, return_when=FIRST_EXCEPTION)
                # Where one has broken off the others end as well, so that it is noticed.
                stop.set()
                for each in pumps:
                    each.result()
        finally:
            for sender in senders:
                sender.close()

    def _senders(self) -> list[Sender]:
        settings = self._settings
        short_messages: Sender
        if settings.sms_sender == "smpp":
            short_messages = SmppSender(settings, self._clock, self.hear)
        else:
            short_messages = LogFile(settings.message_log, settings.message_log_shows_text)
        return [short_messages, WebhookSender(settings.webhook_private_addresses, self._clock)]

    def _pump(self, sender: Sender, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                counts = deliver_due(self._database, self._settings, [sender], self._clock)
            except (SQLAlchemyError, TierlineError) as error:
                # What it says may hold parameters of a statement, and with them a text.
                log.error("sending_fault", cause=type(error).__name__, channel=sender.channel.value)
                stop.wait(AFTER_FAULT_SECONDS)
                continue
            if counts.total:
                log.info("messages_sent", channel=sender.channel.value, **vars(counts))
            else:
                stop.wait(IDLE_SECONDS)

    def hear(self, heard: Receipted | Arrival) -> None:
        """Record what a centre hands in. Raises NotRecorded, so that it is handed in again."""
        try:
            with self._database.write() as connection:
                if isinstance(heard, Arrival):
                    self._receive(connection, heard)
                else:
                    service.take_receipt(
                        connection, heard.centre_id, heard.receipt, heard.reason, now=self._clock()
                    )
        except (SQLAlchemyError, TierlineError) as error:
            log.error("hearing_fault", cause=type(error).__name__)
            raise NotRecorded() from None
