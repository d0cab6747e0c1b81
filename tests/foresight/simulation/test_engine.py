"""A simulation says what two ordinary runs would, line by line, and names the causes that runs would name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.foresight.simulation.plain import (
    Edits,
    Row,
    comes_to_hold,
    compared,
    draft_file,
    edited,
    listed,
    ordinary,
    rows_of_file,
    simulate,
)
from tests.grading.engine import graded, request_for, rows_of
from tests.grading.operator import random_operator
from tierline.policy.load import bundled_packs

VIP: Edits = {
    "eligible payment": ("    payment: [postpaid]\n", "    payment: [postpaid, prepaid]\n"),
    "eligible tenure_months": (
        "tenure_months: {over: 6, clause: GRD-04",
        "tenure_months: {over: 11, clause: GRD-04",
    ),
    "tier gold": ("{450: diamond, 300: gold, 150: silver}", "{450: diamond, 310: gold, 150: silver}"),
    "membership term": ("term: {months: 12, clause: GRD-04}", "term: {months: 6, clause: GRD-04}"),
}
STAR: Edits = {
    "eligible vip_term": (
        "    vip_term: {not_running_in: [unicom-vip, unicom-vip-henan, unicom-vip-xinjiang], clause",
        "    vip_term: {not_running_in: [unicom-vip-henan], clause",
    ),
    "measures arpu": (
        "      last_months: 12\n      on_network: true\n",
        "      last_months: 6\n      on_network: true\n",
    ),
    "tier four_star": ("{260: five_star, 140: four_star,", "{260: five_star, 120: four_star,"),
    "special_grades grades": ("{grades: [honoured_guest, loyal],", "{grades: [loyal],"),
}
CREDIT: Edits = {
    "score mean_billed": ("{400: 250, 200: 200, 120: 150,", "{400: 250, 200: 180, 120: 120,"),
    "score suspensions": ("suspensions: {each: -100}", "suspensions: {each: -50}"),
    "tier one_star": ("200: two_star, 100: one_star}", "200: two_star, 50: one_star}"),
}


def some(edits: Edits, *names: str) -> Edits:
    return {name: edits[name] for name in edits if name in names}


CASES = [
    ("unicom-vip", date(2012, 3, 1), some(VIP, "tier gold", "membership term")),
    pytest.param("unicom-star", date(2015, 3, 1), STAR, marks=pytest.mark.slow),
    pytest.param("unicom-vip", date(2012, 3, 1), VIP, marks=pytest.mark.slow),
    pytest.param("cmcc-credit", date(2012, 3, 1), CREDIT, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("scheme", "month", "edits"), CASES)
def test_a_simulation_is_two_runs_compared_and_each_cause_tried(
    tmp_path: Path, scheme: str, month: date, edits: Edits
) -> None:
    request = request_for(random_operator(7, 700, month, scheme=scheme), (scheme,), tmp_path, part_lines=300)
    has_memberships = bundled_packs()[scheme].versions[0].life is not None
    present = ordinary(request, edited(scheme, []), tmp_path / "present")
    runs: dict[frozenset[str], dict[int, Row]] = {}

    def tried(names: Iterable[str]) -> dict[int, Row]:
        chosen = frozenset(names)
        if chosen not in runs:
            draft = ordinary(request, edited(scheme, [edits[name] for name in chosen]), tmp_path / "run")
            runs[chosen] = compared(present, draft, has_memberships=has_memberships)
        return runs[chosen]

    data = simulate(request, draft_file(tmp_path, scheme, edits.values()), tmp_path / "out")

    whole = tried(edits)
    rows = rows_of(tmp_path / "out" / "lines" / f"{month:%Y-%m}")
    assert {row["subscriber_id"]: listed(row) for row in rows} == {
        number: one for number, one in whole.items() if one["effect"] is not None
    }
    assert [row["subscriber_id"] for row in rows] == sorted(row["subscriber_id"] for row in rows)
    assert len(rows) > 50
    (result,) = data["results"]
    assert counts_of(result) == Counter(one["effect"] for one in whole.values() if one["effect"])
    assert tiers_of(result["matrix"]) == Counter(one["tiers"] for one in whole.values())
    assert tiers_of(result["rated"]) == Counter(one["rated"] for one in whole.values())
    assert [one["name"] for one in data["causes"]] == list(edits)
    kinds: dict[str, Counter[str]] = {name: Counter() for name in edits}
    for row in rows:
        number, expected = row["subscriber_id"], whole[row["subscriber_id"]]
        what = {"moves": "tiers", "term": "terms", "later": "rated"}[row["effect"]]
        makes = [name for name in edits if tried([name])[number][what] == expected[what]]
        needed = [name for name in edits if tried({*edits} - {name})[number][what] != expected[what]]
        sole = [name for name in makes if name in needed]
        assert row["causes"] == [name for name in edits if name in (*makes, *needed)]
        assert row["first_cause"] == next(iter([*sole, *needed, *makes]), None)
        for name in row["causes"]:
            kinds[name][KINDS[name in makes, name in needed]] += 1
    assert {
        one["name"]: +Counter({kind: one[kind] for kind in KINDS.values()}) for one in result["causes"]
    } == kinds


KINDS = {(True, True): "alone", (True, False): "each", (False, True): "together"}


def counts_of(result: Row) -> Counter[str]:
    """Lines by effect, as the file has them."""
    found = {
        "moves": result["moved"]["lines"],
        "term": result["other_term"],
        "later": result["later"]["lines"],
    }
    return +Counter(found)


def tiers_of(cells: list[Row]) -> Counter[tuple[str | None, ...]]:
    """A matrix of the file, with None for no tier."""
    return Counter(
        {
            tuple(None if one[side] == "none" else one[side] for side in ("present", "draft")): one["lines"]
            for one in cells
        }
    )


def test_a_series_goes_on_from_what_each_policy_left_behind(tmp_path: Path) -> None:
    scheme, first = "unicom-vip", date(2013, 12, 1)
    edits = [VIP["tier gold"], VIP["membership term"]]
    request = request_for(random_operator(3, 500, first, scheme=scheme), (scheme,), tmp_path, part_lines=200)

    data = simulate(request, draft_file(tmp_path, scheme, edits), tmp_path / "out", months=2)

    others = [row for row in rows_of_file(request.paths["memberships"][0]) if row["scheme"] != scheme]
    assert others
    requests = [request, request]
    for number, result in enumerate(data["results"]):
        month = (first, date(2014, 1, 1))[number]
        at = [replace(one, month=month, rated_on=month.replace(day=5)) for one in requests]
        folders = [tmp_path / side / f"{number}" for side in ("present", "draft")]
        one = ordinary(at[0], edited(scheme, []), folders[0])
        other = ordinary(at[1], edited(scheme, edits), folders[1])
        whole = compared(one, other, has_memberships=True)
        rows = rows_of(tmp_path / "out" / "lines" / f"{month:%Y-%m}")
        assert {row["subscriber_id"]: listed(row) for row in rows} == {
            number: one for number, one in whole.items() if one["effect"] is not None
        }
        assert counts_of(result) == Counter(one["effect"] for one in whole.values() if one["effect"])
        assert all(row["causes"] for row in rows)
        requests = [
            replace(request, paths={**request.paths, "memberships": [str(folder / "memberships")]})
            for folder in folders
        ]


def test_two_packs_are_two_runs_compared(tmp_path: Path) -> None:
    month, schemes = date(2012, 3, 1), ("unicom-vip", "unicom-vip-henan")
    request = request_for(random_operator(5, 700, month), schemes, tmp_path, part_lines=300)
    found, _ = graded(random_operator(5, 700, month), schemes, tmp_path / "both")

    data = simulate(request, None, tmp_path / "out")

    one, other = (found[scheme]["grades"] for scheme in schemes)
    pairs = Counter((a["rated_tier"], b["rated_tier"]) for a, b in zip(one, other, strict=True))
    (result,) = data["results"]
    assert data["kind"] == "comparison"
    assert tiers_of(result["matrix"]) == pairs
    assert tiers_of(result["held"]) == Counter(
        tuple(
            comes_to_hold(row, held_by(found[scheme], row)) for scheme, row in zip(schemes, both, strict=True)
        )
        for both in zip(one, other, strict=True)
    )
    reasons = Counter(
        (a["ineligible_reason"], b["ineligible_reason"]) for a, b in zip(one, other, strict=True)
    )
    assert {(cell["present"], cell["draft"]): cell["lines"] for cell in result["eligibility"]} == reasons
    rows = rows_of(tmp_path / "out" / "lines" / "2012-03")
    assert len(rows) == sum(lines for (a, b), lines in pairs.items() if a != b)
    assert sum(bool(row["causes"]) for row in rows) == len(rows) - result["unexplained"]


def held_by(results: dict[str, list[Row]], row: Row) -> list[Row]:
    return [one for one in results["memberships"] if one["subscriber_id"] == row["subscriber_id"]]


def test_packs_without_a_common_order_of_tiers_are_compared_without_causes(tmp_path: Path) -> None:
    month, schemes = date(2015, 3, 1), ("unicom-star", "unicom-vip")
    request = request_for(random_operator(5, 200, month), schemes, tmp_path)

    data = simulate(request, None, tmp_path / "out")

    (result,) = data["results"]
    assert (data["ranked"], data["causes"]) == (False, [])
    assert result["moved"]["across"] > 0
    assert "</html>" in (tmp_path / "out" / "report.en.html").read_text("utf-8")
