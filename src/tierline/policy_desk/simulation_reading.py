"""simulation.json read into the nouns of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tierline.policy_desk.model import Sentence
from tierline.policy_desk.simulation import (
    Amounts,
    Cause,
    CauseCount,
    Cell,
    Costs,
    Month,
    Moved,
    Place,
    Side,
    Simulation,
    SoFar,
    TierCosts,
)
from tierline.wording import Text

Json = Mapping[str, Any]
NOTHING = Text("", "")


def simulation_of(data: Json, task_id: str, draft_id: str, revision: int, *, is_of_draft: bool) -> Simulation:
    """The simulation that a record says."""
    return Simulation(
        task_id=task_id,
        draft_id=draft_id,
        revision=revision,
        is_of_draft=is_of_draft,
        present=_side(data["present"]),
        draft=_side(data["draft"]),
        as_in_force=data["as_in_force"],
        transition=data["transition"] or "",
        is_ranked=data["ranked"],
        tiers=tuple((tier["name"], Text(**tier["title"])) for tier in data["tiers"]),
        causes=tuple(map(_cause, data["causes"])),
        others=tuple(
            tuple(None if each[side] is None else _sentence(each[side]) for side in ("before", "after"))  # type: ignore[misc]
            for each in data["other_differences"]
        ),
        months=tuple(map(_month, data["results"])),
        entitlements={
            one["name"]: Text(**one["title"]) for one in (data.get("prices") or {}).get("entitlements", ())
        },
    )


def so_far_of(data: Sequence[Json]) -> tuple[SoFar, ...]:
    """The months that a simulation under way has done."""
    return tuple(SoFar(one["month"], one["lines"], Moved(**one["moved"]), one["later"]) for one in data)


def so_far_json(month: Json) -> Json:
    """What is kept of a month meanwhile, of all that simulation.json will say of it."""
    facts = {name: month[name] for name in ("month", "lines", "moved")}
    return {**facts, "later": month["later"]["lines"]}


def _side(data: Json) -> Side:
    return Side(data["scheme"], Text(**data["title"]), date.fromisoformat(data["version"]), data["sha256"])


def _cause(data: Json) -> Cause:
    before, after = (tuple(map(_sentence, data[side])) for side in ("before", "after"))
    return Cause(data["name"], Text(**data["part"]), before, after)


def _sentence(data: Json) -> Sentence:
    where = Text(**data["where"]) if data["where"] else NOTHING
    return Sentence("", Text(**data["subject"]), Text(**data["says"]), where, data["clause"], data["basis"])


def _month(data: Json) -> Month:
    by = data["by"]
    return Month(
        month=data["month"],
        rated_on=date.fromisoformat(data["rated_on"]),
        lines=data["lines"],
        moved=Moved(**data["moved"]),
        other_term=data["other_term"],
        later=Moved(**data["later"]),
        matrix=_cells(data["matrix"]),
        rated=_cells(data["rated"]),
        changes=_cells(data["changes"]),
        causes=tuple(map(_cause_count, data["causes"])),
        unexplained=data["unexplained"],
        sites=_places(by["site"]),
        products=_places(by["product"]),
        tenure=_places(by["tenure"]),
        spend=_places(by["spend"]),
        costs=None if data["costs"] is None else _costs(data["costs"]),
    )


def _cells(found: Sequence[Json]) -> tuple[Cell, ...]:
    return tuple(Cell(one["present"] or "", one["draft"] or "", one["lines"]) for one in found)


def _places(found: Sequence[Json]) -> tuple[Place, ...]:
    return tuple(
        Place(
            Text(**one["value"]) if isinstance(one["value"], dict) else one["value"],
            *(one[name] for name in ("lines", "moved", "up", "down", "across", "later")),
        )
        for one in found
    )


def _cause_count(data: Json) -> CauseCount:
    return CauseCount(
        name=data["name"],
        lines=data["lines"],
        alone=data["alone"],
        together=data["together"],
        each=data["each"],
        moved=Moved(**data["moved"]),
        other_term=data["other_term"],
        later=data["later"],
        sites=tuple((one["value"], one["lines"]) for one in data["sites"]),
    )


def _costs(data: Json) -> Costs:
    by_tier = tuple(
        TierCosts(tier, *(Decimal(cost[name]) for name in ("present", "draft", "net")))
        for tier, cost in data["by_tier"].items()
    )
    by_entitlement = {name: _amounts(cost) for name, cost in data["by_entitlement"].items()}
    return Costs(_amounts(data), by_entitlement, by_tier)


def _amounts(data: Json) -> Amounts:
    return Amounts(*(Decimal(data[name]) for name in ("added", "taken", "net")))
