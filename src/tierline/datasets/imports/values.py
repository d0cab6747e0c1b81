"""Texts of a foreign file read as values of the data contract: numbers, amounts, days, flags."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from tierline.datasets.contract import INTEGERS, Column, Kind
from tierline.datasets.imports.mapping import MoneyForm, Value
from tierline.wording import Text

_BITS = {Kind.BIGINT: 63, Kind.INTEGER: 31, Kind.SMALLINT: 15, Kind.TINYINT: 7}
_FLAGS = {"true": True, "false": False}
_MOST_FEN = 10**12 - 1
_MOST_DIGITS = 30
_MONTH = re.compile(r"(\d{4})-(\d{2})")

CONTRACT_MONEY = MoneyForm()
"""Amounts as a mapping file itself writes them: yuan with a point."""
CONTRACT_DATES = ("%Y-%m-%d",)


class Unreadable(Exception):
    """A text is not a value of the column; who reads it knows the place and makes the error."""


def number(text: str, form: MoneyForm = CONTRACT_MONEY) -> Fraction:
    """The exact number that a text writes, scientific notation and full-width digits included.

    Raises Unreadable for anything else; NaN, infinities and absurd exponents too.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    negative = form.parentheses_are_negative and plain.startswith("(") and plain.endswith(")")
    if negative:
        plain = plain[1:-1]
    for sign in form.signs:
        plain = plain.replace(sign, "")
    if form.thousands:
        plain = plain.replace(form.thousands, "")
    if form.decimal != ".":
        # A point that is not the decimal mark has no meaning left, and must not be taken for one.
        if "." in plain:
            raise Unreadable
        plain = plain.replace(form.decimal, ".")
    if "_" in plain:  # Decimal would take it for a separator of digits.
        raise Unreadable
    try:
        value = Decimal(plain.strip())
    except InvalidOperation:
        raise Unreadable from None
    # A text such as 1e999999999 is short, but its Fraction would fill the memory.
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS or len(plain) > 2 * _MOST_DIGITS:
        raise Unreadable
    return -Fraction(value) if negative else Fraction(value)


def half_up(amount: Fraction) -> int:
    """The nearest whole number; a half goes up, also below zero."""
    return (amount + Fraction(1, 2)).__floor__()


def spread(total: int, months: int) -> list[int]:
    """`total` in whole fen shared out over months: equal but for single fen, which the last months get."""
    share, rest = divmod(total, months)
    return [share + (1 if place >= months - rest else 0) for place in range(months)]


def day(text: str, formats: Sequence[str]) -> date:
    """The day that a text writes in the first format that fits. Raises Unreadable."""
    for form in formats:
        try:
            return date(*time.strptime(text, form)[:3])
        except ValueError:
            continue
    raise Unreadable


def month(text: str) -> date:
    """The first day of a month written YYYY-MM. Raises Unreadable."""
    found = _MONTH.fullmatch(text)
    if not found:
        raise Unreadable
    try:
        return date(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise Unreadable from None


def months_before(first_of_month: date, months: int) -> date:
    """The first day of the month that lies `months` earlier. Raises Unreadable before the year 1."""
    years, index = divmod(first_of_month.year * 12 + first_of_month.month - 1 - months, 12)
    if not 1 <= years <= 9999:
        raise Unreadable
    return date(years, index + 1, 1)


def joined_in(tenure: str, counted_to: date) -> date:
    """The first day of the joining month of a line with so many months, both ends counted."""
    months = number(tenure)
    if months.denominator != 1 or months < 1:
        raise Unreadable
    return months_before(counted_to, int(months) - 1)


def joined_before(days: str, day: date) -> date:
    """The day that lies so many days before `day`. Raises Unreadable for anything but a count of days."""
    count = number(days)
    if count.denominator != 1 or not 0 <= count <= (day - date.min).days:
        raise Unreadable
    return day - timedelta(days=int(count))


def moved_by_years(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes the 28th where it has to. Raises Unreadable."""
    year = day.year + years
    if not 1 <= year <= 9999:
        raise Unreadable
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def value(text: str, column: Column, money: MoneyForm, dates: Sequence[str]) -> Value:
    """The value that a text writes in a contract column; money as exact fen. Raises Unreadable."""
    if column.kind is Kind.MONEY:
        return number(text, money) * money.fen
    if column.kind is Kind.DATE:
        return day(text, dates)
    if column.kind is Kind.BOOLEAN:
        if text not in _FLAGS:
            raise Unreadable
        return _FLAGS[text]
    if column.kind in INTEGERS:
        whole = number(text)
        if whole.denominator != 1:
            raise Unreadable
        return in_domain(int(whole), column)
    return in_domain(text, column)


def in_domain(found: int | str, column: Column) -> int | str:
    """The value itself, if the contract has it in this column. Raises Unreadable."""
    if column.values and found not in column.values:
        raise Unreadable
    if isinstance(found, int):
        if column.kind is Kind.MONEY:
            bound = _MOST_FEN
        else:
            bound = 2 ** _BITS[column.kind] - 1
        if abs(found) > bound or (column.least is not None and found < column.least):
            raise Unreadable
    return found


def expectation(column: Column, dates: Sequence[str] = CONTRACT_DATES) -> Text:
    """What a text of this column has to be, in words."""
    if column.values:
        names = ", ".join(str(allowed) for allowed in column.values)
        return Text(en=f"one of {names}", zh=f"以下之一:{names}")
    if column.kind is Kind.MONEY:
        return Text(en="an amount, at most 9999999999.99 yuan", zh="金额,不超过 9999999999.99 元")
    if column.kind is Kind.DATE:
        forms = " / ".join(dates)
        return Text(en=f"a day written {forms}", zh=f"写作 {forms} 的日期")
    if column.kind is Kind.BOOLEAN:
        return Text(en="true or false", zh="true 或 false")
    if column.kind in INTEGERS:
        least = -(2 ** _BITS[column.kind]) if column.least is None else column.least
        most = 2 ** _BITS[column.kind] - 1
        return Text(en=f"a whole number from {least} to {most}", zh=f"{least} 至 {most} 的整数")
    return Text(en="a text that is not blank", zh="非空文字")
