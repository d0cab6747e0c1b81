"""The log as a file in the folder of policies: read under a shared lock, appended to under one of its own."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tierline.disk import written
from tierline.policy.load import problem_of, read_packs
from tierline.policy.publication.entries import BEGINNING, hash_of, line_of
from tierline.policy.publication.errors import KeyDiffers, LogBusy, LogMissing, LogUnusable
from tierline.policy.publication.keys import SigningKey, trusted_key
from tierline.policy.publication.log import LOG, PolicyLog, read
from tierline.policy.publication.model import Act, Deed, Entry, Person
from tierline.policy.publication.standing import after, check_deed
from tierline.policy.publication.texts import PACK, keep
from tierline.policy.publication.version_digests import pack_record

LOCK = ".policy-log.lock"
LONGEST_WAIT_SECONDS = 20.0
"""A publication takes a fraction of a second; whoever holds the lock longer has stopped."""


def log_path(folder: Path) -> Path:
    """Where the log of a folder lies, or would."""
    return folder / LOG


def has_log(folder: Path) -> bool:
    """True where what the folder holds is published by a log."""
    return os.path.lexists(log_path(folder))


@contextmanager
def reading(folder: Path, noted_head: str | None = None) -> Iterator[PolicyLog]:
    """The log, as it is while nobody writes; packs that are read inside belong to it.

    Raises LogMissing, LogBusy, LogUnusable.
    """
    with _faults(folder), _locked(folder, to_write=False):
        yield _read(folder, noted_head)


@dataclass(frozen=True)
class Opening:
    """The first line of a log that is not on disk yet, and the texts of the packs that it names."""

    line: bytes
    texts: tuple[bytes, ...]


@dataclass
class Writing:
    """A log that nobody else reads or writes meanwhile, and the key to sign with."""

    folder: Path
    key: SigningKey
    now: datetime
    log: PolicyLog
    opening: Opening | None = None
    """The first entry of a new log, until another follows: what is refused opens none."""

    def append(self, deed: Deed) -> Entry:
        """The entry of a deed, on disk when this returns. Raises what the rules refuse, and LogUnusable."""
        check_deed(self.log.standings, deed)
        last = self.log.entries[-1]
        entry = _signed(Entry(last.number + 1, self.now, deed, last.hash), self.key)
        line = line_of(entry)
        if self.opening is not None:
            for text in self.opening.texts:
                keep(self.folder, text, PACK)
            written(log_path(self.folder), self.opening.line + line)
            self.opening = None
        else:
            self._write(line)
        log = self.log
        self.log = replace(
            log,
            entries=(*log.entries, entry),
            standings=after(log.standings, entry),
            whole=log.whole + len(line),
        )
        return entry

    def _write(self, line: bytes) -> None:
        """Write the line at the end, in one go; where the disk has no room for it, none of it stays."""
        handle = os.open(log_path(self.folder), os.O_WRONLY | os.O_APPEND)
        try:
            if os.write(handle, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        except OSError:
            with suppress(OSError):
                os.ftruncate(handle, self.log.whole)
            raise
        finally:
            os.close(handle)


@contextmanager
def writing(
    folder: Path, key: SigningKey, now: datetime, *, opened_by: Person | None = None, is_torn: bool = False
) -> Iterator[Writing]:
    """The log to append to. With `opened_by` one is begun where there is none; `is_torn` allows a torn end.

    Raises LogMissing, LogBusy, LogUnusable, LogBroken, KeyInFolder, KeyDiffers.
    """
    key.check_outside(folder)
    with _faults(folder):
        if opened_by is None and not has_log(folder):
            raise LogMissing(folder=folder)
        with _locked(folder, to_write=True):
            opening = None
            if opened_by is not None and not has_log(folder):
                opening = _opening(folder, key, now, opened_by)
            log = _read(folder) if opening is None else read(opening.line, LOG, trusted_key())
            if not is_torn:
                log.check()
            if log.public_key != key.public:
                raise KeyDiffers(file=LOG, path=key.path)
            yield Writing(folder, key, now, log, opening)


def _opening(folder: Path, key: SigningKey, now: datetime, person: Person) -> Opening:
    """The beginning of a log: what the folder holds counts as published."""
    packs = read_packs(folder).values()
    deed = Deed(Act.OPENED, person, tuple(map(pack_record, packs)), public_key=key.public)
    line = line_of(_signed(Entry(1, now, deed, BEGINNING), key))
    return Opening(line, tuple(pack.text.encode() for pack in packs))


def _signed(entry: Entry, key: SigningKey) -> Entry:
    digest = hash_of(entry)
    return replace(entry, hash=digest, signature=key.signature(digest))


def _read(folder: Path, noted_head: str | None = None) -> PolicyLog:
    try:
        content = log_path(folder).read_bytes()
    except FileNotFoundError:
        raise LogMissing(folder=folder) from None
    return read(content, LOG, trusted_key(), noted_head)


@contextmanager
def _locked(folder: Path, *, to_write: bool) -> Iterator[None]:
    """The system lets go of the lock when the process ends, however it ends."""
    handle = _lock_file(folder, to_write=to_write)
    if handle is None:
        yield
        return
    try:
        _take(handle, fcntl.LOCK_EX if to_write else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _lock_file(folder: Path, *, to_write: bool) -> int | None:
    """The opened file to lock; None for a reader of a copy without hidden files, where nobody has written."""
    if to_write:
        return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        return os.open(folder / LOCK, os.O_RDONLY)
    except FileNotFoundError:
        return None


def _take(handle: int, kind: int) -> None:
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise LogBusy(file=LOG) from None
            time.sleep(0.02)


@contextmanager
def _faults(folder: Path) -> Iterator[None]:
    """What the system says becomes an error of ours."""
    try:
        yield
    except OSError as error:
        path = Path(os.fsdecode(error.filename)) if error.filename else folder
        raise LogUnusable(path=path, problem=problem_of(error)) from None
