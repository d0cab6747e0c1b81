"""A sheet: rows of cells, wherever they come from, and how a place in it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tierline.wording import Text

MOST_ROWS = 20_000
MOST_COLUMNS = 256
MOST_BYTES = 16 * 2**20
"""What a file of decision tables may hold; more is a mistake, or an attempt to fill the memory."""

Value = str | Decimal | bool | date
"""What a cell holds: a text, or a value that the spreadsheet itself knows to be one. No text is nothing."""

Row = Sequence[Value]


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet, from the first. `name` is empty where a file is but one sheet."""

    file: str
    name: str
    rows: Sequence[Row]

    def place(self, row: int, column: int | None = None, about: Text | None = None) -> Text:
        """`tiers.xlsx, sheet Tiers, cell C9 (about)`; rows and columns are counted from 0."""
        english, chinese = [self.file], [self.file]
        if self.name:
            english.append(f"sheet {self.name}")
            chinese.append(f"工作表 {self.name}")
        if column is None:
            english.append(f"row {row + 1}")
            chinese.append(f"第 {row + 1} 行")
        else:
            english.append(f"cell {letters(column)}{row + 1}")
            chinese.append(f"单元格 {letters(column)}{row + 1}")
        en, zh = ", ".join(english), " ".join(chinese)
        return Text(f"{en} ({about.en})", f"{zh}({about.zh})") if about else Text(en, zh)


def letters(column: int) -> str:
    """The name that a spreadsheet gives a column: A for 0, AA for 26."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def is_blank(value: Value) -> bool:
    """True where a cell holds nothing."""
    return isinstance(value, str) and not value.strip()


def too_large(found: Text) -> tuple[Text, Text]:
    """Problem and advice for a file that holds more than decision tables do."""
    return found, Text("Give a file that holds decision tables and nothing else.", "请给出只含决策表的文件。")
