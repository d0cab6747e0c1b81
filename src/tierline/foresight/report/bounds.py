"""Where the tier by figures changes with spend, asked of the policy's own tables, cell by cell.

The line that is asked for spends the same each month, was never suspended and has nothing else that gives
points; so a mean is that spend, a sum as many times it as the measure has months.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

from tierline.foresight.report.model import Bound
from tierline.grading.explain.case import what_is_given, with_score
from tierline.grading.explain.figures import outcome_of, window_months
from tierline.grading.months import full_years
from tierline.policy.eligibility import TIER_ON_JOINING
from tierline.policy.model import Measure, Rounding, TableMeasure, Version
from tierline.policy.vocabulary import ATTRIBUTES, MONEY_COLUMNS
from tierline.tables.decide import Value

FEN = 100


def tier_at(version: Version, product: str, tenure_months: int, spend: Fraction) -> str | None:
    """The tier that the figures give a line of so many months on the network and of that monthly spend."""
    values: dict[str, Value] = dict.fromkeys(ATTRIBUTES)
    values |= {"product": product, "real_name": True, "contract_running": False, TIER_ON_JOINING: None}
    values |= {"tenure_months": tenure_months, "tenure_years": full_years(tenure_months)}
    for measure in version.measures:
        values[measure.name] = _figure(measure, spend, values)
    return what_is_given(version, with_score(version, values), None).by_figures


def _figure(measure: Measure, spend: Fraction, values: dict[str, Value]) -> Fraction | None:
    if isinstance(measure, TableMeasure):
        outcome = outcome_of(measure.table, values)
        return Fraction(outcome) if isinstance(outcome, Decimal | Fraction) else None
    tenure = values["tenure_months"]
    months = window_months(measure, tenure)
    if months is None:
        assert isinstance(tenure, int)
        months = max(0, tenure - 1)
    amount = spend if measure.column in MONEY_COLUMNS else Fraction(0)
    if not measure.is_mean:
        return amount * months
    mean = amount if months else Fraction(0)
    return Fraction(floor(mean + Fraction(1, 2))) if measure.rounding is Rounding.WHOLE_YUAN else mean


def bounds_at(version: Version, product: str, tenure_months: int, yuan: Sequence[int]) -> list[Bound]:
    """Each spend, to the fen, at which the tier changes between the lowest and the highest of `yuan`.

    `yuan` go up; between two neighbours a tier that is entered and left again would be missed.
    """
    tiers = [tier_at(version, product, tenure_months, Fraction(one)) for one in yuan]
    found: list[Bound] = []
    for (low, below), (high, above) in pairwise(zip(yuan, tiers, strict=True)):
        if below != above:
            found += _between(version, product, tenure_months, (low * FEN, below), (high * FEN, above))
    return found


def _between(
    version: Version, product: str, tenure: int, low: tuple[int, str | None], high: tuple[int, str | None]
) -> Iterator[Bound]:
    """The changes between two amounts in fen that give different tiers, found by halving."""
    fen, below = low
    while below != high[1]:
        end, above = high
        while end - fen > 1:
            middle = (fen + end) // 2
            tier = tier_at(version, product, tenure, Fraction(middle, FEN))
            if tier == below:
                fen = middle
            else:
                end, above = middle, tier
        yield Bound(tenure, Fraction(end, FEN), above, below)
        fen, below = end, above
