"""One HTTP connection that stays open, for loads whose answers are read and looked at."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

IDLE_SECONDS = 8.0
"""A connection that was silent for longer is opened anew, before the server closes it under a request."""

ANSWER_SECONDS = 90.0


class Unanswered(Exception):
    """A request went out and no whole answer came back: nobody can tell whether it took effect."""


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        """The body as data."""
        return json.loads(self.body)


def written(
    method: str, path: str, token: str | None, body: Any = None, headers: Mapping[str, str] | None = None
) -> bytes:
    """A request as it goes over the wire; a `body` of bytes goes as it is, anything else as JSON."""
    head = {"Host": "127.0.0.1", "Accept": "application/json", **(headers or {})}
    if token:
        head["Authorization"] = f"Bearer {token}"
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    if content:
        head["Content-Type"] = "application/json"
    if content or method != "GET":
        head["Content-Length"] = str(len(content))
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + content


@dataclass
class Wire:
    """A connection to a server on loopback; one request at a time."""

    port: int
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    _used_at: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, request: bytes) -> Answer:
        """The answer to a request. Raises Unanswered where the connection ends or stays silent."""
        async with self._turn:
            try:
                return await asyncio.wait_for(self._asked(request), ANSWER_SECONDS)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                await self.close()
                raise Unanswered(type(error).__name__) from None

    async def _asked(self, request: bytes) -> Answer:
        reader, writer = await self._open()
        began = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        at = head.find(b"content-length: ")
        length = int(head[at + 16 : head.index(b"\r\n", at)]) if at >= 0 else 0
        body = await reader.readexactly(length)
        if b"\r\nconnection: close\r\n" in head:
            await self.close()
        self._used_at = time.monotonic()
        return Answer(int(head[9:12]), body, time.perf_counter() - began)

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams and time.monotonic() - self._used_at > IDLE_SECONDS:
            await self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        return self._streams

    async def close(self) -> None:
        """End the connection; the next request opens another."""
        streams, self._streams = self._streams, None
        if streams:
            streams[1].close()
            with suppress(OSError):
                await streams[1].wait_closed()


def called(port: int, method: str, path: str, token: str | None, body: Any = None) -> Any:
    """The JSON of one call of the API that has to succeed; leaves with the answer where it does not."""

    async def ask() -> Answer:
        wire = Wire(port)
        try:
            return await wire.ask(written(method, f"/api/v1{path}", token, body))
        finally:
            await wire.close()

    answer = asyncio.run(ask())
    if answer.status >= 300:
        sys.exit(f"{method} {path}: {answer.status} {answer.body[:300]!r}")
    return answer.json
