"""The bundled standards say, cell by cell, what the printed matrices say."""

from __future__ import annotations

from datetime import date

import pytest

from tests.entitlements.asking import STAR_DAY, VIP_DAY, asked, bundled
from tests.entitlements.harbour import DAY, HARBOUR, SUNRISE, harbour
from tierline.entitlements.matrix import InForce, Row
from tierline.entitlements.model import Handling, Level, Per, Reason
from tierline.entitlements.policy import read_standards
from tierline.entitlements.rules import decide
from tierline.policy.load import bundled_packs, in_force
from tierline.policy.model import Basis

MARKS = {"P": Level.PRIORITY, "Y": Level.ENTITLED, "S": Level.STANDARD, "-": Level.NOT_ENTITLED}

# diamond, gold, silver, nobody
VIP = [
    ("ENT-01", "hotline_priority", "PPPS"),
    ("ENT-02", "hall_priority", "PPPS"),
    ("ENT-03", "dedicated_line", "YY--"),
    ("ENT-04", "emergency_reconnection", "YYY-"),
    ("ENT-08", "sim_replacement", "YYYS"),
    ("ENT-09", "roaming_without_deposit", "YYY-"),
    ("ENT-10", "appointment", "YY--"),
    ("ENT-11", "do_not_disturb", "YYY-"),
    ("ENT-11", "birthday_greeting", "YYY-"),
    ("ENT-12", "broadband_repair", "SSSS"),
    ("ENT-12", "broadband_relocation", "SSSS"),
    ("ENT-15", "bill_by_post", "YYY-"),
    ("ENT-15", "temporary_credit", "YYY-"),
    ("ENT-15", "credit_raised", "YYY-"),
]

# five stars, guests, loyal, four, three, two, one, nobody
STAR = [
    ("ENT-01", "hotline_priority", "PPPPPSSS"),
    ("ENT-02", "hall_priority", "PPPPPSSS"),
    ("ENT-03", "dedicated_line", "YY------"),
    ("ENT-04", "emergency_reconnection", "YYYYY---"),
    ("ENT-08", "sim_replacement", "YYYYSSSS"),
    ("ENT-09", "roaming_without_deposit", "YYYY----"),
    ("ENT-10", "appointment", "YYYY----"),
    ("ENT-11", "do_not_disturb", "YYYYY---"),
    ("ENT-11", "birthday_greeting", "YYYYY---"),
    ("ENT-12", "broadband_repair", "PPPPSSSS"),
    ("ENT-12", "broadband_relocation", "PPPPSSSS"),
]

CASES = [
    pytest.param(name, day, row, marks, clause, marks=pytest.mark.clause(clause), id=f"{name}-{row}")
    for name, day, rows in (
        ("unicom-vip-services", VIP_DAY, VIP),
        ("unicom-star-services", STAR_DAY, STAR),
    )
    for clause, row, marks in rows
]


def standard_on(name: str, day: date) -> InForce:
    """One bundled standard as it holds on a day."""
    return next(each for each in bundled(day).standards if each.standard.name == name)


def row_of(name: str, day: date, service: str) -> Row:
    """One of its rows."""
    return standard_on(name, day).rows[service]


@pytest.mark.parametrize(("name", "day", "service", "marks", "clause"), CASES)
def test_a_row_has_the_marks_of_the_printed_matrix(name, day, service, marks, clause):
    row = row_of(name, day, service)

    assert [cell.level for cell in row.cells.values()] == [MARKS[mark] for mark in marks]
    assert {cell.citation.clause for cell in row.cells.values()} == {clause}


def terms(name: str, day: date, service: str, term: str) -> dict[str, int]:
    """A term of a row by column."""
    return {
        column: int(each.value)
        for column, cell in row_of(name, day, service).cells.items()
        for each in cell.terms
        if each.name == term
    }


@pytest.mark.clause("ENT-04")
def test_vip_credit_and_days_are_those_printed_and_come_once_a_month():
    row = row_of("unicom-vip-services", VIP_DAY, "emergency_reconnection")
    credit = terms("unicom-vip-services", VIP_DAY, "emergency_reconnection", "credit_yuan")
    days = terms("unicom-vip-services", VIP_DAY, "emergency_reconnection", "days")

    assert credit == {"diamond": 300, "gold": 100, "silver": 50}
    assert days == {"diamond": 5, "gold": 3, "silver": 2}
    quotas = [cell.quota for cell in row.cells.values() if cell.level is Level.ENTITLED]
    assert {(quota.times, quota.per) for quota in quotas if quota} == {(1, Per.MONTH)}
    assert None not in quotas
    assert set(row.products) == {"mobile_2g", "mobile_3g", "mobile_4g", "mobile_5g", "mobile_bundle"}


@pytest.mark.clause("ENT-05")
@pytest.mark.parametrize(
    ("name", "day"), [("unicom-vip-services", VIP_DAY), ("unicom-star-services", STAR_DAY)]
)
def test_postpaid_lines_come_back_for_48_hours_with_at_most_one_month_in_arrears(name, day):
    hours = terms(name, day, "emergency_reconnection", "hours")
    months = terms(name, day, "emergency_reconnection", "most_arrears_months")

    assert set(hours.values()) == {48}
    assert set(months.values()) == {1}
    assert (
        set(hours)
        == set(months)
        == {
            column
            for column, cell in row_of(name, day, "emergency_reconnection").cells.items()
            if cell.level is Level.ENTITLED
        }
    )


@pytest.mark.clause("ENT-04")
def test_star_days_are_marked_as_public_and_star_credit_as_an_example():
    cell = row_of("unicom-star-services", STAR_DAY, "emergency_reconnection").cells["five_star"]
    bases = {term.name: term.citation.basis for term in cell.terms}

    assert bases["days"] is Basis.PUBLIC
    assert bases["credit_yuan"] is Basis.EXAMPLE
    assert cell.quota
    assert cell.quota.times == 1


@pytest.mark.clause("ENT-08")
def test_silver_replaces_a_card_free_once_a_year_and_better_tiers_without_limit():
    vip = row_of("unicom-vip-services", VIP_DAY, "sim_replacement").cells
    star = row_of("unicom-star-services", STAR_DAY, "sim_replacement").cells

    assert vip["silver"].quota
    assert (vip["silver"].quota.times, vip["silver"].quota.per) == (1, Per.YEAR)
    free = [vip["diamond"], vip["gold"], *(star[tier] for tier in list(star)[:4])]
    assert [cell.quota for cell in free] == [None] * 6
    assert {term.name for tier in list(star)[4:] for term in star[tier].terms} == {"fee_yuan"}


@pytest.mark.clause("CHN-02")
def test_vips_wait_five_minutes_in_the_hall():
    vip = terms("unicom-vip-services", VIP_DAY, "hall_priority", "within_minutes")

    assert vip == {"diamond": 5, "gold": 5, "silver": 5}


@pytest.mark.clause("ENT-14")
def test_the_six_lounges_of_xinjiang_are_places_with_their_sites():
    places = row_of("unicom-vip-services", VIP_DAY, "airport_lounge").places

    assert [place.name for place in places] == ["urumqi", "kashgar", "ili", "bazhou", "hotan", "aksu"]
    assert all(place.site.startswith("65.65") for place in places)


@pytest.mark.clause("ENT-16")
def test_group_customers_have_all_that_they_are_promised():
    group = standard_on("unicom-group-services", VIP_DAY)

    assert {name: row.cells["group"].level for name, row in group.rows.items()} == {
        "group_round_the_clock": Level.ENTITLED,
        "group_contact": Level.ENTITLED,
        "group_technical_support": Level.ENTITLED,
        "group_faults": Level.PRIORITY,
        "group_compensation": Level.ENTITLED,
        "group_personal_data": Level.ENTITLED,
        "group_charges": Level.ENTITLED,
    }


@pytest.mark.clause("ENT-17")
def test_a_new_row_is_data_and_is_decided_without_code():
    book = harbour(HARBOUR.replace("    pier:\n", f"    sunrise_walk:\n{SUNRISE}    pier:\n"))

    found = decide(book.at(DAY, "65"), "sunrise_walk", asked(("harbour", "white")))

    assert (found.level, found.reason, found.left) == (Level.ENTITLED, Reason.GRANTED, 3)
    assert found.title.zh == "日出漫步"
    assert found.handling is Handling.USE


@pytest.mark.clause("ENT-17")
def test_the_two_legible_services_that_put_communication_first_are_rows():
    rows = standard_on("unicom-vip-services", VIP_DAY).rows

    assert {"hotline_priority", "emergency_reconnection"} <= set(rows)


def test_every_tier_of_a_scheme_has_a_column_in_the_standard_that_serves_it():
    for standard in read_standards(None).values():
        for scheme in standard.schemes.values():
            tiers = {tier.name for tier in bundled_packs()[scheme.name].tiers}
            assert tiers <= {*standard.columns, *scheme.read_as}, (standard.name, scheme.name)


def test_standards_and_schemes_stop_granting_on_the_same_day():
    for standard in read_standards(None).values():
        for scheme in standard.schemes:
            pack = bundled_packs()[scheme]
            for version in standard.versions:
                life = in_force(pack, version.starts_on).life
                assert life
                assert life.grants_new_terms == version.new_terms, (standard.name, scheme)


def test_what_is_not_the_source_is_explained_in_both_languages():
    entries = [entry for standard in read_standards(None).values() for entry in standard.entries]

    assert len(entries) > 20
    for entry in entries:
        said = entry.citation.interpretation
        assert said
        assert all(text.en and text.zh for text in (said.open, said.chosen, said.instead))


@pytest.mark.clause("GRD-02")
def test_a_supreme_card_is_served_as_a_diamond_card_under_its_own_name():
    found = decide(bundled(VIP_DAY), "dedicated_line", asked(("unicom-vip-xinjiang", "supreme")))

    assert found.is_granted
    assert found.tier == "supreme"
    assert found.says.en == "Granted to supreme."
