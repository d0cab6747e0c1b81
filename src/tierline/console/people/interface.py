"""`/people/systems/api`: the API for whoever connects a system to it, and the document that describes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from tierline.console.people.systems import LIST
from tierline.console.visit import KnownVisit, Visit
from tierline.wording import Text

router = APIRouter()

OF_SYSTEMS = "/api/v1/"


@dataclass(frozen=True)
class Operation:
    """One method of one path, and what it is for."""

    method: str
    path: str
    says: Text


@dataclass(frozen=True)
class Group:
    """The operations that are about one thing."""

    title: Text
    operations: tuple[Operation, ...]


@router.get(f"{LIST}/api")
def show_api(visit: KnownVisit) -> Response:
    """How a system gets in, and every operation."""
    found = groups(_document(visit))
    return visit.page("people/interface.html", base=visit.settings.public_url, groups=found)


@router.get(f"{LIST}/openapi.json")
def take_out_document(visit: KnownVisit) -> Response:
    """The OpenAPI document, for the tools that read it."""
    headers = {"Content-Disposition": 'attachment; filename="tierline-openapi.json"'}
    return JSONResponse(_document(visit), headers=headers)


def _document(visit: Visit) -> Mapping[str, Any]:
    visit.actor.require("client:manage")
    found: Mapping[str, Any] = visit.request.app.state.document()
    return found


def groups(document: Mapping[str, Any]) -> list[Group]:
    """The operations of a document by what they are about, in its order."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        if path.startswith(OF_SYSTEMS):
            for method, about in methods.items():
                one = Operation(method.upper(), path, _in_both(about["summary"]))
                found[about["tags"][0]].append(one)
    titles = {tag["name"]: Text(tag["name"].capitalize(), tag["description"]) for tag in document["tags"]}
    return [Group(titles[name], tuple(held)) for name, held in found.items() if held]


def _in_both(summary: str) -> Text:
    """The two halves of a summary: a document has one for all its readers, English first."""
    english, chinese = re.split(r"\s+(?=[\u4e00-\u9fff])", summary, maxsplit=1)
    return Text(english, chinese)
