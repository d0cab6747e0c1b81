"""The log and the folder looked at together: what was done, whether it verifies, and what still stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tierline.policy.errors import SchemeUnknown
from tierline.policy.load import read_packs
from tierline.policy.publication.errors import NotAsPublished
from tierline.policy.publication.log import PolicyLog
from tierline.policy.publication.model import Act, Entry
from tierline.policy.publication.rating import not_as_published, unlike
from tierline.policy.publication.store import reading


@dataclass(frozen=True)
class PackReview:
    """A scheme of the log or the folder: the file of its pack, empty where it is gone, and what differs."""

    scheme: str
    file: str
    problems: tuple[NotAsPublished, ...]
    waiting: Entry | None
    is_approved: bool

    @property
    def is_sound(self) -> bool:
        """True where the pack is there and as published."""
        return bool(self.file) and not self.problems


@dataclass(frozen=True)
class Review:
    """The log, the entries that were asked for, and the packs; none where the log does not verify."""

    log: PolicyLog
    entries: tuple[Entry, ...]
    packs: tuple[PackReview, ...]

    @property
    def is_sound(self) -> bool:
        """True where the log verifies and every pack is as published."""
        return not self.log.flaws and all(pack.is_sound for pack in self.packs)


def reviewed(folder: Path, scheme: str | None = None, noted_head: str | None = None) -> Review:
    """The log of a folder, its entries on one scheme or all. Raises LogMissing, SchemeUnknown."""
    with reading(folder, noted_head) as log:
        if log.flaws:
            # Nobody can say what is published by it, and all that it holds is of interest.
            return Review(log, log.entries, ())
        packs = read_packs(folder)
    known = sorted(log.standings.keys() | packs.keys())
    if scheme is not None and scheme not in known:
        raise SchemeUnknown(scheme=scheme, known=", ".join(known))
    found = []
    for each in known if scheme is None else [scheme]:
        standing, pack = log.standing(each), packs.get(each)
        problems = () if pack is None else unlike(pack, standing)
        found.append(
            PackReview(
                scheme=each,
                file="" if pack is None else pack.path,
                problems=tuple(not_as_published(pack, standing, one) for one in problems if pack),
                waiting=standing.submission,
                is_approved=standing.approval is not None,
            )
        )
    return Review(log, tuple(entry for entry in log.entries if _is_about(entry, scheme)), tuple(found))


def _is_about(entry: Entry, scheme: str | None) -> bool:
    if scheme is None or entry.deed.act is Act.MENDED:
        return True
    return any(pack.scheme == scheme for pack in entry.deed.packs)
