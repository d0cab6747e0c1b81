"""`/lines/{msisdn}/service-password` and `/customer-sign-in`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlalchemy import Connection

from tierline.lines.msisdn import PATTERN, mask
from tierline.lines.msisdn import parse as parse_number
from tierline.people.front_desk import caller_of
from tierline.service_passwords import service, sign_in
from tierline.service_passwords.model import PasswordKind, Refusal
from tierline.web.call import Open, Writing
from tierline.wording import Language

router = APIRouter(tags=["service passwords"])

Number = Annotated[str, Path(pattern=PATTERN, examples=["18600000001"])]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=64)]


class Issue(BaseModel):
    """Which password to issue."""

    model_config = ConfigDict(extra="forbid")

    kind: PasswordKind = Field(default=PasswordKind.SERVICE, examples=["service"])


class Change(BaseModel):
    """The password that is, and the one that shall be."""

    model_config = ConfigDict(extra="forbid")

    kind: PasswordKind = Field(default=PasswordKind.SERVICE, examples=["service"])
    old: Secret = Field(examples=["40281936"])
    new: Secret = Field(
        description="6 to 8 digits that nobody guesses. 6至8位不易猜到的数字。", examples=["739214"]
    )


class Outcome(BaseModel):
    """Whether it was done; if not, why, as a code and a sentence, and by which clause."""

    is_done: bool
    reason: str | None = Field(default=None, examples=["password_wrong"])
    sentence: str | None = Field(default=None, examples=["The password is not right."])
    clause: str | None = Field(default=None, examples=["ENT-07"])


class Issued(Outcome):
    """The same, with the line that the message goes to."""

    sent_to: str | None = Field(default=None, examples=["186****0001"])


class CustomerSignIn(BaseModel):
    """A number and its service password."""

    model_config = ConfigDict(extra="forbid")

    msisdn: str = Field(max_length=32, examples=["18600000001"])
    password: Secret = Field(examples=["739214"])


class CustomerToken(BaseModel):
    """What signing in gives; the token is shown this once."""

    token: str = Field(examples=["tl_..."])
    expires_at: datetime


def _outcome(refusal: Refusal | None, language: Language) -> Outcome:
    if refusal is None:
        return Outcome(is_done=True)
    sentence = refusal.sentence.read(language)
    return Outcome(is_done=False, reason=refusal.reason, sentence=sentence, clause=refusal.clause)


@router.post(
    "/lines/{msisdn}/service-password",
    response_model=Issued,
    summary="Issue a password to the line itself 向本机发放密码",
)
def issue_password(call: Writing, msisdn: Number, body: Issue) -> Response:
    """Send the line a new initial password; nobody else gets to see it."""

    def use_case(connection: Connection) -> Issued:
        line, refusal = service.issue(connection, call.actor, call.settings, msisdn, body.kind, now=call.now)
        outcome = _outcome(refusal, call.language)
        return Issued(**outcome.model_dump(), sent_to=None if refusal else mask(line.msisdn))

    return call.once(use_case, body)


@router.put(
    "/lines/{msisdn}/service-password",
    response_model=Outcome,
    summary="Change a password with the old one 凭原密码修改密码",
)
def change_password(call: Writing, msisdn: Number, body: Change) -> Response:
    """Put a password in place of the old one, which the initial one may be."""

    def use_case(connection: Connection) -> Outcome:
        old, new = body.old.get_secret_value(), body.new.get_secret_value()
        refusal = service.change(
            connection, call.actor, call.settings, msisdn, body.kind, old=old, new=new, now=call.now
        )
        return _outcome(refusal, call.language)

    return call.once(use_case, body)


@router.post("/customer-sign-in", summary="Sign in as a customer 客户登录")
def sign_in_customer(call: Open, body: CustomerSignIn) -> CustomerToken:
    """A token for a line's owner, who shows number and service password; the initial one is refused."""
    given = sign_in.sign_in(
        call.service.database,
        call.settings,
        parse_number(body.msisdn),
        body.password.get_secret_value(),
        caller=caller_of(call),
        now=call.now,
    )
    return CustomerToken(token=given.token, expires_at=given.expires_at)
