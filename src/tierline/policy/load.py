"""Where packs come from, a file, a folder or tierline itself, and which of their versions is in force."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path

from tierline.policy.errors import (
    PackError,
    PackMissing,
    PackUnreadable,
    PolicyError,
    SchemeNotInForce,
    SchemeRepeated,
    SchemeUnknown,
    VersionUnknown,
)
from tierline.policy.model import Pack, Version
from tierline.policy.pack_text import mistakes_of, read_pack
from tierline.policy.yaml_text import MOST_CHARACTERS, NOT_UNICODE
from tierline.wording import Text

__all__ = [
    "bundled_packs",
    "file_mistakes",
    "in_force",
    "pack_of",
    "packs_of",
    "problem_of",
    "read_pack",
    "read_pack_file",
    "read_packs",
    "text_of",
    "version_from",
]

SUFFIXES = (".yaml", ".yml")

PROBLEMS: dict[type[OSError], Text] = {
    FileNotFoundError: Text("there is no such file or folder", "没有该文件或文件夹"),
    NotADirectoryError: Text("there is no such folder", "没有该文件夹"),
    IsADirectoryError: Text("it is a folder", "这是文件夹"),
    PermissionError: Text("reading or writing it is not allowed", "没有读写权限"),
}


def problem_of(error: OSError) -> Text:
    """What the system said of a file, in both languages."""
    said = error.strerror or type(error).__name__
    return PROBLEMS.get(type(error)) or Text(said, f"系统报告“{said}”")


def text_of(path: Path) -> str:
    """The text of a file of policy. Raises PackMissing and PackUnreadable."""
    try:
        with path.open("rb") as file:
            # What is longer than any pack is refused by its length, without being read to its end.
            content = file.read(MOST_CHARACTERS * 4 + 1)
    except OSError as error:
        raise PackMissing(file=str(path), problem=problem_of(error)) from None
    except ValueError:
        raise PackMissing(file=repr(str(path)), problem=PROBLEMS[FileNotFoundError]) from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(content) > MOST_CHARACTERS * 4:
            return content.decode("utf-8", errors="replace")
        line = content[: error.start].count(b"\n") + 1
        raise PackUnreadable(file=path.name, line=line, problem=NOT_UNICODE) from None


def read_pack_file(path: Path) -> Pack:
    """The pack of one file. Raises PackMissing, PackUnreadable or PackError."""
    return read_pack(text_of(path), path.name)


def file_mistakes(path: Path) -> tuple[PolicyError, ...]:
    """All that is wrong with the pack of a file and can be told at once, in the order of its lines."""
    try:
        return mistakes_of(text_of(path), path.name)
    except (PackMissing, PackUnreadable, PackError) as problem:
        return (problem,)


def pack_files(folder: Path) -> list[Path]:
    """The files of a folder that hold packs, by name. Raises PackMissing where there are none."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    except OSError as error:
        raise PackMissing(file=str(folder), problem=problem_of(error)) from None
    if not paths:
        raise PackMissing(file=str(folder), problem=Text("it holds no .yaml file", "其中没有 .yaml 文件"))
    return paths


def read_packs(folder: Path) -> dict[str, Pack]:
    """The packs of a folder by scheme, in the order of their file names. Raises SchemeRepeated too."""
    packs: dict[str, Pack] = {}
    for path in pack_files(folder):
        pack = read_pack_file(path)
        if pack.scheme in packs:
            raise SchemeRepeated(file=path.name, scheme=pack.scheme, other=packs[pack.scheme].path)
        packs[pack.scheme] = pack
    return packs


def bundled_folder() -> Path:
    """Where the packs lie that come with tierline."""
    return Path(str(resources.files("tierline.policy"))) / "packs"


@lru_cache(maxsize=1)
def bundled_packs() -> dict[str, Pack]:
    """The packs that come with tierline, by scheme; all callers share the one dictionary."""
    return read_packs(bundled_folder())


def packs_of(folder: Path | None) -> dict[str, Pack]:
    """The packs of `folder`, or the bundled ones where none is given."""
    return bundled_packs() if folder is None else read_packs(folder)


def pack_of(packs: dict[str, Pack], scheme: str) -> Pack:
    """The pack of a scheme. Raises SchemeUnknown."""
    if scheme not in packs:
        raise SchemeUnknown(scheme=scheme, known=", ".join(sorted(packs)))
    return packs[scheme]


def in_force(pack: Pack, day: date) -> Version:
    """The latest version in force on `day`. Raises SchemeNotInForce before the first. Clause: GRD-24."""
    found = [version for version in pack.versions if version.starts_on <= day]
    if not found:
        raise SchemeNotInForce(scheme=pack.scheme, day=day, first=pack.versions[0].starts_on)
    return found[-1]


def version_from(pack: Pack, day: date) -> Version:
    """The version that starts on `day`. Raises VersionUnknown."""
    for version in pack.versions:
        if version.starts_on == day:
            return version
    known = ", ".join(version.starts_on.isoformat() for version in pack.versions)
    raise VersionUnknown(scheme=pack.scheme, day=day, known=known)
