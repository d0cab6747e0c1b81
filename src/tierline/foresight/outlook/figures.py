"""The figures of lines at the rating that each has ahead: what is known of a window, and so many months more.

At the rating m months on, the last k months before it are the last k - m that are known, and m to come. Each
line is rated anew at one rating only, so that one sum for each window is enough: from a day of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ibis

from tierline.datasets.sql_text import literal
from tierline.foresight.outlook.model import Ahead
from tierline.grading.explain.future import MONTHS_OF_NOW
from tierline.grading.model import Rating
from tierline.grading.months import first_day
from tierline.grading.window import Window, windows_of
from tierline.policy.model import Version
from tierline.policy.vocabulary import MONEY_COLUMNS

JOINED = "(year(joined_on) * 12 + month(joined_on) - 1)"
"""The SQL of the number of the month in which a line joined."""


def each(column: str) -> str:
    """The name of the column with what a month to come is taken to have, in whole fen."""
    return f"{column}_each"


def recent(column: str) -> str:
    """The name of the column with what the last complete months had, in whole fen."""
    return f"{column}_recent"


def spent_columns(ratings: Iterable[Ahead]) -> tuple[str, ...]:
    """The columns of money that any of the ratings measures."""
    measured = {column for one in ratings for column in one.columns}
    return tuple(name for name in MONEY_COLUMNS if name in measured)


def windows_ahead(ratings: Iterable[Ahead]) -> tuple[Window, ...]:
    """The windows of all ratings, each once. What is known of one stands under its name."""
    return windows_of([one.version for one in ratings])


def figures_ahead(lines: ibis.Table, version: Version) -> ibis.Table:
    """The lines with the whole sums of the rating that each has ahead, under the names that rules look for.

    `lines` has the tenure of that rating and how many months on it is, what is known of each window, and the
    columns named by `each`.
    """
    return lines.mutate(**{window.name: _sum_ahead(lines, window) for window in windows_of([version])})


def _sum_ahead(lines: ibis.Table, window: Window) -> ibis.Value:
    known = lines[window.name]
    if window.column not in MONEY_COLUMNS:
        # Nobody is taken to be suspended in a month to come.
        return known
    number = lines.ahead
    if window.last_months is not None:
        number = ibis.least(number, ibis.literal(window.last_months, "int64"))
    if window.on_network:
        number = ibis.greatest(ibis.least(number, lines.tenure_months - 1), ibis.literal(0, "int64"))
    return known + lines[each(window.column)] * number


# ---------------------------------------------------------------- what is known, as SQL


def looked_sql(
    lines: str, held: Sequence[str], windows: Iterable[Window], rating: Rating, within: int
) -> str:
    """The SQL of the lines that `held` has, with its columns and the day from which each sum counts."""
    days = {"recent_from": f"{_day(rating.number)} - to_months({_recent_months(rating)})"}
    for window in windows:
        if window.last_months is not None:
            days[_start(window)] = _first_day(window, rating, within)
    columns = ", ".join([*held, *(f"CAST({day} AS DATE) AS {name}" for name, day in days.items())])
    return f"SELECT line.*, {columns} FROM ({lines}) AS line JOIN held USING (subscriber_id)"


def _first_day(window: Window, rating: Rating, within: int) -> str:
    """The first day that counts of a window, for a line that is rated anew `ahead` months on."""
    assert window.last_months is not None
    branches = " ".join(
        f"WHEN {months} THEN {_day(rating.number + months - window.last_months)}"
        for months in range(1, within + 1)
    )
    first = f"CASE ahead {branches} END"
    # Bills from before a line joined, of a number's former owner say, must not count for it.
    return f"greatest({first}, date_trunc('month', joined_on))" if window.on_network else first


def _recent_months(rating: Rating) -> str:
    """How many months tell how a line goes on, as future.as_now has it."""
    return f"greatest(1, least({MONTHS_OF_NOW}, {rating.number} - {JOINED}))"


def near_bills_sql(windows: Sequence[Window], spent: Sequence[str], rating: Rating) -> str:
    """The SQL of the bills of the lines in `looked`, of the months that can still be in a window."""
    columns = dict.fromkeys([*(window.column for window in windows), *spent])
    days = _days(windows)
    conditions = [f"month < {_day(rating.number)}"]
    lengths = [window.last_months for window in windows]
    if None not in lengths:
        # The next rating is a month on at least, and what it counts begins a month later than now.
        longest = max([MONTHS_OF_NOW, *(months - 1 for months in lengths if months is not None)])
        conditions.append(f"month >= {_day(rating.number - longest)}")
    line = f"(SELECT subscriber_id, {', '.join(days)} FROM looked) AS line"
    return (
        f"SELECT bills.subscriber_id, month, {', '.join([*columns, *days])}"
        f" FROM bills JOIN {line} USING (subscriber_id) WHERE {' AND '.join(conditions)}"
    )


def sums_sql(windows: Iterable[Window], spent: Iterable[str]) -> str:
    """The SQL of a row for each line in near_bills: what is known of each window, and the last months."""
    sums = []
    for window in windows:
        where = "" if window.last_months is None else f" FILTER (WHERE month >= {_start(window)})"
        sums.append(f"{_total(window.column, where)} AS {window.name}")
    sums += [f"{_total(name, ' FILTER (WHERE month >= recent_from)')} AS {recent(name)}" for name in spent]
    return f"SELECT subscriber_id, {', '.join(sums)} FROM near_bills GROUP BY subscriber_id"


def _total(column: str, where: str) -> str:
    """A sum in whole fen, or of counts; DECIMAL(14,2) times a small number stays in 64 bits."""
    if column not in MONEY_COLUMNS:
        return f"CAST(sum({column}){where} AS BIGINT)"
    return f"CAST(CAST(sum({column}){where} AS DECIMAL(14,2)) * 100::TINYINT AS BIGINT)"


def known_sql(windows: Sequence[Window], spent: Iterable[str], rating: Rating) -> str:
    """The SQL of the lines in `looked` with what is known, and what they are billed if they go on as now.

    That is the mean of the last months, half away from zero, in whole fen.
    """
    names = [*(window.name for window in windows), *(recent(name) for name in spent)]
    sums = ", ".join(f"coalesce({name}, 0) AS {name}" for name in names)
    months = _recent_months(rating)
    means = "".join(
        f", CAST(sign({recent(name)}) * ((2 * abs({recent(name)}) + {months}) // (2 * {months})) AS BIGINT)"
        f" AS {each(name)}"
        for name in spent
    )
    days = ", ".join(_days(windows))
    lines = f"SELECT looked.* EXCLUDE ({days}), {sums} FROM looked LEFT JOIN sums USING (subscriber_id)"
    return f"SELECT *{means} FROM ({lines})"


def _days(windows: Iterable[Window]) -> list[str]:
    """The columns of `looked` with the days from which its sums count."""
    return ["recent_from", *(_start(window) for window in windows if window.last_months is not None)]


def _start(window: Window) -> str:
    """The name of the column with the first day that counts of a window."""
    return f"{window.name}_from"


def _day(number: int) -> str:
    return f"DATE {literal(first_day(number).isoformat())}"
