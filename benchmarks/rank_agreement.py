"""How far an operator's own grades and ours put the same lines in the same order.

    python benchmarks/rank_agreement.py RESULT GIVEN [--tiers BEST,...,WORST] [--json]

RESULT is the folder of a graded month (with grades/*.parquet), GIVEN the given_grades.parquet of an import.
Two schemes with different rules can agree in order only, never row by row: hence ranks and a cross table.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

STARS = ("five_star", "four_star", "three_star", "two_star", "one_star")
NOT_GRADED = "-"


@dataclass(frozen=True)
class GradedLine:
    """One line with both grades; `given_rank`, `tier` and `score` are None where it has none."""

    given: str
    given_rank: int | None
    tier: str | None
    score: Decimal | None


@dataclass(frozen=True)
class Agreement:
    """Rank correlations over `lines`; None where one side does not vary."""

    lines: int
    spearman: float | None
    kendall: float | None


def lines_of(result: Path, given: Path) -> list[GradedLine]:
    """The lines that both files hold, in order of their ids."""
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT o.grade, o.rank, g.rated_tier, g.score "
            "FROM read_parquet($given) o JOIN read_parquet($grades) g USING (subscriber_id) "
            "ORDER BY subscriber_id",
            {"given": str(given), "grades": str(result / "grades" / "*.parquet")},
        ).fetchall()
    return [GradedLine(*row) for row in rows]


def agreement(pairs: Sequence[tuple[float, float]]) -> Agreement:
    """Spearman's rho and Kendall's tau-b of the two sides of the pairs."""
    from scipy import stats

    theirs, ours = [a for a, _ in pairs], [b for _, b in pairs]
    if len(set(theirs)) < 2 or len(set(ours)) < 2:
        return Agreement(len(pairs), None, None)
    rho = stats.spearmanr(theirs, ours).statistic
    tau = stats.kendalltau(theirs, ours).statistic
    return Agreement(len(pairs), float(rho), float(tau))


def agreements(lines: Sequence[GradedLine], tiers: Sequence[str]) -> dict[str, Agreement]:
    """The agreement of the given grade with our tier and with our score; `tiers` come best first."""
    place: dict[str | None, int] = {tier: len(tiers) - at for at, tier in enumerate(tiers)} | {None: 0}
    unknown = sorted({line.tier for line in lines if line.tier is not None} - set(tiers))
    if unknown:
        raise SystemExit(f"The result has tiers that --tiers does not name: {', '.join(unknown)}.")
    return {
        "tier, lines graded by both": agreement(
            [(line.given_rank, place[line.tier]) for line in lines if line.given_rank and line.tier]
        ),
        "tier, all lines, not graded as the lowest": agreement(
            [(line.given_rank or 0, place[line.tier]) for line in lines]
        ),
        "score, lines graded by the operator and scored by us": agreement(
            [
                (line.given_rank, float(line.score))
                for line in lines
                if line.given_rank and line.score is not None
            ]
        ),
    }


def cross_table(lines: Sequence[GradedLine], tiers: Sequence[str]) -> list[list[str]]:
    """Counts with the given grades as rows, lowest first, and our tiers as columns, best first."""
    given = sorted({(line.given_rank or 0, line.given) for line in lines})
    counts = Counter((line.given, line.tier or NOT_GRADED) for line in lines)
    columns = [*tiers, NOT_GRADED]
    table = [["given grade", *columns]]
    for _, grade in given:
        table.append([grade, *(str(counts[grade, tier]) for tier in columns)])
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the correlations and the cross table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("result", type=Path)
    parser.add_argument("given", type=Path)
    parser.add_argument("--tiers", default=",".join(STARS))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    tiers = asked.tiers.split(",")
    lines = lines_of(asked.result, asked.given)
    if not lines:
        raise SystemExit("The two files have no line in common: give the grades of the same import.")
    found, table = agreements(lines, tiers), cross_table(lines, tiers)
    if asked.json:
        said = {name: vars(one) for name, one in found.items()}
        print(json.dumps({"agreement": said, "cross_table": table}, ensure_ascii=False, indent=2))
        return
    for name, one in found.items():
        if one.spearman is None or one.kendall is None:
            print(f"{name}: {one.lines} lines, one side does not vary")
        else:
            print(f"{name}: {one.lines} lines, Spearman {one.spearman:.3f}, Kendall tau-b {one.kendall:.3f}")
    for row in table:
        print("\t".join(row))


if __name__ == "__main__":
    main()
