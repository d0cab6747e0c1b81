"""Laws of what is put beside lines without a join, and of sums that go on from month to month."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tierline.grading.carrying.aligned import amounts_of, beside, column_of, columns_beside, places, rolled
from tierline.grading.model import Rating
from tierline.grading.window import Window

ids = st.integers(-(2**63), 2**63 - 1)
fen = st.integers(-(10**12), 10**12)
RATING = Rating(date(2026, 11, 1), date(2026, 11, 5))
WINDOWS = (
    Window("billed", 6, on_network=False),
    Window("billed", 6, on_network=True),
    Window("billed", None, on_network=False),
)


def whole(numbers: list[int]) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


@given(st.sets(ids, max_size=40), st.lists(st.tuples(ids, fen), max_size=60))
def test_each_line_has_the_sum_of_its_own_rows_in_whatever_order_they_come(
    lines: set[int], rows: list[tuple[int, int]]
) -> None:
    rows += [(line, 7) for line in sorted(lines)[:3]]
    table = pa.table(
        {
            "subscriber_id": column_of(whole([one for one, _ in rows]), pa.int64()),
            "billed": column_of(whole([amount for _, amount in rows]), pa.int64()),
        }
    )

    amounts = amounts_of(table)

    expected = [sum(amount for one, amount in rows if one == line) for line in sorted(lines)]
    assert list(beside(whole(sorted(lines)), amounts, "billed")) == expected
    assert amounts.has_repeated == (len({one for one, _ in rows}) < len(rows))


@given(st.sets(ids, max_size=30), st.dictionaries(ids, st.none() | st.integers(-100, 100), max_size=30))
def test_a_line_without_a_row_has_null_and_one_with_a_row_its_values(
    lines: set[int], rows: dict[int, int | None]
) -> None:
    rows |= {line: None if number % 3 else number for number, line in enumerate(sorted(lines)[:9])}
    days = [None if rows[one] is None else date(2026, 1, 1 + abs(rows[one]) % 28) for one in sorted(rows)]
    table = pa.table(
        {
            "subscriber_id": pa.array(sorted(rows), pa.int64()),
            "rank": pa.array([rows[one] for one in sorted(rows)], pa.int8()),
            "since": pa.array(days, pa.date32()),
        }
    ).slice(1)
    known = dict(list(zip(sorted(rows), days, strict=True))[1:])

    found = columns_beside(whole(sorted(lines)), table)

    assert found["since"].to_pylist() == [known.get(line) for line in sorted(lines)]
    assert found["rank"].to_pylist() == [rows[line] if line in known else None for line in sorted(lines)]


bills = st.dictionaries(st.integers(1, 14), fen, max_size=14)
"""Amounts by how many months before the rating month they are."""


@given(st.lists(st.tuples(bills, st.integers(0, 20)), max_size=8))
def test_sums_that_go_on_are_those_of_all_months_in_the_window(
    lines: list[tuple[dict[int, int], int]],
) -> None:
    def total(window: Window, first: int, amounts: dict[int, int], joined: int) -> int:
        last = first + (window.last_months or 99)
        months = (ago for ago in amounts if first <= ago < last and (ago <= joined or not window.on_network))
        return sum(amounts[ago] for ago in months)

    numbers = whole(list(range(len(lines))))
    joined = RATING.number - whole([ago for _, ago in lines])
    carried = {window.name: whole([total(window, 2, *line) for line in lines]) for window in WINDOWS}

    def month(ago: int) -> pa.Table:
        rows = [(number, amounts[ago]) for number, (amounts, _) in enumerate(lines) if ago in amounts]
        return pa.table(
            {
                "subscriber_id": column_of(whole([one for one, _ in rows]), pa.int64()),
                "billed": column_of(whole([amount for _, amount in rows]), pa.int64()),
            }
        )

    leaving = {6: amounts_of(month(7))}
    found = rolled(numbers, joined, carried, WINDOWS, RATING, amounts_of(month(1)), leaving)

    for window in WINDOWS:
        assert list(found[window.name]) == [total(window, 1, *line) for line in lines]


def test_where_there_are_no_lines_nothing_stands() -> None:
    where, is_there = places(whole([]), whole([3, 4]))

    assert len(where) == 2
    assert not is_there.any()
