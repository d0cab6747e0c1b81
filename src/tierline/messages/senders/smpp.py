"""Sends short messages to an SMS centre by SMPP, over one connection that a thread of its own keeps up."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NoAnswer
from datetime import datetime

import structlog
from aiosmpplib import DeliverSm, PhoneNumber, SmppCommandStatus, SmppSessionState, SubmitSm, SubmitSmResp

from tierline.database.ids import new_id
from tierline.messages.errors import SmppSettingsWrong
from tierline.messages.model import Arrival, Channel
from tierline.messages.senders.model import SEND_SECONDS, Listener, Outcome, Outgoing, Result
from tierline.messages.senders.short_message import parted
from tierline.messages.senders.smpp_link import (
    Hook,
    Link,
    Pauses,
    Queue,
    centre_id_of,
    link,
    receipted,
    text_of,
)
from tierline.settings import Settings

log = structlog.get_logger("tierline.messages")

ANSWER_SECONDS = 20.0
STOP_SECONDS = 5.0
HAS_HEADER = 0b0100_0000
"""In esm_class: the octets of a message begin with a header, here the one that joins parts."""

BUSY = (SmppCommandStatus.ESME_RTHROTTLED, SmppCommandStatus.ESME_RMSGQFUL)
HOPELESS = (
    SmppCommandStatus.ESME_RINVMSGLEN,
    SmppCommandStatus.ESME_RINVDSTADR,
    SmppCommandStatus.ESME_RINVDSTTON,
    SmppCommandStatus.ESME_RINVDSTNPI,
    SmppCommandStatus.ESME_RX_P_APPN,
    SmppCommandStatus.ESME_RX_R_APPN,
)
"""Answers to a message that the same message would get again."""


class ConnectionLost(Exception):
    """The connection ended before the centre had answered."""


class SmppSender:
    """A terminal of the centre, for sending and receiving. A batch is the window: so many go unanswered."""

    channel = Channel.SMS
    batch = 20

    def __init__(self, settings: Settings, clock: Callable[[], datetime], listener: Listener) -> None:
        """Begin to connect. Raises SmppSettingsWrong."""
        self._settings, self._clock, self._listener = settings, clock, listener
        self._awaited: dict[str, asyncio.Future[SubmitSmResp]] = {}
        self._loop = asyncio.new_event_loop()
        self._closing = threading.Event()
        self._queue: Queue
        self._link: Link
        try:
            self._make_link()
        except ValueError:
            self._loop.close()
            raise SmppSettingsWrong() from None
        self._thread = threading.Thread(target=self._run, name="smpp", daemon=True)
        self._thread.start()

    def _make_link(self) -> None:
        self._queue = Queue(self._awaited.__contains__)
        hook = Hook(self._answered, self._handed_in)
        self._link = link(self._settings, hook, self._queue, Pauses(self._lost, self._bound))

    # ---------------------------------------------------------------- the connection, in its own thread

    def _run(self) -> None:
        # The library leaves tasks behind when it ends; the runner takes them down with the loop.
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._keep_connected())

    async def _keep_connected(self) -> None:
        while not self._closing.is_set():
            self._task = asyncio.create_task(self._link.start())
            try:
                await self._task
            except asyncio.CancelledError:
                return
            except Exception as error:  # noqa: BLE001  # whatever it is, messages have to go on
                if self._closing.is_set():
                    return  # The library stumbles over what the centre hands in while it unbinds.
                log.error("smpp_fault", cause=type(error).__name__)
                self._lost()
                await asyncio.sleep(STOP_SECONDS)
                self._make_link()

    def _bound(self) -> None:
        log.info("smpp_bound")

    def _lost(self) -> None:
        log.warning("smpp_not_bound", awaited=len(self._awaited))
        for waiting in self._awaited.values():
            if not waiting.done():
                waiting.set_exception(ConnectionLost())

    def is_ready(self) -> bool:
        """True while the centre takes messages."""
        return self._thread.is_alive() and self._link.session_state is SmppSessionState.BOUND_TRX

    def close(self) -> None:
        """Unbind from the centre and end the thread."""
        self._closing.set()
        stopping = asyncio.run_coroutine_threadsafe(self._stop(), self._loop)
        with contextlib.suppress(NoAnswer, CancelledError):
            stopping.result(2 * STOP_SECONDS)
        self._thread.join(STOP_SECONDS)

    async def _stop(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._link.stop(), STOP_SECONDS)
        self._task.cancel()

    # ---------------------------------------------------------------- what the centre says

    def _answered(self, name: str, answer: SubmitSmResp | Exception) -> None:
        waiting = self._awaited.get(name)
        if waiting is None or waiting.done():
            return
        if isinstance(answer, Exception):
            waiting.set_exception(ConnectionLost())
        else:
            waiting.set_result(answer)

    async def _handed_in(self, message: DeliverSm) -> None:
        heard = receipted(message) if message.is_receipt() else self._arrival(message)
        if heard is not None:
            await self._loop.run_in_executor(None, self._listener, heard)

    def _arrival(self, message: DeliverSm) -> Arrival:
        # Not every centre gives an id; without one a repetition after a lost confirmation cannot be told.
        name = f"smpp:{centre_id_of(message) or new_id()}"
        return Arrival(name[:80], message.source.number, text_of(message), self._clock())

    # ---------------------------------------------------------------- sending

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Outcome]:
        """Hand the batch to the centre and wait for its answers."""
        sending = asyncio.run_coroutine_threadsafe(self._send_all(batch), self._loop)
        try:
            return sending.result(SEND_SECONDS)
        except NoAnswer:
            sending.cancel()
            return [Outcome(Result.RETRY, "no_answer") for _ in batch]

    async def _send_all(self, batch: Sequence[Outgoing]) -> Sequence[Outcome]:
        return await asyncio.gather(*(self._send(each) for each in batch))

    async def _send(self, message: Outgoing) -> Outcome:
        parts = self._parts(message)
        for part in parts:
            self._awaited[part.log_id] = self._loop.create_future()
        waiting = [self._awaited[part.log_id] for part in parts]
        try:
            for part in parts:
                await self._queue.enqueue(part)
            async with asyncio.timeout(ANSWER_SECONDS):
                return _outcome(await asyncio.gather(*waiting))
        except (ConnectionLost, TimeoutError) as error:
            return Outcome(
                Result.RETRY, "no_answer" if isinstance(error, TimeoutError) else "connection_lost"
            )
        finally:
            for part in parts:
                del self._awaited[part.log_id]

    def _parts(self, message: Outgoing) -> list[SubmitSm]:
        whole = parted(message.text, message.id)
        parts = []
        for number, octets in enumerate(whole.parts, start=1):
            part = SubmitSm(
                short_message=message.text,
                source=PhoneNumber(self._settings.sms_from),
                destination=PhoneNumber(message.address),
                esm_class=HAS_HEADER if len(whole.parts) > 1 else 0,
                encoding="ucs2" if whole.is_ucs2 else "gsm0338",
                log_id=f"{message.id}.{message.attempt}.{number}",
            )
            part.set_encoded_message(octets)
            parts.append(part)
        return parts


def _outcome(answers: Sequence[SubmitSmResp]) -> Outcome:
    statuses = [answer.command_status for answer in answers]
    bad = [status for status in statuses if status is not SmppCommandStatus.ESME_ROK]
    if not bad:
        return Outcome(Result.SENT, centre_ids=tuple(answer.message_id for answer in answers))
    result = Result.BUSY if bad[0] in BUSY else Result.REFUSED if bad[0] in HOPELESS else Result.RETRY
    return Outcome(result, bad[0].name.lower())
