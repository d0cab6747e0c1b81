"""What the parts of a run give beside the files: counts, findings, rows of unknown lines."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tierline.datasets.checks import Findings
from tierline.grading import steps
from tierline.grading.steps import Seconds, Step

Counts = Counter[tuple[int | None, ...]]


@dataclass
class PartResult:
    """What one part, or several of them together, gave beside the files."""

    lines: int = 0
    findings: Findings = field(default_factory=Findings)
    counts: dict[str, Counts] = field(default_factory=dict)
    """By scheme: lines by change, rank that ran, rated rank and reason, each by its number."""
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Rows by scheme ('' for all) and dataset whose lines are not among the subscribers."""

    seconds: Seconds = field(default_factory=dict)
    """How long each step took; where the rows were not written, not all of them are there."""

    @contextmanager
    def timed(self, step: Step, scheme: str = "") -> Iterator[None]:
        """Adds what is done within to the time of a step."""
        began = time.perf_counter()
        yield
        steps.add(self.seconds, scheme, step, time.perf_counter() - began)

    def merge(self, other: PartResult) -> None:
        """Add another part."""
        self.lines += other.lines
        self.findings.merge(other.findings)
        for scheme, counts in other.counts.items():
            self.counts.setdefault(scheme, Counter()).update(counts)
        self.unknown.update(other.unknown)
        for (scheme, step), seconds in other.seconds.items():
            steps.add(self.seconds, scheme, step, seconds)
