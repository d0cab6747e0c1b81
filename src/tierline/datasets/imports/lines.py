"""One pass over a source: lines, bills and given grades are gathered, and what does not fit is noted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from tierline.datasets.contract import SUBSCRIBERS, Column, Dataset, Kind
from tierline.datasets.imports.bills import BillTables, ChargeReading, WideReading
from tierline.datasets.imports.cells import Row, ValueRefused, reader
from tierline.datasets.imports.errors import SourceWithoutRows
from tierline.datasets.imports.mapping import (
    ChargedBills,
    FromColumn,
    ImportMapping,
    RowIs,
    Take,
    Value,
    WideBills,
)
from tierline.datasets.imports.mapping_reading import GIVEN_GRADE
from tierline.datasets.imports.output import Gathered
from tierline.datasets.imports.problems import Problems
from tierline.datasets.imports.source import Source
from tierline.wording import Text

GIVEN_GRADES = Dataset(
    "given_grades",
    key=("subscriber_id",),
    columns=(
        Column("subscriber_id", Kind.BIGINT),
        Column("grade", Kind.VARCHAR),
        Column("rank", Kind.SMALLINT, nullable=True, least=1),
    ),
)
"""The grades that an operator itself gave, beside the contract; rank 1 is the lowest, null is not graded."""


def facts_of(names: Sequence[str]) -> Dataset:
    """The dataset of what a source tells beside the contract: texts under names of the mapping's choice."""
    texts = (Column(name, Kind.VARCHAR, nullable=True) for name in names)
    return Dataset("facts", key=("subscriber_id",), columns=(Column("subscriber_id", Kind.BIGINT), *texts))


_ID = SUBSCRIBERS.column("subscriber_id")
_ID_MISSING = Text(en="an id in every row", zh="每行都有编号")
_ID_AGAIN = Text(en="every id once, in one row a line", zh="每个编号只出现一次,每条线路一行")
_NOT_BLANK = Text(
    en="a value in every row; or leave such rows out, or end the list of the column with a constant",
    zh="每行都有值;或剔除这些行,或在该列的列表末尾写一个 constant",
)
_CLOSING_DAY = Text(en="a closing day where the status is closed", zh="状态为 closed 时须有销户日期")
_ROWS_DIFFER = Text(
    en="the same value in all rows of a line; or `take: earliest` or `take: latest` for a day",
    zh="同一线路各行取值相同;日期可用 take: earliest 或 take: latest",
)
_UNKNOWN_GRADE = Text(
    en="a grade named under low_to_high or not_graded", zh="low_to_high 或 not_graded 中列出的等级"
)

_Line = dict[str, Value | None]
"""What the source says of one line: by column of subscribers, its given grade, and facts by their name."""
_GRADE = "given grade"
_FACTS = "facts."
"""What a name of a fact has before it among the values of a line."""


class Reading:
    """One pass over a source, and what it has gathered so far."""

    def __init__(self, mapping: ImportMapping) -> None:
        self.mapping = mapping
        self.problems = Problems()
        self.read_rows = 0
        self.left_out = [0] * len(mapping.leave_out)
        self.subscribers = Gathered(SUBSCRIBERS)
        self.bills = BillTables()
        self.given_grades = Gathered(GIVEN_GRADES)
        self.without_grade = 0
        self.facts = Gathered(facts_of(list(mapping.facts)))
        self._lines: dict[int, _Line] = {}
        """Lines met so far, with their values where later rows of the same line are compared with them."""
        self._id_of = reader(mapping.subscriber_id, _ID, mapping.source)
        self._cells = {
            SUBSCRIBERS.column(name): reader(cell, SUBSCRIBERS.column(name), mapping.source)
            for name, cell in mapping.subscribers.items()
        }
        self._takes = {
            name: origin.take
            for name, cell in mapping.subscribers.items()
            for origin in cell
            if isinstance(origin, FromColumn) and origin.take is not Take.SAME
        }
        grades = mapping.given_grades
        self._grade_of = reader(grades.grade, GIVEN_GRADE, mapping.source) if grades else None
        self._facts = {
            name: reader(cell, Column(name, Kind.VARCHAR, nullable=True), mapping.source)
            for name, cell in mapping.facts.items()
        }
        self._rows_met: set[bytes] | None = set() if any(r.repeated for r in mapping.leave_out) else None
        bills = mapping.bills
        self._wide = WideReading(bills, mapping.source) if isinstance(bills, WideBills) else None
        self._charges = ChargeReading(bills, mapping.source) if isinstance(bills, ChargedBills) else None

    def read(self, source: Source) -> None:
        """Read every row. Raises ValuesRefused if any did not fit, SourceWithoutRows if none was left."""
        for row in source.rows(self.mapping.source_columns(), self.problems):
            self.read_rows = row.number
            if not self._is_left_out(row):
                self._take(row)
        if self.mapping.source.each_row_is is RowIs.CHARGE:
            for subscriber_id, line in self._lines.items():
                self._add_line(subscriber_id, line)
        if self._charges:
            self._charges.finish(self.bills, self.problems)
        self.problems.refuse(str(source.path))
        if not self._lines:
            raise SourceWithoutRows(file=source.path, read=self.read_rows, left_out=sum(self.left_out))

    def _is_left_out(self, row: Row) -> bool:
        met_before = self._is_met_before(row)
        for place, rule in enumerate(self.mapping.leave_out):
            if rule.holds(row.texts, met_before=met_before):
                self.left_out[place] += 1
                return True
        return False

    def _is_met_before(self, row: Row) -> bool:
        """True for a row that repeats an earlier one; asked only where a rule of the mapping wants it."""
        if self._rows_met is None:
            return False
        # A digest, because a source of a million rows would not fit into the memory twice.
        digest = hashlib.blake2b(repr(row.fields).encode(), digest_size=16).digest()
        is_met = digest in self._rows_met
        self._rows_met.add(digest)
        return is_met

    def _take(self, row: Row) -> None:
        subscriber_id = self._identity(row)
        if subscriber_id is None:
            return
        line = self._line(row)
        if self.mapping.source.each_row_is is RowIs.CHARGE:
            known = self._lines.setdefault(subscriber_id, line)
            self._merge(known, line, row)
            if self._charges:
                self._charges.read(subscriber_id, row, self.problems)
            return
        if subscriber_id in self._lines:
            self._refuse("subscriber_id", row, _ID_AGAIN)
        self._lines[subscriber_id] = {}
        self._add_line(subscriber_id, line)
        if self._wide:
            self._wide.read(subscriber_id, line.get("joined_on"), row, self.bills, self.problems)

    def _refuse(self, column: str, row: Row, expected: Text) -> None:
        self.problems.add("subscribers", column, row.number, expected)

    def _identity(self, row: Row) -> int | None:
        try:
            found = self._id_of(row)
            if found is None:
                raise ValueRefused(_ID_MISSING)
        except ValueRefused as refused:
            self._refuse("subscriber_id", row, refused.expected)
            return None
        assert isinstance(found, int)
        return found

    def _line(self, row: Row) -> _Line:
        """What one row says of its line; what does not fit is noted and left None."""
        line: _Line = {}
        for column, read in self._cells.items():
            line[column.name] = None
            try:
                line[column.name] = read(row)
                if line[column.name] is None and not column.nullable:
                    raise ValueRefused(_NOT_BLANK)
            except ValueRefused as refused:
                self._refuse(column.name, row, refused.expected)
        if line.get("status") == "closed" and line.get("closed_on") is None:
            self._refuse("closed_on", row, _CLOSING_DAY)
        if self._grade_of:
            try:
                line[_GRADE] = self._grade_of(row)
                self._check_grade(line[_GRADE])
            except ValueRefused as refused:
                self.problems.add("given_grades", "grade", row.number, refused.expected)
        for name, read in self._facts.items():
            try:
                line[_FACTS + name] = read(row)
            except ValueRefused as refused:
                self.problems.add("facts", name, row.number, refused.expected)
        return line

    def _check_grade(self, grade: Value | None) -> None:
        grades = self.mapping.given_grades
        if grades and grade is not None and grade not in {*grades.low_to_high, *grades.not_graded}:
            raise ValueRefused(_UNKNOWN_GRADE)

    def _merge(self, known: _Line, line: _Line, row: Row) -> None:
        """Keep of a line's rows what all say, or the earliest or latest day where the mapping says so."""
        for name, found in line.items():
            kept = known.get(name)
            if found == kept:
                continue
            take = self._takes.get(name, Take.SAME)
            if take is Take.SAME:
                self._refuse(name, row, _ROWS_DIFFER)
            elif isinstance(found, date) and isinstance(kept, date):
                known[name] = min(kept, found) if take is Take.EARLIEST else max(kept, found)
            elif kept is None:
                known[name] = found

    def _add_line(self, subscriber_id: int, line: _Line) -> None:
        if self.problems.found:
            return
        if self.mapping.subscribers:
            cells = (line.get(column.name) for column in SUBSCRIBERS.columns[1:])
            self.subscribers.add((subscriber_id, *(cell for cell in cells if not isinstance(cell, Fraction))))
        if self._facts:
            told = (line.get(_FACTS + name) for name in self._facts)
            self.facts.add((subscriber_id, *(None if fact is None else str(fact) for fact in told)))
        grades = self.mapping.given_grades
        if grades:
            grade = line.get(_GRADE)
            if grade is None:
                self.without_grade += 1
            else:
                self.given_grades.add((subscriber_id, str(grade), grades.rank(str(grade))))
