"""The report says in both languages what simulation.json says, and needs nothing but itself."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.foresight.simulation.small import FACTOR, FIVE_STAR_275, NOBODY_HOLDS, tried
from tests.grading.small_base import PHONE, content
from tierline.cli.main import application
from tierline.foresight.simulation.summing_up import paragraph
from tierline.wording import Language

LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulation, with prices, whose draft has a tier with a name that would be a tag."""
    folder = tmp_path_factory.mktemp("report")
    prices = folder / "prices.yaml"
    prices.write_text("tiers: {five_star: 1200.50, four_star: 0.50}\n", "utf-8")
    title = ("four_star: {en: four-star,", 'four_star: {en: "<b>four</b> & more",')
    tried(folder, [FACTOR, FIVE_STAR_275, title], NOBODY_HOLDS, prices=prices)
    return folder


class Reading(HTMLParser):
    """What a page shows, and the tags and addresses in it."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: set[str] = set()
        self.addresses: list[str | None] = []
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open = tag
        self.tags.add(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "xlink:href", "srcset")]

    def handle_data(self, data: str) -> None:
        if self.open != "style":
            self.text.append(data)


def page(folder: Path, language: str) -> tuple[Reading, str]:
    found = Reading()
    source = (folder / "out" / f"report.{language}.html").read_text("utf-8")
    found.feed(source)
    return found, " ".join(" ".join(found.text).split())


def data_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "out" / "simulation.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_the_figures_of_the_file(folder: Path, language: str) -> None:
    _, text = page(folder, language)
    data = data_of(folder)

    (result,) = data["results"]
    shown = [cell["lines"] for cell in result["matrix"]]
    shown += [result["moved"][name] for name in ("lines", "up", "down")]
    shown += [one["lines"] for one in result["causes"]]
    shown += [row["lines"] for row in result["eligibility"] if row["present"] != row["draft"]]
    for number in shown:
        assert re.search(rf"(?<![\d,]){number:,}(?![\d,])", text), number
    for costs in (result["costs"], *(one["costs"] for one in result["causes"])):
        assert f"{abs(float(costs['net'])):,.2f}" in text
    for component in data["causes"]:
        for statement in (*component["before"], *component["after"]):
            assert statement["clause"] in text
            assert statement["subject"][language] in text
    assert data["draft"]["sha256"][:16] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_fetches_nothing_and_runs_nothing(folder: Path, language: str) -> None:
    found, _ = page(folder, language)
    source = (folder / "out" / f"report.{language}.html").read_text("utf-8")

    assert found.addresses == []
    assert not found.tags & {"script", "link", "iframe", "img", "object"}
    assert not re.search(r"https?:|@import|url\(|\son\w+=", source)


def test_what_a_pack_says_is_shown_and_never_obeyed(folder: Path) -> None:
    source = (folder / "out" / "report.en.html").read_text("utf-8")

    assert "&lt;b&gt;four&lt;/b&gt; &amp; more" in source
    assert "<b>four</b>" not in source


def test_each_report_is_in_its_language(folder: Path) -> None:
    english, chinese = (page(folder, language)[1] for language in LANGUAGES)

    assert "come to hold a lower tier than under the present policy" in english
    assert not re.search("[\u4e00-\u9fff]", english)
    assert "等级" in chinese
    assert not re.search(r"\b(the|and|lines|draft)\b", chinese.replace("simulation.json", ""))


def test_the_file_says_what_was_tried_for_whoever_lets_it_pass(folder: Path) -> None:
    import hashlib

    data = data_of(folder)

    draft = hashlib.sha256((folder / "draft.yaml").read_bytes()).hexdigest()
    assert data["draft"] | {"title": None} == {
        "scheme": "unicom-star", "version": "2015-01-20", "sha256": draft, "title": None
    }  # fmt: skip
    assert {name: data[name] for name in ("form", "kind", "scheme", "month", "months", "transition")} == {
        "form": 1, "kind": "simulation", "scheme": "unicom-star", "month": "2026-11", "months": 1,
        "transition": "up",
    }  # fmt: skip
    assert hashlib.sha256((folder / "out" / "draft.yaml").read_bytes()).hexdigest() == draft
    assert data["present"]["sha256"] != draft
    files = [file for one in data["inputs"].values() for file in one["files"]]
    assert all(file["sha256"] for file in files)


def test_the_command_tells_both_languages_and_equal_calls_give_equal_bytes(folder: Path) -> None:
    runner = CliRunner()
    common = [
        "simulate",
        "--scheme",
        "unicom-star",
        "--policy",
        str(folder / "draft.yaml"),
        "--month",
        "2026-11",
    ]
    for name in ("subscribers", "bills"):
        common += [f"--{name}", str(folder / "in" / f"{name}.parquet")]

    first = runner.invoke(application(), [*common, "--out", str(folder / "one"), "--lang", "en"])
    second = runner.invoke(application(), [*common, "--out", str(folder / "two"), "--lang", "zh"])

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "The draft of China Unicom star grade from 2015-01-20 was tried" in first.output
    assert "一同试算" in second.output
    contents = [content(folder / name / ".tierline" / "1") for name in ("one", "two")]
    assert contents[0] == contents[1]
    assert all(PHONE.encode() not in each for each in contents[0].values())


@pytest.mark.parametrize("has_memberships", [True, False])
def test_terms_are_spoken_of_only_where_a_scheme_has_them(folder: Path, has_memberships: bool) -> None:
    said = {
        language: paragraph(data_of(folder) | {"has_memberships": has_memberships}, Language(language))
        for language in LANGUAGES
    }

    assert ("memberships" in said["en"], "inside their term" in said["en"]) == (has_memberships,) * 2
    assert ("会员资格" in said["zh"], "有效期内只升不降" in said["zh"]) == (has_memberships,) * 2
