"""`/lines/{msisdn}`: who the line is, its whole number for whoever may see it, and its preferences."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.lines import service
from tierline.lines.errors import BirthdayWrong
from tierline.lines.model import Line, Status, Suspension
from tierline.lines.msisdn import PATTERN
from tierline.lines.shown import BY_HAND, SOURCE, ByHandShown, by_hand_json
from tierline.web.call import Call, SignedIn
from tierline.web.etags import VersionHeld, tag
from tierline.wording import Language

router = APIRouter(tags=["lines"])

Number = Annotated[str, Path(pattern=PATTERN, examples=["18600000001"])]

LEAP_YEAR = 2000


class TierShown(BaseModel):
    """A tier that the line holds today."""

    scheme: str = Field(examples=["unicom-vip"])
    tier: str = Field(examples=["gold"])
    since: date = Field(examples=["2012-01-01"])
    ends_on: date | None = Field(examples=["2013-01-08"])
    source: str = SOURCE
    by_hand: ByHandShown | None = BY_HAND


class Birthday(BaseModel):
    """A birthday, without its year."""

    model_config = ConfigDict(extra="forbid")

    month: int = Field(ge=1, le=12, examples=[7])
    day: int = Field(ge=1, le=31, examples=[24])


class Preferences(BaseModel):
    """How the customer is written to, and when congratulated. 语言与生日。"""

    model_config = ConfigDict(extra="forbid")

    language: Language = Field(examples=["zh"])
    birthday: Birthday | None = Field(examples=[{"month": 7, "day": 24}])

    def days(self) -> tuple[int, int] | None:
        """Month and day. Raises BirthdayWrong for a day that no year has."""
        if self.birthday is None:
            return None
        try:
            date(LEAP_YEAR, self.birthday.month, self.birthday.day)
        except ValueError:
            raise BirthdayWrong(field="body.birthday.day") from None
        return self.birthday.month, self.birthday.day


class LineShown(Preferences):
    """A line with its number masked, and the tiers that it holds today."""

    id: int = Field(examples=[1000001])
    number: str = Field(examples=["186****0001"])
    segment: str = Field(examples=["public"])
    product: str = Field(examples=["mobile_3g"])
    payment: str = Field(examples=["prepaid"])
    status: Status
    suspended_for: Suspension | None
    is_barred: bool = Field(description="Off for arrears too, beside the customer's own wish.")
    joined_on: date = Field(examples=["2009-03-01"])
    site: str = Field(examples=["65.6501.650102"])
    do_not_disturb: bool
    arrears_months: int = Field(examples=[0])
    arrears_yuan: str = Field(examples=["0.00"])
    tiers: list[TierShown]
    version: int = Field(examples=[1])


class WholeNumber(BaseModel):
    """The number of a line, unmasked."""

    msisdn: str = Field(examples=["18600000001"])


@router.get("/lines/{msisdn}", summary="Who a line is 查看线路")
def get_line(call: SignedIn, msisdn: Number, response: Response) -> LineShown:
    """A line by its number, with the ETag that a change of its preferences needs."""
    with call.read() as connection:
        line = service.find(connection, call.actor, msisdn)
        shown = _shown(connection, call, line)
    tag(response, shown.version)
    return shown


@router.post("/lines/{msisdn}/unmasking", summary="See a whole number 查看完整号码")
def unmask(call: SignedIn, msisdn: Number) -> WholeNumber:
    """The whole number; the audit trail has it that you saw it."""
    with call.write() as connection:
        line = service.find(connection, call.actor, msisdn)
        return WholeNumber(msisdn=service.unmask(connection, call.actor, line, now=call.now))


@router.put("/lines/{msisdn}/preferences", summary="Set language and birthday 设置语言与生日")
def set_preferences(
    call: SignedIn, msisdn: Number, body: Preferences, version: VersionHeld, response: Response
) -> LineShown:
    """Set the language of messages and the birthday of the line's owner."""
    days = body.days()
    with call.write() as connection:
        line = service.find(connection, call.actor, msisdn)
        service.set_preferences(
            connection, call.actor, line, version, language=body.language, birthday=days, now=call.now
        )
        shown = _shown(connection, call, service.get(connection, call.actor, line.id))
    tag(response, shown.version)
    return shown


def _shown(connection: Connection, call: Call, line: Line) -> LineShown:
    today = call.now.astimezone(call.settings.time_zone).date()
    held = service.memberships(connection, line.id, today)
    birthday = None
    # Personal, hence shown to those alone who have to do with it.
    if line.birthday_month and line.birthday_day and call.actor.may("line:change"):
        birthday = Birthday(month=line.birthday_month, day=line.birthday_day)
    return LineShown(
        language=line.language,
        birthday=birthday,
        id=line.id,
        number=service.shown_number(line),
        segment=line.segment,
        product=line.product,
        payment=line.payment,
        status=line.status,
        suspended_for=line.suspended_for,
        is_barred=line.is_barred,
        joined_on=line.joined_on,
        site=line.site,
        do_not_disturb=line.do_not_disturb,
        arrears_months=line.arrears_months,
        arrears_yuan=f"{line.arrears_fen // 100}.{line.arrears_fen % 100:02}",
        tiers=[
            TierShown.model_validate({**vars(one), "by_hand": by_hand_json(call.actor, one)}) for one in held
        ],
        version=line.version,
    )
