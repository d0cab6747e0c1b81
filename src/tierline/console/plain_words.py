"""Words without facts are put into a template when it is compiled, in the language of its environment."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from tierline.wording import Language, Text

CALL = ("name", "lparen", "string", "comma", "string", "rparen")
"""`t("en", "zh")`: most words of a page, each of which would otherwise be a call whenever it is shown."""


class PlainWords(Extension):
    """Reads `t("en", "zh")` as the string that it gives; with facts it stays a call."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, six of them made one where they name plain words."""
        language: Language = self.environment.language  # type: ignore[attr-defined]  # see rendering.py
        tokens = list(stream)
        at = 0
        while at < len(tokens):
            found = tokens[at : at + len(CALL)]
            is_plain = tuple(token.type for token in found) == CALL and found[0].value == "t"
            if is_plain and not (at and tokens[at - 1].type == "dot"):
                said = Text(found[2].value, found[4].value).read(language)
                yield Token(found[0].lineno, "string", said)
                at += len(CALL)
            else:
                yield tokens[at]
                at += 1
