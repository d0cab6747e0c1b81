"""The measurements as they are read: opened, held against the contract, and those of the month picked out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tierline.datasets.checks import EXAMPLES, Findings, checks_of, example, id_checks
from tierline.datasets.contract import Dataset
from tierline.datasets.errors import ColumnMissing, DatasetEmpty
from tierline.datasets.layout import opened
from tierline.datasets.source import Source, literal, quoted
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.measured.dataset import SITE_ID, measurements_of, unit_of
from tierline.grading.measured.errors import MonthUnmeasured
from tierline.grading.model import Rating
from tierline.grading.months import first_day
from tierline.grading.part_checks import TWICE, counted
from tierline.policy.model import Version

MEASURED = "measured"
"""The view of the month's rows, their numbers as whole units."""


def read(
    engine: DuckDB, version: Version, paths: Sequence[str], rating: Rating, scratch: Path, *, is_checked: bool
) -> Source:
    """The measurements at the paths; those of the month before the rating month are in the view MEASURED.

    Raises what datasets/errors.py has for files, columns, types and values, and MonthUnmeasured.
    """
    dataset = measurements_of(version)
    with faults():
        source = opened(engine.connection, dataset, paths, scratch)
    if not source.rows:
        raise DatasetEmpty(dataset=dataset.name, path=", ".join(paths))
    _check_columns(source, paths)
    findings = Findings()
    checks = checks_of(source) if is_checked else []
    counted(engine, source, source.scan(), [*id_checks(source), *checks], findings)
    if findings:
        raise findings.error()
    _check_month(engine, source, rating)
    engine.view(MEASURED, _of_the_month(source, version, rating))
    _check_once(engine, dataset, findings)
    if findings:
        raise findings.error()
    return source


def _check_columns(source: Source, paths: Sequence[str]) -> None:
    """Raises ColumnMissing: a number may be missing at a site, but a whole column is most likely misnamed."""
    for column in source.dataset.columns:
        if column.name not in source.types:
            raise ColumnMissing(
                dataset=source.dataset.name,
                column=column.name,
                path=", ".join(paths[:3]),
                found=", ".join(source.types),
                type=column.kind,
            )


def _check_month(engine: DuckDB, source: Source, rating: Rating) -> None:
    """Raises MonthUnmeasured where no row is of the month before the rating month."""
    rows = f"{source.scan()} WHERE {_in_month(rating)}"
    if engine.rows(f"SELECT 1 FROM {rows} LIMIT 1"):
        return
    first, last = engine.rows(f"SELECT min(month), max(month) FROM {source.scan()}")[0]
    wanted = first_day(rating.number - 1)
    raise MonthUnmeasured(month=f"{wanted:%Y-%m}", first=f"{first:%Y-%m}", last=f"{last:%Y-%m}")


def _in_month(rating: Rating) -> str:
    return f"month = DATE {literal(first_day(rating.number - 1).isoformat())}"


def _of_the_month(source: Source, version: Version, rating: Rating) -> str:
    numbers = []
    for measurement in version.measurements:
        column = source.dataset.column(measurement.name)
        # A decimal with two digits times 100 is whole, so that the cast rounds nothing.
        whole = f"CAST({source.typed(column)} * {unit_of(measurement)} AS BIGINT)"
        numbers.append(f"{whole} AS {quoted(measurement.name)}")
    ids = source.typed(source.dataset.column(SITE_ID))
    columns = ", ".join([f"{ids} AS {SITE_ID}", "site", *numbers])
    return f"SELECT {columns} FROM {source.scan()} WHERE {_in_month(rating)}"


def _check_once(engine: DuckDB, dataset: Dataset, findings: Findings) -> None:
    """Counts sites that stand more than once in the month: which of the rows holds, nobody could say."""
    several = f"SELECT {SITE_ID}, count(*) AS n FROM {MEASURED} GROUP BY 1 HAVING count(*) > 1"
    extra = engine.rows(f"SELECT coalesce(sum(n - 1), 0) FROM ({several})")[0][0]
    if extra:
        first = engine.rows(f"{several} ORDER BY 1 LIMIT {EXAMPLES}")
        examples = [example(one, f"{n}x") for one, n in first]
        findings.add(dataset.name, f"{SITE_ID}, month", TWICE, int(extra), examples)
