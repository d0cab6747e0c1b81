"""A new version in the text of its pack: added behind the last one, with not a byte of the rest changed."""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import yaml

from tierline.disk import written_anew
from tierline.errors import TierlineError
from tierline.policy.errors import DraftAmongPacks, DraftImpossible, DraftThere, DraftUnwritable
from tierline.policy.load import bundled_folder, problem_of, read_pack
from tierline.policy.model import Pack, Version
from tierline.policy.yaml_text import compose
from tierline.wording import Text

OTHER_BEHIND = Text("the key `versions` is not the last one", "versions 不是最后一个键")
IN_BRACES = Text("its versions are written in brackets or braces", "各版本写在方括号或花括号内")
NO_DASH = Text("the last version does not begin on the line of its dash", "最后一个版本未与其“- ”写在同一行")
NOT_THE_SAME = Text(
    "read again with the new version, it does not say the same of the versions before",
    "加入新版本后重新读取，原有版本的含义发生变化",
)
NOT_READ = Text("with the new version it cannot be read any more", "加入新版本后无法读取")
NO_NEWLINE = "\\ No newline at end of file"


@dataclass(frozen=True)
class Draft:
    """A pack with its new version: the whole text, and what it adds as a unified diff."""

    text: str
    diff: str


def draft_with(pack: Pack, entry: Sequence[str]) -> Draft:
    """The pack with one more version, whose lines are `entry`, the keys of the version at its left edge.

    Raises DraftImpossible for a text to which nothing can be added safely.
    """
    dash, inside = _indents(pack)
    newline = "\r\n" if "\r\n" in pack.text else "\n"
    first = " " * dash + "-" + " " * (inside - dash - 1)
    lines = ["", first + entry[0], *(" " * inside + line for line in entry[1:])]
    text = pack.text if pack.text.endswith("\n") else pack.text + newline
    text += "".join(line + newline for line in lines)
    return Draft(text, _diff(pack, text))


def new_version(pack: Pack, draft: Draft) -> Version:
    """The version that the draft adds. Raises DraftImpossible unless all else reads as before."""
    try:
        found = read_pack(draft.text, pack.path)
    except TierlineError:
        refuse_draft(pack, NOT_READ)
    *before, new = found.versions
    is_same = (found.scheme, found.title, found.tiers) == (pack.scheme, pack.title, pack.tiers)
    if not is_same or tuple(before) != pack.versions:
        refuse_draft(pack, NOT_THE_SAME)
    return new


def refuse_draft(pack: Pack, problem: Text) -> NoReturn:
    """Raises DraftImpossible."""
    raise DraftImpossible(file=pack.path, problem=problem)


def _indents(pack: Pack) -> tuple[int, int]:
    """In which columns the dash of a version stands, and its keys. Raises DraftImpossible."""
    root = compose(pack.text, pack.path)
    assert isinstance(root, yaml.MappingNode)
    key, versions = root.value[-1]
    if key.value != "versions":
        refuse_draft(pack, OTHER_BEHIND)
    if root.flow_style or versions.flow_style:
        refuse_draft(pack, IN_BRACES)
    start = versions.value[-1].start_mark
    before = pack.text.split("\n")[start.line][: start.column]
    found = re.fullmatch(r"( *)- +", before)
    if found is None:
        refuse_draft(pack, NO_DASH)
    return len(found[1]), len(before)


def _diff(pack: Pack, text: str) -> str:
    """The unified diff from the pack to the text, as `patch` takes it."""
    old, new = (io.StringIO(each, newline="\n").readlines() for each in (pack.text, text))
    lines = difflib.unified_diff(old, new, pack.path, pack.path)
    return "".join(line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}\n" for line in lines)


# ---------------------------------------------------------------- the file


def check_target(path: Path, policies: Path | None, option: str) -> None:
    """Raises DraftAmongPacks and DraftThere for a place where no draft may be written."""
    folder = path.absolute().parent.resolve()
    if folder in {bundled_folder().resolve(), (policies or bundled_folder()).resolve()}:
        raise DraftAmongPacks(option=option, path=path)
    if path.exists() or path.is_symlink():
        raise DraftThere(option=option, path=path)


def write(draft: Draft, path: Path, option: str) -> None:
    """Write the draft as a new file, whole or not at all. Raises DraftThere and DraftUnwritable."""
    try:
        written_anew(path, draft.text.encode())
    except FileExistsError:
        raise DraftThere(option=option, path=path) from None
    except OSError as error:
        raise DraftUnwritable(option=option, path=path, problem=problem_of(error)) from None
