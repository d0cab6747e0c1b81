"""The file that a case is decided by: which reader takes it, and how long it may be a model already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tierline.interchange.decide_errors import TableFileUnknown
from tierline.tables.dmn.model import Model
from tierline.tables.dmn.reading import model_in, read
from tierline.tables.dmn.writing import written
from tierline.tables.model import DecisionTable

READERS: dict[str, Callable[[Path], Model]] = {".dmn": read, ".xml": read}
"""By the end of a file's name."""


def model_of(path: Path) -> Model:
    """The model that a file holds. Raises TableFileUnknown, and what its reader does."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise TableFileUnknown(path=path, known=", ".join(READERS))
    return reader(path)


def model_of_tables(tables: Sequence[DecisionTable], path: Path) -> Model:
    """Tables of another format as a model, so that they are decided by the same rules."""
    return model_in(written(tables, path.stem, path.stem).encode(), path)
