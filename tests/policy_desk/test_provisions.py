"""Values beside the tables: typed as what a pack takes, written, compared, tried, refused at their field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.policy_desk.desk import ONE_DATABASE, READER
from tests.policy_desk.test_cells import DAY, PACKS
from tierline.policy.load import read_pack
from tierline.policy.statements import statements
from tierline.policy_desk import comparing, simulations
from tierline.policy_desk.cells import At
from tierline.policy_desk.changes import SetCitation, SetValue
from tierline.policy_desk.changing import changed
from tierline.policy_desk.drafting import begun, on_present
from tierline.policy_desk.errors import PlaceUnknown
from tierline.policy_desk.fields import FieldKind, fields_of
from tierline.policy_desk.marks import marked
from tierline.policy_desk.rendering import rendered
from tierline.policy_desk.sentences import sections_compared

HARBOUR_PACK, STAR = PACKS["harbour"], PACKS["unicom-star"]
TERM_24 = SetValue("membership.term", "months", "24")
FROM_THE_FIRST = SetValue("eligible.tenure_months", "over", "0")


def tried(pack, *changes):
    return marked(pack, changed(begun(pack, DAY), changes))


@pytest.mark.parametrize("scheme", PACKS)
def test_every_value_has_a_field_beside_the_sentence_that_says_it(scheme):
    version = PACKS[scheme].versions[-1]
    said = {(each.part, each.name) for each in statements(version)}
    values = {(each.name, name) for each in begun(PACKS[scheme], DAY).provisions for name, _ in each.values}
    fields = fields_of(version)
    assert {(each.part, each.says) for each in fields if not each.is_further} <= said
    assert not {(each.part, each.says) for each in fields if each.is_further} & said
    # The one day by which a duty is due is no choice.
    assert {(each.provision, each.name) for each in fields} == {each for each in values if each[1] != "due"}


@pytest.mark.parametrize("scheme", ["unicom-star", "unicom-vip-xinjiang", "cmcc-star"])
@pytest.mark.parametrize("end", [0, -1], ids=["first", "last"])
def test_what_a_field_offers_a_pack_takes(scheme, end):
    pack = PACKS[scheme]
    changes = []
    for field in fields_of(pack.versions[-1]):
        offered = [value for value, _ in field.options] or [field.least, field.most]
        if field.kind in (FieldKind.NUMBER, FieldKind.TEXT) or (end and field.name == "rounded"):
            # A score may need its mean rounded.
            continue
        if field.name == "day" and not end:
            offered = [""]
        text = ", ".join(offered) if field.kind is FieldKind.SET and end else str(offered[end])
        changes.append(SetValue(field.provision, field.name, text))
    assert [mark.says.en for mark in tried(pack, *changes).barring] == []


@pytest.mark.parametrize(
    ("name", "key", "text", "expected"),
    [
        ("membership.term", "months", "121", ("a whole number from 1 to 120", "1 到 120 的整数")),
        ("membership.term", "months", "二十四", ("Found `二十四`", "现为 `二十四`")),
        (
            "membership.starts",
            "joined",
            "after_running",
            ("rating_day, next_month", "rating_day, next_month"),
        ),
        ("membership.inside_term", "only", "free", ("expected up", "应为 up")),
        ("membership.ends", "day", "8", ("no day", "不写 day")),
        ("measures.arpu", "last_months", "0", ("from 1 to 60", "1 到 60 的整数")),
        ("measures.arpu", "on_network", "maybe", ("true, false", "true, false")),
        ("eligible.tenure_months", "over", "six", ("a number below a billion", "小于十亿")),
        ("eligible.segment", "is", "public, nobody", ("public, group", "public, group")),
        ("eligible.segment", "is", "", ("at least one item", "至少一项")),
        ("duties.1", "tell_customer", "kept", ("joined, risen", "joined, risen")),
        ("thresholds", "valid_months", "1: {", ("Found `1: {`", "现为 `1: {`")),
    ],
)
def test_what_a_pack_cannot_say_stands_at_its_field(name, key, text, expected):
    (mark,) = tried(STAR, SetValue(name, key, text)).barring
    assert mark.at == At(name, where=key)
    assert expected[0] in mark.says.en
    assert expected[1] in mark.says.zh


def test_what_another_part_refuses_stands_at_that_part_and_not_at_the_day():
    (mark,) = tried(STAR, SetValue("measures.arpu", "rounded", "none")).barring
    assert mark.at == At("score")
    assert "a mean with `rounded`" in mark.says.en


def test_only_the_part_that_differs_is_written_and_all_else_of_it_says_what_it_said():
    content = changed(begun(STAR, DAY), [TERM_24, SetValue("duties.1", "tell_customer", "joined, ended")])
    assert content.changed == {"membership.term", "duties.1"}
    written = rendered(STAR, content)
    added = [line[1:].strip() for line in written.diff.splitlines()[3:] if line[0] == "+"]
    assert {"membership:", "duties:", "months: 24", "tell_customer: [joined, ended]"} <= set(added)
    assert not {"eligible:", "measures:", "tier:", "thresholds:"} & set(added)
    last, new = STAR.versions[-1], read_pack(written.text, STAR.path).versions[-1]
    assert (new.life.term_months, new.life.starts) == (24, last.life.starts)
    assert new.life.citations["inside_term"] == last.life.citations["inside_term"]
    said = {
        (each.either.name, each.before.says.en, each.after.says.en)
        for section in sections_compared(last, new)
        for each in section.sentences
        if section.part != "in_force" and each.before != each.after
    }
    assert ("term", "12 months", "24 months") in said
    assert {name for name, _, _ in said} == {"term", "tell_customer"}


def test_a_condition_that_is_not_asked_is_added_and_rests_on_a_choice_of_ones_own():
    assert begun(STAR, DAY).provision("eligible.payment").value("is") == ""
    asked = {"payment": "postpaid", "real_name": "true"}
    told = tried(STAR, *(SetValue(f"eligible.{name}", "is", text) for name, text in asked.items()))
    criteria = {each.attribute: each for each in told.pack.versions[-1].criteria}
    assert set(criteria) == {"segment", "product", "tenure_months", *asked}
    assert {criteria[name].citation.basis for name in asked} == {"example"}
    assert "still_source" not in {mark.code for mark in told.marks}


def test_a_changed_value_that_still_cites_the_source_can_say_otherwise():
    told = tried(STAR, TERM_24)
    (mark,) = [each for each in told.marks if each.code == "still_source"]
    (change,) = mark.ways[0].changes
    assert (mark.at, change.block, change.clause) == (At("membership.term"), "membership.term", "GRD-18")
    again = tried(STAR, TERM_24, change)
    assert not [each for each in again.marks if each.code == "still_source"]
    assert again.pack.versions[-1].life.citations["term"].basis == "example"


@pytest.mark.parametrize(
    "change",
    [
        SetValue("membership.mood", "months", "1"),
        SetValue("membership.term", "years", "1"),
        SetValue("tier", "0", "1"),
        SetCitation("membership.mood", 0, "GRD-01", "source"),
    ],
)
def test_a_value_that_no_provision_has_is_refused(change):
    with pytest.raises(PlaceUnknown):
        changed(begun(STAR, DAY), [change])


def test_of_a_pack_that_changed_meanwhile_untouched_values_are_as_they_are_there():
    draft = changed(begun(STAR, DAY), [TERM_24])
    moved = read_pack(
        STAR.text.replace("{months: 12}", "{months: 6}").replace("over: 6", "over: 9"), "s.yaml"
    )
    found = on_present(moved, draft)
    assert found.changed == {"membership.term"}
    assert found.provision("membership.term").value("months") == "24"
    assert found.provision("eligible.tenure_months").value("over") == "9"
    # A revision of a release that knew no provisions has changed none.
    assert on_present(moved, replace(draft, provisions=(), present=())).provisions == found.present


@ONE_DATABASE
@pytest.mark.clause("GOV-04")
def test_changed_terms_and_eligibility_are_compared_and_tried_with_their_causes(desk):
    draft = desk.edit(desk.begin(), TERM_24, FROM_THE_FIRST)
    shown = desk.get(draft)
    assert (shown.changed, shown.is_readable) == ({"membership.term", "eligible.tenure_months"}, True)
    with desk.database.read() as connection:
        compared = comparing.compare(connection, READER, desk.settings, draft.id)
    assert [(one.name, one.before, one.after, one.clause) for one in compared.values] == [
        ("over", "3", "0", "GRD-04"),
        ("months", "12", "24", "GRD-04"),
    ]
    task = desk.simulated(draft)
    with desk.database.read() as connection:
        found = simulations.simulation(connection, READER, desk.settings, task.id)
    causes = {one.name: (one.before[0].says.en, one.after[0].says.en, one.clause) for one in found.causes}
    assert causes == {
        "eligible tenure_months": ("more than 3", "more than 0", "GRD-04"),
        "membership term": ("12 months", "24 months", "GRD-04"),
    }
    counted = {one.name: one.lines for one in found.months[0].causes}
    assert counted["membership term"] > 0
