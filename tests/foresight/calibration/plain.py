"""The definition of thresholds once more, line by line in plain Python, and bases to hold it against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.grading.operator import Operator, write_operator
from tests.grading.reference import grade
from tierline.foresight.calibration.model import Calibration, Histogram, Spot, Wish
from tierline.foresight.calibration.service import Asked, Found, calibrate
from tierline.grading.run import Request

Row = dict[str, Any]


def threshold(scores: Sequence[Decimal | None], allowed: Fraction) -> Decimal:
    """The smallest score that at most the allowed lines reach; if there is none, 0.01 above the highest."""
    found = {score for score in scores if score is not None}
    fitting = [score for score in found if reaching(scores, score) <= allowed]
    return min(fitting) if fitting else max(found) + Decimal("0.01")


def reaching(scores: Sequence[Decimal | None], bound: Decimal) -> int:
    """How many scores are at least a bound."""
    return sum(score is not None and score >= bound for score in scores)


def by_shares(scores: Sequence[Decimal | None], shares: Sequence[str]) -> list[Decimal]:
    """The thresholds from the best tier down: each by the share of its tier and all better ones."""
    total = Fraction(0)
    found = []
    for share in shares:
        total += Fraction(share)
        found.append(threshold(scores, total * len(scores)))
    return found


def shares(**by_tier: str) -> tuple[Wish, ...]:
    """Wishes by shares."""
    return tuple(Wish(tier, share=Decimal(share)) for tier, share in by_tier.items())


def counts(**by_tier: int) -> tuple[Wish, ...]:
    """Wishes by head counts."""
    return tuple(Wish(tier, at_most=lines) for tier, lines in by_tier.items())


def calibrated(
    paths: Mapping[str, Sequence[str]],
    wishes: Sequence[Wish],
    *,
    scheme: str = "unicom-star",
    month: date = date(2026, 11, 1),
    starts_on: date | None = None,
    history: int = 0,
    **options: Any,
) -> Found:
    """A calibration over datasets, on one thread."""
    given: dict[str, Any] = {"threads": 1, "memory_mib": 512, **options}
    request = Request((scheme,), month, paths, Path(), **given)
    return calibrate(Asked(request, wishes, starts_on, history))


def paths_of(operator: Operator, folder: Path) -> dict[str, list[str]]:
    """Writes the datasets of an operator and gives their paths."""
    return {name: [str(path)] for name, path in write_operator(folder, operator).items()}


def eligible_rows(scheme: str, operator: Operator) -> list[Row]:
    """The grades of the eligible lines, by the independent reading of the rules."""
    result = grade(
        scheme,
        operator.month,
        operator.rated_on,
        operator.subscribers,
        operator.bills,
        operator.memberships,
        operator.special_grades,
    )
    return [row for row in result.grades if row["eligible"]]


def new_bounds(calibration: Calibration) -> list[Decimal]:
    """The computed bounds, best tier first."""
    return [Decimal(tier.bound) / 100 for tier in calibration.wished]


def histogram_of(figures: Mapping[int | None, int]) -> Histogram:
    """A histogram of figures that no money moves."""
    histogram = Histogram()
    for figure, lines in figures.items():
        histogram.spots[Spot(figure)] += lines
    return histogram
