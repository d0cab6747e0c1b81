"""What a calibration refuses: each kind of bad input has a sentence in both languages; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.foresight.calibration.plain import calibrated, counts, shares
from tests.grading.small_base import PHONE, replaced, write
from tests.policy.harbour import HARBOUR, with_change
from tierline.errors import InputError
from tierline.foresight.calibration import wishes
from tierline.foresight.calibration.errors import (
    HistoryOutside,
    LadderUnsuited,
    LinesTooFew,
    NobodyEligible,
    SharesOverOne,
    StartTooEarly,
    TierOffLadder,
    TierSkipped,
    TierTwice,
    VersionAhead,
    WishMissing,
    WishUnreadable,
)
from tierline.foresight.calibration.ladder import ladder_of
from tierline.foresight.calibration.model import Wish
from tierline.policy.load import bundled_packs, read_pack
from tierline.wording import Language

STAR = ladder_of(bundled_packs()["unicom-star"].versions[-1])


def sentence(caught: pytest.ExceptionInfo[InputError]) -> str:
    """The English sentence; the Chinese one is another, and neither tells a phone number."""
    english, chinese = (caught.value.message(language) for language in Language)
    assert PHONE not in english + chinese
    assert "{" not in english + chinese
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    return english


# ---------------------------------------------------------------- shares and head counts


@pytest.mark.parametrize(
    "written",
    [
        *("five_star", "five_star=", "=0.02", "five_star=-0.1", "five_star=2%", "five_star=1e-2"),
        *(
            "five_star=nan",
            "five_star=0,02",
            "five_star=1.01",
            "five_star=2",
            "five star=0.1",
            "five_star=٠.1",
        ),
    ],
)
def test_a_share_is_an_exact_decimal_from_0_to_1(written: str) -> None:
    with pytest.raises(WishUnreadable) as caught:
        wishes.share(written)

    assert written in sentence(caught)


@pytest.mark.parametrize("written", ["five_star", "five_star=-1", "five_star=1.5", "five_star=50,000", "=3"])
def test_a_head_count_is_a_whole_number(written: str) -> None:
    with pytest.raises(WishUnreadable) as caught:
        wishes.at_most(written)

    assert "expected a tier and a whole number of lines" in sentence(caught)


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ((), WishMissing, "--share five_star=0.02"),
        (shares(six_star="0.1"), TierOffLadder, "gives no tier six_star"),
        # The ladder of scores has no rung for those who come by a list.
        (shares(honoured_guest="0.1"), TierOffLadder, "--share: the ladder of unicom-star gives no tier"),
        (counts(loyal=3), TierOffLadder, "--at-most: the ladder of unicom-star gives no tier loyal"),
        ((*shares(five_star="0.1"), *counts(five_star=3)), TierTwice, "five_star is named twice"),
        (shares(five_star="0.1", three_star="0.1"), TierSkipped, "four_star stands above three_star"),
        (shares(five_star="0.5", four_star="0.500001"), SharesOverOne, "add up to 1.000001"),
    ],
)
def test_wishes_that_do_not_fit_the_ladder_are_refused(
    given: tuple[Wish, ...], error: type[InputError], said: str
) -> None:
    with pytest.raises(error) as caught:
        wishes.in_order("unicom-star", STAR, given)

    assert said in sentence(caught)


def test_wishes_come_from_the_best_tier_down_in_whatever_order_they_are_given() -> None:
    given = (*shares(three_star="0.3"), *counts(four_star=2), *shares(five_star="0.1"))

    found = wishes.in_order("unicom-star", STAR, given)

    assert [wish.tier for wish in found] == ["five_star", "four_star", "three_star"]


@pytest.mark.parametrize("given", [counts(five_star=41), (*shares(five_star="0.5"), *counts(four_star=21))])
def test_more_lines_than_are_eligible_are_refused(given: tuple[Wish, ...], tmp_path: Path) -> None:
    with pytest.raises(LinesTooFew) as caught:
        calibrated(write(tmp_path), given)

    assert "Only 40 lines are eligible, and the tiers named are to have 41." in sentence(caught)


# ---------------------------------------------------------------- the base and the day


def test_a_base_without_an_eligible_line_is_refused(tmp_path: Path) -> None:
    paths = write(tmp_path, {"subscribers": replaced("subscribers", "true", "segment", "'group'")})

    with pytest.raises(NobodyEligible) as caught:
        calibrated(paths, shares(five_star="0.1"))

    assert "None of the 40 lines is eligible under unicom-star and has a figure (segment: 40)" in sentence(
        caught
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"bills": "SELECT * FROM bills UNION ALL SELECT * FROM bills WHERE subscriber_id = 3"},
            "more than one",
        ),
        ({"subscribers": replaced("subscribers", "subscriber_id = 2", "product", "'telex'")}, "product"),
        (
            {"bills": "SELECT * FROM bills WHERE month < DATE '2026-10-01'"},
            "Most likely this is the wrong month",
        ),
    ],
)
def test_rows_that_break_the_contract_are_refused_as_the_monthly_run_does(
    changes: dict[str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        calibrated(write(tmp_path, changes), shares(five_star="0.1"), part_lines=16)

    assert said in sentence(caught)


def test_a_version_stands_behind_the_last_one(tmp_path: Path) -> None:
    with pytest.raises(StartTooEarly) as caught:
        calibrated(write(tmp_path), shares(five_star="0.1"), starts_on=date(2015, 1, 20))

    assert "found 2015-01-20; the last version of unicom-star is in force from 2015-01-20" in sentence(caught)


def test_a_version_that_is_not_in_force_yet_is_not_calibrated(tmp_path: Path) -> None:
    later = "\n- from: 2027-01-01\n  tier:\n  - spend: {at_least: {250: blue, 120: white}}\n"
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs/harbour.yaml").write_text(HARBOUR + later, "utf-8")

    with pytest.raises(VersionAhead) as caught:
        calibrated(write(tmp_path), shares(blue="0.1"), scheme="harbour", policies=tmp_path / "packs")

    assert "starts on 2027-01-01, after the rating day 2026-11-05" in sentence(caught)


@pytest.mark.parametrize("history", [-1, 49])
def test_the_months_of_history_are_few(history: int, tmp_path: Path) -> None:
    with pytest.raises(HistoryOutside) as caught:
        calibrated(write(tmp_path), shares(five_star="0.1"), history=history)

    assert "from 0 to 48" in sentence(caught)


# ---------------------------------------------------------------- schemes without one ladder

LINE = "  - brand: {is: {gotone: white}}\n    where: {tenure_months: {at_least: 60}}\n"
SPEND = "  - spend: {at_least: {200: blue, 100: white}}\n"


def harbour(tier: str) -> Callable[[], Any]:
    """The last version of the harbour pack with these lines of tiers."""
    return lambda: read_pack(with_change(SPEND + LINE, tier), "harbour.yaml").versions[-1]


def bundled(scheme: str) -> Callable[[], Any]:
    return lambda: bundled_packs()[scheme].versions[-1]


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (bundled("unicom-vip"), "decided by mean_billed_6m, product, tenure_months"),
        (bundled("unicom-vip-henan"), "decided by"),
        (bundled("unicom-vip-xinjiang"), "decided by mean_billed_6m, segment"),
        (bundled("unicom-card"), "decided by"),
        (harbour(SPEND + "    where: {product: [mobile_4g]}\n"), "decided by spend, product"),
        (harbour("  - spend: {over: {200: blue, 100: white}}\n"), "the line for blue is no rung"),
        (harbour("  - brand: {is: {gotone: white}}\n"), "over brand, which is neither a score nor a measure"),
        (
            harbour("  - spend: {at_least: {200: white}}\n  - spend: {at_least: {300: blue}}\n"),
            "several ladders",
        ),
        (harbour("  - spend: {at_least: {200.125: blue}}\n"), "the bound 200.125 of blue has more than two"),
    ],
)
def test_a_scheme_without_one_ladder_is_refused(version: Callable[[], Any], said: str) -> None:
    with pytest.raises(LadderUnsuited) as caught:
        ladder_of(version())

    assert said in sentence(caught)


@pytest.mark.parametrize(
    ("scheme", "rungs"), [("unicom-star", 5), ("cmcc-credit", 5), ("ctcc-star", 7), ("cmcc-star", 8)]
)
def test_a_scheme_with_one_ladder_can_be_calibrated(scheme: str, rungs: int) -> None:
    ladder = ladder_of(bundled(scheme)())

    assert (ladder.figure, len(ladder.rungs)) == ("score", rungs)
