"""How the values of provisions are typed: as numbers, choices and sets of what the policy's blocks take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from tierline.policy.blocks.duties import WITH_EVENTS
from tierline.policy.blocks.measures import WINDOW_MONTHS
from tierline.policy.blocks.membership import (
    END_DAYS,
    FIXED_PARTS,
    GRANTING,
    OPEN_STARTS,
    STARTS,
    TERM_ENDS,
    TERM_MONTHS,
    VALID_MONTHS,
)
from tierline.policy.conditions import COMPARED
from tierline.policy.model import Life, Rounding, Version, WindowMeasure
from tierline.policy.phrases import CHANGES, NO, NOTICES, VALUES, YES, filled
from tierline.policy.statement import Part
from tierline.policy.term_statements import DAYS, GRANTED, NOT_GRANTED
from tierline.policy.term_statements import FIXED_PARTS as FIXED_TITLES
from tierline.policy.term_statements import STARTS as ONE_STARTS
from tierline.policy.vocabulary import ATTRIBUTES, BILL_COLUMNS, MONEY_COLUMNS, Attribute, Duty, Kind
from tierline.policy.vocabulary import NOTICES as NOTICE_NAMES
from tierline.policy_desk.cells import Provision
from tierline.policy_desk.provisions import NEW_TERMS_OF, not_asked, provisions_of
from tierline.wording import Text

Options = tuple[tuple[str, Text], ...]
NO_OPTIONS: Options = ()
Name = TypeVar("Name", bound=str)


class FieldKind(StrEnum):
    """How a value is typed: a whole number, a number, one of several, any of several, free text."""

    WHOLE = "whole"
    NUMBER = "number"
    CHOICE = "choice"
    SET = "set"
    TEXT = "text"


@dataclass(frozen=True)
class Field:
    """A value of a provision as it is typed.

    `part` and `says` name the statement in which the value is said. `options` are all that a pack takes, one
    alone where it can say nothing else; `least` and `most` bound a whole number. `is_further`: the version
    does not ask for it, so that no statement has the value yet.
    """

    provision: str
    name: str
    title: Text
    part: str
    says: str
    kind: FieldKind
    options: Options = ()
    least: int | None = None
    most: int | None = None
    is_further: bool = False


WORDS = {
    "at_least": Text("at least", "不低于"),
    "over": Text("more than", "高于"),
    "at_most": Text("at most", "不高于"),
    "under": Text("less than", "低于"),
    "is": Text("one of", "为以下之一"),
    "not": Text("none of", "非以下任一"),
    "test": Text("as a test", "以条件表示"),
    "mean": Text("monthly mean of", "月均"),
    "sum": Text("sum of", "合计"),
    "last_months": Text("over the last months", "近几个月"),
    "on_network": Text("only since the joining month", "不足则自入网当月起"),
    "rounded": Text("rounded", "取整"),
    "months": Text("months", "月数"),
    "of": Text("the term ends", "到期日"),
    "day": Text("day of that month", "该月几日"),
    "valid_months": Text("months", "月数"),
    NEW_TERMS_OF: Text("new terms", "新的有效期"),
    "notices": Text("and tell of", "并告知"),
    "to_products": Text("to lines of", "告知对象（产品）"),
    **{duty.value: Text("when the tier is", "等级变动为") for duty in Duty},
}
"""What stands before the field of each key."""

ROUNDINGS = {
    Rounding.WHOLE_YUAN: Text("half up to whole yuan", "四舍五入到元"),
    Rounding.NONE: Text("not rounded", "不取整"),
}
TERM_END_WORDS = {
    "last_day_of_term": Text("on the last day of the term", "有效期最后一日"),
    "day_of_month_after_term": Text("on a day of the month after the term", "有效期届满次月的某日"),
}
NOT_ASKED = Text("not asked", "不限")
TRUTHS: Options = (("true", YES), ("false", NO))


def fields_of(version: Version) -> tuple[Field, ...]:
    """The fields of the provisions of a version, in their order."""
    return tuple(_all(version))


def _all(version: Version) -> Iterator[Field]:
    for provision in provisions_of(version):
        part, _, attribute = provision.name.partition(".")
        if part == Part.ELIGIBLE:
            is_further = attribute in not_asked(version)
            yield _of_condition(provision, ATTRIBUTES[attribute], attribute, is_further=is_further)
    for measure in version.measures:
        if isinstance(measure, WindowMeasure):
            yield from _of_window(measure)
    if version.life is not None:
        yield from _of_life(version.life)
    yield from _of_duties(version)
    if version.thresholds_valid_months is not None:
        thresholds = Part.THRESHOLDS.value
        yield _whole(thresholds, "valid_months", thresholds, "valid_months", VALID_MONTHS)


def _whole(provision: str, name: str, part: str, says: str, limits: tuple[int, int]) -> Field:
    least, most = limits
    return Field(provision, name, WORDS[name], part, says, FieldKind.WHOLE, least=least, most=most)


def _choice(provision: str, name: str, title: Text, part: str, says: str, options: Options) -> Field:
    return Field(provision, name, title, part, says, FieldKind.CHOICE, options)


def _titled(names: Iterable[Name], titles: Mapping[Name, Text]) -> Options:
    return tuple((str(name), titles[name]) for name in names)


def _of_condition(provision: Provision, attribute: Attribute, says: str, *, is_further: bool) -> Field:
    ((name, _),) = provision.values
    kind, options = FieldKind.TEXT, NO_OPTIONS
    if name in COMPARED:
        kind = FieldKind.NUMBER
    elif name in ("is", "not") and attribute.kind is Kind.TEXT:
        kind, options = FieldKind.SET, _titled(attribute.values, VALUES)
    elif name in ("is", "not") and attribute.kind is Kind.TRUTH:
        kind, options = FieldKind.CHOICE, (("", NOT_ASKED), *TRUTHS) if is_further else TRUTHS
    part = Part.ELIGIBLE.value
    return Field(provision.name, name, WORDS[name], part, says, kind, options, is_further=is_further)


def _of_window(measure: WindowMeasure) -> Iterator[Field]:
    part, says = Part.MEASURES.value, measure.name
    provision = f"{part}.{says}"
    name, columns = ("mean", MONEY_COLUMNS) if measure.is_mean else ("sum", tuple(BILL_COLUMNS))
    yield _choice(provision, name, WORDS[name], part, says, _titled(columns, BILL_COLUMNS))
    yield _whole(provision, "last_months", part, says, WINDOW_MONTHS)
    yield _choice(provision, "on_network", WORDS["on_network"], part, says, TRUTHS)
    if measure.is_mean:
        yield _choice(provision, "rounded", WORDS["rounded"], part, says, _titled(Rounding, ROUNDINGS))


def _of_life(life: Life) -> Iterator[Field]:
    part = Part.MEMBERSHIP.value
    if life.term_months is not None:
        yield _whole(f"{part}.term", "months", part, "term", TERM_MONTHS)
    allowed = OPEN_STARTS if life.is_open else STARTS
    for change in life.starts:
        title = filled(ONE_STARTS, change=CHANGES[change])
        options = _titled(allowed[change], DAYS)
        yield _choice(f"{part}.starts", change.value, title, part, f"starts {change.value}", options)
    if not life.is_open:
        options = _titled(TERM_ENDS, TERM_END_WORDS)
        yield _choice(f"{part}.ends", "of", WORDS["of"], part, "ends", options)
        yield _whole(f"{part}.ends", "day", part, "ends", END_DAYS)
    for name, (key, value) in FIXED_PARTS.items():
        if name in life.citations:
            title, says = FIXED_TITLES[name]
            yield _choice(f"{part}.{name}", key, title, part, name, ((value, says),))
    if NEW_TERMS_OF in life.citations:
        words = {"granted": GRANTED, "none": NOT_GRANTED}
        options = _titled(GRANTING, words)
        yield _choice(NEW_TERMS_OF, NEW_TERMS_OF, WORDS[NEW_TERMS_OF], part, NEW_TERMS_OF, options)


def _of_duties(version: Version) -> Iterator[Field]:
    part = Part.DUTIES.value
    seen = Counter[str]()
    for number, rule in enumerate(version.duties, 1):
        duty = rule.duty.value
        seen[duty] += 1
        # As statements are named: a duty that comes again has a number behind it.
        says = duty if seen[duty] == 1 else f"{duty} #{seen[duty]}"
        changes = [change for change in CHANGES if change in WITH_EVENTS]
        sets: list[tuple[str, Options]] = [(duty, _titled(changes, CHANGES))]
        if rule.notices:
            sets.append(("notices", _titled(NOTICE_NAMES, NOTICES)))
            sets.append(("to_products", _titled(ATTRIBUTES["product"].values, VALUES)))
        for name, options in sets:
            yield Field(f"{part}.{number}", name, WORDS[name], part, says, FieldKind.SET, options)
