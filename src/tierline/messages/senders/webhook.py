"""Sends events as signed POSTs by the Standard Webhooks specification, for which receivers find libraries.

The signature is HMAC-SHA256 over `id.timestamp.body`, in base64 behind `v1,`; the id stays the same however
often an event is sent, and the timestamp is that of the attempt.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import socket
from collections.abc import Callable, Sequence
from datetime import datetime

import httpx2 as httpx

from tierline.messages.addresses import chosen
from tierline.messages.model import Channel
from tierline.messages.senders.model import EVENT_SECONDS, Outcome, Outgoing, Result

AT_ONCE = 16


def signature(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """What a receiver compares with the header webhook-signature."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


class WebhookSender:
    """Posts events. It follows no redirect, and no name to a private address unless that is allowed."""

    channel = Channel.WEBHOOK
    batch = AT_ONCE

    def __init__(self, allows_private: bool, clock: Callable[[], datetime]) -> None:
        self._allows_private = allows_private
        self._clock = clock
        self._tls = httpx.create_ssl_context()

    def is_ready(self) -> bool:
        """Each event is tried on its own."""
        return True

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Outcome]:
        """Post all of them at once, so that one slow receiver does not hold up the others for long."""
        return asyncio.run(self._send_all(batch))

    async def _send_all(self, batch: Sequence[Outgoing]) -> Sequence[Outcome]:
        # No proxy and no credentials out of the environment: where an event goes is checked here.
        async with httpx.AsyncClient(verify=self._tls, trust_env=False, timeout=EVENT_SECONDS) as client:
            return await asyncio.gather(*(self._send(client, each) for each in batch))

    async def _send(self, client: httpx.AsyncClient, event: Outgoing) -> Outcome:
        try:
            async with asyncio.timeout(EVENT_SECONDS):
                return await self._post(client, event)
        except TimeoutError:
            return Outcome(Result.RETRY, "timeout")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            return Outcome(Result.RETRY, type(error).__name__)

    async def _post(self, client: httpx.AsyncClient, event: Outgoing) -> Outcome:
        url = httpx.URL(event.address)
        port = url.port or (443 if url.scheme == "https" else 80)
        found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        address = chosen((str(each[4][0]) for each in found), self._allows_private)
        if address is None:
            return Outcome(Result.REFUSED, "address_not_allowed")
        # Connected to is the address that was checked: asked again, the name might lead elsewhere.
        request = client.build_request(
            "POST",
            url.copy_with(host=address),
            headers=self._headers(event) | {"Host": url.netloc.decode("ascii")},
            content=event.text.encode(),
            extensions={"sni_hostname": url.host},
        )
        answer = await client.send(request, stream=True, follow_redirects=False)
        await answer.aclose()
        if answer.is_success:
            return Outcome(Result.DELIVERED)
        if answer.is_redirect:
            return Outcome(Result.REFUSED, "redirect")
        return Outcome(Result.RETRY, f"http_{answer.status_code}")

    def _headers(self, event: Outgoing) -> dict[str, str]:
        timestamp = int(self._clock().timestamp())
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "tierline",
            "webhook-id": event.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(event.secret, event.id, timestamp, event.text.encode()),
        }

    def close(self) -> None:
        """No connection is kept between two batches."""
