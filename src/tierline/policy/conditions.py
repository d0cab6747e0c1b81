"""Conditions as a pack writes them, read into tests that are checked against what they are asked of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tierline.policy.reading import A_NUMBER, NUMBER, ONCE, Place, one_of_text
from tierline.policy.vocabulary import GROUPS, Attribute, Kind
from tierline.tables.model import AnyOf, Bound, Comparison, Equal, Interval, Not, Operator, Scalar, Test
from tierline.tables.notation import scalar_text
from tierline.wording import Text

COMPARED: dict[str, Operator] = {"at_least": ">=", "over": ">", "at_most": "<=", "under": "<"}
CONDITIONS = (*COMPARED, "is", "not", "test")

KINDS = {
    Kind.TEXT: Text("a word in quotation marks", "加引号的词"),
    Kind.NUMBER: Text("a number", "数字"),
    Kind.TRUTH: Text("true or false", "true 或 false"),
}


@dataclass(frozen=True)
class Inputs:
    """The attributes, measures and scores that the rules of one block may name.

    `exact_means` are the means among them that are not rounded before rules see them.
    """

    known: Mapping[str, Attribute]
    exact_means: frozenset[str] = frozenset()

    def named(self, key: str, place: Place) -> Attribute:
        """The input called `key`. Refuses an unknown one."""
        if key not in self.known:
            place.refuse(one_of_text(tuple(sorted(self.known))), f"`{key}`")
        return self.known[key]


def scalars(place: Place, attribute: Attribute) -> tuple[Scalar, ...]:
    """The values that one word of a pack stands for: itself, or the members of a group of products."""
    if attribute.kind is Kind.NUMBER:
        number = place.number()
        _check_number(place, number, attribute)
        return (number,)
    if attribute.kind is Kind.TRUTH:
        return (place.truth(),)
    groups = {name: members for name, members in GROUPS.items() if set(members) <= set(attribute.values)}
    word = place.one_of((*attribute.values, *groups))
    return groups.get(word, (word,))


def one_of(place: Place, attribute: Attribute) -> Test:
    """`[a, b]`: the value is one of a list."""
    found: list[Scalar] = []
    for item in place.items():
        for value in scalars(item, attribute):
            if value in found:
                item.refuse(ONCE)
            found.append(value)
    return AnyOf(tuple(Equal(value) for value in found)) if len(found) > 1 else Equal(found[0])


def condition(place: Place, attribute: Attribute, beside: tuple[str, ...] = ()) -> Test:
    """A list of values, or one of at_least, over, at_most, under, is, not, test.

    `beside` are keys that may stand in the same mapping and mean something else.
    """
    if place.is_list:
        return one_of(place, attribute)
    keys = place.mapping((*CONDITIONS, *beside))
    found = {key: value for key, value in keys.items() if key in CONDITIONS}
    if len(found) != 1:
        exactly = f"{', '.join(CONDITIONS)}"
        place.refuse(
            Text(f"exactly one of {exactly}", f" {exactly} 中恰好一个"),
            ", ".join(found) or Text("none of them", "一个也没有"),
        )
    ((key, value),) = found.items()
    match key:
        case "is":
            return one_of(value, attribute)
        case "not":
            return Not(one_of(value, attribute))
        case "test":
            return cell(value, attribute)
    if attribute.kind is not Kind.NUMBER:
        value.refuse(Text("a list of values, since this is no number", "值的列表，因为该项不是数字"))
    return Comparison(COMPARED[key], value.number())


def conditions(place: Place, inputs: Inputs) -> dict[str, Test]:
    """Several at once, all of which must hold: `{product: [mobile], tenure_months: {at_least: 60}}`."""
    return {key: condition(value, inputs.named(key, key_place)) for key, key_place, value in place.pairs()}


def cell(place: Place, attribute: Attribute) -> Test:
    """A test in S-FEEL. Refuses a test for values that the attribute never has."""
    test = place.unary_test()
    for value in _values(test):
        if not _has_kind(value, attribute.kind):
            place.refuse(KINDS[attribute.kind], f"`{scalar_text(value)}`")
        if isinstance(value, str) and attribute.values and value not in attribute.values:
            place.refuse(one_of_text(attribute.values), f"`{value}`")
        if isinstance(value, Decimal):
            if not NUMBER.fullmatch(format(value, "f")):
                place.refuse(A_NUMBER)
            if Equal(value) == test:
                _check_number(place, value, attribute)
    return test


def _values(test: Test) -> Iterator[Scalar | Bound]:
    """What a test compares with; a test for null compares with nothing."""
    match test:
        case Comparison(_, bound):
            yield bound
        case Interval(low, high):
            yield from (low, high)
        case Equal(value) if value is not None:
            yield value
        case AnyOf(tests):
            for part in tests:
                yield from _values(part)
        case Not(inner):
            yield from _values(inner)


def _has_kind(value: Scalar | Bound, kind: Kind) -> bool:
    kinds = {Kind.TEXT: str, Kind.NUMBER: Decimal, Kind.TRUTH: bool}
    return isinstance(value, kinds[kind])


def _check_number(place: Place, number: Decimal, attribute: Attribute) -> None:
    known = attribute.numbers
    if known and number not in known:
        place.refuse(one_of_text(tuple(str(each) for each in known)), f"`{number}`")
