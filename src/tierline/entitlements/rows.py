"""A row of a service standard out of its text: marks by column, as the printed matrix has them, and terms."""

from __future__ import annotations

import re
from dataclasses import replace

from tierline.entitlements.matrix import ALL, NewTerms, Row, VisitPlace
from tierline.entitlements.model import Cell, Handling, Level, Per, Quota, Term
from tierline.entitlements.terms import QUOTA, TERMS
from tierline.policy.citing import Citing, entered, own_keys
from tierline.policy.model import Citation
from tierline.policy.reading import ONCE, Place, one_of_text
from tierline.policy.vocabulary import GROUPS, PAYMENTS, PRODUCTS
from tierline.sites.errors import SiteWrong
from tierline.sites.model import checked
from tierline.wording import Text

ROW = ("title", "handling", "products", "payments", "statuses", "places", "cells", "terms")
REQUIRED = ("title", "handling", "cells")
STATUSES = ("active", "suspended")
MARKS = {
    "yes": Level.ENTITLED,
    "no": Level.NOT_ENTITLED,
    "standard": Level.STANDARD,
    "priority": Level.PRIORITY,
}
"""What stands in the cells: yes and no are the printed ticks and crosses."""

ONLY_FOR = "for"
UNLIMITED = "unlimited"
A_QUOTA = Text(
    "a quota such as `1 per month` or `2 per year`, or unlimited",
    "次数限制，例如 1 per month、2 per year，或 unlimited",
)
PLACES_WITH_VISIT = Text(
    "places, for the handling visit and for it alone", "handling 为 visit 时须有 places，且仅此时可有"
)
A_SITE = Text("the path of a site such as 65.6501", "站点路径，例如 65.6501")
NO_PRIVILEGE = Text(
    "a column marked yes or priority: a quota counts these", "标为 yes 或 priority 的列：次数限制只计这些"
)
HAS_NOT = Text("a column whose mark is not `no`", "标记不是 no 的列")


def row_of(name: str, place: Place, citing: Citing, columns: tuple[str, ...]) -> Row:
    """One row. Raises PackError; what can be told beside it is kept in the register."""
    keys, here = entered(place, citing, ROW, REQUIRED)
    handling = keys["handling"].one_of(tuple(Handling))
    if (handling is Handling.VISIT) != ("places" in keys):
        place.refuse(PLACES_WITH_VISIT, ", ".join(keys))
    row = Row(
        name=name,
        title=keys["title"].bilingual(),
        handling=handling,
        cells=_cells(keys["cells"], here, columns),
        citation=here.citation(place),
        products=products_of(keys["products"]) if "products" in keys else (),
        payments=keys["payments"].different(PAYMENTS) if "payments" in keys else (),
        statuses=keys["statuses"].different(STATUSES) if "statuses" in keys else (),
        places=_places(keys["places"]) if "places" in keys else (),
    )
    for terms in new_terms(keys["terms"], here, row) if "terms" in keys else ():
        row = changed(row, terms)
    return row


def changed(row: Row, terms: NewTerms) -> Row:
    """The row with the terms of one name in the place of its own; a cell that gives nothing stays so."""
    cells = {}
    for column, cell in row.cells.items():
        key = column if column in terms.values else ALL
        applies = cell.level is not Level.NOT_ENTITLED if key == column else cell.level.is_privilege
        cells[column] = (
            _changed(cell, terms.name, terms.values[key]) if applies and key in terms.values else cell
        )
    return replace(row, cells=cells)


def _changed(cell: Cell, name: str, value: Term | Quota | None) -> Cell:
    if not isinstance(value, Term):
        return replace(cell, quota=value) if cell.level.is_privilege else cell
    return replace(cell, terms=(*(term for term in cell.terms if term.name != name), value))


def new_terms(place: Place, citing: Citing, row: Row) -> list[NewTerms]:
    """The terms for the cells of a row, each for all columns with a privilege, or by column."""
    found: list[NewTerms] = []
    keys, here = entered(place, citing, (QUOTA, *TERMS))
    for name, value in own_keys(keys).items():
        with citing.register.going_on():
            found.append(_terms(name, value, here, row))
    return found


def _terms(name: str, place: Place, citing: Citing, row: Row) -> NewTerms:
    if not place.is_mapping:
        return NewTerms(name, {ALL: _value(name, place, citing.citation(place), ())})
    beside = () if name == QUOTA else (ONLY_FOR,)
    keys, here = entered(place, citing, (ALL, *beside, *row.cells))
    citation = here.citation(place)
    payments = keys[ONLY_FOR].different(PAYMENTS) if ONLY_FOR in keys else ()
    values: dict[str, Term | Quota | None] = {}
    for column, value in own_keys(keys).items():
        if column == ONLY_FOR:
            continue
        if column != ALL:
            _check_mark(name, value, column, row.cells[column].level)
        values[column] = _value(name, value, citation, payments)
    return NewTerms(name, values)


def _check_mark(name: str, place: Place, column: str, level: Level) -> None:
    if level is Level.NOT_ENTITLED:
        place.refuse(HAS_NOT, f"`{column}`")
    if name == QUOTA and not level.is_privilege:
        place.refuse(NO_PRIVILEGE, f"`{column}`")


def _value(name: str, place: Place, citation: Citation, payments: tuple[str, ...]) -> Term | Quota | None:
    if name != QUOTA:
        return Term(name, TERMS[name].read(place), citation, payments)
    written = place.text()
    if written == UNLIMITED:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,3}) per (month|year)", written)
    if not found:
        place.refuse(A_QUOTA)
    return Quota(int(found[1]), Per(found[2]), citation)


def _cells(place: Place, citing: Citing, columns: tuple[str, ...]) -> dict[str, Cell]:
    """`[priority, yes, no]`, one mark for each column; a mark with a basis of its own is a mapping."""
    items = place.items()
    if len(items) != len(columns):
        listed = ", ".join(columns)
        place.refuse(
            Text(f"{len(columns)} cells, for {listed}", f"{len(columns)} 格，依次为 {listed}"),
            Text(f"{len(items)} cells", f"{len(items)} 格"),
        )
    cells: dict[str, Cell] = {}
    for column, item in zip(columns, items, strict=True):
        with citing.register.going_on():
            cells[column] = _cell(item.called(f"{place.path}.{column}"), citing)
    return {column: cells.get(column) or Cell(Level.STANDARD, citing.citation(place)) for column in columns}


def _cell(place: Place, citing: Citing) -> Cell:
    mark = place
    if place.is_mapping:
        keys, citing = entered(place, citing, ("mark",), ("mark",))
        mark = keys["mark"]
    return Cell(MARKS[mark.one_of(tuple(MARKS))], citing.citation(place))


def products_of(place: Place) -> tuple[str, ...]:
    """Products by name, or by the word for several."""
    found: list[str] = []
    for item in place.items():
        word = item.one_of((*PRODUCTS, *GROUPS))
        for product in GROUPS.get(word, (word,)):
            if product in found:
                item.refuse(ONCE)
            found.append(product)
    return tuple(found)


def _places(place: Place) -> tuple[VisitPlace, ...]:
    found = []
    for name, key_place, value in place.pairs():
        key_place.name()
        keys = value.mapping(("title", "site"), required=("title", "site"))
        try:
            site = checked(keys["site"].text())
        except SiteWrong:
            keys["site"].refuse(A_SITE)
        found.append(VisitPlace(name, keys["title"].bilingual(), site))
    if not found:
        place.refuse(Text("at least one place", "至少一个地点"), one_of_text(("none",)))
    return tuple(found)
