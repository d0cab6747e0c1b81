"""The comparison of an operator's own grades with ours, on invented lines."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.rank_agreement import STARS, GradedLine, agreement, agreements, cross_table, main


def written(
    folder: Path, given: list[tuple[int, str, int | None]], ours: list[tuple[int, str | None, str | None]]
) -> None:
    (folder / "result" / "grades").mkdir(parents=True)
    pq.write_table(
        pa.table(
            {
                "subscriber_id": pa.array([i for i, _, _ in given], pa.int64()),
                "grade": pa.array([g for _, g, _ in given], pa.string()),
                "rank": pa.array([r for _, _, r in given], pa.int16()),
            }
        ),
        folder / "given_grades.parquet",
    )
    pq.write_table(
        pa.table(
            {
                "subscriber_id": pa.array([i for i, _, _ in ours], pa.int64()),
                "rated_tier": pa.array([t for _, t, _ in ours], pa.string()),
                "score": pa.array([Decimal(s) if s else None for _, _, s in ours], pa.decimal128(14, 2)),
            }
        ),
        folder / "result" / "grades" / "part-0.parquet",
    )


def test_the_same_order_agrees_fully_and_the_reverse_order_not_at_all():
    up = agreement([(1, 10), (2, 20), (3, 30)])
    down = agreement([(1, 30), (2, 20), (3, 10)])
    assert (up.spearman, up.kendall) == pytest.approx((1, 1))
    assert (down.spearman, down.kendall) == pytest.approx((-1, -1))


def test_ties_are_counted_as_tau_b_counts_them():
    found = agreement([(1, 1), (1, 2), (2, 3)])
    # Two of three pairs agree, one is tied on one side: 2 / sqrt(2 * 3).
    assert found.kendall == pytest.approx(0.8164966)
    assert found.spearman == pytest.approx(0.8660254)


def test_a_side_that_does_not_vary_has_no_correlation():
    assert agreement([(1, 5), (2, 5)]).spearman is None


def test_lines_that_are_not_graded_count_as_the_lowest_only_where_said():
    lines = [
        GradedLine("three", 3, "four_star", Decimal(200)),
        GradedLine("two", 2, "two_star", Decimal(40)),
        GradedLine("none", None, None, None),
        GradedLine("one", 1, None, None),
    ]
    found = agreements(lines, STARS)
    assert [one.lines for one in found.values()] == [2, 4, 2]


def test_the_cross_table_counts_every_line_once():
    lines = [GradedLine("gold", 2, "five_star", None), GradedLine("plain", None, None, None)] * 3
    table = cross_table(lines, ["five_star"])
    assert table == [["given grade", "five_star", "-"], ["plain", "0", "3"], ["gold", "3", "0"]]


def test_files_are_joined_by_line_and_reported_for_machines(tmp_path, capsys):
    written(
        tmp_path,
        given=[(1, "low", 1), (2, "high", 2), (9, "high", 2)],
        ours=[(1, "one_star", "10.00"), (2, "five_star", "400.00"), (3, "one_star", "1.00")],
    )
    main([str(tmp_path / "result"), str(tmp_path / "given_grades.parquet"), "--json"])
    said = json.loads(capsys.readouterr().out)
    both = said["agreement"]["tier, lines graded by both"]
    assert both == {"lines": 2, "spearman": pytest.approx(1), "kendall": pytest.approx(1)}
    assert said["cross_table"][1] == ["low", "0", "0", "0", "0", "1", "0"]


def test_a_tier_that_is_not_ranked_is_refused(tmp_path):
    written(tmp_path, given=[(1, "low", 1)], ours=[(1, "gold", None)])
    with pytest.raises(SystemExit, match="gold"):
        main([str(tmp_path / "result"), str(tmp_path / "given_grades.parquet")])
