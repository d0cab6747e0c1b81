"""The parser of cells: S-FEEL unary tests into the syntax tree of model.py."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from tierline.tables.errors import EmptyInterval, MixedInterval, ParseError
from tierline.tables.model import (
    AnyOf,
    Anything,
    Bound,
    Comparison,
    Equal,
    Interval,
    Not,
    Operator,
    Scalar,
    Test,
)
from tierline.tables.notation import normalised
from tierline.tables.scanning import Scanner
from tierline.wording import Text

MOST_CHARACTERS = 10_000
DEEPEST_NESTING = 50

# \d would take in the digits of every script, and a full-width figure would pass unseen.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_DATE = re.compile(r'date\s*\(\s*"([0-9]{4}-[0-9]{2}-[0-9]{2})"\s*\)')
_WORD = re.compile(r"[^\W\d]\w*")
_OPERATOR = re.compile(r"<=|>=|<|>")
_CONSTANTS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_OPERATORS: dict[str, Operator] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}

_A_TEST = Text(
    en='a test, such as -, 450, >= 450, [300..450), "gold", true, null, date("2026-11-01") or not(...)',
    zh='一个条件,例如 -、450、>= 450、[300..450)、"gold"、true、null、date("2026-11-01") 或 not(...)',
)
_A_BOUND = Text(en='a number or a date("2026-11-01")', zh='数字或 date("2026-11-01")')
_A_DATE = Text(
    en='a day of the calendar, as date("2026-11-01")', zh='日历上存在的日期,写作 date("2026-11-01")'
)
_THE_END = Text(en="a comma and another test, or the end of the cell", zh="逗号和下一个条件,或单元格结束")
_A_BRACKET = Text(en="a comma and another test, or )", zh="逗号和下一个条件,或 )")
_DOTS = Text(en=".. between the ends of the interval", zh="区间两端之间的 ..")
_A_CLOSING = Text(en="the end of the interval: ], ) or [", zh="区间的结束符:]、) 或 [")
_ONE_KIND = Text(en="an interval between two numbers or two dates", zh="两端同为数字或同为日期的区间")
_SOME_VALUE = Text(en="an interval that holds a value, its lower end first", zh="至少含一个值的区间,下限在前")
_ALONE = Text(en="- alone, because it already allows everything", zh="单独的 -,因为它已表示任意值")
_SHORTER = Text(
    en=f"at most {MOST_CHARACTERS} characters in one cell", zh=f"每个单元格最多 {MOST_CHARACTERS} 个字符"
)
_SHALLOWER = Text(
    en=f"at most {DEEPEST_NESTING} nested not(...)", zh=f"not(...) 最多嵌套 {DEEPEST_NESTING} 层"
)
_AN_OPENING = Text(en="( after not", zh="not 之后的 (")


def parse_test(text: str) -> Test:
    """The test that a cell writes, normalised. Raises ParseError, whatever the text is."""
    reader = _Reader(text)
    if len(text) > MOST_CHARACTERS:
        raise reader.error(_SHORTER, at=MOST_CHARACTERS)
    test = reader.tests(depth=0)
    reader.skip_spaces()
    if reader.at < len(text):
        raise reader.error(_THE_END)
    return test


class _Reader(Scanner):
    """The tests of a cell."""

    def tests(self, depth: int) -> Test:
        parts: list[Test] = []
        while True:
            self.skip_spaces()
            start = self.at
            part = self.one_test(depth)
            if isinstance(part, Anything) and parts:
                raise self.error(_ALONE, at=start)
            parts.append(part)
            self.skip_spaces()
            if not self.take(","):
                return normalised(AnyOf(tuple(parts)))
            if isinstance(part, Anything):
                raise self.error(_ALONE, at=start)

    def one_test(self, depth: int) -> Test:
        start = self.at
        if operator := self.match(_OPERATOR):
            self.skip_spaces()
            return Comparison(_OPERATORS[operator[0]], self.bound())
        if self.peek() in ("[", "(", "]"):
            return self.interval()
        if self.peek() == '"':
            return Equal(self.string())
        if number := self.match(_NUMBER):
            return Equal(Decimal(number[0]))
        if self.take("-"):
            return Anything()
        word = _WORD.match(self.text, self.at)
        if word and word[0] == "date":
            return Equal(self.bound())
        if word and word[0] == "not":
            return self.negation(depth + 1)
        if word and word[0] in _CONSTANTS:
            self.at = word.end()
            return Equal(_CONSTANTS[word[0]])
        raise self.error(_A_TEST, at=start)

    def negation(self, depth: int) -> Test:
        if depth > DEEPEST_NESTING:
            raise self.error(_SHALLOWER)
        self.at += len("not")
        self.skip_spaces()
        if not self.take("("):
            raise self.error(_AN_OPENING)
        test = self.tests(depth)
        if not self.take(")"):
            raise self.error(_A_BRACKET)
        return Not(test)

    def interval(self) -> Test:
        start = self.at
        includes_low = self.peek() == "["
        self.at += 1
        self.skip_spaces()
        low = self.bound()
        self.skip_spaces()
        if not self.take(".."):
            raise self.error(_DOTS)
        self.skip_spaces()
        high = self.bound()
        self.skip_spaces()
        if self.peek() not in ("]", ")", "["):
            raise self.error(_A_CLOSING)
        includes_high = self.peek() == "]"
        self.at += 1
        try:
            return Interval(low, high, includes_low, includes_high)
        except MixedInterval as mixed:
            raise self.error(_ONE_KIND, at=start) from mixed
        except EmptyInterval as empty:
            raise self.error(_SOME_VALUE, at=start) from empty

    def bound(self) -> Bound:
        if number := self.match(_NUMBER):
            return Decimal(number[0])
        start = self.at
        if written := self.match(_DATE):
            try:
                return date.fromisoformat(written[1])
            except ValueError as impossible:
                raise self.error(_A_DATE, at=start) from impossible
        word = _WORD.match(self.text, self.at)
        raise self.error(_A_DATE if word and word[0] == "date" else _A_BOUND)

    def error(self, expected: Text, at: int | None = None) -> ParseError:
        place = self.place(at)
        return ParseError(
            text=self.text,
            excerpt=place.excerpt,
            position=place.position,
            found=place.found,
            expected=expected,
        )
