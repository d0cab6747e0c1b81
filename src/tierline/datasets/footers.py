"""What the footers of Parquet files tell: columns and types, runs of rows, and the ends of their values.

Nothing of the rows is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tierline.datasets.contract import Dataset
from tierline.datasets.errors import ColumnTwice, DatasetUnreadable
from tierline.datasets.paths import absolute, listed
from tierline.datasets.sql_text import literal

if TYPE_CHECKING:
    import duckdb


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

    @cached_property
    def ids(self) -> tuple[int, int] | None:
        """The least and the greatest subscriber_id, where the footer tells."""
        return self.whole("subscriber_id")

    def whole(self, column: str) -> tuple[int, int] | None:
        """The least and the greatest whole number of a column, where the footer tells."""
        ends = self._ends(column)
        try:
            return None if ends is None else (int(ends[0]), int(ends[1]))
        except ValueError:
            return None

    def days(self, column: str) -> tuple[date, date] | None:
        """The first and the last day of a column, where the footer tells days of the years 1 to 9999."""
        ends = self._ends(column)
        try:
            return None if ends is None else (date.fromisoformat(ends[0]), date.fromisoformat(ends[1]))
        except ValueError:
            return None

    def is_filled(self, column: str) -> bool:
        """True where the footer proves that no row of the column is NULL."""
        found = self.statistics.get(column)
        return found is not None and found.nulls == 0

    def is_empty(self, column: str) -> bool:
        """True where the footer proves that every row of the column is NULL."""
        found = self.statistics.get(column)
        return found is not None and found.nulls == self.rows

    def _ends(self, column: str) -> tuple[str, str] | None:
        found = self.statistics.get(column)
        return (
            None if found is None or found.least is None or found.most is None else (found.least, found.most)
        )


def columns_of(connection: duckdb.DuckDBPyConnection, dataset: Dataset, file: str) -> dict[str, str]:
    """The columns of a file with their SQL types. Raises DatasetUnreadable."""
    scan = f"read_parquet({listed([file])}, hive_partitioning = false)"
    return {
        str(row[0]): str(row[1])
        for row in _asked(connection, dataset, file, f"DESCRIBE SELECT * FROM {scan}")
    }


def row_groups_of(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, files: tuple[str, ...]
) -> tuple[RowGroup, ...]:
    """The runs of rows of the files, in their order. Raises DatasetUnreadable, ColumnTwice."""
    names = ", ".join(literal(column.name) for column in dataset.columns)
    rows = _asked(
        connection,
        dataset,
        files[0],
        "SELECT file_name, row_group_id, row_group_num_rows, path_in_schema,"
        " stats_min_value, stats_max_value, stats_null_count"
        f" FROM parquet_metadata({listed(files)}) WHERE path_in_schema IN ({names})",
    )
    numbers = {absolute(file): number for number, file in enumerate(files)}
    found: dict[tuple[int, int], tuple[int, dict[str, Statistics]]] = {}
    for path, group, count, name, least, most, nulls in rows:
        number = numbers[path]
        statistics = found.setdefault((number, group), (count, {}))[1]
        if name in statistics:
            raise ColumnTwice(dataset=dataset.name, column=name, path=files[number])
        statistics[name] = Statistics(least, most, nulls)
    return tuple(
        RowGroup(files[key[0]], count, statistics) for key, (count, statistics) in sorted(found.items())
    )


def _asked(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, file: str, sql: str
) -> list[tuple[Any, ...]]:
    import duckdb

    try:
        return list(connection.execute(sql).fetchall())
    except (duckdb.Error, UnicodeDecodeError) as error:
        problem = " ".join(str(error).splitlines()[0].split())[:200]
        raise DatasetUnreadable(dataset=dataset.name, path=file, form="Parquet", problem=problem) from None
