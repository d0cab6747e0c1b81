"""Tables as an XLSX workbook to work in: a sheet each, and every cell a text that stays as it is."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from tierline.tables.model import DecisionTable
from tierline.tables.sheets import words
from tierline.tables.sheets.errors import NotWritable
from tierline.tables.sheets.words import Label, Role
from tierline.tables.sheets.writing import HIT_POLICY_WORDS, rows_of
from tierline.wording import Language, Text

if TYPE_CHECKING:
    from openpyxl.styles import NamedStyle
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST_CELL = 32_767
LONGEST_TITLE = 31
WIDEST, NARROWEST = 48, 12
MADE_ON = datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook has no zones; a fixed day, so that bytes are the same
SPARE_ROWS = 50
"""How far below the rules cells are texts already, for rules to come."""

TOO_LONG = Text(
    f"A cell would hold more than {LONGEST_CELL} characters, which is more than XLSX can. Write CSV instead.",
    f"有单元格超过 {LONGEST_CELL} 个字符,超出 XLSX 上限。请改写为 CSV。",
)
CHOOSE = Text("One of the hit policies", "命中策略之一")


class Look(Enum):
    """How cells look, under names that a spreadsheet lists among its styles."""

    LABEL = "table label"
    PLAIN = "table text"
    HEAD = "table head"
    INPUT = "table input"
    INPUT_VALUES = "table input values"
    OUTPUT = "table output"
    OUTPUT_VALUES = "table output values"
    OTHER = "table remark"
    RULE = "table rule"


INK, LINE = "1F2933", "BCC4CC"
FILLS = {
    Look.LABEL: "",
    Look.PLAIN: "",
    Look.HEAD: "E4E7EB",
    Look.INPUT: "D6E6F2",
    Look.INPUT_VALUES: "D6E6F2",
    Look.OUTPUT: "FCE8C8",
    Look.OUTPUT_VALUES: "FCE8C8",
    Look.OTHER: "EDEDED",
    Look.RULE: "",
}
BOLD = (Look.LABEL, Look.INPUT, Look.OUTPUT)

_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(tables: Sequence[DecisionTable], language: Language) -> bytes:
    """A workbook with a sheet for each table; the same tables give the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for style in _looks():
        book.add_named_style(style)
    titles: list[str] = []
    for table in tables:
        rows = rows_of(table, language)
        if any(len(_escaped(cell)) > LONGEST_CELL for row in rows for cell in row):
            raise NotWritable(table=table.name, problem=TOO_LONG)
        titles.append(_title(table.name, titles))
        sheet: Worksheet = book.create_sheet(titles[-1])
        layout = _layout(rows)
        _fill(sheet, rows, layout)
        _set_up(sheet, rows, layout, language)
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


def _escaped(text: str) -> str:
    """The text so that a spreadsheet does not take `_x000D_` for a character."""
    return _ESCAPE_LIKE.sub("_x005F_", text)


@dataclass(frozen=True)
class _Layout:
    """Where the parts of a written table stand, rows counted from 0."""

    labels: list[Label | None]
    roles: list[Role | None]
    role_row: int
    first_rule: int

    def look(self, row: int, column: int) -> Look:
        """How a cell is to look."""
        if row < self.role_row:
            return Look.LABEL if column == 0 else Look.PLAIN
        if column == 0:
            return Look.HEAD
        if row >= self.first_rule:
            return Look.RULE
        is_name = self.labels[row] in (Label.ROLE, Label.NAME)
        match self.roles[column]:
            case Role.INPUT:
                return Look.INPUT if is_name else Look.INPUT_VALUES
            case Role.OUTPUT:
                return Look.OUTPUT if is_name else Look.OUTPUT_VALUES
        return Look.OTHER


def _layout(rows: list[list[str]]) -> _Layout:
    labels = [words.label_of(row[0]) for row in rows]
    role_row = labels.index(Label.ROLE)
    roles = [None, *(words.role_of(word) for word in rows[role_row][1:])]
    rules = (at for at, label in enumerate(labels) if at > role_row and label is None)
    return _Layout(labels, roles, role_row, next(rules, len(rows)))


def _looks() -> list[NamedStyle]:
    """The styles of cells. All are of texts: `-` stays `-`, also where somebody types over it."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    line = Side(style="thin", color=LINE)
    framed = Border(left=line, right=line, top=line, bottom=line)
    found = []
    for look, fill in FILLS.items():
        is_free = look in (Look.LABEL, Look.PLAIN)
        style = NamedStyle(name=look.value, number_format="@")
        style.font = Font(bold=look in BOLD, color=INK)
        style.alignment = Alignment(vertical="top", wrap_text=not is_free)
        if not is_free:
            style.border = framed
        if fill:
            style.fill = PatternFill("solid", start_color=fill, end_color=fill)
        found.append(style)
    return found


def _fill(sheet: Worksheet, rows: list[list[str]], layout: _Layout) -> None:
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            cell = sheet.cell(row + 1, column + 1)
            cell.style = layout.look(row, column).value
            if value:
                cell.value = _escaped(value)
                cell.data_type = "s"
    for row in range(len(rows), len(rows) + SPARE_ROWS):
        for column in range(len(rows[0])):
            sheet.cell(row + 1, column + 1).style = Look.PLAIN.value


def _set_up(sheet: Worksheet, rows: list[list[str]], layout: _Layout, language: Language) -> None:
    """Widths, the head that stays in view, the list of hit policies, and how it prints."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.properties import PageSetupProperties

    for column in range(len(rows[0])):
        cells = (row[column] for row in rows[layout.role_row :])
        longest = max((_width(line) for cell in cells for line in cell.split("\n")), default=0)
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(
            max(longest + 2, NARROWEST), WIDEST
        )
    sheet.freeze_panes = f"B{layout.first_rule + 1}"
    listed = ",".join(HIT_POLICY_WORDS[language])
    choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=False)
    choice.error = choice.prompt = CHOOSE.read(language)
    sheet.add_data_validation(choice)
    choice.add(f"B{layout.labels.index(Label.HIT_POLICY) + 1}")
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{layout.role_row + 1}:{layout.first_rule}"


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
