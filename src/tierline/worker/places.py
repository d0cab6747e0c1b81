"""Where files lie is for the command line of an installation: whoever reads of a task sees their names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tierline.errors import TierlineError
from tierline.settings import Settings
from tierline.wording import Text


def without_places(error: TierlineError, settings: Settings, scratch: Path) -> TierlineError:
    """The same error; a file is told from the name of its folder on, as in input/bills/2026-10.parquet."""
    folders = [settings.datasets, settings.runs, settings.policies, settings.prices, settings.desk, scratch]
    given = [folder for folder in folders if folder is not None]
    return type(error)(**{name: _told(fact, given) for name, fact in error.facts.items()})


def _told(fact: object, folders: Sequence[Path]) -> object:
    if isinstance(fact, Text):
        return Text(_named(fact.en, folders), _named(fact.zh, folders))
    return _named(str(fact), folders) if isinstance(fact, str | Path) else fact


def _named(text: str, folders: Sequence[Path]) -> str:
    for folder in folders:
        text = text.replace(str(folder.absolute()), folder.name).replace(f"{folder}/", f"{folder.name}/")
    return text
