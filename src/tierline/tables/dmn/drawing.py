"""The picture of a model that a modeller shows first: decisions above, what they are asked with below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tierline.tables.dmn.elements import Node, node

_WIDE, _HIGH_DECISION, _HIGH_INPUT = 180, 80, 45
_STEP, _MARGIN, _BETWEEN = 220, 160, 120


@dataclass(frozen=True)
class Box:
    """An element with a place in the picture."""

    id: str
    is_decision: bool


def drawn(boxes: Sequence[Box], lines: Sequence[tuple[str, str, str]]) -> Node:
    """The diagram: later decisions higher; `lines` are (requirement, from, to)."""
    places = _places(boxes)
    shapes = [
        node(
            "dmndi:DMNShape",
            {"id": f"{box.id}_shape", "dmnElementRef": box.id},
            [node("dc:Bounds", {"height": str(high), "width": str(_WIDE), "x": str(x), "y": str(y)})],
        )
        for box, (x, y, high) in ((box, places[box.id]) for box in boxes)
    ]
    edges = [
        node(
            "dmndi:DMNEdge",
            {"id": f"{line}_edge", "dmnElementRef": line},
            [_waypoint(places[below], at_top=True), _waypoint(places[above], at_top=False)],
        )
        for line, below, above in lines
    ]
    diagram = node("dmndi:DMNDiagram", {"id": "diagram"}, [*shapes, *edges])
    return node("dmndi:DMNDI", {}, [diagram])


def _places(boxes: Sequence[Box]) -> dict[str, tuple[int, int, int]]:
    """The left edge, the top and the height of each box. Decisions go up and to the right, in order."""
    decisions = [box for box in boxes if box.is_decision]
    lowest = _MARGIN + (len(decisions) - 1) * _BETWEEN
    places = {}
    for number, box in enumerate(decisions):
        places[box.id] = (_MARGIN + number * _STEP, lowest - number * _BETWEEN, _HIGH_DECISION)
    for number, box in enumerate(box for box in boxes if not box.is_decision):
        places[box.id] = (_MARGIN + number * _STEP, lowest + _HIGH_DECISION + _BETWEEN, _HIGH_INPUT)
    return places


def _waypoint(place: tuple[int, int, int], *, at_top: bool) -> Node:
    x, y, high = place
    return node("di:waypoint", {"x": str(x + _WIDE // 2), "y": str(y if at_top else y + high)})
