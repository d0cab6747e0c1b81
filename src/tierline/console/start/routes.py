"""`/`."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from tierline.console.start.figures import shown
from tierline.console.start.first_steps import first_steps
from tierline.console.visit import KnownVisit

router = APIRouter()


@router.get("/")
def start(visit: KnownVisit) -> Response:
    """Today's figures for whoever is signed in; what to do first where there are none."""
    with visit.read() as connection:
        tiles = shown(connection, visit)
    has_work = any(figure.number for tile, figures in tiles if tile.path != "/people" for figure in figures)
    return visit.page("start/start.html", tiles=tiles, steps=() if has_work else first_steps(visit.actor))
