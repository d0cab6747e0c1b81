"""Runs the real engine on an operator of rows, and reads its results back as rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from tests.grading.operator import Operator, write_operator
from tierline.grading.run import Request, run
from tierline.grading.summary import Summary

Row = dict[str, Any]


def request_for(operator: Operator, schemes: tuple[str, ...], folder: Path, **options: Any) -> Request:
    """A request over the operator's datasets, written below `folder`; the result goes to folder/out."""
    paths = write_operator(folder / "in", operator)
    return Request(
        schemes=schemes,
        month=operator.month,
        rated_on=operator.rated_on,
        paths={name: [str(path)] for name, path in paths.items()},
        out=folder / "out",
        **{"threads": 2, "memory_mib": 512, **options},
    )


def graded(
    operator: Operator, schemes: tuple[str, ...], folder: Path, **options: Any
) -> tuple[dict[str, dict[str, list[Row]]], list[Summary]]:
    """The results of a run by scheme and by name, and its summaries."""
    summaries = run(request_for(operator, schemes, folder, **options))
    out = folder / "out"
    folders = {scheme: out / scheme if len(schemes) > 1 else out for scheme in schemes}
    return {scheme: results_in(place) for scheme, place in folders.items()}, summaries


def results_in(folder: Path) -> dict[str, list[Row]]:
    """The rows of grades, memberships and events, in the order in which the files have them."""
    return {name: rows_of(folder / name) for name in ("grades", "memberships", "events")}


def rows_of(folder: Path) -> list[Row]:
    """The rows of a folder of Parquet files, file by file."""
    found: list[Row] = []
    for file in sorted(folder.glob("*.parquet")):
        cursor = duckdb.connect(config={"threads": 1}).execute("SELECT * FROM read_parquet(?)", [str(file)])
        names = [column[0] for column in cursor.description]
        found += [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found
