"""One site explained: each number, each rule that matched with its clause, what the next level would take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tests.grading.measured import pier
from tierline.errors import TierlineError
from tierline.grading.errors import NoRunThere
from tierline.grading.explain.commands import explain
from tierline.grading.explain.errors import InputGone, NobodyAsked, OptionMissing, OptionRefused
from tierline.grading.measured.errors import SiteUnknown
from tierline.grading.measured.run import run

app = typer.Typer()
app.command()(explain)

ROW = {"site_id": 7, "site": "65.6501.650102", "month": "2026-10-01",
       "signal_dbm": "-95.51", "busy_share": "40.01", "faults": 1}  # fmt: skip


def said(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments: object) -> TierlineError:
    with pytest.raises(TierlineError) as found:
        CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    return found.value


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    unmeasured = ROW | {"site_id": 8, "busy_share": "", "signal_dbm": "-70"}
    run(pier.request(tmp_path, pier.write_csv(tmp_path / "m.csv", [ROW, unmeasured])))
    return tmp_path / "out"


PAGE = """\
Result
  ✓ poor

What was measured in 2026-10
  signal, dBm  -95.51  GRD-23
  busy, %       40.01  GRD-23
  faults            1  GRD-23

The criteria
  ✓ reach: poor
    ✓ signal, dBm: -95.51; needed: at least -100 (GRD-23)
    ✗ fair: signal, dBm: -95.51; needed: at least -95.5; 0.01 short (GRD-23)
  ✓ room: fair
    ✓ busy, %: 40.01; needed: more than 40 and at most 70.25 (GRD-23)
    ✗ good: busy, %: 40.01; needed: at most 40; 0.01 too many (GRD-23)
  ✓ care: fair
    ✓ faults: 1; needed: 1 (GRD-23)
    ✗ good: faults: 1; needed: 0 (GRD-23)

score: 2.50
  ✓ reach: poor gives 1 (GRD-23)
  ✓ room: fair gives 2 (GRD-23)
  ✓ faults gives -0.50 (GRD-23)

The levels
  ✗ good
    ✗ score: 2.50; needed: at least 5; 2.50 short (GRD-23)
  ✗ fair
    ✗ score: 2.50; needed: at least 3.5; 1 short (GRD-23)
  ✓ poor: the one it has
    ✓ score: at least 0; reach: any (GRD-23)
"""


@pytest.mark.clause("GRD-23")
def test_the_page_tells_every_number_every_matching_rule_and_what_is_missing(rated: Path) -> None:
    page = said(rated, "--site", 7)

    assert page.startswith("Site 7: 65.6501.650102\nPier network, rating of 2026-11 on 2026-11-05\n")
    assert "✓ The run in" in page
    assert page.endswith(PAGE)


@pytest.mark.clause("GRD-23")
def test_the_page_is_told_in_chinese(rated: Path) -> None:
    page = said(rated, "--site", 7, "--lang", "zh")

    for part in ("站点 7：65.6501.650102", "2026-10 测量数据", "差：现有等级", "覆盖：差，得 1 分"):
        assert part in page
    assert "须不高于 40；多出 0.01" in page


def test_a_number_that_was_not_measured_is_told_as_such(rated: Path) -> None:
    page = said(rated, "--site", 8)

    assert "busy, % not measured" in " ".join(page.split())
    assert "✗ room: none\n    ✗ busy, %: not measured" in page


@pytest.mark.clause("GRD-23")
def test_the_json_has_the_row_of_the_run_and_every_rule(rated: Path) -> None:
    told: dict[str, Any] = json.loads(said(rated, "--site", 7, "--json"))

    assert told["row"]["rated_tier"] == told["rated_tier"] == "poor"
    assert told["record"]["differs"] == {}
    assert [(one["name"], one["tier"]) for one in told["criteria"]] == [
        ("reach", "poor"),
        ("room", "fair"),
        ("order", "fair"),
    ]
    (matched,) = [rule for rule in told["criteria"][0]["rules"] if rule["holds"]]
    assert (matched["tier"], matched["clause"], matched["basis"]) == ("poor", "GRD-23", "source")
    assert told["score"]["value"] == "2.5"


def test_a_site_is_explained_without_a_run_too(rated: Path, tmp_path: Path) -> None:
    page = said(
        "--site", 7, "--scheme", pier.SCHEME, "--month", "2026-11", "--measurements", tmp_path / "m.csv",
        "--policies", tmp_path / "policies",
    )  # fmt: skip

    assert page.endswith(PAGE)
    assert "Against the record" not in page


def test_what_has_changed_since_the_run_is_told(rated: Path, tmp_path: Path) -> None:
    pier.write_csv(tmp_path / "m.csv", [ROW | {"faults": 0}])

    page = said(rated, "--site", 7)

    assert "has changed since the run" in " ".join(page.split())
    assert "faults" in page.split("The inputs give another result now")[1].split("Result")[0]


def test_what_cannot_be_asked_of_a_site_is_refused(rated: Path, tmp_path: Path) -> None:
    assert isinstance(refused(rated), NobodyAsked)
    assert isinstance(refused(rated, "--site", 7, "--subscriber", 7), NobodyAsked)
    assert isinstance(refused(rated, "--site", 6), SiteUnknown)
    assert isinstance(refused(rated, "--site", 7, "--tier", "good"), OptionRefused)
    assert isinstance(refused(rated, "--site", 7, "--month", "2026-11"), OptionRefused)
    assert isinstance(refused(rated, "--site", 7, "--scheme", "harbour"), NoRunThere)
    assert isinstance(refused(rated, "--subscriber", 7), NoRunThere)
    assert isinstance(refused("--site", 7, "--scheme", pier.SCHEME, "--month", "2026-11"), OptionMissing)
    (tmp_path / "m.csv").unlink()
    assert isinstance(refused(rated, "--site", 7), InputGone)
