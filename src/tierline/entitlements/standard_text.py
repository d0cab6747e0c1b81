"""A service standard out of its text: the head, then its versions, each with the rows that it replaces."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tierline.entitlements.matrix import ALL, ReadAs, Row, RowVersion, SchemeServed, Standard
from tierline.entitlements.model import NO_TIER
from tierline.entitlements.rows import products_of, row_of
from tierline.entitlements.terms import QUOTA, TERMS
from tierline.policy.citing import Citing, Register, entered, own_keys
from tierline.policy.clauses import clause_ids
from tierline.policy.errors import PackError
from tierline.policy.model import Citation
from tierline.policy.reading import ONCE, Place, one_of_text, read_yaml
from tierline.policy.vocabulary import SEGMENTS
from tierline.wording import Text

HEAD = ("standard", "title", "owner", "schemes", "columns", "local", "versions")
HEAD_NEEDED = ("standard", "title", "owner", "columns", "versions")
VERSION = ("from", "services", "new_terms")
ENDED = "none"
"""Stands in the place of a row, where a service comes to its end."""

THE_LAST_COLUMN = Text(
    f"the column {NO_TIER} as the last, for whoever has no tier", f"最后一列为 {NO_TIER}，用于无等级客户"
)
WHAT_IS_LOCAL = Text(
    "a service, or a service and a term such as broadband_repair.within_hours",
    "服务项目，或“服务项目.条件”，例如 broadband_repair.within_hours",
)
ALL_OR_NOT = Text("all, or what is otherwise in it: without, tiers", "all，或写明例外：without、tiers")
NO_COLUMN = Text("a tier that has no column of its own", "没有对应列的等级")


def read_standard(text: str, file: str) -> Standard:
    """The standard that a YAML text holds. Raises PackUnreadable, or the first PackError in it."""
    standard, mistakes = _read(text, file)
    if mistakes:
        raise mistakes[0]
    assert standard is not None
    return standard


def mistakes_of(text: str, file: str) -> tuple[PackError, ...]:
    """All mistakes that can be told at once, in the order of their lines. Raises PackUnreadable."""
    return _read(text, file)[1]


def sorted_mistakes(register: Register) -> tuple[PackError, ...]:
    """The mistakes of a register in the order of their lines, each once."""
    mistakes = {str(mistake.facts): mistake for mistake in register.mistakes}
    return tuple(sorted(mistakes.values(), key=lambda mistake: int(str(mistake.facts["line"]))))


def _read(text: str, file: str) -> tuple[Standard | None, tuple[PackError, ...]]:
    register = Register(clause_ids())
    standard = None
    with register.going_on():
        standard = _standard(read_yaml(text, file), text, register)
    return standard, sorted_mistakes(register)


def _standard(root: Place, text: str, register: Register) -> Standard | None:
    """The standard; None where it has mistakes, which are in the register."""
    keys, citing = entered(root, Citing(register), HEAD, HEAD_NEEDED)
    schemes: dict[str, SchemeServed] = {}
    local: tuple[str, ...] = ()
    columns = _columns(keys["columns"], by_segment="schemes" not in keys)
    with register.going_on():
        schemes = _schemes(keys["schemes"], citing, columns) if "schemes" in keys else {}
    with register.going_on():
        local = _local(keys["local"]) if "local" in keys else ()
    reading = _Reading(citing, columns)
    for place in keys["versions"].items():
        with register.going_on():
            reading.version(place)
    name, title, owner = keys["standard"].scheme(), keys["title"].bilingual(), keys["owner"].name()
    if register.mistakes:
        return None
    return Standard(
        name=name,
        title=title,
        owner=owner,
        columns=columns,
        schemes=schemes,
        local=local,
        versions=tuple(reading.versions),
        entries=tuple(dict.fromkeys(register.entries)),
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        path=root.file,
    )


def _columns(place: Place, *, by_segment: bool) -> dict[str, Text]:
    """Columns with their titles, best first, `none` last; without schemes they are segments."""
    found: dict[str, Text] = {}
    for name, key_place, value in place.pairs():
        if by_segment:
            key_place.one_of((*SEGMENTS, NO_TIER))
        key_place.name()
        found[name] = value.bilingual()
    if not found or next(reversed(found)) != NO_TIER:
        place.refuse(THE_LAST_COLUMN, ", ".join(found) or Text("none", "没有"))
    return found


def _schemes(place: Place, citing: Citing, columns: Mapping[str, Text]) -> dict[str, SchemeServed]:
    """`unicom-vip: all`, or `{without: [fixed]}`, or `{tiers: {supreme: ...}}` for tiers without a column."""
    found: dict[str, SchemeServed] = {}
    for name, key_place, value in place.pairs():
        key_place.scheme()
        if not value.is_mapping:
            if value.text() != ALL:
                value.refuse(ALL_OR_NOT)
            found[name] = SchemeServed(name, citing.citation(value))
            continue
        keys, here = entered(value, citing, ("without", "tiers"))
        found[name] = SchemeServed(
            name,
            here.citation(value),
            without=products_of(keys["without"]) if "without" in keys else (),
            read_as=_read_as(keys["tiers"], columns) if "tiers" in keys else {},
        )
    return found


def _read_as(place: Place, columns: Mapping[str, Text]) -> dict[str, ReadAs]:
    """Tiers that have no column: `{supreme: {title: {...}, as: diamond}}`."""
    found: dict[str, ReadAs] = {}
    for tier, key_place, value in place.pairs():
        key_place.name()
        if tier in columns:
            key_place.refuse(NO_COLUMN, f"`{tier}`")
        keys = value.mapping(("title", "as"), required=("title", "as"))
        found[tier] = ReadAs(keys["as"].one_of(tuple(columns)), keys["title"].bilingual())
    return found


def _local(place: Place) -> tuple[str, ...]:
    found: list[str] = []
    terms = "|".join((QUOTA, *TERMS))
    for item in place.items():
        written = item.text()
        if not re.fullmatch(rf"[a-z][a-z0-9_]{{0,59}}(\.({terms}))?", written):
            item.refuse(WHAT_IS_LOCAL)
        if written in found:
            item.refuse(ONCE)
        found.append(written)
    return tuple(found)


@dataclass
class _Reading:
    """The versions of a standard as far as they have been read."""

    citing: Citing
    columns: Mapping[str, Text]
    versions: list[RowVersion] = field(default_factory=list)
    last_day: date | None = None
    new_terms: bool = True

    def version(self, place: Place) -> None:
        """Read the next version, which comes into force after the one before."""
        keys, here = entered(place, self.citing, VERSION, ("from",))
        starts_on, citation = _day(keys["from"], here)
        if self.last_day is not None and starts_on <= self.last_day:
            after = Text(f"a day after {self.last_day}", f"晚于 {self.last_day} 的日期")
            keys["from"].refuse(after, f"`{starts_on}`")
        self.last_day = starts_on
        if not own_keys(keys).keys() & {"services", "new_terms"}:
            place.refuse(one_of_text(("services", "new_terms")), ", ".join(keys))
        if "new_terms" in keys:
            self.new_terms = keys["new_terms"].one_of(("none", "granted")) == "granted"
        services = keys["services"].called(f"services[{starts_on}]") if "services" in keys else None
        rows = rows_of(services, here, tuple(self.columns)) if services else {}
        self.versions.append(RowVersion(starts_on, citation, rows, self.new_terms))


def rows_of(place: Place, citing: Citing, columns: tuple[str, ...]) -> dict[str, Row | None]:
    """The rows of a version by the names of their services; `none` ends a service."""
    found: dict[str, Row | None] = {}
    for name, key_place, value in place.pairs():
        with citing.register.going_on():
            key_place.name()
            if not value.is_mapping:
                value.one_of((ENDED,))
            found[name] = row_of(name, value, citing, columns) if value.is_mapping else None
    return found


def _day(place: Place, citing: Citing) -> tuple[date, Citation]:
    """The day of `from: 2015-01-20`, or of `from: {day: 2015-01-20, basis: ...}`, with what says so."""
    if not place.is_mapping:
        return place.day(), citing.citation(place)
    keys, here = entered(place, citing, ("day",), ("day",))
    return keys["day"].day(), here.citation(place)
