"""`/clauses` and `/clauses/{id}`."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from tierline.console.errors import ClauseUnknown
from tierline.console.visit import KnownVisit
from tierline.policy.clauses import clauses

router = APIRouter()


@router.get("/clauses")
def list_clauses(visit: KnownVisit) -> Response:
    """Every clause, by family."""
    families: dict[str, list[object]] = {}
    for clause in clauses().values():
        families.setdefault(clause.id.partition("-")[0], []).append(clause)
    return visit.page("clauses/list.html", families=families)


@router.get("/clauses/{identity}")
def show_clause(visit: KnownVisit, identity: str) -> Response:
    """One clause. Raises ClauseUnknown."""
    clause = clauses().get(identity)
    if clause is None:
        raise ClauseUnknown(clause=identity[:20])
    return visit.page("clauses/clause.html", clause=clause)
