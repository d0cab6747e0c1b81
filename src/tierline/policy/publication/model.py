"""The nouns of the policy log: who did what to which pack, and the entry that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Act(StrEnum):
    """What an entry records."""

    OPENED = "opened"
    """The log begins: the folder's packs count as published from here on."""
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    PUBLISHED = "published"
    MENDED = "mended"
    """The torn rest of an entry, left by a power cut, was set aside."""


@dataclass(frozen=True)
class Person:
    """Who acts: the name that is given, and the account of the operating system that the act came from."""

    name: str
    account: str


@dataclass(frozen=True)
class VersionDigest:
    """A version by its first day, and the digest of all that it says."""

    starts_on: date
    digest: str


@dataclass(frozen=True)
class PackRecord:
    """A pack as it was: its file, the digest of its text, and that of each version, oldest first."""

    scheme: str
    file: str
    digest: str
    versions: tuple[VersionDigest, ...]


@dataclass(frozen=True)
class SimulationRecord:
    """The simulation that a submission rests on: the digest of its record, and its key facts.

    `version` is that of the draft which it rated by; `present` the digest of the pack's text that the draft
    was held against, which is another scheme's where the draft's is new.
    """

    digest: str
    month: str
    months: int
    transition: str
    version: date
    present: str


@dataclass(frozen=True)
class TornLine:
    """The rest of an entry that was never written whole: its length in bytes, and its digest."""

    length: int
    digest: str


@dataclass(frozen=True)
class Deed:
    """What an entry says. `packs` are all of the folder where the log is opened, else one or none."""

    act: Act
    person: Person
    packs: tuple[PackRecord, ...] = ()
    simulation: SimulationRecord | None = None
    reason: str = ""
    public_key: str = ""
    """In the first entry only: what every signature of the log is checked with."""
    set_aside: TornLine | None = None


@dataclass(frozen=True)
class Entry:
    """A deed in its place: `hash` is over all the fields before it, `signature` is of the hash.

    `at` is in UTC; `previous` is the hash of the entry before.
    """

    number: int
    at: datetime
    deed: Deed
    previous: str
    hash: str = ""
    signature: str = ""
