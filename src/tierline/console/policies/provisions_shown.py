"""What the provisions of a draft are to its template: sentences, the fields of their values, marks."""

from __future__ import annotations

from dataclasses import dataclass

from tierline.policy.model import Basis
from tierline.policy_desk.cells import Provision
from tierline.policy_desk.fields import FieldKind
from tierline.policy_desk.marks import Mark
from tierline.policy_desk.model import SentenceCompared
from tierline.wording import Text

NumberedMark = tuple[int, Mark]
"""A mark with its number on the page."""


@dataclass(frozen=True)
class OptionShown:
    """A value that may be chosen, or was typed."""

    value: str
    title: Text
    is_chosen: bool


@dataclass(frozen=True)
class FieldShown:
    """The field of a value, `says` in words; `before` is the present one, None where that is the same."""

    name: str
    title: Text
    kind: FieldKind
    text: str
    says: Text
    before: Text | None
    options: tuple[OptionShown, ...]
    limits: tuple[int | None, int | None]
    marks: tuple[NumberedMark, ...]
    is_wrong: bool

    @property
    def is_only(self) -> bool:
        """True where a pack can say nothing else."""
        return self.kind is FieldKind.CHOICE and len(self.options) == 1 and self.options[0].is_chosen


@dataclass(frozen=True)
class ProvisionShown:
    """What goes for a provision as a whole, below its last field: marks, and what it rests on."""

    provision: Provision
    marks: tuple[NumberedMark, ...]
    is_changed: bool
    is_cited_anew: bool

    @property
    def has_note(self) -> bool:
        """True where there is a note to read or to write: the source needs none, and a page has many."""
        cited = self.provision.cited
        return cited.interpretation is not None or cited.basis != Basis.SOURCE


@dataclass(frozen=True)
class SaidShown:
    """A sentence with the fields of its values; `by_yaml` where it has none and the file has to do.

    `is_further`: its field stands among the further conditions.
    """

    sentence: SentenceCompared
    fields: tuple[FieldShown, ...]
    provision: ProvisionShown | None
    by_yaml: bool
    is_further: bool

    @property
    def is_changed(self) -> bool:
        """True where the draft says something else, or would if it could be read."""
        return self.sentence.before != self.sentence.after or any(one.before for one in self.fields)

    @property
    def is_told_by_its_field(self) -> bool:
        """True where one field says all that the sentence does."""
        return (
            len(self.fields) == 1 and not self.fields[0].is_only and self.fields[0].kind is not FieldKind.TEXT
        )

    @property
    def marks(self) -> tuple[NumberedMark, ...]:
        """What is found in its fields, and in the whole of its provision."""
        whole = self.provision.marks if self.provision is not None else ()
        return (*(mark for one in self.fields for mark in one.marks), *whole)


@dataclass(frozen=True)
class FurtherShown:
    """A condition that is not asked in the version in force: its field, always in the same place."""

    title: Text
    field: FieldShown
    provision: ProvisionShown

    @property
    def marks(self) -> tuple[NumberedMark, ...]:
        """What is found in its field, and in the whole of it."""
        return (*self.field.marks, *self.provision.marks)


@dataclass(frozen=True)
class SaidSection:
    """A part of a version as sentences, with the marks of the part as a whole.

    `further` are the conditions that it could have besides.
    """

    part: str
    title: Text
    said: tuple[SaidShown, ...]
    further: tuple[FurtherShown, ...]
    marks: tuple[NumberedMark, ...]

    @property
    def is_changed(self) -> bool:
        """True where anything of it is."""
        return any(one.is_changed for one in self.said) or self.is_asking_more

    @property
    def is_asking_more(self) -> bool:
        """True where the draft has a further condition, or something is found in one."""
        return any(one.provision.is_changed or one.marks for one in self.further)

    @property
    def by_yaml(self) -> bool:
        """True where something of it has no field."""
        return any(one.by_yaml for one in self.said)
