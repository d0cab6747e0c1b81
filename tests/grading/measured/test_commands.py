"""`tierline grade --measurements`: what it prints, and which options go together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.grading.measured import pier
from tierline.errors import TierlineError
from tierline.grading.command_errors import InputMissing, OutMissing
from tierline.grading.commands import grade
from tierline.grading.measured.errors import OneSchemeOfSites, OptionBesideMeasurements
from tierline.policy.errors import SchemeOfSites

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "measurements.csv"
app = typer.Typer()
app.command()(grade)


def given(*more: object) -> list[str]:
    usual = ("--scheme", "network-service", "--month", "2026-11", "--measurements", EXAMPLE)
    return [str(one) for one in (*usual, *more)]


def refused(arguments: list[str]) -> TierlineError:
    with pytest.raises(TierlineError) as found:
        CliRunner().invoke(app, arguments, catch_exceptions=False)
    return found.value


@pytest.mark.clause("GRD-23")
def test_it_counts_the_sites_by_criterion_and_level(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, given("--out", tmp_path / "out"), catch_exceptions=False)

    lines = [" ".join(line.split()) for line in answer.output.splitlines()]
    assert lines[1].startswith("8 sites by the measurements of 2026-10, in ")
    assert lines[2] == "criterion level 1 level 2 level 3 level 4 level 5 none"
    assert "call quality 2 2 2 1 0 1" in lines
    assert "overall 2 2 0 2 1 1" in lines


def test_it_prints_the_summary_that_it_writes(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, given("--out", tmp_path / "out", "--json"), catch_exceptions=False)

    assert json.loads(answer.output) == json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))


def test_it_speaks_chinese(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, given("--out", tmp_path / "out", "--lang", "zh"), catch_exceptions=False)

    assert "共 8 个站点，按 2026-10 测量数据评定" in answer.output
    assert "总评" in answer.output


@pytest.mark.parametrize(
    "option",
    [
        ("--subscribers", "x"), ("--bills", "x"), ("--memberships", "x"), ("--special-grades", "x"),
        ("--after", "x"), ("--changed-lines", "x"), ("--carry",), ("--join",), ("--subscriber", "1"),
        ("--stage", "score"),
    ],
)  # fmt: skip
def test_nothing_of_lines_goes_with_measurements(option: tuple[str, ...], tmp_path: Path) -> None:
    found = refused(given("--out", tmp_path / "out", *option))

    assert isinstance(found, OptionBesideMeasurements)
    assert option[0] in str(found)


def test_a_scheme_of_sites_without_measurements_is_told_what_it_needs(tmp_path: Path) -> None:
    sites = ["--scheme", "network-service", "--month", "2026-11", "--out", str(tmp_path)]
    lines = ["--scheme", "unicom-star", "--month", "2026-11", "--out", str(tmp_path)]

    assert isinstance(refused(sites), SchemeOfSites)
    assert isinstance(refused(lines), InputMissing)
    assert isinstance(refused(given()), OutMissing)
    assert isinstance(refused(given("--scheme", pier.SCHEME, "--out", tmp_path)), OneSchemeOfSites)
