"""The nouns of a replay: what is asked for, what became of each month, and what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from tierline.grading.digests import InputFile


class Kind(StrEnum):
    """How a decided row differs from the recorded one; where several hold, the first."""

    TIER = "tier"
    TERM = "term"
    LINE = "line"
    CHANGE = "change"
    RATED = "rated"
    FIGURES = "figures"
    ATTRIBUTES = "attributes"


@dataclass(frozen=True)
class ReplayRequest:
    """What a replay is asked for. `corrected` has the paths of corrected rows by dataset."""

    folders: tuple[Path, ...]
    out: Path
    corrected: Mapping[str, Sequence[str]] = field(default_factory=dict)
    only_up: bool = False
    threads: int | None = None
    memory_mib: int = 1024


@dataclass(frozen=True)
class Put:
    """The corrected rows of a dataset over those that one run had read."""

    replaced: int
    added: int
    unchanged: int
    unknown: int
    """Rows of lines that are not among the run's subscribers."""


@dataclass(frozen=True)
class Corrected:
    """What is other than it was in the inputs of one run."""

    put: Mapping[str, Put] = field(default_factory=dict)
    changed_bills: Mapping[date, frozenset[str]] = field(default_factory=dict)
    """By month, the columns in which a bill of a known line changes."""
    has_changed_lines: bool = False


@dataclass(frozen=True)
class Cause:
    """Why a month was run again."""

    subscribers: bool = False
    bills: bool = False
    memberships: bool = False
    nothing_corrected: bool = False
    """Run again although nothing was corrected, since nothing was given."""

    def __bool__(self) -> bool:
        return self.subscribers or self.bills or self.memberships or self.nothing_corrected


@dataclass(frozen=True)
class RunReplay:
    """What became of one scheme of one month. `content` holds its result: the recorded one where skipped."""

    scheme: str
    month: str
    recorded: Path
    content: Path
    cause: Cause
    put: Mapping[str, Put]
    changed_versions: tuple[tuple[str, str, str], ...] = ()
    """Engine and package versions that differ: name, recorded, now."""


@dataclass
class Told:
    """What differs and what follows in one scheme, counted over some or all parts."""

    differences: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By month and kind."""
    events: Counter[str] = field(default_factory=Counter)
    """Correcting events that are listed, by change."""
    missed: int = 0
    """Events of lines that were held too low in some month."""
    takes_away: int = 0
    """Lines from which the right state would take something; counted also where they are left as they are."""

    def merge(self, other: Told) -> None:
        """Add another part."""
        self.differences.update(other.differences)
        self.events.update(other.events)
        self.missed += other.missed
        self.takes_away += other.takes_away


@dataclass(frozen=True)
class CorrectedRows:
    """The corrected rows of a dataset as they were handed in."""

    rows: int
    outside: int
    """Bills of months that no run of the series reads."""
    unknown: int
    """Rows of lines that no month of the series knows."""
    files: tuple[InputFile, ...]


@dataclass(frozen=True)
class Replay:
    """A whole replay. `runs` are in order of months, and of schemes within one."""

    out: Path
    only_up: bool
    corrected: Mapping[str, CorrectedRows]
    runs: tuple[RunReplay, ...]
    told: Mapping[str, Told]

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes, by name."""
        return tuple(self.told)

    @property
    def is_equal(self) -> bool:
        """True where no row differs from the record."""
        return not any(told.differences.total() for told in self.told.values())
