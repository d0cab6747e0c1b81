"""What a report is refused for is said in both languages, and nothing half written is left."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.foresight.statistics.scripted import STAR, Month, write_series
from tests.grading.small_base import content
from tierline.cli.main import application
from tierline.datasets.errors import DatasetMissing, DatasetUnreadable
from tierline.foresight.report.errors import OutNotAPage, PageUnwritable, RunDamaged, RunUnreadable
from tierline.foresight.statistics.errors import MonthsMissing, MonthTwice
from tierline.grading.errors import NoRunThere
from tierline.wording import Language


@pytest.fixture
def runs(tmp_path: Path) -> list[Path]:
    scripts = {line: [Month("one_star"), Month("two_star"), Month("two_star")] for line in range(1, 400)}
    return [run.folder for run in write_series(tmp_path / "runs", STAR, date(2026, 1, 1), scripts)]


def said(kind: type[Exception], tmp_path: Path, *folders: Path, out: str = "page.html") -> str:
    """What the report is refused with, in English; an earlier page stays as it was, and nothing beside it."""
    place = tmp_path / "out"
    place.mkdir(exist_ok=True)
    (place / "page.html").write_text("earlier", "utf-8")
    before = content(place)
    arguments = ["report", *map(str, folders), "--out", str(place / out), "--threads", "1"]
    answer = CliRunner().invoke(application(), arguments)
    assert isinstance(answer.exception, kind), answer.exception
    assert content(place) == before
    english, chinese = (answer.exception.message(language) for language in Language)
    assert "{" not in english + chinese
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    return english


def test_a_folder_that_holds_no_run(tmp_path):
    (tmp_path / "empty").mkdir()

    assert "no summary.json" in said(NoRunThere, tmp_path, tmp_path / "empty")
    assert "no summary.json" in said(NoRunThere, tmp_path, tmp_path / "nowhere")


def test_a_run_that_was_never_finished(runs, tmp_path):
    (runs[1] / "summary.json").unlink()

    assert str(runs[1]) in said(NoRunThere, tmp_path, *runs)


def test_a_month_that_is_given_twice_or_missing(runs, tmp_path):
    assert "2026-02 is given twice" in said(MonthTwice, tmp_path, *runs, runs[1])
    assert "2026-02" in said(MonthsMissing, tmp_path, runs[0], runs[2])


def test_a_result_that_is_gone(runs, tmp_path):
    (runs[1] / "events" / "part-00000.parquet").unlink()

    assert "events" in said(DatasetMissing, tmp_path, *runs)


def test_a_file_that_is_cut_off(runs, tmp_path):
    file = runs[2] / "grades" / "part-00000.parquet"
    file.write_bytes(file.read_bytes()[:-40])

    assert "grades" in said(DatasetUnreadable, tmp_path, *runs)


def test_a_file_that_is_damaged_inside_names_its_run(runs, tmp_path):
    file = runs[1] / "events" / "part-00000.parquet"
    whole = file.read_bytes()
    footer = int.from_bytes(whole[-8:-4], "little") + 8
    file.write_bytes(whole[:4] + b"\xff" * (len(whole) - footer - 4) + whole[-footer:])

    english = said(RunUnreadable, tmp_path, *runs)
    assert str(runs[1]) in english
    assert "tierline verify" in english


@pytest.mark.parametrize(("name", "count"), [("lines", 500), ("joined", 398)])
def test_files_that_do_not_hold_what_the_summary_counts(runs, tmp_path, name, count):
    summary = json.loads((runs[0] / "summary.json").read_text("utf-8"))
    (summary if name in summary else summary["by_change"])[name] = count
    (runs[0] / "summary.json").write_text(json.dumps(summary), "utf-8")

    english = said(RunDamaged, tmp_path, *runs)
    assert "399" in english
    assert str(count) in english


def test_events_that_are_others_than_the_summary_counts(runs, tmp_path):
    summary = json.loads((runs[1] / "summary.json").read_text("utf-8"))
    summary["by_change"] |= {"risen": 398, "fallen": 1}
    (runs[1] / "summary.json").write_text(json.dumps(summary), "utf-8")

    assert "events (risen) holds 399 rows" in said(RunDamaged, tmp_path, *runs)


@pytest.mark.parametrize("out", ["page.pdf", "page"])
def test_an_out_that_is_no_page(runs, tmp_path, out):
    assert "ends in .html" in said(OutNotAPage, tmp_path, *runs, out=out)


def test_an_out_that_cannot_be_written(runs, tmp_path):
    (tmp_path / "out" / "taken.html").mkdir(parents=True)
    (tmp_path / "out" / "file").write_text("", "utf-8")

    assert "it is a folder" in said(PageUnwritable, tmp_path, *runs, out="taken.html")
    assert "not writable" in said(PageUnwritable, tmp_path, *runs, out="file/page.html")


def test_a_disk_that_fills_up_leaves_the_earlier_page(runs, tmp_path, monkeypatch):
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tierline.foresight.report.writing.force", full)

    assert "page.html cannot be written" in said(PageUnwritable, tmp_path, *runs)
