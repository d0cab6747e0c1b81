"""Whether the service lives and whether it can work; both without sign-in."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from tierline.database.connect import answers
from tierline.web.call import service_of

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The state of the service."""

    status: Literal["ok", "database_away"]


@router.get("/health/live", summary="Is the process alive? 进程是否存活")
def live() -> Health:
    """Answers as long as the process answers at all."""
    return Health(status="ok")


@router.get(
    "/health/ready",
    summary="Can it serve? 能否提供服务",
    responses={503: {"model": Health, "description": "The database does not answer."}},
)
def ready(request: Request, response: Response) -> Health:
    """503 while the database does not answer, so that a balancer sends nobody here."""
    if answers(service_of(request).database):
        return Health(status="ok")
    response.status_code = 503
    return Health(status="database_away")
