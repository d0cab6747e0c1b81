"""The base of what tierline refuses; each room keeps its own family beside its code."""

from __future__ import annotations

from typing import ClassVar

from tierline.wording import Language, Text, preferred_language


class TierlineError(Exception):
    """Something a user can mend or must know: the facts are attributes, the sentence is made of them.

    A subclass gives `text`, which says what was found, where, what was expected and the next step.
    """

    text: ClassVar[Text]

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def message(self, language: Language) -> str:
        """The whole sentence, in the reader's language; a fact that is itself a Text is read in it too."""
        facts = {
            name: fact.read(language) if isinstance(fact, Text) else fact for name, fact in self.facts.items()
        }
        return self.text.read(language, **facts)

    def __str__(self) -> str:
        return self.message(preferred_language())


class InputError(TierlineError):
    """What was handed in is at fault: a pack, a dataset, a value. The command ends with exit code 2."""


class Fault(TierlineError):
    """The surroundings are at fault: a disk, a file that vanished, another run. Exit code 1."""


class Missing(InputError):
    """What was asked for is not there, or not for whoever asks: the two are told alike."""


class NotSignedIn(InputError):
    """Whoever asks has not shown who they are, or no longer may."""


class NotAllowed(InputError):
    """Whoever asks is known, and may not do this."""


class Conflict(InputError):
    """What is asked does not fit the present state, which somebody else may have changed."""


class TooMany(InputError):
    """Asked too often; `retry_after_seconds` among the facts says when to come again."""
