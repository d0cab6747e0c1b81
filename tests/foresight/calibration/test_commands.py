"""`tierline calibrate`: what it prints, for people and machines, what it writes, when it ends badly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.grading.small_base import write
from tierline.cli.main import application
from tierline.foresight.calibration.errors import BoundsNotFalling, StartUnreadable
from tierline.policy.errors import DraftThere
from tierline.policy.load import bundled_packs, file_mistakes


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return write(tmp_path_factory.mktemp("base"))


def calibrate(base: dict[str, list[str]], *arguments: object, month: str = "2026-11") -> Result:
    """The answer of the command over the small base; errors go through, as to the edge."""
    inputs = ["--subscribers", *base["subscribers"], "--bills", *base["bills"]]
    inputs += ["--special-grades", *base["special_grades"]]
    given = ["calibrate", "--scheme", "unicom-star", "--month", month, *inputs, "--threads", "1"]
    answer = CliRunner().invoke(
        application(), [*given, *map(str, arguments)], env={"COLUMNS": "110", "NO_COLOR": "1"}
    )
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


SHARES = ("--share", "five_star=0.10", "--at-most", "four_star=6")


@pytest.mark.clause("GRD-16", "GRD-19")
def test_tables_show_bounds_lines_near_them_and_the_new_version(
    base: dict[str, list[str]], tmp_path: Path
) -> None:
    draft = tmp_path / "draft.yaml"

    answer = calibrate(base, *SHARES, "--from", "2026-12-20", "--write", draft)

    lines = [" ".join(line.split()) for line in answer.output.splitlines()]
    assert lines[0] == (
        "China Unicom star grade (unicom-star), 2026-11, rated on 2026-11-05, policy from 2015-01-20"
    )
    assert "five-star 10% 260 347.6 4 10.00%" in lines
    assert "four-star at most 6 140 294.8 10 25.00%" in lines
    assert "three-star as before 90 90 33 82.50%" in lines
    assert "five-star 0 1 0 1 1 2" in lines
    assert "five-star 13 4 -9" in lines
    assert "The bills reach back far enough for 0 of the 12 months asked for." in lines
    assert "+- from: 2026-12-20" in lines
    assert f"Written to {draft}." in answer.output.replace("\n", " ")
    assert file_mistakes(draft) == ()
    assert draft.read_text("utf-8").startswith(bundled_packs()["unicom-star"].text)


def test_the_same_is_said_in_chinese(base: dict[str, list[str]]) -> None:
    answer = calibrate(base, *SHARES, "--lang", "zh", "--history", "0")

    lines = [" ".join(line.split()) for line in answer.output.splitlines()]
    assert "共 40 条线路，40 条参评；界值针对：得分" in lines
    assert "四星 至多 6 140 294.8 10 25.00%" in lines
    assert "新版本，自 2026-11-06 起生效" in lines
    assert not any("回溯" in line for line in lines)


def test_json_has_every_figure_as_it_is(base: dict[str, list[str]]) -> None:
    found = json.loads(calibrate(base, *SHARES, "--json").output)

    assert (found["eligible"], found["from"], found["written"]) == (40, "2026-11-06", None)
    assert found["tiers"][0] == {
        "tier": "five_star",
        "share": "0.10",
        "at_most": None,
        "bound_before": "260",
        "bound": "347.6",
        "lines_that_reach_it": 4,
        "near": [
            {"yuan": 1, "lines": 1, "would_rise": 0, "would_fall": 1},
            {"yuan": 5, "lines": 1, "would_rise": 0, "would_fall": 1},
            {"yuan": 10, "lines": 3, "would_rise": 1, "would_fall": 2},
        ],
    }
    assert found["rated"]["five_star"] == {"before": 13, "after": 4}
    assert found["diff"].startswith("--- unicom-star.yaml\n+++ unicom-star.yaml\n")
    assert found["no_version"] is None


def test_bounds_that_make_no_version_are_shown_all_the_same(
    base: dict[str, list[str]], tmp_path: Path
) -> None:
    same = ("--share", "five_star=0.01", "--share", "four_star=0.001")

    shown = calibrate(base, *same)
    told = json.loads(calibrate(base, *same, "--json").output)
    with pytest.raises(BoundsNotFalling):
        calibrate(base, *same, "--write", tmp_path / "draft.yaml")

    # Not one of 40 lines fits into 1%: both tiers begin 0.01 above the highest score of 374.
    assert "four_star would begin at 374.01 and five_star, which is better, at 374.01" in shown.output
    assert told["diff"] is None
    assert "374.01" in told["no_version"]["zh"]
    assert not (tmp_path / "draft.yaml").exists()


def test_a_file_that_is_there_is_told_before_anything_is_read(tmp_path: Path) -> None:
    nothing = {name: [str(tmp_path / name)] for name in ("subscribers", "bills", "special_grades")}
    there = tmp_path / "draft.yaml"
    there.write_text("mine", "utf-8")

    with pytest.raises(DraftThere):
        calibrate(nothing, *SHARES, "--write", there)


def test_a_first_day_is_written_as_a_day(base: dict[str, list[str]]) -> None:
    with pytest.raises(StartUnreadable):
        calibrate(base, *SHARES, "--from", "20 December")
