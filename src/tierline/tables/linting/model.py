"""The nouns of linting: what is found in a table, with the cases it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tierline.tables.decide import Value
from tierline.tables.model import Test

Box = Mapping[str, Test]
"""The cases for which all of these tests are true; an input without a test may be anything."""


class FindingKind(StrEnum):
    """What can be found, in the order in which it is told."""

    OVERLAP = "overlap"
    GAP = "gap"
    UNREACHABLE = "unreachable"
    REDUNDANT = "redundant"
    DUPLICATE = "duplicate"
    RUNGS = "rungs_out_of_order"
    IDLE_COLUMN = "idle_column"
    UNCITED = "uncited"
    NULL_GAP = "null_gap"
    STOPPED = "stopped"


class Severity(StrEnum):
    """How much it matters: the table gives no answer, it is probably not what was meant, good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing found in a table. Rules are counted from 1, in the order of the table.

    - overlap: all of `rules` hold in the cases of `where`; an error where the table then gives no answer
    - gap: none holds there; null_gap: none holds there because one of `columns` is null
    - unreachable: the one of `rules` never decides, because of the rules `beside`; without any it never holds
    - redundant: the one of `rules` could go, since wherever it holds one of `beside` gives as much
    - duplicate: the second of `rules` says the same as the first
    - rungs_out_of_order: between two rungs, lower one first, the outcome turns against the rest of a ladder
    - idle_column: whatever the one of `columns` holds, the table gives the same
    - uncited: `rules` that name no clause, no basis, or neither (`columns`)
    - stopped: so many combinations that the search for findings of the kind `sought` gave up; `rules` or
      `columns` are those of which it is not known

    `where` are boxes that exclude each other for gaps; it is empty where no case is concerned. `example` is
    a case of `where`, or one in which the first of `rules` holds; None where there is no such case.
    """

    kind: FindingKind
    severity: Severity
    rules: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    example: Mapping[str, Value] | None = None
    where: tuple[Box, ...] = ()
    beside: tuple[int, ...] = ()
    sought: FindingKind | None = None
