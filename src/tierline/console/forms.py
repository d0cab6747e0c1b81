"""A form as it was sent: what was typed, what it means, and what is wrong where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from tierline.errors import Conflict, Missing, NotAllowed, TierlineError, TooMany
from tierline.web.value_problems import value_problem
from tierline.wording import Language

Body = TypeVar("Body", bound=BaseModel)

PROOF, KEY = "proof", "key"
ONLY_SHOWN = "only_shown"
"""The field of a form that is to be shown with what was typed, and not carried out."""

OWN = frozenset((PROOF, KEY, ONLY_SHOWN))
"""Fields of every form: that it is ours, and the key under which it takes effect once."""

SECRET = frozenset(("password", "old", "new", "again", "secret"))
"""Fields for passwords: what is typed there goes into no page again."""

WHOLE = ""
"""Where a problem stands that belongs to no field: at the head of the form."""

ANSWERS = (Conflict, Missing, NotAllowed, TooMany)
"""What says how things stand, with nothing wrong in what was typed."""

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Form:
    """What fields hold and what is wrong with them, by their names; empty for an unsent form.

    `is_answer`: what stands at the head is an answer, no wrong value and no fault.
    """

    typed: Typed = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    is_answer: bool = False

    def value(self, name: str, otherwise: str = "") -> str:
        """What stands in a field, just as it was typed."""
        found = self.typed.get(name)
        return found[0] if found else otherwise

    def values(self, name: str) -> Sequence[str]:
        """What was chosen where several may be."""
        return self.typed.get(name, ())

    def problem(self, name: str) -> str:
        """What is wrong with a field, or "" with nothing."""
        return self.problems.get(name, "")

    def refused(self, error: TierlineError, language: Language) -> Form:
        """The form with what a use case refused: at the field that it names, else at the head."""
        place = str(error.facts.get("field", "")).rpartition(".")[2]
        at = place if place in self.typed else WHOLE
        said = error.message(language) if at == WHOLE else at_field(error, language)
        problems = {**self.problems, at: said}
        return replace(self, problems=problems, is_answer=isinstance(error, ANSWERS))

    @property
    def has_wrong_field(self) -> bool:
        """True where a field has something wrong, beside what stands at the head."""
        return any(name != WHOLE for name in self.problems)

    @property
    def is_wrong(self) -> bool:
        """True where it has to be shown again."""
        return bool(self.problems)


@dataclass(frozen=True)
class Filled(Generic[Body]):
    """A form that was sent, with its body where all of it can be taken."""

    form: Form
    body: Body | None


def at_field(error: TierlineError, language: Language) -> str:
    """The sentence of an error at the field that it names, which has a label of its own there."""
    field, said = error.facts.get("field", ""), error.message(language)
    for mark in (": ", "："):
        said = said.removeprefix(f"{field}{mark}")
    return said[:1].upper() + said[1:]


def filled(model: type[Body], typed: Typed, language: Language) -> Filled[Body]:
    """The body that was typed, or the form as typed with a sentence at each field that is wrong."""
    given: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        values = [value for value in typed.get(name, ()) if value.strip()]
        if values:
            given[name] = values if _takes_several(info.annotation) else values[0].strip()
    mine = {name: values for name, values in typed.items() if name not in OWN}
    try:
        return Filled(Form(mine), model.model_validate(given))
    except ValidationError as error:
        problems: dict[str, str] = {}
        for one in error.errors(include_url=False, include_input=False):
            name = str(one["loc"][0]) if one["loc"] else WHOLE
            examples = model.model_fields[name].examples if name in model.model_fields else None
            problems.setdefault(name, value_problem(one, language, examples[0] if examples else None))
        return Filled(Form(mine, problems), None)


def _takes_several(annotation: object) -> bool:
    return getattr(annotation, "__origin__", None) in (list, tuple, set, frozenset)
