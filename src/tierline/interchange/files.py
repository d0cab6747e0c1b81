"""The forms of files: which reader takes one, and which writer makes one. Nothing else knows of suffixes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from tierline.interchange.errors import FileMissing, FormUnknown, NoTables
from tierline.interchange.forms import OLD_WORKBOOKS, READ, Form
from tierline.policy.load import problem_of
from tierline.tables.errors import TableError
from tierline.tables.model import DecisionTable
from tierline.tables.sheets.errors import SheetUnreadable
from tierline.tables.sheets.sheet import MOST_BYTES, too_large
from tierline.wording import Language, Text

LARGE = Text(f"it is larger than {MOST_BYTES >> 20} MB", f"超过 {MOST_BYTES >> 20} MB")


OPENED_EVERYWHERE: Literal["1.3"] = "1.3"
"""The version of DMN that modelling tools open, the newest of all among them."""


@dataclass(frozen=True)
class Found:
    """The tables of a file, and by name why other decisions of it have no such form."""

    tables: tuple[DecisionTable, ...]
    refused: tuple[tuple[str, TableError], ...] = ()


def found_in(path: Path) -> Found:
    """What a file holds, at least one table.

    Raises FileMissing, FormUnknown, NoTables, and what readers do.
    """
    refused: tuple[tuple[str, TableError], ...] = ()
    match (READ | OLD_WORKBOOKS).get(path.suffix.lower()):
        case Form.CSV:
            from tierline.tables.sheets.csv_file import read_csv

            tables = read_csv(_content(path), path.name)
        case Form.XLSX:
            # The reader of workbooks takes most of a tenth of a second to load.
            from tierline.tables.sheets.xlsx_reading import read_xlsx

            tables = read_xlsx(_content(path), path.name)
        case Form.DMN:
            from tierline.tables.dmn.converting import converted
            from tierline.tables.dmn.reading import read

            model = converted(read(path))
            tables, refused = model.tables, model.refused
        case _:
            raise FormUnknown(file=path.name, known=", ".join(READ))
    if not tables:
        raise refused[0][1] if refused else NoTables(source=path.name)
    return Found(tables, refused)


def written(
    tables: Sequence[DecisionTable], form: Form, name: str, language: Language = Language.EN
) -> bytes:
    """The tables as a file of that form, the same bytes each time. Raises NotWritable, TableUnfit.

    `name` is that of all of them together, which DMN wants.
    """
    match form:
        case Form.CSV:
            from tierline.tables.sheets.csv_file import write_csv

            return write_csv(tables, language)
        case Form.XLSX:
            from tierline.tables.sheets.xlsx_writing import write_xlsx

            return write_xlsx(tables, language)
        case Form.DMN:
            from tierline.tables.dmn.writing import written as written_dmn

            return written_dmn(tables, name, f"urn:tierline:{quote(name)}", OPENED_EVERYWHERE).encode()
        case Form.YAML:
            from tierline.interchange.blocks import text_of_tables

            return text_of_tables(tables).encode()


def form_of(path: Path) -> Form:
    """The form that the ending of a file to be written asks for. Raises FormUnknown."""
    for form in Form:
        if path.suffix.lower() == f".{form.value}":
            return form
    raise FormUnknown(file=path.name, known=", ".join(f".{form.value}" for form in Form))


def is_file_of_tables(path: Path) -> bool:
    """True for what `tables_of` would read, by its ending."""
    return path.suffix.lower() in READ | OLD_WORKBOOKS


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileMissing(file=path, problem=problem_of(error)) from None
    if len(content) > MOST_BYTES:
        problem, advice = too_large(LARGE)
        raise SheetUnreadable(file=path.name, problem=problem, advice=advice)
    return content
