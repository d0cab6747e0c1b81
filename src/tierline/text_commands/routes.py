"""`/incoming-messages`: short messages of customers, handed in by a gateway that speaks HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.text_commands import service
from tierline.web.call import Writing

router = APIRouter(tags=["text commands"])


class IncomingMessage(BaseModel):
    """A short message as the gateway got it; the same id again is the same message."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,60}$", examples=["gateway-7f3a"])]
    number: Annotated[str, Field(min_length=1, max_length=30, examples=["18600000001"])]
    text: Annotated[str, Field(max_length=1000, examples=["DJCX"])]


class IncomingTaken(BaseModel):
    """Whether the message is new. Nothing is told about its number."""

    id: str = Field(examples=["gateway-7f3a"])
    status: Literal["taken", "repeated"] = Field(examples=["taken"])


@router.post(
    "/incoming-messages",
    status_code=202,
    response_model=IncomingTaken,
    summary="Hand in a message of a customer 提交客户来信",
)
def hand_in(call: Writing, body: IncomingMessage) -> Response:
    """Record it; what it asks for is carried out soon, and answered by a message to its number."""

    def use_case(connection: Connection) -> IncomingTaken:
        is_new = service.hand_in(connection, call.actor, body.id, body.number, body.text, now=call.now)
        return IncomingTaken(id=body.id, status="taken" if is_new else "repeated")

    return call.once(use_case, body, 202)
