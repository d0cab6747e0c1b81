"""The least spend is found exactly, wherever it lies, and nothing is found where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierline.foresight.outlook.least import find_least
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.explain.ways import MOST_YUAN

RATED = "SELECT subscriber_id, yuan, coalesce(billed_each >= 100 * needed, false) AS keeps FROM asked"
"""Rules under which each line keeps its tier from its own number of yuan on; NULL: never."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    engine = DuckDB(memory_mib=128, scratch=tmp_path_factory.mktemp("scratch"))
    yield engine
    engine.close()


def least(engine: DuckDB, lines: list[tuple[int, int | None]]) -> list[int | None]:
    """What is found for lines that are billed so many fen and need so many yuan."""
    rows = ", ".join(
        f"({number}, {fen}, CAST({'NULL' if needed is None else needed} AS BIGINT))"
        for number, (fen, needed) in enumerate(lines)
    )
    find_least(
        engine,
        f"SELECT * FROM (VALUES {rows}) AS line(subscriber_id, billed_each, needed)",
        RATED,
        ("billed",),
    )
    return [one for (one,) in engine.rows("SELECT least FROM settled ORDER BY subscriber_id")]


@pytest.mark.parametrize(
    ("fen", "needed", "expected"),
    [
        (0, 1, 1),
        (-51, 0, 0),
        (-100, 0, 0),
        (99, 1, 1),
        (14_999, 150, 150),
        (15_000, 151, 151),
        (0, MOST_YUAN, MOST_YUAN),
        (-1, MOST_YUAN, MOST_YUAN),
        (0, MOST_YUAN + 1, None),
        (100 * MOST_YUAN, MOST_YUAN + 5, None),
        (0, None, None),
    ],
)
def test_the_ends_of_the_range_are_found(
    engine: DuckDB, fen: int, needed: int | None, expected: int | None
) -> None:
    assert least(engine, [(fen, needed)]) == [expected]


@given(
    lines=st.lists(
        st.integers(0, MOST_YUAN).flatmap(
            lambda needed: st.tuples(st.integers(-500, 100 * needed - 1), st.just(needed))
        ),
        min_size=1, max_size=40,
    )
)  # fmt: skip
@settings(max_examples=15, deadline=None)
def test_each_of_many_lines_gets_its_own(engine: DuckDB, lines: list[tuple[int, int]]) -> None:
    assert least(engine, list(lines)) == [needed for _, needed in lines]


def test_nothing_to_look_for_is_no_fault(engine: DuckDB) -> None:
    none = "SELECT 1 AS subscriber_id, 0 AS billed_each, 1 AS needed WHERE false"

    find_least(engine, none, RATED, ("billed",))

    assert engine.rows("SELECT count(*) FROM settled") == [(0,)]
