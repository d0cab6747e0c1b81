"""Who counts as new, kept, risen, fallen, lapsed and ended, in which month, tier, product and site."""

from __future__ import annotations

from datetime import date

import pytest

from tests.foresight.statistics.asking import asked, cells
from tests.foresight.statistics.scripted import CREDIT, HENAN, SITE, STAR, Month, write_series

JAN_2026, JAN_2012 = date(2026, 1, 1), date(2012, 1, 1)
OTHER_SITE = "65.6501.650102"


def rated(*tiers: str | None) -> list[Month]:
    """A line that is rated these tiers, month by month."""
    return [Month(tier) for tier in tiers]


@pytest.mark.clause("GOV-03")
def test_every_kind_of_change_counts_in_the_month_and_the_tier_it_belongs_to(tmp_path):
    # Joined in January, a star term runs from February to January, so that January is rated anew.
    year = ["three_star"] * 12
    runs = write_series(
        tmp_path,
        STAR,
        JAN_2026,
        {
            1: rated(*year, "three_star"),  # renewed
            2: rated(*year, "two_star"),  # fallen
            3: rated(*year, None),  # lapsed
            4: rated("three_star", "four_star", *["three_star"] * 11),  # risen in February, kept since
            5: [*rated(*year), Month(None, closed_on=date(2026, 12, 20))],  # ended
            6: rated(*[None] * 12, "two_star"),  # joined
            7: rated(*[None] * 13),  # never a member
        },
    )

    found = cells(asked(runs, "month,tier"))

    assert found["2026-01", "three_star"] == {"new": 5, "members_after": 5}
    assert found["2026-02", "three_star"] == {
        "members_before": 5, "risen_out": 1, "kept": 4, "members_after": 4,
    }  # fmt: skip
    assert found["2026-02", "four_star"] == {"risen": 1, "members_after": 1}
    assert found["2027-01", "three_star"] == {
        "members_before": 4, "renewed": 1, "fallen_out": 1, "lapsed": 1, "ended": 1, "members_after": 1,
    }  # fmt: skip
    assert found["2027-01", "two_star"] == {"new": 1, "fallen": 1, "members_after": 2}
    assert found["2027-01", "four_star"] == {"members_before": 1, "kept": 1, "members_after": 1}


@pytest.mark.clause("GOV-03")
def test_without_months_a_table_goes_from_before_the_first_to_after_the_last(tmp_path):
    runs = write_series(
        tmp_path,
        STAR,
        JAN_2026,
        {1: rated("one_star", "two_star", "three_star"), 2: rated(None, "one_star", "one_star")},
    )

    assert cells(asked(runs[1:], "tier")) == {
        ("three_star",): {"risen": 1, "members_after": 1},
        ("two_star",): {"risen": 1, "risen_out": 1},
        ("one_star",): {"members_before": 1, "new": 1, "risen_out": 1, "kept": 1, "members_after": 1},
    }


@pytest.mark.clause("GOV-03")
def test_who_moves_leaves_one_site_and_enters_another_and_is_kept(tmp_path):
    runs = write_series(
        tmp_path, STAR, JAN_2026, {1: [Month("one_star"), Month("one_star", site=OTHER_SITE)]}
    )

    assert cells(asked(runs[1:], "site"))  # a first month knows no site before it
    by_county = cells(asked(runs, "month,site"))
    assert by_county["2026-02", SITE] == {"members_before": 1, "moved_out": 1}
    assert by_county["2026-02", OTHER_SITE] == {"kept": 1, "moved_in": 1, "members_after": 1}
    assert cells(asked(runs, "month"))["2026-02",] == {"members_before": 1, "kept": 1, "members_after": 1}


@pytest.mark.clause("GOV-03")
@pytest.mark.parametrize(
    ("level", "told"), [("province", "41"), ("city", "41.4101"), ("county", "41.4101.410102")]
)
def test_sites_are_told_down_to_the_level_asked_for(level, told, tmp_path):
    hall = f"{SITE}.7"
    runs = write_series(
        tmp_path,
        STAR,
        JAN_2026,
        {1: [Month("one_star"), Month("one_star", site=hall)], 2: [Month("one_star", site="41")] * 2},
    )

    from tierline.foresight.statistics.model import SiteLevel

    found = cells(asked(runs, "month,site", site_level=SiteLevel(level)))

    # From a county to a hall of it is no move at any of these levels; a line of the province itself stays so.
    assert found["2026-02", told]["kept"] == (2 if level == "province" else 1)
    assert not any("moved_in" in counts for counts in found.values())
    assert ("2026-02", "41") in found


def moved_to_3g(tmp_path):
    """Two silver members on 2G; the contract of one is above silver, that of the other below."""
    on_2g = Month("silver", "mobile_2g")
    return write_series(
        tmp_path,
        HENAN,
        JAN_2012,
        {
            1: [on_2g, on_2g, Month("gold", "mobile_3g"), Month("gold", "mobile_3g")],
            2: [on_2g, on_2g, Month(None, "mobile_3g"), Month(None, "mobile_3g")],
            3: [on_2g] * 4,
            4: [on_2g, on_2g, Month("silver", "mobile_bundle"), Month("silver", "mobile_bundle")],
        },
    )


@pytest.mark.clause("GRD-12")
def test_a_2g_member_who_moves_to_3g_is_new_in_3g_and_no_longer_in_2g(tmp_path):
    found = cells(asked(moved_to_3g(tmp_path), "month,product"))

    assert found["2012-03", "mobile_3g"] == {"new": 2, "new_from_2g": 2, "members_after": 2}
    assert found["2012-03", "mobile_2g"] == {
        "members_before": 4, "to_3g": 2, "moved_out": 1, "kept": 1, "members_after": 1,
    }  # fmt: skip
    assert found["2012-03", "mobile_bundle"] == {"kept": 1, "moved_in": 1, "members_after": 1}
    assert found["2012-04", "mobile_3g"] == {"members_before": 2, "kept": 2, "members_after": 2}


@pytest.mark.clause("GRD-12")
def test_the_tier_that_a_contract_starts_is_new_and_no_rise(tmp_path):
    found = cells(asked(moved_to_3g(tmp_path), "month,tier,product"))

    assert found["2012-03", "gold", "mobile_3g"] == {"new": 1, "new_from_2g": 1, "members_after": 1}
    assert found["2012-03", "silver", "mobile_3g"] == {"new": 1, "new_from_2g": 1, "members_after": 1}
    assert found["2012-03", "silver", "mobile_2g"]["to_3g"] == 2
    assert not any("risen" in counts for counts in found.values())


@pytest.mark.clause("GRD-13")
@pytest.mark.parametrize(("scheme", "month"), [(HENAN, JAN_2012), (STAR, JAN_2026)])
def test_who_is_rated_at_the_start_of_a_month_is_new_in_that_month(scheme, month, tmp_path):
    """Also in the star scheme, whose terms start on the first day of the next."""
    tier = "silver" if scheme == HENAN else "one_star"
    runs = write_series(tmp_path, scheme, month, {1: rated(tier, tier)})

    found = cells(asked(runs, "month"))

    assert found[f"{month:%Y-%m}",] == {"new": 1, "members_after": 1}
    assert found[f"{month:%Y}-02",] == {"members_before": 1, "kept": 1, "members_after": 1}


def vip_year(*anew: str | None) -> list[Month]:
    """Silver or gold since January 2012, rated anew in December, the last month of the term, and later."""
    return rated(*["gold"] * 11, *anew)


def test_who_lapses_counts_once_although_the_days_of_grace_run(tmp_path):
    runs = write_series(
        tmp_path, HENAN, JAN_2012, {1: vip_year(None, None, None), 2: vip_year(*["gold"] * 3)}
    )

    found = cells(asked(runs, "month,tier"))

    assert found["2012-12", "gold"] == {"members_before": 2, "lapsed": 1, "renewed": 1, "members_after": 1}
    assert found["2013-01", "gold"] == {"members_before": 1, "kept": 1, "members_after": 1}
    assert cells(asked(runs[12:], "month,tier")) == {
        ("2013-01", "gold"): {"members_before": 1, "kept": 1, "members_after": 1},
        ("2013-02", "gold"): {"members_before": 1, "kept": 1, "members_after": 1},
    }


def test_who_falls_stands_at_the_lower_tier_once_it_is_decided(tmp_path):
    runs = write_series(tmp_path, HENAN, JAN_2012, {1: vip_year("silver", "silver", "silver")})

    found = cells(asked(runs, "month,tier"))

    assert found["2012-12", "gold"] == {"members_before": 1, "fallen_out": 1}
    assert found["2012-12", "silver"] == {"fallen": 1, "members_after": 1}
    assert found["2013-01", "silver"] == {"members_before": 1, "kept": 1, "members_after": 1}
    # Also where the series begins while the lower tier waits.
    assert ("2013-01", "gold") not in cells(asked(runs[12:], "month,tier"))


def test_a_term_granted_anew_in_the_days_of_grace_brings_the_member_back(tmp_path):
    runs = write_series(tmp_path, HENAN, JAN_2012, {1: vip_year(None, "gold", "gold")})

    found = cells(asked(runs, "month"))

    assert found["2012-12",] == {"members_before": 1, "lapsed": 1}
    assert found["2013-01",] == {"other_in": 1, "members_after": 1}


def test_lines_that_leave_the_base_or_come_with_a_membership_are_told_apart(tmp_path):
    here = Month("one_star")
    runs = write_series(tmp_path, STAR, JAN_2026, {1: [here, None, here]})

    found = cells(asked(runs, "month"))

    assert found["2026-02",] == {"members_before": 1, "other_out": 1}
    assert found["2026-03",] == {"other_in": 1, "members_after": 1}


def test_who_joins_anew_because_memberships_were_not_handed_on_goes_and_comes(tmp_path):
    january = write_series(tmp_path / "a", STAR, JAN_2026, {1: rated("one_star")})
    february = write_series(tmp_path / "b", STAR, date(2026, 2, 1), {1: rated("one_star")})

    found = cells(asked([*january, *february], "month"))

    assert found["2026-02",] == {"members_before": 1, "other_out": 1, "new": 1, "members_after": 1}


def test_a_scheme_without_memberships_is_followed_by_its_rated_tiers(tmp_path):
    runs = write_series(
        tmp_path,
        CREDIT,
        JAN_2026,
        {
            1: rated("two_star", "three_star"),
            2: rated("two_star", "one_star"),
            3: rated("two_star", None),
            4: [Month("two_star"), Month("two_star", closed_on=date(2026, 2, 3))],
            5: rated(None, "two_star"),
            6: rated("two_star", "two_star"),
        },
    )

    assert cells(asked(runs, "month")) == {
        ("2026-02",): {
            "members_before": 5, "new": 1, "risen": 1, "risen_out": 1, "fallen": 1, "fallen_out": 1,
            "kept": 1, "lapsed": 1, "ended": 1, "members_after": 4,
        }
    }  # fmt: skip
    assert cells(asked(runs[:1], "month")) == {}
