"""Whether the service lives and whether it can work; both without sign-in."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError

from tierline.database.errors import DatabaseUnreachable
from tierline.database.upgrading import current_version, expected_version
from tierline.web.call import service_of

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The state of the service."""

    status: Literal["ok", "database_away", "schema_not_current"]


@router.get("/health/live", summary="Is the process alive? 进程是否存活")
def live() -> Health:
    """Answers as long as the process answers at all."""
    return Health(status="ok")


@router.get(
    "/health/ready",
    summary="Can it serve? 能否提供服务",
    responses={503: {"model": Health, "description": "The database does not answer, or is not upgraded."}},
)
def ready(request: Request, response: Response) -> Health:
    """503 while the database does not answer or has another schema, so that a balancer sends nobody here."""
    database = service_of(request).database
    try:
        with database.read() as connection:
            is_current = current_version(connection) == expected_version()
    except (DatabaseUnreachable, OperationalError):
        response.status_code = 503
        return Health(status="database_away")
    if is_current:
        return Health(status="ok")
    response.status_code = 503
    return Health(status="schema_not_current")
