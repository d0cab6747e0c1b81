"""Tables as an XLSX workbook to work in: a sheet each, and every cell a text that stays as it is."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tierline.tables.model import DecisionTable
from tierline.tables.sheets import words
from tierline.tables.sheets.errors import NotWritable
from tierline.tables.sheets.words import Label, Role
from tierline.tables.sheets.writing import HIT_POLICY_WORDS, rows_of
from tierline.wording import Language, Text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST_CELL = 32_767
LONGEST_TITLE = 31
WIDEST, NARROWEST = 48, 11
MADE_ON = datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook has no zones; a fixed day, so that bytes are the same
SPARE_ROWS = 50
"""How far below the rules cells are texts already, for rules to come."""

TOO_LONG = Text(
    f"A cell would hold more than {LONGEST_CELL} characters, which is more than XLSX can. Write CSV instead.",
    f"有单元格超过 {LONGEST_CELL} 个字符,超出 XLSX 上限。请改写为 CSV。",
)
CHOOSE = Text("One of the hit policies", "命中策略之一")

INK, HEAD, INPUTS, OUTPUTS, OTHERS, LINE = "1F2933", "E4E7EB", "D6E6F2", "FCE8C8", "EDEDED", "BCC4CC"
FILLS = {Role.INPUT: INPUTS, Role.OUTPUT: OUTPUTS}

_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(tables: Sequence[DecisionTable], language: Language) -> bytes:
    """A workbook with a sheet for each table; the same tables give the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    titles: list[str] = []
    for table in tables:
        rows = rows_of(table, language)
        if any(len(_escaped(cell)) > LONGEST_CELL for row in rows for cell in row):
            raise NotWritable(table=table.name, problem=TOO_LONG)
        titles.append(_title(table.name, titles))
        sheet: Worksheet = book.create_sheet(titles[-1])
        _fill(sheet, rows)
        _style(sheet, rows, language)
    book.properties.creator = "tierline"
    book.properties.created = MADE_ON
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _title(name: str, taken: Sequence[str]) -> str:
    """The name of a sheet: that of its table as far as a sheet may have it, and unlike all others."""
    plain = re.sub(r"[\[\]:*?/\\]", "_", "".join(c if c.isprintable() else "_" for c in name)).strip("' ")
    plain = plain[:LONGEST_TITLE] or words.LABELS[Label.TABLE].en
    title, number = plain, 1
    # `History` is a name that Excel keeps for itself.
    while title.casefold() in {"history", *(other.casefold() for other in taken)}:
        number += 1
        title = f"{plain[: LONGEST_TITLE - len(str(number)) - 1]} {number}"
    return title


def _fill(sheet: Worksheet, rows: list[list[str]]) -> None:
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            # As a text, `-` stays `-` and `>= 450` stays `>= 450`, also when somebody types over it.
            cell.number_format = "@"
            if value:
                cell.value = _escaped(value)
                cell.data_type = "s"


def _escaped(text: str) -> str:
    """The text so that a spreadsheet does not take `_x000D_` for a character."""
    return _ESCAPE_LIKE.sub("_x005F_", text)


def _style(sheet: Worksheet, rows: list[list[str]], language: Language) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.properties import PageSetupProperties

    labels = [words.label_of(row[0]) for row in rows]
    role_row = labels.index(Label.ROLE)
    first_rule = next((at for at, label in enumerate(labels) if at > role_row and label is None), len(rows))
    line = Side(style="thin", color=LINE)
    roles = [None, *(words.role_of(word) for word in rows[role_row][1:])]
    for at, row in enumerate(rows):
        for column in range(len(row)):
            cell = sheet.cell(at + 1, column + 1)
            cell.alignment = Alignment(vertical="top", wrap_text=at >= role_row and column > 0)
            if at < role_row:
                cell.font = Font(bold=column == 0, color=INK)
                continue
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            is_head = at < first_rule
            cell.font = Font(bold=is_head and labels[at] in (Label.ROLE, Label.NAME), color=INK)
            if is_head or column == 0:
                role = roles[column]
                fill = HEAD if column == 0 else FILLS.get(role, OTHERS) if role else OTHERS
                cell.fill = PatternFill("solid", start_color=fill, end_color=fill)
    for column in range(len(rows[0])):
        longest = max(
            (_width(part) for row in rows[role_row:] for part in row[column].split("\n")), default=0
        )
        width = min(max(longest + 2, NARROWEST), WIDEST)
        letter = get_column_letter(column + 1)
        sheet.column_dimensions[letter].width = width if column else max(width, 14)
    sheet.freeze_panes = f"B{first_rule + 1}"
    for at in range(len(rows), len(rows) + SPARE_ROWS):
        for column in range(len(rows[0])):
            sheet.cell(at + 1, column + 1).number_format = "@"
    listed = ",".join(HIT_POLICY_WORDS[language])
    choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=False)
    choice.error = choice.prompt = CHOOSE.read(language)
    sheet.add_data_validation(choice)
    choice.add(f"B{labels.index(Label.HIT_POLICY) + 1}")
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{role_row + 1}:{first_rule}"


def _width(text: str) -> int:
    """How wide a text is, in letters; a Chinese one is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _timeless(content: bytes) -> bytes:
    """The workbook without the moment at which it was saved, which the library writes in two places."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as anew:
        for part in packed.infolist():
            data = packed.read(part)
            if part.filename == "docProps/core.xml":
                moment = MADE_ON.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, data)
            anew.writestr(zipfile.ZipInfo(part.filename), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
