"""What the API shows of a tier's source: who set it by hand and why, to the operator's people alone."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tierline.lines.model import Membership
from tierline.rights.model import Actor, ActorKind


class ByHandShown(BaseModel):
    """Why a tier was set by hand, and who answers for it. 人工设定的原因与责任人。"""

    reason: str = Field(examples=["Billed wrongly for three months."])
    set_by: str = Field(examples=["Li Wei"])
    approved_by: str = Field(examples=["Wang Fang"])


SOURCE = Field(
    examples=["rated"],
    description="rated, on_joining or special: decided by a run. override: set by hand, until its end.",
)
BY_HAND = Field(
    examples=[None],
    description="For a tier that is set by hand, told to staff alone; else null.",
)


def by_hand_json(actor: Actor, membership: Membership) -> dict[str, str] | None:
    """Reason and people of a tier that is set by hand. They are personal: customers and systems get none."""
    if membership.by_hand is None or actor.kind is not ActorKind.PERSON:
        return None
    return dict(vars(membership.by_hand))
