"""The mixed load of a soak: how often its clients ask for what."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from benchmarks.soak import reads, writes
from benchmarks.soak.client import Client
from benchmarks.soak.journal import Journal
from benchmarks.soak.scene import Scene

PAUSE_SECONDS = 0.03
"""A client thinks that long on average between two requests: workers and publisher get their share."""

UNTIL_LATE_SECONDS = 120.0
"""How long the last answers may take once the time is over."""

MIX: dict[Callable[[Client], Awaitable[None]], int] = {
    reads.find: 14,
    reads.entitlements: 24,
    reads.one_entitlement: 4,
    writes.use: 16,
    writes.reverse: 3,
    writes.reconnect: 5,
    writes.billing: 8,
    writes.book: 6,
    writes.cancel: 3,
    writes.order: 5,
    writes.unmask: 3,
    writes.prefer: 2,
    writes.password: 1,
    writes.text_in: 2,
    reads.look_through: 2,
    reads.look_at_hall: 1,
    writes.leave: 1,
    writes.ask_who_leaves: 2,
    reads.wrong: 4,
    writes.reuse_key: 1,
}
"""Of a hundred or so requests, how many are of each sort."""


async def load(scene: Scene, journal: Journal, *, clients: int, seconds: float) -> None:
    """Let clients ask for that long, each the next thing once it was answered."""
    end = time.monotonic() + seconds
    operations, weights = list(MIX), list(MIX.values())

    async def work(client: Client) -> None:
        while time.monotonic() < end:
            operation = client.draw.choices(operations, weights)[0]
            await operation(client)
            await asyncio.sleep(client.draw.expovariate(1 / PAUSE_SECONDS))
        await client.close()

    working = (work(Client(number, scene, journal)) for number in range(clients))
    await asyncio.wait_for(asyncio.gather(*working), seconds + UNTIL_LATE_SECONDS)
