"""`tierline statistics` as a user meets it: tables, files, pictures, refusals, in both languages."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from tests.foresight.statistics.scripted import CREDIT, HENAN, STAR, Month, write_series
from tests.foresight.statistics.test_counting import moved_to_3g, rated
from tierline.cli.main import application
from tierline.errors import InputError
from tierline.foresight.statistics.cells import AFTER
from tierline.foresight.statistics.errors import (
    BalanceBroken,
    ByUnknown,
    GradesDiffer,
    MonthsMissing,
    MonthTwice,
    SnapshotOutside,
    SnapshotUnreadable,
)
from tierline.foresight.statistics.model import COUNTS
from tierline.foresight.statistics.words import COLUMNS
from tierline.grading.errors import FolderHoldsRun, FolderTaken, NoRunThere
from tierline.wording import Language


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> list[str]:
    """The folders of four months in Henan, in which two members move from 2G to 3G."""
    return [str(written.folder) for written in moved_to_3g(tmp_path_factory.mktemp("henan"))]


def printed(*arguments: str) -> str:
    """What the command prints. Raises what it is refused with."""
    answer = CliRunner().invoke(application(), ["statistics", *arguments], env={"COLUMNS": "150"})
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def said(kind: type[Exception], *arguments: str) -> str:
    """What the command is refused with, in English, after a look at the Chinese."""
    with pytest.raises(kind) as caught:
        printed(*arguments)
    english, chinese = (caught.value.message(language) for language in Language)
    assert "{" not in english + chinese
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    return english


@pytest.mark.clause("GOV-03", "GRD-12")
def test_the_table_tells_the_sum_and_only_what_there_is(runs):
    text = printed(*runs, "--by", "month,product", "--lang", "en")

    assert "China Unicom VIP member (Henan) (unicom-vip-henan), 2012-01 to 2012-04" in text
    row = next(line for line in text.splitlines() if "2012-03" in line)
    assert row.split() == ["2012-03", "2G", "mobile", *"400000120011"]
    assert "of them from 2G" in text
    assert "- other" not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("before", "= after", "2G mobile", "silver", "Members on 2012-02-29", "still members")),
        ("zh", ("期初", "=期末", "2G手机", "银卡", "2012-02-29 在籍会员", "保留率", "河南联通VIP会员")),
    ],
)
def test_everything_is_told_in_the_readers_language(runs, language, words):
    text = printed(*runs, "--by", "tier,product", "--snapshot", "2012-02-29", "--lang", language)

    assert [word for word in words if word not in text] == []


def test_who_asks_for_nothing_in_particular_sees_the_months_and_the_tiers(runs):
    text = printed(*runs, "--lang", "en")

    assert re.search(r"^month +before", text, re.MULTILINE)
    assert re.search(r"^tier +before", text, re.MULTILINE)


def test_other_ways_in_and_out_are_explained_where_there_are_any(tmp_path):
    here = Month("one_star")
    written = write_series(tmp_path, STAR, date(2026, 1, 1), {1: [here, None]})

    assert "'other' are lines" in printed(*(str(one.folder) for one in written), "--lang", "en")


@pytest.mark.parametrize(
    ("by", "signed"), [("month", False), ("month,tier", True), ("month,site", True), ("month,product", False)]
)
def test_a_rise_has_a_sign_where_it_leads_from_one_row_to_another(by, signed, tmp_path):
    script = [Month("one_star"), Month("two_star", site="65.6501.650102")]
    written = write_series(tmp_path, STAR, date(2026, 1, 1), {1: script})

    text = printed(*(str(one.folder) for one in written), "--by", by, "--lang", "en")

    assert ("- risen" in text) == signed
    assert ("+ risen" in text) == signed


def test_a_table_too_long_for_a_screen_is_cut_and_says_so(runs, monkeypatch):
    monkeypatch.setattr("tierline.foresight.statistics.screen.MOST_ROWS", 3)

    text = printed(*runs, "--by", "month,product", "--lang", "en")

    assert "5 more rows are not shown." in text
    assert text.count("mobile") == 3


def test_a_narrow_screen_loses_no_figure(runs):
    arguments = ["statistics", *runs, "--by", "month,tier,product", "--lang", "en"]
    narrow, wide = (
        CliRunner().invoke(application(), arguments, env={"COLUMNS": columns}).stdout
        for columns in ("30", "200")
    )

    assert [line.split() for line in narrow.splitlines() if "silver" in line] == [
        line.split() for line in wide.splitlines() if "silver" in line
    ]


def test_a_single_month_of_a_scheme_without_memberships_asks_for_the_next(tmp_path):
    (written,) = write_series(tmp_path, CREDIT, date(2026, 1, 1), {1: rated("one_star")})

    assert "Give the next month too" in printed(str(written.folder), "--lang", "en")


@pytest.mark.clause("GOV-03")
def test_the_files_hold_the_same_figures(runs, tmp_path):
    out = tmp_path / "out"

    printed(*runs, "--by", "month,tier,site", "--snapshot", "2012-02-29", "--out", str(out))

    data = json.loads((out / "statistics.json").read_text("utf-8"))
    assert json.loads(printed(*runs, "--by", "month,tier,site", "--snapshot", "2012-02-29", "--json")) == data
    with (out / "statistics.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [{name: int(row[name]) for name in COUNTS} for row in rows] == [
        {name: cell[name] for name in COUNTS} for cell in data["cells"]
    ]
    assert [(row["month"], row["tier"], row["tier_zh"], row["site"]) for row in rows][:1] == [
        ("2012-01", "silver", "银卡", "41.4101.410102")
    ]
    with (out / "retention.csv").open(encoding="utf-8-sig", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [row["retained_percent"] for row in kept] == [
        point["retained_percent"] for point in data["retention"]
    ]
    assert kept[-1]["members"] == "4"


def test_a_spreadsheet_program_is_told_that_the_csv_is_utf_8(runs, tmp_path):
    printed(*runs, "--out", str(tmp_path / "out"))

    assert (tmp_path / "out" / "statistics.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert not (tmp_path / "out" / "retention.csv").exists()


@pytest.mark.clause("GOV-03", "GOV-05")
def test_the_picture_is_the_same_each_time_and_says_what_it_shows(runs, tmp_path):
    printed(*runs, "--by", "product", "--out", str(tmp_path / "one"))
    printed(*runs[::-1], "--out", str(tmp_path / "two"))

    for language, title in (("en", "Members by tier"), ("zh", "各等级会员")):
        name = f"statistics.{language}.svg"
        picture = (tmp_path / "one" / name).read_text("utf-8")
        assert picture == (tmp_path / "two" / name).read_text("utf-8")
        root = ET.fromstring(picture)
        titles = [element.text for element in root if element.tag.endswith(("title", "desc"))]
        assert titles[0].startswith(title)
        assert "4" in titles[1]


def test_a_result_is_replaced_whole_or_not_at_all(runs, tmp_path, monkeypatch):
    out = tmp_path / "out"
    printed(*runs, "--by", "month", "--snapshot", "2012-02-29", "--out", str(out))
    before = (out / "statistics.csv").read_bytes()

    def fails(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("tierline.foresight.statistics.files.picture", fails)
        CliRunner().invoke(application(), ["statistics", *runs, "--by", "tier", "--out", str(out)])
    assert (out / "statistics.csv").read_bytes() == before
    assert (out / "retention.csv").exists()

    printed(*runs, "--by", "tier", "--out", str(out))
    assert (out / "statistics.csv").read_bytes() != before
    assert not (out / "retention.csv").is_symlink()


def test_what_is_not_ours_is_left_alone(runs, tmp_path):
    (tmp_path / "statistics.csv").write_text("mine")

    assert "statistics.csv" in said(FolderTaken, *runs, "--out", str(tmp_path))
    assert (tmp_path / "statistics.csv").read_text() == "mine"


def test_statistics_never_take_the_place_of_a_run(runs, tmp_path):
    other = Path(shutil.copytree(runs[0], tmp_path / "other"))

    assert str(other) in said(FolderHoldsRun, *runs, "--out", str(other))
    assert sorted(path.name for path in other.iterdir()) == sorted(p.name for p in Path(runs[0]).iterdir())


# ---------------------------------------------------------------- what is refused


def test_a_folder_without_a_run_is_refused(runs, tmp_path):
    assert f"{tmp_path} does not hold the result of a run" in said(NoRunThere, *runs, str(tmp_path))


def test_a_run_of_another_form_is_refused(runs, tmp_path):
    other = Path(shutil.copytree(runs[0], tmp_path / "other"))
    summary = json.loads((other / "summary.json").read_text())
    (other / "summary.json").write_text(json.dumps({**summary, "form": 2}))

    assert "form is not known" in said(NoRunThere, str(other), *runs[1:])


def test_a_month_given_twice_is_told_with_both_folders(runs, tmp_path):
    again = str(shutil.copytree(runs[1], tmp_path / "again"))

    message = said(MonthTwice, *runs, again)

    assert "2012-02" in message
    assert again in message
    assert runs[1] in message


def test_missing_months_are_named(runs):
    assert "from 2012-01 to 2012-04, and there is none of 2012-02, 2012-03." in said(
        MonthsMissing, runs[0], runs[3]
    )


@pytest.mark.parametrize("written", ["tiers", "tier,", "month;tier"])
def test_an_unknown_by_is_told_with_what_is_known(runs, written):
    assert "expected some of scheme, month, tier, product, site" in said(ByUnknown, *runs, "--by", written)


@pytest.mark.parametrize("day", ["2012-01-04", "2012-05-01"])
def test_a_snapshot_outside_the_series_is_told_with_its_first_and_last_day(runs, day):
    assert "from 2012-01-05 to 2012-04-30" in said(SnapshotOutside, *runs, "--snapshot", day)


@pytest.mark.parametrize("day", ["2012-02-30", "today", "20120205"])
def test_a_snapshot_has_to_be_a_day(runs, day):
    assert repr(day)[1:-1] in said(SnapshotUnreadable, *runs, "--snapshot", day)


def test_grades_that_lost_a_file_are_noticed(tmp_path):
    scripts = {line: rated("silver", "silver") for line in range(1, 5)}
    written = write_series(tmp_path, HENAN, date(2012, 1, 1), scripts)
    other = write_series(tmp_path / "fewer", HENAN, date(2012, 1, 1), {1: rated("silver")})
    shutil.copy(other[0].folder / "grades" / "part-00000.parquet", written[0].folder / "grades")

    message = said(GradesDiffer, *(str(one.folder) for one in written))

    assert "the grades hold 1 lines that are joined, summary.json counts 4" in message
    assert "tierline verify" in message


def test_a_table_that_does_not_add_up_is_a_fault_and_not_a_result(runs, tmp_path, monkeypatch):
    wrong = {"members_after": "is_last AND kind <> 'kept'"}
    monkeypatch.setattr(
        "tierline.foresight.statistics.cells.AFTER",
        {**AFTER, **wrong},
    )

    assert "do not add up" in said(BalanceBroken, *runs, "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_an_unknown_site_level_is_refused(runs):
    with pytest.raises(InputError):
        printed(*runs, "--by", "site", "--site-level", "street")


def test_every_count_has_a_column():
    assert set(COLUMNS) == set(COUNTS)
