"""The tables of the page on real files, on invented results."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks import facts_by_tier, months_graded


def test_a_fact_is_counted_by_tier_best_first_with_its_share():
    counts = Counter({("silver", "yes"): 1, ("silver", "no"): 3, ("none", "yes"): 2})

    found = facts_by_tier.table(counts, ["gold", "silver", "none"])

    assert found == [
        ["tier", "lines", "no", "yes"],
        ["silver", "4", "3 (75.0%)", "1 (25.0%)"],
        ["none", "2", "0 (0.0%)", "2 (100.0%)"],
        ["all", "6", "3 (50.0%)", "3 (50.0%)"],
    ]


def result(folder: Path) -> Path:
    (folder / "grades").mkdir(parents=True)
    tiers = pa.array(["gold", None, None], pa.string())
    pq.write_table(
        pa.table({"subscriber_id": [1, 2, 3], "rated_tier": tiers, "eligible": [True, True, False]}),
        folder / "grades" / "1.parquet",
    )
    summary = {
        "month": "2014-01",
        "by_rated_tier": {"gold": 1, "none": 2},
        "by_tier": {"none": 3},
        "by_change": {},
    }
    (folder / "summary.json").write_text(json.dumps(summary))
    return folder


def test_lines_and_facts_are_joined_by_id_and_a_blank_fact_is_told(tmp_path, capsys):
    facts = pa.table({"subscriber_id": [1, 2, 3], "churned": pa.array(["no", None, "no"], pa.string())})
    pq.write_table(facts, tmp_path / "facts.parquet")

    facts_by_tier.main([str(result(tmp_path / "r")), str(tmp_path / "facts.parquet"), "churned"])

    assert [line.split() for line in capsys.readouterr().out.splitlines()][1:] == [
        ["gold", "1", "1", "(100.0%)", "0", "(0.0%)"],
        ["none", "1", "0", "(0.0%)", "1", "(100.0%)"],
        ["not", "eligible", "1", "1", "(100.0%)", "0", "(0.0%)"],
        ["all", "3", "2", "(66.7%)", "1", "(33.3%)"],
    ]


def test_a_fact_that_is_not_there_is_told_with_those_that_are(tmp_path):
    pq.write_table(pa.table({"subscriber_id": [1], "churned": ["no"]}), tmp_path / "facts.parquet")

    with pytest.raises(SystemExit, match=r"no fact award\. It has: churned"):
        facts_by_tier.main([str(result(tmp_path / "r")), str(tmp_path / "facts.parquet"), "award"])


def test_months_come_in_order_with_members_and_changes(tmp_path):
    for month, joined in (("2014-02", 2), ("2014-01", 0)):
        folder = tmp_path / month / "vip"
        folder.mkdir(parents=True)
        summary = {
            "month": month,
            "by_tier": {"gold": joined, "none": 5},
            "by_rated_tier": {"gold": 9, "none": 0},
            "by_change": {"joined": joined, "kept": 1000},
        }
        (folder / "summary.json").write_text(json.dumps(summary))

    found = months_graded.table(months_graded.summaries(tmp_path, "vip"))

    assert found[0] == ["month", "gold", "none", *months_graded.CHANGES]
    assert [row[:4] for row in found[1:]] == [["2014-01", "0", "5", "0"], ["2014-02", "2", "5", "2"]]
    assert found[1][-1] == "1,000"


def test_a_scheme_without_memberships_shows_what_the_figures_give(tmp_path):
    result(tmp_path / "2014-01" / "credit")

    assert months_graded.table(months_graded.summaries(tmp_path, "credit")) == [
        ["month", "gold", "none"],
        ["2014-01", "1", "2"],
    ]
