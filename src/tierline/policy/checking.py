"""Checking packs: each file by itself, and that no two of a folder are for one scheme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tierline.policy.errors import PolicyError, SchemeRepeated
from tierline.policy.load import bundled_folder, file_mistakes, pack_files, read_pack_file
from tierline.policy.model import Basis, Pack


@dataclass(frozen=True)
class Checked:
    """One file: its pack where it is sound, else all that is wrong with it and can be told at once."""

    file: str
    pack: Pack | None
    mistakes: tuple[PolicyError, ...]


def checked(paths: Sequence[Path]) -> tuple[Checked, ...]:
    """Every file of `paths`, those of a folder by name; the bundled packs where no path is given."""
    found: list[Checked] = []
    for path in paths or [bundled_folder()]:
        if path.is_dir():
            found += _folder(path)
        else:
            found.append(_file(path))
    return tuple(found)


def _file(path: Path) -> Checked:
    mistakes = file_mistakes(path)
    return Checked(str(path), None if mistakes else read_pack_file(path), mistakes)


def _folder(folder: Path) -> list[Checked]:
    try:
        files = [_file(path) for path in pack_files(folder)]
    except PolicyError as problem:
        return [Checked(str(folder), None, (problem,))]
    found: list[Checked] = []
    first: dict[str, str] = {}
    for each in files:
        scheme = each.pack.scheme if each.pack else ""
        if scheme in first:
            name = Path(each.file).name
            repeated = SchemeRepeated(file=name, scheme=scheme, other=first[scheme])
            found.append(Checked(each.file, None, (repeated,)))
            continue
        if scheme:
            first[scheme] = Path(each.file).name
        found.append(each)
    return found


def examples_in(pack: Pack) -> int:
    """How many notes of a pack tell of a value that is not the source's own."""
    return sum(entry.citation.basis is not Basis.SOURCE for entry in pack.entries)
