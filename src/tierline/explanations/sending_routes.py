"""`/lines/{msisdn}/explanation/messages`: what is said of a line, sent to its customer word for word."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.explanations import sending
from tierline.explanations.routes import Number
from tierline.explanations.spoken import Speech
from tierline.lines import service as lines
from tierline.web.call import Writing
from tierline.wording import Language

router = APIRouter(tags=["explanations"])


class Sending(BaseModel):
    """What is to be sent, and in which language; that of the line where none is given."""

    model_config = ConfigDict(extra="forbid")

    scheme: str = Field(max_length=64, examples=["unicom-star"])
    speech: Speech = Field(default=Speech.WHY, examples=["why"])
    language: Language | None = Field(default=None, examples=["zh"])


class SentShown(BaseModel):
    """A text in the outbox; `is_repeated` where the same words were sent before on the same day."""

    message_id: str = Field(examples=["5f0c9d1e-6f2a-4b58-9d0c-2f1f0f5f7a11"])
    text: str = Field(examples=["With that you reach four-star, which begins at 140 points."])
    language: Language = Field(examples=["en"])
    short_messages: int = Field(description="How many short messages it goes out as.", examples=[3])
    goes_at: datetime = Field(description="Now, or the end of quiet hours.")
    is_repeated: bool


@router.post(
    "/lines/{msisdn}/explanation/messages",
    response_model=SentShown,
    summary="Send why this tier, or what next 发送等级说明",
)
def send_explanation(call: Writing, msisdn: Number, body: Sending) -> Response:
    """Send the sentences of the explanation as one text, the same words of a day once."""
    with call.read() as connection:
        line = lines.find(connection, call.actor, msisdn)
        found = sending.drafts(
            connection,
            call.actor,
            call.settings,
            line,
            body.scheme,
            body.language or line.language,
            now=call.now,
        )
    draft = found.chosen(body.speech)

    def use_case(connection: Connection) -> SentShown:
        sent = sending.send(connection, call.actor, call.settings, found, draft, now=call.now)
        return SentShown(
            message_id=sent.message_id,
            text=draft.text,
            language=found.language,
            short_messages=draft.short_messages,
            goes_at=sent.goes_at,
            is_repeated=sent.is_repeated,
        )

    return call.once(use_case, body)
