"""How one language says the parts of an explanation: numbers, values, tests, clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from tierline.grading.explain import words
from tierline.grading.explain.rule_trace import Tested
from tierline.grading.months import first_day
from tierline.policy import phrases
from tierline.policy.model import MeasuredKind, Rates, Rounding, Version, WindowMeasure
from tierline.policy.rating_statements import titles_of
from tierline.policy.site_statements import test_text
from tierline.policy.vocabulary import MONEY_COLUMNS
from tierline.tables.decide import Value, holds
from tierline.tables.model import AnyOf, Equal, Not, Test
from tierline.wording import Language, Text

EXAMPLE = Text("{clause}, example", "{clause}，示例值")
PUBLIC = Text("{clause}, published", "{clause}，公开资料")
SPAN = Text("{first} to {last}", "{first} 至 {last}")
BRACKETED = Text("{said} ({beside})", "{said}（{beside}）")
SHORT = Text("{short} short", "差 {short}")
SHORT_AND_MORE = Text("it takes more than {short}", "须多出 {short} 以上")
ABOVE = Text("{short} too many", "多出 {short}")
ABOVE_AND_MORE = Text("it has to fall by more than {short}", "须减少 {short} 以上")
OF_TEST = Text("{title}: {value}; needed: {test}", "{title}：{value}；须{test}")


@dataclass(frozen=True)
class Speech:
    """The words of one language for what a version names."""

    language: Language
    version: Version

    def say(self, text: Text, **facts: object) -> str:
        """A sentence with its facts; facts that are Texts are said in the same language."""
        said = {
            name: fact.read(self.language) if isinstance(fact, Text) else fact for name, fact in facts.items()
        }
        return text.read(self.language, **said)

    def listed(self, parts: Sequence[str]) -> str:
        """Parts in a row."""
        return self.say(phrases.COMMA).join(parts)

    def joined(self, parts: Sequence[str]) -> str:
        """Clauses of a sentence in a row."""
        return self.say(phrases.SEMICOLON).join(parts)

    def tier(self, name: str | None) -> str:
        """The name of a tier; `none` for none."""
        for tier in self.version.tiers:
            if tier.name == name:
                return self.say(tier.title)
        return self.say(words.NONE)

    def title(self, name: str) -> str:
        """The name of an input of a rule."""
        return self.say(titles_of(self.version)[name])

    def value(self, value: Value) -> str:
        """A value as people say it; a number with at most two digits, half up."""
        match value:
            case None:
                return self.say(words.NONE)
            case str() if self.version.rates is Rates.SITE:
                return self.tier(value)
            case bool() | str() | date():
                return self.say(phrases.value_text(value))
        return number_text(Fraction(value))

    def measure(self, name: str, value: Value) -> str:
        """A value of an input; money, factors and scores always have two digits."""
        measure = self.version.measure(name)
        is_whole = isinstance(measure, WindowMeasure) and (
            measure.rounding is Rounding.WHOLE_YUAN or measure.column not in MONEY_COLUMNS
        )
        is_whole |= (name, MeasuredKind.COUNT) in [(one.name, one.kind) for one in self.version.measurements]
        if isinstance(value, Fraction) and not is_whole:
            return two_digits(value)
        return self.value(value)

    def test(self, test: Test) -> str:
        """A test as people say what is needed; its bounds are exactly those of the policy."""
        if self.version.rates is Rates.SITE:
            return self.say(test_text(test, self.version))
        match test:
            case Equal(value):
                return self.say(words.THIS, values=self.value(value))
            case AnyOf(tests) if all(isinstance(one, Equal) for one in tests):
                return self._choice(tests, words.ONE_OF)
            case Not(Equal(value)):
                return self.say(words.NOT_THIS, values=self.value(value))
            case Not(AnyOf(tests)) if all(isinstance(one, Equal) for one in tests):
                return self._choice(tests, words.NOT_ONE_OF)
        return self.say(phrases.text_of_test(test))

    def _choice(self, tests: Sequence[Test], form: Text) -> str:
        values = [one.value for one in tests if isinstance(one, Equal)]
        for members, name in phrases.GROUPS:
            if set(values) == set(members):
                return (
                    self.say(words.THIS, values=name)
                    if form is words.ONE_OF
                    else self.say(words.NOT_THIS, values=name)
                )
        return self.say(form, values=self.listed([self.value(value) for value in values]))

    def tested(self, one: Tested) -> str:
        """A test with its value and, where a number misses it, by how much."""
        said = self.say(
            OF_TEST,
            title=self.title(one.name),
            value=self._exact_enough(one),
            test=self.test(one.test),
        )
        if one.short_by is None:
            return said
        short = up_to_fen(one.short_by)
        if one.is_above:
            missing = ABOVE if one.includes else ABOVE_AND_MORE
        else:
            missing = SHORT if one.includes else SHORT_AND_MORE
        return self.joined([said, self.say(missing, short=short)])

    def _exact_enough(self, one: Tested) -> str:
        """The value of a test; with more digits where rounding would carry it past the bound it misses."""
        misses = isinstance(one.value, Fraction) and one.short_by is not None
        if misses and isinstance(one.value, Fraction) and holds(one.test, Fraction(two_digits(one.value))):
            return f"{Decimal(floor(one.value * 10**6)).scaleb(-6):f}"
        return self.measure(one.name, one.value)

    def span(self, first: int, last: int) -> str:
        """Months from the first to the last, by their numbers; one month by itself."""
        begins, ends = month_text(first_day(first)), month_text(first_day(last))
        return begins if first == last else self.say(SPAN, first=begins, last=ends)

    def either(self, parts: Sequence[str]) -> str:
        """Parts of which any will do."""
        *others, last = parts
        return self.say(words.OR, others=self.listed(others), last=last) if others else last

    def bracketed(self, said: str, beside: str) -> str:
        """What is said, with something beside it in brackets."""
        return self.say(BRACKETED, said=said, beside=beside)

    def under(self, said: str, clause: str, basis: str) -> str:
        """What is said, with its clause in brackets."""
        return self.bracketed(said, self.cited(clause, basis))

    def cited(self, clause: str, basis: str) -> str:
        """A clause, and whether the value is the source's own."""
        if basis == "example":
            return self.say(EXAMPLE, clause=clause)
        return self.say(PUBLIC, clause=clause) if basis == "public" else clause

    def column(self, name: str) -> str:
        """The heading of a column of bills, without its unit."""
        return self.say(words.COLUMNS[name])


def number_text(value: Fraction) -> str:
    """A whole number whole, any other with two digits, half up."""
    return str(value.numerator) if value.denominator == 1 else two_digits(value)


def two_digits(value: Fraction) -> str:
    """A number with two digits, half up."""
    cents = (value * 200 + 1) // 2
    return f"{Decimal(cents).scaleb(-2):f}"


def up_to_fen(value: Fraction) -> str:
    """What is missing, rounded up, so that it is enough."""
    return number_text(Fraction(ceil(value * 100), 100))


def month_text(day: date) -> str:
    """A month as 2026-11."""
    return f"{day:%Y-%m}"
