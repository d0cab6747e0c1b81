"""A page of HTML that needs no script and no network and prints on A4, made of a room's own template."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tierline.wording import Language

if TYPE_CHECKING:
    from jinja2 import Template

HTML_LANGUAGES = {Language.EN: "en", Language.ZH: "zh-CN"}

HERE = "tierline.foresight.page"
FRAME = ("page.html.j2", "page_parts.html.j2")
OWN, OWN_STYLE = "report.html.j2", "report.css"


def filled_page(package: str, language: Language, **facts: object) -> str:
    """The page of a room, whose own template extends `page.html.j2`, with its own styles after the shared."""
    style = _file(HERE, "page.css") + _file(package, OWN_STYLE)
    return _template(package).render(lang=HTML_LANGUAGES[language], style=style, **facts)


@cache
def _template(package: str) -> Template:
    from jinja2 import DictLoader, Environment, StrictUndefined

    texts = {**{name: _file(HERE, name) for name in FRAME}, OWN: _file(package, OWN)}
    # Everything that is filled in is escaped; a figure that is not there is an error, not an empty place.
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=DictLoader(texts),
    )
    return environment.get_template(OWN)


def _file(package: str, name: str) -> str:
    return (resources.files(package) / "templates" / name).read_text("utf-8")
