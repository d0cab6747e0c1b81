"""Overrides of the small base that a test spoils: people and reasons are invented, and never in a message."""

from __future__ import annotations

from pathlib import Path

import duckdb

WHO, APPROVER, REASON = "Li Yunshan", "Wang Haifeng", "Ticket of the Zhao family"
PERSONAL = ("Yunshan", "yunshan", "Haifeng", "Zhao")
"""Parts of them, which no message may have."""

GOOD = f"""
    SELECT CAST(subscriber_id AS BIGINT) AS subscriber_id, scheme, tier, since, ends_on,
        '{REASON}' AS reason, '{WHO}' AS set_by, '{APPROVER}' AS approved_by
    FROM (VALUES
        (2, 'unicom-star', 'five_star', DATE '2026-11-01', DATE '2027-03-31'),
        (3, 'unicom-star', 'one_star', DATE '2026-09-01', DATE '2026-11-05'),
        (4, 'unicom-star', 'three_star', DATE '2026-09-01', DATE '2026-11-04'),
        (4, 'unicom-star', 'four_star', DATE '2026-11-06', DATE '2026-11-30'),
        (6, 'cmcc-credit', 'five_star', DATE '2026-11-05', DATE '2026-12-31'),
        (39, 'unicom-star', 'five_star', DATE '2026-11-05', DATE '2026-11-05'),
        (77, 'unicom-star', 'five_star', DATE '2026-11-01', DATE '2026-12-31')
    ) AS t(subscriber_id, scheme, tier, since, ends_on)"""
"""One of each: above, below on its last day, over, to come, of another scheme, closed, unknown."""


def write(folder: Path, change: str = "SELECT * FROM overrides", form: str = "parquet") -> str:
    """Writes the overrides as a query over the good ones leaves them, and gives their path."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"overrides.{form}"
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"CREATE TEMP VIEW overrides AS {GOOD}")
    options = "(FORMAT parquet)" if form == "parquet" else "(FORMAT csv, HEADER true)"
    connection.execute(f"COPY ({change}) TO '{target}' {options}")
    return str(target)
