"""A plain second reading of a simulation: two ordinary runs, and their rows compared one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.grading.engine import results_in
from tierline.foresight.simulation.asked import Asked
from tierline.foresight.simulation.service import simulated
from tierline.grading.months import last_term_month, month_number
from tierline.grading.run import Request, run
from tierline.policy.load import bundled_packs, read_pack

Row = dict[str, Any]
Edits = Mapping[str, tuple[str, str]]
"""Changes of a pack's text, by the name of the cause that each becomes."""


def edited(scheme: str, edits: Iterable[tuple[str, str]]) -> str:
    """The text of a bundled pack with some of it replaced; each replaced text stands there exactly once."""
    text = bundled_packs()[scheme].text
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def draft_file(folder: Path, scheme: str, edits: Iterable[tuple[str, str]]) -> Path:
    """A draft of a bundled scheme, as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "draft.yaml"
    path.write_text(edited(scheme, edits), "utf-8")
    return path


def ordinary(request: Request, text: str, out: Path) -> dict[str, list[Row]]:
    """What an ordinary run gives by the pack of a text."""
    scheme = request.schemes[0]
    run(replace(request, out=out, packs={scheme: read_pack(text, "draft.yaml")}))
    return results_in(out)


def comes_to_hold(row: Row, memberships: Sequence[Row]) -> str | None:
    """The tier that a line holds once the month's decision has taken effect."""
    if row["change"] in ("none", "ended", "lapsed"):
        return None
    if row["change"] == "kept" and row["ends_on"] is not None:
        in_grace = last_term_month(row["ends_on"]) < month_number(row["month"])
        if in_grace:
            follows = row["ends_on"] + timedelta(days=1)
            return next((one["tier"] for one in memberships if one["since"] == follows), None)
    return row["tier"]


def compared(
    present: dict[str, list[Row]], draft: dict[str, list[Row]], *, has_memberships: bool
) -> dict[int, Row]:
    """By line: what both runs decided, and in what they differ."""
    found: dict[int, Row] = {}
    held = [_by_line(one["memberships"]) for one in (present, draft)]
    for one, other in zip(present["grades"], draft["grades"], strict=True):
        number = one["subscriber_id"]
        assert other["subscriber_id"] == number
        tiers = [
            comes_to_hold(row, own.get(number, ())) if has_memberships else row["rated_tier"]
            for row, own in zip((one, other), held, strict=True)
        ]
        terms = [(row["change"], row["since"], row["ends_on"]) for row in (one, other)]
        effect = None
        if tiers[0] != tiers[1]:
            effect = "moves"
        elif terms[0] != terms[1]:
            effect = "term"
        elif one["rated_tier"] != other["rated_tier"]:
            effect = "later"
        found[number] = {
            "effect": effect,
            "tiers": tuple(tiers),
            "rated": (one["rated_tier"], other["rated_tier"]),
            "terms": tuple(terms),
            "reasons": (one["ineligible_reason"], other["ineligible_reason"]),
        }
    return found


def _by_line(memberships: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in memberships:
        found.setdefault(row["subscriber_id"], []).append(row)
    return found


def listed(row: Row) -> Row:
    """A row of the list of lines, in the form of `compared`."""
    return {
        "effect": row["effect"],
        "tiers": (row["present_tier"], row["draft_tier"]),
        "rated": (row["present_rated_tier"], row["draft_rated_tier"]),
        "terms": tuple(
            (row[f"{side}_change"], row[f"{side}_since"], row[f"{side}_ends_on"])
            for side in ("present", "draft")
        ),
        "reasons": (row["present_ineligible_reason"], row["draft_ineligible_reason"]),
    }


def rows_of_file(path: str) -> list[Row]:
    """The rows of one Parquet file."""
    import pyarrow.parquet as pq

    found: list[Row] = pq.read_table(path).to_pylist()
    return found


def simulate(request: Request, draft: Path | None, out: Path, **options: Any) -> dict[str, Any]:
    """What a simulation of a request gives."""
    return simulated(Asked(replace(request, out=out), draft, **options))
