"""What was counted in a month, as plain data: matrices, movers by site and band, causes, costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tierline.foresight.simulation.bands import SPEND_TITLES, TENURE_TITLES
from tierline.foresight.simulation.components import Component
from tierline.foresight.simulation.costs import Cost, Moves, costs_of, yuan
from tierline.foresight.simulation.part import Found
from tierline.foresight.simulation.plan import LATER, MOVES, TERM
from tierline.foresight.simulation.policies import Pair
from tierline.foresight.simulation.prices import Prices
from tierline.grading.life_columns import CHANGES
from tierline.grading.stages import REASONS

NONE = "none"
"""What having no tier is called."""

MOST_PLACES = 5
"""How many sites and products are named beside a cause."""

Tiers = tuple[str | None, str | None]


@dataclass(frozen=True)
class Decided:
    """Lines for which both policies decided the same, in the order of part.DECIDED; ranks and codes."""

    before: int | None
    present: int | None
    draft: int | None
    present_rated: int | None
    draft_rated: int | None
    present_change: int
    draft_change: int
    present_reason: int | None
    draft_reason: int | None
    effect: int | None


@dataclass(frozen=True)
class Tally:
    """The counts of one month. `components` are those of all months, each by its bit."""

    pair: Pair
    found: Found
    components: Sequence[Component]
    prices: Prices | None

    def as_json(self) -> dict[str, Any]:
        """The month as the file of a simulation has it."""
        decided = list(self._decided())
        moved = [((one.present, one.draft), lines) for one, lines in decided if one.effect == MOVES]
        later = [
            ((one.present_rated, one.draft_rated), lines) for one, lines in decided if one.effect == LATER
        ]
        return {
            "lines": self.found.checked.lines,
            "moved": self._directions(moved),
            "other_term": sum(lines for one, lines in decided if one.effect == TERM),
            "later": self._directions(later),
            "matrix": self._pairs(((one.present, one.draft), lines) for one, lines in decided),
            "held": self._pairs(((one, other), lines) for (one, other), lines in self.found.held.items()),
            "rated": self._pairs(((one.present_rated, one.draft_rated), lines) for one, lines in decided),
            "before": self._before(decided),
            "changes": _words(
                (((one.present_change, one.draft_change), lines) for one, lines in decided), CHANGES
            ),
            "eligibility": _words(
                (((one.present_reason, one.draft_reason), lines) for one, lines in decided), REASONS
            ),
            "by": {name: self._spread(name) for name in ("product", "site", "tenure", "spend")},
            "causes": [self._cause(number, one) for number, one in enumerate(self.components)],
            "unexplained": self._unexplained(),
            "costs": self._costs(((one.present, one.draft), lines) for one, lines in decided),
        }

    def _decided(self) -> Iterator[tuple[Decided, int]]:
        for key, lines in self.found.decided.items():
            yield Decided(*key), lines  # type: ignore[arg-type]

    # ---------------------------------------------------------------- matrices

    def _tier(self, rank: Any) -> str:
        return NONE if rank is None else self.pair.names[rank]

    def _order(self, rank: Any) -> int:
        return len(self.pair.tiers) if rank is None else int(rank)

    def _pairs(self, counted: Iterable[tuple[tuple[Any, Any], int]]) -> list[dict[str, Any]]:
        found: Counter[tuple[Any, Any]] = Counter()
        for tiers, lines in counted:
            found[tiers] += lines
        ordered = sorted(found, key=lambda tiers: tuple(map(self._order, tiers)))
        return [
            {"present": self._tier(one), "draft": self._tier(other), "lines": found[one, other]}
            for one, other in ordered
        ]

    def _before(self, decided: Iterable[tuple[Decided, int]]) -> list[dict[str, Any]]:
        found: Counter[tuple[Any, Any, Any]] = Counter()
        for one, lines in decided:
            found[one.before, one.present, one.draft] += lines
        ordered = sorted(found, key=lambda tiers: tuple(map(self._order, tiers)))
        names = ("before", "present", "draft")
        return [
            {**dict(zip(names, map(self._tier, key), strict=True)), "lines": found[key]} for key in ordered
        ]

    def _directions(self, counted: Iterable[tuple[tuple[Any, Any], int]]) -> dict[str, int]:
        """Lines, and how many of them go up, down, or where no order of the tiers says which.

        `gained` are those of them that had no tier, `lost` those that have none any more.
        """
        found = {"lines": 0, "up": 0, "down": 0, "across": 0, "gained": 0, "lost": 0}
        for (one, other), lines in counted:
            found["lines"] += lines
            found[self._direction(one, other)] += lines
            found["gained"] += lines if one is None else 0
            found["lost"] += lines if other is None else 0
        return found

    def _direction(self, one: Any, other: Any) -> str:
        if one is not None and other is not None and not self.pair.is_ranked:
            return "across"
        return "up" if self._order(other) < self._order(one) else "down"

    # ---------------------------------------------------------------- where

    def _spread(self, dimension: str) -> list[dict[str, Any]]:
        """Lines and movers by the values of a dimension: sites by city, those with most movers first."""
        moved: dict[Any, list[tuple[tuple[Any, Any], int]]] = {}
        lines: Counter[Any] = Counter()
        later: Counter[Any] = Counter()
        for (name, value, one, other, effect), count in self.found.spread.items():
            if name != dimension:
                continue
            place = _city(value) if name == "site" else value
            lines[place] += count
            moved.setdefault(place, [])
            if effect == MOVES:
                moved[place].append(((one, other), count))
            if effect == LATER:
                later[place] += count
        found = [
            {
                "value": _value(dimension, place),
                "lines": lines[place],
                **_of_movers(self._directions(moved[place])),
            }
            | {"later": later[place]}
            for place in sorted(moved, key=lambda place: (place is None, place))
        ]
        if dimension in ("product", "site"):
            found.sort(key=lambda one: -one["moved"])
        return found

    # ---------------------------------------------------------------- why

    def _cause(self, number: int, component: Component) -> dict[str, Any]:
        """What one cause does. A line with several causes counts under each of them."""
        bit = 1 << number
        kinds = dict.fromkeys(("alone", "together", "each"), 0)
        moves: Counter[tuple[Any, Any]] = Counter()
        effects: Counter[Any] = Counter()
        for (effect, one, other, alone, needed), lines in self.found.causes.items():
            kind = _kind(bool(alone & bit), bool(needed & bit))  # type: ignore[operator]
            if kind is None:
                continue
            kinds[kind] += lines
            effects[effect] += lines
            if effect == MOVES:
                moves[one, other] += lines
        return {
            "name": component.name,
            "lines": sum(kinds.values()),
            **kinds,
            "moved": self._directions(moves.items()),
            "other_term": effects[TERM],
            "later": effects[LATER],
            "costs": self._costs(moves.items()),
            "sites": self._places("site", bit),
            "products": self._places("product", bit),
        }

    def _places(self, dimension: str, bit: int) -> list[dict[str, Any]]:
        found: Counter[Any] = Counter()
        for (name, value, alone, needed), lines in self.found.cause_spread.items():
            if name == dimension and (alone | needed) & bit:  # type: ignore[operator]
                found[_city(value) if name == "site" else value] += lines
        ordered = sorted(found, key=lambda place: (-found[place], place))
        return [{"value": place, "lines": found[place]} for place in ordered[:MOST_PLACES]]

    def _unexplained(self) -> int:
        """Lines that differ by several causes that no trial tells apart."""
        causes = self.found.causes.items()
        return sum(lines for (*_, alone, needed), lines in causes if not alone and not needed)

    # ---------------------------------------------------------------- what it costs

    def _costs(self, counted: Iterable[tuple[tuple[Any, Any], int]]) -> dict[str, Any] | None:
        if self.prices is None:
            return None
        moves: Counter[Tiers] = Counter()
        for (one, other), lines in counted:
            names = [None if rank is None else self.pair.names[rank] for rank in (one, other)]
            moves[names[0], names[1]] += lines
        return costs_json(self.prices, moves)


def costs_json(prices: Prices, moves: Moves) -> dict[str, Any]:
    """Costs of a month, in yuan written with two decimals."""
    found = costs_of(prices, moves)
    return {
        **_amounts(found.total),
        "by_entitlement": {name: _amounts(cost) for name, cost in found.by_entitlement.items()},
        "by_tier": {
            tier: {"present": yuan(before), "draft": yuan(after), "net": yuan(after - before)}
            for tier, (before, after) in found.by_tier.items()
        },
    }


def _amounts(cost: Cost) -> dict[str, str]:
    return {"added": yuan(cost.added), "taken": yuan(cost.taken), "net": yuan(cost.net)}


def _kind(alone: bool, needed: bool) -> str | None:
    if alone:
        return "alone" if needed else "each"
    return "together" if needed else None


def _of_movers(directions: dict[str, int]) -> dict[str, int]:
    return {"moved": directions["lines"], **{name: directions[name] for name in ("up", "down", "across")}}


def _city(site: Any) -> str:
    return ".".join(str(site).split(".")[:2])


def _value(dimension: str, place: Any) -> Any:
    bands = {"tenure": TENURE_TITLES, "spend": SPEND_TITLES}.get(dimension)
    if bands is None:
        return place
    return None if place is None else {"en": bands[place].en, "zh": bands[place].zh}


def _words(counted: Iterable[tuple[tuple[Any, Any], int]], words: Sequence[str]) -> list[dict[str, Any]]:
    """Lines by what both policies say, by their words; null where one says nothing."""
    found: Counter[tuple[Any, Any]] = Counter()
    for pair, lines in counted:
        found[pair] += lines
    ordered = sorted(found, key=lambda pair: tuple(-1 if one is None else one for one in pair))
    return [
        {
            "present": None if one is None else words[one],
            "draft": None if other is None else words[other],
            "lines": found[one, other],
        }
        for one, other in ordered
    ]
