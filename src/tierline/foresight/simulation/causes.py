"""Why lines differ: each cause tried alone on the present policy, and left out of the draft, for movers only.

A cause makes the difference alone where it does so by itself; it is needed where the draft without it does
not. Both: it is the cause. Alone and not needed: one of several, each of which would do. Needed and not
alone: only together with others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tierline.datasets import layout
from tierline.datasets.sql_text import literal
from tierline.foresight.simulation.components import Component
from tierline.foresight.simulation.plan import LATER, MOVES, TERM, Comparison
from tierline.foresight.simulation.trial import trial
from tierline.grading.engines.duckdb import DuckDB
from tierline.policy.statement import Part


@dataclass(frozen=True)
class Trial:
    """A statement that tries some causes on the movers, and the bits that its outcome sets.

    `alone` is the cause that it tries, if it is one, and `needed` the one that it leaves out, if it is one.
    """

    sql: str
    alone: int
    needed: int


@dataclass(frozen=True)
class Causes:
    """What is tried in a month. `bits` are those of its causes, the same in every month of a series.

    `earlier` has, by part, what was found of lines in the months before; `found` is where it is written for
    those that follow.
    """

    bits: int
    trials: tuple[Trial, ...]
    with_terms: bool
    earlier: Path | None
    found: Path | None

    def find(self, engine: DuckDB, part: layout.Part) -> None:
        """Hold `explained`: the movers with their causes as bits, alone and needed."""
        only = self.bits if self.bits.bit_count() == 1 else 0
        columns = "subscriber_id, effect, stands_apart, draft_outcome, draft_rated_rank"
        columns += ", draft_change, draft_since, draft_ends_on"
        engine.keep(
            "masks", f"SELECT {columns}, {only}::BIGINT AS alone, {only}::BIGINT AS needed FROM movers"
        )
        if engine.rows("SELECT count(*) FROM masks")[0][0]:
            for one in self.trials:
                engine.keep("masks", _tried(one, with_terms=self.with_terms))
        self._carry_on(engine, part)
        engine.keep(
            "explained",
            "SELECT movers.*, masks.alone, masks.needed FROM movers JOIN masks USING (subscriber_id)",
        )

    def _carry_on(self, engine: DuckDB, part: layout.Part) -> None:
        """Lines whose memberships have come apart already keep the causes of the month in which they did."""
        name = f"part-{part.number:05d}.parquet"
        engine.keep("known", "SELECT 0::BIGINT AS subscriber_id, 0 AS alone, 0 AS needed WHERE false")
        if self.earlier is not None:
            engine.keep("known", f"SELECT * FROM read_parquet({literal(str(self.earlier / name))})")
            engine.keep(
                "masks",
                "SELECT masks.* REPLACE ("
                " CASE WHEN stands_apart THEN coalesce(known.alone, 0) ELSE masks.alone END AS alone,"
                " CASE WHEN stands_apart THEN coalesce(known.needed, 0) ELSE masks.needed END AS needed)"
                " FROM masks LEFT JOIN known USING (subscriber_id)",
            )
        if self.found is not None:
            engine.execute(
                "COPY (SELECT subscriber_id, alone, needed FROM masks"
                f" WHERE effect <> {LATER} UNION ALL SELECT subscriber_id, alone, needed FROM known"
                f" ANTI JOIN (FROM masks WHERE effect <> {LATER}) USING (subscriber_id)"
                " ORDER BY subscriber_id)"
                f" TO {literal(str(self.found / name))} (FORMAT parquet)"
            )


def _same(column: str) -> str:
    return f"tried.{column} IS NOT DISTINCT FROM masks.draft_{column}"


def _tried(one: Trial, *, with_terms: bool) -> str:
    """The masks with what came of a trial: whether it gives lines what the draft gives them."""
    same_term = [_same(name) for name in (("change", "since", "ends_on") if with_terms else ("change",))]
    alike = (
        f"CASE effect WHEN {MOVES} THEN {_same('outcome')} WHEN {TERM} THEN {' AND '.join(same_term)}"
        f" ELSE {_same('rated_rank')} END"
    )
    return (
        "SELECT masks.* REPLACE ("
        f"masks.alone | CASE WHEN {alike} THEN {one.alone} ELSE 0 END::BIGINT AS alone,"
        f" masks.needed | CASE WHEN {alike} THEN 0 ELSE {one.needed} END::BIGINT AS needed)"
        f" FROM masks JOIN ({one.sql}) AS tried USING (subscriber_id)"
    )


def causes_of(
    comparison: Comparison,
    components: Sequence[Component],
    numbers: Sequence[int],
    earlier: Path | None,
    found: Path | None,
) -> Causes:
    """What is to be tried for the components of a month, whose bits have these numbers.

    Each alone, and all but it; one cause needs no trial.
    """
    bits = [1 << number for number in numbers]
    with_terms = any(one.part is Part.MEMBERSHIP for one in components)
    everyone = frozenset(range(len(components)))
    sets = dict.fromkeys(chosen for one in everyone for chosen in (frozenset([one]), everyone - {one}))
    trials = [
        Trial(
            sql=trial(comparison, [components[one] for one in sorted(chosen)], with_terms=with_terms),
            alone=sum(bits[one] for one in chosen) if len(chosen) == 1 else 0,
            needed=sum(bits[one] for one in everyone - chosen) if len(chosen) == len(everyone) - 1 else 0,
        )
        for chosen in sets
        if len(everyone) > 1
    ]
    return Causes(sum(bits), tuple(trials), with_terms, earlier, found)
