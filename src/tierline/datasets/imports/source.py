"""The source of an import: a text file with columns, plain or gzip, read row by row."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from tierline.datasets.imports.cells import Row
from tierline.datasets.imports.errors import (
    SourceColumnsMissing,
    SourceColumnTwice,
    SourceEmpty,
    SourceGarbled,
    SourceMissing,
)
from tierline.datasets.imports.mapping import SourceForm
from tierline.datasets.imports.problems import Problems
from tierline.wording import Text

_GZIP = b"\x1f\x8b"
_SHOWN_COLUMNS = 12


class Source:
    """A foreign file and the form in which it is written."""

    def __init__(self, path: Path, form: SourceForm) -> None:
        self.path = path
        self.form = form
        # A byte order mark is no part of the first column's name, whether the mapping knows of it or not.
        self._codec = "utf-8-sig" if form.encoding == "utf-8" else form.encoding

    def digest(self) -> str:
        """SHA-256 of the file's bytes. Raises SourceMissing."""
        try:
            with self.path.open("rb") as file:
                return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise SourceMissing(file=self.path, problem=error.strerror) from None

    def rows(self, columns: Sequence[str], problems: Problems) -> Iterator[Row]:
        """Every data row with the texts of `columns`, stripped; None where blank.

        Rows with too few or too many fields go to `problems` instead. Raises SourceMissing, SourceEmpty,
        SourceColumnsMissing, SourceColumnTwice, SourceGarbled.
        """
        number = 0
        try:
            with self._opened() as raw:
                text = io.TextIOWrapper(raw, encoding=self._codec, errors="strict", newline="")
                lines = csv.reader(text, delimiter=self.form.delimiter, strict=True)
                header = [name.strip() for name in next(lines, [])]
                places = self._places(header, columns)
                for fields in lines:
                    if not fields:
                        continue
                    number += 1
                    if len(fields) != len(header):
                        problems.add("source", "*", number, _whole_row(len(header)))
                        continue
                    yield Row(number, {name: self._text(fields[at]) for name, at in places}, fields)
        except UnicodeError as error:
            problem = error.reason if isinstance(error, UnicodeDecodeError) else str(error)
            raise self._garbled(number, problem) from None
        except (csv.Error, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self._garbled(number, str(error)) from None
        except OSError as error:
            raise SourceMissing(file=self.path, problem=error.strerror or str(error)) from None

    def _opened(self) -> BinaryIO:
        # Known by its first bytes, because foreign files lose their .gz ending, or keep it once unpacked.
        with self.path.open("rb") as file:
            is_gzip = file.read(2) == _GZIP
        return cast(BinaryIO, gzip.open(self.path)) if is_gzip else self.path.open("rb")

    def _garbled(self, number: int, problem: str) -> SourceGarbled:
        return SourceGarbled(file=self.path, row=number, encoding=self.form.encoding, problem=problem)

    def _text(self, field: str) -> str | None:
        text = field.strip()
        return None if not text or text in self.form.blanks else text

    def _places(self, header: Sequence[str], columns: Sequence[str]) -> list[tuple[str, int]]:
        if not header:
            raise SourceEmpty(file=self.path)
        missing = [name for name in columns if name not in header]
        if missing:
            shown = ", ".join(header[:_SHOWN_COLUMNS]) + (", ..." if len(header) > _SHOWN_COLUMNS else "")
            raise SourceColumnsMissing(file=self.path, missing=", ".join(missing), columns=shown)
        for name in columns:
            if header.count(name) > 1:
                raise SourceColumnTwice(file=self.path, column=name)
        return [(name, header.index(name)) for name in columns]


def _whole_row(fields: int) -> Text:
    return Text(en=f"{fields} fields in every row, as in the header", zh=f"每行 {fields} 个字段,与表头一致")
