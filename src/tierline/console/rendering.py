"""Templates to pages: an environment for each language, whose text stands in the templates in both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tierline.console.formats import Formats
from tierline.console.plain_words import PlainWords
from tierline.console.reader import HTML_LANGUAGES, Reader
from tierline.console.tiers import badge
from tierline.policy.clauses import clauses
from tierline.wording import Language, Text

FOLDER = Path(__file__).parent

IMPORTED = {"parts": "templates/parts.html", "fields": "templates/fields.html"}

MOST_KEPT = 512
"""Pieces of pages of some KiB each, in each language."""


@dataclass(frozen=True)
class Rendering:
    """The environments of an installation. Nothing of a reader is kept between two pages."""

    environments: Mapping[Language, Environment]

    def page(self, template: str, reader: Reader, **facts: Any) -> str:
        """The page of a template."""
        return self.environments[reader.language].get_template(template).render(reader=reader, **facts)

    def part(self, template: str, block: str, reader: Reader, **facts: Any) -> str:
        """One block of a template, with the parts and fields that its page imports under these names."""
        environment = self.environments[reader.language]
        found = environment.get_template(template)
        # What stands outside of the block is not run, imports neither.
        imported = {name: environment.get_template(path).module for name, path in IMPORTED.items()}
        context = found.new_context({"reader": reader, **imported, **facts})
        return "".join(found.blocks[block](context))


class _Shared(Environment):
    """An environment whose templates have its globals as they are, and none of their own.

    The ChainMap that each would have otherwise is copied key by key, in Python, for every page and import.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of the environment; `d` would be those of one template."""
        if d:
            raise ValueError(f"Globals of one template: {sorted(d)}")
        return self.globals


def rendering(zone: tzinfo, addresses: Mapping[str, str]) -> Rendering:
    """The environments of both languages; `addresses` are those of static files by their names."""
    return Rendering({language: _environment(language, zone, addresses) for language in Language})


def _environment(language: Language, zone: tzinfo, addresses: Mapping[str, str]) -> Environment:
    environment = _Shared(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[PlainWords],
    )
    environment.extend(language=language)
    environment.globals |= {
        "t": _spoken(language),
        "say": _said(language),
        "f": Formats(language, zone),
        "static": addresses.__getitem__,
        "cl": _clause(language),
        "i": _sign(addresses["sprite.svg"]),
        "badge": badge(addresses["sprite.svg"], language),
        "kept": _kept(environment),
        "query": query,
        "html_languages": {each.value: HTML_LANGUAGES[each] for each in Language},
    }
    return environment


def _kept(environment: Environment) -> Callable[..., Markup]:
    """`kept(template, macro, *facts)`: what a macro writes, written once for the same facts.

    For what many pages share and takes long to write. The facts never change and are told apart cheaply, by
    identity or as short values; nothing of a reader or of one customer is among them.
    """

    @lru_cache(maxsize=MOST_KEPT)
    def kept(template: str, macro: str, *facts: object) -> Markup:
        written: Markup = getattr(environment.get_template(template).module, macro)(*facts)
        return written

    return kept


def query(asked: Mapping[str, str], **changed: str | None) -> str:
    """The query of an address with some parameters changed, those that are empty or None left out."""
    whole = {name: value for name, value in {**asked, **changed}.items() if value}
    return f"?{urlencode(whole)}" if whole else "?"


def _spoken(language: Language) -> Callable[..., str | Markup]:
    """`t(en, zh, fact=...)`: a sentence that stands in a template in both languages.

    Facts are escaped; one that is itself markup, as a link or a badge, makes the sentence markup.
    """

    def spoken(en: str, zh: str, **facts: object) -> str | Markup:
        sentence = zh if language is Language.ZH else en
        if not facts:
            return sentence
        read = {name: _said_of(fact, language) for name, fact in facts.items()}
        if any(isinstance(fact, Markup) for fact in read.values()):
            return escape(sentence).format(**read)
        return sentence.format(**read)

    return spoken


def _said(language: Language) -> Callable[[object], object]:
    """`say(text)`: a Text of a room in the reader's language; anything else as it is."""
    return lambda text: _said_of(text, language)


def _said_of(fact: object, language: Language) -> object:
    return fact.read(language) if isinstance(fact, Text) else fact


def _sign(sprite: str) -> Callable[..., Markup]:
    """`i(name)`: a sign that stands beside a word, and is therefore hidden from voices."""

    @lru_cache(maxsize=256)
    def sign(name: str, kind: str = "i") -> Markup:
        return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
            kind, sprite, name
        )

    return sign


def _clause(language: Language) -> Callable[[str], Markup]:
    """`cl(id)`: a clause in the margin, a link to what it says."""

    @lru_cache(maxsize=1024)
    def clause(identity: str) -> Markup:
        found = clauses().get(identity)
        if found is None:
            return Markup('<span class="cl">{}</span>').format(identity)
        return Markup('<a class="cl" href="/clauses/{0}" title="{1}">{0}</a>').format(
            identity, found.title.read(language)
        )

    return clause
