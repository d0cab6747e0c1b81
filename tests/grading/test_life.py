"""The life of a membership: its laws, its worked examples, and its two forms held equal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierline.grading.life import Rated, Standing, after, decide, term_end
from tierline.grading.life_columns import CHANGES, cut_end, with_change, with_outcome, with_started
from tierline.grading.model import Membership, Rating, Transition
from tierline.grading.months import day_of_month, first_day, last_day, last_term_month, month_number
from tierline.grading.plan import statement
from tierline.policy.load import bundled_packs
from tierline.policy.model import Version
from tierline.policy.vocabulary import Change

VERSIONS = [version for pack in bundled_packs().values() for version in pack.versions if version.life]
BY_DAY = {f"{version.scheme} {version.starts_on}": version for version in VERSIONS}
VIP = next(version for version in VERSIONS if version.scheme == "unicom-vip")

SCHEMA = {
    "closed": "boolean",
    "closed_on": "date",
    "rated_rank": "int8",
    "running_rank": "int8",
    "running_since": "date",
    "running_ends_on": "date",
    "waiting_rank": "int8",
}

days = st.dates(date(2009, 1, 1), date(2032, 12, 31))
months = st.integers(month_number(date(2011, 1, 1)), month_number(date(2030, 12, 1)))


@st.composite
def cases(draw: st.DrawFn, version: Version, rating: Rating) -> dict[str, Any]:
    """One line before a rating, with or without a running and a waiting membership."""
    ranks = st.integers(0, len(version.ranking) - 1)
    case: dict[str, Any] = dict.fromkeys(SCHEMA)
    case["rated_rank"] = draw(st.none() | ranks)
    case["closed"] = draw(st.booleans()) and draw(st.booleans())
    if case["closed"]:
        case["closed_on"] = rating.rated_on - timedelta(days=draw(st.integers(0, 400)))
    if draw(st.booleans()) or draw(st.booleans()):
        case["running_rank"] = draw(ranks)
        case["running_since"] = rating.rated_on - timedelta(days=draw(st.integers(0, 500)))
        assert version.life is not None
        near = st.integers(0, 70) | st.integers(0, 800)
        ends_on = draw(
            st.sampled_from(
                [last_day(rating.number), last_day(rating.number + 1), day_of_month(rating.number + 1, 8)]
            )
            | near.map(lambda days: rating.rated_on + timedelta(days=days))
        )
        case["running_ends_on"] = None if version.life.is_open else max(ends_on, rating.rated_on)
        follows = case["running_ends_on"] and case["running_ends_on"] + timedelta(days=1)
        if follows and month_number(follows) == rating.number and draw(st.booleans()):
            case["waiting_rank"] = draw(ranks)
    return case


def membership(version: Version, rank: int, since: date, ends_on: date | None) -> Membership:
    return Membership(version.scheme, version.ranking[rank], since, ends_on, "rated")


def decided_one(version: Version, rating: Rating, case: dict[str, Any]) -> dict[str, Any]:
    """What life.py decides, in the form in which the columns say it."""
    running = waiting = None
    if case["running_rank"] is not None:
        running = membership(version, case["running_rank"], case["running_since"], case["running_ends_on"])
    if case["waiting_rank"] is not None:
        since = case["running_ends_on"] + timedelta(days=1)
        waiting = membership(version, case["waiting_rank"], since, term_end(version.life, since))
    rated = Rated(None if case["rated_rank"] is None else version.ranking[case["rated_rank"]], "rated")
    outcome = decide(version, rating, Standing(running, waiting), rated, closed=case["closed"])
    held = tuple(one for one in (running, waiting) if one is not None)
    left = after(held, outcome, rating, case["closed_on"] if case["closed"] else None)
    cut = next(
        (one for one in left if running and one.since == running.since and one.tier == running.tier), None
    )
    started = outcome.started
    shown = started or (None if outcome.change in (Change.NONE, Change.ENDED) else running)
    if shown is running and outcome.left_on is not None:
        shown = replace(running, ends_on=min(running.ends_on, outcome.left_on))
    return {
        "change": outcome.change.value,
        "started": (started.since, started.ends_on) if started else None,
        "shown": (shown.tier, shown.since, shown.ends_on) if shown else None,
        "cut": cut.ends_on if cut is not None and cut is not started else "dropped",
    }


def decided_many(version: Version, rating: Rating, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the columns decide, row by row."""
    table = ibis.table({"number": "int64", **SCHEMA}, name="cases")
    started = with_outcome(with_started(with_change(table, version, rating), version, rating))
    whole = started.mutate(cut=cut_end(started, started.running_ends_on)).order_by("number")
    with duckdb.connect() as connection:
        types = {"boolean": pa.bool_(), "date": pa.date32(), "int8": pa.int8()}
        columns = {name: pa.array([one[name] for one in found], types[kind]) for name, kind in SCHEMA.items()}
        rows = pa.table({"number": pa.array(range(len(found)), pa.int64()), **columns})
        connection.register("cases", rows)
        cursor = connection.execute(statement(whole))
        names = [column[0] for column in cursor.description]
        answers = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [said(version, one, case) for one, case in zip(answers, found, strict=True)]


def said(version: Version, row: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    def day(value: Any) -> Any:
        return value.date() if hasattr(value, "date") else value

    tier = None if row["tier_rank"] is None else version.ranking[row["tier_rank"]]
    end = day(row["cut"])
    is_dropped = case["running_rank"] is None or (end is not None and end < case["running_since"])
    return {
        "change": CHANGES[row["change"]],
        "started": (day(row["started_since"]), day(row["started_ends_on"])) if row["starts"] else None,
        "shown": (tier, day(row["since"]), day(row["ends_on"])) if tier else None,
        "cut": "dropped" if is_dropped else end,
    }


@pytest.mark.parametrize("name", BY_DAY)
@given(data=st.data(), month=months, day=st.integers(0, 30))
@settings(max_examples=12)
def test_columns_decide_what_one_line_is_decided(
    name: str, data: st.DataObject, month: int, day: int
) -> None:
    version = BY_DAY[name]
    rating = Rating(first_day(month), min(first_day(month) + timedelta(days=day), last_day(month)))
    found = data.draw(st.lists(cases(version, rating), min_size=1, max_size=60))

    many = decided_many(version, rating, found)

    assert many == [decided_one(version, rating, case) for case in found]


@pytest.mark.parametrize("name", BY_DAY)
@pytest.mark.parametrize("transition", [Transition.KEPT, Transition.NOW])
@given(data=st.data(), month=months, begun=st.none() | st.integers(-300, 1))
@settings(max_examples=6)
def test_columns_decide_a_transition_as_for_one_line(
    name: str, transition: Transition, data: st.DataObject, month: int, begun: int | None
) -> None:
    version, rated_on = BY_DAY[name], first_day(month) + timedelta(days=4)
    begun_before = None if begun is None else rated_on + timedelta(days=begun)
    rating = Rating(first_day(month), rated_on, transition, begun_before)
    found = data.draw(st.lists(cases(version, rating), min_size=1, max_size=60))

    many = decided_many(version, rating, found)

    assert many == [decided_one(version, rating, case) for case in found]


STAR = next(version for version in VERSIONS if version.scheme == "unicom-star")
RATED = Rating(date(2026, 12, 1), date(2026, 12, 5))
INSIDE = (date(2026, 3, 10), date(2027, 3, 8))
TRANSITIONS = [
    # transition, held, rated; change, tier, since, and the last day of the tier held before
    ("up", "gold", "diamond", ("risen", "diamond", date(2026, 12, 5), date(2026, 12, 4))),
    ("up", "gold", "silver", ("kept", "gold", date(2026, 3, 10), date(2027, 3, 8))),
    ("kept", "gold", "diamond", ("kept", "gold", date(2026, 3, 10), date(2027, 3, 8))),
    ("kept", "gold", "silver", ("kept", "gold", date(2026, 3, 10), date(2027, 3, 8))),
    ("now", "gold", "diamond", ("risen", "diamond", date(2026, 12, 5), date(2026, 12, 4))),
    ("now", "gold", "gold", ("kept", "gold", date(2026, 3, 10), date(2027, 3, 8))),
    ("now", "gold", "silver", ("fallen", "silver", date(2026, 12, 5), date(2026, 12, 4))),
    ("now", "gold", None, ("lapsed", "gold", date(2026, 3, 10), date(2026, 12, 4))),
]


@pytest.mark.parametrize(("transition", "held", "rated", "expected"), TRANSITIONS)
def test_a_transition_decides_what_becomes_of_a_tier_inside_its_term(
    transition: str, held: str, rated: str | None, expected: tuple[str, str, date, date]
) -> None:
    # Only VIP versions that grant new terms have what a transition could change.
    rating = replace(RATED, transition=Transition(transition))
    running = Membership("unicom-vip", held, *INSIDE, "rated")

    outcome = decide(VIP, rating, Standing(running, None), Rated(rated, "rated"), closed=False)

    left = after((running,), outcome, rating, None)
    shown = outcome.started or running
    assert (outcome.change.value, shown.tier, shown.since, left[0].ends_on) == expected


@pytest.mark.parametrize("transition", ["kept", "now"])
def test_a_transition_changes_nothing_at_the_end_of_a_term_nor_where_nothing_runs(transition: str) -> None:
    ends = [date(2027, 1, 8), date(2026, 12, 8)]  # the last term month, and the days of grace
    standings = [Standing(None, None)]
    standings += [Standing(Membership("unicom-vip", "gold", INSIDE[0], end, "rated"), None) for end in ends]
    rating = replace(RATED, transition=Transition(transition))

    for standing in standings:
        for tier in (*VIP.ranking, None):
            given_tier = Rated(tier, "rated")
            found = decide(VIP, rating, standing, given_tier, closed=False)

            assert found == decide(VIP, RATED, standing, given_tier, closed=False)


@pytest.mark.clause("GRD-18")
@pytest.mark.parametrize("transition", Transition)
def test_no_transition_takes_a_guest_grade_inside_its_term(transition: Transition) -> None:
    rating = replace(RATED, transition=transition)
    running = Membership("unicom-star", "honoured_guest", date(2026, 4, 1), date(2027, 3, 31), "special")

    outcome = decide(STAR, rating, Standing(running, None), Rated("one_star", "rated"), closed=False)

    assert outcome.change is Change.KEPT


@pytest.mark.clause("GRD-07")
@pytest.mark.parametrize("name", BY_DAY)
@given(data=st.data(), month=months)
@settings(max_examples=40)
def test_no_tier_falls_inside_its_term(name: str, data: st.DataObject, month: int) -> None:
    version = BY_DAY[name]
    rating = Rating(first_day(month), first_day(month) + timedelta(days=4))
    case = data.draw(cases(version, rating))
    if case["closed"] or case["running_rank"] is None or case["running_ends_on"] is None:
        return
    if rating.number >= last_term_month(case["running_ends_on"]):
        return

    found = decided_one(version, rating, case)

    assert found["change"] in ("kept", "risen")
    assert version.ranking.index(found["shown"][0]) <= case["running_rank"]


@pytest.mark.clause("GRD-06", "GRD-07")
@given(since=days)
def test_a_vip_term_ends_on_the_8th_of_the_month_after_its_twelfth(since: date) -> None:
    assert VIP.life is not None

    ends_on = term_end(VIP.life, since)

    assert ends_on is not None
    assert ends_on.day == 8
    assert last_term_month(ends_on) == month_number(since) + 11


@pytest.mark.clause("GRD-08", "GRD-20")
@pytest.mark.parametrize("name", BY_DAY)
@given(data=st.data(), month=months)
@settings(max_examples=40)
def test_nothing_of_a_closed_line_reaches_past_its_closing(
    name: str, data: st.DataObject, month: int
) -> None:
    version = BY_DAY[name]
    rating = Rating(first_day(month), first_day(month) + timedelta(days=4))
    case = data.draw(cases(version, rating)) | {
        "closed": True,
        "closed_on": rating.rated_on - timedelta(days=3),
    }

    found = decided_one(version, rating, case)

    assert found["change"] == ("none" if case["running_rank"] is None else "ended")
    assert found["shown"] is None
    assert found["cut"] == "dropped" or found["cut"] <= case["closed_on"]
