"""CSV datasets: every value is read as text, held against the form of its type, and kept as Parquet."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from tierline.datasets.checks import EXAMPLES, Findings, example, masked
from tierline.datasets.contract import INTEGERS, OVERRIDES, Column, Dataset, Kind
from tierline.datasets.errors import (
    ColumnMissing,
    ColumnTwice,
    DatasetEmpty,
    DatasetUnreadable,
    EncodingUnknown,
    LineBroken,
)
from tierline.datasets.paths import listed
from tierline.datasets.sql_text import literal, quoted
from tierline.disk import whole
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

DELIMITERS = ",;\t|"

ROW_GROUP_ROWS = 122_880


@dataclass(frozen=True)
class Header:
    """The first line of a CSV file: the names of its columns, and what stands between them."""

    file: str
    names: tuple[str, ...]
    delimiter: str

    def scan(self) -> str:
        """The SQL of a scan of the file, every value as text; an empty value is NULL."""
        # Nothing is left to be guessed: a guess that fits most rows changes the values of the others.
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self.names)
        return (
            f"read_csv({listed([self.file])}, columns = {{{columns}}}, header = true,"
            f" delim = {literal(self.delimiter)}, quote = '\"', escape = '\"', nullstr = '',"
            " auto_detect = false, strict_mode = true, hive_partitioning = false)"
        )


def as_parquet(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, files: tuple[str, ...], scratch: Path
) -> str:
    """Writes CSV files as one Parquet file in `scratch`, ordered by the dataset's key, and gives its path.

    One that is there was made of the same files, which are then not read again.
    Raises EncodingUnknown, DatasetEmpty, DatasetUnreadable, ColumnMissing, ColumnTwice, and ValuesRefused
    with the first rows at fault.
    """
    target = scratch / f"{dataset.name}-from-csv.parquet"
    if target.exists():
        return str(target)
    headers = []
    for file in files:
        check_text(dataset, file)
        headers.append(_header(dataset, file))
    present = [column for column in dataset.columns if any(column.name in one.names for one in headers)]
    for header in headers:
        _read_through(connection, dataset, header)
    rows = "(" + " UNION ALL ".join(_selected(header, present) for header in headers) + ")"
    _check_values(connection, dataset, rows, present)
    columns = ", ".join(f"CAST({quoted(one.name)} AS {one.kind}) AS {quoted(one.name)}" for one in present)
    key = ", ".join(quoted(name) for name in dataset.key)
    with whole(target) as draft:
        connection.execute(
            f"COPY (SELECT {columns} FROM {rows} ORDER BY {key})"
            f" TO {literal(str(draft))} (FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
        )
    return str(target)


def check_text(dataset: Dataset, file: str) -> None:
    """Raises EncodingUnknown where a file is not UTF-8, DatasetEmpty where it has not even a header."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_empty = True
    try:
        with _opened(file) as stream:
            while chunk := stream.read(1 << 20):
                is_empty = False
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise EncodingUnknown(dataset=dataset.name, path=file) from None
    except (OSError, EOFError, zlib.error) as error:
        problem = str(getattr(error, "strerror", None) or error)
        raise DatasetUnreadable(dataset=dataset.name, path=file, form="CSV", problem=problem) from None
    if is_empty:
        raise DatasetEmpty(dataset=dataset.name, path=file)


def _opened(file: str) -> BinaryIO:
    if file.lower().endswith(".gz"):
        return cast(BinaryIO, gzip.open(file, "rb"))
    return Path(file).open("rb")


def _header(dataset: Dataset, file: str) -> Header:
    """The header of a file, with numbers in the place of names that the contract does not have.

    Raises ColumnMissing, ColumnTwice, DatasetUnreadable.
    """
    with _opened(file) as stream:
        first = io.TextIOWrapper(stream, "utf-8-sig", newline="").read(csv.field_size_limit())
    expected = {column.name for column in dataset.columns}
    found: list[str] = []
    delimiter = DELIMITERS[0]
    for candidate in DELIMITERS:
        try:
            names = next(csv.reader(io.StringIO(first, newline=""), delimiter=candidate), [])
        except csv.Error as error:
            raise DatasetUnreadable(dataset=dataset.name, path=file, form="CSV", problem=str(error)) from None
        if not found or len(expected.intersection(names)) > len(expected.intersection(found)):
            found, delimiter = names, candidate
    for column in dataset.columns:
        if found.count(column.name) > 1:
            raise ColumnTwice(dataset=dataset.name, column=column.name, path=file)
        if column.name not in found and not column.nullable:
            # A file without a header begins with a row, in which there may be a phone number, or people.
            is_header = dataset is not OVERRIDES or not expected.isdisjoint(found)
            shown = masked(", ".join(name[:40] for name in found[:30])) if is_header else ""
            raise ColumnMissing(
                dataset=dataset.name, column=column.name, path=file, found=shown or "-", type=column.kind
            )
    names = [name if name in expected else f" {number}" for number, name in enumerate(found)]
    return Header(file, tuple(names), delimiter)


def _selected(header: Header, present: Sequence[Column]) -> str:
    missing = "CAST(NULL AS VARCHAR) AS "
    columns = ", ".join(
        ("" if column.name in header.names else missing) + quoted(column.name) for column in present
    )
    return f"SELECT {columns} FROM {header.scan()}"


def _read_through(connection: duckdb.DuckDBPyConnection, dataset: Dataset, header: Header) -> None:
    """Raises LineBroken or DatasetUnreadable where the lines of a file do not have the form of its header."""
    import duckdb

    try:
        connection.execute(f"SELECT count(COLUMNS(*)) FROM {header.scan()}").fetchall()
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        # What an engine says of a line also tells the line, with the phone number in it.
        said = str(error)
        line = re.search(r"Line: (\d+)", said)
        if line is None:
            problem: object = Text("its lines end in different ways, or are too long", "行尾不一致，或行过长")
            raise DatasetUnreadable(
                dataset=dataset.name, path=header.file, form="CSV", problem=problem
            ) from None
        fields = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
        problem = Text("a quote that is not closed, or stands inside a value", "引号未闭合，或出现在值的中间")
        if fields is not None:
            problem = Text(
                f"expected {fields[1]} values as in the header, found {fields[2]}",
                f"应与表头一致有 {fields[1]} 个值，实有 {fields[2]} 个",
            )
        raise LineBroken(dataset=dataset.name, path=header.file, line=line[1], problem=problem) from None


def _check_values(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, rows: str, present: Sequence[Column]
) -> None:
    """Raises ValuesRefused where values are not written as their types want it."""
    findings = Findings()
    typed = [column for column in present if column.kind in PATTERNS]
    conditions = {column.name: _misfit(column) for column in typed}
    counts = ", ".join(f"count(*) FILTER (WHERE {one})" for one in conditions.values())
    found = connection.execute(f"SELECT {counts} FROM {rows}").fetchall()[0]
    for column, count in zip(typed, found, strict=True):
        if count:
            problem = Text(f"not written as {column.kind}", f"不是 {column.kind} 的写法")
            sample = connection.execute(
                f"SELECT {quoted(dataset.id)}, {quoted(column.name)} FROM {rows}"
                f" WHERE {conditions[column.name]}"
                f" ORDER BY TRY_CAST({quoted(dataset.id)} AS BIGINT), 2 LIMIT {EXAMPLES}"
            ).fetchall()
            examples = [example(_id_shown(one), masked(value)) for one, value in sample]
            findings.add(dataset.name, column.name, problem, count, examples)
    if findings:
        raise findings.error()


def _id_shown(written: str | None) -> str | None:
    """An id as it was written; what is none may be a phone number in the wrong column."""
    if written is None or re.fullmatch(r"-?[0-9]{1,19}", written):
        return written
    return masked(written)


def _misfit(column: Column) -> str:
    name = quoted(column.name)
    written = f"regexp_full_match({name}, {literal(PATTERNS[column.kind])})"
    return f"{name} IS NOT NULL AND (NOT {written} OR TRY_CAST({name} AS {column.kind}) IS NULL)"
