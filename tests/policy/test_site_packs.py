"""A pack that rates sites: read, told, compared, and each of its mistakes named, by the schema as well."""

from __future__ import annotations

from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from tests.policy.harbour import HARBOUR, NOTE, with_change
from tests.policy.json_values import json_values
from tests.policy.pier import PIER
from tierline.policy.differences import compared_packs
from tierline.policy.errors import SchemeOfLines, SchemeOfSites
from tierline.policy.json_schema.whole import schema
from tierline.policy.load import bundled_packs, read_pack
from tierline.policy.model import MeasuredKind, Rates
from tierline.policy.pack_text import mistakes_of
from tierline.policy.publication.rating import rated_by
from tierline.policy.statement import Part
from tierline.policy.statements import statements
from tierline.policy.unfolding import decision_tables
from tierline.tables.model import Comparison, Equal
from tierline.wording import Language

VALIDATOR = Draft202012Validator(schema())
DAY = bundled_packs()["network-service"].versions[0].starts_on


@pytest.mark.clause("GRD-23")
def test_a_pack_says_what_it_rates_what_is_measured_and_what_each_criterion_gives():
    pack = read_pack(PIER, "pier.yaml")
    (version,) = pack.versions

    assert pack.rates is version.rates is Rates.SITE
    assert [(one.name, one.kind) for one in version.measurements] == [
        ("signal_dbm", MeasuredKind.DECIMAL),
        ("busy_share", MeasuredKind.SHARE),
        ("faults", MeasuredKind.COUNT),
    ]
    reach, *_ = version.site_criteria
    assert dict(reach.table.rules[0].tests) == {"signal_dbm": Comparison(">=", Decimal(-80))}
    assert reach.table.ranking == ("good", "fair", "poor")
    assert dict(version.score.table.rules[0].tests) == {"reach": Equal("good")}
    assert read_pack(HARBOUR, "harbour.yaml").rates is Rates.LINE


@pytest.mark.clause("GRD-23")
def test_the_network_is_rated_by_six_criteria_into_five_levels_of_which_the_first_is_the_best():
    (version,) = bundled_packs()["network-service"].versions

    assert version.ranking == ("level_1", "level_2", "level_3", "level_4", "level_5")
    assert [one.name for one in version.site_criteria] == [
        "coverage",
        "call_quality",
        "data_rate",
        "business_support",
        "customer_service",
        "price",
    ]


def test_every_value_is_a_statement_with_its_clause():
    version = read_pack(PIER, "pier.yaml").versions[0]

    said = statements(version)

    parts = [statement.part for statement in said]
    counts = {part: parts.count(part) for part in dict.fromkeys(parts)}
    assert counts == {
        Part.IN_FORCE: 1, Part.MEASUREMENTS: 3, Part.CRITERIA: 9, Part.SCORE: 7, Part.TIER: 3,
    }  # fmt: skip
    assert {statement.clause for statement in said} == {"GRD-23"}
    assert len({(statement.part, statement.name) for statement in said}) == len(said)
    assert [table.name for table in decision_tables(version)] == [
        "reach", "room", "order", "score", "rated_tier",
    ]  # fmt: skip


def test_tiers_of_criteria_are_said_by_their_names():
    said = [
        one.says.en for one in statements(read_pack(PIER, "pier.yaml").versions[0]) if one.part is Part.TIER
    ]

    assert said == [
        "score: at least 5; care: not poor",
        "score: at least 3.5; care: not poor",
        "score: at least 0; reach: any",
    ]


def test_a_cut_off_that_moves_is_a_difference():
    new = read_pack(with_change("-95.5: fair", "-95: fair", PIER), "pier.yaml")

    (compared,) = compared_packs(read_pack(PIER, "pier.yaml"), new)

    (moved,) = compared.differences
    assert moved.statement.subject.en == "reach: fair"
    assert (moved.before.says.en, moved.after.says.en) == (
        "signal, dBm: at least -95.5",
        "signal, dBm: at least -95",
    )


def test_a_later_version_replaces_a_block_whole_and_keeps_the_others():
    later = PIER + "- from: 2021-01-01\n  tier:\n  - room: {is: {good: good}}\n"

    first, second = read_pack(later, "pier.yaml").versions

    assert second.site_criteria == first.site_criteria
    assert [rule.outputs for rule in second.tier.rules] == [("good",)]


def test_an_example_has_a_note_here_too():
    text = with_change("kind: count}", f"kind: count, basis: example, {NOTE}}}", PIER)

    (entry,) = read_pack(text, "pier.yaml").entries

    assert entry.where == "versions[2020-01-01].measurements.faults"


@pytest.mark.parametrize("language", Language)
def test_a_scheme_is_not_asked_for_what_it_does_not_rate(language):
    with pytest.raises(SchemeOfSites) as sites:
        rated_by(None, ["network-service"], DAY)
    with pytest.raises(SchemeOfLines) as lines:
        rated_by(None, ["cmcc-credit"], DAY, Rates.SITE)

    assert "--measurements" in sites.value.message(language)
    assert "cmcc-credit" in lines.value.message(language)
    assert [pack.scheme for pack, _ in rated_by(None, ["network-service"], DAY, Rates.SITE)] == [
        "network-service"
    ]


# ---------------------------------------------------------------- mistakes

MISTAKES = {
    "something else to rate": ("rates: site", "rates: shop", 3, "`shop`", "one of line, site", True),
    "blocks of lines": (
        "  criteria:\n",
        "  eligible: {product: [mobile]}\n  criteria:\n",
        17,
        "`eligible`",
        "one of from, measurements",
        True,
    ),
    "no measurements": (
        "measurements:",
        "measurement:",
        13,
        "`measurement`",
        "one of from, measurements",
        True,
    ),
    "an unknown kind": ("kind: share}", "kind: percent}", 15, "`percent`", "share, decimal, count", True),
    "a measurement without a kind": (", kind: share}", "}", 15, "title", "the key kind", True),
    "a name that is taken": (
        "    faults: {title",
        "    site: {title",
        16,
        "`site`",
        "means nothing else",
        True,
    ),
    "a criterion by the name of a measurement": (
        "    reach:\n",
        "    faults:\n",
        19,
        "`faults`",
        "no measurement has",
        False,
    ),
    "a criterion on what is not measured": (
        "- faults: {at_least: {2: poor}}",
        "- drops: {at_least: {2: poor}}",
        31,
        "`drops`",
        "one of busy_share",
        False,
    ),
    "a criterion on an attribute of a line": (
        "- faults: {at_least: {2: poor}}",
        "- product: {is: {mobile: poor}}",
        31,
        "`product`",
        "one of busy_share",
        False,
    ),
    "a tier that is none": (
        "{0: good, 1: fair}",
        "{0: superb, 1: fair}",
        30,
        "`superb`",
        "one of good",
        False,
    ),
    "a ladder that falls": (
        "{-80: good, -95.5: fair}",
        "{-80: fair, -95.5: good}",
        21,
        "at_least",
        "better tier on each higher",
        False,
    ),
    "points for a tier that is none": (
        "- room: {is: {good: 3",
        "- room: {is: {superb: 3",
        34,
        "`superb`",
        "one of good, fair, poor",
        False,
    ),
    "a product of measures": (
        "  score:\n  - reach: {is: {good: 3, fair: 2, poor: 1}}\n"
        "  - room: {is: {good: 3, fair: 2, poor: 1}}\n  - faults: {each: -0.5}\n",
        "  score: {product: [faults, busy_share]}\n",
        32,
        "keys and values",
        "a list",
        True,
    ),
    "so much for each tier": (
        "- room: {is: {good: 3, fair: 2, poor: 1}}",
        "- room: {each: 1}",
        34,
        "`1`",
        "is no number",
        False,
    ),
    "a condition on a tier that is none": (
        "{not: [poor]}",
        "{not: [bad]}",
        38,
        "`bad`",
        "one of good",
        False,
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_line_what_was_found_and_what_was_expected(name):
    old, new, line, found, expected, _ = MISTAKES[name]

    (mistake, *_others) = mistakes_of(with_change(old, new, PIER), "pier.yaml")

    message = mistake.message(Language.EN)
    assert message.startswith(f"pier.yaml, line {line}, ")
    assert f"found {found}" in message or found in message.split("; expected ")[0]
    assert expected in message.split("; expected ")[1]
    assert mistake.message(Language.ZH).startswith(f"pier.yaml 第 {line} 行，")


@pytest.mark.parametrize("name", MISTAKES)
def test_an_editor_sees_what_a_schema_can_see(name):
    old, new, *_, by_schema = MISTAKES[name]

    assert bool(list(VALIDATOR.iter_errors(json_values(with_change(old, new, PIER))))) is by_schema


def test_a_sound_pack_of_sites_fits_the_schema_and_blocks_of_sites_are_no_blocks_of_lines():
    assert list(VALIDATOR.iter_errors(json_values(PIER))) == []
    assert list(VALIDATOR.iter_errors(json_values(PIER.replace("rates: site\n", ""))))
    assert mistakes_of(PIER.replace("rates: site\n", ""), "pier.yaml")
