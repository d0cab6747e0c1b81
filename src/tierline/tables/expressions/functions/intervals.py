"""How points and intervals lie to each other: before, meeting, overlapping, within. Unknown ends: null."""

from __future__ import annotations

from collections.abc import Callable

from tierline.tables.expressions.functions.signature import Signature
from tierline.tables.expressions.values import Range, Value, compare, equal, every, in_range

Truth = bool | None


def _before(one: Value, other: Value) -> Truth:
    """One ends before the other starts; a point is an interval of itself."""
    end, is_in = (one.high, one.includes_high) if isinstance(one, Range) else (one, True)
    start, is_in_too = (other.low, other.includes_low) if isinstance(other, Range) else (other, True)
    return compare("<" if is_in and is_in_too else "<=", end, start)


def _meets(one: Range, other: Range) -> Truth:
    return every((one.includes_high and other.includes_low, _same(one.high, other.low)))


def _overlaps(one: Range, other: Range) -> Truth:
    return every((_reaches(one, other), _reaches(other, one)))


def _overlaps_before(one: Range, other: Range) -> Truth:
    return every((_starts_before(one, other), _reaches(one, other), _ends_within(one, other)))


def _includes(span: Range, value: Value) -> Truth:
    if not isinstance(value, Range):
        return in_range(value, span)
    return every((_starts_within(value, span), _ends_within(value, span)))


def _starts(value: Value, span: Range) -> Truth:
    if not isinstance(value, Range):
        return every((span.includes_low, _same(value, span.low)))
    return every((_same_start(value, span), _ends_within(value, span)))


def _finishes(value: Value, span: Range) -> Truth:
    if not isinstance(value, Range):
        return every((span.includes_high, _same(value, span.high)))
    return every((_same_end(value, span), _starts_within(value, span)))


def _coincides(one: Value, other: Value) -> Truth:
    if isinstance(one, Range) and isinstance(other, Range):
        return every((_same_start(one, other), _same_end(one, other)))
    return _same(one, other)


def _same(one: Value, other: Value) -> Truth:
    return None if one is None or other is None else equal(one, other)


def _same_start(one: Range, other: Range) -> Truth:
    return every((one.includes_low is other.includes_low, _same(one.low, other.low)))


def _same_end(one: Range, other: Range) -> Truth:
    return every((one.includes_high is other.includes_high, _same(one.high, other.high)))


def _reaches(one: Range, other: Range) -> Truth:
    """The end of one is not before the start of the other."""
    return compare(">=" if one.includes_high and other.includes_low else ">", one.high, other.low)


def _starts_before(one: Range, other: Range) -> Truth:
    return compare("<=" if one.includes_low and not other.includes_low else "<", one.low, other.low)


def _starts_within(one: Range, other: Range) -> Truth:
    """One does not start before the other does."""
    return compare(">=" if other.includes_low or not one.includes_low else ">", one.low, other.low)


def _ends_within(one: Range, other: Range) -> Truth:
    """One does not end after the other does."""
    return compare("<=" if other.includes_high or not one.includes_high else "<", one.high, other.high)


def _turned(answer: Callable[..., Truth]) -> Callable[..., Truth]:
    return lambda one, other: answer(other, one)


def _of(kinds: str, answer: Callable[..., Truth]) -> Signature:
    """A function of a (p)oint or an (i)nterval each, in the combinations that are listed."""

    def asked(one: Value, other: Value) -> Value:
        given = "".join("i" if isinstance(value, Range) else "p" for value in (one, other))
        return answer(one, other) if given in kinds.split() else None

    parameters = {"pp": ("point1", "point2"), "pi": ("point", "range"), "ip": ("range", "point")}
    first = kinds.split()[0]
    return Signature(parameters.get(first, ("range1", "range2")), asked, 2)


INTERVALS: dict[str, Signature] = {
    "before": _of("pp pi ip ii", _before),
    "after": _of("pp pi ip ii", _turned(_before)),
    "meets": _of("ii", _meets),
    "met by": _of("ii", _turned(_meets)),
    "overlaps": _of("ii", _overlaps),
    "overlaps before": _of("ii", _overlaps_before),
    "overlaps after": _of("ii", _turned(_overlaps_before)),
    "finishes": _of("pi ii", _finishes),
    "finished by": _of("ip ii", _turned(_finishes)),
    "includes": _of("ip ii", _includes),
    "during": _of("pi ii", _turned(_includes)),
    "starts": _of("pi ii", _starts),
    "started by": _of("ip ii", _turned(_starts)),
    "coincides": _of("pp ii", _coincides),
}
