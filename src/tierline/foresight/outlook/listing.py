"""The list of the lines that would lose their tier: what becomes of each, why, and what would keep it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tierline.datasets.sql_text import quoted
from tierline.foresight.outlook.figures import JOINED, each
from tierline.foresight.outlook.model import BANDS, CHANGES, KEEPS, REASONS, Ahead, Lost, kept_by
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.engines.types import Coded, ColumnType, Hundredths
from tierline.policy.vocabulary import Change, Reason

FIRST = (
    "more_fen", "held_rank", "ahead", "subscriber_id", "rank_then", "site", "product", "present_fen", "least",
)  # fmt: skip
"""Columns of the lines that are cheapest to keep, in the order in which they are sorted: what is lacking,
then the better tier, then the nearer rating."""


@dataclass(frozen=True)
class Listing:
    """The statement over `threatened` and `settled`, that of the file, and the types of its columns."""

    sql: str
    file: str
    types: Mapping[str, ColumnType]

    def write(self, engine: DuckDB, target: Path) -> None:
        """Write the lines of the part in order."""
        engine.write(self.file, self.types, "subscriber_id", target)


def listing_of(ratings: Sequence[Ahead], scheme: str, ranking: Sequence[str]) -> Listing:
    """The listing of an outlook."""
    present = _by_rating(ratings, _present)
    columns = (
        "subscriber_id, site, product, held_rank, held_ends_on, ahead, reason_then AS reason,"
        f" CASE WHEN reason_then = {_code(Reason.CLOSED)} THEN {CHANGES.index(Change.ENDED)}"
        f" WHEN rank_then IS NULL THEN {CHANGES.index(Change.LAPSED)}"
        f" ELSE {CHANGES.index(Change.FALLEN)} END AS change,"
        " rank_then, present_fen, least, 100 * least - present_fen AS more_fen,"
        f" CASE WHEN reason_then = {_code(Reason.TENURE)} AND lacking > 0 THEN lacking END AS wait_months"
    )
    told = (
        f"SELECT *, {_reason(ratings)} AS reason_then, {_rank_then(ratings)} AS rank_then,"
        f" {present} AS present_fen, {_wait(ratings)} AS lacking"
        " FROM threatened LEFT JOIN settled USING (subscriber_id)"
    )
    sql = f"SELECT *, {_band()} AS band FROM (SELECT {columns} FROM ({told}))"
    months = _by_rating(ratings, lambda one: f"DATE '{one.rating.month}'")
    days = _by_rating(ratings, lambda one: f"DATE '{one.rating.rated_on}'")
    keeps = " ".join(
        f"WHEN {number} THEN {KEEPS.index(kept_by(reason))}" for number, reason in enumerate(REASONS)
    )
    file = (
        "SELECT subscriber_id, 0 AS scheme, site, product, held_rank AS tier, held_ends_on AS ends_on,"
        f" {months} AS rating_month, {days} AS rated_on, change, rank_then AS tier_then, reason,"
        f" CASE reason {keeps} END AS kept_by, present_fen AS present_monthly, least AS least_monthly,"
        " more_fen AS more_monthly, wait_months FROM listed"
    )
    return Listing(sql, file, _types(scheme, ranking))


def _types(scheme: str, ranking: Sequence[str]) -> dict[str, ColumnType]:
    tiers = Coded(tuple(ranking))
    return {
        "subscriber_id": "BIGINT",
        "scheme": Coded((scheme,)),
        "site": "VARCHAR",
        "product": "VARCHAR",
        "tier": tiers,
        "ends_on": "DATE",
        "rating_month": "DATE",
        "rated_on": "DATE",
        "change": Coded(CHANGES),
        "tier_then": tiers,
        "reason": Coded(REASONS),
        "kept_by": Coded(KEEPS),
        "present_monthly": Hundredths(14),
        "least_monthly": "INTEGER",
        "more_monthly": Hundredths(14),
        "wait_months": "INTEGER",
    }


# ---------------------------------------------------------------- why, and what then


def _code(reason: str) -> int:
    return REASONS.index(reason)


def _reason(ratings: Sequence[Ahead]) -> str:
    """The number of the reason. A line that is closed by then is told before terms that are not granted."""
    granted = _by_rating(ratings, lambda one: str(one.grants).lower())
    by_rules = _by_rating(ratings, lambda one: str(one.best_by_rules))
    return (
        f"CASE WHEN reason = {_code(Reason.CLOSED)} THEN reason"
        f" WHEN NOT {granted} THEN {_code(Lost.NO_NEW_TERMS)}"
        " WHEN reason IS NOT NULL THEN reason"
        f" WHEN least IS NOT NULL THEN {_code(Lost.SPEND)}"
        f" WHEN held_rank < {by_rules} THEN {_code(Lost.LIST_ONLY)}"
        f" ELSE {_code(Lost.RULES)} END"
    )


def _rank_then(ratings: Sequence[Ahead]) -> str:
    """The rank that the line comes to hold then; NULL for none."""
    granted = _by_rating(ratings, lambda one: str(one.grants).lower())
    return f"CASE WHEN {granted} THEN rated_rank END"


def _present(one: Ahead) -> str:
    """What is billed a month, in fen: of several columns that a version measures, the one with the least."""
    amounts = ", ".join(quoted(each(column)) for column in one.columns)
    return f"least({amounts})" if amounts else "CAST(NULL AS BIGINT)"


def _wait(ratings: Sequence[Ahead]) -> str:
    """How many months after the rating the line is long enough on the network; NULL for never."""

    def lacking(one: Ahead) -> str:
        first = one.least_tenure
        return "NULL" if first is None else f"{first} - ({one.rating.number + 1} - {JOINED})"

    return f"CAST({_by_rating(ratings, lacking)} AS BIGINT)"


def _band() -> str:
    """Which band of BANDS holds what is lacking, from 0; NULL where no spend keeps the tier."""
    branches = " ".join(f"WHEN more_fen <= {100 * yuan} THEN {number}" for number, yuan in enumerate(BANDS))
    return f"CASE WHEN more_fen IS NULL THEN NULL {branches} ELSE {len(BANDS)} END"


def _by_rating(ratings: Sequence[Ahead], said: Callable[[Ahead], str]) -> str:
    """SQL that differs by the rating ahead; plain where it does not."""
    by_months = {one.months: said(one) for one in ratings}
    if len(set(by_months.values())) == 1:
        return f"({by_months[ratings[0].months]})"
    branches = " ".join(f"WHEN {months} THEN {sql}" for months, sql in by_months.items())
    return f"(CASE ahead {branches} END)"
