"""The month in Polars: lazy frames read by the streaming engine, integers for money and ranks.

    python -m benchmarks.peers.with_polars --month 2026-11 --subscribers P --bills P --memberships P
        --special-grades P --out DIR

`figures`, `by_rules` and `written` are apart because the rule engine's peer takes over the middle one only.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from benchmarks.peers.job import Job, job, month_number
from benchmarks.peers.policy import (
    DUTIES,
    FACTORS,
    KEPT_INSIDE_TERM,
    LEAST_TENURE_MONTHS,
    PRODUCTS,
    SCHEME,
    SEGMENTS,
    STARS,
    STARTING,
    TIERS,
    WINDOW_MONTHS,
)

RANK = {tier: rank for rank, tier in enumerate(TIERS)}
KEPT_RANKS = [RANK[tier] for tier in KEPT_INSIDE_TERM]


def month_of(day: pl.Expr) -> pl.Expr:
    """Months counted from one origin."""
    return day.dt.year() * 12 + day.dt.month()


def rank_of(tier: str) -> pl.Expr:
    """The rank of a tier; null where there is none."""
    return pl.col(tier).replace_strict(RANK, return_dtype=pl.Int8)


def tier_of(rank: pl.Expr) -> pl.Expr:
    """The tier of a rank; null where there is none."""
    return rank.replace_strict(dict(enumerate(TIERS)), return_dtype=pl.String)


def memberships(job: Job) -> pl.LazyFrame:
    """The memberships of this scheme that the month before left."""
    held = pl.scan_parquet(job.memberships).filter(pl.col("scheme") == SCHEME)
    return held.select("subscriber_id", rank_of("tier").alias("rank"), "since", "ends_on", "source")


def billed(job: Job, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Fen billed for mobile services by line, in the months that it was on the network."""
    bills = pl.scan_parquet(job.bills).select("subscriber_id", "month", "mobile_billed")
    fen = pl.col("mobile_billed").to_physical().cast(pl.Int64).sum().alias("fen")
    by_line = (
        bills.group_by("subscriber_id").agg(fen, pl.col("month").min()).collect(engine="streaming").lazy()
    )
    joined = lines.select("subscriber_id", first=pl.col("joined_on").dt.truncate("1mo"))
    older = by_line.join(joined, on="subscriber_id").filter(pl.col("month") < pl.col("first"))
    # Bills of before the joining month are rare, and to join lines to all bills takes longer than the sums.
    if older.limit(1).collect().is_empty():
        return by_line.drop("month")
    on_network = bills.join(joined, on="subscriber_id").filter(pl.col("month") >= pl.col("first"))
    return on_network.group_by("subscriber_id").agg(fen)


def figures(job: Job) -> pl.LazyFrame:
    """One row a line, in order: what the rules read, and the membership that runs on the rating day."""
    lines = (
        pl.scan_parquet(job.subscribers)
        .select("subscriber_id", "segment", "product", "site", "joined_on", "status", "closed_on")
        .with_columns(
            tenure_months=month_number(job.month) + 1 - month_of(pl.col("joined_on")),
            closed=((pl.col("status") == "closed") & (pl.col("closed_on") <= job.rated_on)).fill_null(False),
        )
    )
    is_running = pl.col("ends_on").is_null() | (pl.col("ends_on") >= job.rated_on)
    running = (
        memberships(job)
        .filter(is_running)
        .rename(lambda name: f"running_{name}" if name != "subscriber_id" else name)
    )
    special = pl.scan_parquet(job.special_grades).select("subscriber_id", special=rank_of("grade"))
    return (
        lines.join(billed(job, lines), on="subscriber_id", how="left")
        .join(running, on="subscriber_id", how="left")
        .join(special, on="subscriber_id", how="left")
        .with_columns(pl.col("fen").fill_null(0))
        .sort("subscriber_id")
    )


def stepped(steps: Sequence[tuple[int, int]], reached: pl.Expr) -> pl.Expr:
    """The outcome of the highest step that is reached; null below the lowest."""
    found = pl.lit(None, pl.Int8)
    for least, outcome in reversed(steps):
        found = pl.when(reached >= least).then(pl.lit(outcome, pl.Int8)).otherwise(found)
    return found


def by_rules(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Whether each line is rated, and what its figures give; score and factor in twentieths."""
    tenure = pl.col("tenure_months")
    months = pl.min_horizontal(WINDOW_MONTHS, tenure - 1).cast(pl.Int64)
    reason = (
        pl.when("closed")
        .then(pl.lit("closed"))
        .when(~pl.col("segment").is_in(SEGMENTS))
        .then(pl.lit("segment"))
        .when(~pl.col("product").is_in(PRODUCTS))
        .then(pl.lit("product"))
        .when(tenure < LEAST_TENURE_MONTHS)
        .then(pl.lit("tenure"))
    )
    eligible = pl.col("reason").is_null()
    return (
        lines.with_columns(reason=reason)
        .with_columns(
            arpu=pl.when(eligible).then((2 * pl.col("fen") + 100 * months) // (200 * months)),
            factor=pl.when(eligible).then(stepped(FACTORS, tenure - 1)),
        )
        .with_columns(score=pl.col("arpu") * pl.col("factor"))
        .with_columns(spend_rank=stepped(STARS, pl.col("score")))
    )


def decided(lines: pl.LazyFrame, job: Job) -> pl.LazyFrame:
    """What becomes of each line: its rated tier, the change, and the term that this starts."""
    special, spend, rank, running = (
        pl.col(name) for name in ("special", "spend_rank", "rank", "running_rank")
    )
    ends_on = pl.col("running_ends_on")
    first_day_after = ends_on.dt.offset_by("1d")
    by_list = pl.col("reason").is_null() & special.is_not_null() & (spend.is_null() | (special < spend))
    past_term = pl.col("past_term")
    change = (
        pl.when(pl.col("closed"))
        .then(pl.when(running.is_null()).then(pl.lit("none")).otherwise(pl.lit("ended")))
        .when(running.is_null())
        .then(pl.when(rank.is_null()).then(pl.lit("none")).otherwise(pl.lit("joined")))
        .when(past_term < 0)
        .then(
            pl.when((rank < running) & ~running.is_in(KEPT_RANKS))
            .then(pl.lit("risen"))
            .otherwise(pl.lit("kept"))
        )
        .when(rank.is_null())
        .then(pl.when(past_term == 0).then(pl.lit("lapsed")).otherwise(pl.lit("kept")))
        .when(rank < running)
        .then(pl.lit("risen"))
        .when(rank == running)
        .then(pl.lit("renewed"))
        .otherwise(pl.lit("fallen"))
    )
    starts, in_grace, is_risen = pl.col("starts"), past_term > 0, pl.col("change") == "risen"
    return (
        lines.with_columns(
            by_list=by_list,
            rank=pl.when(by_list).then(special).otherwise(spend),
            past_term=(month_number(job.month) + 1 - month_of(first_day_after)).fill_null(-1),
        )
        .with_columns(change=change)
        .with_columns(starts=pl.col("change").is_in(STARTING))
        .with_columns(
            new_since=pl.when(starts & in_grace & is_risen)
            .then(job.rated_on)
            .when(starts & in_grace)
            .then(first_day_after)
            .when(starts)
            .then(job.starts_on),
            new_ends_on=pl.when(starts & in_grace & is_risen)
            .then(job.until_from_rating)
            .when(starts & in_grace)
            .then(first_day_after.dt.offset_by("11mo").dt.month_end())
            .when(starts)
            .then(job.until),
        )
    )


def grades(lines: pl.LazyFrame, job: Job) -> pl.LazyFrame:
    """The rows of grades."""
    starts, goes_on = pl.col("starts"), ~pl.col("change").is_in(["none", "ended"])

    def shown(new: str, old: str) -> pl.Expr:
        return pl.when(starts).then(pl.col(new)).when(goes_on).then(pl.col(old))

    return lines.select(
        "subscriber_id",
        scheme=pl.lit(SCHEME),
        month=pl.lit(job.month),
        eligible=pl.col("reason").is_null(),
        ineligible_reason="reason",
        tenure_months=pl.col("tenure_months").cast(pl.Int32),
        arpu=pl.col("arpu").cast(pl.Int32),
        tenure_factor=hundredths(5 * pl.col("factor").cast(pl.Int64), 4),
        score=hundredths(5 * pl.col("score"), 14),
        rated_tier=tier_of(pl.col("rank")),
        tier=tier_of(shown("rank", "running_rank")),
        since=shown("new_since", "running_since"),
        ends_on=shown("new_ends_on", "running_ends_on"),
        change="change",
        product="product",
        site="site",
        previous_tier=tier_of(pl.col("running_rank")),
    )


def hundredths(whole: pl.Expr, digits: int) -> pl.Expr:
    """Whole hundredths as exact decimals."""
    return (whole.cast(pl.Decimal(digits, 0)) * pl.lit(Decimal("0.01"), pl.Decimal(3, 2))).cast(
        pl.Decimal(digits, 2)
    )


def memberships_after(lines: pl.LazyFrame, job: Job) -> pl.LazyFrame:
    """The memberships that this month leaves: cut short, new, and those of lines that are not in the base."""
    columns = ["subscriber_id", "rank", "since", "ends_on", "source"]
    held = memberships(job)
    left_over = lines.filter(pl.col("running_rank").is_not_null()).select(
        "subscriber_id",
        rank="running_rank",
        since="running_since",
        ends_on=pl.min_horizontal(
            "running_ends_on",
            pl.when("closed").then("closed_on"),
            pl.when("starts").then(pl.col("new_since").dt.offset_by("-1d")),
        ),
        source="running_source",
    )
    new = lines.filter("starts").select(
        "subscriber_id",
        rank="rank",
        since="new_since",
        ends_on="new_ends_on",
        source=pl.when("by_list").then(pl.lit("special")).otherwise(pl.lit("rated")),
    )
    of_closed = lines.filter("closed").select("subscriber_id", "closed_on")
    past = held.filter(pl.col("ends_on") < job.rated_on).join(of_closed, on="subscriber_id")
    cut = past.filter((pl.col("ends_on") > pl.col("closed_on")) & (pl.col("since") <= pl.col("closed_on")))
    ends_on = pl.col("ends_on")
    unknown = held.join(lines, on="subscriber_id", how="anti").filter(
        ends_on.is_null() | (ends_on >= job.rated_on)
    )
    return (
        pl.concat(
            [
                left_over.filter(ends_on.is_null() | (ends_on >= pl.col("since"))),
                new,
                cut.with_columns(ends_on="closed_on").select(columns),
                unknown.select(columns),
            ]
        )
        .sort("subscriber_id", "since")
        .select(
            "subscriber_id",
            pl.lit(SCHEME).alias("scheme"),
            tier_of(pl.col("rank")).alias("tier"),
            "since",
            "ends_on",
            "source",
        )
    )


def write(lines: pl.LazyFrame, job: Job) -> None:
    """Write the three datasets of the result."""
    whole = grades(lines, job)
    duties = (
        pl.when(pl.col("change") == "ended")
        .then(pl.lit([], pl.List(pl.String)))
        .otherwise(pl.lit(list(DUTIES)))
    )
    datasets = {
        "grades": whole.drop("previous_tier"),
        "events": whole.filter(~pl.col("change").is_in(["none", "kept"])).with_columns(duties=duties),
        "memberships": memberships_after(lines, job),
    }
    for name, rows in datasets.items():
        rows.sink_parquet(job.target(name), compression="zstd", compression_level=1)


def graded(job: Job) -> None:
    """Grade the month and write grades, events and memberships."""
    lines = by_rules(figures(job))
    write(decided(lines, job).collect(engine="streaming").lazy(), job)


if __name__ == "__main__":
    graded(job(__doc__))
