"""The steps by which a draft becomes policy: submit, approve or reject, publish. Clause: GOV-04.

Each step holds the log's lock from its first look to its entry, so that two at once come one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tierline.disk import force, written
from tierline.foresight.publication.errors import (
    DigestDiffers,
    DraftTooEarly,
    NameTaken,
    PackMoved,
    PublicationUnfinished,
)
from tierline.foresight.publication.simulation import read_simulation
from tierline.policy.load import read_pack_file, read_packs
from tierline.policy.model import Pack
from tierline.policy.publication.keys import SigningKey
from tierline.policy.publication.model import Act, Deed, Entry, PackRecord, Person, VersionDigest
from tierline.policy.publication.rating import check_whole
from tierline.policy.publication.standing import Standing, check_deed, new_versions
from tierline.policy.publication.store import Writing, writing
from tierline.policy.publication.texts import PACK, SIMULATION, keep, kept
from tierline.policy.publication.version_digests import pack_record
from tierline.wording import Text


@dataclass(frozen=True)
class Step:
    """Who takes a step, in which folder, when, and the key that signs; the day of `now` is that of issue."""

    folder: Path
    person: Person
    now: datetime
    key: SigningKey
    reason: str = ""

    @contextmanager
    def taken(self, *, opens: bool = False) -> Iterator[Writing]:
        """The log, for the length of the step."""
        opened_by = self.person if opens else None
        with writing(self.folder, self.key, self.now, opened_by=opened_by) as log:
            yield log

    def deed(self, act: Act, pack: PackRecord) -> Deed:
        """The deed on one pack."""
        return Deed(act, self.person, (pack,), reason=self.reason)


def submit(step: Step, draft: Path, simulated: Path) -> Entry:
    """The entry of a draft that waits for approval from now on; it takes the place of one that waited before.

    Its text and the simulation's record are kept in the folder. The first submission opens the log. Raises
    what pack, draft and simulation may be refused for, and NotAsPublished.
    """
    found, simulation = read_pack_file(draft), read_simulation(simulated)
    with step.taken(opens=True) as log:
        standing = log.log.standing(found.scheme)
        packs = read_packs(step.folder)
        present, place = _present(step.folder, packs, found.scheme)
        if present is not None:
            check_whole(present, standing)
        record = pack_record(found)
        new = new_versions(record, standing)
        _check_day(new, step, draft.name)
        # A new scheme has no earlier policy: it is compared with another scheme that is in use.
        against = list(packs.values()) if present is None else [present]
        simulation.check(found, against, {version.starts_on for version in new})
        for pack in (found, *against):
            keep(step.folder, pack.text.encode(), PACK)
        keep(step.folder, simulation.content, SIMULATION)
        deed = step.deed(Act.SUBMITTED, replace(record, file=place.name))
        return log.append(replace(deed, simulation=simulation.record))


def decide(step: Step, act: Act, scheme: str, digest: str | None = None) -> Entry:
    """The entry by which the draft that waits is approved, or rejected; `digest`: the one looked at.

    Whoever submitted cannot approve, and may reject, which takes the draft back. Raises NothingSubmitted,
    DigestDiffers, PublicationUnfinished, and what the rules refuse.
    """
    with step.taken() as log:
        standing = log.log.standing(scheme)
        (record,) = standing.waiting.deed.packs
        if digest is not None and not record.digest.startswith(digest.lower()):
            raise DigestDiffers(scheme=scheme, found=digest[:64], waiting=record.digest[:12])
        deed = step.deed(act, record)
        check_deed(log.log.standings, deed)
        if act is Act.APPROVED:
            _draft(step.folder, standing.waiting)
        else:
            present = read_packs(step.folder).get(scheme)
            if present is not None and standing.is_placed(present.digest):
                raise PublicationUnfinished(scheme=scheme)
        return log.append(deed)


def publish(step: Step, scheme: str) -> Entry:
    """The entry by which the approved draft is policy: its text has taken the place of the scheme's pack.

    The pack is put in place first, and counts only with the entry. A call that dies in between is finished by
    the next one; where the day of the draft has passed meanwhile, the next one puts the earlier pack back.
    Raises NothingSubmitted, NotApproved, PackMoved, DraftTooEarly.
    """
    with step.taken() as log:
        standing = log.log.standing(scheme)
        submission = standing.waiting
        (record,) = submission.deed.packs
        deed = step.deed(Act.PUBLISHED, record)
        check_deed(log.log.standings, deed)
        draft = _draft(step.folder, submission)
        present, place = _present(step.folder, read_packs(step.folder), scheme)
        is_placed = present is not None and present.digest == record.digest
        if not is_placed:
            _check_unmoved(present, standing, place)
        try:
            _check_day(new_versions(record, standing), step, place.name)
        except DraftTooEarly:
            if is_placed:
                _put_back(step.folder, standing, place)
            raise
        if not is_placed:
            written(place, draft)
        return log.append(deed)


def _present(folder: Path, packs: Mapping[str, Pack], scheme: str) -> tuple[Pack | None, Path]:
    """The pack of a scheme that the folder holds, and the file where it lies, or will. Raises NameTaken."""
    present = packs.get(scheme)
    if present is not None:
        return present, folder / present.path
    place = folder / f"{scheme}.yaml"
    if place.exists():
        raise NameTaken(file=place.name, scheme=scheme)
    return None, place


def _draft(folder: Path, submission: Entry) -> bytes:
    """The text of a draft as it was submitted, after a look that its simulation is kept too."""
    assert submission.deed.simulation is not None
    kept(folder, submission.deed.simulation.digest, SIMULATION)
    return kept(folder, submission.deed.packs[0].digest, PACK)


def _check_day(new: tuple[VersionDigest, ...], step: Step, file: str) -> None:
    """Raises DraftTooEarly where a new version would hold before it is issued. Clause: GOV-04."""
    if new[0].starts_on < step.now.date():
        raise DraftTooEarly(file=file, day=new[0].starts_on, today=step.now.date())


def _check_unmoved(present: Pack | None, standing: Standing, place: Path) -> None:
    """Raises PackMoved where the pack is not the one that the draft was simulated against."""
    found, expected = None if present is None else present.digest, _replaced(standing)
    if found != expected:
        raise PackMoved(file=place.name, found=_shown(found), expected=_shown(expected))


def _put_back(folder: Path, standing: Standing, place: Path) -> None:
    earlier = _replaced(standing)
    if earlier is None:
        place.unlink()
        force(folder)
    else:
        written(place, kept(folder, earlier, PACK))


def _replaced(standing: Standing) -> str | None:
    """The digest of the pack that the waiting draft replaces; None where its scheme is new."""
    simulation = standing.waiting.deed.simulation
    return simulation.present if simulation and standing.versions else None


def _shown(digest: str | None) -> str | Text:
    return Text("none", "无") if digest is None else digest[:12]
