"""Cells and figures of a mapping file, read and checked: where one value of the contract comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from tierline.datasets.contract import Column, Kind
from tierline.datasets.imports.mapping import (
    Average,
    Cell,
    Constant,
    Figure,
    FromColumn,
    MoneyForm,
    OfMonth,
    Origin,
    Remainder,
    RowIs,
    RowNumber,
    SameAs,
    Take,
    Total,
    Value,
)
from tierline.datasets.imports.mapping_nodes import Place
from tierline.datasets.imports.values import (
    CONTRACT_DATES,
    CONTRACT_MONEY,
    Unreadable,
    expectation,
    half_up,
    in_domain,
    month,
    months_before,
    value,
)
from tierline.wording import Text

UNITS = {"yuan": Fraction(100), "fen": Fraction(1)}
"""What 1 of the unit is worth in fen."""

_LONGEST_RANGE = 600
_NUMBERED = ("subscriber_id", "msisdn")
"""Columns that the number of a row may stand in, for a source without ids or numbers."""


def constant(place: Place, column: Column) -> Value:
    """A value that the mapping file itself states, in the contract's terms."""
    try:
        found = value(place.text(), column, CONTRACT_MONEY, CONTRACT_DATES)
        if isinstance(found, Fraction):
            in_domain(half_up(found), column)
    except Unreadable:
        raise place.refusal(expectation(column)) from None
    return found


def origin(place: Place, column: Column, each_row_is: RowIs) -> Origin:
    """One place that a value comes from: a column's name alone, or a block that says how it is read."""
    if place.is_text:
        return FromColumn(place.text())
    if "constant" in place.entries():
        return Constant(constant(place.block(["constant"])["constant"], column))
    if "row_number" in place.entries():
        first = place.block(["row_number"])["row_number"]
        if column.name not in _NUMBERED or not first.text().isdecimal():
            raise first.refusal(
                Text(
                    en="a whole number, under subscriber_id or msisdn",
                    zh="整数,且只用于 subscriber_id 或 msisdn",
                )
            )
        return RowNumber(int(first.text()))
    allowed = ["prefix", "values", "otherwise"]
    if column.kind is Kind.MONEY:
        allowed.append("unit")
    if column.kind is Kind.DATE:
        allowed += ["dates", "tenure_at", "days_before"]
        if each_row_is is RowIs.CHARGE:
            allowed.append("take")
    return _from_column(place.block(["column"], allowed), column)


def _from_column(keys: Mapping[str, Place], column: Column) -> FromColumn:
    made = FromColumn(keys["column"].text())
    if "prefix" in keys:
        made = replace(made, prefix=keys["prefix"].text())
    if "values" in keys:
        made = replace(made, values=_translation(keys["values"], column))
    if "otherwise" in keys:
        if "values" not in keys:
            raise keys["otherwise"].refusal(Text(en="it beside `values` only", zh="只与 values 同用"))
        made = replace(made, listed_only=False, otherwise=_target(keys["otherwise"], column))
    if "dates" in keys:
        made = replace(made, dates=date_forms(keys["dates"]))
    if "unit" in keys:
        made = replace(made, fen=UNITS[keys["unit"].choice(UNITS)])
    if "tenure_at" in keys:
        made = replace(made, tenure_at=one_month(keys["tenure_at"]))
    if "days_before" in keys:
        before = constant(keys["days_before"], column)
        made = replace(made, days_before=before if isinstance(before, date) else None)
    if "take" in keys:
        made = replace(made, take=Take(keys["take"].choice([Take.EARLIEST, Take.LATEST])))
    return made


def _target(place: Place, column: Column) -> Value | None:
    return constant(place, column) if place.text_or_blank() else None


def _translation(place: Place, column: Column) -> dict[str, Value | None]:
    return {text: _target(target, column) for text, target in place.entries().items()}


def cell(place: Place, column: Column, each_row_is: RowIs) -> Cell:
    """One origin, or a list of them of which the first that is not blank counts."""
    if place.is_list:
        return tuple(origin(member, column, each_row_is) for member in place.items())
    return (origin(place, column, each_row_is),)


def date_forms(place: Place) -> tuple[str, ...]:
    """One form of writing days, or several that are tried in turn, in the terms of strptime."""
    members = list(place.items()) if place.is_list else [place]
    sample = date(2003, 11, 27)
    for member in members:
        written = sample.strftime(member.text())
        try:
            same = value(written, Column("day", Kind.DATE), CONTRACT_MONEY, [member.text()])
        except Unreadable:
            same = None
        if same not in (sample, sample.replace(day=1)):
            raise member.refusal(
                Text(
                    en="a form of days such as %Y-%m-%d, %Y%m%d or %Y-%m",
                    zh="日期写法,如 %Y-%m-%d、%Y%m%d 或 %Y-%m",
                )
            )
    return tuple(member.text() for member in members)


def one_month(place: Place) -> date:
    """A month written YYYY-MM, as its first day."""
    return _month_of(place, place.text())


def _month_of(place: Place, text: str) -> date:
    try:
        return month(text)
    except Unreadable:
        raise place.refusal(
            Text(
                en="a month such as 2022-03, or months such as 2022-01..2022-03",
                zh="月份,如 2022-03 或 2022-01..2022-03",
            ),
            _quoted(text),
        ) from None


def _quoted(text: str) -> Text:
    """A text of the mapping file as what was found."""
    shown = repr(text)
    return Text(en=shown, zh=shown)


def months_of(place: Place, text: str) -> tuple[date, ...]:
    """The months that a text names: one, or first..last."""
    first, dots, last = text.partition("..")
    start = _month_of(place, first)
    end = _month_of(place, last) if dots else start
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    if not 1 <= count <= _LONGEST_RANGE:
        raise place.refusal(
            Text(en="the earlier month first, and at most 50 years", zh="先写较早的月份,且不超过 50 年"),
            _quoted(text),
        )
    return tuple(months_before(end, count - 1 - step) for step in range(count))


def figure(place: Place, column: Column, months: Sequence[date], siblings: Sequence[str]) -> Figure:
    """What a bill's column holds in `months`; `siblings` are the columns that it may be the same as."""
    keys: Mapping[str, Place] = {} if place.is_text or place.is_list else place.entries()
    if "same_as" in keys:
        return same_as(place, siblings)
    if ("average" in keys or "total" in keys) and column.kind is not Kind.MONEY:
        raise place.refusal(Text(en="averages and totals for amounts only", zh="average 与 total 只用于金额"))
    if "average" in keys:
        mean = place.block(["average"])["average"]
        return Average(cell(mean, column, RowIs.LINE), tuple(months))
    if "total" in keys:
        block = place.block(["total"], ["less"])
        if "less" not in block:
            return Total(cell(block["total"], column, RowIs.LINE), tuple(months))
        less = block["less"]
        members = list(less.items()) if less.is_list else [less]
        taken = tuple(taken for member in members for taken in months_of(member, member.text()))
        return Remainder(cell(block["total"], column, RowIs.LINE), taken)
    return OfMonth(cell(place, column, RowIs.LINE))


def same_as(place: Place, siblings: Sequence[str]) -> SameAs:
    """The figure of one of the other columns of bills."""
    return SameAs(place.block(["same_as"])["same_as"].choice(siblings))


def money_form(place: Place) -> MoneyForm:
    """How the source writes amounts, and what they are worth."""
    keys = place.block(
        optional=["unit", "factor", "factor_because", "thousands", "decimal", "signs", "parentheses"]
    )
    fen = UNITS[keys["unit"].choice(UNITS)] if "unit" in keys else UNITS["yuan"]
    made = MoneyForm(fen)
    if "factor" in keys or "factor_because" in keys:
        keys = place.block(["factor", "factor_because"], keys)
        made = MoneyForm(fen * _factor(keys["factor"]), two_languages(keys["factor_because"]))
    if "thousands" in keys:
        made = replace(made, thousands=_mark(keys["thousands"]))
    if "decimal" in keys:
        made = replace(made, decimal=keys["decimal"].choice([".", ","]))
    if made.thousands == made.decimal:
        raise keys["thousands" if "thousands" in keys else "decimal"].refusal(
            Text(en="two different marks for thousands and decimals", zh="千位分隔符与小数点不能相同")
        )
    if "signs" in keys:
        made = replace(made, signs=tuple(sign.text() for sign in keys["signs"].items()))
    if "parentheses" in keys:
        keys["parentheses"].choice(["negative"])
        made = replace(made, parentheses_are_negative=True)
    return made


def _mark(place: Place) -> str:
    mark = place.text()
    if len(mark) != 1 or mark.isdecimal() or mark in "+-":
        raise place.refusal(Text(en="a single mark such as , or a space", zh="单个符号,如逗号或空格"))
    return mark


def _factor(place: Place) -> Fraction:
    try:
        found = Fraction(place.text())
    except (ValueError, ZeroDivisionError):
        found = Fraction(0)
    if found <= 0 or len(place.text()) > 20:
        raise place.refusal(
            Text(en="a factor above 0 such as 0.21 or 1/200", zh="大于 0 的系数,如 0.21 或 1/200")
        )
    return found


def two_languages(place: Place) -> Text:
    """A sentence in English and in Chinese."""
    keys = place.block(["en", "zh"])
    return Text(en=keys["en"].text(), zh=keys["zh"].text())
