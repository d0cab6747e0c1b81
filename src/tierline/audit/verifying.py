"""Verifying: the chain of seals is walked, and what is not as it was sealed is named. Clause: GOV-01."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from tierline.audit import store
from tierline.audit.errors import HeadUnreadable, SealUnknown
from tierline.audit.model import Entry, Flaw, FlawKind, Seal, Sealed, Verdict
from tierline.audit.sealing import BEGINNING, entry_digest, sealed

MOST_FLAWS = 100
"""More are not told one by one: the first ones show where to look."""


@dataclass
class _Walk:
    """How far a walk along the chain has come: the seal `no` with the digest `previous`."""

    no: int
    previous: str
    head: str | None = None
    seals: int = 0
    entries: int = 0

    def go_past(self, held: Seal) -> None:
        self.no, self.previous, self.head = held.no, held.digest, held.head
        self.seals += 1
        self.entries += held.count


def verify(connection: Connection, *, since: int = 0, noted_head: str | None = None) -> Verdict:
    """Walk the chain from the seal `since` on, which is trusted, and compare every entry with its seal.

    `noted_head` is a head that an earlier walk told and that was kept elsewhere: the chain must still hold
    it. Memory stays small however long the trail is. Raises SealUnknown and HeadUnreadable.
    """
    noted = _noted(noted_head)
    walk = _beginning(connection, since)
    flaws = _walked(connection, walk, since)
    if noted and not _is_held(connection, noted):
        flaws.append(Flaw(FlawKind.HEAD_DIFFERS, noted[0]))
    unsealed = store.count_unsealed(connection)
    return Verdict(walk.seals, walk.entries, unsealed, walk.head, tuple(flaws))


def flaws_after(connection: Connection, since: int) -> tuple[Flaw, ...]:
    """What a walk from the seal `since` on finds wrong, without counting what is not sealed yet."""
    return tuple(_walked(connection, _beginning(connection, since), since))


def _walked(connection: Connection, walk: _Walk, since: int) -> list[Flaw]:
    flaws: list[Flaw] = []
    for some in store.seals_after(connection, since):
        held = store.under_seals(connection, some[0].no, some[-1].no)
        for each in some:
            flaws += islice(_flaws(walk, each, held.get(each.no, [])), MOST_FLAWS - len(flaws))
            walk.go_past(each)
    flaws += [Flaw(FlawKind.SEAL_REMOVED, no) for no in store.seals_gone(connection, walk.no)]
    return flaws


def _beginning(connection: Connection, since: int) -> _Walk:
    if since == 0:
        return _Walk(0, BEGINNING)
    trusted = _seal(connection, since)
    if trusted is None:
        raise SealUnknown(no=since)
    return _Walk(since, trusted.digest, trusted.head)


def _is_held(connection: Connection, noted: tuple[int, str]) -> bool:
    found = _seal(connection, noted[0])
    return found is not None and found.digest == noted[1]


def _seal(connection: Connection, no: int) -> Seal | None:
    found = next(store.seals_after(connection, no - 1), [None])[0]
    return found if found and found.no == no else None


def _noted(head: str | None) -> tuple[int, str] | None:
    if head is None:
        return None
    no, _, digest = head.strip().partition(":")
    if not no.isascii() or not no.isdigit() or len(no) > 9 or len(digest) != len(BEGINNING):
        raise HeadUnreadable(found=head[:80])
    return int(no), digest


def _flaws(walk: _Walk, held: Seal, under: Sequence[tuple[Sealed, Entry | None]]) -> Iterator[Flaw]:
    """What is wrong with the seal that comes next and with the entries under it."""
    missing = range(walk.no + 1, held.no)
    yield from (Flaw(FlawKind.SEAL_REMOVED, no) for no in missing)
    remade = sealed(held.no, held.at, [each for each, _ in under], held.previous)
    if not missing and held.previous != walk.previous:
        yield Flaw(FlawKind.SEAL_CHANGED, held.no)
    elif remade.count != held.count:
        yield Flaw(FlawKind.ENTRIES_DIFFER, held.no)
    elif remade != held:
        yield Flaw(FlawKind.SEAL_CHANGED, held.no)
    for each, entry in under:
        if entry is None:
            yield Flaw(FlawKind.ENTRY_REMOVED, held.no, each.entry_id)
        elif entry_digest(entry) != each.digest:
            yield Flaw(FlawKind.ENTRY_CHANGED, held.no, each.entry_id)
