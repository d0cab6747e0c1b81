"""What the log says of each scheme, and the rules by which a draft becomes policy. Clause: GOV-04.

The rules are asked before an entry is written, and again for every entry when the log is verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from tierline.policy.publication.errors import (
    AlreadyApproved,
    DraftChangesVersion,
    DraftSaysNothingNew,
    NotApproved,
    NothingSubmitted,
    OtherDraft,
    SamePerson,
)
from tierline.policy.publication.model import Act, Deed, Entry, PackRecord, VersionDigest
from tierline.policy.publication.people import is_same_person


@dataclass(frozen=True)
class PublishedVersion:
    """A version as it was published, and the entry that says by whom and when."""

    starts_on: date
    digest: str
    entry: Entry


@dataclass(frozen=True)
class Standing:
    """A scheme up to some entry: what is published, oldest first, and what waits.

    `pack` is the pack as it was last published; `submission` the draft that waits, `approval` its approval.
    """

    versions: tuple[PublishedVersion, ...] = ()
    pack: PackRecord | None = None
    submission: Entry | None = None
    approval: Entry | None = None

    def in_force(self, day: date) -> PublishedVersion | None:
        """The latest published version in force on a day; None before the first."""
        return next((each for each in reversed(self.versions) if each.starts_on <= day), None)

    @property
    def waiting(self) -> Entry:
        """The submission that waits. Raises NothingSubmitted."""
        if self.submission is None:
            raise NothingSubmitted()
        return self.submission

    def is_placed(self, digest: str) -> bool:
        """True where a pack is the approved draft already, which only its entry in the log lacks."""
        return self.approval is not None and self.waiting.deed.packs[0].digest == digest


Standings = Mapping[str, Standing]


def new_versions(draft: PackRecord, standing: Standing) -> tuple[VersionDigest, ...]:
    """The versions that a draft adds behind those published.

    Raises DraftChangesVersion, DraftSaysNothingNew.
    """
    published = {each.starts_on: each.digest for each in standing.versions}
    last = max(published, default=date.min)
    earlier = {each.starts_on: each.digest for each in draft.versions if each.starts_on <= last}
    # Changed, left out and slipped in between are one to what was published: it is no longer the same.
    differing = sorted(day for day, _ in earlier.items() ^ published.items())
    if differing:
        raise DraftChangesVersion(file=draft.file, day=differing[0], scheme=draft.scheme)
    new = tuple(each for each in draft.versions if each.starts_on > last)
    if not new:
        raise DraftSaysNothingNew(file=draft.file, scheme=draft.scheme)
    return new


def check_deed(standings: Standings, deed: Deed) -> None:
    """Raises what the rules refuse the deed for, as things stand."""
    for pack in deed.packs if deed.act is not Act.OPENED else ():
        standing = standings.get(pack.scheme, Standing())
        if deed.act is Act.SUBMITTED:
            new_versions(pack, standing)
            continue
        submission, approval = standing.waiting, standing.approval
        if submission.deed.packs != (pack,):
            raise OtherDraft(found=pack.digest[:12], waiting=submission.deed.packs[0].digest[:12])
        if deed.act is Act.APPROVED:
            if approval is not None:
                raise AlreadyApproved(scheme=pack.scheme, entry=approval.number)
            if is_same_person(submission.deed.person, deed.person):
                raise SamePerson(entry=submission.number)
        if deed.act is Act.PUBLISHED and approval is None:
            raise NotApproved(scheme=pack.scheme, entry=submission.number)


def after(standings: Standings, entry: Entry) -> Standings:
    """How things stand after an entry, which the rules allowed."""
    found = dict(standings)
    for pack in entry.deed.packs:
        before = found.get(pack.scheme, Standing())
        match entry.deed.act:
            case Act.SUBMITTED:
                # An approval is of the draft that was before it, and of no later one.
                found[pack.scheme] = replace(before, submission=entry, approval=None)
            case Act.APPROVED:
                found[pack.scheme] = replace(before, approval=entry)
            case Act.REJECTED:
                found[pack.scheme] = replace(before, submission=None, approval=None)
            case Act.OPENED | Act.PUBLISHED:
                found[pack.scheme] = Standing(_published(pack, before, entry), pack)
    return found


def _published(pack: PackRecord, before: Standing, entry: Entry) -> tuple[PublishedVersion, ...]:
    known = {each.starts_on for each in before.versions}
    new = (each for each in pack.versions if each.starts_on not in known)
    return (*before.versions, *(PublishedVersion(each.starts_on, each.digest, entry) for each in new))
