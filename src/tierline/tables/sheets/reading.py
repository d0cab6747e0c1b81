"""From the rows of a sheet to decision tables: a head, the columns, then a row for each rule.

A table begins with its row `table` and goes on to the next one; empty rows mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn, TypeVar

from tierline.tables.errors import TableError
from tierline.tables.model import Aggregation, DecisionTable, Domain, HitPolicy, Output, Rule, Scalar, Test
from tierline.tables.sheets import words
from tierline.tables.sheets.cells import Unreadable, read_output, read_test, read_text, read_value
from tierline.tables.sheets.errors import CellRefused, FormMissing, TableRefused
from tierline.tables.sheets.sheet import Row, Sheet, Value, is_blank
from tierline.tables.sheets.words import Label, Role
from tierline.wording import Language, Text

HEAD = (Label.HIT_POLICY, Label.AGGREGATION, Label.RANKING, Label.DEFAULT)
COLUMNS = (Label.ROLE, Label.NAME, Label.TYPE, Label.ALLOWED)
ONE_CELL = (Label.TABLE, Label.HIT_POLICY, Label.AGGREGATION)
NEEDED = (Label.ROLE, Label.NAME)

NO_DOMAIN = Domain()

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
NO_ROWS = Text("neither rules nor columns", "既无规则也无列")
ONCE = Text("each of these rows once in a table", "同一张表中每种行只出现一次")
NOTHING_MORE = Text("nothing beside the one value", "除该值外不应有其他内容")
A_NAME = Text("a name", "名称")
A_VALUE = Text("a value: nothing may be left out between others", "一个值:中间不能留空")
NOTHING = Text("an empty cell", "空单元格")
A_ROLE_ABOVE = Text("nothing, since no role stands above this column", "空白,因为该列上方没有写明用途")
ONE_SUCH_COLUMN = Text("only one such column", "此类列只能有一个")
SAME_DOMAIN = Text(
    "the same type and the same allowed values as for the input of that name",
    "与同名输入列相同的类型和允许值",
)

Found = TypeVar("Found")
Known = TypeVar("Known")


def tables_in(sheet: Sheet) -> tuple[DecisionTable, ...]:
    """The tables of a sheet, in their order; none in an empty one.

    Raises FormMissing where it does not begin with a table, CellRefused and TableRefused.
    """
    return tuple(draft.table() for draft in _drafts(sheet))


def _drafts(sheet: Sheet) -> Iterator[_Draft]:
    draft: _Draft | None = None
    for number, row in enumerate(sheet.rows):
        if all(map(is_blank, row)):
            continue
        label = words.label_of(read_text(row[0])) if isinstance(row[0], str) and row[0] else None
        if label is Label.TABLE:
            if draft is not None:
                yield draft
            draft = _Draft(sheet, number)
        elif draft is None:
            raise FormMissing(place=sheet.place(number), form=FORM)
        draft.take(label, number, row)
    if draft is not None:
        yield draft


@dataclass(frozen=True)
class _Column:
    """A column that has a role, and what it may hold."""

    at: int
    role: Role
    name: str
    domain: Domain = NO_DOMAIN
    has_domain: bool = False


@dataclass
class _Draft:
    """The rows of one table, gathered; `table` makes sense of them."""

    sheet: Sheet
    first: int
    heads: dict[Label, tuple[int, Row]] = field(default_factory=dict)
    rules: list[tuple[int, Row]] = field(default_factory=list)

    def take(self, label: Label | None, number: int, row: Row) -> None:
        """One more row. Raises CellRefused for one that cannot stand there."""
        if label is None:
            written = row[0] if isinstance(row[0], str) else "1"
            if written.strip() and not written.strip().isdecimal():
                self._refuse(number, 0, _shown(written), A_LABEL)
            for needed in NEEDED:
                if needed not in self.heads:
                    self._refuse(number, 0, _shown(written), AFTER_COLUMNS)
            self.rules.append((number, row))
        elif label in self.heads:
            self._refuse(number, 0, _shown(str(row[0])), ONCE)
        else:
            self.heads[label] = (number, row)

    def table(self) -> DecisionTable:
        """The table. Raises CellRefused, or TableRefused where its parts contradict each other."""
        for needed in NEEDED:
            if needed not in self.heads:
                raise FormMissing(place=self.sheet.place(self.first), form=FORM)
        columns = self._columns()
        inputs = tuple(column.name for column in columns if column.role is Role.INPUT)
        outputs = [column for column in columns if column.role is Role.OUTPUT]
        rules = tuple(self._rule(position, columns, inputs) for position in range(len(self.rules)))
        name, ranking, default = self._name(), self._ranking(), self._default(outputs)
        try:
            return DecisionTable(
                name=name,
                inputs=inputs,
                outputs=tuple(column.name for column in outputs),
                rules=rules,
                hit_policy=self._word(Label.HIT_POLICY, words.HIT_POLICIES, words.hit_policy_of)
                or HitPolicy.UNIQUE,
                aggregation=self._aggregation(),
                ranking=ranking,
                default=default,
                domains={column.name: column.domain for column in columns if column.has_domain},
            )
        except TableError as error:
            place = self.sheet.place(self.first)
            problem = Text(error.message(Language.EN), error.message(Language.ZH))
            raise TableRefused(place=place, problem=problem) from None

    # ------------------------------------------------------------ the head

    def _name(self) -> str:
        number, row = self._one(Label.TABLE)
        if len(row) < 2 or is_blank(row[1]):
            self._refuse(number, 1, NOTHING, A_NAME)
        return self._text(number, 1, row[1])

    def _aggregation(self) -> Aggregation | None:
        return self._word(Label.AGGREGATION, words.AGGREGATIONS, words.aggregation_of)

    def _one(self, label: Label) -> tuple[int, Row]:
        """A row of one value. A merged cell, which is as many of the same, is one too."""
        number, row = self.heads[label]
        for at, value in enumerate(row[2:], start=2):
            if not is_blank(value) and value != row[1]:
                self._refuse(number, at, _shown(str(value)), NOTHING_MORE)
        return number, row

    def _word(
        self, label: Label, known: dict[Known, Text], meaning: Callable[[str], Known | None]
    ) -> Known | None:
        """What the one word of a row stands for; None where the row is missing or empty."""
        if label not in self.heads:
            return None
        number, row = self._one(label)
        if len(row) < 2 or is_blank(row[1]):
            return None
        found = meaning(str(row[1]))
        if found is None:
            self._refuse(number, 1, _shown(str(row[1])), words.known(known))
        return found

    def _list(self, label: Label) -> list[tuple[int, int, Value]]:
        """The values of a row with their places; None may be left out before the last."""
        if label not in self.heads:
            return []
        number, row = self.heads[label]
        last = max((at for at, value in enumerate(row) if not is_blank(value)), default=0)
        values = [(number, at, row[at]) for at in range(1, last + 1)]
        for _, at, value in values:
            if is_blank(value):
                self._refuse(number, at, NOTHING, A_VALUE)
        return values

    def _ranking(self) -> tuple[str, ...]:
        return tuple(self._text(*place) for place in self._list(Label.RANKING))

    def _default(self, outputs: list[_Column]) -> tuple[Scalar, ...] | None:
        values = self._list(Label.DEFAULT)
        if not values:
            return None
        found: list[Scalar] = []
        for position, (number, at, value) in enumerate(values):
            domain = outputs[position].domain if position < len(outputs) else NO_DOMAIN
            found.append(self._read(number, at, partial(read_value, value, domain)))
        return tuple(found)

    # ------------------------------------------------------------ the columns

    def _columns(self) -> list[_Column]:
        number, roles = self.heads[Label.ROLE]
        columns: list[_Column] = []
        for at, written in enumerate(roles[1:], start=1):
            if is_blank(written):
                continue
            role = words.role_of(str(written))
            if role is None:
                self._refuse(number, at, _shown(str(written)), words.known(words.ROLES))
            if role not in (Role.INPUT, Role.OUTPUT):
                if any(column.role is role for column in columns):
                    self._refuse(number, at, _shown(str(written)), ONE_SUCH_COLUMN)
                columns.append(_Column(at, role, ""))
            else:
                columns.append(self._column(at, role, columns))
        self._check_width({column.at for column in columns})
        return columns

    def _column(self, at: int, role: Role, before: list[_Column]) -> _Column:
        number, names = self.heads[Label.NAME]
        if at >= len(names) or is_blank(names[at]):
            self._refuse(number, at, NOTHING, A_NAME)
        name = self._text(number, at, names[at])
        about = _about_column(name)
        kind, allowed, has_type = None, None, False
        number, value = self._below(Label.TYPE, at)
        if not is_blank(value):
            if not words.is_type(str(value)):
                self._refuse(number, at, _shown(str(value)), words.known(words.TYPES), about)
            kind, has_type = words.type_of(str(value)), True
        number, value = self._below(Label.ALLOWED, at)
        if not is_blank(value):
            allowed = self._read(number, at, partial(read_test, value, Domain(kind)), about)
        domain = Domain(kind, allowed)
        has_domain = has_type or allowed is not None
        for other in before:
            if other.role in (Role.INPUT, Role.OUTPUT) and other.name == name and other.domain != domain:
                self._refuse(self.heads[Label.NAME][0], at, _shown(name), SAME_DOMAIN)
        return _Column(at, role, name, domain, has_domain)

    def _below(self, label: Label, at: int) -> tuple[int, Value]:
        """The cell of a column in one of the rows that tell of columns; nothing where there is none."""
        number, row = self.heads.get(label, (0, ()))
        return number, row[at] if at < len(row) else ""

    def _check_width(self, known: set[int]) -> None:
        """Refuse what stands in a column without a role, which nobody would read."""
        rows = [self.heads[label] for label in COLUMNS if label in self.heads]
        for number, row in rows + self.rules:
            for at, value in enumerate(row):
                if at and at not in known and not is_blank(value):
                    self._refuse(number, at, _shown(str(value)), A_ROLE_ABOVE)

    # ------------------------------------------------------------ the rules

    def _rule(self, position: int, columns: list[_Column], inputs: tuple[str, ...]) -> Rule:
        number, row = self.rules[position]
        tests: dict[str, Test] = {}
        outputs: list[Output] = []
        texts = {Role.CLAUSE: "", Role.BASIS: "", Role.NOTE: ""}
        for column in columns:
            value = row[column.at] if column.at < len(row) else ""
            about = _about_rule(position + 1, column)
            domain = column.domain
            if column.role is Role.OUTPUT:
                outputs.append(
                    self._read(number, column.at, partial(read_output, value, domain, inputs), about)
                )
            elif is_blank(value):
                continue
            elif column.role is Role.INPUT:
                tests[column.name] = self._read(number, column.at, partial(read_test, value, domain), about)
            else:
                texts[column.role] = self._text(number, column.at, value, about)
        return Rule(tests, tuple(outputs), texts[Role.CLAUSE], texts[Role.BASIS], texts[Role.NOTE])

    def _text(self, number: int, at: int, value: Value, about: Text | None = None) -> str:
        return self._read(number, at, partial(read_text, value), about)

    def _read(self, number: int, at: int, read: Callable[[], Found], about: Text | None = None) -> Found:
        try:
            return read()
        except Unreadable as error:
            self._refuse(number, at, error.found, error.expected, about)

    def _refuse(
        self, number: int, at: int, found: Text, expected: Text, about: Text | None = None
    ) -> NoReturn:
        raise CellRefused(place=self.sheet.place(number, at, about), found=found, expected=expected)


def _about_column(name: str) -> Text:
    return Text(f"column {name}", f"列 {name}")


def _about_rule(number: int, column: _Column) -> Text:
    if not column.name:
        role = words.ROLES[column.role]
        return Text(f"rule {number}, {role.en}", f"规则 {number},{role.zh}")
    return Text(f"rule {number}, column {column.name}", f"规则 {number},列 {column.name}")


def _shown(written: str) -> Text:
    short = " ".join(written.split())
    shown = f"`{short[:60]}…`" if len(short) > 60 else f"`{short}`"
    return Text(shown, shown)
