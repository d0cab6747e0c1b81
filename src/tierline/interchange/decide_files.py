"""What a case is decided by: a DMN file as it is, or the tables of anything else that holds some."""

from __future__ import annotations

from pathlib import Path

from tierline.interchange.exporting import found_from
from tierline.interchange.forms import READ, Form
from tierline.tables.dmn.model import Model
from tierline.tables.dmn.reading import model_in, read
from tierline.tables.dmn.writing import written


def model_of(source: str, policies: Path | None) -> Model:
    """The model of a file, or of the last version of a pack or scheme. Raises what reading them does."""
    path = Path(source)
    if READ.get(path.suffix.lower()) is Form.DMN:
        return read(path)
    # Tables of other forms are decided by the same rules, and so as a model.
    text = written(found_from(source, policies, day=None).tables, path.stem, path.stem)
    return model_in(text.encode(), path)
