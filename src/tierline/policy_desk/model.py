"""A draft through its revisions and states, and what the desk shows of packs and of the policy log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tierline.policy.model import Rates
from tierline.policy_desk.cells import Block, Content
from tierline.policy_desk.fields import Field
from tierline.policy_desk.marks import Mark
from tierline.wording import Text


class DraftState(StrEnum):
    """Where a draft stands; from its submission on as the policy log has it."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    PUBLISHED = "published"
    DROPPED = "dropped"

    @property
    def is_unfinished(self) -> bool:
        """True where something is still to be done or decided."""
        return self not in (DraftState.PUBLISHED, DraftState.DROPPED)


class Step(StrEnum):
    """What is done with a draft."""

    BEGIN = "begin"
    EDIT = "edit"
    TAKE_BOUNDS = "take_bounds"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    PUBLISH = "publish"
    DROP = "drop"


@dataclass(frozen=True)
class Draft:
    """A draft as it stands. `version` counts its revisions; `digest` is of its text, "" while unreadable.

    `simulation_id` is the task of the simulation that it was submitted with, `entry` the number of its
    submission in the policy log.
    """

    id: str
    scheme: str
    title: str
    starts_on: str
    state: DraftState
    version: int
    digest: str
    base_digest: str
    begun_at: datetime
    begun_by: str
    begun_by_name: str
    changed_at: datetime
    changed_by_name: str
    simulation_id: str
    entry: int | None


@dataclass(frozen=True)
class Revision:
    """One revision: who did what when. `text` is the whole pack, "" where the cells are none."""

    number: int
    at: datetime
    actor_id: str
    actor_name: str
    step: Step
    reason: str
    content: Content
    text: str
    digest: str
    base_digest: str


@dataclass(frozen=True)
class DraftShown:
    """All that the page of a draft shows: its cells, its marks, and what may be done with it now.

    `sections` are what it says, held against what is in force; as in force where it cannot be read.
    `is_behind`: the present pack is another than the one that the draft is based on. `is_readable`: it can be
    simulated. `possible` are the steps that its state allows, whoever may take them.
    """

    draft: Draft
    content: Content
    changed: frozenset[str]
    marks: tuple[Mark, ...]
    is_readable: bool
    is_behind: bool
    possible: tuple[Step, ...]
    sections: tuple[SectionCompared, ...]


@dataclass(frozen=True)
class Mine:
    """What waits for somebody: drafts that they may approve or publish, and drafts of their own.

    Of those, `own` are open, and `submitted` wait for an approval by somebody else.
    """

    to_approve: tuple[Draft, ...]
    to_publish: tuple[Draft, ...]
    own: tuple[Draft, ...]
    submitted: tuple[Draft, ...]


# ---------------------------------------------------------------- packs


class VersionState(StrEnum):
    """Where a version stands today."""

    PAST = "past"
    IN_FORCE = "in_force"
    COMING = "coming"


class LogState(StrEnum):
    """What the policy log of the folder says: none yet, it verifies and the pack is as published, or not."""

    NONE = "none"
    SOUND = "sound"
    BROKEN = "broken"


@dataclass(frozen=True)
class VersionHead:
    """A version in a list."""

    starts_on: date
    clause: str
    state: VersionState


@dataclass(frozen=True)
class Waiting:
    """The draft that waits in the policy log, also where it came from the command line."""

    entry: int
    digest: str
    person: str
    at: datetime
    is_approved: bool


@dataclass(frozen=True)
class PackHead:
    """A pack in a list: `problems` are what of it, or of the log, is not as published."""

    scheme: str
    title: Text
    rates: Rates
    versions: tuple[VersionHead, ...]
    digest: str
    log: LogState
    problems: tuple[Text, ...]
    waiting: Waiting | None
    drafts: tuple[Draft, ...]
    """Those that are neither published nor dropped."""
    is_read_only: bool


@dataclass(frozen=True)
class Sentence:
    """One value of a version, said; `where` is "" in both languages where it holds in all cases."""

    name: str
    subject: Text
    says: Text
    where: Text
    clause: str
    basis: str


@dataclass(frozen=True)
class Section:
    """A part of a version as sentences: eligibility, measures, terms, duties."""

    part: str
    title: Text
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class SentenceCompared:
    """One value before and after, None on the side that does not say it."""

    before: Sentence | None
    after: Sentence | None

    @property
    def either(self) -> Sentence:
        """What is said after, or was before where nothing is left."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True)
class SectionCompared:
    """A part of a version, before and after."""

    part: str
    title: Text
    sentences: tuple[SentenceCompared, ...]


@dataclass(frozen=True)
class VersionShown:
    """A version whole: what can be edited as blocks, and everything as sentences.

    `names` are titles of inputs and tiers by their names; `inputs` are what the lines of a block may name;
    `fields` are how the values of its provisions are typed.
    """

    head: VersionHead
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    tiers: tuple[tuple[str, Text], ...]
    names: dict[str, Text]
    inputs: dict[str, tuple[str, ...]]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Note:
    """A value that is not the source's own: where it stands, and what is open, was chosen, else could be."""

    where: str
    value: str
    clause: str
    basis: str
    open: Text
    chosen: Text
    instead: Text


@dataclass(frozen=True)
class PackShown:
    """A pack with all its versions, oldest first, and its notes of interpretation."""

    head: PackHead
    versions: tuple[VersionShown, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class LogEntry:
    """One entry of the policy log, as far as it is about a scheme. `draft_id` is that of the desk's draft."""

    number: int
    at: datetime
    act: str
    person: str
    reason: str
    digest: str
    versions: tuple[date, ...]
    draft_id: str
