"""`/customers`: finding a customer by the number that calls, or that is told."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from tierline.console.forms import Form, at_field
from tierline.console.visit import KnownVisit
from tierline.errors import TierlineError
from tierline.lines import service as lines
from tierline.lines.errors import LineUnknown
from tierline.lines.msisdn import parse
from tierline.web.problems import status_of
from tierline.wording import Language, Text

router = APIRouter()

MOBILE_DIGITS = 11
OTHER_LENGTH = Text(
    "It has {digits} digits, and a mobile number has 11: ask for it once more.",
    "该号码为 {digits} 位，手机号码为 11 位，请与客户核对。",
)
PERHAPS = Text(
    "Read it back to the customer: it may be closed, of another operator, or looked after elsewhere.",
    "请与客户核对号码：可能已销户、属其他运营商，或不在您的服务范围内。",
)
"""What is known of a number that nobody here has; the same for one that the agent may not see."""


class Sought(BaseModel):
    """A number, as it is typed or pasted."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(min_length=1, max_length=40, examples=["18600000001"])


@router.get("/customers")
def show_search(visit: KnownVisit) -> Response:
    """The form that finds a customer."""
    visit.actor.require("line:find")
    return visit.page("customer/find.html", form=Form())


@router.post("/customers")
def find_customer(visit: KnownVisit) -> Response:
    """The page of whoever has a number; the address holds the line's id, for numbers are personal."""
    visit.actor.require("line:find")
    found = visit.filled(Sought)
    if found.body is None:
        return visit.page("customer/find.html", 422, form=found.form)
    try:
        with visit.read() as connection:
            line = lines.find(connection, visit.actor, found.body.number)
    except TierlineError as error:
        said = _said(error, found.body.number, visit.language)
        form = replace(found.form, problems={"number": said})
        return visit.page("customer/find.html", status_of(error), form=form)
    return visit.led_to(f"/customers/{line.id}")


def _said(error: TierlineError, typed: str, language: Language) -> str:
    said = at_field(error, language)
    if not isinstance(error, LineUnknown):
        return said
    digits = len(parse(typed))
    rest = PERHAPS if digits == MOBILE_DIGITS else OTHER_LENGTH
    return said + (" " if language is Language.EN else "") + rest.read(language, digits=digits)
