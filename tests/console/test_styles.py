"""The stylesheets of pages: no rule is of a class that no page has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import tierline.console

CONSOLE = Path(tierline.console.__path__[0])
ASSETS = CONSOLE / "assets"
SCRIPTS = (*sorted((ASSETS / "console").glob("*.js")), *sorted((ASSETS / "charts").glob("*.js")))

COMPOSED = re.compile(r"sw-[\w-]+|t-\w+|[ud][1-5]|of-\w+|edge-\w+")
"""Classes that are put together: of swatches, time lines, fields of a matrix, steps of a run."""

JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
ATTRIBUTE = re.compile(rf'class="((?:{JINJA.pattern}|[^"])*)"', re.DOTALL)
STRING = re.compile(r"""["'`]([\w -]*)["'`]""")


def styled() -> Iterator[str]:
    """The classes that rules are of."""
    for path in sorted((ASSETS / "style").glob("*.css")):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        for selector in re.findall(r"([^{};]+)\{", rules):
            yield from re.findall(r"\.([a-zA-Z_][\w-]*)", selector)


def had() -> Iterator[str]:
    """The classes that pages may have: in their attributes, or as a string of what fills these."""
    for path in sorted(CONSOLE.rglob("*.html")):
        for value in ATTRIBUTE.findall(path.read_text("utf-8")):
            yield from JINJA.sub(" ", value).split()
            for part in JINJA.findall(value):
                yield from " ".join(STRING.findall(part)).split()
    for path in (*sorted(CONSOLE.rglob("*.py")), *SCRIPTS):
        yield from " ".join(STRING.findall(path.read_text("utf-8"))).split()


def test_no_rule_is_of_a_class_that_no_page_has() -> None:
    unused = {name for name in set(styled()) - set(had()) if not COMPOSED.fullmatch(name)}
    assert not unused
