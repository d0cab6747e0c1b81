"""`/lines/{msisdn}/cards`: the cards of a line, replaced or made void at a counter."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from tierline.cards import service
from tierline.cards.model import Card, VoidReason
from tierline.web.call import SignedIn, Writing
from tierline.web.etags import VersionHeld

router = APIRouter(tags=["cards"])

Msisdn = Annotated[str, Path(max_length=30, examples=["18600000001"])]
CardId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$", examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])]


class CardShown(BaseModel):
    """A member card; `voided_at` is null while it is valid. `version` goes into If-Match, in quotes."""

    id: str = Field(examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])
    scheme: str = Field(examples=["unicom-vip"])
    tier: str = Field(examples=["gold"])
    number: str = Field(examples=["4539148803436467"])
    issued_at: datetime
    voided_at: datetime | None
    reason: VoidReason | None = Field(examples=["new_tier"])
    version: int = Field(examples=[1])


class CardsShown(BaseModel):
    """The cards of a line's present owner, the latest first."""

    items: list[CardShown]


class Replacement(BaseModel):
    """Why a new card takes the place of one."""

    model_config = ConfigDict(extra="forbid")

    reason: Literal["lost", "stolen", "damaged", "wrong"] = Field(examples=["lost"])


class Voiding(BaseModel):
    """Why a card is made void without another in its place."""

    model_config = ConfigDict(extra="forbid")

    reason: Literal["lost", "stolen", "damaged", "wrong", "membership_ended"] = Field(examples=["stolen"])


def _shown(card: Card) -> CardShown:
    return CardShown(
        id=card.id,
        scheme=card.scheme,
        tier=card.tier,
        number=card.number,
        issued_at=card.issued_at,
        voided_at=card.voided_at,
        reason=card.reason,
        version=card.version,
    )


@router.get("/lines/{msisdn}/cards", summary="Cards of a line 查看会员卡")
def list_cards(call: SignedIn, msisdn: Msisdn) -> CardsShown:
    """The cards of the line's present owner, void ones too."""
    with call.read() as connection:
        found = service.of_line(connection, call.actor, msisdn)
    return CardsShown(items=[_shown(card) for card in found])


@router.post(
    "/lines/{msisdn}/cards/{card_id}/replacement",
    status_code=201,
    response_model=CardShown,
    summary="Replace a card 补换会员卡",
)
def replace_card(
    call: Writing, msisdn: Msisdn, card_id: CardId, body: Replacement, version: VersionHeld
) -> Response:
    """Make the card void and issue one of the same tier; answers with the new one."""
    reason = VoidReason(body.reason)
    return call.once(
        lambda connection: _shown(
            service.replace(connection, call.actor, msisdn, card_id, version, reason, now=call.now)
        ),
        body,
        201,
    )


@router.post(
    "/lines/{msisdn}/cards/{card_id}/void", response_model=CardShown, summary="Make a card void 作废会员卡"
)
def void_card(
    call: Writing, msisdn: Msisdn, card_id: CardId, body: Voiding, version: VersionHeld
) -> Response:
    """Make the card void; nothing takes its place until the next change of tier."""
    reason = VoidReason(body.reason)
    return call.once(
        lambda connection: _shown(
            service.void_one(connection, call.actor, msisdn, card_id, version, reason, now=call.now)
        ),
        body,
    )
