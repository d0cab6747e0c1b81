"""The rows of a sheet gathered into tables: by the word in its first column each row says what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn, TypeVar

from tierline.tables.sheets import words
from tierline.tables.sheets.cells import Unreadable, read_text, shown
from tierline.tables.sheets.errors import CellRefused, FormMissing
from tierline.tables.sheets.sheet import Row, Sheet, Value, is_blank
from tierline.tables.sheets.words import Label
from tierline.wording import Text

NEEDED = (Label.ROLE, Label.NAME)

FORM = """\
table,        tiers
hit policy,   priority
ranking,      gold,      silver
role,         input,     input,   output
name,         spend,     brand,   tier
type,         number,    string,  string
1,            >= 450,    -,       gold
2,            [300..450),gotone,  silver"""

A_LABEL = Text(
    "one of table, hit policy, aggregation, ranking, default, role, name, type, allowed, or a rule's number",
    "决策表、命中策略、聚合、排序、默认值、用途、名称、类型、允许值之一,或规则序号",
)
AFTER_COLUMNS = Text("the rows role and name above the first rule", "首条规则之上须有“用途”和“名称”两行")
ONCE = Text("each of these rows once in a table", "同一张表中每种行只出现一次")

Found = TypeVar("Found")


@dataclass
class Gathered:
    """The rows of one table: those of its head and its columns by their label, and its rules."""

    sheet: Sheet
    first: int
    heads: dict[Label, tuple[int, Row]] = field(default_factory=dict)
    rankings: list[tuple[int, Row]] = field(default_factory=list)
    """The rows of rankings, one for each output in turn."""
    rules: list[tuple[int, Row]] = field(default_factory=list)

    def take(self, label: Label | None, number: int, row: Row) -> None:
        """One more row. Raises CellRefused for one that cannot stand there."""
        if label is None:
            written = row[0].strip() if isinstance(row[0], str) else ""
            if written and not written.isdecimal():
                self.refuse(number, 0, shown(written), A_LABEL)
            if any(needed not in self.heads for needed in NEEDED):
                self.refuse(number, 0, shown(written), AFTER_COLUMNS)
            self.rules.append((number, row))
        elif label is Label.RANKING:
            self.rankings.append((number, row))
        elif label in self.heads:
            self.refuse(number, 0, shown(str(row[0])), ONCE)
        else:
            self.heads[label] = (number, row)

    def cell(self, label: Label, at: int) -> tuple[int, Value]:
        """The row and the value of a cell in a row of the head; nothing where there is no such row."""
        number, row = self.heads.get(label, (self.first, ()))
        return number, row[at] if at < len(row) else ""

    def text(self, number: int, at: int, value: Value, about: Text | None = None) -> str:
        """The name or note of a cell. Raises CellRefused."""
        return self.read(number, at, partial(read_text, value), about)

    def read(self, number: int, at: int, read: Callable[[], Found], about: Text | None = None) -> Found:
        """What a reader makes of a cell. Raises CellRefused with the place of the cell."""
        try:
            return read()
        except Unreadable as error:
            self.refuse(number, at, error.found, error.expected, about)

    def refuse(
        self, number: int, at: int, found: Text, expected: Text, about: Text | None = None
    ) -> NoReturn:
        """Raises CellRefused."""
        raise CellRefused(place=self.sheet.place(number, at, about), found=found, expected=expected)


def gathered(sheet: Sheet) -> Iterator[Gathered]:
    """The tables of a sheet, each begun by its row `table`; empty rows mean nothing.

    Raises FormMissing where the sheet does not begin with a table, or a table tells of no columns.
    """
    table: Gathered | None = None
    for number, row in enumerate(sheet.rows):
        if all(map(is_blank, row)):
            continue
        label = words.label_of(row[0]) if isinstance(row[0], str) else None
        if label is Label.TABLE:
            if table is not None:
                yield _whole(table)
            table = Gathered(sheet, number)
        elif table is None:
            raise FormMissing(place=sheet.place(number), form=FORM)
        table.take(label, number, row)
    if table is not None:
        yield _whole(table)


def _whole(table: Gathered) -> Gathered:
    if any(needed not in table.heads for needed in NEEDED):
        raise FormMissing(place=table.sheet.place(table.first), form=FORM)
    return table
