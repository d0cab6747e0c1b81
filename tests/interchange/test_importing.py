"""A table becomes a part of a pack: by name, with its citations, as the pack's own reader takes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from tests.policy.harbour import HARBOUR, NOTE, with_change
from tierline.errors import InputError
from tierline.interchange.errors import BlockUnknown, RuleUnfit, StartUnfit, TableUnfit
from tierline.interchange.importing import Asked, Part, draft_of, part_of
from tierline.interchange.pack_tables import table_blocks, tables_of_version
from tierline.policy.errors import DraftImpossible
from tierline.policy.load import bundled_packs
from tierline.policy.model import Basis, ScoreSum, TableMeasure
from tierline.policy.pack_text import read_pack
from tierline.tables.model import (
    Aggregation,
    Anything,
    Comparison,
    DecisionTable,
    Equal,
    HitPolicy,
    Multiple,
    Rule,
    Test,
)
from tierline.tables.parse import parse_test
from tierline.wording import Language

PACK = read_pack(HARBOUR, "harbour.yaml")
DAY = date(2027, 1, 1)
SCORED = read_pack(
    with_change(
        "  tier:\n",
        "    factor:\n      title: {en: factor, zh: 系数}\n"
        "      from: {tenure_months: {at_least: {24: 1.5}}}\n"
        "    stops: {title: {en: stops, zh: 停机}, sum: suspensions, last_months: 12}\n"
        "  score:\n  - brand: {is: {gotone: 50}}\n"
        "  on_joining:\n  - vanity_class: {is: {1: blue}}\n  tier:\n",
        HARBOUR,
    ),
    "harbour.yaml",
)


def rule(outcome: object, clause: str = "", basis: str = "", note: str = "", **tests: str) -> Rule:
    """A rule from cells as they are written; a number is a number."""
    value = Decimal(outcome) if isinstance(outcome, int) else outcome
    parsed: dict[str, Test] = {name: parse_test(test) for name, test in tests.items()}
    return Rule(parsed, (value,), clause, basis, note)  # type: ignore[arg-type]


def table(
    *rules: Rule, name: str = "tier", policy: HitPolicy = HitPolicy.FIRST, **more: object
) -> DecisionTable:
    inputs = dict.fromkeys(each for one in rules for each in one.tests)
    return DecisionTable(name, tuple(inputs), ("found",), rules, policy, **more)  # type: ignore[arg-type]


def drafted(part: Part) -> Sequence[Rule]:
    """The rules of the part in a new version of its pack."""
    new = read_pack(draft_of(part, DAY).text, "harbour.yaml").versions[-1]
    assert new.starts_on == DAY
    return new.tier.rules


def test_every_table_that_a_pack_exports_is_imported_back_to_the_same_rules():
    for pack in bundled_packs().values():
        for exported in tables_of_version(pack.versions[-1]):
            if exported.name not in table_blocks(pack.versions[-1]):
                continue
            part = part_of(Asked(exported, pack))
            assert [_plain(rule) for rule in part.rules] == [_plain(rule) for rule in exported.rules]


def _plain(rule: Rule) -> tuple[object, ...]:
    tests = {name: test for name, test in rule.tests.items() if test != Anything()}
    return (tests, rule.outputs, rule.clause, rule.basis)


def test_the_new_version_keeps_everything_else():
    part = part_of(Asked(table(rule("blue", spend=">= 200")), PACK))
    draft = draft_of(part, DAY)
    assert draft.text.startswith(HARBOUR)
    before, new = read_pack(draft.text, "harbour.yaml").versions
    assert before == PACK.versions[0]
    assert new.criteria == before.criteria
    assert new.life == before.life
    assert new.citation.basis is Basis.EXAMPLE


def test_rules_keep_their_clause_basis_and_note_and_others_are_examples_by_the_clause_of_what_they_replace():
    part = part_of(
        Asked(
            table(
                rule("blue", "GRD-16", "source", "as printed, {page 3}", spend=">= 200"),
                rule("white", "GRD-05", "public, high", "seen in two places", spend=">= 100"),
                rule("white", basis="公开资料", brand='"gotone"'),
                rule("white", brand='"m_zone"'),
            ),
            PACK,
        )
    )
    assert "# as printed, (page 3)" in part.text
    assert 'chosen: {en: "seen in two places", zh: "seen in two places"}' in part.text
    assert [(each.clause, each.basis) for each in drafted(part)] == [
        ("GRD-16", "source"),
        ("GRD-05", "public"),
        ("GRD-04", "public"),
        ("GRD-04", "example"),
    ]
    assert part.text.count("confidence: high") == 1
    assert part.text.count("confidence: low") == 1


def test_a_rule_that_is_as_it_was_keeps_what_the_pack_says_of_it():
    cited = "    basis: public\n    confidence: medium\n    " + NOTE + "\n"
    pack = read_pack(
        with_change("200: blue, 100: white}}\n", "200: blue, 100: white}}\n" + cited), "harbour.yaml"
    )
    before, changed = pack.versions[-1].tier.rules[0], rule("white", "GRD-04", "public", spend=">= 110")
    assert (before.basis, changed.basis) == ("public", "public")
    text = part_of(Asked(table(before, changed), pack)).text
    assert text.count("confidence: medium") == 1
    assert 'chosen: {en: "c", zh: "选择"}' in text
    assert text.count("confidence: low") == 1
    assert 'chosen: {en: "As in the table tier.", zh: "按决策表 tier。"}' in text


def test_every_note_of_a_bundled_pack_survives_an_export_and_an_import():
    for pack in bundled_packs().values():
        for exported in tables_of_version(pack.versions[-1]):
            if exported.name in table_blocks(pack.versions[-1]):
                assert "As in the table" not in part_of(Asked(exported, pack)).text


def test_a_clause_and_a_basis_may_be_given_for_the_rules_that_have_none():
    part = part_of(Asked(table(rule("blue", spend=">= 200")), PACK, clause="GRD-16", basis="source"))
    assert part.text == (
        'tier:\n- table:\n    inputs: [spend]\n    rules:\n    - [">= 200", blue]\n'
        "  clause: GRD-16\n  basis: source\n"
    )


def test_an_exception_that_stands_first_is_cut_out_of_what_follows():
    part = part_of(
        Asked(
            table(rule("white", brand='"m_zone"'), rule("blue", spend=">= 200"), name="tiers of today"),
            PACK,
            "tier",
        )
    )
    assert (
        "# Rules that stand earlier in the table tiers of today are cut out of later ones here." in part.text
    )
    assert """- ['not("m_zone")', ">= 200", blue]""" in part.text


def test_a_default_is_a_last_row():
    part = part_of(Asked(table(rule("blue", spend=">= 200"), default=("white",)), PACK))
    assert drafted(part)[-1].outputs == ("white",)
    assert '- ["-",      white]' in part.text


def test_points_are_added_and_a_multiple_is_an_each():
    points = table(
        rule(50, brand='"gotone"'),
        Rule({"stops": Anything(), "brand": Equal("m_zone")}, (Multiple("stops", Decimal(-100)),)),
        name="score",
        policy=HitPolicy.COLLECT,
        aggregation=Aggregation.SUM,
    )
    part = part_of(Asked(points, SCORED))
    assert """- stops: {each: -100}\n  where: {brand: {test: '"m_zone"'}}""" in part.text
    new = read_pack(draft_of(part, DAY).text, "harbour.yaml").versions[-1]
    assert isinstance(new.score, ScoreSum)
    assert new.score.table.rules[1].outputs == (Multiple("stops", Decimal(-100)),)


def test_a_measure_is_replaced_among_the_others():
    factors = table(
        rule(2, "GRD-15", "source", tenure_months=">= 36"), rule(1, tenure_months="-"), name="factor"
    )
    part = part_of(Asked(factors, SCORED))
    new = read_pack(draft_of(part, DAY).text, "harbour.yaml").versions[-1]
    measure, before = new.measure("factor"), SCORED.versions[-1].measure("factor")
    assert isinstance(measure, TableMeasure)
    assert before is not None
    assert [each.outputs for each in measure.table.rules] == [(Decimal(2),), (Decimal(1),)]
    assert [each.clause for each in measure.table.rules] == ["GRD-15", "GRD-04"]
    assert measure.title == before.title
    assert new.measure("spend") == SCORED.versions[-1].measure("spend")


def test_a_pack_with_anchors_keeps_its_measures():
    text = with_change(
        "      mean: billed\n      last_months: 3\n",
        "      mean: billed\n      last_months: 3\n      basis: example\n      note: &why "
        + NOTE.removeprefix("note: ")
        + "\n    factor:\n      title: {en: factor, zh: 系数}\n      basis: example\n      note: *why\n"
        "      from: {tenure_months: {at_least: {24: 1.5}}}\n",
    )
    pack = read_pack(text, "harbour.yaml")
    part = part_of(Asked(table(rule(2, tenure_months=">= 36"), name="factor"), pack))
    assert read_pack(draft_of(part, DAY).text, "harbour.yaml").versions[-1].measure("factor") is not None


def test_tiers_on_joining_may_only_ask_for_what_a_line_is():
    joining = table(rule("blue", vanity_class="1, 2"), name="tier_on_joining")
    assert part_of(Asked(joining, SCORED)).name == "on_joining"
    with pytest.raises(RuleUnfit, match="column spend: found `spend`; expected one of account_kind"):
        part_of(Asked(table(rule("blue", spend=">= 5")), SCORED, "on_joining"))


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (table(rule("gold", spend=">= 5")), "rule 1, outcome: found `gold`; expected one of blue, white"),
        (table(rule(5, spend=">= 5")), "rule 1, outcome: found `5`; expected one of blue, white"),
        (
            table(rule("blue", spent=">= 5")),
            "rule 1, column spent: found `spent`; expected one of account_kind",
        ),
        (
            table(rule("white", spend=">= 5"), rule("blue", brand='"glod"')),
            "rule 2, column brand: found `glod`; expected one of gotone, m_zone, easyown",
        ),
        (table(rule("blue", spend='"much"')), 'column spend: found `"much"`; expected a number'),
        (table(rule("blue", spend=">= 1.00005")), "a number below a billion with at most four decimals"),
        (table(rule("blue", "GRD-99", spend=">= 5")), "rule 1, clause: found `GRD-99`; expected a clause of"),
        (table(rule("blue", basis="rumour", spend=">= 5")), "rule 1, basis: found `rumour`; expected source"),
        (table(rule("blue", basis="public, sure", spend=">= 5")), "basis: found `public, sure`"),
        (table(rule(None, spend=">= 5")), "none of its rules gives anything"),
        (table(rule("blue")), "it asks for nothing"),
        (table(rule("blue", spend=">= 5"), name="Decision_1"), "no part Decision_1 that a table can become"),
        (
            table(rule(5, brand='"gotone"'), name="score"),
            "no part score that a table can become; there are tier",
        ),
    ],
)
def test_what_the_pack_cannot_hold_is_told_with_table_rule_and_column(refused, told):
    with pytest.raises(InputError) as error:
        part_of(Asked(refused, PACK))
    assert told in error.value.message(Language.EN)
    assert "{" not in error.value.message(Language.ZH)


def test_a_multiple_of_what_is_asked_for_has_no_form_in_a_pack():
    points = table(
        Rule({"stops": Comparison(">", Decimal(3))}, (Multiple("stops", Decimal(-100)),)),
        name="score",
        policy=HitPolicy.COLLECT,
        aggregation=Aggregation.SUM,
    )
    with pytest.raises(TableUnfit, match="gives a multiple of stops and asks for it as well"):
        part_of(Asked(points, SCORED))


def test_an_unknown_basis_or_clause_on_the_command_line_is_refused_by_the_reader_of_packs():
    with pytest.raises(TableUnfit, match="expected a clause of the list of clauses"):
        part_of(Asked(table(rule("blue", spend=">= 5")), PACK, clause="GRD-99"))


def test_a_version_begins_after_the_last_one():
    part = part_of(Asked(table(rule("blue", spend=">= 5")), PACK))
    with pytest.raises(StartUnfit, match="expected a day after 2020-01-01"):
        draft_of(part, date(2020, 1, 1))


def test_a_text_that_nothing_can_be_added_to_is_left_alone():
    with pytest.raises(DraftImpossible):
        part_of(Asked(table(rule("blue", spend=">= 5")), read_pack(f"{HARBOUR}...\n", "harbour.yaml")))


def test_the_name_of_a_table_may_hold_what_no_pack_can():
    strange = table(rule("white", brand='"m_zone"'), rule("blue", spend=">= 5"), name="a\x07 {b}\nc")
    assert "the table a (b) c are cut out" in part_of(Asked(strange, PACK, "tier")).text


def test_an_unknown_block_names_those_there_are():
    with pytest.raises(BlockUnknown, match="there are tier, score, on_joining, factor"):
        part_of(Asked(table(rule("blue", spend=">= 5")), SCORED, "eligible"))
