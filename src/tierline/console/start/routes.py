"""`/`."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from tierline.console.start.figures import shown
from tierline.console.visit import KnownVisit

router = APIRouter()


@router.get("/")
def start(visit: KnownVisit) -> Response:
    """Today's figures for whoever is signed in."""
    with visit.read() as connection:
        tiles = shown(connection, visit)
    return visit.page("start/start.html", tiles=tiles)
