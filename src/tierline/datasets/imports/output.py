"""The output of an import: Parquet files in the contract's types, published all at once or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tierline.datasets.contract import Column, Dataset, Kind
from tierline.datasets.imports.errors import OutputFailed, OutputNotEmpty

_TYPES = {
    Kind.BIGINT: pa.int64(),
    Kind.INTEGER: pa.int32(),
    Kind.SMALLINT: pa.int16(),
    Kind.TINYINT: pa.int8(),
    Kind.MONEY: pa.decimal128(12, 2),
    Kind.VARCHAR: pa.string(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
}
_BATCH = 50_000

Cells = Sequence[int | str | bool | date | None]
"""One row to write, in the order of the dataset's columns; money in whole fen."""


class Gathered:
    """Rows of one file, kept as Arrow batches because a million rows must stay small."""

    def __init__(self, dataset: Dataset) -> None:
        self.columns: tuple[Column, ...] = dataset.columns
        self.rows = 0
        self._schema = pa.schema([pa.field(c.name, _TYPES[c.kind]) for c in self.columns])
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
            if column.kind is Kind.MONEY:
                cells = [Decimal(fen).scaleb(-2) for fen in cells if isinstance(fen, int)]
            arrays.append(pa.array(cells, type=_TYPES[column.kind]))
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._pending = []

    def write(self, path: Path) -> None:
        """Write all rows to a new Parquet file, ordered by the first column."""
        self._flush()
        table = pa.Table.from_batches(self._batches, schema=self._schema).sort_by(self.columns[0].name)
        with path.open("wb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())


def write_text(path: Path, text: str) -> None:
    """Write a new UTF-8 file that is on the disk when this returns."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def check_free(folder: Path) -> None:
    """Raise OutputNotEmpty if `folder` exists and is anything but an empty folder."""
    if folder.is_dir() and not folder.is_symlink():
        if any(folder.iterdir()):
            raise OutputNotEmpty(folder=folder)
    elif folder.exists() or folder.is_symlink():
        raise OutputNotEmpty(folder=folder)


@contextmanager
def published(folder: Path) -> Iterator[Path]:
    """A sibling folder to write into, which becomes `folder` at the end; nothing of it stays after a failure.

    Raises OutputNotEmpty if `folder` was filled meanwhile, OutputFailed if the disk refuses.
    """
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.importing")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        yield draft
        for path in (draft, *(inner for inner in draft.iterdir() if inner.is_dir())):
            _sync(path)
        check_free(folder)
        draft.rename(folder)
        _sync(folder.parent)
    except OSError as error:
        raise OutputFailed(folder=folder, problem=error.strerror or str(error)) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
