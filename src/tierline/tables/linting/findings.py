"""All that is found in a table, in the order in which it is told."""

from __future__ import annotations

from tierline.tables.linting.cut import cut
from tierline.tables.linting.gaps import gaps
from tierline.tables.linting.idle import idle_columns
from tierline.tables.linting.model import Finding, FindingKind
from tierline.tables.linting.overlaps import overlaps
from tierline.tables.linting.rows import duplicates, uncited, unreachable
from tierline.tables.linting.rungs import rungs_out_of_order
from tierline.tables.model import DecisionTable

CHECKS = (overlaps, gaps, unreachable, duplicates, rungs_out_of_order, idle_columns, uncited)


def findings(table: DecisionTable) -> tuple[Finding, ...]:
    """What an analyst should know of a table. A column whose domain takes in nothing leaves no case at all.

    Inputs are taken to be independent of each other. Where an input has no domain, it may hold what its tests
    ask for, anything beside that of the same kind, and null.
    """
    parts = cut(table)
    if not all(column.cells for column in parts.columns):
        return ()
    order = list(FindingKind)
    found = [finding for check in CHECKS for finding in check(parts)]
    return tuple(sorted(found, key=lambda finding: order.index(finding.kind)))
