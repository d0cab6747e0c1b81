"""What a calibration gathers in its one pass over the lines, and what any shares mean by it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tierline.foresight.calibration.ladder import ladder_of
from tierline.foresight.calibration.model import Reached, Rung
from tierline.policy.load import in_force
from tierline.policy.publication.rating import rated_by
from tierline.settings import Settings

if TYPE_CHECKING:
    from tierline.policy_desk.bases import Base

MOST_BINS = 120


@dataclass(frozen=True)
class Group:
    """Lines that get their tier in the same way beside their figure: `beside` is a rank that something else
    gives them, `barred` has a bit for each rung that they do not get.

    `figures` ascend, in hundredths; `behind` has for each how many lines have it or a higher one.
    """

    beside: int | None
    barred: int
    figures: tuple[int, ...]
    behind: tuple[int, ...]
    without: int
    """Lines that have no figure."""

    @property
    def lines(self) -> int:
        """All its lines."""
        return (self.behind[0] if self.behind else 0) + self.without

    def reaching(self, bound: int) -> int:
        """How many lines have a figure of at least so much."""
        at = bisect_left(self.figures, bound)
        return self.behind[at] if at < len(self.behind) else 0


@dataclass(frozen=True)
class Gathered:
    """How the lines of a month lie by the figure of a scheme's tiers; figures are in hundredths."""

    scheme: str
    month: str
    rated_on: str
    version: str
    figure: str
    lines: int
    eligible: int
    groups: tuple[Group, ...]

    @cached_property
    def all_figures(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """All figures, ascending, and for each how many lines have it or a higher one."""
        counted: Counter[int] = Counter()
        for group in self.groups:
            for number, figure in enumerate(group.figures):
                above = group.behind[number + 1] if number + 1 < len(group.behind) else 0
                counted[figure] += group.behind[number] - above
        return _added_up(counted)

    def reaching(self, bound: int) -> int:
        """How many eligible lines reach a bound."""
        return sum(group.reaching(bound) for group in self.groups)

    def lowest_bound(self, allowed: int) -> Reached:
        """The smallest figure found that at most so many lines reach; above the highest where each is reached
        by more.
        """
        figures, behind = self.all_figures
        at = bisect_left(behind, -allowed, key=lambda lines: -lines)
        return Reached(figures[at], behind[at]) if at < len(figures) else Reached(figures[-1] + 1, 0)

    def rated(self, rungs: Sequence[Rung], ranking: Sequence[str]) -> dict[str, int]:
        """Eligible lines by the tier that they are rated, "none" for none, as calibration.rules has it."""
        found: Counter[str] = Counter()
        for group in self.groups:
            for tier, lines in _rated(group, rungs, ranking).items():
                found[tier] += lines
        return {name: found[name] for name in (*ranking, "none")}

    def bins(self) -> tuple[tuple[int, int, int], ...]:
        """A histogram of the figures: from, up to but without, lines; the last bin takes in the rest."""
        figures, behind = self.all_figures
        if not figures:
            return ()
        # A few very high bills would leave all others in one bin.
        at = bisect_right(behind, -max(behind[0] // 200, 1), key=lambda lines: -lines)
        top = figures[min(at, len(figures) - 1)] + 1
        width = _round_width((top - figures[0]) / MOST_BINS)
        start = figures[0] // width * width
        edges = [*range(start, top + width, width)]
        edges[-1] = max(edges[-1], figures[-1] + 1)
        return tuple((low, high, self.reaching(low) - self.reaching(high)) for low, high in pairwise(edges))


def _round_width(width: float) -> int:
    """The next of 1, 2, 5, 10, 20 and so on."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor >= width:
                return step * factor
        step *= 10


def _added_up(counted: Mapping[int, int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    figures = sorted(counted)
    behind = list(accumulate(counted[figure] for figure in reversed(figures)))
    return tuple(figures), tuple(reversed(behind))


def _rated(group: Group, rungs: Sequence[Rung], ranking: Sequence[str]) -> Counter[str]:
    """Lines of a group by tier. Of the rungs that a line reaches, the best tier counts."""
    found: Counter[str] = Counter()
    floor = ranking[group.beside] if group.beside is not None else "none"
    left = group.lines
    open_rungs = sorted(
        (ranking.index(rung.tier), rung)
        for number, rung in enumerate(rungs)
        if not group.barred >> number & 1
    )
    taken = 0
    for rank, rung in open_rungs:
        if group.beside is not None and rank >= group.beside:
            break
        reached = max(group.reaching(rung.bound), taken)
        found[rung.tier] += reached - taken
        left, taken = left - (reached - taken), reached
    found[floor] += left
    return found


def gathered(
    settings: Settings, scheme: str, base: Base, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """One pass over a base, as plain data to be kept. Raises what reading datasets and ladders does."""
    from tierline.foresight.calibration.errors import NobodyEligible
    from tierline.foresight.calibration.reading import read_base
    from tierline.grading.run import Request

    ((pack, _version),) = rated_by(settings.policies, (scheme,), base.rated_on)
    version = in_force(pack, base.rated_on)
    ladder = ladder_of(version)
    request = Request(
        (scheme,), base.month, base.paths, Path(), rated_on=base.rated_on, policies=settings.policies
    )
    with TemporaryDirectory(prefix="tierline-calibrate-") as scratch:
        found = read_base(request, version, ladder, 0, Path(scratch), progress)
    histogram = found.histogram
    if not any(spot.figure is not None for spot in histogram.spots):
        reasons = ", ".join(f"{reason}: {lines:,}" for reason, lines in histogram.reasons.most_common())
        raise NobodyEligible(scheme=scheme, lines=f"{found.lines:,}", reasons=reasons or "-")
    groups: dict[tuple[int | None, int], Counter[int]] = {}
    without: Counter[tuple[int | None, int]] = Counter()
    for spot, lines in histogram.spots.items():
        key = (spot.beside, spot.barred)
        counted = groups.setdefault(key, Counter())
        if spot.figure is None:
            without[key] += lines
        else:
            counted[spot.figure] += lines
    return {
        "scheme": scheme,
        "month": f"{base.month:%Y-%m}",
        "rated_on": base.rated_on.isoformat(),
        "version": version.starts_on.isoformat(),
        "figure": ladder.figure,
        "lines": found.lines,
        "eligible": histogram.eligible,
        "groups": [
            {"beside": key[0], "barred": key[1], "without": without[key], "figures": sorted(counted.items())}
            for key, counted in groups.items()
        ],
    }


def gathered_of(data: Mapping[str, Any]) -> Gathered:
    """What was kept, ready to be asked."""
    groups = []
    for one in data["groups"]:
        figures, behind = _added_up(dict(one["figures"]))
        groups.append(Group(one["beside"], one["barred"], figures, behind, one["without"]))
    names = ("scheme", "month", "rated_on", "version", "figure", "lines", "eligible")
    return Gathered(**{name: data[name] for name in names}, groups=tuple(groups))
