"""The memory of the processes of an installation while a load goes on, and whether it stays flat."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from benchmarks.installation import resident_mib

SECONDS = 1.0
MOST_GROWTH = 1.10
"""What the last third may take by the second one.

The first third is left out: it loads modules, opens connections and fills caches, all of which are bounded.
What is never given back shows after it: the last two thirds of ten minutes answer tens of thousands of
requests, and a tenth of the memory is some hundred bytes for each of them.
"""

JUDGED_FROM_SECONDS = 300.0
"""A shorter load still fills caches in its last third; its memory is told and not judged."""


@dataclass
class Memory:
    """The resident memory of some processes, MiB, once a second."""

    processes: Mapping[str, subprocess.Popen[bytes]]
    samples: dict[str, list[float]] = field(default_factory=dict)

    async def watch(self, seconds: float) -> None:
        """Sample for that long."""
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            for name, process in self.processes.items():
                self.samples.setdefault(name, []).append(resident_mib(process))
            await asyncio.sleep(SECONDS)

    def figures(self) -> dict[str, dict[str, float]]:
        """By process: memory at the beginning, after a third and at the end, the most, and the growth."""
        return {name: figures(found) for name, found in self.samples.items()}


def figures(samples: Sequence[float]) -> dict[str, float]:
    """What samples of one process come to; `growth` is the mean of the last third by that of the second."""
    third = max(len(samples) // 3, 1)
    second, last = samples[third : 2 * third] or samples, samples[-third:]
    return {
        "start_mib": round(samples[0], 1),
        "after_a_third_mib": round(samples[min(third, len(samples) - 1)], 1),
        "end_mib": round(samples[-1], 1),
        "most_mib": round(max(samples), 1),
        "growth": round(mean(last) / mean(second), 3) if mean(second) else 0.0,
    }


def is_flat(one: Mapping[str, Any]) -> bool:
    """True where the memory of a process no longer grows. A process that ended has none, and is not flat."""
    return bool(0.0 < one["growth"] <= MOST_GROWTH and one["end_mib"] > 0.0)
