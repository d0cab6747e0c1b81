"""Parquet in and out by pyarrow: amounts as whole fen, results in the types of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

GRADES = pa.schema(
    [
        ("subscriber_id", pa.int64()),
        ("scheme", pa.string()),
        ("month", pa.date32()),
        ("eligible", pa.bool_()),
        ("ineligible_reason", pa.string()),
        ("tenure_months", pa.int32()),
        ("arpu", pa.int32()),
        ("tenure_factor", pa.decimal128(4, 2)),
        ("score", pa.decimal128(14, 2)),
        ("rated_tier", pa.string()),
        ("tier", pa.string()),
        ("since", pa.date32()),
        ("ends_on", pa.date32()),
        ("change", pa.string()),
        ("product", pa.string()),
        ("site", pa.string()),
    ]
)
EVENTS = GRADES.append(pa.field("previous_tier", pa.string())).append(
    pa.field("duties", pa.list_(pa.field("element", pa.string())))
)
MEMBERSHIPS = pa.schema(
    [
        ("subscriber_id", pa.int64()),
        ("scheme", pa.string()),
        ("tier", pa.string()),
        ("since", pa.date32()),
        ("ends_on", pa.date32()),
        ("source", pa.string()),
    ]
)


def read(files: Sequence[Path], columns: Sequence[str]) -> pa.Table:
    """The rows of all files in order, of these columns alone."""
    return pa.concat_tables([pq.read_table(file, columns=list(columns)) for file in files])


def fen(amounts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Yuan with two decimals as whole fen, exactly."""
    return pc.multiply(amounts, pa.scalar(Decimal(100))).cast(pa.int64())


def hundredths(numbers: pa.Array | pa.ChunkedArray, kind: pa.Decimal128Type) -> pa.Array | pa.ChunkedArray:
    """Whole hundredths as decimals, exactly; null stays null."""
    return pc.multiply(numbers.cast(pa.decimal128(19, 0)), pa.scalar(Decimal("0.01"))).cast(kind)


def write(columns: Mapping[str, object], schema: pa.Schema, file: Path) -> None:
    """Write one dataset of the result; score and factor come as whole hundredths."""
    arrays = []
    for field in schema:
        found = columns[field.name]
        if pa.types.is_decimal(field.type):
            whole = found if isinstance(found, (pa.Array, pa.ChunkedArray)) else pa.array(found, pa.int64())
            arrays.append(hundredths(whole, field.type))
        elif isinstance(found, (pa.Array, pa.ChunkedArray)):
            arrays.append(found.cast(field.type))
        else:
            arrays.append(pa.array(found, field.type))
    pq.write_table(pa.table(arrays, schema=schema), file, compression="zstd", compression_level=1)
