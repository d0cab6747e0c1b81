"""The score of the month with openfisca-core, monthly bills as inputs.

    python -m benchmarks.peers.with_openfisca [--fen] --month 2026-11 --subscribers P --bills P
        --memberships P --special-grades P --out DIR

Arpu, factor, score and the tier by score only: no special grades, no memberships, no events, for which the
library has no form. It writes one file, score/part-00000.parquet, in order of subscriber_id. Amounts are the
library's floats, as in its packages; with `--fen` they are whole numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openfisca_core.periods import period as period_of
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from benchmarks.peers import files
from benchmarks.peers.job import Job, job, month_number
from benchmarks.peers.openfisca_variables import AS_FLOATS, AS_WHOLE_NUMBERS, COMMON, NONE, Line
from benchmarks.peers.policy import PRODUCTS, SEGMENTS, TIERS

EPOCH = 1970 * 12 + 1
"""The month number of the first month that numpy counts."""


def bills_of(job: Job, lines: np.ndarray, *, as_fen: bool) -> Mapping[str, np.ndarray]:
    """The mobile bill of every line, 0 where there is none, by month written YYYY-MM."""
    found = {}
    for file in job.bills:
        table = files.read([file], ["subscriber_id", "month", "mobile_billed"])
        (month,) = table["month"].unique().to_pylist()
        billed = table["mobile_billed"]
        amounts = np.zeros(len(lines), np.int64 if as_fen else np.float64)
        places = np.searchsorted(lines, table["subscriber_id"].to_numpy())
        amounts[places] = (files.fen(billed) if as_fen else billed.cast(pa.float64())).to_numpy()
        found[f"{month:%Y-%m}"] = amounts
    return found


def scored(job: Job, *, as_fen: bool) -> pa.Table:
    """One row a line: whether it is rated, arpu, score and tier as the library gives them."""
    table = files.read(
        job.subscribers, ["subscriber_id", "segment", "product", "joined_on", "status", "closed_on"]
    ).sort_by("subscriber_id")
    lines = table["subscriber_id"].to_numpy()
    joined = table["joined_on"].to_numpy().astype("datetime64[M]").astype(int) + EPOCH
    closed_on = table["closed_on"].to_numpy().astype("datetime64[D]")
    closed = (table["status"].to_numpy() == "closed") & (closed_on <= np.datetime64(job.rated_on))
    is_rated = np.isin(table["segment"].to_numpy(), SEGMENTS) & np.isin(table["product"].to_numpy(), PRODUCTS)

    billed, arpu, _, score, rank = AS_WHOLE_NUMBERS if as_fen else AS_FLOATS
    system = TaxBenefitSystem([Line])
    system.add_variables(*COMMON, *(AS_WHOLE_NUMBERS if as_fen else AS_FLOATS))
    simulation = SimulationBuilder().build_default_simulation(system, count=len(lines))
    for month, amounts in bills_of(job, lines, as_fen=as_fen).items():
        simulation.set_input(billed.__name__, month, amounts)
    now = period_of(f"{job.month:%Y-%m}")
    simulation.set_input("tenure_months", now, month_number(job.month) + 1 - joined)
    simulation.set_input("may_be_rated", now, is_rated & ~closed)
    ranks = simulation.calculate(rank.__name__, now)
    found_score = simulation.calculate(score.__name__, now)
    return pa.table(
        {
            "subscriber_id": lines,
            "eligible": simulation.calculate("eligible", now),
            "arpu": simulation.calculate(arpu.__name__, now),
            "score": files.hundredths(pa.array(5 * found_score.astype(np.int64)), pa.decimal128(14, 2))
            if as_fen
            else found_score,
            "tier": pa.DictionaryArray.from_arrays(
                pa.array(ranks, pa.int32(), mask=ranks == NONE), pa.array(TIERS)
            ).cast(pa.string()),
        }
    )


def main(arguments: Sequence[str]) -> None:
    """Score the month and write it."""
    asked = job(__doc__, [argument for argument in arguments if argument != "--fen"])
    rows = scored(asked, as_fen="--fen" in arguments)
    pq.write_table(rows, asked.target("score"), compression="zstd", compression_level=1)


if __name__ == "__main__":
    main(sys.argv[1:])
