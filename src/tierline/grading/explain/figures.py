"""The figures of one line: sums, means and table values, exact, with the months that they cover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from tierline.grading.model import Line, Rating
from tierline.grading.months import month_number
from tierline.policy.model import Measure, Rounding, TableMeasure, WindowMeasure
from tierline.tables.decide import Outcome, Value, decide
from tierline.tables.model import DecisionTable, Rule


@dataclass(frozen=True)
class Figure:
    """A measure of one line. `value` is what rules compare; None where a table gives nothing.

    `total` is the exact sum over the months numbered from `first_month` up to, but without, the rating
    month, and `months` their count, the divisor of a mean. A sum over all months has neither of the last
    two, and a table value has none of the three; `rule` is the row of the table that gives it.
    """

    measure: Measure
    value: Fraction | None
    total: Fraction | None = None
    first_month: int | None = None
    months: int | None = None
    rule: Rule | None = None

    @property
    def clause(self) -> str:
        """The clause of the row that gives the figure, else of the measure."""
        return self.rule.clause if self.rule else self.measure.citation.clause

    @property
    def basis(self) -> str:
        """The basis of the row that gives the figure, else of the measure."""
        return self.rule.basis if self.rule else self.measure.citation.basis.value


def figure_of(measure: Measure, rating: Rating, line: Line, values: Mapping[str, Value]) -> Figure:
    """The figure of a measure. `values` are the attributes of the line, which a table may test."""
    if isinstance(measure, TableMeasure):
        found = outcome_of(measure.table, values)
        chosen = decide(measure.table, values).chosen
        rule = measure.table.rules[chosen[0]] if chosen else None
        return Figure(measure, Fraction(found) if isinstance(found, Decimal | Fraction) else None, rule=rule)
    months = window_months(measure, values["tenure_months"])
    first = None if months is None else rating.number - months
    # Amounts have 12 digits, so that their sum stays within the 28 that Decimal keeps exact.
    amounts = (
        bill.amounts[measure.column]
        for bill in line.bills
        if bill.month < rating.month and (first is None or month_number(bill.month) >= first)
    )
    total = Fraction(sum(amounts, Decimal(0)))
    if not measure.is_mean:
        return Figure(measure, total, total, first, months)
    mean = total / months if months else Fraction(0)
    if measure.rounding is Rounding.WHOLE_YUAN:
        mean = Fraction(floor(mean + Fraction(1, 2)))
    return Figure(measure, mean, total, first, months)


def window_months(measure: WindowMeasure, tenure: Value) -> int | None:
    """How many months before the rating month a measure spans; None for all of them."""
    if measure.last_months is None:
        return None
    if not measure.on_network:
        return measure.last_months
    assert isinstance(tenure, int)
    return max(0, min(measure.last_months, tenure - 1))


def outcome_of(table: DecisionTable, values: Mapping[str, Value]) -> Outcome:
    """The one outcome of a table whose hit policy chooses one rule; None where none holds."""
    outputs = decide(table, values).outputs
    assert outputs is None or isinstance(outputs, tuple)
    return outputs[0] if outputs else None
