"""An outlook says of every line what explain says of it alone, whatever the operator and the policy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.foresight.outlook.plain import (
    asked,
    asked_of_run,
    explained,
    looked,
    lost_rows,
    shown,
    with_terms_of,
)
from tests.foresight.simulation.plain import edited
from tests.grading.operator import Operator, random_operator
from tierline.policy.load import bundled_packs, read_pack
from tierline.policy.model import Pack

LATER = """
- from: {day: 2012-06-01, clause: GRD-04}
  tier:
  - mean_billed_6m: {at_least: {500: diamond, 330: gold, 180: silver}}
    where: {product: [mobile]}
    clause: GRD-04
"""
TERMS = """  membership:
    clause: GRD-06
    basis: example
    note: &term {open: {en: a, zh: b}, chosen: {en: c, zh: d}, instead: {en: e, zh: f}}
    term: {months: 12}
    starts: {joined: next_month, risen: rating_day, renewed: next_month, fallen: after_running}
    ends: {of: day_of_month_after_term, day: 8}
    inside_term: {only: up}
    rated_anew: {in: last_term_month}
    closing: {ends: at_once}
"""


def bundled(scheme: str) -> Pack:
    return bundled_packs()[scheme]


def with_a_later_version() -> Pack:
    """The VIP pack with higher bounds from June 2012 on."""
    text = edited("unicom-vip", [("\n- from: {day: 2015-02-01", f"{LATER}\n- from: {{day: 2015-02-01")])
    return read_pack(text, "unicom-vip.yaml")


def credit_with_terms() -> Pack:
    """The credit pack, a sum of points for spend, years and suspensions, with terms."""
    text = edited("cmcc-credit", [("  membership: none\n", TERMS)])
    return read_pack(text, "cmcc-credit.yaml")


def card_with_terms() -> Pack:
    """The card pack, which wants a sum over all months and one over the last, with terms."""
    text = bundled_packs()["unicom-card"].text
    start, end = text.index("  membership:\n"), text.index("  duties:\n")
    return read_pack(text[:start] + TERMS + text[end:], "unicom-card.yaml")


def operator_for(pack: Pack, month: date, lines: int, seed: int) -> Operator:
    """A hostile operator whose lines have memberships of the pack, of terms that end."""
    if pack.scheme in ("cmcc-credit", "unicom-card"):
        return with_terms_of(
            random_operator(seed, lines, month, scheme="unicom-vip"), "unicom-vip", pack, seed
        )
    return random_operator(seed, lines, month, scheme=pack.scheme)


CASES = [
    (bundled("unicom-star"), date(2015, 3, 1), 4),
    (bundled("unicom-vip"), date(2012, 3, 1), 3),
    (bundled("unicom-vip"), date(2014, 11, 1), 6),
    (bundled("unicom-vip-henan"), date(2013, 11, 1), 11),
    (bundled("unicom-vip-xinjiang"), date(2012, 3, 1), 10),
    (with_a_later_version(), date(2012, 3, 1), 5),
    (credit_with_terms(), date(2012, 3, 1), 9),
    (card_with_terms(), date(2012, 3, 1), 12),
]


@pytest.mark.clause("GRD-06", "GRD-21")
@pytest.mark.parametrize(("pack", "month", "within"), CASES)
def test_an_outlook_says_of_each_line_what_explain_says(
    tmp_path: Path, pack: Pack, month: date, within: int
) -> None:
    operator = operator_for(pack, month, 300, 11)
    expected = explained(operator, pack, within)

    data, rows = looked(asked(operator, pack, tmp_path), tmp_path / "out", within=within, part_lines=150)

    lost = dict(lost_rows(expected))
    assert {row["subscriber_id"]: shown(row) for row in rows} == lost
    assert [row["subscriber_id"] for row in rows] == sorted(lost)
    assert (data["rated_anew"], data["kept"]) == (len(expected), len(expected) - len(lost))
    assert len(lost) > 10


@pytest.mark.parametrize(("pack", "month", "within"), [CASES[0], CASES[2], CASES[6]])
def test_the_folder_of_a_run_gives_the_same_as_its_inputs(
    tmp_path: Path, pack: Pack, month: date, within: int
) -> None:
    operator = operator_for(pack, month, 300, 12)

    data, rows = looked(asked_of_run(operator, pack, tmp_path), tmp_path / "out", within=within)
    again, same = looked(asked(operator, pack, tmp_path), tmp_path / "again", within=within, part_lines=100)

    assert rows == same
    assert rows
    told = ("rated_anew", "kept", "fallen", "lapsed", "ended", "kept_by_spend", "ahead", "reasons", "sites")
    assert {name: data[name] for name in told} == {name: again[name] for name in told}
