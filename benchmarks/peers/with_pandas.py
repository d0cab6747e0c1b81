"""The month in pandas: one frame of the lines, numbers and days in numpy columns, conditions by `select`.

    python -m benchmarks.peers.with_pandas --month 2026-11 --subscribers P --bills P --memberships P
        --special-grades P --out DIR

Amounts are made whole fen while they are Arrow still: as objects, which pandas has for decimals, they would
take the time of everything else together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.peers import files
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

NONE = -1
"""The rank of no tier."""
BELOW_ALL = len(TIERS)
KEPT_RANKS = [TIERS.index(tier) for tier in KEPT_INSIDE_TERM]


def frame(table: pa.Table) -> pd.DataFrame:
    """Arrow as a frame: texts as categories, days as numpy days."""
    return table.to_pandas(date_as_object=False, strings_to_categorical=True)


def month_of(days: pd.Series) -> pd.Series:
    """Months counted from one origin; NaN where there is no day."""
    return days.dt.year * 12 + days.dt.month


def ranks(tiers: pd.Series) -> np.ndarray:
    """The rank of each tier; NONE where there is none."""
    return pd.Categorical(tiers, categories=list(TIERS)).codes.astype(np.int64)


def texts(codes: np.ndarray, words: Sequence[str]) -> pa.DictionaryArray:
    """The word of each code; null where it is NONE."""
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=codes == NONE), pa.array(words))


def of_month(days: pd.Series) -> pd.Series:
    """The first day of the month of each day."""
    return days - pd.to_timedelta(days.dt.day - 1, unit="D")


def memberships(job: Job) -> pd.DataFrame:
    """The memberships of this scheme that the month before left."""
    held = frame(
        files.read(job.memberships, ["subscriber_id", "scheme", "tier", "since", "ends_on", "source"])
    )
    held = held[held["scheme"] == SCHEME].drop(columns="scheme")
    return held.assign(rank=ranks(held["tier"])).drop(columns="tier")


def billed(job: Job, lines: pd.DataFrame) -> pd.Series:
    """Fen billed for mobile services by line, in the months that it was on the network."""
    table = files.read(job.bills, ["subscriber_id", "month", "mobile_billed"])
    bills = pd.DataFrame(
        {
            "subscriber_id": table["subscriber_id"].to_numpy(),
            "month": table["month"].to_numpy(),
            "fen": files.fen(table["mobile_billed"]).to_numpy(),
        }
    )
    first = of_month(lines.set_index("subscriber_id")["joined_on"])
    on_network = bills["month"].to_numpy() >= first.reindex(bills["subscriber_id"]).to_numpy()
    return bills[on_network].groupby("subscriber_id", sort=False)["fen"].sum()


def figures(job: Job) -> pd.DataFrame:
    """One row a line, in order: what the rules read, and the membership that runs on the rating day."""
    lines = frame(
        files.read(
            job.subscribers,
            ["subscriber_id", "segment", "product", "site", "joined_on", "status", "closed_on"],
        )
    ).sort_values("subscriber_id", ignore_index=True)
    lines["tenure_months"] = (month_number(job.month) + 1 - month_of(lines["joined_on"])).astype(np.int64)
    lines["closed"] = (lines["status"] == "closed") & (lines["closed_on"] <= pd.Timestamp(job.rated_on))
    ids = lines["subscriber_id"]
    lines["fen"] = billed(job, lines).reindex(ids, fill_value=0).to_numpy()
    held = memberships(job)
    running = held[held["ends_on"].isna() | (held["ends_on"] >= pd.Timestamp(job.rated_on))]
    running = running.set_index("subscriber_id").reindex(ids)
    for name in ("since", "ends_on", "source"):
        lines[f"running_{name}"] = running[name].array
    lines["running_rank"] = running["rank"].fillna(NONE).to_numpy(np.int64)
    special = frame(files.read(job.special_grades, ["subscriber_id", "grade"])).set_index("subscriber_id")
    listed = pd.Series(ranks(special["grade"]), special.index)
    lines["special"] = listed.reindex(ids, fill_value=NONE).to_numpy()
    return lines


def stepped(steps: Sequence[tuple[int, int]], reached: np.ndarray) -> np.ndarray:
    """The outcome of the highest step that is reached; NONE below the lowest."""
    return np.select([reached >= least for least, _ in steps], [outcome for _, outcome in steps], NONE)


def by_rules(lines: pd.DataFrame) -> pd.DataFrame:
    """Whether each line is rated, and what its figures give; score and factor in twentieths."""
    tenure, fen = lines["tenure_months"].to_numpy(), lines["fen"].to_numpy()
    reasons = {
        "closed": lines["closed"],
        "segment": ~lines["segment"].isin(SEGMENTS),
        "product": ~lines["product"].isin(PRODUCTS),
        "tenure": tenure < LEAST_TENURE_MONTHS,
    }
    months = np.clip(tenure - 1, 1, WINDOW_MONTHS)
    factor = stepped(FACTORS, tenure - 1)
    arpu = (2 * fen + 100 * months) // (200 * months)
    reason = np.select(list(reasons.values()), range(len(reasons)), NONE)
    eligible = reason == NONE
    spend_rank = np.where(eligible, stepped(STARS, arpu * factor), NONE)
    special = lines["special"].to_numpy()
    by_list = eligible & (special != NONE) & ((spend_rank == NONE) | (special < spend_rank))
    return lines.assign(
        reason=pd.Categorical.from_codes(reason, list(reasons)),
        arpu=arpu,
        factor=factor,
        by_list=by_list,
        rank=np.where(by_list, special, spend_rank),
    )


def decided(lines: pd.DataFrame, job: Job) -> pd.DataFrame:
    """What becomes of each line: the change, and the term that this starts."""
    closed, rank, running = (lines[name].to_numpy() for name in ("closed", "rank", "running_rank"))
    first_day_after = lines["running_ends_on"] + pd.Timedelta(days=1)
    past_term = (month_number(job.month) + 1 - month_of(first_day_after)).fillna(-1).to_numpy()
    is_better = (rank != NONE) & (rank < running)
    is_inside = past_term < 0
    change = np.select(
        [
            closed & (running == NONE),
            closed,
            (running == NONE) & (rank == NONE),
            running == NONE,
            is_inside & is_better & ~np.isin(running, KEPT_RANKS),
            is_inside,
            (rank == NONE) & (past_term == 0),
            rank == NONE,
            is_better,
            rank == running,
        ],
        ["none", "ended", "none", "joined", "risen", "kept", "lapsed", "kept", "risen", "renewed"],
        "fallen",
    )
    starts, in_grace = np.isin(change, STARTING), past_term > 0
    conditions = [starts & in_grace & (change == "risen"), starts & in_grace, starts]
    full_term = of_month(of_month(first_day_after) + pd.Timedelta(days=370)) - pd.Timedelta(days=1)

    def day(rises: date, in_grace: pd.Series, otherwise: date) -> np.ndarray:
        choices = [
            np.datetime64(rises, "s"),
            in_grace.to_numpy("datetime64[s]"),
            np.datetime64(otherwise, "s"),
        ]
        return np.select(conditions, choices, np.datetime64("NaT", "s"))

    return lines.assign(
        change=change,
        starts=starts,
        new_since=day(job.rated_on, first_day_after, job.starts_on),
        new_ends_on=day(job.until_from_rating, full_term, job.until),
    )


def write_lines(lines: pd.DataFrame, job: Job) -> None:
    """Write grades and events."""
    rank, running, change = (lines[name].to_numpy() for name in ("rank", "running_rank", "change"))
    starts, goes_on = lines["starts"].to_numpy(), ~np.isin(change, ["none", "ended"])
    not_rated = lines["reason"].notna().to_numpy()
    score = np.where(not_rated, 0, lines["arpu"] * lines["factor"])

    def shown(new: str, old: str) -> pa.Array:
        days = lines[new].where(starts, lines[old].where(goes_on))
        return pa.array(days.to_numpy("datetime64[D]"), from_pandas=True)

    def rated(numbers: np.ndarray) -> pa.Array:
        return pa.array(numbers, pa.int64(), mask=not_rated)

    columns = {
        "subscriber_id": pa.array(lines["subscriber_id"]),
        "scheme": pa.repeat(SCHEME, len(lines)),
        "month": pa.repeat(pa.scalar(job.month), len(lines)),
        "eligible": pa.array(~not_rated),
        "ineligible_reason": pa.array(lines["reason"]),
        "tenure_months": pa.array(lines["tenure_months"]),
        "arpu": rated(lines["arpu"].to_numpy()),
        "tenure_factor": rated(5 * lines["factor"].to_numpy()),
        "score": rated(5 * score),
        "rated_tier": texts(rank, TIERS),
        "tier": texts(np.where(starts, rank, np.where(goes_on, running, NONE)), TIERS),
        "since": shown("new_since", "running_since"),
        "ends_on": shown("new_ends_on", "running_ends_on"),
        "change": pa.array(change),
        "product": pa.array(lines["product"]),
        "site": pa.array(lines["site"]),
    }
    files.write(columns, files.GRADES, job.target("grades"))
    is_event = pa.array(~np.isin(change, ["none", "kept"]))
    columns["previous_tier"] = texts(running, TIERS)
    events = {name: column.filter(is_event) for name, column in columns.items()}
    events["duties"] = [[] if one == "ended" else list(DUTIES) for one in events["change"].to_pylist()]
    files.write(events, files.EVENTS, job.target("events"))


def memberships_after(lines: pd.DataFrame, job: Job) -> pd.DataFrame:
    """The memberships that this month leaves: cut short, new, and those of lines that are not in the base."""
    columns = ["subscriber_id", "rank", "since", "ends_on", "source"]
    cut = pd.concat(
        [
            lines["running_ends_on"],
            lines["closed_on"].where(lines["closed"]),
            lines["new_since"] - pd.Timedelta(days=1),
        ],
        axis=1,
    ).min(axis=1)
    left_over = pd.DataFrame(
        {
            "subscriber_id": lines["subscriber_id"],
            "rank": lines["running_rank"],
            "since": lines["running_since"],
            "ends_on": cut,
            "source": lines["running_source"].astype("str"),
        }
    )[lines["running_rank"] != NONE]
    left_over = left_over[left_over["ends_on"].isna() | (left_over["ends_on"] >= left_over["since"])]
    begun = lines[lines["starts"]]
    new = pd.DataFrame(
        {
            "subscriber_id": begun["subscriber_id"],
            "rank": begun["rank"],
            "since": begun["new_since"],
            "ends_on": begun["new_ends_on"],
            "source": np.where(begun["by_list"], "special", "rated"),
        }
    )
    held = memberships(job)
    held["source"] = held["source"].astype("str")
    past = held[held["ends_on"] < pd.Timestamp(job.rated_on)].merge(
        lines.loc[lines["closed"], ["subscriber_id", "closed_on"]], on="subscriber_id"
    )
    past = past[(past["ends_on"] > past["closed_on"]) & (past["since"] <= past["closed_on"])]
    is_left = held["ends_on"].isna() | (held["ends_on"] >= pd.Timestamp(job.rated_on))
    unknown = held[is_left & ~held["subscriber_id"].isin(lines["subscriber_id"])]
    whole = pd.concat([left_over, new, past.assign(ends_on=past["closed_on"])[columns], unknown[columns]])
    return whole.sort_values(["subscriber_id", "since"])


def write_memberships(after: pd.DataFrame, job: Job) -> None:
    """Write memberships."""

    def days(name: str) -> pa.Array:
        return pa.array(after[name].to_numpy("datetime64[D]"), from_pandas=True)

    columns = {
        "subscriber_id": pa.array(after["subscriber_id"]),
        "scheme": pa.repeat(SCHEME, len(after)),
        "tier": texts(after["rank"].to_numpy(np.int64), TIERS),
        "since": days("since"),
        "ends_on": days("ends_on"),
        "source": pa.array(after["source"]),
    }
    files.write(columns, files.MEMBERSHIPS, job.target("memberships"))


def graded(job: Job) -> None:
    """Grade the month and write grades, events and memberships."""
    lines = decided(by_rules(figures(job)), job)
    write_lines(lines, job)
    write_memberships(memberships_after(lines, job), job)


if __name__ == "__main__":
    graded(job(__doc__))
