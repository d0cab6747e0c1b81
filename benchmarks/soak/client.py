"""A client of a soak: how it asks, repeats itself, and writes down what it was answered."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.soak.journal import BUSY, Journal
from benchmarks.soak.scene import Scene
from benchmarks.wire import Answer, Unanswered, Wire, written

ATTEMPTS = 6
AGAIN_SECONDS = 0.3

Read = Callable[[Any], None]
"""Takes note of the effect that an answer tells of."""


@dataclass
class Client:
    """Two connections: on the second it asks the same, or its rival, at the same moment as on the first."""

    number: int
    scene: Scene
    journal: Journal
    draw: random.Random = field(init=False)
    first: Wire = field(init=False)
    second: Wire = field(init=False)
    keys: int = 0
    used: list[tuple[str, str]] = field(default_factory=list)
    """Uses to be taken back, as number and id."""
    booked: list[str] = field(default_factory=list)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Reports to be made again, with their path."""

    def __post_init__(self) -> None:
        self.draw = random.Random(self.number)
        self.first, self.second = Wire(self.scene.port), Wire(self.scene.port)

    def new_key(self) -> str:
        """A key, or the id of a report, that nobody else uses."""
        self.keys += 1
        return f"soak-{self.number}-{self.keys}"

    async def ask(
        self,
        kind: str,
        who: str | None,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        expected: tuple[int, ...] = (200,),
        wire: Wire | None = None,
    ) -> Answer | None:
        """The answer to a call, which is made again where the database was busy; None where none came."""
        token = self.scene.tokens[who] if who else None
        request = written(method, f"/api/v1{path}", token, body, headers)
        has_key = bool(headers) and "Idempotency-Key" in (headers or {})
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = await (wire or self.first).ask(request)
            except Unanswered:
                if not has_key and method != "GET":
                    break  # It may have taken effect, and would do so once more.
            else:
                self.journal.answered(kind, answer, expected)
                if answer.status != BUSY:
                    return answer
            await asyncio.sleep(AGAIN_SECONDS * attempt)
        self.journal.unanswered[kind] += 1
        return None

    async def once(
        self,
        kind: str,
        who: str,
        path: str,
        body: Any,
        read: Read,
        *,
        headers: Mapping[str, str] | None = None,
        expected: tuple[int, ...] = (200,),
        may_rival: bool = True,
    ) -> None:
        """A write under a key: alone, again later, twice at one moment, or at one moment with another key."""
        style = self.draw.choices(("alone", "again", "twins", "rivals"), (65, 15, 10, 10 * may_rival))[0]
        keys = [self.new_key()]
        if style == "rivals":
            keys.append(self.new_key())
        elif style != "alone":
            keys *= 2
        calls = [
            self.ask(
                kind,
                who,
                "POST",
                path,
                body,
                headers={**(headers or {}), "Idempotency-Key": key},
                expected=expected,
                wire=wire,
            )
            for key, wire in zip(keys, (self.first, self.second), strict=False)
        ]
        if style in ("twins", "rivals"):
            answers = await asyncio.gather(*calls)
        else:
            answers = [await call for call in calls]
        by_key: dict[str, Any] = {}
        for key, answer in zip(keys, answers, strict=True):
            # An answer that refuses leaves no key behind, and may be another one the next time.
            if answer is not None and answer.status < 300:
                self.journal.kept(who, key, answer)
                by_key[key] = answer.json
        for content in by_key.values():
            read(content)

    async def close(self) -> None:
        """End both connections."""
        await self.first.close()
        await self.second.close()
