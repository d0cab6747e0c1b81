"""The lines of the demo's scenes, found in its runs: the same ones each time, and each in one scene only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tierline.datasets.sql_text import literal
from tierline.demo.accounts import CITY, COUNTY, OTHER_CITY, PROVINCE
from tierline.demo.installation import Installation
from tierline.demo.months import CARD, STAR, folder_of, month_after
from tierline.sites.model import is_within

TOP, FOUR, THREE = ("five_star", "honoured_guest", "loyal", "four_star"), ("four_star",), ("three_star",)
SOME = ("four_star", "three_star")
LOW = ("two_star", "one_star")
XINSHI, CHANGJI = "65.6501.650104", "65.6523"

STEADY = ("kept",)
"""In its term for some months: what such a line may have is the same before and after the last run."""


@dataclass(frozen=True)
class CastLine:
    """A line of the sample as a scene needs it. `tier` is that of its star grade before the last run."""

    id: int
    msisdn: str
    site: str
    payment: str
    segment: str
    tier: str
    change: str
    card_change: str


@dataclass(frozen=True)
class Wanted:
    """What the line of a scene has to be like."""

    site: str
    tiers: tuple[str, ...]
    payment: str = ""
    changes: tuple[str, ...] = STEADY
    card_changes: tuple[str, ...] = ()
    segment: str = "public"

    def takes(self, line: CastLine) -> bool:
        """True for a line that will do."""
        return (
            is_within(line.site, self.site)
            and line.tier in self.tiers
            and line.segment == self.segment
            and line.change in self.changes
            and (not self.payment or line.payment == self.payment)
            and (not self.card_changes or line.card_change in self.card_changes)
        )


PARTS: Mapping[str, Wanted] = {
    "kashgar_raised": Wanted(OTHER_CITY, SOME, "postpaid"),
    "kashgar_passed_on": Wanted(OTHER_CITY, SOME, "postpaid"),
    "kashgar_expired": Wanted(OTHER_CITY, SOME, "prepaid"),
    "kashgar_booked": Wanted(OTHER_CITY, TOP),
    "changji_settled": Wanted(CHANGJI, SOME, "postpaid"),
    "fallen": Wanted(PROVINCE, FOUR, changes=("fallen",)),
    "undisturbed": Wanted(PROVINCE, (*TOP, *THREE), changes=("risen", "renewed")),
    "card_lost": Wanted(
        COUNTY, (*TOP, *THREE, *LOW), card_changes=("joined", "risen"), changes=("kept", "renewed")
    ),
    "group": Wanted(CITY, ("",), changes=("none",), segment="group"),
    "owes_one_month": Wanted(COUNTY, FOUR, "postpaid"),
    "at_the_hall": Wanted(COUNTY, SOME, "postpaid"),
    "last_unpaid": Wanted(COUNTY, SOME, "postpaid"),
    "time_ran_out": Wanted(COUNTY, SOME, "postpaid"),
    "just_raised": Wanted(XINSHI, SOME, "postpaid"),
    "nearly_over": Wanted(XINSHI, SOME, "postpaid"),
    "credit_running": Wanted(CITY, SOME, "prepaid"),
    "credit_ran_out": Wanted(CITY, SOME, "prepaid"),
    "extended": Wanted(CITY, SOME, "postpaid"),
    "paid_in_time": Wanted(CITY, TOP, "postpaid"),
    "two_months": Wanted(CITY, SOME, "postpaid"),
    "ended_by_hand": Wanted(CITY, THREE, "postpaid"),
    "sim_replaced": Wanted(COUNTY, TOP),
    "sim_paid": Wanted(COUNTY, (*THREE, *LOW)),
    "quota_used_up": Wanted(CITY, FOUR),
    "birthday": Wanted(CITY, TOP),
    "booked_today": Wanted(CITY, TOP),
    "booked_tomorrow": Wanted(CITY, TOP),
    "booked_and_kept": Wanted(CITY, TOP),
    "booked_and_missed": Wanted(CITY, TOP),
    "booked_and_cancelled": Wanted(CITY, TOP),
    "in_care_1": Wanted(CITY, TOP),
    "in_care_2": Wanted(CITY, TOP),
    "in_care_3": Wanted(CITY, TOP),
    "in_care_4": Wanted(CITY, TOP),
    "in_care_5": Wanted(CITY, TOP),
    "in_care_6": Wanted(CITY, TOP),
    "lost_phone": Wanted(CITY, LOW, "postpaid"),
    "new_plan": Wanted(CITY, LOW, "postpaid"),
    "new_product": Wanted(CITY, LOW, "postpaid"),
    "refused_product": Wanted(CITY, LOW, "postpaid"),
}
"""Scarce lines first. In a small operator some scenes find no line, and are left out."""


def cast(demo: Installation, last: date) -> dict[str, CastLine]:
    """The line of each scene that finds one, by its part."""
    left = _candidates(demo, last)
    found = {}
    for part, wanted in PARTS.items():
        line = next((one for one in left if wanted.takes(one)), None)
        if line is not None:
            left.remove(line)
            found[part] = line
    return found


def _candidates(demo: Installation, last: date) -> list[CastLine]:
    """Handsets of Xinjiang in use that had a tier in both published months, or are of a group, by id."""
    # DuckDB takes its time to load, which the other commands need not wait for.
    import duckdb

    now, before = folder_of(demo.runs, last), folder_of(demo.runs, month_after(last, -1))
    sql = f"""
        SELECT s.subscriber_id, s.msisdn, s.site, s.payment, s.segment, coalesce(earlier.tier, ''),
          later.change, coalesce(card.change, '')
        FROM {_parquet(demo.datasets / "subscribers" / "*.parquet")} s
        JOIN {_parquet(before / STAR / "grades" / "*.parquet")} earlier USING (subscriber_id)
        JOIN {_parquet(now / STAR / "grades" / "*.parquet")} later USING (subscriber_id)
        LEFT JOIN {_parquet(now / CARD / "grades" / "*.parquet")} card USING (subscriber_id)
        WHERE s.status = 'active' AND starts_with(s.product, 'mobile')
          AND starts_with(s.site, {literal(PROVINCE)})
          AND (earlier.change IN ('kept', 'renewed') OR s.segment = 'group')
        ORDER BY s.subscriber_id
    """
    with duckdb.connect() as connection:
        return [CastLine(*row) for row in connection.execute(sql).fetchall()]


def _parquet(path: object) -> str:
    return f"read_parquet({literal(str(path))})"
