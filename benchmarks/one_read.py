"""One read of the results of runs: every value of every row of their grades and events goes into a digest.

    python -m benchmarks.one_read [--threads N] RUN_DIR...

DuckDB with its default settings, and no statements but these two. What a report is made of is read whole so;
memberships, which it looks up in days of grace alone, are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out the statements."""
    import duckdb

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--threads", type=int)
    asked = parser.parse_args(arguments)
    with duckdb.connect() as connection:
        if asked.threads:
            connection.execute(f"SET threads = {asked.threads}")
        for name in ("grades", "events"):
            files = [str(file) for run in asked.runs for file in sorted((run / name).glob("*.parquet"))]
            connection.read_parquet(files).create_view(name)
            rows = connection.execute(f"SELECT column_name FROM (DESCRIBE {name})").fetchall()
            columns = ", ".join(f'"{column}"' for (column,) in rows)
            print(
                name, *connection.execute(f"SELECT count(*), bit_xor(hash({columns})) FROM {name}").fetchall()
            )


if __name__ == "__main__":
    main()
