"""`read-out/message` below the page of a customer: what was read out, sent word for word."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.console.customer import outcome
from tierline.console.customer.lines import line_of
from tierline.console.customer.routes import LineId
from tierline.console.forms import Form
from tierline.console.reader import HTML_LANGUAGES
from tierline.console.visit import KnownVisit, Visit
from tierline.errors import TierlineError
from tierline.explanations import sending
from tierline.explanations.sending import MOST_SHORT_MESSAGES, Drafts
from tierline.explanations.spoken import Speech
from tierline.lines import service as lines
from tierline.web.problems import status_of
from tierline.wording import Language

router = APIRouter()

SCHEME = r"^[a-z0-9-]{1,64}$"


class TextChosen(BaseModel):
    """What of a scheme is sent. `digests` are those of the texts that the form shows, by their speech."""

    model_config = ConfigDict(extra="forbid")

    scheme: str = Field(pattern=SCHEME, examples=["unicom-star"])
    language: Language
    speech: Speech
    why: str = Field(default="", max_length=16)
    next: str = Field(default="", max_length=16)
    both: str = Field(default="", max_length=16)

    @property
    def digest(self) -> str:
        """That of the text that was chosen, as the form showed it."""
        return {Speech.WHY: self.why, Speech.NEXT: self.next, Speech.BOTH: self.both}[self.speech]


@router.get("/customers/{line_id}/read-out/message")
def show_message(
    visit: KnownVisit,
    line_id: LineId,
    scheme: Annotated[str, Query(pattern=SCHEME)],
    language: Annotated[Language | None, Query()] = None,
) -> Response:
    """The texts that can be sent, as the customer will read them."""
    return _form(visit, _drafts(visit, line_id, scheme, language or visit.language), Form())


@router.post("/customers/{line_id}/read-out/message")
def send_message(visit: KnownVisit, line_id: LineId) -> Response:
    """Send what was read out, and nothing else: a text that has changed since is read out again first."""
    visit.actor.require(sending.PERMISSION)
    filled = visit.filled(TextChosen)
    body = filled.body
    if body is None:
        scheme = filled.form.value("scheme")
        language = Language.ZH if filled.form.value("language") == "zh" else Language.EN
        return _form(visit, _drafts(visit, line_id, scheme, language), filled.form, 422)
    found = _drafts(visit, line_id, body.scheme, body.language)
    try:
        draft = found.chosen(body.speech, body.digest)
    except TierlineError as error:
        return _form(visit, found, filled.form.refused(error, visit.language), status_of(error))

    def use_case(connection: Connection) -> outcome.Facts:
        return outcome.of_message(
            sending.send(connection, visit.actor, visit.settings, found, draft, now=visit.now)
        )

    return visit.carried_out(
        filled.form,
        use_case,
        f"/customers/{line_id}",
        lambda form, status: _form(visit, found, form, status),
    )


def _drafts(visit: Visit, line_id: int, scheme: str, language: Language) -> Drafts:
    visit.actor.require(sending.PERMISSION)
    with visit.read() as connection:
        line = line_of(connection, visit.actor, line_id)
        return sending.drafts(connection, visit.actor, visit.settings, line, scheme, language, now=visit.now)


def _form(visit: Visit, found: Drafts, form: Form, status: int = 200) -> Response:
    return visit.act(
        "customer/message.html",
        status,
        form=form,
        line_id=found.line.id,
        number=lines.shown_number(found.line),
        found=found,
        spoken=HTML_LANGUAGES[found.language],
        most=MOST_SHORT_MESSAGES,
        waits=found.goes_at > visit.now,
    )
