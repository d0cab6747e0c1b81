"""Rows of a few columns put beside lines in order of id: by binary search, where a join would hash each.

Measured on a part of 368,640 lines: 7 ms for a month of bills, where the engine's hash join takes 45.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tierline.grading.model import Rating
from tierline.grading.window import Window

Whole = NDArray[np.int64]


def whole_numbers(table: pa.Table, name: str) -> Whole:
    """A column of BIGINT without NULL, not copied."""
    return _numbers(_in_one_piece(table.column(name))).view(np.int64)


def _in_one_piece(column: pa.ChunkedArray) -> pa.Array:
    # What makes arrays of columns by itself loads pandas where it is installed: as long as a part takes.
    if column.num_chunks == 0:
        return column_of(np.empty(0, dtype=np.int64), column.type)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _numbers(column: pa.Array) -> NDArray[Any]:
    """What stands in a column of whole numbers or of days, which are counted; anything where it is NULL."""
    width = column.type.bit_width // 8
    numbers = np.frombuffer(column.buffers()[1], dtype=np.dtype(f"i{width}"))
    return numbers[column.offset : column.offset + len(column)]


def _is_filled(column: pa.Array) -> NDArray[np.bool_]:
    """Where a column is not NULL."""
    bits = column.buffers()[0]
    if bits is None:
        return np.ones(len(column), dtype=np.bool_)
    flags = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), bitorder="little")
    return flags[column.offset : column.offset + len(column)].view(np.bool_)


def column_of(
    numbers: NDArray[Any], kind: pa.DataType, is_filled: NDArray[np.bool_] | None = None
) -> pa.Array:
    """Numbers as a column of a type of the same width, NULL where they are not filled."""
    bits = None if is_filled is None else pa.py_buffer(np.packbits(is_filled, bitorder="little"))
    return pa.Array.from_buffers(kind, len(numbers), [bits, pa.py_buffer(np.ascontiguousarray(numbers))])


@dataclass(frozen=True)
class Amounts:
    """Whole fen or counts by column, one row for each of some lines, whose ids ascend."""

    ids: Whole
    columns: Mapping[str, Whole]
    has_repeated: bool = False
    """Whether some line had several rows; they are summed here."""


def amounts_of(table: pa.Table) -> Amounts:
    """The rows of a table of whole numbers, in any order; several of one line are summed."""
    ids = whole_numbers(table, "subscriber_id")
    columns = {name: whole_numbers(table, name) for name in table.column_names[1:]}
    if len(ids) and not np.all(ids[1:] > ids[:-1]):
        order = np.argsort(ids, kind="stable")
        ids, columns = ids[order], {name: column[order] for name, column in columns.items()}
        starts = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
        has_repeated = len(starts) < len(ids)
        ids = ids[starts]
        columns = {name: np.add.reduceat(column, starts) for name, column in columns.items()}
        return Amounts(ids, columns, has_repeated)
    return Amounts(ids, columns)


def places(lines: Whole, ids: Whole) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each id stands among ascending lines, and whether it stands there at all."""
    found = np.searchsorted(lines, ids)
    if not len(lines):
        return found, np.zeros(len(ids), dtype=np.bool_)
    np.minimum(found, len(lines) - 1, out=found)
    return found, lines[found] == ids


def beside(lines: Whole, amounts: Amounts, column: str) -> Whole:
    """A column of amounts, one for each line, 0 where it has none."""
    where, is_there = places(lines, amounts.ids)
    dense = np.zeros(len(lines), dtype=np.int64)
    dense[where[is_there]] = amounts.columns[column][is_there]
    return dense


def columns_beside(lines: Whole, rows: pa.Table) -> dict[str, pa.Array]:
    """The columns of a table whose ids ascend, a row for each line in their order, NULL where it has none."""
    where, is_there = places(lines, whole_numbers(rows, "subscriber_id"))
    where = where[is_there]
    has_row = np.zeros(len(lines), dtype=np.bool_)
    has_row[where] = True
    found = {}
    for name in rows.column_names[1:]:
        column = _in_one_piece(rows.column(name))
        numbers = _numbers(column)
        dense = np.zeros(len(lines), dtype=numbers.dtype)
        dense[where] = numbers[is_there]
        is_filled = has_row
        if column.null_count:
            # A NULL among the rows, an open end say, stays one.
            is_filled = has_row.copy()
            is_filled[where] = _is_filled(column)[is_there]
        found[name] = column_of(dense, column.type, is_filled)
    return found


def rolled(
    lines: Whole,
    joined: Whole,
    carried: Mapping[str, Whole],
    windows: Iterable[Window],
    rating: Rating,
    entering: Amounts,
    leaving: Mapping[int, Amounts],
) -> dict[str, Whole]:
    """The sums of each line, from those of the month before: what has entered counts, what leaves no more.

    `joined` has the number of each line's joining month, `leaving` by length of window the month before its
    first. A month counts for a window on the network only if the line had joined by then, which holds of it
    when it leaves as it did when it entered, since a line whose joining month changed is summed anew.
    """
    found = {}
    for one in windows:
        comes = beside(lines, entering, one.column)
        goes = np.zeros(len(lines), dtype=np.int64)
        if one.last_months:
            goes = beside(lines, leaving[one.last_months], one.column)
        if one.on_network:
            comes = np.where(joined < rating.number, comes, 0)
            goes = np.where(joined < rating.number - (one.last_months or 0), goes, 0)
        found[one.name] = carried[one.name] + comes - goes
    return found
