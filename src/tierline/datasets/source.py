"""A dataset as its files lie there: which files, which columns and types, which ids and months in which rows.

Parquet tells all of this in its footers, so that nothing of the rows is read here.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.datasets.contract import INTEGERS, Column, Dataset, Kind
from tierline.datasets.errors import ColumnMissing, ColumnMistyped, DatasetMissing, DatasetUnreadable
from tierline.wording import Text

if TYPE_CHECKING:
    import duckdb

INTEGER_TYPES = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
)  # fmt: skip

RANGES = {
    Kind.TINYINT: 2**7,
    Kind.SMALLINT: 2**15,
    Kind.INTEGER: 2**31,
    Kind.BIGINT: 2**63,
}


@dataclass(frozen=True)
class Statistics:
    """What a footer tells of one column in one run of rows; None where it does not say."""

    least: str | None
    most: str | None
    nulls: int | None


@dataclass(frozen=True)
class RowGroup:
    """A run of rows of one file."""

    file: str
    rows: int
    statistics: Mapping[str, Statistics]

    def whole(self, column: str) -> tuple[int, int] | None:
        """The least and the greatest whole number of a column, where the footer tells."""
        found = self.statistics.get(column)
        if found is None or found.least is None or found.most is None:
            return None
        return int(found.least), int(found.most)

    def days(self, column: str) -> tuple[date, date] | None:
        """The first and the last day of a column, where the footer tells."""
        found = self.statistics.get(column)
        if found is None or found.least is None or found.most is None:
            return None
        return date.fromisoformat(found.least[:10]), date.fromisoformat(found.most[:10])


@dataclass(frozen=True)
class Source:
    """A dataset in Parquet files. `types` has the SQL type of each contract column that some file has."""

    dataset: Dataset
    files: tuple[str, ...]
    types: Mapping[str, str]
    row_groups: tuple[RowGroup, ...]
    is_uniform: bool

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(group.rows for group in self.row_groups)

    def id_ranges_known(self) -> bool:
        """True where every footer tells the ids of its rows."""
        return all(group.whole("subscriber_id") is not None for group in self.row_groups)

    def touching(self, first: int | None, last: int | None) -> tuple[str, ...]:
        """The files that may hold ids from `first` to `last` (None: no bound)."""
        found = {}
        for group in self.row_groups:
            ids = group.whole("subscriber_id")
            if ids is None or ((first is None or ids[1] >= first) and (last is None or ids[0] <= last)):
                found[group.file] = None
        return tuple(found)

    def scan(self, files: Sequence[str] | None = None) -> str:
        """The SQL of a scan of the files, with the columns as they lie there."""
        listed = ", ".join(literal(file) for file in (self.files if files is None else files))
        by_name = "" if self.is_uniform else ", union_by_name = true"
        return f"read_parquet([{listed}]{by_name})"

    def typed(self, column: Column) -> str:
        """The SQL of a column in the contract's type; NULL where the value does not fit it."""
        found = self.types.get(column.name)
        if found is None or found == '"NULL"':
            return f"CAST(NULL AS {column.kind})"
        return (
            quoted(column.name)
            if found == column.kind
            else f"TRY_CAST({quoted(column.name)} AS {column.kind})"
        )

    def select(self, first: int | None, last: int | None) -> str:
        """The SQL of the contract's columns, typed, for ids from `first` to `last`."""
        columns = ", ".join(f"{self.typed(one)} AS {quoted(one.name)}" for one in self.dataset.columns)
        files = self.touching(first, last)
        if not files:
            return f"SELECT {columns} FROM {self.scan(self.files[:1])} WHERE false"
        return f"SELECT {columns} FROM {self.scan(files)} WHERE {between(first, last)}"


def between(first: int | None, last: int | None) -> str:
    """The SQL condition that an id lies from `first` to `last`."""
    conditions = [f"subscriber_id >= {first}"] if first is not None else []
    conditions += [f"subscriber_id <= {last}"] if last is not None else []
    return " AND ".join(conditions) or "true"


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def files_at(dataset: Dataset, given: Iterable[str]) -> tuple[str, ...]:
    """The files that paths, folders and globs name, each once, in order. Raises DatasetMissing."""
    found: dict[str, None] = {}
    for path in given:
        if Path(path).is_dir():
            here = sorted(str(file) for file in Path(path).glob("*.parquet"))
            problem = Text("the folder holds no .parquet file", "文件夹中没有 .parquet 文件")
        elif Path(path).is_file():
            here, problem = [path], Text("", "")
        else:
            here = sorted(glob.glob(path))
            problem = Text("no such file", "没有该文件")
        if not here:
            raise DatasetMissing(dataset=dataset.name, path=path, problem=problem)
        found.update(dict.fromkeys(here))
    if not found:
        raise DatasetMissing(dataset=dataset.name, path="-", problem=Text("no path given", "未给出路径"))
    return tuple(found)


def is_csv(files: tuple[str, ...]) -> bool:
    """True where the files are CSV by their names."""
    return any(file.lower().endswith((".csv", ".csv.gz", ".txt")) for file in files)


def inspected(connection: duckdb.DuckDBPyConnection, dataset: Dataset, files: tuple[str, ...]) -> Source:
    """The dataset in these Parquet files, its columns checked against the contract.

    Raises DatasetUnreadable, ColumnMissing, ColumnMistyped.
    """
    columns = [_columns(connection, dataset, file) for file in files]
    groups = _row_groups(connection, dataset, files)
    types: dict[str, str] = {}
    for column in dataset.columns:
        for file, found in zip(files, columns, strict=True):
            if column.name not in found:
                if not column.nullable:
                    raise ColumnMissing(
                        dataset=dataset.name,
                        column=column.name,
                        path=file,
                        found=", ".join(list(found)[:30]) or "-",
                        type=column.kind,
                    )
                continue
            known = [group.statistics.get(column.name) for group in groups if group.file == file]
            is_empty = all(
                s is not None and s.nulls == g.rows
                for s, g in zip(known, (g for g in groups if g.file == file), strict=True)
            )
            type_found = '"NULL"' if column.nullable and is_empty else found[column.name]
            if type_found != '"NULL"' and not fits(type_found, column.kind):
                raise ColumnMistyped(
                    dataset=dataset.name, column=column.name, path=file, found=type_found, type=column.kind
                )
            types[column.name] = _wider(types.get(column.name), type_found)
    is_uniform = all(list(found.items()) == list(columns[0].items()) for found in columns)
    return Source(dataset, files, types, groups, is_uniform)


def fits(found: str, kind: Kind) -> bool:
    """True where values of a type can be the contract's, or be told not to fit one by one; never by rounding."""
    if found == kind or (kind in INTEGERS and found in INTEGER_TYPES):
        return True
    if kind is Kind.MONEY:
        scale = re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", found)
        return found in INTEGER_TYPES or (scale is not None and int(scale.group(1)) <= 2)
    return kind is Kind.VARCHAR and found.startswith("ENUM")


def _wider(one: str | None, other: str) -> str:
    """The type to read a column with, where files differ: any but the contract's own is checked row by row."""
    if one is None or one == '"NULL"' or one == other:
        return other
    return one if other == '"NULL"' else "mixed"


def _columns(connection: duckdb.DuckDBPyConnection, dataset: Dataset, file: str) -> dict[str, str]:
    rows = _asked(connection, dataset, file, f"DESCRIBE SELECT * FROM read_parquet({literal(file)})")
    return {str(row[0]): str(row[1]) for row in rows}


def _row_groups(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, files: tuple[str, ...]
) -> tuple[RowGroup, ...]:
    names = ", ".join(literal(column.name) for column in dataset.columns)
    listed = ", ".join(literal(file) for file in files)
    rows = _asked(
        connection,
        dataset,
        files[0],
        "SELECT file_name, row_group_id, row_group_num_rows, path_in_schema, stats_min_value, stats_max_value,"
        f" stats_null_count FROM parquet_metadata([{listed}]) WHERE path_in_schema IN ({names})"
        " ORDER BY file_name, row_group_id",
    )
    found: dict[tuple[str, int], tuple[int, dict[str, Statistics]]] = {}
    for file, group, count, name, least, most, nulls in rows:
        key = (str(file), int(group))
        statistics = found.setdefault(key, (int(count), {}))[1]
        statistics[str(name)] = Statistics(least, most, None if nulls is None else int(nulls))
    order = {file: number for number, file in enumerate(files)}
    return tuple(
        RowGroup(file, count, statistics)
        for (file, group), (count, statistics) in sorted(
            found.items(), key=lambda one: (order[one[0][0]], one[0][1])
        )
    )


def _asked(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, file: str, sql: str
) -> list[tuple[object, ...]]:
    import duckdb

    try:
        return list(connection.execute(sql).fetchall())
    except duckdb.Error as error:
        problem = str(error).splitlines()[0][:200]
        raise DatasetUnreadable(dataset=dataset.name, path=file, form="Parquet", problem=problem) from None
