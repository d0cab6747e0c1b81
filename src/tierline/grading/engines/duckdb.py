"""DuckDB as an engine: one thread each, so that rows keep their order and equal input gives equal bytes.

Several of them work side by side on different parts. With two threads in one query DuckDB 2.0 puts the last
rows of a join first, and merging the threads' work costs more processor time than it saves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from tierline.datasets.sql_text import literal, quoted
from tierline.grading.engines.errors import DiskFull, EngineFault, MemoryShort
from tierline.grading.engines.types import Coded, ColumnType, Hundredths

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP_ROWS = 122_880


class DuckDB:
    """One embedded engine with its own memory."""

    def __init__(self, *, memory_mib: int, scratch: Path, threads: int = 1) -> None:
        self.connection = duckdb.connect(
            config={
                "threads": threads,
                "memory_limit": f"{memory_mib}MiB",
                "temp_directory": str(scratch),
                # Nothing is fetched at run time.
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                # Each part is read once; keeping its file blocks would only fill the memory.
                "enable_external_file_cache": False,
            }
        )
        self.connection.execute("SET parquet_metadata_cache = true")
        self._enums: dict[tuple[str, ...], str] = {}
        # The lines stay the outer side of every join, so that rows come out in the order of the lines.
        self.connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")

    def close(self) -> None:
        """Let go of memory and files."""
        self.connection.close()

    def interrupt(self) -> None:
        """Stop what runs."""
        self.connection.interrupt()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with faults():
            return list(self.connection.execute(sql).fetchall())

    def execute(self, sql: str) -> None:
        """Carry out a statement."""
        with faults():
            self.connection.execute(sql)

    def keep(self, name: str, sql: str) -> None:
        """Hold the rows of a query as a table of that name, in place of any earlier one."""
        self.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS {sql}")

    def view(self, name: str, sql: str) -> None:
        """Give a query a name."""
        self.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(name)} AS {sql}")

    def table(self, sql: str) -> pa.Table:
        """The rows of a query as a table in memory."""
        with faults():
            return self.connection.sql(sql).to_arrow_table()

    def lend(self, name: str, table: pa.Table) -> None:
        """Give a table in memory a name, in place of any earlier one."""
        with faults():
            self.connection.register(name, table)

    def write(
        self,
        sql: str,
        types: Mapping[str, ColumnType],
        order: str,
        target: Path,
        *,
        are_numbers: bool = False,
    ) -> None:
        """Write a query as a Parquet file with exactly these columns and types.

        `order` is an ORDER BY list, or empty where the rows come in order. `are_numbers`: nearly every value
        is another, so that differences are written and no dictionary is tried.
        """
        columns = ", ".join(f"{self._typed(name, kind)} AS {quoted(name)}" for name, kind in types.items())
        ordering = f" ORDER BY {order}" if order else ""
        numbers = ", PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1" if are_numbers else ""
        self.execute(
            f"COPY (SELECT {columns} FROM ({sql}){ordering}) TO {literal(str(target))} (FORMAT parquet,"
            f" COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP_ROWS}{numbers})"
        )

    def _typed(self, name: str, kind: ColumnType) -> str:
        column = quoted(name)
        if isinstance(kind, Coded):
            # As an ENUM a word is written by its number; as text each row's would be hashed again.
            enum = self._enum(kind.words)
            words = ", ".join(f"{literal(word)}::{enum}" for word in kind.words)
            return f"([{words}])[{column} + 1]"
        if isinstance(kind, Hundredths):
            # DECIMAL(14,0) times 0.01 stays in 64 bits; a division would go through binary doubles.
            return f"CAST(CAST({column} AS DECIMAL({kind.digits},0)) * 0.01 AS DECIMAL({kind.digits},2))"
        return f"CAST({column} AS {kind})"

    def _enum(self, words: tuple[str, ...]) -> str:
        """The name of the type of these words, made once: spelt out, each statement would build it anew."""
        if words not in self._enums:
            name = f"words_{len(self._enums) + 1}"
            self.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(literal(word) for word in words)})")
            self._enums[words] = name
        return self._enums[words]


@contextmanager
def faults() -> Iterator[None]:
    """Turns the engine's own errors into faults of this project, and its word for Ctrl-C into Python's."""
    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise
    except duckdb.OutOfMemoryException as error:
        if "temp" in str(error).lower() and "disk" in str(error).lower():
            raise DiskFull(problem=_first_line(error)) from None
        raise MemoryShort(problem=_first_line(error)) from None
    except duckdb.IOException as error:
        if "No space left" in str(error) or "File too large" in str(error) or "Disk quota" in str(error):
            raise DiskFull(problem=_first_line(error)) from None
        raise EngineFault(problem=_first_line(error)) from None
    except duckdb.Error as error:
        raise EngineFault(problem=_first_line(error)) from None


def _first_line(error: Exception) -> str:
    line = str(error).splitlines()[0]
    # What fails in the background comes wrapped in JSON, of which only the sentence is for people.
    wrapped = re.search(r'"exception_message":("(?:[^"\\]|\\.)*")', line)
    return (json.loads(wrapped.group(1)) if wrapped else line)[:300]
