"""The columns of a table in a sheet: what each holds, its name, and what it may hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from tierline.tables.model import Domain
from tierline.tables.sheets import words
from tierline.tables.sheets.cells import read_test, shown
from tierline.tables.sheets.gathering import Gathered
from tierline.tables.sheets.sheet import is_blank
from tierline.tables.sheets.words import Label, Role
from tierline.wording import Text

ROWS = (Label.ROLE, Label.NAME, Label.TYPE, Label.ALLOWED)
NO_DOMAIN = Domain()

NOTHING, A_NAME = Text("an empty cell", "空单元格"), Text("a name", "名称")
A_ROLE_ABOVE = Text("nothing, since no role stands above this column", "空白,因为该列上方没有写明用途")
ONE_SUCH_COLUMN = Text("only one such column", "此类列只能有一个")
SAME_DOMAIN = Text(
    "the same type and the same allowed values as for the input of that name",
    "与同名输入列相同的类型和允许值",
)


@dataclass(frozen=True)
class Column:
    """A column that has a role; `domain` is empty, and not the table's, where nothing is said of one."""

    at: int
    role: Role
    name: str
    domain: Domain = NO_DOMAIN
    has_domain: bool = False

    def about(self, rule: int) -> Text:
        """`rule 3, column spend`, for a message; rules are counted from 1."""
        if not self.name:
            role = words.ROLES[self.role]
            return Text(f"rule {rule}, {role.en}", f"规则 {rule},{role.zh}")
        return Text(f"rule {rule}, column {self.name}", f"规则 {rule},列 {self.name}")


def columns_of(table: Gathered) -> list[Column]:
    """The columns that have a role. Raises CellRefused, also for what stands in one that has none."""
    number, roles = table.heads[Label.ROLE]
    columns: list[Column] = []
    for at, written in enumerate(roles[1:], start=1):
        if is_blank(written):
            continue
        role = words.role_of(str(written))
        if role is None:
            table.refuse(number, at, shown(str(written)), words.known(words.ROLES))
        if role in (Role.INPUT, Role.OUTPUT):
            columns.append(_column(table, at, role, columns))
        elif any(column.role is role for column in columns):
            table.refuse(number, at, shown(str(written)), ONE_SUCH_COLUMN)
        else:
            columns.append(Column(at, role, ""))
    _check_width(table, {column.at for column in columns})
    return columns


def _column(table: Gathered, at: int, role: Role, before: Sequence[Column]) -> Column:
    number, value = table.cell(Label.NAME, at)
    if is_blank(value):
        table.refuse(number, at, NOTHING, A_NAME)
    name = table.text(number, at, value)
    domain, has_domain = _domain(table, at, Text(f"column {name}", f"列 {name}"))
    for other in before:
        if other.name == name and other.domain != domain:
            table.refuse(number, at, shown(name), SAME_DOMAIN)
    return Column(at, role, name, domain, has_domain)


def _domain(table: Gathered, at: int, about: Text) -> tuple[Domain, bool]:
    """What a column may hold, and whether anything is said of that."""
    kind, allowed = None, None
    number, written = table.cell(Label.TYPE, at)
    has_type = not is_blank(written)
    if has_type:
        if not words.is_type(str(written)):
            table.refuse(number, at, shown(str(written)), words.known(words.TYPES), about)
        kind = words.type_of(str(written))
    number, value = table.cell(Label.ALLOWED, at)
    if not is_blank(value):
        allowed = table.read(number, at, partial(read_test, value, Domain(kind)), about)
    return Domain(kind, allowed), has_type or allowed is not None


def _check_width(table: Gathered, known: set[int]) -> None:
    """Refuse what stands in a column without a role, which nobody would read."""
    rows = [table.heads[label] for label in ROWS if label in table.heads]
    for number, row in rows + table.rules:
        for at, value in enumerate(row):
            if at and at not in known and not is_blank(value):
                table.refuse(number, at, shown(str(value)), A_ROLE_ABOVE)
