"""The folder of policies as the desk reads it: packs, and the log that says what was published."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tierline.policy.errors import SchemeRepeated
from tierline.policy.load import bundled_packs, pack_files, pack_of, read_pack_file
from tierline.policy.model import Pack
from tierline.policy.publication.errors import LogMissing
from tierline.policy.publication.log import PolicyLog
from tierline.policy.publication.store import reading
from tierline.policy_desk.errors import PoliciesReadOnly, PolicyUnknown
from tierline.settings import Settings


def present_packs(settings: Settings) -> dict[str, Pack]:
    """The packs of the folder by scheme, or the bundled ones. Raises what reading packs does."""
    if settings.policies is None:
        return bundled_packs()
    found: dict[str, Pack] = {}
    for path in pack_files(settings.policies):
        stat = path.stat()
        pack = _read(path, stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if pack.scheme in found:
            raise SchemeRepeated(file=path.name, scheme=pack.scheme, other=found[pack.scheme].path)
        found[pack.scheme] = pack
    return found


def present_pack(settings: Settings, scheme: str) -> Pack:
    """The pack of a scheme. Raises SchemeUnknown."""
    return pack_of(present_packs(settings), scheme)


def pack_at(settings: Settings, scheme: str) -> Pack:
    """The pack of the scheme that an address names: it is not there, not wrong. Raises PolicyUnknown."""
    packs = present_packs(settings)
    if scheme not in packs:
        raise PolicyUnknown(scheme=scheme, known=", ".join(sorted(packs)))
    return packs[scheme]


def writable_folder(settings: Settings) -> Path:
    """The folder of policies. Raises PoliciesReadOnly where only the bundled ones are there."""
    if settings.policies is None:
        raise PoliciesReadOnly()
    return settings.policies


def policy_log(settings: Settings) -> PolicyLog | None:
    """The log of the folder, verified; None where there is none. Raises LogBusy, LogUnusable."""
    if settings.policies is None:
        return None
    try:
        with reading(settings.policies) as log:
            return log
    except LogMissing:
        return None


@lru_cache(maxsize=64)
def _read(path: Path, _changed_ns: int, _size: int, _inode: int) -> Pack:
    """A pack by what tells whether its file is still the same: reading one takes longer than a page may."""
    return read_pack_file(path)
