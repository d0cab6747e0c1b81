"""One scheme of one month twice, as recorded and as replayed, and how the files of both are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tierline.datasets.layout import Part
from tierline.datasets.paths import listed
from tierline.datasets.sql_text import literal, quoted
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.engines.types import Coded, ColumnType, Hundredths
from tierline.policy.model import Version


@dataclass(frozen=True)
class MonthPair:
    """One scheme of one month: the folder of the record and that of the replay, the same where skipped."""

    first_day: date
    version: Version
    recorded: Path
    replayed: Path

    @property
    def is_replayed(self) -> bool:
        """True where the month was run again."""
        return self.recorded != self.replayed


def scan_of(folder: Path, result: str) -> str:
    return scan(sorted((folder / result).glob("*.parquet")))


def scan(files: Sequence[Path]) -> str:
    return f"read_parquet({listed(str(file) for file in files)}, hive_partitioning = false)"


def day(day: date) -> str:
    return f"DATE {literal(day.isoformat())}"


def differ(names: Sequence[str]) -> str:
    return " OR ".join(f"r.{quoted(name)} IS DISTINCT FROM n.{quoted(name)}" for name in names)


def plain(kind: ColumnType) -> ColumnType:
    """The type of a column that is read from a result rather than worked out."""
    if isinstance(kind, Coded):
        return "VARCHAR"
    return f"DECIMAL({kind.digits},2)" if isinstance(kind, Hundredths) else kind


def ranges(engine: DuckDB, folder: Path) -> list[Part]:
    """Ranges of ids that cover every id, one for each file of the grades of a run that has rows."""
    files = listed(str(file) for file in sorted((folder / "grades").glob("*.parquet")))
    firsts = engine.rows(
        "SELECT DISTINCT min(CAST(stats_min_value AS BIGINT)) OVER (PARTITION BY file_name)"
        f" FROM parquet_metadata({files}) WHERE path_in_schema = 'subscriber_id' ORDER BY 1"
    )
    starts: list[int] = [row[0] for row in firsts if row[0] is not None][1:]
    edges: list[int | None] = [None, *starts]
    lasts: list[int | None] = [*(start - 1 for start in starts), None]
    return [Part(number, first, last) for number, (first, last) in enumerate(zip(edges, lasts, strict=True))]
