"""One case under way: the work done so far, the rules that held, the remarks."""

from __future__ import annotations

from dataclasses import dataclass, field

from tierline.tables.dmn.answer import Hit, Note
from tierline.tables.dmn.types import Misfit, Type, conformed
from tierline.tables.expressions.functions.conversion import shown
from tierline.tables.expressions.values import FeelKind, Value, kind_of
from tierline.tables.expressions.work import Work
from tierline.wording import Text

_MOST_NOTES = 100


@dataclass
class Run:
    """What gathers while a case is decided."""

    work: Work
    hits: list[Hit] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def note(self, place: Text, text: Text) -> None:
        """Remember a remark, once."""
        note = Note(place, text)
        if note not in self.notes and len(self.notes) < _MOST_NOTES:
            self.notes.append(note)

    def fitted(self, value: Value, of: Type, place: Text) -> Value:
        """The value as one of the type; null with a remark where it is none."""
        try:
            return conformed(value, of, self.work)
        except Misfit as misfit:
            self.note(place, misfit_text(misfit))
            return None


def misfit_text(misfit: Misfit) -> Text:
    """Why a value does not fit its type."""
    found, name = short(misfit.found), misfit.type.name
    if misfit.is_kind:
        wanted = misfit.type.kind or FeelKind.NULL
        return Text(
            f"{found} is of the type {kind_of(misfit.found).value}, not {wanted.value}; it counts as null.",
            f"{found} 的类型是 {kind_of(misfit.found).value} 而非 {wanted.value}，按 null 处理。",
        )
    return Text(
        f"{found} is none of the values that {name} allows; it counts as null.",
        f"{found} 不在 {name} 允许的取值之内，按 null 处理。",
    )


def short(value: Value) -> str:
    """A value in a sentence, cut where it is long."""
    text = shown(value)
    return text if len(text) <= 80 else text[:79] + "…"
