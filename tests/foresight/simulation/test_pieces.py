"""Versions taken apart and put together again: all pieces of the draft give the draft, none the present."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.foresight.simulation.plain import edited
from tierline.foresight.simulation.components import components
from tierline.foresight.simulation.pieces import pieces_of, put_together
from tierline.foresight.simulation.policies import Pair, Policies
from tierline.policy.load import bundled_packs, read_pack
from tierline.policy.statement import Part

VIPS = ("unicom-vip", "unicom-vip-henan", "unicom-vip-xinjiang")


def pair_of(one: str, other: str) -> Pair:
    packs = bundled_packs()
    return Policies(packs[one], packs[other], as_in_force=False).on(
        packs["unicom-star"].versions[0].starts_on
    )


def does(version: object) -> dict[object, object]:
    return {key: piece.does for key, piece in pieces_of(version).items()}  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "other"), list(permutations(VIPS, 2)))
def test_all_pieces_of_a_draft_give_the_draft_and_none_the_present(one: str, other: str) -> None:
    pair = pair_of(one, other)
    found = components(pair.present, pair.draft, with_terms=True)

    keys = {key for component in found for key in component.keys}
    assert does(put_together(pair.present, pair.draft, set())) == does(pair.present)
    assert does(put_together(pair.present, pair.draft, keys)) == does(pair.draft)


@pytest.mark.parametrize(("one", "other"), list(permutations(VIPS, 2)))
def test_every_single_cause_makes_a_version_that_can_be_read(one: str, other: str) -> None:
    pair = pair_of(one, other)
    found = components(pair.present, pair.draft, with_terms=True)

    for component in found:
        version = put_together(pair.present, pair.draft, component.keys)
        tests = {name for criterion in version.criteria for name in criterion.where}
        assert tests <= {"product", "segment"}
        assert not any(c.unless_on_joining for c in version.criteria) or version.on_joining is not None
        assert does(version) != does(pair.present)
    assert len({component.name for component in found}) == len(found)


def test_a_rung_whose_cases_change_is_one_cause() -> None:
    text = edited(
        "unicom-vip", [("    where: {product: [mobile]}\n", "    where: {product: [mobile, fixed]}\n")]
    )
    present, draft = bundled_packs()["unicom-vip"].versions[0], read_pack(text, "draft.yaml").versions[0]

    found = components(present, draft, with_terms=True)

    assert [one.name for one in found] == ["tier diamond", "tier gold", "tier silver"]
    assert {one.part for one in found} == {Part.TIER}


def test_what_rates_nobody_is_no_cause() -> None:
    text = edited("unicom-vip", [("- issue_card: [risen]", "- issue_card: [risen, renewed]")])
    present, draft = bundled_packs()["unicom-vip"].versions[0], read_pack(text, "draft.yaml").versions[0]

    assert components(present, draft, with_terms=True) == ()
