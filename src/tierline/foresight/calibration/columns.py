"""How the lines of a part lie, as queries over their figures: the histograms of which thresholds are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from math import gcd

import ibis

from tierline.datasets.contract import MEMBERSHIPS, SPECIAL_GRADES
from tierline.foresight.calibration.model import NEAR_YUAN, Ladder
from tierline.grading.columns import floor_divided, nothing
from tierline.grading.model import Rating
from tierline.grading.months import first_day
from tierline.grading.numbers import Exact, read_columns, score_column
from tierline.grading.plan import contract_table, statement
from tierline.grading.stage_names import Stage
from tierline.grading.stages import BESIDE_SPEND, scored
from tierline.grading.standing_columns import Given, with_memberships
from tierline.grading.window import windows_of
from tierline.policy.model import ScoreProduct, ScoreSum, Version, WindowMeasure
from tierline.policy.vocabulary import MONEY_COLUMNS, SCORE
from tierline.tables.columns import Column, Ratio, compile_test

HUNDREDTHS = 100


@dataclass(frozen=True)
class Statements:
    """The queries over the `figures` of a part; the last column of each is a number of lines.

    `now` has two marks, for lines with bills from before they joined and for lines with several bills in a
    month; the reason of not being rated; the figure, the rank beside it, the barred rungs, and the moved
    figures. `before` has
    the months before the rating month, and the figure.
    """

    now: str
    before: str | None
    moves: tuple[int, ...]


def statements(
    figures: ibis.Table, version: Version, ladder: Ladder, rating: Rating, given: Given, months_before: int
) -> Statements:
    """The queries for a version; `figures` has the sums as they stood in that many months before, too."""
    table, exact = _scored(figures, version, rating, given)
    moves = _moves(version, ladder)
    beside = [table[name] for name, _ in BESIDE_SPEND if name in table.columns]
    spot = {
        "figure": hundredths(exact[ladder.figure].read(table)),
        "beside": reduce(_better, beside) if beside else nothing("int8"),
        "barred": _barred(ladder, read_columns(table, dict(exact))),
    }
    for number, yuan in enumerate(moves):
        spot[f"moved_{number}"] = _moved(table, version, ladder, exact, yuan)
    eligible = table.reason.isnull()
    is_doubled = ibis.literal(False)
    if "month_bits" in table.columns:
        is_doubled = table.bill_rows != bit_count(table.month_bits)
    spots = table.select(
        has_older_bills=table.has_older_bills,
        is_doubled=is_doubled,
        reason=table.reason,
        **{name: ibis.ifelse(eligible, value, nothing(str(value.type()))) for name, value in spot.items()},
    )
    before = None
    if months_before:
        before = _before(figures, version, ladder, rating, given, months_before)
    return Statements(_counted(spots), before, moves)


def _scored(
    figures: ibis.Table, version: Version, rating: Rating, given: Given
) -> tuple[ibis.Table, Mapping[str, Exact]]:
    """The lines with reason, measures and score; memberships of the scheme itself decide none of these."""
    others = Given(
        given.schemes - {version.scheme}, given.waiting - {version.scheme}, given.has_special_grades
    )
    standing = with_memberships(figures, contract_table(MEMBERSHIPS), version, rating, others)
    found = scored(standing, contract_table(SPECIAL_GRADES), version, others)
    return found.stages[Stage.SCORE], found.exact


def hundredths(number: Ratio) -> ibis.Value:
    """The exact number in whole hundredths, rounded down.

    A bound in hundredths is reached by exactly those numbers which reach it when they are rounded down.
    """
    common = gcd(HUNDREDTHS, number.unit)
    numerator, denominator = number.numerator, number.denominator
    times, unit = HUNDREDTHS // common, number.unit // common
    if isinstance(denominator, int):
        shared = gcd(times, denominator * unit)
        times, below = times // shared, denominator * unit // shared
        whole = numerator if times == 1 else numerator * ibis.literal(times, "int64")
        return whole if below == 1 else floor_divided(whole, below)
    whole = numerator if times == 1 else numerator * ibis.literal(times, "int64")
    return floor_divided(whole, denominator if unit == 1 else denominator * unit)


def _better(one: ibis.Value, other: ibis.Value) -> ibis.Value:
    """The better of two ranks, of which either may be missing."""
    is_better = other.notnull() & (one.isnull() | (other < one))
    return ibis.ifelse(is_better, other, one)


def _barred(ladder: Ladder, columns: Mapping[str, Column]) -> ibis.Value:
    """A bit for each rung, from the best, whose conditions beside the figure a line does not meet."""
    bits = ibis.literal(0, "int64")
    for number, tier in enumerate(ladder.tiers):
        tests = ladder.beside.get(tier, {})
        for name, test in tests.items():
            meets = compile_test(test, columns[name]).fill_null(False)
            bit = ibis.literal(1 << number, "int64")
            bits = bits | ibis.ifelse(meets, ibis.literal(0, "int64"), bit)
    return bits


# ---------------------------------------------------------------- a bill that were higher or lower


def money_measure(version: Version, ladder: Ladder) -> WindowMeasure | None:
    """The one measure of money that the figure of a ladder is made of; None unless there is just one."""
    if ladder.figure != SCORE:
        names = {ladder.figure}
    elif isinstance(version.score, ScoreProduct):
        names = set(version.score.factors)
    else:
        assert isinstance(version.score, ScoreSum)
        names = set(version.score.table.inputs)
    found = [
        measure
        for measure in version.measures
        if measure.name in names and isinstance(measure, WindowMeasure) and measure.column in MONEY_COLUMNS
    ]
    return found[0] if len(found) == 1 else None


def _moves(version: Version, ladder: Ladder) -> tuple[int, ...]:
    """The changes of the bill whose effect has a column: one yuan where others follow in proportion."""
    measure = money_measure(version, ladder)
    if measure is None:
        return ()
    if ladder.figure != SCORE:
        return (1,)
    if isinstance(version.score, ScoreProduct) and len(version.score.factors) == 2 and measure.is_mean:
        # Whole yuan times one factor has two decimals, so that nothing is cut off on the way to hundredths.
        return (1,)
    return (*NEAR_YUAN, *(-yuan for yuan in NEAR_YUAN))


def _moved(
    table: ibis.Table, version: Version, ladder: Ladder, exact: Mapping[str, Exact], yuan: int
) -> ibis.Value:
    """The figure that a line would have with its measure of money so many yuan higher."""
    measure = money_measure(version, ladder)
    assert measure is not None
    columns: dict[str, Column] = read_columns(table, dict(exact))
    now = columns[measure.name]
    assert isinstance(now, Ratio)
    more = now.denominator * yuan * now.unit
    moved = Ratio(now.numerator + more, now.denominator, now.unit)
    if ladder.figure != SCORE:
        return hundredths(moved)
    score = score_column(version, {**columns, measure.name: moved})
    assert score is not None
    return hundredths(score)


# ---------------------------------------------------------------- the months before


def _before(
    figures: ibis.Table, version: Version, ladder: Ladder, rating: Rating, given: Given, months_before: int
) -> str:
    """Lines by their figure in each of the months before: with the tenure, the sums and the closing of then.

    What else is known of a line is as it is now, and so are the terms that keep lines from being rated.
    """
    # A list of special grades says nothing of scores.
    given = replace(given, has_special_grades=False)
    slices = [_as_it_was(figures, version, rating, months) for months in range(1, months_before + 1)]
    table, exact = _scored(ibis.union(*slices) if len(slices) > 1 else slices[0], version, rating, given)
    eligible = table.filter(table.reason.isnull())
    return _counted(
        eligible.select(
            months_before=eligible.months_before, figure=hundredths(exact[ladder.figure].read(eligible))
        )
    )


def _as_it_was(figures: ibis.Table, version: Version, rating: Rating, months: int) -> ibis.Table:
    """The lines that had joined by then, with what time changes of them put back."""
    day = ibis.literal(past_rating(rating, months).rated_on)
    tenure = figures.tenure_months - months
    sums = {window.name: figures[window.name_before(months)] for window in windows_of([version])}
    put_back = {
        "tenure_months": tenure,
        "closed": (figures.closed & (figures.closed_on <= day)).fill_null(False),
    }
    if "tenure_years" in figures.columns:
        put_back["tenure_years"] = floor_divided(tenure - 1, 12)
    plain = [name for name in figures.columns if not name.endswith("_before")]
    table = figures.select(
        **{name: put_back.get(name, sums.get(name, figures[name])) for name in plain},
        months_before=ibis.literal(months, "int8"),
    )
    return table.filter(table.tenure_months >= 1)


def past_rating(rating: Rating, months: int) -> Rating:
    """The rating so many months before, on the same day of its month, or the last one of a shorter month."""
    month = first_day(rating.number - months)
    last = first_day(rating.number - months + 1).toordinal() - month.toordinal()
    return Rating(month, month.replace(day=min(rating.rated_on.day, last)))


# An engine's own function is declared as a Python one without a body, which no type checker can know.
@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def bit_count(bits: int) -> int:  # type: ignore[empty-body]
    """How many bits are set."""


def _counted(table: ibis.Table) -> str:
    return statement(table.group_by(*table.columns).aggregate(lines=table.count()))
