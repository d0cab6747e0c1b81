"""A load of HTTP requests over connections that stay open, light enough to leave the cores to the server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Answers:
    """What came back: the time of each answer in seconds, and how many had which status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    elapsed: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.elapsed

    def percentile(self, share: float) -> float:
        """The time within which that share of the answers came, in seconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def request(path: str, token: str, host: str = "127.0.0.1") -> bytes:
    """A GET as it goes over the wire."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
        "Accept: application/json\r\nAccept-Language: zh\r\n\r\n"
    ).encode()


async def _connection(
    port: int, requests: Iterator[bytes], until: Callable[[], bool], answers: Answers
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while not until():
            began = time.perf_counter()
            writer.write(next(requests))
            head = await reader.readuntil(b"\r\n\r\n")
            status = int(head[9:12])
            lowered = head.lower()
            at = lowered.find(b"content-length: ")
            length = int(lowered[at + 16 : lowered.index(b"\r\n", at)]) if at >= 0 else 0
            if length:
                await reader.readexactly(length)
            answers.seconds.append(time.perf_counter() - began)
            answers.statuses[status] = answers.statuses.get(status, 0) + 1
    finally:
        writer.close()


async def _run(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Answers:
    answers = Answers()
    began = time.perf_counter()
    end = began + seconds
    await asyncio.gather(
        *(
            _connection(port, requests, lambda: time.perf_counter() >= end, answers)
            for _ in range(connections)
        )
    )
    answers.elapsed = time.perf_counter() - began
    return answers


def load(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Answers:
    """Send requests over that many connections for that long, each as soon as the one before is answered."""
    return asyncio.run(_run(port, requests, connections, seconds))
