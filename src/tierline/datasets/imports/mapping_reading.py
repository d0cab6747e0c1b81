"""Mapping files: found by path or by bundled name, read, and checked against the data contract."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from tierline.datasets.contract import BILLS, SUBSCRIBERS, Column, Kind
from tierline.datasets.imports.errors import MappingUnknown
from tierline.datasets.imports.mapping import (
    Average,
    Cell,
    ChargedBills,
    Figure,
    GivenGrades,
    ImportMapping,
    LeaveOut,
    OfMonth,
    Remainder,
    RowIs,
    SameAs,
    SourceForm,
    WideBills,
)
from tierline.datasets.imports.mapping_cells import (
    cell,
    date_forms,
    figure,
    money_form,
    months_of,
    same_as,
    two_languages,
)
from tierline.datasets.imports.mapping_nodes import Place, document
from tierline.wording import Text

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|", ",": ",", ";": ";", "|": "|"}
GIVEN_GRADE = Column("grade", Kind.VARCHAR)

_IDENTITY = SUBSCRIBERS.column("subscriber_id")
_MONTH = BILLS.column("month")
_AMOUNTS = {column.name: column for column in BILLS.columns if column.name not in BILLS.key}


def bundled() -> dict[str, Path]:
    """The mapping files that tierline brings along, by name."""
    folder = Path(str(files("tierline.datasets.imports"))) / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def find(name_or_path: str) -> Path:
    """The mapping file of that bundled name, else of that path. Raises MappingUnknown if there is neither."""
    known = bundled()
    if name_or_path in known:
        return known[name_or_path]
    if Path(name_or_path).is_file():
        return Path(name_or_path)
    raise MappingUnknown(name=name_or_path, bundled=", ".join(known))


def load(path: Path) -> ImportMapping:
    """The mapping in a file. Raises MappingWrong or MappingUnreadable with the line at fault."""
    try:
        content = path.read_bytes()
    except OSError:
        raise MappingUnknown(name=path, bundled=", ".join(bundled())) from None
    return parse(content, path.name)


def parse(content: bytes, file: str) -> ImportMapping:
    """The mapping that the bytes of a file write; `file` names it in messages."""
    top = document(content, file)
    keys = top.block(
        ["mapping", "title", "source", "subscriber_id"], ["leave_out", "subscribers", "bills", "given_grades"]
    )
    if "subscribers" not in keys and "bills" not in keys:
        raise top.refusal(
            Text(en="subscribers, bills, or both", zh="subscribers、bills 或两者都有"),
            Text(en="neither subscribers nor bills", zh="既无 subscribers 也无 bills"),
        )
    source = _source(keys["source"])
    return ImportMapping(
        name=keys["mapping"].text(),
        title=two_languages(keys["title"]),
        digest="sha256:" + hashlib.sha256(content).hexdigest(),
        source=source,
        leave_out=tuple(_rule(rule) for rule in keys["leave_out"].items()) if "leave_out" in keys else (),
        subscriber_id=cell(keys["subscriber_id"], _IDENTITY, source.each_row_is),
        subscribers=_subscribers(keys["subscribers"], source.each_row_is) if "subscribers" in keys else {},
        bills=_bills(keys["bills"], source.each_row_is) if "bills" in keys else None,
        given_grades=_given_grades(keys["given_grades"], source) if "given_grades" in keys else None,
    )


def _source(place: Place) -> SourceForm:
    keys = place.block(optional=["encoding", "delimiter", "each_row_is", "blank", "dates", "money"])
    made = SourceForm()
    if "encoding" in keys:
        made = replace(made, encoding=keys["encoding"].choice(ENCODINGS))
    if "delimiter" in keys:
        made = replace(made, delimiter=DELIMITERS[keys["delimiter"].choice(DELIMITERS)])
    if "each_row_is" in keys:
        made = replace(made, each_row_is=RowIs(keys["each_row_is"].choice(list(RowIs))))
    if "blank" in keys:
        made = replace(made, blanks=frozenset(text.text_or_blank() for text in keys["blank"].items()))
    if "dates" in keys:
        made = replace(made, dates=date_forms(keys["dates"]))
    if "money" in keys:
        made = replace(made, money=money_form(keys["money"]))
    return made


def _rule(place: Place) -> LeaveOut:
    if "blank" in place.entries():
        keys = place.block(["blank", "reason"])
        names = tuple(name.text() for name in keys["blank"].items())
        return LeaveOut(two_languages(keys["reason"]), blank=names)
    keys = place.block(["column", "is", "reason"])
    return LeaveOut(two_languages(keys["reason"]), column=keys["column"].text(), texts=_texts(keys["is"]))


def _texts(place: Place) -> frozenset[str]:
    return frozenset(member.text() for member in place.items())


def _subscribers(place: Place, each_row_is: RowIs) -> dict[str, Cell]:
    columns = {column.name: column for column in SUBSCRIBERS.columns if column != _IDENTITY}
    required = [name for name, column in columns.items() if not column.nullable]
    keys = place.block(required, [name for name in columns if name not in required])
    return {name: cell(keys[name], columns[name], each_row_is) for name in columns if name in keys}


def _bills(place: Place, each_row_is: RowIs) -> WideBills | ChargedBills:
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
    keys = place.block(_AMOUNTS)
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
    return WideBills(tuple(months), whole)


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
        if not isinstance(by_month.get(month), (OfMonth, Average)):
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


def _given_grades(place: Place, source: SourceForm) -> GivenGrades:
    keys = place.block(["grade", "low_to_high"], ["not_graded"])
    grades = tuple(grade.text() for grade in keys["low_to_high"].items())
    without = _texts(keys["not_graded"]) if "not_graded" in keys else frozenset()
    if len(set(grades)) != len(grades) or without & set(grades):
        raise keys["low_to_high"].refusal(
            Text(
                en="every grade once, here or under not_graded",
                zh="每个等级只出现一次,在此或在 not_graded 下",
            ),
            Text(en="a grade named twice", zh="重复的等级"),
        )
    return GivenGrades(cell(keys["grade"], GIVEN_GRADE, source.each_row_is), grades, without)
