"""`password` and `password/change` below the page of a customer: sent anew, and chosen. Clause: CHN-06."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlalchemy import Connection

from tierline.console.customer import outcome
from tierline.console.customer.lines import line_of
from tierline.console.customer.routes import LineId
from tierline.console.forms import Form
from tierline.console.visit import KnownVisit, Visit
from tierline.lines import service as lines
from tierline.service_passwords import service as service_passwords
from tierline.service_passwords.model import PasswordKind
from tierline.wording import Text

router = APIRouter()

ISSUE, CHANGE = "service_password:issue", "service_password:change"

KINDS = (
    (PasswordKind.SERVICE, Text("service password", "服务密码")),
    (PasswordKind.BILL, Text("bill password", "话费密码")),
)


class Issuing(BaseModel):
    """Which password is issued."""

    model_config = ConfigDict(extra="forbid")

    kind: PasswordKind


class Choosing(Issuing):
    """The password that is, and the one that the customer chooses."""

    old: SecretStr = Field(min_length=1, max_length=64)
    new: SecretStr = Field(min_length=1, max_length=64)


@router.get("/customers/{line_id}/password")
def show_issuing(visit: KnownVisit, line_id: LineId) -> Response:
    """The form that has a new password sent to the line."""
    return _form(visit, line_id, ISSUE, Form())


@router.post("/customers/{line_id}/password")
def issue(visit: KnownVisit, line_id: LineId) -> Response:
    """Send the line a new initial password, which nobody here sees; or say why not."""
    found = visit.filled(Issuing)
    body = found.body
    if body is None:
        return _form(visit, line_id, ISSUE, found.form, 422)

    def use_case(connection: Connection) -> outcome.Facts:
        number = line_of(connection, visit.actor, line_id).msisdn
        _, refusal = service_passwords.issue(
            connection, visit.actor, visit.settings, number, body.kind, now=visit.now
        )
        return outcome.of_password("issuing", refusal, dict(KINDS)[body.kind])

    return visit.carried_out(
        found.form,
        use_case,
        f"/customers/{line_id}",
        lambda form, status: _form(visit, line_id, ISSUE, form, status),
    )


@router.get("/customers/{line_id}/password/change")
def show_change(visit: KnownVisit, line_id: LineId) -> Response:
    """The form for the password that the customer chooses."""
    return _form(visit, line_id, CHANGE, Form())


@router.post("/customers/{line_id}/password/change")
def change(visit: KnownVisit, line_id: LineId) -> Response:
    """Put the password that the customer chose in place of the old one, or say why not."""
    found = visit.filled(Choosing)
    body = found.body
    if body is None:
        return _form(visit, line_id, CHANGE, found.form, 422)

    def use_case(connection: Connection) -> outcome.Facts:
        refusal = service_passwords.change(
            connection,
            visit.actor,
            visit.settings,
            line_of(connection, visit.actor, line_id).msisdn,
            body.kind,
            old=body.old.get_secret_value(),
            new=body.new.get_secret_value(),
            now=visit.now,
        )
        return outcome.of_password("choosing", refusal, dict(KINDS)[body.kind])

    return visit.carried_out(
        found.form,
        use_case,
        f"/customers/{line_id}",
        lambda form, status: _form(visit, line_id, CHANGE, form, status),
    )


def _form(visit: Visit, line_id: int, permission: str, form: Form, status: int = 200) -> Response:
    visit.actor.require(permission)
    with visit.read() as connection:
        line = line_of(connection, visit.actor, line_id)
    return visit.act(
        "customer/password.html",
        status,
        form=form,
        line_id=line_id,
        number=lines.shown_number(line),
        kinds=KINDS,
        is_change=permission == CHANGE,
        may_change=visit.actor.may(CHANGE),
    )
