"""Every value has a clause and a basis, and whatever is not the source's own says why it is so."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

import pytest

from tests.policy.harbour import HARBOUR, NOTE, with_change, with_version
from tierline.policy.clauses import clause_ids, clauses
from tierline.policy.load import bundled_packs, read_pack
from tierline.policy.model import Basis, Citation, Rates, Version
from tierline.policy.statements import statements
from tierline.tables.model import Rule

VERSIONS = [version for pack in bundled_packs().values() for version in pack.versions]
NAMES = [f"{version.scheme} {version.starts_on}" for version in VERSIONS]

each_version = pytest.mark.parametrize("version", VERSIONS, ids=NAMES)


def parts_of(value: object) -> Iterator[object]:
    """A value and everything inside it."""
    yield value
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from parts_of(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from parts_of(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from parts_of(inner)


@each_version
def test_every_rule_criterion_and_measure_has_a_known_clause_and_a_basis(version: Version):
    parts = list(parts_of(version))
    rules = [part for part in parts if isinstance(part, Rule)]
    citations = [part for part in parts if isinstance(part, Citation)]

    assert rules
    assert len(citations) >= 3 + len(version.criteria) + len(version.measures)
    for part in (*rules, *citations):
        assert part.clause in clause_ids()
        assert part.basis in list(Basis)
    for part in parts:
        names = (
            {field.name for field in dataclasses.fields(part)} if dataclasses.is_dataclass(part) else set()
        )
        if "citation" in names:
            assert isinstance(part.citation, Citation), part  # type: ignore[attr-defined]


@each_version
def test_every_value_that_a_reader_sees_has_a_known_clause_and_a_basis(version: Version):
    for statement in statements(version):
        assert statement.clause in clause_ids(), statement
        assert statement.basis in list(Basis), statement


@each_version
def test_a_citation_that_is_not_the_sources_own_says_what_is_open_and_what_was_chosen(version: Version):
    for citation in (part for part in parts_of(version) if isinstance(part, Citation)):
        assert citation.basis is Basis.SOURCE or citation.interpretation is not None


@each_version
def test_every_part_of_the_life_of_a_membership_is_cited(version: Version):
    if version.life is None:
        assert version.life_citation is not None or version.rates is Rates.SITE
        return
    parts = {"starts", "ends", "inside_term", "closing"}
    assert set(version.life.citations) >= parts | (set() if version.life.is_open else {"term", "rated_anew"})


def test_what_stands_further_in_replaces_the_clause_and_keeps_the_basis():
    text = with_change("tenure_months: {over: 3}", "tenure_months: {over: 3, clause: GRD-14}")

    product, tenure = read_pack(text, "harbour.yaml").versions[0].criteria

    assert (product.citation.clause, product.citation.basis) == ("GRD-04", Basis.SOURCE)
    assert (tenure.citation.clause, tenure.citation.basis) == ("GRD-14", Basis.SOURCE)


def test_a_basis_holds_inside_until_it_goes_back_to_the_source_without_the_note():
    text = with_change("  eligible:\n", f"  eligible:\n    basis: example\n    {NOTE}\n")
    text = with_change("tenure_months: {over: 3}", "tenure_months: {over: 3, basis: source}", text)

    product, tenure = read_pack(text, "harbour.yaml").versions[0].criteria

    assert product.citation.basis is Basis.EXAMPLE
    assert product.citation.interpretation is not None
    assert (tenure.citation.basis, tenure.citation.interpretation) == (Basis.SOURCE, None)


def test_a_note_beside_the_source_is_an_interpretation_too():
    text = with_change("tenure_months: {over: 3}", f"tenure_months: {{over: 3, basis: source, {NOTE}}}")

    (entry,) = read_pack(text, "harbour.yaml").entries

    assert (entry.where, entry.line, entry.value) == (
        "versions[2020-01-01].eligible.tenure_months",
        13,
        "over: 3",
    )
    assert entry.citation.basis is Basis.SOURCE


def test_public_knowledge_carries_its_confidence():
    text = with_change("basis: source", f"basis: public\nconfidence: medium\n{NOTE}")

    (version,) = read_pack(text, "harbour.yaml").versions

    assert version.citation.confidence == "medium"


def test_an_entry_that_later_versions_keep_counts_once():
    text = with_change("- spend: {at_least", f"- basis: example\n    {NOTE}\n    spend: {{at_least")
    later = "- {from: 2021-01-01, new_terms: none}\n- {from: 2022-01-01, measures: {spend: "
    later += "{title: {en: spend, zh: 消费}, mean: billed, last_months: 6}}}\n"

    pack = read_pack(text + with_version(later).removeprefix(HARBOUR), "harbour.yaml")

    assert len(pack.versions) == 3
    assert len(pack.entries) == 1


def test_what_the_clauses_leave_open_stands_in_the_packs():
    noted = {entry.citation.clause for pack in bundled_packs().values() for entry in pack.entries}

    # The clauses of the rating schemes of which a figure or a choice is missing in the sources.
    assert noted >= {f"GRD-{n:02}" for n in (1, 2, 4, 5, 11, 14, 15, 16, 17, 18, 19, 22)}
    assert noted <= set(clauses())
