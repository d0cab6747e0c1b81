"""What is set by hand has rows of its own in statistics, and no part in any other figure."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.grading import set_by_hand, small_base
from tierline.cli.main import application
from tierline.grading.run import run


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same November without and with what is set by hand."""
    folder = tmp_path_factory.mktemp("months")
    paths = small_base.write(folder / "in")
    by_hand = {**paths, "overrides": [set_by_hand.write(folder / "by-hand")]}
    with pytest.MonkeyPatch.context() as patch:
        small_base.compiled_once(patch)
        run(small_base.request(paths, folder / "without"))
        run(small_base.request(by_hand, folder / "with"))
    return {name: folder / name for name in ("without", "with")}


def printed(*arguments: object) -> str:
    answer = CliRunner().invoke(application(), ["statistics", *map(str, arguments)], env={"COLUMNS": "150"})
    assert answer.exit_code == 0, answer.output
    return answer.stdout


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Set by hand on the rating day of 2026-11: five-star 2, one-star 1."),
        ("zh", "2026-11 评定日的人工设定：五星 2、一星 1。"),
    ],
)
def test_the_screen_tells_it_below_figures_that_do_not_count_it(
    months: dict[str, Path], language: str, expected: str
) -> None:
    without, with_it = (printed(months[name], "--lang", language) for name in ("without", "with"))

    assert expected in with_it
    assert (
        "".join(line for line in with_it.splitlines() if expected not in line).strip()
        == "".join(without.splitlines()).strip()
    )


def test_files_have_it_apart(months: dict[str, Path], tmp_path: Path) -> None:
    for name, folder in months.items():
        printed(folder, "--out", tmp_path / name)

    written = (tmp_path / "with" / "set_by_hand.csv").read_text("utf-8-sig")
    rows = [
        (row["month"], row["tier"], row["tier_zh"], row["lines"])
        for row in csv.DictReader(written.splitlines())
    ]
    assert rows == [("2026-11", "five_star", "五星", "2"), ("2026-11", "one_star", "一星", "1")]
    assert not (tmp_path / "without" / "set_by_hand.csv").exists()
    with_it, without = (
        json.loads((tmp_path / name / "statistics.json").read_text("utf-8")) for name in ("with", "without")
    )
    assert [one["lines"] for one in with_it.pop("set_by_hand")] == [2, 1]
    assert without.pop("set_by_hand") == []
    assert with_it == without
