"""What a value cites that somebody here has chosen, until they say more of it."""

from __future__ import annotations

from tierline.interchange.citations import Cited
from tierline.policy.model import Basis, Interpretation
from tierline.wording import Text

OPEN = Text("The source does not give these values.", "来源未给出这些数值。")
CHOSEN = Text("Values of the operator's own.", "由运营商自定。")
INSTEAD = Text("The values before.", "沿用原有数值。")


def own_choice(clause: str) -> Cited:
    """The basis `example` with the note that it needs, under a clause."""
    return Cited(clause, Basis.EXAMPLE.value, "", interpretation=Interpretation(OPEN, CHOSEN, INSTEAD))
