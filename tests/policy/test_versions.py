"""Versions: which is in force, what a later one keeps, and schemes side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.policy.harbour import HARBOUR, with_version
from tierline.policy.errors import SchemeNotInForce, SchemeUnknown, VersionUnknown
from tierline.policy.load import bundled_packs, in_force, pack_of, packs_of, read_pack, version_from
from tierline.policy.model import Life
from tierline.tables.model import Comparison
from tierline.wording import Language

OTHER_TIERS = """\
- from: 2021-07-01
  tier:
  - spend: {at_least: {300: blue}}
    clause: GRD-05
"""


@pytest.mark.clause("GRD-24")
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 1, 1), date(2020, 1, 1)),
        (date(2021, 6, 30), date(2020, 1, 1)),
        (date(2021, 7, 1), date(2021, 7, 1)),
        (date(2030, 1, 1), date(2021, 7, 1)),
    ],
)
def test_the_latest_version_that_has_begun_is_in_force(day, expected):
    pack = read_pack(with_version(OTHER_TIERS), "harbour.yaml")

    assert in_force(pack, day).starts_on == expected


@pytest.mark.clause("GRD-24")
@pytest.mark.parametrize("language", Language)
def test_a_scheme_is_refused_before_its_first_day(language):
    pack = read_pack(HARBOUR, "harbour.yaml")

    with pytest.raises(SchemeNotInForce) as refused:
        in_force(pack, date(2019, 12, 31))

    message = refused.value.message(language)
    for fact in ("harbour", "2019-12-31", "2020-01-01"):
        assert fact in message


def test_a_later_version_keeps_the_blocks_that_it_does_not_replace():
    first, second = read_pack(with_version(OTHER_TIERS), "harbour.yaml").versions

    assert (second.criteria, second.measures, second.life) == (first.criteria, first.measures, first.life)
    assert [rule.clause for rule in second.tier.rules] == ["GRD-05"]


def test_a_later_version_replaces_a_block_whole():
    _, second = read_pack(with_version(OTHER_TIERS), "harbour.yaml").versions

    assert [(dict(rule.tests), rule.outputs) for rule in second.tier.rules] == [
        ({"spend": Comparison(">=", Decimal(300))}, ("blue",))
    ]


def test_a_kept_block_keeps_the_clause_that_held_around_it():
    later = "- {from: 2021-07-01, clause: GRD-21, new_terms: none}\n"
    first, second = read_pack(with_version(later), "harbour.yaml").versions

    assert {criterion.citation.clause for criterion in second.criteria} == {"GRD-04"}
    assert second.citation.clause == "GRD-21"
    assert isinstance(first.life, Life)
    assert isinstance(second.life, Life)
    assert second.life.citations["new_terms"].clause == "GRD-21"
    assert second.life.citations["ends"] == first.life.citations["ends"]


@pytest.mark.clause("GRD-21")
@pytest.mark.parametrize("scheme", ["unicom-vip", "unicom-vip-henan", "unicom-vip-xinjiang"])
def test_the_vip_schemes_grant_no_new_terms_once_the_stars_have_begun(scheme):
    pack = bundled_packs()[scheme]

    before, after = in_force(pack, date(2015, 1, 31)).life, in_force(pack, date(2015, 2, 1)).life

    assert isinstance(before, Life)
    assert isinstance(after, Life)
    assert before.grants_new_terms
    assert not after.grants_new_terms
    assert (after.starts, after.end, after.term_months) == (before.starts, before.end, before.term_months)


@pytest.mark.clause("GRD-21")
def test_the_star_scheme_waits_for_every_vip_scheme_and_each_of_them_has_a_pack():
    packs = bundled_packs()

    (version,) = packs["unicom-star"].versions

    assert version.not_running_in is not None
    assert set(version.not_running_in.schemes) == {name for name in packs if name.startswith("unicom-vip")}


def test_new_terms_can_be_granted_again():
    later = "- {from: 2021-07-01, new_terms: none}\n- {from: 2022-07-01, new_terms: granted}\n"

    versions = read_pack(with_version(later), "harbour.yaml").versions

    assert [version.life.grants_new_terms for version in versions if version.life] == [True, False, True]


@pytest.mark.clause("GRD-24")
def test_several_schemes_stand_side_by_side_each_with_its_first_day():
    first = {scheme: pack.versions[0].starts_on for scheme, pack in packs_of(None).items()}

    assert first == {
        "unicom-star": date(2015, 1, 20),
        "unicom-vip": date(2011, 6, 1),
        "unicom-vip-henan": date(2011, 6, 1),
        "unicom-vip-xinjiang": date(2010, 1, 1),
        "unicom-card": date(2010, 1, 1),
        "cmcc-credit": date(2010, 1, 1),
        "cmcc-star": date(2019, 1, 1),
        "ctcc-star": date(2019, 1, 1),
        "network-service": date(2010, 1, 1),
    }


def test_the_packs_of_a_folder_take_the_place_of_the_bundled_ones(tmp_path):
    (tmp_path / "harbour.yaml").write_text(HARBOUR, "utf-8")

    assert list(packs_of(tmp_path)) == ["harbour"]


def test_an_unknown_scheme_is_told_with_those_that_there_are():
    with pytest.raises(SchemeUnknown) as refused:
        pack_of(packs_of(None), "unicom-gold")

    for language in Language:
        assert "unicom-gold" in refused.value.message(language)
        assert (
            "cmcc-credit, cmcc-star, ctcc-star, network-service, unicom-card, unicom-star"
            in refused.value.message(language)
        )


def test_a_version_is_found_by_its_first_day_only():
    pack = read_pack(with_version(OTHER_TIERS), "harbour.yaml")

    assert version_from(pack, date(2021, 7, 1)) is pack.versions[1]
    with pytest.raises(VersionUnknown, match="2020-01-01, 2021-07-01"):
        version_from(pack, date(2021, 7, 2))


def test_the_digest_changes_with_any_letter_of_the_text():
    digests = {
        read_pack(text, "harbour.yaml").digest for text in (HARBOUR, HARBOUR + "\n", HARBOUR + "\n# a\n")
    }

    assert len(digests) == 3
