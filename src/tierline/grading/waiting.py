"""Waiting for another process: short at first, then twice a second, never without a pause."""

from __future__ import annotations

import time
from collections.abc import Iterator

SHORTEST_SECONDS, LONGEST_SECONDS = 0.02, 0.5


def pauses() -> Iterator[float]:
    """Pauses before each value but the first; a value is the seconds that were waited so far."""
    waited, pause = 0.0, SHORTEST_SECONDS
    while True:
        yield waited
        time.sleep(pause)
        waited += pause
        pause = min(2 * pause, LONGEST_SECONDS)
