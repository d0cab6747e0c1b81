"""What a sheet of decision tables can be refused for."""

from __future__ import annotations

from tierline.tables.errors import TableError
from tierline.wording import Text


class SheetUnreadable(TableError):
    """A file that holds no sheet which can be read. Facts: file, and the Texts problem and advice."""

    text = Text(
        en="{file} cannot be read as decision tables: {problem}. {advice}",
        zh="{file}:无法按决策表读取:{problem}。{advice}",
    )


class FormMissing(TableError):
    """A sheet that does not begin with the head of a table. Facts: place (Text), form."""

    text = Text(
        en="{place}: expected the head of a decision table here, with these words in the first column:\n\n"
        "{form}\n\nPut the table into this form; `tierline table export` writes an example.",
        zh="{place}:此处应为决策表的表头,首列依次为下列词语:\n\n{form}\n\n请按此格式整理;可先用 tierline "
        "table export 导出一份作为样例。",
    )


class CellRefused(TableError):
    """A cell that cannot be read. Facts: the Texts place, found and expected."""

    text = Text(
        en="{place}: found {found}; expected {expected}. Correct the cell.",
        zh="{place}:现为 {found};应为{expected}。请改正该单元格。",
    )


class TableRefused(TableError):
    """A table whose parts contradict each other. Facts: the Texts place and problem."""

    text = Text(en="{place}: {problem}", zh="{place}:{problem}")


class NotWritable(TableError):
    """A table that a sheet could not hold without loss. Facts: table, problem (Text)."""

    text = Text(
        en="Table {table} cannot be written as a sheet without loss, so nothing was written. {problem}",
        zh="决策表 {table} 无法无损地写成表格,未写出任何内容。{problem}",
    )
