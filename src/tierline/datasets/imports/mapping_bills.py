"""The bills of a mapping file, read and checked: every column has the same months, each of them once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from tierline.datasets.contract import BILLS
from tierline.datasets.imports.mapping import (
    Average,
    ChargedBills,
    Figure,
    OfMonth,
    Remainder,
    RowIs,
    SameAs,
    Total,
    WideBills,
)
from tierline.datasets.imports.mapping_cells import cell, figure, months_of, same_as
from tierline.datasets.imports.mapping_nodes import Place
from tierline.wording import Text

_MONTH = BILLS.column("month")
_AMOUNTS = {column.name: column for column in BILLS.columns if column.name not in BILLS.key}


def bills(place: Place, each_row_is: RowIs) -> WideBills | ChargedBills:
    """What the bills of a source are made of, of either kind."""
    if each_row_is is RowIs.CHARGE:
        keys = place.block(["month_of", *_AMOUNTS])
        charged: dict[str, OfMonth | SameAs] = {}
        for name, column in _AMOUNTS.items():
            said = keys[name]
            is_same = not said.is_text and not said.is_list and "same_as" in said.entries()
            charged[name] = (
                same_as(said, _siblings(name)) if is_same else OfMonth(cell(said, column, each_row_is))
            )
        _check_same_as(keys, {name: {"": made} for name, made in charged.items()})
        return ChargedBills(cell(keys["month_of"], _MONTH, each_row_is), charged)
    return _wide_bills(place)


def _wide_bills(place: Place) -> WideBills:
    keys = place.block(_AMOUNTS, ["since_joining"])
    if "since_joining" in keys:
        keys["since_joining"].choice(["true"])
    figures = {name: _by_month(keys[name], name) for name in _AMOUNTS}
    months = sorted({month for by_month in figures.values() if by_month for month in by_month if month})
    if not months:
        raise place.refusal(
            Text(
                en="at least one column with its months, such as 2022-03: COLUMN",
                zh="至少一列写明月份,如 2022-03: 列名",
            ),
            Text(en="no month", zh="没有月份"),
        )
    whole: dict[str, dict[date, Figure]] = {}
    for name, by_month in figures.items():
        # A single figure, such as a constant, stands for all the months that the other columns name.
        whole[name] = (
            dict.fromkeys(months, by_month[None])
            if None in by_month
            else {m: by_month[m] for m in months if m in by_month}
        )
        missing = [f"{month:%Y-%m}" for month in months if month not in whole[name]]
        if missing:
            listed = ", ".join(missing)
            raise keys[name].refusal(
                Text(en="the same months in every column of bills", zh="bills 的各列月份相同"),
                Text(en=f"nothing for {listed}", zh=f"缺少 {listed}"),
            )
        for made in whole[name].values():
            _check_months(keys[name], made, whole[name])
    _check_same_as(keys, whole)
    return WideBills(tuple(months), whole, "since_joining" in keys)


def _by_month(place: Place, name: str) -> dict[date | None, Figure]:
    """Figures by month; under None the one that holds for all months."""
    column, siblings = _AMOUNTS[name], _siblings(name)
    keys = {} if place.is_text or place.is_list else place.entries()
    if "constant" in keys or "same_as" in keys:
        return {None: figure(place, column, (), siblings)}
    made: dict[date | None, Figure] = {}
    for key, said in place.entries().items():
        months = months_of(said, key)
        one = figure(said, column, months, siblings)
        for month in months:
            if month in made:
                raise said.refusal(
                    Text(en="every month once", zh="每个月份只出现一次"),
                    Text(en=f"{month:%Y-%m} a second time", zh=f"重复的 {month:%Y-%m}"),
                )
            made[month] = one
    return made


def _siblings(name: str) -> list[str]:
    return [other for other in _AMOUNTS if other != name]


def _check_months(place: Place, made: Figure, by_month: Mapping[date, Figure]) -> None:
    """A remainder takes away months of its own column, each of which stands on its own."""
    if not isinstance(made, Remainder):
        return
    for month in made.less:
        if not isinstance(by_month.get(month), (OfMonth, Average, Total)):
            raise place.refusal(
                Text(
                    en="under `less` only months of this column that stand on their own figures",
                    zh="less 之下只能是本列中自身有数的月份",
                ),
                Text(en=f"{month:%Y-%m}", zh=f"{month:%Y-%m}"),
            )


_At = TypeVar("_At")


def _check_same_as(keys: Mapping[str, Place], figures: Mapping[str, Mapping[_At, Figure]]) -> None:
    """What a figure is the same as must stand on its own, in an amount for an amount."""
    for name, by_month in figures.items():
        for month, made in by_month.items():
            if not isinstance(made, SameAs):
                continue
            other = figures[made.column]
            if isinstance(other[month], SameAs) or _AMOUNTS[made.column].kind is not _AMOUNTS[name].kind:
                raise keys[name].refusal(
                    Text(
                        en="same_as to name a column of the same kind that is not itself the same as another",
                        zh="same_as 指向同类且自身并非 same_as 的列",
                    ),
                    Text(en=f"same_as {made.column}", zh=f"same_as {made.column}"),
                )
