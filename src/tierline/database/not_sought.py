"""A column by which SQLite is not to look for rows: its index is not the one to read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class NotSought(FunctionElement[Any]):
    """The column itself. A list that another index holds in its order is then read in that order.

    SQLite counts no rows: it would find all that meet a condition, by an index of that, and sort them for one
    page. PostgreSQL knows how many there are, and is told nothing.
    """

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(NotSought)
def _as_it_is(element: NotSought, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(NotSought, "sqlite")
def _with_plus(element: NotSought, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"
