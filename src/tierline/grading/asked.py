"""What a run was asked for, as far as its result depends on it: the same asked again gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tierline.datasets.contract import EVERY_DATASET
from tierline.datasets.source import files_at
from tierline.grading.digests import InputFile, is_changed, record


@dataclass(frozen=True)
class Asked:
    """What was asked, each value in words under a name that a user knows; the input files as they were."""

    values: Mapping[str, str]
    files: tuple[InputFile, ...]

    def is_outdated(self) -> bool:
        """True where an input file has another state by now: nobody can ask the same any more."""
        return any(is_changed(file) for file in self.files)


def asked(options: Mapping[str, object], paths: Mapping[str, Iterable[str]]) -> Asked:
    """What is asked with these options and the files at `paths`, by dataset, as they are now.

    Raises DatasetMissing where a path leads nowhere, EngineFault where a file cannot be looked at.
    """
    files = {
        name: [record(Path(file), is_digested=False) for file in files_at(EVERY_DATASET[name], given)]
        for name, given in paths.items()
        if given
    }
    states = {f"{name} {file.path}": _state(file) for name, found in files.items() for file in found}
    values = {name: str(value) for name, value in options.items()} | states
    return Asked(values, tuple(file for found in files.values() for file in found))


def differences(there: Mapping[str, str], here: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The values that differ: name, value there, value here; '-' where one has none."""
    return [
        (name, there.get(name, "-"), here.get(name, "-"))
        for name in dict.fromkeys((*here, *there))
        if there.get(name) != here.get(name)
    ]


def _state(file: InputFile) -> str:
    seconds, rest = divmod(file.modified_ns, 10**9)
    return f"{file.bytes} B {datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"
