"""The nouns of a check: what is told of a pack or a table, and the choices that a pack made of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tierline.policy.model import Entry, Pack, Rates, Version
from tierline.policy.statement import Part
from tierline.policy.vocabulary import Reason
from tierline.tables.errors import TableError
from tierline.tables.linting.model import Finding, Severity
from tierline.tables.model import DecisionTable, Origin


class Code(StrEnum):
    """What is told, by names that stay: those of FindingKind, and what only a pack can be told."""

    OVERLAP = "overlap"
    GAP = "gap"
    UNREACHABLE = "unreachable"
    REDUNDANT = "redundant"
    DUPLICATE = "duplicate"
    RUNGS = "rungs_out_of_order"
    NOBODY_ELIGIBLE = "nobody_eligible"
    TIER_NEVER_GIVEN = "tier_never_given"
    IDLE_COLUMN = "idle_column"
    UNCITED = "uncited"
    BELOW_RUNGS = "below_rungs"
    NULL_GAP = "null_gap"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Told:
    """One finding where it stands; in a pack with the part and all versions that have it.

    `tier` is the tier that no row gives, where that is what is told. `lines` is how many lines of a base it
    concerns, None where they were not counted.
    """

    code: Code
    severity: Severity
    table: DecisionTable
    finding: Finding
    part: Part | None = None
    versions: tuple[date, ...] = ()
    line: int | None = None
    tier: str = ""
    lines: int | None = None


class Touch(StrEnum):
    """In what way a line is touched by a value of a pack, by names that stay."""

    ALL = "rated_by_version"
    REFUSED = "refused"
    ELIGIBLE = "eligible"
    HOLDS = "row_holds"
    DECIDES = "row_decides"
    LISTED = "listed"
    STARTS = "term_starts"
    KEPT = "kept"
    RATED_ANEW = "rated_anew"
    ENDED = "ended"
    CHANGES = "changes"
    OWED = "duty_owed"


@dataclass(frozen=True)
class PackValue:
    """One value of a version: where it stands, on which basis, and in what way it touches lines.

    For a row `table` is its table and `number` its rule, counted from 0; for a duty `number` is its place. A
    condition of eligibility has its `attribute`, and the `reason` that it gives.
    """

    origin: Origin
    basis: str
    touch: Touch
    table: DecisionTable | None = None
    number: int = 0
    attribute: str = ""
    reason: Reason | None = None
    lines: int | None = None


@dataclass(frozen=True)
class Choice:
    """A value of a pack that is not the source's own, and the lines that it touches.

    `version` is the first one, from that in force on, in which it stands; None where it stands in none.
    `values` are what the note stands for there, such as the rungs of a ladder. `lines` is None where they
    were not counted, or no version that matters has the value.
    """

    entry: Entry
    touch: Touch
    version: Version | None
    values: tuple[PackValue, ...] = ()
    lines: int | None = None

    @property
    def told_apart(self) -> tuple[PackValue, ...]:
        """The rows or conditions that are counted one by one, where there are several."""
        apart = tuple(each for each in self.values if each.table is not None or each.reason is not None)
        return apart if len(apart) > 1 else ()


@dataclass(frozen=True)
class Linted:
    """All that is told of one file, most important first; `pack` is None where it holds plain tables."""

    file: str
    pack: Pack | None
    tables: tuple[DecisionTable, ...]
    told: tuple[Told, ...]
    choices: tuple[Choice, ...] = ()
    eligible: int | None = None
    """Lines of a base that the version in force rates, where they were counted."""
    unchecked: tuple[tuple[str, TableError], ...] = ()
    """Decisions of the file that are no tables of the kind that is checked, each with the reason."""

    @property
    def is_of_lines(self) -> bool:
        """True where lines of a base can fall into it."""
        return self.pack is None or self.pack.rates is Rates.LINE


@dataclass(frozen=True)
class CountedOn:
    """The base on which lines were counted."""

    folder: str
    month: date
    rated_on: date
    lines: int
