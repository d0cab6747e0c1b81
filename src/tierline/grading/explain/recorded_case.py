"""One line read from the inputs of a rating, graded, and held against what the run recorded of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.grading.explain.asked import Asked
from tierline.grading.explain.case import Case, grade_line
from tierline.grading.explain.explanation import Recorded
from tierline.grading.explain.one_line import read_line, recorded_row
from tierline.grading.model import Line

if TYPE_CHECKING:
    import duckdb


def recorded_case(
    connection: duckdb.DuckDBPyConnection, asked: Asked, subscriber_id: int, line: Line | None = None
) -> tuple[Case, Recorded | None]:
    """The case of a line, and the record beside it where there is a run.

    `line` is the line as it stands in these files, for whoever has read it already. Raises as read_line does.
    """
    line = line or read_line(connection, asked.files, subscriber_id)
    case = grade_line(asked.version, asked.rating, line)
    if asked.folder is None:
        return case, None
    return case, asked.compared(recorded_row(connection, asked.folder, subscriber_id), case.row())
