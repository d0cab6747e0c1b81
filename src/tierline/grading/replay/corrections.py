"""The corrected rows of a dataset: held against the contract, and kept by the engine as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tierline.datasets.checks import EXAMPLES as MOST_SHOWN
from tierline.datasets.checks import Findings, checks_of, example, id_checks
from tierline.datasets.contract import BILLS, Column, Dataset
from tierline.datasets.errors import DatasetEmpty
from tierline.datasets.layout import opened
from tierline.datasets.source import Source, files_at
from tierline.datasets.sql_text import quoted
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.part_checks import TWICE, counted


@dataclass(frozen=True)
class Corrections:
    """Corrected rows of a dataset, at most one for each key; `table` has them in the contract's types."""

    dataset: Dataset
    files: tuple[str, ...]
    rows: int
    table: str

    @property
    def columns(self) -> tuple[Column, ...]:
        """What a correction may change of a row that grading reads: all but its key and personal data."""
        return tuple(
            column
            for column in self.dataset.columns
            if column.name not in self.dataset.key and not column.personal
        )


def typed_rows(source: Source, files: Sequence[str] | None = None) -> str:
    """The SQL of the rows of a source, or of some of its files, in the contract's types."""
    columns = ", ".join(f"{source.typed(one)} AS {quoted(one.name)}" for one in source.dataset.columns)
    return f"(SELECT {columns} FROM {source.scan(files)})"


def held_corrections(engine: DuckDB, dataset: Dataset, paths: Sequence[str], scratch: Path) -> Corrections:
    """The corrected rows at some paths. Raises what the contract has for files, columns and rows."""
    files = files_at(dataset, paths)
    scratch.mkdir()
    with faults():
        source = opened(engine.connection, dataset, files, scratch)
    if not source.rows:
        raise DatasetEmpty(dataset=dataset.name, path=", ".join(paths))
    findings = Findings()
    counted(engine, source, source.scan(), id_checks(source), findings)
    counted(engine, source, source.scan(), checks_of(source), findings)
    if findings:
        raise findings.error()
    table = f"corrected_{dataset.name}"
    engine.keep(table, f"SELECT * FROM {typed_rows(source)}")
    _check_once(engine, dataset, table)
    return Corrections(dataset, files, source.rows, table)


def _check_once(engine: DuckDB, dataset: Dataset, table: str) -> None:
    """Raises ValuesRefused where several rows stand for the same: which is right is not ours to say."""
    key = ", ".join(quoted(name) for name in dataset.key)
    repeated = f"SELECT {key}, count(*) AS n FROM {table} GROUP BY ALL HAVING count(*) > 1"
    extra = engine.rows(f"SELECT coalesce(sum(n - 1), 0) FROM ({repeated})")[0][0]
    if extra:
        month = "left(CAST(month AS VARCHAR), 7) || ', ' || " if dataset is BILLS else ""
        first = engine.rows(
            f"SELECT subscriber_id, {month}n || 'x' FROM ({repeated}) ORDER BY ALL LIMIT {MOST_SHOWN}"
        )
        findings = Findings()
        findings.add(
            dataset.name, ", ".join(dataset.key), TWICE, int(extra), [example(*row) for row in first]
        )
        raise findings.error()
