"""Ladders and plain tables as a pack writes them, unfolded into the rules of decision tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tierline.policy.citing import KEYS, Citing, own_keys
from tierline.policy.conditions import COMPARED, Inputs, cell, conditions, scalars
from tierline.policy.reading import ONCE, Place
from tierline.policy.vocabulary import Attribute, Kind
from tierline.tables.model import (
    Anything,
    Comparison,
    Equal,
    Interval,
    Multiple,
    Origin,
    Output,
    Rule,
    Test,
)
from tierline.wording import Text

Form = Literal["at_least", "over", "is", "each", "table"]
LADDERS: tuple[Form, ...] = ("at_least", "over", "is", "each")

EACH_INPUT_ONCE = Text(
    "each input once, in the ladder or in `where`", "每个输入只出现一次，或在阶梯中，或在 where 中"
)
NO_EACH = Text("at_least, over or is: only a score counts each", " at_least、over 或 is：只有得分可用 each")
NO_EXACT_MEAN = Text(
    "a whole number of the line, a sum, or a mean with `rounded`: an exact mean has no `each`",
    "线路的整数属性、合计或带 rounded 的均值：精确均值不能用 each",
)
IS_INSTEAD = Text("the ladder `is`, since this is no number", " is 阶梯，因为该项不是数字")
A_RUNG = Text("at least one rung", "至少一级")
NO_RUNGS = Text("none", "没有")


@dataclass(frozen=True)
class Adding:
    """Whether outcomes are added up, as in a score, or one of them wins, as among tiers and factors.

    Where they are added, each rung ends below the next, so that one line of the pack gives one outcome;
    where one wins, the open rungs say the same and read as the clause does.
    """

    adds: bool


ADDED_UP = Adding(True)
ONE_WINS = Adding(False)

Outcome = Callable[[Place], Output]
Rung = tuple[dict[str, Test], Output, int]
"""Tests, outcome, and the line of the file."""


@dataclass(frozen=True)
class Line:
    """One line of a block, unfolded: its rules, in the order of the file, and the form of the line."""

    form: Form
    rules: tuple[Rule, ...]


def line_of(place: Place, citing: Citing, inputs: Inputs, outcome: Outcome, adding: Adding) -> Line:
    """The rules of one line of a block: a ladder over one input, or a plain table; `where` narrows both."""
    keys = {key: value for key, _, value in place.pairs()}
    here = citing.at(place, {key: keys[key] for key in KEYS if key in keys})
    where = conditions(keys["where"], inputs) if "where" in keys else {}
    named = [key for key in own_keys(keys) if key != "where"]
    if len(named) != 1:
        place.refuse(
            Text("one input with its ladder, or a table", "一个输入及其阶梯，或一张表"),
            ", ".join(named) or Text("neither", "两者皆无"),
        )
    (name,) = named
    form: Form = "table"
    if name == "table":
        rungs = _table(keys[name], inputs, outcome)
    else:
        form, rungs = _ladder(name, keys[name], inputs.named(name, keys[name]), inputs, outcome, adding)
    for tests, _, _ in rungs:
        if set(tests) & set(where):
            place.refuse(EACH_INPUT_ONCE, ", ".join(sorted(set(tests) & set(where))))
    citation = here.citation(place)
    rules = (
        Rule(
            {**tests, **where}, (result,), citation.clause, citation.basis.value,
            origin=Origin(place.path, line),
        )
        for tests, result, line in rungs
    )  # fmt: skip
    return Line(form, tuple(rules))


def _ladder(
    name: str, place: Place, attribute: Attribute, inputs: Inputs, outcome: Outcome, adding: Adding
) -> tuple[Form, list[Rung]]:
    """The rungs of `{at_least: {450: diamond, 300: gold}}`, highest first, or of `is`, or of `each`."""
    keys = place.mapping(LADDERS)
    if len(keys) != 1:
        listed = ", ".join(LADDERS)
        place.refuse(Text(f"exactly one of {listed}", f" {listed} 中恰好一个"), ", ".join(keys) or NO_RUNGS)
    form = next(each for each in LADDERS if each in keys)
    steps = keys[form]
    if form == "is":
        return form, _choices(name, steps, attribute, outcome)
    if attribute.kind is not Kind.NUMBER:
        steps.refuse(IS_INSTEAD)
    if form == "each":
        if not adding.adds:
            steps.refuse(NO_EACH)
        if name in inputs.exact_means:
            # Its months differ from line to line, and a score is held over one denominator.
            steps.refuse(NO_EXACT_MEAN, name)
        return form, [({name: Anything()}, Multiple(of=name, by=steps.number()), steps.line)]
    rungs: list[Rung] = []
    above: Decimal | None = None
    for _, key_place, value in steps.pairs():
        bound = key_place.number()
        if above is not None and bound >= above:
            key_place.refuse(
                Text(
                    f"a rung below {above}, since the highest comes first",
                    f"低于 {above} 的一级，因为从高到低排列",
                )
            )
        ceiling = above if adding.adds else None
        test = _rung(COMPARED[form] == ">=", bound, ceiling)
        rungs.append(({name: test}, outcome(value), key_place.line))
        above = bound
    if not rungs:
        steps.refuse(A_RUNG, NO_RUNGS)
    return form, rungs


def _rung(includes_floor: bool, floor: Decimal, ceiling: Decimal | None) -> Test:
    if ceiling is None:
        return Comparison(">=" if includes_floor else ">", floor)
    return Interval(floor, ceiling, includes_low=includes_floor, includes_high=not includes_floor)


def _choices(name: str, steps: Place, attribute: Attribute, outcome: Outcome) -> list[Rung]:
    rungs: list[Rung] = []
    for _, key_place, value in steps.pairs():
        for choice in scalars(key_place, attribute):
            tests: dict[str, Test] = {name: Equal(choice)}
            if any(tests == others for others, _, _ in rungs):
                key_place.refuse(ONCE)
            rungs.append((tests, outcome(value), key_place.line))
    if not rungs:
        steps.refuse(A_RUNG, NO_RUNGS)
    return rungs


def _table(place: Place, inputs: Inputs, outcome: Outcome) -> list[Rung]:
    """The rows of `{inputs: [a, b], rules: [['>= 1', '-', gold]]}`: tests in S-FEEL, the outcome last."""
    keys = place.mapping(("inputs", "rules"), required=("inputs", "rules"))
    attributes: dict[str, Attribute] = {}
    for item in keys["inputs"].items():
        name = item.text()
        if name in attributes:
            item.refuse(ONCE)
        attributes[name] = inputs.named(name, item)
    rungs: list[Rung] = []
    for row in keys["rules"].items():
        *cells, last = row.items()
        if len(cells) != len(attributes):
            row.refuse(
                Text(f"{len(attributes)} tests and an outcome", f"{len(attributes)} 个条件和一个结果"),
                Text(f"{len(cells) + 1} cells", f"{len(cells) + 1} 格"),
            )
        tests = {name: cell(each, attributes[name]) for name, each in zip(attributes, cells, strict=True)}
        rungs.append((tests, outcome(last), row.line))
    return rungs
