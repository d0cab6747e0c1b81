"""The data contract in Arrow: the type of each kind of column, and money as it stands in memory."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tierline.datasets.contract import Kind

ARROW_TYPES: dict[Kind, pa.DataType] = {
    Kind.BIGINT: pa.int64(),
    Kind.INTEGER: pa.int32(),
    Kind.SMALLINT: pa.int16(),
    Kind.TINYINT: pa.int8(),
    Kind.MONEY: pa.decimal128(12, 2),
    Kind.VARCHAR: pa.string(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
}


def money(fen: NDArray[np.int64]) -> pa.Array:
    """Yuan as DECIMAL(12,2) from whole fen.

    A decimal of 128 bits is the low word and the sign's word, so 64-bit fen need only be spread out.
    """
    words = np.empty((len(fen), 2), dtype=np.int64)
    words[:, 0] = fen
    np.right_shift(fen, 63, out=words[:, 1])
    return pa.Array.from_buffers(ARROW_TYPES[Kind.MONEY], len(fen), [None, pa.py_buffer(words)])
