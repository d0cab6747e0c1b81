"""A dataset as its files lie there: which files, which columns and types, which ids in which rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tierline.datasets.contract import INTEGERS, Column, Dataset, Kind
from tierline.datasets.errors import ColumnMissing, ColumnMistyped
from tierline.datasets.footers import RowGroup, Statistics, columns_of, row_groups_of
from tierline.datasets.paths import files_at, is_csv, listed
from tierline.datasets.sql_text import between, literal, quoted

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "EMPTY",
    "Form",
    "RowGroup",
    "Source",
    "Statistics",
    "always_fits",
    "between",
    "files_at",
    "fits",
    "inspected",
    "is_csv",
    "literal",
    "quoted",
]

EMPTY = '"NULL"'
"""The type of a column without any value, whatever type its file gives it; it is read as the contract's."""

INTEGER_BITS = {
    "TINYINT": 8, "SMALLINT": 16, "INTEGER": 32, "BIGINT": 64,
    "UTINYINT": 9, "USMALLINT": 17, "UINTEGER": 33, "UBIGINT": 65,
}  # fmt: skip
"""How many bits a whole number of each type takes with its sign."""

MONEY_DIGITS = 10
"""Digits before the point of DECIMAL(12,2)."""

WIDEST_MONEY = "DECIMAL(38,2)"


@dataclass(frozen=True)
class Form:
    """Files that have the same columns of the contract, of the same types."""

    files: tuple[str, ...]
    types: Mapping[str, str]


@dataclass(frozen=True)
class Source:
    """A dataset in Parquet files. `types` has the SQL type of each contract column that some file has."""

    dataset: Dataset
    files: tuple[str, ...]
    types: Mapping[str, str]
    row_groups: tuple[RowGroup, ...]
    forms: tuple[Form, ...]

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(group.rows for group in self.row_groups)

    def id_ranges_known(self) -> bool:
        """True where every footer tells the ids of its rows."""
        return all(group.ids is not None for group in self.row_groups if group.rows)

    def touching(self, first: int | None, last: int | None) -> tuple[str, ...]:
        """The files that may hold ids from `first` to `last` (None: no bound)."""
        found: dict[str, None] = {}
        for group in self.row_groups:
            ids = group.ids
            if ids is None or ((first is None or ids[1] >= first) and (last is None or ids[0] <= last)):
                found[group.file] = None
        return tuple(found)

    def scan(self, files: Sequence[str] | None = None) -> str:
        """The SQL of a scan of the files: the contract's columns as they lie there, NULL where missing."""
        wanted = set(self.files if files is None else files)
        scans = []
        for form in self.forms:
            here = [file for file in form.files if file in wanted]
            if here:
                columns = ", ".join(self._as_it_lies(column, form) for column in self.dataset.columns)
                # A folder named month=2026-10 would otherwise put its own value in the place of the column's.
                scans.append(f"SELECT {columns} FROM read_parquet({listed(here)}, hive_partitioning = false)")
        return f"({' UNION ALL '.join(scans)})"

    def _as_it_lies(self, column: Column, form: Form) -> str:
        name, found = quoted(column.name), form.types.get(column.name, EMPTY)
        if found == EMPTY:
            return f"CAST(NULL AS {column.kind}) AS {name}"
        common = self.types[column.name]
        return name if found == common else f"CAST({name} AS {common}) AS {name}"

    def typed(self, column: Column) -> str:
        """The SQL of a column of a scan in the contract's type; NULL where the value does not fit it."""
        name = quoted(column.name)
        if self.types.get(column.name, EMPTY) in (EMPTY, column.kind):
            return name
        return f"TRY_CAST({name} AS {column.kind})"

    def select(self, first: int | None, last: int | None) -> str:
        """The SQL of the contract's columns, typed, for ids from `first` to `last`."""
        columns = ", ".join(f"{self.typed(one)} AS {quoted(one.name)}" for one in self.dataset.columns)
        files = self.touching(first, last)
        if not files:
            return f"SELECT {columns} FROM {self.scan(self.files[:1])} WHERE false"
        return f"SELECT {columns} FROM {self.scan(files)} WHERE {between(first, last)}"


def inspected(connection: duckdb.DuckDBPyConnection, dataset: Dataset, files: tuple[str, ...]) -> Source:
    """The dataset in these Parquet files, its columns checked against the contract.

    Raises DatasetUnreadable, ColumnMissing, ColumnMistyped, ColumnTwice.
    """
    columns = {file: columns_of(connection, dataset, file) for file in files}
    groups = row_groups_of(connection, dataset, files)
    groups_of: dict[str, list[RowGroup]] = {file: [] for file in files}
    for group in groups:
        groups_of[group.file].append(group)
    forms: dict[tuple[tuple[str, str], ...], list[str]] = {}
    types: dict[str, str] = {}
    for file in files:
        found = _types_of(dataset, file, columns[file], groups_of[file])
        forms.setdefault(tuple(found.items()), []).append(file)
        for name, type_found in found.items():
            types[name] = _common(dataset.column(name), types.get(name, EMPTY), type_found)
    return Source(
        dataset, files, types, groups, tuple(Form(tuple(same), dict(form)) for form, same in forms.items())
    )


def _types_of(
    dataset: Dataset, file: str, columns: Mapping[str, str], groups: Sequence[RowGroup]
) -> dict[str, str]:
    """The types of the contract's columns in one file, EMPTY for one without values."""
    types = {}
    for column in dataset.columns:
        found = columns.get(column.name)
        if found is None:
            if column.nullable:
                continue
            raise ColumnMissing(
                dataset=dataset.name,
                column=column.name,
                path=file,
                found=", ".join(list(columns)[:30]) or "-",
                type=column.kind,
            )
        if not fits(found, column.kind):
            if not (
                found == EMPTY or (column.nullable and all(group.is_empty(column.name) for group in groups))
            ):
                raise ColumnMistyped(
                    dataset=dataset.name, column=column.name, path=file, found=found, type=column.kind
                )
            found = EMPTY
        types[column.name] = found
    return types


def fits(found: str, kind: Kind) -> bool:
    """True where values of a type can be the contract's without rounding, or be told not to fit."""
    if found == kind or (kind in INTEGERS and found in INTEGER_BITS):
        return True
    if kind is Kind.MONEY:
        digits = _digits(found)
        # Wider than this, a value could not be brought to whole fen in any decimal type.
        return found in INTEGER_BITS or (digits is not None and digits[1] <= 2 and digits[0] <= 36)
    return kind is Kind.VARCHAR and found.startswith("ENUM")


def always_fits(found: str, kind: Kind) -> bool:
    """True where no value of a type can be outside the contract's type."""
    if found in (kind, EMPTY) or kind is Kind.VARCHAR:
        return True
    if found in INTEGER_BITS:
        if kind is Kind.MONEY:
            return INTEGER_BITS[found] <= 33
        return INTEGER_BITS[found] <= INTEGER_BITS[kind]
    digits = _digits(found)
    return digits is not None and digits[0] <= MONEY_DIGITS


def _digits(found: str) -> tuple[int, int] | None:
    """Digits before and after the point of a decimal type; None for any other."""
    match = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", found)
    return None if match is None else (int(match[1]) - int(match[2]), int(match[2]))


def _common(column: Column, one: str, other: str) -> str:
    """The type that a column is read in where its files differ; it holds every value of both."""
    if one in (EMPTY, other):
        return other
    if other == EMPTY:
        return one
    if column.kind is Kind.MONEY:
        return WIDEST_MONEY
    return "HUGEINT" if column.kind in INTEGERS else column.kind
