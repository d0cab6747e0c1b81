"""The rows of an import, gathered for one Parquet file in the contract's types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tierline.datasets.arrow import ARROW_TYPES, money
from tierline.datasets.contract import Column, Dataset, Kind

_BATCH = 50_000

Cells = Sequence[int | str | bool | date | None]
"""One row to write, in the order of the dataset's columns; money in whole fen."""


class Gathered:
    """Rows of one file, kept as Arrow batches because a million rows must stay small."""

    def __init__(self, dataset: Dataset) -> None:
        self.columns: tuple[Column, ...] = dataset.columns
        self.rows = 0
        self._schema = pa.schema([pa.field(c.name, ARROW_TYPES[c.kind]) for c in self.columns])
        self._pending: list[Cells] = []
        self._batches: list[pa.RecordBatch] = []

    def add(self, row: Cells) -> None:
        """Keep one row."""
        self._pending.append(row)
        self.rows += 1
        if len(self._pending) == _BATCH:
            self._flush()

    def _flush(self) -> None:
        arrays = []
        for place, column in enumerate(self.columns):
            cells: list[object] = [row[place] for row in self._pending]
            is_money = column.kind is Kind.MONEY
            arrays.append(
                money(np.array(cells, dtype=np.int64))
                if is_money
                else pa.array(cells, type=ARROW_TYPES[column.kind])
            )
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._pending = []

    def write(self, path: Path) -> None:
        """Write all rows to a new Parquet file, ordered by the first column."""
        self._flush()
        table = pa.Table.from_batches(self._batches, schema=self._schema).sort_by(self.columns[0].name)
        with path.open("wb") as file:
            pq.write_table(table, file, compression="zstd")
