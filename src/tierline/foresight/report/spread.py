"""How the rated lines of a month spread over spend and time on the network, with the bounds of the tiers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from tierline.datasets.paths import listed
from tierline.datasets.sql_text import quoted
from tierline.foresight.report.bounds import bounds_at
from tierline.foresight.report.following import RunFiles
from tierline.foresight.report.model import Spread
from tierline.foresight.simulation.bands import spend_measure
from tierline.grading.engines.duckdb import DuckDB

TENURE_EDGES = (
    *(1, 4, 7, 10, 13, 16, 19, 22, 25, 29, 33, 37, 43, 49, 55, 61, 73, 85, 97, 109, 121),
    *(145, 169, 193, 217, 241, 301, 361),
)
"""Months on the network at which a cell begins: the first months of full years among them."""

SPEND_EDGES = (
    *(0, 1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 120, 140, 160, 180, 200),
    *(240, 280, 320, 360, 400, 450, 500, 600, 700, 800, 1_000, 1_200, 1_500, 2_000, 3_000, 5_000),
)
"""Yuan a month at which a cell begins; below the first there are lines whose refunds outweigh their bills."""

MOST_YUAN = 1_000_000


def spread_of(engine: DuckDB, files: RunFiles) -> Spread | None:
    """The spread of a run's rated lines; None where the policy looks at no spend of limited months, or
    nobody is rated.
    """
    measure = spend_measure(files.version)
    if measure is None:
        return None
    scan = f"read_parquet({listed(files.grades.files)}, hive_partitioning = false)"
    # Whole yuan, cut to what a picture can have, are exact and few enough to be counted each.
    yuan = f"CAST(floor(greatest(least({quoted(measure.name)}, {MOST_YUAN}), -1)) AS INTEGER)"
    rows = engine.rows(
        f"SELECT {yuan}, tenure_months, count(*) FROM {scan}"
        f" WHERE eligible AND {quoted(measure.name)} IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
    )
    if not rows:
        return None
    ((product,),) = engine.rows(
        f"SELECT product FROM {scan} WHERE eligible GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    most_months = max(months for _, months, _ in rows)
    steps = [edge for edge in TENURE_EDGES if edge <= most_months]
    return Spread(
        month=files.run.recorded.month,
        measure=measure,
        lines={(spend, months): count for spend, months, count in rows},
        steps=steps,
        bounds={months: bounds_at(files.version, product, months, SPEND_EDGES) for months in steps},
        product=product,
    )


def cell_of(edges: Sequence[int], value: int) -> int:
    """The number of the cell that a value lies in, 0 below the first edge."""
    return bisect_right(edges, value)
