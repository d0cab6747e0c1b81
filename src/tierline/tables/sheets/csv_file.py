"""Sheets in CSV: UTF-8, UTF-16 or GB18030, with commas, semicolons or tabs, as Excel writes them anywhere."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence

from tierline.tables.model import DecisionTable
from tierline.tables.sheets import words
from tierline.tables.sheets.errors import SheetUnreadable
from tierline.tables.sheets.reading import tables_in
from tierline.tables.sheets.sheet import MOST_COLUMNS, MOST_ROWS, Row, Sheet, too_large
from tierline.tables.sheets.words import Label
from tierline.tables.sheets.writing import rows_of
from tierline.wording import Language, Text

DELIMITERS = ",;\t"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""What a file begins with that says how its letters are written."""

NO_LETTERS = Text("it is written neither in UTF-8 nor in GB18030", "其编码既非 UTF-8 也非 GB18030")
SAVE_AS_UTF8 = Text('Save it as "CSV UTF-8", or as .xlsx.', "请另存为“CSV UTF-8”或 .xlsx。")
EMPTY = Text("it is empty", "内容为空")
EXPORT = Text(
    "`tierline table export` writes an example of such a file.", "可先用 tierline table export 导出一份样例。"
)
BROKEN = Text("row {row} is no CSV: {problem}", "第 {row} 行不是有效的 CSV:{problem}")
CLOSE_QUOTES = Text(
    'Close every quotation mark, and write one inside a cell twice (""), as spreadsheets do.',
    '请补全引号;单元格内的引号须写成两个(""),与电子表格的写法一致。',
)
ROWS = Text(f"it has more than {MOST_ROWS} rows", f"行数超过 {MOST_ROWS}")
COLUMNS = Text(
    f"row {{row}} has more than {MOST_COLUMNS} cells", f"第 {{row}} 行超过 {MOST_COLUMNS} 个单元格"
)


def read_csv(content: bytes, file: str) -> tuple[DecisionTable, ...]:
    """The tables of a CSV file. Raises SheetUnreadable, and what reading.py does."""
    text = _decoded(content, file)
    if not text.strip():
        raise SheetUnreadable(file=file, problem=EMPTY, advice=EXPORT)
    return tables_in(Sheet(file, "", _rows(text, file)))


def write_csv(tables: Sequence[DecisionTable], language: Language) -> bytes:
    """Tables in one CSV file, an empty line between each two; with the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            out.write("\r\n")
        writer.writerows(rows_of(table, language))
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _decoded(content: bytes, file: str) -> str:
    marked = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise SheetUnreadable(file=file, problem=NO_LETTERS, advice=SAVE_AS_UTF8)


def _rows(text: str, file: str) -> list[Row]:
    rows: list[Row] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True):
            if len(row) > MOST_COLUMNS and any(cell.strip() for cell in row[MOST_COLUMNS:]):
                problem, advice = too_large(_filled(COLUMNS, row=len(rows) + 1))
                raise SheetUnreadable(file=file, problem=problem, advice=advice)
            rows.append(row[:MOST_COLUMNS])
            if len(rows) > MOST_ROWS:
                problem, advice = too_large(ROWS)
                raise SheetUnreadable(file=file, problem=problem, advice=advice)
    except csv.Error as error:
        problem = _filled(BROKEN, row=len(rows) + 1, problem=str(error))
        raise SheetUnreadable(file=file, problem=problem, advice=CLOSE_QUOTES) from None
    return rows


def _delimiter(text: str) -> str:
    """What stands behind the first word, which every table begins with; a comma where nothing tells."""
    first = next(line for line in text.splitlines() if line.strip())
    for delimiter in DELIMITERS:
        if words.label_of(first.split(delimiter)[0].strip('"')) is Label.TABLE:
            return delimiter
    return DELIMITERS[0]


def _filled(text: Text, **facts: object) -> Text:
    return Text(text.en.format(**facts), text.zh.format(**facts))
