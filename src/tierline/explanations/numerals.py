"""How numbers, days and tiers are spoken: small counts in words, one form for each of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from tierline.wording import Text

ONES = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
DIGITS = "零一二三四五六七八九"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def count_text(count: int) -> Text:
    """A count below a hundred in words, as it stands before what is counted; a larger one in digits."""
    if not 0 <= count < 100:
        return Text(f"{count:,}", f"{count:,}")
    tens, ones = divmod(count, 10)
    english = ONES[count] if count < 20 else TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")
    if count == 2:
        return Text(english, "两")
    chinese = ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (
        DIGITS[ones] if ones or not tens else ""
    )
    return Text(english, chinese)


def day_text(day: date) -> Text:
    """A day: 8 December 2026."""
    return Text(f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月{day.day}日")


def month_text(day: date) -> Text:
    """The month of a day: December 2026."""
    return Text(f"{MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月")


def number_text(value: Fraction | Decimal | int, bounds: Iterable[Decimal] = ()) -> Text:
    """A number with at most two digits, half up, without zeros at its end.

    It has more digits where rounding would carry it to one of `bounds` that it does not reach.
    """
    exact = Fraction(value)
    said = rounded(exact)
    if any(exact < Fraction(bound) <= Fraction(said) for bound in bounds):
        said = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.000001"), ROUND_FLOOR)
    written = f"{abs(said):,f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return Text(f"minus {written}", f"负 {written}") if said < 0 else Text(written, written)


def money_text(value: Fraction | Decimal | int, bounds: Iterable[Decimal] = ()) -> Text:
    """An amount in yuan, without its unit: whole, or with two digits."""
    said = number_text(value, bounds)
    _, point, digits = said.en.partition(".")
    return Text(said.en + "0", said.zh + "0") if point and len(digits) == 1 else said


def rounded(value: Fraction) -> Decimal:
    """A number to two digits, half up."""
    return Decimal((value * 100 + Fraction(1, 2)).__floor__()).scaleb(-2)


def plain_title(title: Text) -> Text:
    """The title of a figure without its unit, as a sentence needs it."""
    return Text(title.en.partition(", ")[0], title.zh.partition("（")[0])


def capital(said: Text) -> Text:
    """The same at the beginning of a sentence."""
    return Text(said.en[:1].upper() + said.en[1:], said.zh)
