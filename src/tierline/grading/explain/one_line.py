"""The rows of one line, read from datasets of any size: its own rows alone, and the contract's columns.

Phone numbers are never read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.datasets.checks import EXAMPLES, NOT_FILLED, example
from tierline.datasets.contract import (
    BILLS,
    CHANGED_LINES,
    CORRECTED_BILLS,
    MEMBERSHIPS,
    OVERRIDES,
    SPECIAL_GRADES,
    SUBSCRIBERS,
    Column,
    Dataset,
)
from tierline.datasets.errors import ColumnMissing, DatasetUnreadable, ValuesRefused
from tierline.datasets.paths import is_csv, listed
from tierline.datasets.sql_text import quoted
from tierline.grading.explain.errors import LineUnknown
from tierline.grading.model import Bill, Line, Membership
from tierline.grading.overrides.model import Override
from tierline.policy.model import Version
from tierline.policy.vocabulary import BILL_COLUMNS
from tierline.wording import Text

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
Files = Mapping[str, Sequence[str]]
"""The files of each dataset by its name; one that is not given has none."""


@contextmanager
def opened(**limits: str | int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for a few small questions, in memory; `limits` are settings of the engine."""
    import duckdb

    with duckdb.connect(config=dict(limits)) as connection:
        yield connection


def read_line(connection: duckdb.DuckDBPyConnection, files: Files, subscriber_id: int) -> Line:
    """One line with its bills, its memberships in every scheme, and its special grade.

    Raises LineUnknown, and ColumnMissing or DatasetUnreadable where a file is not as the contract says.
    """
    changed = rows_of(connection, CHANGED_LINES, files, subscriber_id)
    found = [row for row in changed if not row["removed"]]
    found = found if changed else rows_of(connection, SUBSCRIBERS, files, subscriber_id)
    if not found:
        path = ", ".join(files[SUBSCRIBERS.name][:3])
        raise LineUnknown(subscriber_id=subscriber_id, path=path)
    corrected = rows_of(connection, CORRECTED_BILLS, files, subscriber_id)
    months = {row["month"] for row in corrected}
    bills = [row for row in rows_of(connection, BILLS, files, subscriber_id) if row["month"] not in months]
    bills += corrected
    held = rows_of(connection, MEMBERSHIPS, files, subscriber_id)
    special = rows_of(connection, SPECIAL_GRADES, files, subscriber_id)
    return Line(
        subscriber_id=subscriber_id,
        attributes={name: value for name, value in found[0].items() if name != "removed"},
        bills=tuple(
            Bill(row["month"], {name: row[name] for name in BILL_COLUMNS})
            for row in sorted(bills, key=lambda row: row["month"])
        ),
        memberships=tuple(
            Membership(row["scheme"], row["tier"], row["since"], row["ends_on"], row["source"])
            for row in sorted(held, key=lambda row: row["since"])
        ),
        special_grade=special[0]["grade"] if special else None,
    )


def read_overrides(
    connection: duckdb.DuckDBPyConnection, files: Files, subscriber_id: int, version: Version
) -> tuple[Override, ...]:
    """What is set by hand for a line in the scheme of a version. Raises ValuesRefused."""
    rows = rows_of(connection, OVERRIDES, files, subscriber_id, with_personal=True)
    found = [row for row in rows if row["scheme"] == version.scheme]
    for name in (column.name for column in OVERRIDES.columns):
        _refuse(name, NOT_FILLED, subscriber_id, [row for row in found if row[name] is None])
    tiers = ", ".join(version.ranking)
    of_scheme = Text(
        f"expected a tier of {version.scheme}: {tiers}", f"应为 {version.scheme} 的等级：{tiers}"
    )
    _refuse("tier", of_scheme, subscriber_id, [row for row in found if row["tier"] not in version.ranking])
    return tuple(
        Override(row["tier"], row["since"], row["ends_on"], row["reason"], row["set_by"], row["approved_by"])
        for row in found
    )


def _refuse(column: str, problem: Text, subscriber_id: int, rows: Sequence[Row]) -> None:
    """Raises ValuesRefused where there are such rows of what is set by hand, told by their first days."""
    if rows:
        examples = "; ".join(example(subscriber_id, row["since"]) for row in rows[:EXAMPLES])
        raise ValuesRefused(
            dataset=OVERRIDES.name, column=column, problem=problem, rows=len(rows), examples=examples
        )


def recorded_row(
    connection: duckdb.DuckDBPyConnection, folder: Path, whose: int, column: str = SUBSCRIBERS.id
) -> Row | None:
    """The row of a line, or of what `column` has the id of, in the `grades` of a run; None without one."""
    files = sorted(str(path) for path in (folder / "grades").glob("*.parquet"))
    if not files:
        return None
    scan = f"read_parquet({listed(files)}, hive_partitioning = false)"
    sql = f"SELECT * FROM {scan} WHERE {quoted(column)} = {whose}"
    names, rows = _asked(connection, "grades", files[0], "Parquet", sql)
    return dict(zip(names, rows[0], strict=True)) if rows else None


def rows_of(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    files: Files,
    whose: int,
    *,
    with_personal: bool = False,
) -> list[Row]:
    """The rows of a dataset with that id, of a line or of a site. Raises as read_line does."""
    here = tuple(files.get(dataset.name, ()))
    if not here:
        return []
    form = "CSV" if is_csv(here) else "Parquet"
    scan = (
        f"read_csv({listed(here)}, header = true, all_varchar = true, union_by_name = true,"
        " hive_partitioning = false)"
        if form == "CSV"
        else f"read_parquet({listed(here)}, union_by_name = true, hive_partitioning = false)"
    )
    names, _ = _asked(connection, dataset.name, here[0], form, f"SELECT * FROM {scan} LIMIT 0")
    selected = [
        _selected(dataset, column, names, here[0])
        for column in dataset.columns
        if with_personal or not column.personal
    ]
    # A cast of the id would keep the engine from skipping the row groups that cannot hold it.
    column = quoted(dataset.id)
    is_its_own = f"TRY_CAST({column} AS BIGINT) = {whose}" if form == "CSV" else f"{column} = {whose}"
    sql = f"SELECT {', '.join(selected)} FROM {scan} WHERE {is_its_own}"
    columns, rows = _asked(connection, dataset.name, here[0], form, sql)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _selected(dataset: Dataset, column: Column, names: Sequence[str], path: str) -> str:
    if column.name in names:
        return f"CAST({quoted(column.name)} AS {column.kind}) AS {quoted(column.name)}"
    if column.nullable:
        return f"CAST(NULL AS {column.kind}) AS {quoted(column.name)}"
    found = ", ".join(names[:30])
    raise ColumnMissing(dataset=dataset.name, column=column.name, path=path, found=found, type=column.kind)


def _asked(
    connection: duckdb.DuckDBPyConnection, dataset: str, path: str, form: str, sql: str
) -> tuple[list[str], list[tuple[Any, ...]]]:
    import duckdb

    try:
        result = connection.execute(sql)
        return [str(column[0]) for column in result.description or ()], result.fetchall()
    except duckdb.Error as error:
        problem = str(error).splitlines()[0][:200]
        raise DatasetUnreadable(dataset=dataset, path=path, form=form, problem=problem) from None
