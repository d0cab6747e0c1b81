"""The files that a user names as a dataset: one file, a folder, a glob, or several of these."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable
from pathlib import Path

from tierline.datasets.contract import Dataset
from tierline.datasets.errors import DatasetMissing
from tierline.datasets.sql_text import literal
from tierline.wording import Text

CSV_ENDINGS = (".csv", ".csv.gz", ".txt")

NO_PARQUET = Text(
    "the folder itself holds no .parquet file; folders inside it are not searched",
    "该文件夹中没有 .parquet 文件；不查找其子文件夹",
)
NO_FILE = Text("no such file", "没有该文件")
NO_PATH = Text("no path given", "未给出路径")
NO_NAME = Text("its name is not UTF-8; rename it", "文件名不是 UTF-8，请改名")
NO_PATTERN = Text(
    "its name has a backslash beside *, ? or [, which no scan can tell from a pattern; rename it",
    "文件名中反斜杠与 *、? 或 [ 并存，扫描时无法与通配符区分，请改名",
)


PATTERN = r"([*?\[])"
"""What an engine takes for a pattern."""


def files_at(dataset: Dataset, given: Iterable[str]) -> tuple[str, ...]:
    """The files that paths, folders and globs name, each once, in order. Raises DatasetMissing."""
    found: dict[str, str] = {}
    for path in given:
        here, problem = _files(path) if path else ([], NO_PATH)
        if not here:
            raise DatasetMissing(dataset=dataset.name, path=_printable(path) or "-", problem=problem)
        for file in here:
            if _printable(file) != file:
                raise DatasetMissing(dataset=dataset.name, path=_printable(file), problem=NO_NAME)
            if "\\" in absolute(file) and re.search(PATTERN, absolute(file)):
                raise DatasetMissing(dataset=dataset.name, path=file, problem=NO_PATTERN)
            # A file that is named in two ways, by its folder and by a link say, is still read once.
            found.setdefault(os.path.realpath(file), file)
    if not found:
        raise DatasetMissing(dataset=dataset.name, path="-", problem=NO_PATH)
    return tuple(found.values())


def _files(path: str) -> tuple[list[str], Text]:
    place = Path(path)
    if place.is_dir():
        # What begins with a dot or an underscore is what other programs leave while they write.
        names = (file for file in place.glob("*.parquet") if file.name[0] not in "._" and file.is_file())
        return sorted(str(file) for file in names), NO_PARQUET
    if place.is_file():
        return [path], NO_FILE
    # A Path cannot carry out a pattern that begins at the root.
    matching = glob.glob(path)  # noqa: PTH207
    return sorted(file for file in matching if Path(file).is_file()), NO_FILE


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def is_csv(files: Iterable[str]) -> bool:
    """True where any of the files is CSV by its name."""
    return any(file.lower().endswith(CSV_ENDINGS) for file in files)


def absolute(file: str) -> str:
    """The whole path of a file, by the name that was given: links are not followed, as resolve() would."""
    return os.path.abspath(file)  # noqa: PTH100


def listed(files: Iterable[str]) -> str:
    """The SQL list of files for a scan: each stands for itself, whatever letters its name has."""
    # By its whole path, since ~ would be a home folder.
    names = (re.sub(PATTERN, r"[\1]", absolute(file)) for file in files)
    return "[" + ", ".join(literal(name) for name in names) + "]"
