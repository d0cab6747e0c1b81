"""The page says what the runs say, in both languages, and needs nothing but itself."""

from __future__ import annotations

import re
from base64 import b64decode
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from tests.foresight.report.small import graded
from tests.foresight.statistics.asking import of_folders
from tierline.cli.main import application
from tierline.foresight.report.model import SchemeReport
from tierline.foresight.report.page import page, sections_of
from tierline.foresight.report.service import Request, reports_of
from tierline.foresight.report.words import WORDS
from tierline.wording import Language

LANGUAGES = list(Language)
VOID = {"meta", "img", "br"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> list[Path]:
    return graded(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def pages(runs, tmp_path_factory) -> dict[Language, str]:
    """The page of the series, as the command writes it."""
    folder = tmp_path_factory.mktemp("pages")
    return {language: written(runs, folder / f"{language}.html", language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def reports(runs) -> dict[str, SchemeReport]:
    """What there is to say of the series, by scheme."""
    return {report.series.scheme: report for report in reports_of(Request(runs, threads=1))}


def written(runs: list[Path], out: Path, language: Language) -> str:
    arguments = ["report", *map(str, runs), "--out", str(out), "--lang", language.value, "--threads", "1"]
    answer = CliRunner().invoke(application(), arguments, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    assert str(out) in answer.stdout
    return out.read_text("utf-8")


class Reading(HTMLParser):
    """What a page shows, its tags, headings, tables and addresses; open tags have to be closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.addresses += [
            value or "" for name, value in attrs if name in ("src", "href", "srcset", "xlink:href")
        ]
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text.append(data)

    @property
    def words(self) -> str:
        """All that is shown, on one line."""
        return " ".join(" ".join(self.text).split())

    @property
    def pictures(self) -> list[str]:
        """The SVG text of each picture."""
        return [b64decode((one["src"] or "").partition(",")[2]).decode("utf-8") for one in self.images]


@pytest.mark.clause("GOV-03")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_the_figures_of_the_statistics(pages, runs, language):
    text = Reading(pages[language]).words

    for cells in of_folders(runs, "month,tier").tables.values():
        for cell in cells:
            assert re.search(rf"(?<![\d,]){cell.counts.members_after:,}(?![\d,])", text), cell
    for title in ("tiers", "flows", "spread", "coming", "coming_rated", "duties", "quality", "again"):
        assert WORDS[title].read(language) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_fetches_nothing_and_runs_nothing(pages, language):
    found = Reading(pages[language])
    source = re.sub(r'src="data:image/svg\+xml;base64,[^"]*"', "", pages[language])

    assert all(one.startswith(("data:image/svg+xml;base64,", "#")) for one in found.addresses)
    assert not {"script", "link", "iframe", "object", "svg", "base", "form"} & set(found.tags)
    assert not re.search(r"https?:|@import|url\(|\son\w+=", source)
    assert "default-src 'none'" in source
    assert len(pages[language]) < 3_000_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_is_svg_that_stands_alone_and_tells_what_it_shows(pages, language):
    found = Reading(pages[language])

    # Five of the star scheme beside its duties, and the same without duties of the other.
    assert len(found.images) == 6 + 5
    for image, svg in zip(found.images, found.pictures, strict=True):
        root = ET.fromstring(svg)
        title, says = (root.findtext(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc"))
        assert image["alt"] == f"{title}: {says}"
        assert says in found.words
        assert not re.search(r"@import|@font-face|url\([^#]|href=\"[^#]|<text|<image", svg)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_has_its_figures_in_a_table_beneath(pages, language):
    found = Reading(pages[language])

    order = [tag for tag in found.tags if tag in ("h1", "h2", "img", "table")]
    after = [order[place + 1] for place, tag in enumerate(order) if tag == "img"]
    assert set(after) == {"table"}
    assert order.count("h1") == 2
    assert len(found.ids) == len(set(found.ids))


def test_each_page_is_in_its_language(pages):
    english, chinese = (Reading(pages[language]).words for language in (Language.EN, Language.ZH))

    assert "hold a tier" in english
    assert not re.search("[\u4e00-\u9fff]", english)
    assert "有等级" in chinese
    chinese = re.sub(r"tierline (verify|statistics)[^\u4e00-\u9fff]*", "", chinese)
    assert not re.search(r"\b(the|and|lines|of|in)\b", chinese)


def test_the_same_runs_give_the_same_bytes(pages, runs, tmp_path):
    again = written(list(reversed(runs)), tmp_path / "again.html", Language.ZH)

    assert again == pages[Language.ZH]


def test_one_run_shows_its_month_and_says_what_a_series_would_add(runs, tmp_path):
    language = Language.ZH
    words = Reading(written(runs[:1], tmp_path / "one.html", language)).words

    assert WORDS["flows_single"].read(language) in words
    assert WORDS["coming_single"].read(language) in words
    assert WORDS["tiers_one"].read(language) in words
    assert WORDS["change_unknown"].read(language) in words


def test_the_spread_counts_every_rated_line_once(reports):
    for report in reports.values():
        assert report.spread is not None
        assert sum(report.spread.lines.values()) == report.last.run.recorded.counts["eligible"]
        (section,) = (one for one in sections_of(report, Language.EN) if one.name == "spread")
        assert section.tables[0].sums[-1] == f"{report.last.run.recorded.counts['eligible']:,}"


def test_data_quality_is_what_the_summaries_say(reports):
    report = reports["unicom-star"]

    (section,) = (one for one in sections_of(report, Language.EN) if one.name == "quality")
    last = dict(zip(section.tables[1].head, section.tables[1].rows[-1], strict=True))

    summary = report.last.run.recorded.summary
    assert last["lines"] == f"{summary['inputs']['subscribers']['rows']:,}"
    assert last["bills"] == f"{summary['inputs']['bills']['rows']:,}"
    assert (last["checks"], last["digests"], last["thresholds"]) == ("on", "on", "142 months old")
    assert section.notes == [summary["warnings"][0]["en"]]


def test_what_a_pack_says_is_shown_and_never_obeyed(runs, tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    for path in (runs[0] / "unicom-star").resolve().iterdir():
        if path.is_dir():
            (folder / path.name).symlink_to(path)
    for name in ("summary.json", "policy.yaml"):
        text = (runs[0] / "unicom-star" / name).read_text("utf-8")
        (folder / name).write_text(text.replace("{en: four-star,", '{en: "<b>four</b> & more",'), "utf-8")

    source = page(reports_of(Request([folder], threads=1)), Language.EN)

    assert "&lt;b&gt;four&lt;/b&gt; &amp; more" in source
    assert "<b>four</b>" not in source


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_rating_does_not_dwarf_the_months_after_it(reports, language):
    report = reports["unicom-star"]
    joined, duties = report.months[0].changed("joined"), sum(report.months[0].duties.values())

    notes = {one.name: one.notes for one in sections_of(report, language)}

    assert joined == report.months[0].members
    for name, number in (("coming", joined), ("duties", duties)):
        assert notes[name] == [WORDS[f"{name}_first"].read(language, month="2026-09", n=f"{number:,}")]
