"""The forms in which decision tables are written, and by which endings their files are known."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """A form in which decision tables are written."""

    CSV = "csv"
    XLSX = "xlsx"
    DMN = "dmn"
    YAML = "yaml"


BINARY = (Form.XLSX,)
"""Forms that a terminal cannot show."""

READ = {
    ".dmn": Form.DMN,
    ".xml": Form.DMN,
    ".xlsx": Form.XLSX,
    ".xlsm": Form.XLSX,
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".txt": Form.CSV,
}
OLD_WORKBOOKS = {".xls": Form.XLSX, ".et": Form.XLSX}
"""Read only to say what is the matter with them."""
