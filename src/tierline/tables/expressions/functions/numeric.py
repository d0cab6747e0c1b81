"""Functions of numbers. Rounding is decimal and exact."""

from __future__ import annotations

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from tierline.tables.expressions.functions.signature import Signature, function, whole
from tierline.tables.expressions.values import NUMBERS, MonthsDuration, Value, number

_MOST_PLACES = 6200


def _rounded(rounding: str) -> Any:
    def answer(n: Value, scale: Value = None) -> Value:
        places = 0 if scale is None else whole(scale, _MOST_PLACES)
        if not isinstance(n, Decimal) or places is None:
            return None
        if n.is_zero() or n.as_tuple().exponent >= -places:  # type: ignore[operator]
            # Nothing stands behind the last place that is kept.
            return n
        if n.adjusted() + places < -1:
            step = Decimal(1).scaleb(-places)
            away = rounding == ROUND_UP or rounding == (ROUND_CEILING if n > 0 else ROUND_FLOOR)
            return step.copy_sign(n) if away else Decimal(0)
        context = NUMBERS.copy()
        context.prec, context.rounding = max(n.adjusted() + places + 2, 1), rounding
        return number(n.quantize(Decimal(1).scaleb(-places), context=context))

    return answer


def _abs(n: Value) -> Value:
    match n:
        case bool():
            return None
        case Decimal():
            return n.copy_abs()
        case MonthsDuration(months):
            return MonthsDuration(abs(months))
    return abs(n) if isinstance(n, timedelta) else None


def _modulo(dividend: Value, divisor: Value) -> Value:
    """With the sign of the divisor: dividend - divisor * floor(dividend / divisor)."""
    if not isinstance(dividend, Decimal) or not isinstance(divisor, Decimal):
        return None
    rest = number(NUMBERS.remainder(dividend, divisor))
    if rest is None or rest == 0 or (rest < 0) is (divisor < 0):
        return rest
    return number(NUMBERS.add(rest, divisor))


def _sqrt(n: Value) -> Value:
    return number(NUMBERS.sqrt(n)) if isinstance(n, Decimal) else None


def _log(n: Value) -> Value:
    return number(NUMBERS.ln(n)) if isinstance(n, Decimal) and n > 0 else None


def _exp(n: Value) -> Value:
    return number(NUMBERS.exp(n)) if isinstance(n, Decimal) else None


def _even(n: Value) -> Value:
    found = whole(n, 10**34)
    return None if found is None else found % 2 == 0


def _odd(n: Value) -> Value:
    found = whole(n, 10**34)
    return None if found is None else found % 2 == 1


NUMERIC: dict[str, Signature] = {
    "decimal": function(_rounded(ROUND_HALF_EVEN), "n", "scale"),
    "floor": function(_rounded(ROUND_FLOOR), "n", "scale", least=1),
    "ceiling": function(_rounded(ROUND_CEILING), "n", "scale", least=1),
    "round up": function(_rounded(ROUND_UP), "n", "scale"),
    "round down": function(_rounded(ROUND_DOWN), "n", "scale"),
    "round half up": function(_rounded(ROUND_HALF_UP), "n", "scale"),
    "round half down": function(_rounded(ROUND_HALF_DOWN), "n", "scale"),
    "abs": function(_abs, "n"),
    "modulo": function(_modulo, "dividend", "divisor"),
    "sqrt": function(_sqrt, "number"),
    "log": function(_log, "number"),
    "exp": function(_exp, "number"),
    "even": function(_even, "number"),
    "odd": function(_odd, "number"),
}
