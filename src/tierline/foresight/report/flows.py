"""From which tier to which the lines of a series have gone: before its first run against after its last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tierline.datasets.layout import PART_LINES, Part, parts_of
from tierline.foresight.report.following import RunFiles
from tierline.foresight.report.model import Flows
from tierline.foresight.statistics.standing import rank, standing
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.parts import through_parts

Pair = tuple[int | None, int | None]


def flows_of(
    first: RunFiles,
    last: RunFiles,
    tiers: Sequence[str],
    resources: tuple[int, int],
    scratch: Path,
    *,
    is_opening: bool,
    part_lines: int = PART_LINES,
) -> Flows:
    """The flows from where lines stood before the first run, or after it where that run opens the series.

    Part by part, so that memory does not grow with the lines; `resources`: the engines and the MiB of each.
    """
    parts = parts_of(max((first.grades, last.grades), key=lambda source: source.rows), part_lines)

    def counted(engine: DuckDB, part: Part) -> Counter[Pair]:
        before = stood_after(first, part, tiers) if is_opening else stood_before(first, part, tiers)
        after = stood_after(last, part, tiers)
        return Counter(
            {
                (one, other): lines
                for one, other, lines in engine.rows(
                    f"SELECT b.tier, a.tier, count(*) FROM ({before}) AS b"
                    f" FULL JOIN ({after}) AS a ON a.subscriber_id = b.subscriber_id GROUP BY ALL"
                )
            }
        )

    whole: Counter[Pair] = Counter()
    with closing(through_parts(parts, counted, *resources, scratch)) as results:
        for found in results:
            whole.update(found)

    def name(number: int | None) -> str | None:
        return None if number is None else tiers[number]

    lines = {(name(one), name(other)): whole[one, other] for one, other in sorted(whole, key=_order)}
    return Flows(lines, first.run.recorded.month if is_opening else None)


def _order(pair: Pair) -> tuple[int, ...]:
    """Best first, no tier last."""
    return tuple(99 if number is None else number for number in pair)


def stood_after(files: RunFiles, part: Part, tiers: Sequence[str]) -> str:
    """The lines of a part that stand at a tier after a run, as SQL; what starts stands in the events."""
    if not files.run.has_memberships:
        grades = files.grades.select(part.first, part.last)
        return (
            f"SELECT subscriber_id, {rank('rated_tier', tiers)} AS tier FROM ({grades})"
            " WHERE rated_tier IS NOT NULL"
        )
    return f"""{_kept(files, part, tiers)}
        UNION ALL SELECT subscriber_id, {rank("tier", tiers)} AS tier FROM ({_events(files, part)})
        WHERE change IN ('joined', 'risen', 'renewed', 'fallen')"""


def stood_before(files: RunFiles, part: Part, tiers: Sequence[str]) -> str:
    """The lines of a part that stood at a tier before a run, as SQL."""
    tier = f"""CASE WHEN change IN ('renewed', 'lapsed') THEN {rank("tier", tiers)}
        ELSE {rank("previous_tier", tiers)} END"""
    return f"""{_kept(files, part, tiers)}
        UNION ALL SELECT subscriber_id, {tier} AS tier FROM ({_events(files, part)})
        WHERE change IN ('renewed', 'lapsed', 'risen', 'fallen', 'ended')"""


def _kept(files: RunFiles, part: Part, tiers: Sequence[str]) -> str:
    """Lines whose membership runs on: they stand at one tier before and after."""
    grades = f"SELECT * FROM ({files.grades.select(part.first, part.last)}) WHERE change = 'kept'"
    if not files.has_grace:
        return f"SELECT subscriber_id, {rank('tier', tiers)} AS tier FROM ({grades})"
    memberships = files.memberships.select(part.first, part.last)
    stand = standing(files.run, grades, memberships, tiers)
    return f"SELECT subscriber_id, tier FROM ({stand}) WHERE tier IS NOT NULL"


def _events(files: RunFiles, part: Part) -> str:
    return files.events.select(part.first, part.last)
