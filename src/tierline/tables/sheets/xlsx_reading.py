"""Sheets in XLSX. Nothing is calculated: a cell that holds a formula is refused, for nobody saw its value."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from typing import Any
from xml.etree.ElementTree import ParseError

from tierline.tables.errors import TableError
from tierline.tables.model import DecisionTable
from tierline.tables.sheets.errors import CellRefused, SheetUnreadable
from tierline.tables.sheets.reading import tables_in
from tierline.tables.sheets.sheet import MOST_COLUMNS, MOST_ROWS, Sheet, Value, is_blank, too_large
from tierline.wording import Text

MOST_UNPACKED = 64 * 2**20
MOST_PARTS = 1_000
"""What a workbook may unpack to: a zip file of some kilobytes may hold gigabytes."""

OLD_BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
DAMAGES = (
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, OSError, EOFError, RuntimeError),
    *(NotImplementedError, AssertionError, zipfile.BadZipFile, zlib.error, ParseError),
)
"""What the reader of workbooks says of files that are damaged, or were made to do damage."""

EMPTY = Text("it is empty", "内容为空")
ENCRYPTED = Text("it is protected by a password", "文件已加密")
BINARY = Text("it is a workbook of the old binary form (.xls)", "这是旧的二进制工作簿(.xls)")
NO_ZIP = Text("it is no XLSX workbook", "不是 XLSX 工作簿")
DAMAGED = Text("the workbook is damaged", "工作簿已损坏")
UNPACKED = Text(f"it unpacks to more than {MOST_UNPACKED >> 20} MB", f"解压后超过 {MOST_UNPACKED >> 20} MB")
TOO_MANY = Text(
    f"the sheet {{sheet}} has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns",
    f"工作表 {{sheet}} 超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列",
)
NOTHING_IN_IT = Text("none of its sheets holds anything", "所有工作表均为空")

TAKE_PASSWORD_OFF = Text("Save it without a password.", "请取消密码后另存。")
SAVE_ANEW = Text("Open it in a spreadsheet and save it as .xlsx.", "请用电子表格软件打开并另存为 .xlsx。")
EXPORT = Text(
    "`tierline table export` writes an example of such a file.", "可先用 tierline table export 导出一份样例。"
)
A_FORMULA, AN_ERROR = Text("a formula", "公式"), Text("an error ({value})", "错误值({value})")
A_VALUE = Text("the value itself", "数值本身")
A_MOMENT = Text("a time of day ({value})", "时刻({value})")
A_DAY = Text("a day without a time", "不带时刻的日期")
A_NUMBER_TOO_LARGE = Text("a number that is too large", "过大的数值")

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_xlsx(content: bytes, file: str) -> tuple[DecisionTable, ...]:
    """The tables of all sheets of a workbook, in order; empty sheets are passed over.

    Raises SheetUnreadable, CellRefused, and what reading.py does.
    """
    _check_packed(content, file)
    from openpyxl.utils.exceptions import CellCoordinatesException, InvalidFileException

    try:
        sheets = _sheets(content, file)
    except TableError:
        raise
    except (*DAMAGES, CellCoordinatesException, InvalidFileException):
        raise SheetUnreadable(file=file, problem=DAMAGED, advice=SAVE_ANEW) from None
    if not any(sheet.rows for sheet in sheets):
        raise SheetUnreadable(file=file, problem=NOTHING_IN_IT, advice=EXPORT)
    return tuple(chain.from_iterable(tables_in(sheet) for sheet in sheets))


def _check_packed(content: bytes, file: str) -> None:
    """Raises SheetUnreadable for what is no XLSX workbook, or unpacks to more than one of tables would."""
    if not content:
        raise SheetUnreadable(file=file, problem=EMPTY, advice=EXPORT)
    if content.startswith(OLD_BINARY):
        # An encrypted workbook is packed in the container that the old form had.
        if ENCRYPTED_PACKAGE in content:
            raise SheetUnreadable(file=file, problem=ENCRYPTED, advice=TAKE_PASSWORD_OFF)
        raise SheetUnreadable(file=file, problem=BINARY, advice=SAVE_ANEW)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except DAMAGES:
        raise SheetUnreadable(file=file, problem=NO_ZIP, advice=SAVE_ANEW) from None
    # A part is never read beyond the size that is written here.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        problem, advice = too_large(UNPACKED)
        raise SheetUnreadable(file=file, problem=problem, advice=advice)


def _sheets(content: bytes, file: str) -> list[Sheet]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(content)) as packed, warnings.catch_warnings():
        # What the library says of styles and lists that it leaves out is nothing that tables are made of.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        # Opened as read only, sheets are of a type that the library's own types do not tell of.
        found: list[Any] = list(book.worksheets)
        return [_sheet(sheet, packed, file) for sheet in found]


@dataclass
class _Extent:
    """How far the cells of a sheet reach that hold something, counted from 1, and which cells are merged."""

    rows: int = 0
    columns: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First column, first row, last column, last row."""


def _sheet(sheet: Any, packed: zipfile.ZipFile, file: str) -> Sheet:
    extent = _extent(sheet, packed)
    if extent.rows > MOST_ROWS or extent.columns > MOST_COLUMNS:
        sized = Text(TOO_MANY.en.format(sheet=sheet.title), TOO_MANY.zh.format(sheet=sheet.title))
        problem, advice = too_large(sized)
        raise SheetUnreadable(file=file, problem=problem, advice=advice)
    if not extent.rows:
        return Sheet(file, sheet.title, ())
    empty = Sheet(file, sheet.title, ())
    # What a file says of its own size may be wrong, and would cut off rows.
    sheet.reset_dimensions()
    rows: list[list[Value]] = [
        [_value(cell, empty, row, column) for column, cell in enumerate(cells)]
        for row, cells in enumerate(sheet.iter_rows(max_row=extent.rows, max_col=extent.columns))
    ]
    _spread(rows, extent.merged)
    return Sheet(file, sheet.title, rows)


def _extent(sheet: Any, packed: zipfile.ZipFile) -> _Extent:
    """One look through the sheet, before anything is made of it.

    A cell in the last column of the last row would otherwise be a table of seventeen billion cells.
    """
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils import range_boundaries
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    found = _Extent()
    row = column = 0
    # openpyxl has no other way to tell in which part a sheet lies.
    with packed.open(sheet._worksheet_path) as part:  # noqa: SLF001
        for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "row":
                    row, column = int(element.get("r") or row + 1), 0
                continue
            if tag == "c":
                written = element.get("r")
                column = (
                    column_index_from_string(coordinate_from_string(written)[0]) if written else column + 1
                )
                if any(child.text or len(child) for child in element):
                    found.rows, found.columns = max(found.rows, row), max(found.columns, column)
                element.clear()
            elif tag == "mergeCell":
                left, top, right, bottom = range_boundaries(element.get("ref"))
                found.merged.append((int(left or 1), int(top or 1), int(right or 1), int(bottom or 1)))
            elif tag == "row":
                element.clear()
    return found


def _spread(rows: list[list[Value]], merged: Iterable[tuple[int, int, int, int]]) -> None:
    """Give every cell of a merged range its value, as whoever looks at the sheet sees it.

    Raises ValueError where ranges lie over each other, which no spreadsheet allows and takes for ever.
    """
    width = len(rows[0])
    left_over = len(rows) * width
    for left, top, right, bottom in merged:
        covered = rows[top - 1 : bottom]
        columns = range(left - 1, min(right, width))
        left_over -= len(covered) * len(columns)
        if left_over < 0:
            raise ValueError("merged ranges lie over each other")
        for row in covered:
            for column in columns:
                row[column] = rows[top - 1][left - 1]


def _value(cell: Any, sheet: Sheet, row: int, column: int) -> Value:
    """What a cell holds, as Excel shows it in the line above the sheet. Raises CellRefused."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise _refused(sheet, row, column, A_FORMULA, A_VALUE)
    if cell.data_type == "e":
        found = Text(AN_ERROR.en.format(value=value), AN_ERROR.zh.format(value=value))
        raise _refused(sheet, row, column, found, A_VALUE)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # A spreadsheet counts with fifteen digits and shows no more; what a float holds beyond is noise.
        number = Decimal(format(value, ".15g"))
        if not number.is_finite():
            raise _refused(sheet, row, column, A_NUMBER_TOO_LARGE, A_VALUE)
        return number
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, str):
        return "" if is_blank(value) else _unescaped(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    found = Text(A_MOMENT.en.format(value=value), A_MOMENT.zh.format(value=value))
    raise _refused(sheet, row, column, found, A_DAY)


def _refused(sheet: Sheet, row: int, column: int, found: Text, expected: Text) -> CellRefused:
    return CellRefused(place=sheet.place(row, column), found=found, expected=expected)


def _unescaped(text: str) -> str:
    """The text with the characters that XLSX writes as _x000D_."""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
