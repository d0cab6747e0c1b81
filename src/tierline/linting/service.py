"""Checks of files: what is wrong with them, and what is found in those that are sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tierline.linting.choices import choices_of
from tierline.linting.model import Linted
from tierline.linting.packs import in_order, told_of_pack, told_of_table
from tierline.linting.sources import tables_of
from tierline.policy.checking import Checked
from tierline.policy.model import Pack
from tierline.tables.linting.findings import findings
from tierline.tables.linting.model import Severity
from tierline.tables.model import DecisionTable


def linted_packs(checked: Sequence[Checked]) -> tuple[Linted, ...]:
    """What is found in the packs that are sound."""
    return tuple(_of_pack(each.file, each.pack) for each in checked if each.pack is not None)


def linted_file(path: Path) -> Linted:
    """What is found in the pack or the tables of a file. Raises what tables_of raises."""
    found = tables_of(path)
    if isinstance(found, Pack):
        return _of_pack(str(path), found)
    return replace(linted_tables(str(path), found.tables), unchecked=found.refused)


def linted_tables(file: str, tables: Sequence[DecisionTable]) -> Linted:
    """What is found in tables."""
    told = [told_of_table(table, finding) for table in tables for finding in findings(table)]
    return Linted(file, None, tuple(tables), in_order(told))


def _of_pack(file: str, pack: Pack) -> Linted:
    return Linted(file, pack, (), told_of_pack(pack), choices_of(pack))


def has_errors(linted: Sequence[Linted]) -> bool:
    """Whether a table gives no answer in some case."""
    return any(told.severity is Severity.ERROR for each in linted for told in each.told)
