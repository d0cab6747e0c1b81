"""The pages that a user reads: commands print what is shown, languages agree, links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REAL_DATA = Path(os.environ.get("TIERLINE_REAL_DATA", ROOT.parent / "shared" / "data"))

RUN_PAGES = ["README.md", "docs/grading.md", "docs/replay.md", "docs/real-files.md", "docs/table-files.md"]
"""Pages with commands, each with a Chinese page beside it, which takes its time again: `make test-slow`."""

PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if path.name != "CHANGELOG.md"
)
ANY_LINES = "…"


@dataclass(frozen=True)
class Example:
    """A command of a page, and the lines that the page shows below it."""

    command: str
    shown: tuple[str, ...]


def in_chinese(page: str) -> str:
    return page.replace(".md", ".zh-CN.md")


def examples(page: str) -> list[Example]:
    """The commands of the `console` blocks of a page, in order."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL):
        lines = block.splitlines()
        while lines:
            command = [*takewhile(lambda line: line.endswith("\\"), lines)]
            command.append(lines[len(command)])
            lines = lines[len(command) :]
            shown = [*takewhile(lambda line: not line.startswith("$ "), lines)]
            lines = lines[len(shown) :]
            found.append(Example("\n".join(command).removeprefix("$ "), tuple(shown)))
    return found


def as_compared(line: str, *, with_figures: bool) -> str:
    """A line without spacing, the seconds of a run and, unless `with_figures`, figures and digests."""
    line = re.sub(r"─+", "─", " ".join(line.split()))
    line = re.sub(r"(in|用时) \d+\.\d (s|秒)", "#", line)
    return line if with_figures else re.sub(r"\b[0-9a-f]{12}\b|\d[\d,.]*", "#", line)


def first_missing(shown: list[str], printed: list[str]) -> str | None:
    """The first shown line that is not printed where it should be; any lines may stand for `…`."""
    at, may_skip = 0, False
    for line in shown:
        if line == ANY_LINES:
            may_skip = True
            continue
        while may_skip and at < len(printed) and printed[at] != line:
            at += 1
        if at == len(printed) or printed[at] != line:
            return line
        at, may_skip = at + 1, False
    return None if may_skip or at == len(printed) else f"(nothing; printed: {printed[at]})"


def page_to_run(page: str, marks: tuple[pytest.MarkDecorator, ...] = ()) -> object:
    return pytest.param(page, marks=marks, id=page)


@pytest.mark.parametrize(
    "page",
    [
        page_to_run("README.md"),
        page_to_run("README.zh-CN.md", (pytest.mark.slow,)),
        page_to_run("docs/grading.md"),
        page_to_run("docs/grading.zh-CN.md", (pytest.mark.slow,)),
        page_to_run("docs/overrides.md"),
        page_to_run("docs/overrides.zh-CN.md", (pytest.mark.slow,)),
        page_to_run("docs/replay.md"),
        page_to_run("docs/replay.zh-CN.md", (pytest.mark.slow,)),
        page_to_run("docs/next-month.md"),
        page_to_run("docs/next-month.zh-CN.md", (pytest.mark.slow,)),
        page_to_run("docs/decision-tables.md"),
        page_to_run("docs/decision-tables.zh-CN.md", (pytest.mark.slow,)),
        page_to_run("docs/table-files.md"),
        page_to_run("docs/table-files.zh-CN.md", (pytest.mark.slow,)),
        page_to_run("docs/real-files.md", (pytest.mark.slow,)),
        page_to_run("docs/real-files.zh-CN.md", (pytest.mark.slow,)),
    ],
)
def test_the_commands_of_a_page_print_what_it_shows(page, tmp_path):
    is_of_real_files = "real-files" in page
    if is_of_real_files and not REAL_DATA.is_dir():
        pytest.skip(f"REAL DATA NOT TESTED: there is no {REAL_DATA}; set TIERLINE_REAL_DATA to its folder")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "data").symlink_to(REAL_DATA)
    here = tmp_path / "checkout"
    here.mkdir()
    for name in ("docs", "benchmarks"):
        (here / name).symlink_to(ROOT / name)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TIERLINE_LANG": "zh" if page.endswith(".zh-CN.md") else "en",
        "COLUMNS": "100",
    }

    for example in examples(page):
        answer = subprocess.run(
            ["bash", "-c", example.command],
            cwd=here,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )

        assert answer.returncode == 0, f"{example.command}\n{answer.stdout}"
        # Figures of the sample may differ by a fen between processors; those of real files may not.
        shown, printed = (
            [found for line in lines if (found := as_compared(line, with_figures=is_of_real_files))]
            for lines in (example.shown, answer.stdout.splitlines())
        )
        assert first_missing(shown, printed) is None, f"{example.command}\n{answer.stdout}"


@pytest.mark.parametrize("page", RUN_PAGES)
def test_both_languages_show_the_same_commands(page):
    commands = [example.command for example in examples(page)]

    assert [example.command for example in examples(in_chinese(page))] == commands
    assert len(commands) >= 6


@pytest.mark.parametrize(
    ("shown", "printed", "missing"),
    [
        (["a", "…", "c"], ["a", "b", "b", "c"], None),
        (["a", "…"], ["a", "b"], None),
        (["a", "c"], ["a", "b", "c"], "c"),
        (["a"], ["a", "b"], "(nothing; printed: b)"),
        (["…", "d"], ["a", "b"], "d"),
    ],
)
def test_a_shown_line_that_is_not_printed_is_noticed(shown, printed, missing):
    assert first_missing(shown, printed) == missing


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_to_a_file(page):
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)

    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]

    lost = [link for link in links if not (ROOT / page).parent.joinpath(link.partition("#")[0]).exists()]
    assert lost == []


def test_every_page_of_the_manual_is_in_its_index_and_has_its_other_language():
    manual = {path.name for path in (ROOT / "docs").glob("*.md")}
    english = {name for name in manual if not name.endswith(".zh-CN.md")}

    assert {in_chinese(name) for name in english} == manual - english
    for index in ("index.md", "index.zh-CN.md"):
        text = (ROOT / "docs" / index).read_text("utf-8")
        expected = {name for name in manual if name.endswith(".zh-CN.md") == index.endswith(".zh-CN.md")}
        assert expected - {index} == {name for name in expected if f"]({name})" in text}


def test_the_example_files_are_those_of_the_page_on_imports():
    text = (ROOT / "docs" / "import.md").read_text("utf-8")

    for language, name in (("csv", "export.csv"), ("yaml", "export.yaml")):
        first = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)[0]
        assert (ROOT / "docs" / "examples" / name).read_text("utf-8") == first


def test_a_picture_fetches_nothing():
    pictures = sorted((ROOT / "docs" / "pictures").glob("*.svg"))

    assert [picture.stem for picture in pictures] == ["explain-en", "explain-zh", "month-en", "month-zh"]
    for picture in pictures:
        assert not re.search(r"@import|@font-face|url\([^#]|href", picture.read_text("utf-8")), picture.name
