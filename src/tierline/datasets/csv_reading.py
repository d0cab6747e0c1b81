"""CSV datasets: every value is read as text and has to be written as its type wants it, then kept as Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tierline.datasets.checks import EXAMPLES, Findings
from tierline.datasets.contract import INTEGERS, Column, Dataset, Kind
from tierline.datasets.errors import ColumnMissing, DatasetEmpty, DatasetUnreadable, EncodingUnknown
from tierline.datasets.source import literal, quoted
from tierline.wording import Text

if TYPE_CHECKING:
    import duckdb

PATTERNS = {
    **dict.fromkeys(INTEGERS, r"[+-]?[0-9]+"),
    Kind.MONEY: r"[+-]?[0-9]+(\.[0-9]{1,2})?",
    Kind.DATE: r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    Kind.BOOLEAN: r"(?i:true|false|t|f|1|0)",
}
"""How a value must be written; a cast alone would round 1.5 to 2 and 0.005 to 0.01."""


def as_parquet(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, files: tuple[str, ...], scratch: Path
) -> str:
    """Writes CSV files as one Parquet file in `scratch`, ordered by the dataset's key, and gives its path.

    Raises EncodingUnknown, ColumnMissing, DatasetEmpty, and ValuesRefused with the first lines at fault.
    """
    import duckdb

    for file in files:
        check_text(dataset, file)
    listed = ", ".join(literal(file) for file in files)
    scan = (
        f"read_csv([{listed}], header = true, all_varchar = true, union_by_name = true, strict_mode = true)"
    )
    try:
        found = [str(row[0]) for row in connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()]
        present = [column for column in dataset.columns if column.name in found]
        for column in dataset.columns:
            if column not in present and not column.nullable:
                raise ColumnMissing(
                    dataset=dataset.name,
                    column=column.name,
                    path=files[0],
                    found=", ".join(found),
                    type=column.kind,
                )
        _check_values(connection, dataset, scan, present)
        target = str(scratch / f"{dataset.name}-from-csv.parquet")
        columns = ", ".join(f"{_cast(column)} AS {quoted(column.name)}" for column in present)
        key = ", ".join(quoted(name) for name in dataset.key)
        connection.execute(
            f"COPY (SELECT {columns} FROM {scan} ORDER BY {key})"
            f" TO {literal(target)} (FORMAT parquet, ROW_GROUP_SIZE 122880)"
        )
    except duckdb.InvalidInputException as error:
        problem = str(error).splitlines()[0][:160]
        raise DatasetUnreadable(dataset=dataset.name, path=files[0], form="CSV", problem=problem) from None
    return target


def check_text(dataset: Dataset, file: str) -> None:
    """Raises EncodingUnknown where a file is not UTF-8, DatasetEmpty where it has not even a header."""
    import codecs
    import gzip

    opened = gzip.open(file, "rb") if file.endswith(".gz") else open(file, "rb")
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_empty = True
    with opened as stream:
        while chunk := stream.read(1 << 20):
            is_empty = False
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                raise EncodingUnknown(dataset=dataset.name, path=file) from None
    if is_empty:
        raise DatasetEmpty(dataset=dataset.name, path=file)


def _check_values(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, scan: str, present: list[Column]
) -> None:
    findings = Findings()
    typed = [column for column in present if column.kind in PATTERNS]
    conditions = {column.name: _misfit(column) for column in typed}
    if not typed:
        return
    counts = connection.execute(
        "SELECT "
        + ", ".join(f"count(*) FILTER (WHERE {one})" for one in conditions.values())
        + f" FROM {scan}"
    ).fetchall()[0]
    for column, rows in zip(typed, counts, strict=True):
        if rows:
            problem = Text(f"not written as {column.kind}", f"不是 {column.kind} 的写法")
            sample = connection.execute(
                f"SELECT subscriber_id, {quoted(column.name)} FROM {scan} WHERE {conditions[column.name]}"
                f" LIMIT {EXAMPLES}"
            ).fetchall()
            examples = [f"{one} ({value[:40]})" for one, value in sample]
            findings.add(dataset.name, column.name, problem, rows, examples)
    if findings:
        raise findings.error()


def _misfit(column: Column) -> str:
    name = quoted(column.name)
    written = f"regexp_full_match({name}, {literal(PATTERNS[column.kind])})"
    return f"{name} IS NOT NULL AND (NOT {written} OR TRY_CAST({name} AS {column.kind}) IS NULL)"


def _cast(column: Column) -> str:
    return f"CAST({quoted(column.name)} AS {column.kind})"
