"""`tierline outlook`: what it prints, for people in both languages and for machines, and what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.foresight.outlook.small import base, held
from tests.grading.small_base import MONTH, PHONE, replaced
from tierline.cli.main import application
from tierline.foresight.statistics.errors import SiteLevelUnknown
from tierline.grading.command_errors import SizeUnreadable
from tierline.grading.explain.errors import OptionMissing, OptionRefused
from tierline.grading.run import Request, run


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    lines = replaced("subscribers", "subscriber_id = 9", "segment", "'group'")
    paths = base(folder / "in", held("three_star", "2026-12-31"), subscribers=lines)
    run(Request(("unicom-star",), MONTH, paths, folder / "out", threads=1, memory_mib=256))
    return folder / "out"


def outlook(*arguments: object) -> Result:
    """The answer of the command; errors go through, as to the edge."""
    given = ["outlook", *map(str, arguments), "--threads", "1"]
    answer = CliRunner().invoke(application(), given, env={"COLUMNS": "110", "NO_COLOR": "1"})
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


def said(answer: Result) -> list[str]:
    return [" ".join(line.split()) for line in answer.output.splitlines()]


def test_the_page_says_what_is_at_stake_why_and_whom_to_call_first(run_dir: Path, tmp_path: Path) -> None:
    answer = outlook(run_dir, "--limit", "2", "--out", tmp_path / "list", "--lang", "en")

    lines = said(answer)
    assert lines[0] == (
        "China Unicom star grade (unicom-star): who would lose a tier when rated anew from 2026-12 to"
        " 2027-02; seen from 2026-11, rated on 2026-11-05"
    )
    assert lines[1] == (
        "13 of 40 lines are rated anew then. If they go on as now, 5 keep their tier or rise, 7 fall, 1"
        " lapse. More spend keeps 7 of those: 0 with at most 10 yuan more a month, 0 with up to 50, 1 with up"
        " to 100, 6 with over 100. All of them together lack 2,478.00 yuan a month. Most urgent are the 7"
        " that are rated in 2026-12: for them the bill of 2026-11 is the last that counts. No spend keeps 1:"
        " see the reasons below."
    )
    assert "2026-12 three-star 13 5 7 1 - - 1 6 1" in lines
    assert (
        "its customer segment is not rated a change to: public, a person inside a group (GRD-14) 1" in lines
    )
    first = lines.index("Whom to call first: the smallest sums that keep a tier")
    assert lines[first + 2] == "7 65.6501.650102 three-star 2026-12 two-star 76.00 142 +66.00"
    assert lines[first + 3].startswith("6 ")
    assert "5 more lines are in the whole list." in lines
    assert [path.name for path in (tmp_path / "list" / "lines").iterdir()] == ["part-00000.parquet"]
    assert PHONE not in answer.output


def test_the_page_is_there_in_chinese(run_dir: Path) -> None:
    lines = said(outlook(run_dir, "--limit", "2", "--lang", "zh"))

    assert lines[0].startswith("中国联通客户星级（unicom-star）：2026-12 至 2027-02 重新评定时的降级预警")
    assert lines[1].startswith(
        "40 条线路中有 13 条届时重新评定。按目前消费，5 条保级或晋级，7 条降级，1 条失效。"
    )
    assert "7 65.6501.650102 三星 2026-12 二星 76.00 142 +66.00" in lines
    assert "另有 5 条在完整名单中：用 --out DIR 写出。" in lines


def test_machines_get_the_same_as_json(run_dir: Path, tmp_path: Path) -> None:
    answer = outlook(run_dir, "--json", "--out", tmp_path / "list", "--site-level", "county")

    data = json.loads(answer.output)
    assert data == json.loads((tmp_path / "list" / "outlook.json").read_text("utf-8"))
    assert (data["rated_anew"], data["fallen"], data["lapsed"]) == (13, 7, 1)
    assert data["sites"][0]["site"] == "65.6501.650102"
    assert data["first"][0]["least_monthly"] == 142


def test_inputs_named_one_by_one_give_the_same_and_none_held_is_said(run_dir: Path) -> None:
    inputs = run_dir.parent / "in"
    named = ["--scheme", "unicom-star", "--month", "2026-11", "--lang", "en"]
    for name in ("subscribers", "bills"):
        named += [f"--{name}", f"{inputs}/{name}.parquet"]

    with_them = said(outlook(*named, "--memberships", f"{inputs}/memberships.parquet"))
    without = said(outlook(*named))

    assert with_them == said(outlook(run_dir, "--lang", "en"))
    assert without[1] == "Of 40 lines none is rated anew then: no term ends in time."
    assert "No memberships were given" in without[2]


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (OptionRefused, ("--month", "2026-11")),
        (SiteLevelUnknown, ("--site-level", "village")),
        (SizeUnreadable, ("--memory-limit", "much")),
    ],
)
def test_options_that_do_not_fit_are_refused(
    run_dir: Path, error: type[Exception], arguments: tuple[str, ...]
) -> None:
    with pytest.raises(error):
        outlook(run_dir, *arguments)


def test_without_a_folder_everything_has_to_be_named() -> None:
    with pytest.raises(OptionMissing):
        outlook("--scheme", "unicom-star")
