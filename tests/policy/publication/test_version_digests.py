"""The digest of a version: any value that it has changes it, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.harbour import HARBOUR, with_change
from tests.policy.publication.folder import DRAFT
from tierline.policy.errors import PolicyError
from tierline.policy.load import bundled_packs, read_pack
from tierline.policy.model import Pack
from tierline.policy.publication.version_digests import version_digests

PACKS = {**bundled_packs(), "harbour": read_pack(DRAFT, "harbour.yaml")}


def digests(pack: Pack) -> list[str]:
    return [each.digest for each in version_digests(pack)]


def of_text(text: str) -> list[str]:
    return digests(read_pack(text, "harbour.yaml"))


def values(
    node: yaml.Node, version: int | None = None, depth: int = 0
) -> Iterator[tuple[int | None, yaml.Node]]:
    """Every scalar that says something, with the number of its version; None in the head of the pack."""
    if isinstance(node, yaml.ScalarNode):
        yield version, node
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from values(each, version, depth)
    else:
        for key, value in node.value:
            if depth == 0 and key.value == "versions":
                for number, each in enumerate(value.value):
                    yield from values(each, number, 1)
                continue
            # The keys of the pack and of a version name its parts; further in, keys are values as well.
            if depth > 1 or (depth == 1 and version is None):
                yield version, key
            yield from values(value, version, depth + 1)


def with_other(text: str, node: yaml.Node, value: str) -> str:
    """The text with one scalar written anew."""
    written = json.dumps(value, ensure_ascii=False)
    return text[: node.start_mark.index] + written + text[node.end_mark.index :]


@pytest.mark.clause("GOV-04")
@pytest.mark.parametrize("scheme", sorted(PACKS))
def test_any_other_value_changes_the_version_that_has_it_and_no_earlier_one(scheme):
    pack = PACKS[scheme]
    before = digests(pack)
    found = list(values(yaml.compose(pack.text)))
    assert len(found) > 30

    for version, node in found:
        after = digests(replace(pack, text=with_other(pack.text, node, f"{node.value}x")))
        differs = [one != other for one, other in zip(before, after, strict=True)]
        if version is None:
            assert all(differs), node
        else:
            assert differs[version], node
            assert not any(differs[:version]), node


@settings(max_examples=60)
@given(data=st.data())
def test_versions_that_mean_something_else_have_another_digest(data):
    pack = PACKS[data.draw(st.sampled_from(sorted(PACKS)))]
    found = list(values(yaml.compose(pack.text)))
    _, node = data.draw(st.sampled_from(found))
    _, other = data.draw(st.sampled_from(found))
    try:
        changed = read_pack(with_other(pack.text, node, other.value), pack.path)
    except PolicyError:
        return
    for one, two, before, after in zip(
        pack.versions, changed.versions, digests(pack), digests(changed), strict=True
    ):
        if one != two:
            assert before != after


@pytest.mark.clause("GOV-04")
@pytest.mark.parametrize("scheme", sorted(PACKS))
def test_comments_quotes_and_layout_change_no_digest(scheme):
    pack = PACKS[scheme]
    plain = yaml.serialize(yaml.compose(pack.text), allow_unicode=True, width=60)
    commented = "# of the board\n" + pack.text.replace(
        "\nversions:", "\n\n# dated\nversions:   # oldest first"
    )

    for text in (plain, commented, pack.text.replace("\n", "\r\n")):
        assert text != pack.text
        assert digests(read_pack(text, pack.path)) == digests(pack)


def test_an_edit_of_an_earlier_block_is_found_in_the_versions_that_took_it_over():
    before = of_text(DRAFT)

    criterion = of_text(with_change("tenure_months: {over: 3}", "tenure_months: {over: 4}", DRAFT))
    ladder = of_text(with_change("{200: blue, 100: white}", "{200: blue, 90: white}", DRAFT))

    assert [one != other for one, other in zip(before, criterion, strict=True)] == [True, True]
    assert [one != other for one, other in zip(before, ladder, strict=True)] == [True, False]


def test_a_version_keeps_its_digest_when_another_is_added_with_a_tier_that_was_not_there():
    wider = DRAFT.replace("tiers:\n", "tiers:\n  black: {en: black, zh: 黑卡}\n").replace(
        "{250: blue,", "{500: black, 250: blue,"
    )

    first, second = of_text(wider)

    assert [first] == of_text(HARBOUR)
    assert second != of_text(DRAFT)[1]


def test_the_order_of_tiers_is_part_of_every_version_that_knows_them():
    turned = HARBOUR.replace(
        "  blue: {en: blue, zh: 蓝卡}\n  white: {en: white, zh: 白卡}\n",
        "  white: {en: white, zh: 白卡}\n  blue: {en: blue, zh: 蓝卡}\n",
    )
    pack = read_pack(HARBOUR, "harbour.yaml")

    assert turned != HARBOUR
    assert digests(replace(pack, text=turned)) != digests(pack)


def test_digests_are_the_same_in_every_release():
    kept = json.loads((Path(__file__).parent / "digests.json").read_text("utf-8"))

    assert kept == of_text(DRAFT), (
        "a digest that a log holds would no longer be found: see docs/decisions/0020"
    )
