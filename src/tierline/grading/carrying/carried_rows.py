"""The rows of a part in the files that the month before carried on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tierline.datasets.contract import Dataset
from tierline.datasets.layout import Part
from tierline.datasets.paths import listed
from tierline.datasets.source import between
from tierline.datasets.sql_text import quoted
from tierline.grading.carrying.files import types_of
from tierline.grading.carrying.model import Carried, CarriedFile
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.part_reading import empty


@dataclass(frozen=True)
class CarriedRows:
    """A part of what was carried on, for an engine."""

    engine: DuckDB
    part: Part
    carried: Carried

    def files(self, kind: str) -> list[CarriedFile]:
        """The files of a kind that may have rows of the part."""
        return [file for file in self.carried.of(kind) if file.touches(self.part)]

    def is_whole(self, files: list[CarriedFile]) -> bool:
        """Whether there is one file, and nothing in it is of another part."""
        if len(files) != 1 or files[0].first is None or files[0].last is None:
            return False
        return (self.part.first is None or files[0].first >= self.part.first) and (
            self.part.last is None or files[0].last <= self.part.last
        )

    def scan(self, files: Iterable[CarriedFile]) -> str | None:
        """The SQL of the part's rows of files; None where no file has any."""
        paths = [self.carried.path(file) for file in files]
        if not paths:
            return None
        rows = f"read_parquet({listed(paths)}, hive_partitioning = false)"
        return f"(FROM {rows} WHERE {between(self.part.first, self.part.last)})"

    def hold(self, name: str, kind: str, dataset: Dataset) -> None:
        """Hold the part's rows of a kind of files, the columns of a dataset, under a name."""
        scan = self.scan(self.files(kind))
        columns = ", ".join(quoted(column) for column in types_of(dataset))
        self.engine.keep(name, f"SELECT {columns} FROM {scan}" if scan else empty(dataset))

    def has(self, name: str) -> bool:
        """Whether a table or a query has any row."""
        return bool(self.engine.rows(f"SELECT 1 FROM {name} LIMIT 1"))
