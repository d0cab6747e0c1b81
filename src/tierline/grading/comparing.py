"""Two results held against each other: file by file where they are the same bytes, else row by row."""

from __future__ import annotations

import filecmp
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tierline.datasets.paths import listed
from tierline.datasets.sql_text import quoted
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.engines.errors import EngineFault
from tierline.wording import Text

MOST_SHOWN = 5


@dataclass(frozen=True)
class Difference:
    """Rows of one result that only the recorded run has, or only the one done again; the first of each.

    Where rows cannot be held against each other, `problem` says why, and there are none.
    """

    result: str
    problem: Text | None = None
    only_recorded: int = 0
    only_again: int = 0
    columns: tuple[str, ...] = ()
    recorded: tuple[tuple[Any, ...], ...] = ()
    again: tuple[tuple[Any, ...], ...] = ()


def difference(
    engine: DuckDB, result: str, recorded: Path, again: Path, personal: Collection[str] = ()
) -> Difference | None:
    """How the Parquet files of a result differ between two folders; None where their rows are the same.

    Columns that are `personal` are compared, and not shown.
    """
    files, others = sorted((recorded / result).glob("*.parquet")), sorted((again / result).glob("*.parquet"))
    if not files:
        return Difference(result, Text("the record has no file of it", "原结果中没有其文件"))
    # What is equal byte by byte holds the same rows on both sides and needs no look.
    same = {
        file.name
        for file, other in ((file, again / result / file.name) for file in files)
        if other.exists() and filecmp.cmp(file, other, shallow=False)
    }
    left = [file for file in files if file.name not in same]
    right = [file for file in others if file.name not in same]
    if not left and not right:
        return None
    try:
        expected = _columns(engine, others[0])
        for file in left:
            found = _columns(engine, file)
            if set(found) != set(expected):
                return _other_columns(result, file, found, expected)
        return _by_rows(engine, result, expected, personal, _scan(left, others), _scan(right, files))
    except EngineFault as fault:
        problem = fault.facts["problem"]
        return Difference(
            result, Text(f"its files cannot be read as rows: {problem}", f"其文件无法按行读取：{problem}")
        )


def _scan(files: Sequence[Path], elsewhere: Sequence[Path]) -> str:
    """The SQL of the rows of files; of none, with the columns of those on the other side."""
    names = listed(str(file) for file in files or elsewhere[:1])
    scan = f"SELECT * FROM read_parquet({names}, hive_partitioning = false)"
    return f"({scan})" if files else f"({scan} WHERE false)"


def _columns(engine: DuckDB, file: Path) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in engine.rows(f"DESCRIBE {_scan([file], [])}"))


def _other_columns(result: str, file: Path, found: Sequence[str], expected: Sequence[str]) -> Difference:
    has, wanted = ", ".join(found), ", ".join(expected)
    problem = Text(
        f"the columns of {file.name} are {has}; expected {wanted}", f"{file.name} 的列为 {has}；应为 {wanted}"
    )
    return Difference(result, problem)


def _by_rows(
    engine: DuckDB,
    result: str,
    names: tuple[str, ...],
    personal: Collection[str],
    recorded: str,
    again: str,
) -> Difference | None:
    columns = ", ".join(quoted(name) for name in names)
    told = tuple(name for name in names if name not in personal)
    shown = ", ".join(quoted(name) for name in told)
    counts, first = {}, {}
    for key, left, right in (("recorded", recorded, again), ("again", again, recorded)):
        rows = f"(SELECT {columns} FROM {left} EXCEPT ALL SELECT {columns} FROM {right})"
        counts[key] = int(engine.rows(f"SELECT count(*) FROM {rows}")[0][0])
        first[key] = tuple(engine.rows(f"SELECT {shown} FROM {rows} ORDER BY ALL LIMIT {MOST_SHOWN}"))
    if not any(counts.values()):
        return None
    return Difference(
        result, None, counts["recorded"], counts["again"], told, first["recorded"], first["again"]
    )


def counts_difference(recorded: Mapping[str, Any], again: Mapping[str, Any]) -> Difference | None:
    """How the counts of summary.json differ from those of the run done again; None where they do not."""
    found = [name for name in recorded if recorded[name] != again.get(name)]
    if not found:
        return None
    en = "; ".join(f"{name} is {recorded[name]}, again {again.get(name)}" for name in found)
    zh = "；".join(f"{name} 为 {recorded[name]}，重跑为 {again.get(name)}" for name in found)
    return Difference("summary.json", Text(en, zh))
