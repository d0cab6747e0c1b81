"""Words and pieces of pages that are written once."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader

from tierline.console.rendering import rendering
from tierline.settings import read_settings
from tierline.wording import Language

ADDRESSES = {name: f"/static/{name}" for name in ("sprite.svg",)}


@pytest.mark.parametrize(
    ("written", "en", "zh"),
    [
        ("{{ t('One & \"two\"', '一 & 二') }}", "One &amp; &#34;two&#34;", "一 &amp; 二"),
        ("{{ t('a', '甲') if true else t('b', '乙') }}", "a", "甲"),
        ("{{ t('{n} left', '剩 {n}', n=3) }}", "3 left", "剩 3"),
        ("{{ other.t('a', 'b') if false else '' }}", "", ""),
    ],
)
def test_words_are_those_of_the_environments_language(written: str, en: str, zh: str) -> None:
    found = rendering(read_settings().time_zone, ADDRESSES)
    for language, said in ((Language.EN, en), (Language.ZH, zh)):
        assert found.environments[language].from_string(written).render() == said


def test_a_piece_is_written_once_for_the_same_facts() -> None:
    environment = rendering(read_settings().time_zone, ADDRESSES).environments[Language.EN]
    environment.loader = DictLoader(
        {"piece.html": "{% macro of(rows, on) %}<b>{{ rows }}</b>{{ on }}{% endmacro %}"}
    )
    kept = environment.globals["kept"]

    first = kept("piece.html", "of", ("<i>", 2), frozenset())

    assert first.startswith("<b>(&#39;&lt;i&gt;&#39;, 2)</b>")
    assert kept("piece.html", "of", ("<i>", 2), frozenset()) is first
    assert kept("piece.html", "of", ("<i>", 3), frozenset()) != first
