"""The fewest whole yuan a month that keep a tier, found by asking the rules, for many lines at once.

A higher spend never lowers a tier. So an answer lies between an amount that does not keep the tier and one
that does, and each round asks the rules about several amounts in between, for all lines that are left.
"""

from __future__ import annotations

from collections.abc import Sequence

from tierline.datasets.sql_text import quoted
from tierline.foresight.outlook.figures import each
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.explain.ways import MOST_YUAN

STEPS = 22
"""Amounts of the first round: 1, 2, 4 ... yuan above the present one; the last reaches MOST_YUAN."""

PIECES = 32
"""Into so many pieces each later round cuts what lies between."""


def find_least(engine: DuckDB, lines: str, rated: str, spent: Sequence[str]) -> None:
    """Makes the table `settled`: subscriber_id and `least`, NULL where no amount keeps the tier.

    `lines` is the SQL of lines that their present spend does not keep, with the columns of `asked` but yuan.
    """
    lowest = ", ".join(quoted(each(column)) for column in spent)
    # In none of the columns measured is less billed now, so that this amount cannot keep the tier.
    present = f"CASE WHEN least({lowest}) < 0 THEN -1 ELSE least({lowest}) // 100 END" if spent else "-1"
    ends = f"CAST({present} AS BIGINT) AS low, {MOST_YUAN} AS high"
    engine.keep("unsettled", f"SELECT *, {ends} FROM ({lines})")
    engine.keep("settled", "SELECT subscriber_id, CAST(NULL AS BIGINT) AS least FROM unsettled WHERE false")
    amount = f"least(low + (1 << (step - 1)), {MOST_YUAN})"
    _ask(engine, amount, f"range(1, {STEPS + 1})", f"low < {MOST_YUAN}", rated, spent)
    # What not even the greatest amount keeps is kept by none.
    engine.execute(
        "INSERT INTO settled SELECT subscriber_id, NULL FROM unsettled"
        " WHERE subscriber_id NOT IN (SELECT subscriber_id FROM answers WHERE high IS NOT NULL)"
    )
    _narrow(engine)
    while engine.rows("SELECT count(*) FROM unsettled")[0][0]:
        amount = f"low + step * ((high - low + {PIECES - 1}) // {PIECES})"
        _ask(engine, amount, f"range(1, {PIECES})", f"{amount} < high", rated, spent)
        _narrow(engine)


def _ask(engine: DuckDB, amount: str, steps: str, condition: str, rated: str, spent: Sequence[str]) -> None:
    """Makes `answers`: of each line the greatest amount that loses its tier and the least that keeps it."""
    amounts = "".join(f", yuan * 100 AS {quoted(each(column))}" for column in spent)
    left_out = ", ".join(["low", "high", "step", *(quoted(each(column)) for column in spent)])
    engine.view(
        "asked",
        f"SELECT * EXCLUDE ({left_out}){amounts} FROM (SELECT *, CAST({amount} AS BIGINT) AS yuan"
        f" FROM unsettled, {steps} AS steps(step) WHERE {condition})",
    )
    engine.keep(
        "answers",
        "SELECT subscriber_id, max(yuan) FILTER (WHERE NOT keeps) AS low,"
        f" min(yuan) FILTER (WHERE keeps) AS high FROM ({rated}) GROUP BY subscriber_id",
    )


def _narrow(engine: DuckDB) -> None:
    """Take over the answers; lines whose ends lie side by side are settled."""
    engine.keep(
        "narrowed",
        "SELECT unsettled.* REPLACE (greatest(unsettled.low, answers.low) AS low,"
        " least(unsettled.high, answers.high) AS high) FROM unsettled LEFT JOIN answers USING (subscriber_id)"
        " ANTI JOIN settled USING (subscriber_id)",
    )
    engine.execute("INSERT INTO settled SELECT subscriber_id, high FROM narrowed WHERE high - low <= 1")
    engine.keep("unsettled", "SELECT * FROM narrowed WHERE high - low > 1")
