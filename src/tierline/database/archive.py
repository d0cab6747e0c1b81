"""The file of a backup: a ZIP with a member for each table, and a manifest that says what is in them."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tierline.database.errors import BackupFailed, BackupRefused
from tierline.database.portable import CHUNK
from tierline.wording import Text

FORMAT = 1

MANIFEST = "manifest.json"

NOT_WHOLE = Text(
    "it is no backup of tierline, or it is damaged ({where})",
    "不是 tierline 的备份文件，或文件已损坏（{where}）",
)


@dataclass(frozen=True)
class Member:
    """What a backup holds of one table; the digest is SHA-256 of its lines."""

    table: str
    columns: tuple[str, ...]
    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, and the version of the schema that it fits."""

    schema_version: str
    made_at: str
    made_from: str
    members: tuple[Member, ...]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(member.rows for member in self.members)


class Archive:
    """A backup that is being written."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.members: list[Member] = []

    def add(self, table: str, columns: tuple[str, ...], chunks: Iterable[bytes]) -> None:
        """Write the rows of a table."""
        count, digest = 0, hashlib.sha256()
        with self._file.open(_place(table), "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                count += chunk.count(b"\n")
        self.members.append(Member(table, columns, count, digest.hexdigest()))

    def finish(self, schema_version: str, made_at: str, made_from: str) -> Manifest:
        """Write the manifest, which comes last: a file without one is not whole."""
        manifest = Manifest(schema_version, made_at, made_from, tuple(self.members))
        self._file.writestr(MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1))
        return manifest


@contextmanager
def new_archive(path: Path) -> Iterator[Archive]:
    """A backup to write, which stands at `path` once it is whole and has been read again, or not at all.

    Raises BackupRefused where something stands there already, BackupFailed where the disk does not take it.
    """
    if path.exists():
        raise BackupRefused(path=path, problem=Text("something stands there already", "该处已有文件"))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        # It holds personal data: nobody but its owner may read it.
        with open(part, "xb", opener=_private) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
                yield Archive(packed)
            file.flush()
            os.fsync(file.fileno())
        with opened_archive(part) as archive:
            archive.check()
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise BackupFailed(path=path, problem=Text(problem, problem)) from None
    finally:
        part.unlink(missing_ok=True)


class OpenedArchive:
    """A backup that is being read."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self.path = path
        self._file = file
        self.manifest = self._manifest()

    def check(self) -> None:
        """Read all of it and raise BackupRefused where it is not what its manifest says."""
        for member in self.manifest.members:
            for _ in self.chunks(member):
                pass

    def chunks(self, member: Member) -> Iterator[bytes]:
        """The rows of a table. Raises BackupRefused at their end where they are not those written."""
        count, digest = 0, hashlib.sha256()
        with _reading(self.path, member.table), self._file.open(_place(member.table)) as lines:
            while chunk := lines.read(CHUNK):
                count += chunk.count(b"\n")
                digest.update(chunk)
                yield chunk
        if (count, digest.hexdigest()) != (member.rows, member.digest):
            raise _damaged(self.path, member.table)

    def _manifest(self) -> Manifest:
        with _reading(self.path, MANIFEST):
            held = json.loads(self._file.read(MANIFEST))
            if held.pop("format") != FORMAT:
                raise _damaged(self.path, MANIFEST)
            members = tuple(
                Member(each["table"], tuple(each["columns"]), each["rows"], each["digest"])
                for each in held.pop("members")
            )
            return Manifest(**held, members=members)


@contextmanager
def opened_archive(path: Path) -> Iterator[OpenedArchive]:
    """A backup to read. Raises BackupRefused where the file is none."""
    with _reading(path, path.name):
        file = zipfile.ZipFile(path)
    with file:
        yield OpenedArchive(path, file)


@contextmanager
def _reading(path: Path, where: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError, EOFError, NotImplementedError):
        raise _damaged(path, where) from None
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise BackupRefused(path=path, problem=Text(problem, problem)) from None


def _damaged(path: Path, where: str) -> BackupRefused:
    problem = Text(NOT_WHOLE.en.format(where=where), NOT_WHOLE.zh.format(where=where))
    return BackupRefused(path=path, problem=problem)


def _place(table: str) -> str:
    return f"tables/{table}.tsv"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
