"""The typed, checked form of a mapping file: what each figure of the data contract is made of.

The nouns only; `mapping_reading` makes them from YAML, `importing` carries them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tierline.wording import Text

Value = int | str | bool | date | Fraction
"""A value in the contract's terms; money is an exact Fraction of fen until it is rounded once, at the end."""


class RowIs(StrEnum):
    """What one row of the source stands for."""

    LINE = "line"
    """One row a line; bills lie side by side in it."""
    CHARGE = "charge"
    """Many rows a line, each with a day and an amount, summed by line and month."""


class Take(StrEnum):
    """Which of the values counts where a line has many rows."""

    SAME = "same"
    """All rows must agree."""
    EARLIEST = "earliest"
    LATEST = "latest"


@dataclass(frozen=True)
class MoneyForm:
    """How amounts are written. `fen` is what 1 in the source is worth; `because`, why not its face value."""

    fen: Fraction = Fraction(100)
    because: Text | None = None
    thousands: str = ""
    decimal: str = "."
    signs: tuple[str, ...] = ()
    parentheses_are_negative: bool = False


@dataclass(frozen=True)
class Moved:
    """How many years every day of the source is moved, and why."""

    years: int
    because: Text


@dataclass(frozen=True)
class SourceForm:
    """How the source is written. `blanks` are the texts that mean 'not known', besides the empty one."""

    encoding: str = "utf-8"
    delimiter: str = ","
    each_row_is: RowIs = RowIs.LINE
    blanks: frozenset[str] = frozenset()
    dates: tuple[str, ...] = ("%Y-%m-%d",)
    money: MoneyForm = MoneyForm()
    moved: Moved | None = None


@dataclass(frozen=True)
class FromColumn:
    """The text of a source column, read as the contract's type.

    With `values` the text is translated instead, to a value in the contract's terms or to None (not known
    here); a text that is not listed gives `otherwise`, unless `listed_only`. `tenure_at`: the text counts
    months on the network up to that month, both ends counted. `days_before`: it counts days before that day.
    """

    column: str
    prefix: str = ""
    values: Mapping[str, Value | None] | None = None
    listed_only: bool = True
    otherwise: Value | None = None
    dates: tuple[str, ...] = ()
    fen: Fraction | None = None
    tenure_at: date | None = None
    days_before: date | None = None
    take: Take = Take.SAME


@dataclass(frozen=True)
class Constant:
    """One value for every row: something that the source does not tell."""

    value: Value


@dataclass(frozen=True)
class RowNumber:
    """The number of the data row; the first under the header has `first`."""

    first: int


Origin = FromColumn | Constant | RowNumber
Cell = tuple[Origin, ...]
"""The first of these that is not blank."""


@dataclass(frozen=True)
class OfMonth:
    """A figure of one month (in a source of charges: of one row, summed over the month)."""

    cell: Cell


@dataclass(frozen=True)
class Average:
    """A mean over `months`: mean times months, rounded once to the fen, is spread over them, nothing lost."""

    cell: Cell
    months: tuple[date, ...]


@dataclass(frozen=True)
class Total:
    """A sum over `months` of which no single one is known: spread over them like the sum of an average."""

    cell: Cell
    months: tuple[date, ...]


@dataclass(frozen=True)
class Remainder:
    """A total, less what the months `less` of the same column hold."""

    cell: Cell
    less: tuple[date, ...]


@dataclass(frozen=True)
class SameAs:
    """The figure of another column of bills in the same month."""

    column: str


Figure = OfMonth | Average | Total | Remainder | SameAs


@dataclass(frozen=True)
class WideBills:
    """Bills that lie side by side in the row of a line: for each contract column, a figure for each month.

    With `since_joining`, a line has no bill of a month before the one in which it joined, and a total is
    shared out over the months since.
    """

    months: tuple[date, ...]
    figures: Mapping[str, Mapping[date, Figure]]
    since_joining: bool = False


@dataclass(frozen=True)
class ChargedBills:
    """Bills that are sums of dated rows."""

    month_of: Cell
    figures: Mapping[str, OfMonth | SameAs]


@dataclass(frozen=True)
class GivenGrades:
    """A grade that the source itself holds; its rank is its place in `low_to_high`, null if not graded."""

    grade: Cell
    low_to_high: tuple[str, ...]
    not_graded: frozenset[str]

    def rank(self, grade: str) -> int | None:
        """Place from the lowest, 1, up; None where it is 'not graded'. Raises ValueError if unknown."""
        return None if grade in self.not_graded else self.low_to_high.index(grade) + 1


@dataclass(frozen=True)
class LeaveOut:
    """Rows that are not imported, and why.

    All of `blank` are blank, or `column` holds one of `texts`, or, where `repeated`, the whole row has been
    met before.
    """

    reason: Text
    blank: tuple[str, ...] = ()
    column: str = ""
    texts: frozenset[str] = frozenset()
    repeated: bool = False

    def holds(self, row: Mapping[str, str | None], *, met_before: bool = False) -> bool:
        """True if this row is left out."""
        if self.repeated:
            return met_before
        if self.blank:
            return all(row[name] is None for name in self.blank)
        return row[self.column] in self.texts


@dataclass(frozen=True)
class ImportMapping:
    """A whole mapping file. `digest` is that of its bytes."""

    name: str
    title: Text
    digest: str
    source: SourceForm
    leave_out: tuple[LeaveOut, ...]
    subscriber_id: Cell
    subscribers: Mapping[str, Cell]
    """Empty where the source tells nothing of the lines themselves."""
    bills: WideBills | ChargedBills | None
    given_grades: GivenGrades | None
    facts: Mapping[str, Cell]
    """What the source tells of a line beyond the contract, by the name under which it is kept."""

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """Every figure of bills under its column, or under column and month where months differ."""
        match self.bills:
            case WideBills(figures=by_column):
                for column, by_month in by_column.items():
                    figures = list(by_month.values())
                    is_one = figures.count(figures[0]) == len(figures)
                    for month, figure in by_month.items():
                        yield column if is_one else f"{column} {month:%Y-%m}", figure
            case ChargedBills(figures=charged):
                yield from charged.items()
            case None:
                pass

    def cells(self) -> Iterator[tuple[str, Cell]]:
        """Every cell, under `dataset.column`."""
        yield "subscriber_id", self.subscriber_id
        for column, cell in self.subscribers.items():
            yield f"subscribers.{column}", cell
        for column, figure in self.figures():
            if not isinstance(figure, SameAs):
                yield f"bills.{column}", figure.cell
        if isinstance(self.bills, ChargedBills):
            yield "bills.month", self.bills.month_of
        if self.given_grades:
            yield "given_grades.grade", self.given_grades.grade
        for name, cell in self.facts.items():
            yield f"facts.{name}", cell

    def source_columns(self) -> Sequence[str]:
        """The columns of the source that are read, each once, in the order of the mapping."""
        names = [
            origin.column for _, cell in self.cells() for origin in cell if isinstance(origin, FromColumn)
        ]
        for rule in self.leave_out:
            names += [*rule.blank, *([rule.column] if rule.column else [])]
        return list(dict.fromkeys(names))
