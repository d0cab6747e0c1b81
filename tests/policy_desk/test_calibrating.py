"""Calibrations: one pass over a month, and then any shares at once, the same as the command line's."""

from __future__ import annotations

import json
import random
from collections import Counter
from decimal import Decimal

import pytest

from tests.policy_desk.desk import LI, NOW, ONE_DATABASE, READER
from tierline.foresight.calibration import rules
from tierline.foresight.calibration.errors import LadderUnsuited, SharesOverOne, TierSkipped
from tierline.foresight.calibration.model import Histogram, Rung, Spot, Wish
from tierline.policy_desk import asking, calibrations
from tierline.policy_desk.calibrating import gathered_of
from tierline.policy_desk.calibrations import ShareWish, shares, take_bounds
from tierline.policy_desk.errors import PlaceUnknown, SimulationUnknown
from tierline.policy_desk.model import Step
from tierline.rights.errors import PermissionMissing


@pytest.fixture
def task(desk):
    """A calibration of the star scheme on the graded month."""
    with desk.database.write() as connection:
        asked = asking.ask_calibration(connection, LI, desk.settings, "unicom-star", now=NOW)
    return desk.carry_out(asked)


@pytest.mark.clause("GRD-16", "GRD-19")
def test_shares_become_bounds_at_once_and_go_into_a_draft(desk, task):
    before = shares(READER, desk.settings, task.id)
    assert (before.eligible, before.figure, before.month) == (40, "score", "2026-11")
    assert [str(tier.bound) for tier in before.tiers] == ["260", "140", "90", "30", "0"]
    assert all(tier.bound == tier.bound_before and tier.lines == tier.lines_before for tier in before.tiers)
    assert sum(one.lines for one in before.bins) == 40

    wishes = [ShareWish("five_star", Decimal("0.1")), ShareWish("four_star", at_most=8)]
    found = shares(READER, desk.settings, task.id, wishes)
    five, four, three, *_ = found.tiers
    # Line i scores 1.10 times (20 + 8 i): the best four lines begin with line 37.
    assert (five.bound, five.reached, five.lines) == (Decimal("347.6"), 4, 4)
    assert (four.reached, four.lines, three.bound) == (12, 8, Decimal(90))
    assert found.is_falling
    assert sum(tier.lines for tier in found.tiers) + found.none + sum(n for _, _, n in found.beside) == 40

    draft = desk.begin("unicom-star")
    bounds = [(tier.tier, tier.bound) for tier in found.tiers]
    with desk.database.write() as connection:
        taken = take_bounds(connection, LI, desk.settings, draft.id, draft.version, task.id, bounds, now=NOW)
    shown = desk.get(taken)
    line = shown.content.block("tier").lines[0]
    assert line.rows[:2] == (("347.6", "five_star"), ("277.2", "four_star"))
    assert "Calibrated on the figures of 2026-11" in line.cited.interpretation.chosen.en
    assert shown.is_readable
    assert Step.SUBMIT in shown.possible
    with desk.database.write() as connection, pytest.raises(PlaceUnknown):
        take_bounds(connection, LI, desk.settings, draft.id, 2, task.id, [("six", Decimal(1))], now=NOW)
    harbour = desk.begin()
    with desk.database.write() as connection, pytest.raises(SimulationUnknown):
        take_bounds(connection, LI, desk.settings, harbour.id, 1, task.id, bounds, now=NOW)

    for wrong, kind in (
        ([ShareWish("four_star", Decimal("0.1"))], TierSkipped),
        ([ShareWish("five_star", Decimal("0.9")), ShareWish("four_star", Decimal("0.2"))], SharesOverOne),
    ):
        with pytest.raises(kind):
            shares(READER, desk.settings, task.id, wrong)
    with desk.database.write() as connection, pytest.raises(LadderUnsuited):
        asking.ask_calibration(connection, LI, desk.settings, "harbour", now=NOW)
    with desk.database.read() as connection:
        assert asking.last_calibration(connection, READER, "unicom-star").id == task.id


@ONE_DATABASE
def test_an_unknown_calibration_is_refused(desk):
    with pytest.raises(SimulationUnknown):
        shares(READER, desk.settings, "0" * 36)


@pytest.mark.parametrize("seed", range(20))
def test_bounds_and_counts_are_those_of_the_calibration(seed):
    chance = random.Random(seed)
    spots: Counter[Spot] = Counter()
    for _ in range(chance.randint(1, 60)):
        figure = chance.choice([None, *range(0, 4000, chance.choice([1, 250]))])
        beside = chance.choice([None, None, 0, 1, 3])
        spots[Spot(figure, beside, (), chance.choice([0, 0, 1, 6]))] += chance.randint(1, 9)
    spots[Spot(100, None, (), 0)] += 1
    histogram = Histogram(spots=spots)
    found = gathered_of(json.loads(json.dumps(kept(histogram))))
    ranking = ("a", "b", "x", "c")
    wishes = [
        Wish("a", share=Decimal(chance.randint(0, 30)) / 100),
        Wish("b", at_most=chance.randint(0, 40)),
        Wish("c", share=Decimal(chance.randint(0, 40)) / 100),
    ]

    expected = rules.bounds(histogram.figures, wishes)
    assert calibrations._bounds(found, wishes) == [one.bound for one in expected]
    rungs = [Rung(wish.tier, one.bound) for wish, one in zip(wishes, expected, strict=True)]
    counted = rules.rated(histogram, rungs, ranking)
    assert found.rated(rungs, ranking) == {
        **{tier: counted[tier] for tier in ranking},
        "none": counted[None],
    }
    assert [found.reaching(rung.bound) for rung in rungs] == [
        rules.reached(histogram.figures, rung.bound) for rung in rungs
    ]
    assert len(found.bins()) <= 200
    assert sum(lines for _, _, lines in found.bins()) == sum(
        lines for spot, lines in spots.items() if spot.figure is not None
    )


def kept(histogram):
    groups: dict[tuple[int | None, int], dict[str, object]] = {}
    for spot, lines in histogram.spots.items():
        key = (spot.beside, spot.barred)
        one = groups.setdefault(
            key, {"beside": spot.beside, "barred": spot.barred, "without": 0, "figures": []}
        )
        if spot.figure is None:
            one["without"] += lines
        else:
            one["figures"].append([spot.figure, lines])
    facts = dict.fromkeys(("scheme", "month", "rated_on", "version", "figure"), "")
    return {**facts, "lines": 0, "eligible": histogram.eligible, "groups": list(groups.values())}


@pytest.mark.clause("GRD-19")
@ONE_DATABASE
def test_a_tier_that_is_not_wished_otherwise_keeps_its_lines_and_the_best_their_bounds(desk):
    with desk.database.write() as connection:
        task = asking.ask_calibration(connection, LI, desk.settings, "unicom-star", now=NOW)
    desk.carry_out(task)
    before = shares(READER, desk.settings, task.id).tiers
    as_now = [ShareWish(one.tier) for one in before if one.bound_before]
    assert shares(READER, desk.settings, task.id, as_now).tiers == before
    moved = [*as_now[:1], ShareWish(as_now[1].tier, Decimal("0.3")), *as_now[2:]]
    after = shares(READER, desk.settings, task.id, moved).tiers
    assert (after[0].bound, after[0].own) == (before[0].bound, before[0].own)
    assert after[1].own == 12  # of 40; 14 before
    assert [one.own for one in after[2:-1]] == [one.own for one in before[2:-1]]


@ONE_DATABASE
def test_a_reader_may_not_ask_for_a_calibration(desk):
    with desk.database.write() as connection, pytest.raises(PermissionMissing):
        asking.ask_calibration(connection, READER, desk.settings, "unicom-star", now=NOW)
