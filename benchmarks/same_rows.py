"""Whether two results hold the same rows, in the same order and types, file by file.

    python -m benchmarks.same_rows ONE OTHER

Prints one line for each difference, and leaves with 1 where there is any.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("grades", "events", "memberships")


def differences(one: Path, other: Path) -> list[str]:
    """What differs between two result folders, a sentence each; nothing where they are the same."""
    import duckdb

    found = []
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '4GB'")
        for name in NAMES:
            files = [sorted(file.name for file in (root / name).glob("*.parquet")) for root in (one, other)]
            if files[0] != files[1] or not files[0]:
                found.append(f"{name}: files {files[0]} and {files[1]}")
                continue
            for file in files[0]:
                scans = [f"read_parquet('{root / name / file}')" for root in (one, other)]
                found += [f"{name}/{file}: {problem}" for problem in of_scans(connection, *scans)]
    return found


def of_scans(connection, one: str, other: str) -> list[str]:  # type: ignore[no-untyped-def]
    """What differs between two scans by columns, types, rows and order."""

    def asked(sql: str) -> list[tuple[object, ...]]:
        return list(connection.execute(sql).fetchall())

    types = [[row[:2] for row in asked(f"DESCRIBE FROM {scan}")] for scan in (one, other)]
    if types[0] != types[1]:
        return [f"columns {types[0]} and {types[1]}"]
    problems = []
    for first, second, which in ((one, other, "first"), (other, one, "second")):
        only = asked(f"SELECT count(*) FROM (FROM {first} EXCEPT ALL FROM {second})")[0][0]
        if only:
            row = asked(f"FROM {first} EXCEPT ALL FROM {second} ORDER BY ALL LIMIT 1")[0]
            problems.append(f"{only} rows only in the {which}, such as {row}")
    ids = [f"(SELECT subscriber_id FROM {scan})" for scan in (one, other)]
    moved = asked(
        f"SELECT count(*) FROM {ids[0]} a POSITIONAL JOIN {ids[1]} b"
        " WHERE a.subscriber_id IS DISTINCT FROM b.subscriber_id"
    )[0][0]
    return [*problems, f"{moved} rows stand in another order"] if moved else problems


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare two result folders."""
    one, other = (Path(folder) for folder in (sys.argv[1:] if arguments is None else arguments))
    found = differences(one, other)
    for difference in found:
        print(difference)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
