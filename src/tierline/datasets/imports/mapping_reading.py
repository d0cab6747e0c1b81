"""Mapping files: found by path or by bundled name, read, and checked against the data contract."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from tierline.datasets.contract import SUBSCRIBERS, Column, Kind
from tierline.datasets.imports.errors import MappingUnknown
from tierline.datasets.imports.mapping import (
    Cell,
    GivenGrades,
    ImportMapping,
    LeaveOut,
    Moved,
    RowIs,
    SourceForm,
)
from tierline.datasets.imports.mapping_bills import bills
from tierline.datasets.imports.mapping_cells import (
    cell,
    date_forms,
    money_form,
    two_languages,
)
from tierline.datasets.imports.mapping_nodes import Place, document
from tierline.wording import Text

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|", ",": ",", ";": ";", "|": "|"}
_MAY_BE_ABSENT = ("leave_out", "subscribers", "bills", "given_grades", "facts")
GIVEN_GRADE = Column("grade", Kind.VARCHAR)

_FACT_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_IDENTITY = SUBSCRIBERS.column("subscriber_id")


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
    keys = top.block(["mapping", "title", "source", "subscriber_id"], _MAY_BE_ABSENT)
    if "subscribers" not in keys and "bills" not in keys:
        raise top.refusal(
            Text(en="subscribers, bills, or both", zh="subscribers、bills 或两者都有"),
            Text(en="neither subscribers nor bills", zh="既无 subscribers 也无 bills"),
        )
    if "bills" in keys and "since_joining" in keys["bills"].entries() and "subscribers" not in keys:
        raise keys["bills"].refusal(
            Text(
                en="since_joining beside subscribers only, which tell the day of joining",
                zh="since_joining 须与含入网日期的 subscribers 同用",
            )
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
        bills=bills(keys["bills"], source.each_row_is) if "bills" in keys else None,
        given_grades=_given_grades(keys["given_grades"], source) if "given_grades" in keys else None,
        facts=_facts(keys["facts"], source.each_row_is) if "facts" in keys else {},
    )


def _source(place: Place) -> SourceForm:
    keys = place.block(optional=["encoding", "delimiter", "each_row_is", "blank", "dates", "money", "moved"])
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
    if "moved" in keys:
        made = replace(made, moved=_moved(keys["moved"]))
    return made


def _moved(place: Place) -> Moved:
    keys = place.block(["years", "because"])
    years = keys["years"].text()
    if not re.fullmatch(r"-?[1-9]\d{0,2}", years):
        raise keys["years"].refusal(Text(en="a number of years such as 16 or -4", zh="年数,如 16 或 -4"))
    return Moved(int(years), two_languages(keys["because"]))


def _rule(place: Place) -> LeaveOut:
    if "repeated" in place.entries():
        keys = place.block(["repeated", "reason"])
        keys["repeated"].choice(["true"])
        return LeaveOut(two_languages(keys["reason"]), repeated=True)
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


def _facts(place: Place, each_row_is: RowIs) -> dict[str, Cell]:
    made: dict[str, Cell] = {}
    for name, said in place.entries().items():
        if not _FACT_NAME.fullmatch(name) or name == _IDENTITY.name:
            raise said.refusal(
                Text(
                    en="a name of small letters, digits and _, such as churned",
                    zh="由小写字母、数字和下划线组成的名称,如 churned",
                ),
                Text(en=f"the name {name}", zh=f"名称 {name}"),
            )
        made[name] = cell(said, Column(name, Kind.VARCHAR, nullable=True), each_row_is)
    return made
