"""Cells of a sheet: tests and outputs in S-FEEL, names and notes in plain words.

In a column of strings a word may stand without quotation marks. What could then be read in two ways, as 450
could, a number or a word, is refused; everything is written so that it can be read in one way only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tierline.tables.decide import holds
from tierline.tables.errors import ParseError
from tierline.tables.model import (
    AnyOf,
    Domain,
    Equal,
    Kind,
    Multiple,
    Not,
    Output,
    Scalar,
    Test,
)
from tierline.tables.notation import scalar_text, text_of
from tierline.tables.parse import parse_test
from tierline.tables.sheets.sheet import Value
from tierline.wording import Text

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_MULTIPLES = (
    re.compile(rf"(?P<by>{_NUMBER})\s*[*×]\s*(?P<of>.+)", re.DOTALL),
    re.compile(rf"(?P<of>.+?)\s*[*×]\s*(?P<by>{_NUMBER})", re.DOTALL),
)
_QUOTED = r'"(?:\\.|[^"\\])*"'
_WORDS = re.compile(rf'{_QUOTED}|[^\s,()"\[\]<>=*][^,()"\[\]<>=*\n]*')
_DAYS = re.compile(rf"{_QUOTED}|(?<![\w-])[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![\w-])")
_RESERVED = ("null", "-", "not", "date")

_IN_QUOTES = Text(
    '{word} in quotation marks, since without them it may be a word or not: "{word}"',
    '带引号的 "{word}",因为不加引号时无法判断它是否为文字',
)
_QUOTES_WANTED = Text(
    "{expected}; a word stands in quotation marks, or in a column whose type is string",
    "{expected};文字须加引号,或将该列类型写为“文字”",
)
_ONE_VALUE = Text(
    'one value, such as gold, 50, true, null, date("2026-11-01") or spend * 2',
    '一个值,例如 gold、50、true、null、date("2026-11-01") 或 spend * 2',
)
_SOMETHING = Text("an outcome; null where the rule gives none", "一个结果;若规则不给结果,请写 null")
_NOTHING = Text("an empty cell", "空单元格")
_CLOSED_QUOTE = Text("a text whose quotation marks are closed", "引号成对的文字")
_AT = Text("{expected}, at character {position}", "{expected}(第 {position} 个字符处)")


class Unreadable(Exception):
    """A cell that cannot be read; the reader of the sheet adds where it stands."""

    def __init__(self, found: Text, expected: Text) -> None:
        super().__init__(found, expected)
        self.found, self.expected = found, expected


# ---------------------------------------------------------------- plain words


def written_text(text: str) -> str:
    """A name, a clause or a note as a cell: as it stands, or in quotation marks where it would change.

    A spreadsheet takes a text that begins with one of = + - @ for a formula, and a reader drops the spaces at
    the ends of a cell.
    """
    as_it_stands = text == text.strip() and text[:1] not in ("", '"', "=", "+", "-", "@")
    if as_it_stands and all(character.isprintable() or character in "\n\u3000\xa0" for character in text):
        return text
    return scalar_text(text)


def read_text(value: Value) -> str:
    """The name or the note that a cell holds. Raises Unreadable for an open quotation mark."""
    if not isinstance(value, str):
        return plain(value)
    text = value.strip().replace("\r\n", "\n")
    if not text.startswith('"'):
        return text
    try:
        test = parse_test(text)
    except ParseError:
        test = None
    if not isinstance(test, Equal) or not isinstance(test.value, str):
        raise Unreadable(shown(text), _CLOSED_QUOTE)
    return test.value


def plain(value: bool | Decimal | date) -> str:
    """A value of a spreadsheet as plain words."""
    return value.isoformat() if isinstance(value, date) else scalar_text(value)


# ---------------------------------------------------------------- tests


def written_test(test: Test) -> str:
    """A test as a cell."""
    return _safe(text_of(test))


def read_test(value: Value, domain: Domain) -> Test:
    """The test that a cell holds. Raises Unreadable."""
    if not isinstance(value, str):
        test: Test = Equal(value)
    else:
        test = _parsed(value.strip(), domain)
    if _holds_strings(domain):
        for found in _values(test):
            if isinstance(found, bool | Decimal):
                raise _ambiguous(scalar_text(found))
    return test


def _parsed(text: str, domain: Domain) -> Test:
    try:
        return parse_test(text)
    except ParseError as error:
        liberal = _as_feel(text, domain)
        if liberal is not None:
            try:
                return parse_test(liberal)
            except ParseError:
                # What is said of a text that nobody wrote would help nobody.
                pass
        raise _unreadable(error, text, domain) from None


def _as_feel(text: str, domain: Domain) -> str | None:
    """The cell with quotation marks around words, or as dates around days; None where nothing is to be added.

    What Excel makes of true and false is read in any column but one of strings.
    """
    if _holds_strings(domain):
        return _WORDS.sub(lambda found: _quoted(found[0], domain), text)
    if text.casefold() in ("true", "false"):
        return text.casefold()
    if domain.kind is Kind.DATE:
        return _DAYS.sub(lambda day: day[0] if day[0][0] == '"' else f'date("{day[0]}")', text)
    return None


def _quoted(found: str, domain: Domain) -> str:
    word = found.rstrip()
    if word.startswith('"') or word in _RESERVED:
        return found
    if word[0] in "+-" or word.casefold() in ("true", "false") or re.fullmatch(_NUMBER, word):
        raise _ambiguous(word)
    if domain.allowed is not None and not holds(domain.allowed, word):
        allowed = text_of(domain.allowed)
        raise Unreadable(shown(word), Text(f"one of {allowed}", f" {allowed} 之一"))
    return scalar_text(word)


def _holds_strings(domain: Domain) -> bool:
    """True for a column of strings, by its type or by all that it allows."""
    if domain.kind is not None or domain.allowed is None:
        return domain.kind is Kind.STRING
    allowed = list(_values(domain.allowed))
    return bool(allowed) and all(isinstance(value, str) for value in allowed)


def _values(test: Test) -> Iterator[Scalar]:
    """The single values that a test names."""
    match test:
        case Equal(value) if value is not None:
            yield value
        case AnyOf(tests):
            for part in tests:
                yield from _values(part)
        case Not(inner):
            yield from _values(inner)


# ---------------------------------------------------------------- outputs


def written_output(output: Output) -> str:
    """An output as a cell. A multiple begins with its input: Excel would take -100 * x for a formula."""
    if isinstance(output, Multiple):
        # A name that looks like a number could be taken for the other factor.
        is_number = re.fullmatch(_NUMBER, output.of) is not None
        name = scalar_text(output.of) if is_number else written_text(output.of)
        return _safe(f"{name} * {scalar_text(output.by)}")
    return scalar_text(output)


def read_output(value: Value, domain: Domain, inputs: tuple[str, ...]) -> Output:
    """The output that a cell holds: one value, or a multiple of one of `inputs`. Raises Unreadable."""
    multiple = _multiple(value.strip(), inputs) if isinstance(value, str) else None
    return read_value(value, domain) if multiple is None else multiple


def read_value(value: Value, domain: Domain) -> Scalar:
    """The one value that a cell holds. Raises Unreadable."""
    if isinstance(value, str) and not value.strip():
        raise Unreadable(_NOTHING, _SOMETHING)
    test = read_test(value, domain)
    if not isinstance(test, Equal):
        raise Unreadable(shown(str(value)), _ONE_VALUE)
    return test.value


def written_rank(value: Scalar) -> str:
    """A value of a ranking as a cell: a string as it stands, where it cannot be taken for anything else."""
    if isinstance(value, str):
        text = written_text(value)
        return text if _rank(text) == value else scalar_text(value)
    return _safe(scalar_text(value))


def read_rank(value: Value) -> Scalar:
    """The value that a cell of a ranking holds: any value, else a plain word. Raises Unreadable."""
    return _rank(value.strip()) if isinstance(value, str) else value


def _rank(text: str) -> Scalar:
    try:
        test = parse_test(text)
    except ParseError:
        return read_text(text)
    return test.value if isinstance(test, Equal) else read_text(text)


def _multiple(text: str, inputs: tuple[str, ...]) -> Multiple | None:
    for form in _MULTIPLES:
        found = form.fullmatch(text)
        if found is not None:
            try:
                name = read_text(found["of"])
            except Unreadable:
                continue
            if name in inputs:
                return Multiple(name, Decimal(found["by"]))
    return None


# ---------------------------------------------------------------- what is said of a cell


def _safe(text: str) -> str:
    """The text behind a space where a spreadsheet would calculate with it; `-` and numbers may stay."""
    is_calculated = text[:1] in ("=", "+", "-", "@") and text != "-" and not re.fullmatch(_NUMBER, text)
    return f" {text}" if is_calculated else text


def _ambiguous(word: str) -> Unreadable:
    expected = Text(_IN_QUOTES.en.format(word=word), _IN_QUOTES.zh.format(word=word))
    return Unreadable(shown(word), expected)


def _unreadable(error: ParseError, text: str, domain: Domain) -> Unreadable:
    expected = error.facts["expected"]
    assert isinstance(expected, Text)
    facts = {"position": error.facts["position"]}
    expected = Text(
        _AT.en.format(expected=expected.en, **facts), _AT.zh.format(expected=expected.zh, **facts)
    )
    if domain.kind is None and re.match(r"[^\W\d]", text):
        expected = Text(
            _QUOTES_WANTED.en.format(expected=expected.en), _QUOTES_WANTED.zh.format(expected=expected.zh)
        )
    return Unreadable(shown(str(error.facts["excerpt"])), expected)


def shown(text: str) -> Text:
    """What a cell holds, short enough for a message."""
    short = " ".join(text.split())
    said = f"`{short[:60]}…`" if len(short) > 60 else f"`{short}`"
    return Text(said, said)
