"""What the parts of a run give beside the files: counts, findings, rows of unknown lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tierline.datasets.checks import Findings

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

    def merge(self, other: PartResult) -> None:
        """Add another part."""
        self.lines += other.lines
        self.findings.merge(other.findings)
        for scheme, counts in other.counts.items():
            self.counts.setdefault(scheme, Counter()).update(counts)
        self.unknown.update(other.unknown)
