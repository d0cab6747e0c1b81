"""The demo, small: it shows what it promises, in either language, and touches nothing that is not its own."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tierline.demo.errors import DemoFolderTaken
from tierline.demo.months import last_rated
from tierline.demo.story import shown
from tierline.wording import Language

NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            Language.EN,
            ("2025-12", "2026-11", "risen", "spend alone", "suspensions alone", "The tiers", "new bound"),
        ),
        pytest.param(
            Language.ZH,
            ("2025-12", "晋级", "仅消费", "仅停机次数", "各等级条件", "新界值"),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_the_demo_shows_who_rose_and_fell_and_explains_one_line(
    language: Language, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "demo"

    shown(out, 1_500, NOVEMBER, language)

    said = capsys.readouterr().out
    assert [word for word in words if word not in said] == []
    months = sorted(path.name for path in (out / "runs").iterdir())
    assert (months[0], months[-1], len(months)) == ("2024-12", "2026-11", 24)
    assert all((out / "runs" / month / "unicom-star" / "summary.json").exists() for month in months)
    assert all((out / f"report.{each.value}.html").exists() for each in Language)
    simulation = out / "next" / "simulation"
    assert (simulation / f"report.{language.value}.html").exists()
    assert json.loads((simulation / "simulation.json").read_text("utf-8"))["draft"]["version"] == "2026-12-20"


def test_the_demo_leaves_a_folder_alone_that_is_not_its_own(tmp_path: Path) -> None:
    kept = tmp_path / "notes.txt"
    kept.write_text("mine", "utf-8")

    with pytest.raises(DemoFolderTaken):
        shown(tmp_path, 1_500, NOVEMBER, Language.EN)

    assert kept.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (datetime(2026, 11, 28, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 12, 9, 15, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 12, 9, 16, tzinfo=UTC), date(2026, 12, 1)),  # the 10th has begun in Shanghai
        (datetime(2027, 1, 3, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_last_month_is_one_that_has_been_published_for_some_days(now: datetime, month: date) -> None:
    assert last_rated(now, ZoneInfo("Asia/Shanghai")) == month
