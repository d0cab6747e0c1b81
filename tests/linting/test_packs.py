"""A sound pack broken in one way at a time, and what is told of it."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from tests.linting.checking import LADDER, told, with_tiers
from tests.policy.harbour import HARBOUR, with_change, with_version
from tierline.linting.model import Code, Told
from tierline.linting.packs import told_of_pack
from tierline.linting.words import Wording
from tierline.policy.load import bundled_packs, read_pack
from tierline.policy.model import Rates
from tierline.policy.statement import Part
from tierline.tables.linting.model import Severity

MEASURES = """\
    spend:
      title: {en: spend, zh: 消费}
      mean: billed
      last_months: 3
"""
FACTOR = """\
    tenure_factor:
      title: {en: factor, zh: 系数}
      from: {tenure_years: {at_least: {2: 1.10, 1: 1.00}}}
"""


def with_score(*lines: str) -> str:
    """The pack with a score, of which the tiers are made."""
    listed = "".join(f"  - {line}\n" for line in lines)
    text = with_tiers("score: {at_least: {200: blue, 100: white}}")
    return with_change("  tier:\n", f"  score:\n{listed}  tier:\n", text)


def beside_the_note(text: str) -> list[Told]:
    """What is told but that nothing is given below the rungs."""
    return [each for each in told(text) if each.code is not Code.BELOW_RUNGS]


def said(each: Told, text: str) -> str:
    return Wording(read_pack(text, "harbour.yaml")).sentence(each).en


SCHEMES_OF_SITES = {name for name, pack in bundled_packs().items() if pack.rates is Rates.SITE}


@pytest.mark.parametrize("scheme", sorted(set(bundled_packs()) - SCHEMES_OF_SITES))
def test_of_a_bundled_pack_only_is_told_that_below_its_rungs_there_is_no_tier(scheme):
    (note,) = told_of_pack(bundled_packs()[scheme])

    assert (note.code, note.severity) == (Code.BELOW_RUNGS, Severity.NOTE)
    assert note.versions == tuple(version.starts_on for version in bundled_packs()[scheme].versions)


@pytest.mark.clause("GRD-23")
@pytest.mark.parametrize("scheme", sorted(SCHEMES_OF_SITES))
def test_of_a_scheme_of_sites_only_is_told_that_there_is_no_level_without_all_measurements(scheme):
    (note,) = told_of_pack(bundled_packs()[scheme])

    assert (note.code, note.severity) == (Code.NULL_GAP, Severity.NOTE)


def test_a_hole_between_the_bounds_of_a_criterion_is_told():
    text = bundled_packs()["network-service"].text.replace("(3..5]", "(3..4]")

    (gap,) = (each for each in told_of_pack(read_pack(text, "any.yaml")) if each.code is Code.GAP)

    assert gap.part is Part.CRITERIA
    assert gap.finding.example["price_per_gb"] == Decimal("4.5")


def test_each_bundled_pack_is_linted_within_fifty_milliseconds():
    for pack in bundled_packs().values():
        took = []
        for _ in range(3):
            started = time.process_time()
            told_of_pack(pack)
            took.append(time.process_time() - started)

        assert min(took) < 0.05, pack.scheme


def test_of_a_sound_pack_nothing_else_is_told():
    assert [each.code for each in told(HARBOUR)] == [Code.BELOW_RUNGS]


def test_a_gap_between_two_rungs_is_no_rung_missed():
    text = with_tiers("table: {inputs: [spend], rules: [['[100..150)', white], ['>= 200', blue]]}")

    (gap,) = beside_the_note(text)

    assert (gap.code, gap.severity, gap.line) == (Code.GAP, Severity.WARNING, 20)
    assert said(gap, text) == "No row holds where spend: at least 150 and less than 200."


def test_a_highest_rung_with_an_end_leaves_a_gap_above():
    text = with_tiers("table: {inputs: [spend], rules: [['[100..200)', white], ['[200..900]', blue]]}")

    assert [said(each, text) for each in beside_the_note(text)] == [
        "No row holds where spend: more than 900."
    ]


def test_a_falling_ladder_ends_as_it_is_meant_to():
    text = with_tiers("table: {inputs: [spend], rules: [['< 100', blue], ['< 200', white]]}")

    assert beside_the_note(text) == []


def test_a_product_that_is_rated_and_has_no_rung_is_told_and_one_that_is_not_rated_is_not():
    mobile = "product: [mobile_2g, mobile_3g, mobile_4g, mobile_5g, mobile_bundle]"
    sound = with_tiers(f"spend: {{at_least: {{200: blue, 100: white}}}}\n    where: {{{mobile}}}")
    broken = sound.replace(f"where: {{{mobile}}}", f"where: {{{mobile.replace(', mobile_5g', '')}}}")

    (gap,) = [each for each in beside_the_note(broken) if each.code is Code.GAP]

    assert said(gap, broken) == "No row holds where product: 5G mobile."
    # All that is rated is mobile already, so that a test for it decides nothing.
    assert [each.code for each in beside_the_note(sound)] == [Code.IDLE_COLUMN]


def test_a_factor_that_some_eligible_lines_have_not_is_a_gap():
    text = with_change(MEASURES, MEASURES + FACTOR)
    long_enough = with_change("{over: 3}", "{over: 12}", text)

    (gap,) = beside_the_note(text)

    assert (gap.part.value, said(gap, text)) == (
        "measures",
        "No row holds where full years on the network: 0.",
    )
    # Whoever has more than 12 months has a full year.
    assert beside_the_note(long_enough) == []


def test_a_rung_inside_a_better_one_never_decides():
    text = with_change("where: {tenure_months: {at_least: 60}}", "where: {spend: {at_least: 100}}")

    row, idle = beside_the_note(text)

    assert (row.code, row.line) == (Code.UNREACHABLE, 21)
    assert (idle.code, idle.finding.columns) == (Code.IDLE_COLUMN, ("brand",))
    assert said(row, text).endswith("all its cases are decided by [spend: at least 100 → white].")


def test_a_line_of_the_score_that_stands_twice_is_told_to_count_twice():
    text = with_score(
        "spend: {over: {100: 200}}", "tenure_years: {at_least: {1: 50}}", "spend: {over: {100: 200}}"
    )

    (twice,) = beside_the_note(text)

    assert (twice.code, twice.finding.rules) == (Code.DUPLICATE, (1, 3))
    assert said(twice, text).endswith("and both are added up.")


def test_bands_of_the_score_that_share_a_bound_are_told():
    table = "table: {inputs: [spend], rules: [['[100..200]', 20], ['[200..300]', 30]]}"
    text = with_score(table, "tenure_years: {at_least: {1: 50}}")

    (overlap,) = beside_the_note(text)

    assert (overlap.code, overlap.severity) == (Code.OVERLAP, Severity.NOTE)
    assert "hold together where spend: 200; both are added up there." in said(overlap, text)


def test_points_that_fall_up_a_ladder_are_out_of_order():
    text = with_score("spend: {over: {300: 30, 200: 20, 100: 25, 50: 10}}")

    (turn,) = beside_the_note(text)

    assert turn.code is Code.RUNGS
    assert said(turn, text).startswith(
        "From [spend: more than 100 and at most 200 → 25] to [spend: more than 200"
    )


def test_a_condition_that_refuses_nobody_is_told():
    text = with_change("{over: 3}", "{at_least: 0}")

    (never,) = [each for each in beside_the_note(text) if each.code is Code.UNREACHABLE]

    assert said(never, text).endswith("never refuses a line.")


def test_conditions_that_refuse_every_line_are_told_and_nothing_else():
    text = with_change("{over: 3}", "{under: 0}")

    (nobody,) = told(text)

    assert (nobody.code, nobody.severity, nobody.part.value) == (
        Code.NOBODY_ELIGIBLE,
        Severity.WARNING,
        "eligible",
    )
    assert said(nobody, text) == "No line can be eligible."


def test_a_tier_that_no_row_gives_is_told():
    text = with_change(
        "  white: {en: white, zh: 白卡}", "  white: {en: white, zh: 白卡}\n  grey: {en: grey, zh: 灰卡}"
    )

    (never,) = beside_the_note(text)

    assert (never.code, never.tier, said(never, text)) == (
        Code.TIER_NEVER_GIVEN,
        "grey",
        "No row gives the tier grey.",
    )


def test_tiers_on_joining_are_for_some_lines_only_and_their_rungs_may_still_have_a_gap():
    where = "    where: {product: [mobile_3g]}\n"
    sound = "\n  on_joining:\n  - contract_plan: {at_least: {386: blue, 156: white}}\n" + where
    table = "{inputs: [contract_plan], rules: [['>= 386', blue], ['[156..300)', white]]}"
    broken = f"\n  on_joining:\n  - table: {table}\n{where}"

    assert beside_the_note(HARBOUR + sound) == []
    (gap,) = beside_the_note(HARBOUR + broken)
    assert (gap.code, gap.part.value) == (Code.GAP, "on_joining")
    assert "at least 300 and less than 386" in said(gap, HARBOUR + broken)


def test_a_finding_of_a_block_that_versions_share_is_told_once():
    text = with_version("- from: 2021-01-01\n  duties:\n  - tell_customer: [joined]\n")
    broken = text.replace(
        LADDER, "  - table: {inputs: [spend], rules: [['[100..200)', white], ['> 200', blue]]}\n"
    )

    gaps = [each for each in told(broken) if each.code is Code.GAP]

    assert [[str(day) for day in gap.versions] for gap in gaps] == [["2020-01-01", "2021-01-01"]] * 2
