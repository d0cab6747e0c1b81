"""How a run goes through its inputs: in order of subscriber_id, by ranges of lines, in bounded memory.

Input that is not in order is noticed by its footers and ordered once; CSV becomes Parquet on the way.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.datasets.contract import Dataset
from tierline.datasets.csv_reading import ROW_GROUP_ROWS, as_parquet
from tierline.datasets.source import Source, files_at, inspected, is_csv, literal, quoted
from tierline.disk import whole

if TYPE_CHECKING:
    import duckdb

PART_LINES = 368_640
"""Lines of a part: three row groups of the usual size. Each part costs about 0.1 CPU seconds to plan, which
smaller parts pay more often; larger ones take memory."""

MOST_OVERREAD = 6
"""A dataset is ordered first where reading it part by part would go over its rows more often than this."""


@dataclass(frozen=True)
class Part:
    """A range of ids, both ends counted; None: no bound, so that the parts together cover every id."""

    number: int
    first: int | None
    last: int | None


def opened(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, given: Iterable[str], scratch: Path
) -> Source:
    """The dataset at the given paths. CSV is checked value by value and written to `scratch` as Parquet."""
    files = files_at(dataset, given)
    texts = tuple(file for file in files if is_csv([file]))
    if texts:
        others = (file for file in files if file not in texts)
        files = (*others, as_parquet(connection, dataset, texts, scratch))
    return inspected(connection, dataset, files)


def parts_of(source: Source, lines: int = PART_LINES) -> list[Part]:
    """Ranges of ids that cover every id, with about `lines` lines in each, by the footers of a source."""
    starts: list[int] = []
    filled = 0
    for first, last, rows in sorted(_ranges(source)):
        if filled and filled + rows > lines:
            starts.append(first)
            filled = 0
        pieces = -(-rows // lines) if rows > lines else 1
        starts += [first + (last - first + 1) * piece // pieces for piece in range(1, pieces)]
        filled = filled + rows if pieces == 1 else rows // pieces
    starts = sorted(set(starts))
    edges: list[int | None] = [None, *starts]
    lasts: list[int | None] = [*(start - 1 for start in starts), None]
    return [Part(number, first, last) for number, (first, last) in enumerate(zip(edges, lasts, strict=True))]


def _ranges(source: Source) -> Iterable[tuple[int, int, int]]:
    for group in source.row_groups:
        if group.ids is not None and group.rows:
            yield (*group.ids, group.rows)


def overread(source: Source, parts: Sequence[Part]) -> float:
    """How often reading the source part by part goes over its rows: 1 would be once."""
    if not source.rows or len(parts) == 1:
        return 1.0
    if not source.id_ranges_known():
        return float(len(parts))
    starts = [part.first for part in parts[1:] if part.first is not None]
    read = 0
    for first, last, rows in _ranges(source):
        read += rows * (bisect.bisect_right(starts, last) - bisect.bisect_right(starts, first) + 1)
    return read / source.rows


def fullest(source: Source, parts: Sequence[Part]) -> float:
    """About how many rows the fullest part holds, if ids lie evenly between the ends of each run of rows."""
    starts = [part.first for part in parts[1:] if part.first is not None]
    held = [0.0] * (len(starts) + 1)
    for first, last, rows in _ranges(source):
        begin, end = bisect.bisect_right(starts, first), bisect.bisect_right(starts, last)
        edges = [first, *starts[begin:end], last + 1]
        for number, (low, high) in enumerate(itertools.pairwise(edges), begin):
            held[number] += rows * (high - low) / (last + 1 - first)
    return max(held)


def needs_order(source: Source, parts: Sequence[Part]) -> bool:
    """True where ordering the rows once is cheaper than searching them anew for each part."""
    return overread(source, parts) > MOST_OVERREAD


def ordered(connection: duckdb.DuckDBPyConnection, source: Source, scratch: Path) -> Source:
    """The source once more, ordered by its key, in one file of `scratch`; one that is there is used."""
    target = scratch / f"{source.dataset.name}.parquet"
    known = [column for column in source.dataset.columns if column.name in source.types]
    columns = ", ".join(quoted(column.name) for column in known)
    key = ", ".join(quoted(name) for name in source.dataset.key)
    if not target.exists():
        with whole(target) as draft:
            connection.execute(
                f"COPY (SELECT {columns} FROM {source.scan()} ORDER BY {key})"
                f" TO {literal(str(draft))} (FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
            )
    return inspected(connection, source.dataset, (str(target),))
