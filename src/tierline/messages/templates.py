"""The templates of templates.yaml: checked when they are read, and filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from importlib import resources
from string import Formatter

from tierline.messages.errors import FactsWrong, TemplateUnknown, TemplateWrong
from tierline.messages.model import Purpose
from tierline.policy.reading import Place, read_yaml
from tierline.wording import Language, Text

FILE = "templates.yaml"
FACT = re.compile(r"[a-z][a-z_]*")

Fact = str | int | date | datetime | Text
"""What a template can be filled in with; a Text is read in the language of the message."""

PLAIN_FACTS = Text("a place for a fact is {name} and nothing else", "内容占位只能写作 {名称}，名称为小写字母")
SAME_FACTS = Text("the two languages hold different facts", "两种语言的占位内容不一致")


@dataclass(frozen=True)
class Template:
    """One thing that customers are told. `forgets_text`: what it says is not kept once it is sent."""

    name: str
    purpose: Purpose
    text: Text
    facts: frozenset[str]
    forgets_text: bool

    def fill(self, language: Language, facts: Mapping[str, Fact], zone: tzinfo) -> str:
        """The message in a language, with moments in `zone`. Raises FactsWrong where a fact is missing.

        More facts than the template uses may be given, so that a change of words needs no code.
        """
        if not self.facts <= facts.keys():
            found, expected = (", ".join(sorted(names)) or "-" for names in (facts, self.facts))
            raise FactsWrong(template=self.name, found=found, expected=expected)
        used = {name: _shown(facts[name], language, zone) for name in self.facts}
        return self.text.read(language, **used)


def _shown(fact: Fact, language: Language, zone: tzinfo) -> str:
    if isinstance(fact, Text):
        return fact.read(language)
    if isinstance(fact, datetime):
        return f"{_shown(fact.astimezone(zone).date(), language, zone)} {fact.astimezone(zone):%H:%M}"
    if isinstance(fact, date):
        return f"{fact.year}年{fact.month}月{fact.day}日" if language is Language.ZH else f"{fact:%Y-%m-%d}"
    return str(fact)


def facts_of(template: str, sentence: str) -> frozenset[str]:
    """The names of the facts that a sentence has places for. Raises TemplateWrong."""
    try:
        places = [
            (name, form, turn) for _, name, form, turn in Formatter().parse(sentence) if name is not None
        ]
    except ValueError:
        raise TemplateWrong(template=template, problem=PLAIN_FACTS) from None
    if any(form or turn or not FACT.fullmatch(name) for name, form, turn in places):
        raise TemplateWrong(template=template, problem=PLAIN_FACTS)
    return frozenset(name for name, _, _ in places)


def _template(name: str, place: Place) -> Template:
    keys = place.mapping(("purpose", "forget", "en", "zh"), required=("purpose", "en", "zh"))
    text = Text(keys["en"].text(), keys["zh"].text())
    facts = facts_of(name, text.en)
    if facts != facts_of(name, text.zh):
        raise TemplateWrong(template=name, problem=SAME_FACTS)
    purpose = keys["purpose"].one_of(tuple(Purpose))
    return Template(name, purpose, text, facts, "forget" in keys and keys["forget"].truth())


def read_templates(text: str) -> Mapping[str, Template]:
    """The templates of a YAML text by name. Raises PackError, PackUnreadable and TemplateWrong."""
    return {name: _template(name, place) for name, _, place in read_yaml(text, FILE).pairs()}


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """The templates that tierline brings along."""
    return read_templates(resources.files("tierline.messages").joinpath(FILE).read_text("utf-8"))


def template(name: str) -> Template:
    """The template of that name. Raises TemplateUnknown."""
    found = templates().get(name)
    if found is None:
        raise TemplateUnknown(template=name)
    return found
