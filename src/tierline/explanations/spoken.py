"""What is said of an explanation in one go, read out or sent: the same words; pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from tierline.explanations.model import Sentence, Told
from tierline.policy.phrases import SPACE, joined
from tierline.wording import Text


class Speech(StrEnum):
    """What of an explanation is said."""

    WHY = "why"
    NEXT = "next"
    """What would change the tier, and what comes next."""
    BOTH = "both"


def sentences_of(told: Told, speech: Speech) -> tuple[Sentence, ...]:
    """The sentences, in the order in which they are read out."""
    why = told.why if speech is not Speech.NEXT else ()
    ahead = (*told.changes, *told.following) if speech is not Speech.WHY else ()
    return (*why, *ahead)


def said(sentences: Iterable[Sentence]) -> Text:
    """Sentences in a row."""
    return joined((one.said for one in sentences), SPACE)
