"""From how lines lie to the bounds of tiers, exactly, and what bounds mean for the lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from tierline.foresight.calibration.model import NEAR_YUAN, Histogram, Near, Reached, Rung, Spot, Wish


def bounds(figures: Mapping[int | None, int], wishes: Sequence[Wish]) -> tuple[Reached, ...]:
    """The bound of each wished tier, best first; at least one line has a figure. Clauses: GRD-16, GRD-19.

    The bound is the smallest figure found that at most the allowed number of lines reach; where even the
    highest is reached by more, one hundredth above it. Lines without a figure count among those of which
    shares are taken, and reach no bound. Shares add up from the best tier down, so that what one leaves is
    the next one's; a head count bounds the tier itself, whatever the better ones have left.
    """
    total = sum(figures.values())
    steps = _reaching(figures)
    found: list[Reached] = []
    allowed = Fraction(0)
    for wish in wishes:
        if wish.share is not None:
            allowed += Fraction(wish.share) * total
        else:
            allowed = Fraction(wish.at_most or 0) + (found[-1].lines if found else 0)
        fitting = [step for step in steps if step.lines <= allowed]
        found.append(fitting[-1] if fitting else Reached(steps[0].bound + 1, 0))
    return tuple(found)


def _reaching(figures: Mapping[int | None, int]) -> list[Reached]:
    """Each figure found, from the highest down, with how many lines reach it."""
    found: list[Reached] = []
    lines = 0
    for figure in sorted((figure for figure in figures if figure is not None), reverse=True):
        lines += figures[figure]
        found.append(Reached(figure, lines))
    return found


def reached(figures: Mapping[int | None, int], bound: int) -> int:
    """How many lines reach a bound."""
    return sum(lines for figure, lines in figures.items() if figure is not None and figure >= bound)


def not_falling(rungs: Sequence[Rung]) -> tuple[Rung, Rung] | None:
    """The first two tiers, the better one first, whose bounds do not fall; None where all do."""
    return next((pair for pair in pairwise(rungs) if pair[0].bound <= pair[1].bound), None)


def near(histogram: Histogram, bound: int, rung: int = 0) -> tuple[Near, ...] | None:
    """How many lines would cross a bound with a bill 1, 5 or 10 yuan higher or lower; None if no money does.

    Lines that do not get the tier of the rung anyway, counted from the best, are left out.

    A line would rise that does not reach the bound, and would with so much more; it would fall if it reaches
    the bound, and would not with so much less.
    """
    if not histogram.moves:
        return None
    found = []
    for yuan in NEAR_YUAN:
        rising = falling = 0
        for spot, lines in histogram.spots.items():
            if spot.figure is None or not spot.may_have(rung):
                continue
            is_reached = spot.figure >= bound
            moved = moved_figure(histogram.moves, spot, -yuan if is_reached else yuan)
            if moved is not None and (moved >= bound) is not is_reached:
                rising += 0 if is_reached else lines
                falling += lines if is_reached else 0
        found.append(Near(yuan, rising, falling))
    return tuple(found)


def moved_figure(moves: Sequence[int], spot: Spot, yuan: int) -> int | None:
    """The figure that lines on a spot would have with a bill so many yuan higher, or lower if below 0."""
    if len(moves) > 1:
        return spot.moved[moves.index(yuan)]
    (moved,) = spot.moved
    assert spot.figure is not None and moved is not None
    return spot.figure + yuan * (moved - spot.figure)


def rated(histogram: Histogram, rungs: Sequence[Rung], ranking: Sequence[str]) -> Counter[str | None]:
    """Eligible lines by the tier that they are rated: the better of what the rungs and what else gives."""
    rank = [ranking.index(rung.tier) for rung in rungs]
    found: Counter[str | None] = Counter()
    for spot, lines in histogram.spots.items():
        given = [
            rank[number]
            for number, rung in enumerate(rungs)
            if spot.figure is not None and spot.figure >= rung.bound and spot.may_have(number)
        ]
        if spot.beside is not None:
            given.append(spot.beside)
        found[ranking[min(given)] if given else None] += lines
    return found
