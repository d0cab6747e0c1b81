"""`/people/systems/api`: the API for whoever connects a system to it, and the document that describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from tierline.console.people.systems import LIST
from tierline.console.visit import KnownVisit, Visit

router = APIRouter()

OF_SYSTEMS = "/api/v1/"


@dataclass(frozen=True)
class Operation:
    """One method of one path, and what it is for in the words of the document."""

    method: str
    path: str
    summary: str


@router.get(f"{LIST}/api")
def show_api(visit: KnownVisit) -> Response:
    """How a system gets in, and every operation."""
    found = operations(_document(visit))
    return visit.page("people/interface.html", base=visit.settings.public_url, operations=found)


@router.get(f"{LIST}/openapi.json")
def take_out_document(visit: KnownVisit) -> Response:
    """The OpenAPI document, for the tools that read it."""
    headers = {"Content-Disposition": 'attachment; filename="tierline-openapi.json"'}
    return JSONResponse(_document(visit), headers=headers)


def _document(visit: Visit) -> Mapping[str, Any]:
    visit.actor.require("client:manage")
    found: Mapping[str, Any] = visit.request.app.state.document()
    return found


def operations(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """The operations of a document by what they are about, in its order."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        if not path.startswith(OF_SYSTEMS):
            continue
        for method, about in methods.items():
            one = Operation(method.upper(), path, about.get("summary", ""))
            found.setdefault(about["tags"][0], []).append(one)
    return found
