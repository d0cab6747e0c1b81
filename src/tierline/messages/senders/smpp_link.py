"""The connection to an SMS centre: aiosmpplib, with the parts of it that this service needs otherwise."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from logging import NullHandler

from aiosmpplib import (
    ESME,
    AbstractBroker,
    AbstractHook,
    AbstractRetryTimer,
    AbstractThrottleHandler,
    DeliverSm,
    OptionalParam,
    PduHeader,
    SmppMessage,
    SubmitSm,
    SubmitSmResp,
)
from aiosmpplib.correlator import SimpleCorrelator
from aiosmpplib.state import RECEIPTED_MESSAGE_ID

from tierline.messages.model import Receipt
from tierline.messages.senders.model import Receipted
from tierline.settings import Settings

ENQUIRE_SECONDS = 30.0
"""A silent connection is asked so often whether it still lives."""

SOCKET_SECONDS = 10.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0

FINAL = {"DELIVRD": Receipt.DELIVERED} | dict.fromkeys(
    ("EXPIRED", "DELETED", "UNDELIV", "UNKNOWN", "REJECTD"), Receipt.FAILED
)
"""States of a receipt after which none follows."""


class Link(ESME):
    """A connection that outlives receipts which the library cannot read."""

    async def _handle_request(self, pdu: bytes, header: PduHeader) -> SmppMessage | None:
        try:
            return await super()._handle_request(pdu, header)
        except ValueError:
            # The library knows one form of dates and error codes in receipts, and would end the connection
            # over another, again and again; we need neither of them.
            return DeliverSm.from_pdu(pdu, header, self.default_encoding, self.custom_codecs)


class Queue(AbstractBroker):
    """What waits to be handed to the centre. What its sender no longer waits for is left out."""

    def __init__(self, is_awaited: Callable[[str], bool]) -> None:
        self._queue: asyncio.Queue[SubmitSm] = asyncio.Queue()
        self._is_awaited = is_awaited

    async def enqueue(self, message: SmppMessage) -> None:
        assert isinstance(message, SubmitSm)
        await self._queue.put(message)

    async def dequeue(self) -> SmppMessage:
        while True:
            message = await self._queue.get()
            if self._is_awaited(message.log_id):
                return message


class Pauses(AbstractRetryTimer):
    """Waits before connecting again, twice as long each time and never quite alike."""

    def __init__(self, lost: Callable[[], None], bound: Callable[[], None]) -> None:
        self._lost, self._bound = lost, bound
        self._seconds = FIRST_PAUSE_SECONDS

    async def wait(self) -> None:
        self._lost()
        await asyncio.sleep(self._seconds * random.uniform(0.5, 1))
        self._seconds = min(self._seconds * 2, LONGEST_PAUSE_SECONDS)

    def reset(self) -> None:
        self._seconds = FIRST_PAUSE_SECONDS
        self._bound()

    def next_delay(self) -> float:
        return self._seconds


class NoThrottling(AbstractThrottleHandler):
    """Holds nothing back: the outbox itself waits when a centre asks to be spared."""

    async def throttled(self) -> None:
        """Told to the outbox with the answer."""

    async def not_throttled(self) -> None:
        """Told to the outbox with the answer."""

    async def allow_request(self) -> bool:
        return True

    async def throttle_delay(self) -> float:
        return 0.0


class Correlator(SimpleCorrelator):
    """Knows which answer belongs to which request; receipts, which come after days, the database knows."""

    async def put_delivery(self, smsc_message_id: str, submit_sm: SubmitSm) -> None:
        """Kept in the database."""

    async def get_delivery(self, receipt: DeliverSm) -> SubmitSm | None:
        return None


class Hook(AbstractHook):
    """Passes on what the centre answers and hands in. The library confirms only after it has returned."""

    def __init__(
        self,
        answered: Callable[[str, SubmitSmResp | Exception], None],
        handed_in: Callable[[DeliverSm], Awaitable[None]],
    ) -> None:
        self._answered, self._handed_in = answered, handed_in

    async def sending(self, smpp_message: SmppMessage, pdu: bytes, client_id: str) -> None:
        """Nothing is to be done before sending."""

    async def received(self, smpp_message: SmppMessage | None, pdu: bytes, client_id: str) -> None:
        if isinstance(smpp_message, DeliverSm):
            await self._handed_in(smpp_message)
        elif isinstance(smpp_message, SubmitSmResp):
            self._answered(smpp_message.log_id, smpp_message)

    async def send_error(self, smpp_message: SmppMessage, error: Exception, client_id: str) -> None:
        if isinstance(smpp_message, SubmitSm):
            self._answered(smpp_message.log_id, error)


def link(settings: Settings, hook: Hook, queue: Queue, pauses: Pauses) -> Link:
    """A link to the centre of the settings. Raises ValueError for what the protocol cannot carry."""
    return Link(
        smsc_host=settings.smpp_host,
        smsc_port=settings.smpp_port,
        system_id=settings.smpp_system_id,
        password=settings.smpp_password.get_secret_value(),
        enquire_link_interval=ENQUIRE_SECONDS,
        socket_timeout=SOCKET_SECONDS,
        # The library writes whole messages with their numbers into its log.
        log_handler=NullHandler(),
        hook=hook,
        broker=queue,
        retry_timer=pauses,
        throttle_handler=NoThrottling(),
        correlator=Correlator(settings.smpp_system_id),
    )


def text_of(message: DeliverSm) -> str:
    """What a message says, wherever the centre has put it."""
    return message.short_message or message.message_payload


def centre_id_of(message: DeliverSm) -> str:
    """The centre's own id of a message, where it gives one."""
    parameters: list[OptionalParam] = message.optional_params or []
    return next((str(each.value) for each in parameters if each.tag == RECEIPTED_MESSAGE_ID), "")


def receipted(message: DeliverSm) -> Receipted | None:
    """What a receipt says; None for one of a state that is not the last."""
    text = text_of(message)
    state = re.search(r"\bstat:([A-Z]+)", text)
    named = re.search(r"\bid:(\S+)", text)
    centre_id = named[1] if named else centre_id_of(message)
    receipt = FINAL.get(state[1]) if state else None
    if receipt is None or not centre_id or not state:
        return None
    reason = f"receipt_{state[1].lower()}" if receipt is Receipt.FAILED else ""
    return Receipted(centre_id[:80], receipt, reason)
