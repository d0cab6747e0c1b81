"""A plain second reading of an outlook: each line of an operator explained by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from tests.grading.engine import rows_of
from tests.grading.explain.one_case import lines_of, rating_of
from tests.grading.operator import Operator, write_operator
from tierline.foresight.outlook.service import Options, outlook
from tierline.grading.explain.asked import Asked, from_run
from tierline.grading.explain.case import grade_line
from tierline.grading.explain.future import as_now, future_of
from tierline.grading.explain.outlook import Anew, next_anew
from tierline.grading.explain.ways import tiers_of_rules
from tierline.grading.run import Request, run
from tierline.policy.eligibility import CLOSED
from tierline.policy.load import in_force
from tierline.policy.model import Pack, WindowMeasure
from tierline.policy.vocabulary import MONEY_COLUMNS

Row = dict[str, Any]


def asked(operator: Operator, pack: Pack, folder: Path) -> Asked:
    """An outlook over the datasets of an operator, which are written below `folder`."""
    files = {name: (str(path),) for name, path in write_operator(folder / "in", operator).items()}
    files["bills"] = tuple(str(path) for path in sorted((folder / "in" / "bills").iterdir()))
    rating = rating_of(operator)
    return Asked(pack, in_force(pack, rating.rated_on), rating, files)


def asked_of_run(operator: Operator, pack: Pack, folder: Path) -> Asked:
    """The same of the folder of a finished run."""
    paths = {name: [str(path)] for name, path in write_operator(folder / "in", operator).items()}
    request = Request(
        (pack.scheme,), operator.month, paths, folder / "run", rated_on=operator.rated_on,
        packs={pack.scheme: pack}, threads=1, memory_mib=256,
    )  # fmt: skip
    run(request)
    return from_run(folder / "run", None, {})


def looked(asked: Asked, out: Path, **options: Any) -> tuple[Row, list[Row]]:
    """What an outlook says, and the rows of its list."""
    data = outlook(asked, Options(out=out, threads=1, memory_mib=256, **options))
    return data, rows_of(out / "lines")


def explained(operator: Operator, pack: Pack, within: int) -> dict[int, Row | None]:
    """By line that is rated anew within so many months: what is lost and what keeps it; None for nothing."""
    found: dict[int, Row | None] = {}
    for line in lines_of(operator):
        rating = rating_of(operator)
        case = grade_line(in_force(pack, rating.rated_on), rating, line)
        anew = None if case.values[CLOSED] is True else next_anew(future_of(pack, case))
        if anew is not None and anew.months <= within:
            found[line.subscriber_id] = None if anew.is_kept_as_now else _lost(anew, as_now(case))
    return found


def _lost(anew: Anew, now: Any) -> Row:
    version, then = anew.as_now.version, anew.as_now
    measured = {one.column for one in version.measures if isinstance(one, WindowMeasure)}
    amounts = [now[name] for name in MONEY_COLUMNS if name in measured]
    present = min(amounts) if amounts else None
    least = anew.least if anew.grants and then.eligible else None
    tier = then.given.tier if anew.grants else None
    is_closed = then.ineligible_reason == "closed"
    return {
        "tier": anew.membership.tier,
        "ends_on": anew.membership.ends_on,
        "rating_month": anew.rating.month,
        "rated_on": anew.rating.rated_on,
        "change": "ended" if is_closed else "fallen" if tier else "lapsed",
        "tier_then": tier,
        "reason": _reason(anew, least),
        "present_monthly": present,
        "least_monthly": least,
        "more_monthly": None if least is None or present is None else Decimal(least) - present,
    }


def _reason(anew: Anew, least: int | None) -> str:
    version, reason = anew.as_now.version, anew.as_now.ineligible_reason
    if reason == "closed" or (anew.grants and reason):
        return str(reason)
    if not anew.grants:
        return "no_new_terms"
    if least is not None:
        return "spend"
    at_least = version.ranking[: version.ranking.index(anew.membership.tier) + 1]
    return "rules" if tiers_of_rules(version) & set(at_least) else "list_only"


def shown(row: Row) -> Row:
    """What a row of the list says of a loss."""
    names = (
        "tier", "ends_on", "rating_month", "rated_on", "change", "tier_then", "reason", "present_monthly",
        "least_monthly", "more_monthly",
    )  # fmt: skip
    return {name: row[name] for name in names}


def with_terms_of(operator: Operator, other: str, pack: Pack, seed: int) -> Operator:
    """The operator with the memberships of another scheme, as though they were of the pack's."""
    rng = Random(seed)
    names = [tier.name for tier in pack.tiers]
    own = [
        {**row, "scheme": pack.scheme, "tier": rng.choice(names), "source": "rated"}
        for row in operator.memberships
        if row["scheme"] == other
    ]
    rest = [row for row in operator.memberships if row["scheme"] not in (other, pack.scheme)]
    return replace(operator, memberships=[*own, *rest])


def lost_rows(found: dict[int, Row | None]) -> Iterator[tuple[int, Row]]:
    """The lines that lose their tier."""
    yield from ((line, row) for line, row in found.items() if row is not None)
