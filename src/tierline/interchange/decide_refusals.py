"""The decisions of a file that cannot be decided, as answers that say why."""

from __future__ import annotations

from collections.abc import Sequence

from tierline.tables.dmn.answer import Answer, Note
from tierline.tables.dmn.deciding import Decider
from tierline.tables.dmn.model import Decision
from tierline.tables.errors import TableError
from tierline.wording import Language, Text


def refusals(decider: Decider, decisions: Sequence[Decision]) -> dict[str, Answer]:
    """An answer of null, with the reason, for each decision that is at fault, by its name."""
    found = {}
    for decision in decisions:
        try:
            decider.ready(decision)
        except TableError as error:
            why = Text(
                f"it cannot be decided. {error.message(Language.EN)}",
                f"无法判定。{error.message(Language.ZH)}",
            )
            found[decision.name] = Answer(decision.name, None, (), (), (Note(decision.place, why),))
    return found
