"""The bare floor of a monthly run: twelve months of bills, summed by line, into a table in memory.

    python -m benchmarks.floor [--threads N] FILE...

DuckDB with its default settings, and no statement but this one. Without `--threads` it takes every core.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out the statement."""
    import duckdb

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bills", nargs="+")
    parser.add_argument("--threads", type=int)
    asked = parser.parse_args(arguments)
    with duckdb.connect() as connection:
        if asked.threads:
            connection.execute(f"SET threads = {asked.threads}")
        connection.read_parquet(asked.bills).create_view("bills")
        connection.execute("CREATE TEMP TABLE x AS SELECT subscriber_id, sum(billed) FROM bills GROUP BY 1")


if __name__ == "__main__":
    main()
