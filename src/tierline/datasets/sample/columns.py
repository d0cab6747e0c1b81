"""Arrow columns from numpy arrays, without one Python object a row.

Their memory is handed over as it stands. pyarrow's own conversion would also import pandas where that happens
to be installed, which takes longer than a small sample.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tierline.datasets.arrow import ARROW_TYPES
from tierline.datasets.contract import Dataset, Kind

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

WORDS = {Kind.BIGINT: "i8", Kind.INTEGER: "i4", Kind.SMALLINT: "i2", Kind.TINYINT: "i1", Kind.DATE: "i4"}
"""How numpy holds what Arrow wants of each kind: numbers as they are, a date as its days since 1970."""


def schema_of(dataset: Dataset) -> pa.Schema:
    """The dataset's columns with the Arrow types of the data contract; names are places in a dictionary.

    Parquet stores those as strings, and a dictionary spares the writer from finding the few names again.
    """
    coded = pa.dictionary(pa.int32(), ARROW_TYPES[Kind.VARCHAR])
    return pa.schema(
        [
            pa.field(
                column.name,
                coded if column.kind is Kind.VARCHAR and not column.personal else ARROW_TYPES[column.kind],
                column.nullable,
            )
            for column in dataset.columns
        ]
    )


def whole(values: NDArray[np.generic], kind: Kind, missing: Flags | None = None) -> pa.Array:
    """Numbers, dates (as days since 1970) or flags of a contract type; null where `missing`."""
    present = None if missing is None else _bits(~missing)
    if kind is Kind.BOOLEAN:
        held = _bits(values.astype(np.bool_))
    else:
        held = pa.py_buffer(np.ascontiguousarray(values, dtype=WORDS[kind]))
    return pa.Array.from_buffers(ARROW_TYPES[kind], len(values), [present, held])


def names(codes: Integers, values: Sequence[str]) -> pa.Array:
    """The name at each code, kept as a place in `values`; null where the code is negative."""
    text = "".join(values).encode()
    ends = np.cumsum([0, *(len(value.encode()) for value in values)], dtype=np.int32)
    dictionary = pa.StringArray.from_buffers(len(values), pa.py_buffer(ends), pa.py_buffer(text))
    return pa.DictionaryArray.from_arrays(whole(codes, Kind.INTEGER, codes < 0), dictionary)


def _bits(flags: Flags) -> pa.Buffer:
    return pa.py_buffer(np.packbits(flags, bitorder="little"))


def fictitious_numbers(subscriber_ids: Integers) -> pa.Array:
    """A number that nobody has: 100, with which no Chinese mobile number begins, then the id.

    The id is filled up with zeros to eight digits, which gives the usual eleven.
    """
    width = max(8, len(str(int(subscriber_ids.max(initial=0)))))
    digits = np.empty((len(subscriber_ids), 3 + width), dtype=np.uint8)
    digits[:, :3] = (1, 0, 0)
    rest = subscriber_ids.copy()
    for place in range(2 + width, 2, -1):
        rest, digits[:, place] = np.divmod(rest, 10)
    digits += ord("0")
    offsets = np.arange(len(subscriber_ids) + 1, dtype=np.int32) * (3 + width)
    return pa.StringArray.from_buffers(len(subscriber_ids), pa.py_buffer(offsets), pa.py_buffer(digits))


def first_days(months: Integers) -> Integers:
    """Days since 1970 of the first day of each month, months being counted from January 1970."""
    days: Integers = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return days
