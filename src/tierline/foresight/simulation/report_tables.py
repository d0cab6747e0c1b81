"""The tables and the picture of the report, as rows of text that the template only sets out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tierline.foresight.page.matrix import Cell, moved_cell
from tierline.foresight.simulation.flows import Flows, flows_of
from tierline.foresight.simulation.report_words import WORDS
from tierline.foresight.simulation.wordings import Cause, cause_of, count, largest, share, tier_titles, yuan
from tierline.grading.explain.words import REASONS
from tierline.policy.phrases import value_text
from tierline.wording import Language

MOST_CAUSES, MOST_PLACES, NAMED_PLACES = 10, 10, 2
KINDS = ("alone", "together", "each")


def direction(data: Mapping[str, Any], present: str, draft: str) -> str:
    """Whether a move from one tier to another is a rise, a fall, or neither; empty for the same tier."""
    if present == draft:
        return ""
    order = [tier["name"] for tier in data["tiers"]] + ["none"]
    if not data["ranked"] and "none" not in (present, draft):
        return "across"
    return "up" if order.index(draft) < order.index(present) else "down"


# ---------------------------------------------------------------- the matrix


@dataclass(frozen=True)
class Matrix:
    """The head, a row for each tier with its sum, the sums below and the change by tier."""

    head: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell], str]]
    sums: Sequence[str]
    changes: Sequence[str]


def matrix_table(data: Mapping[str, Any], month: Mapping[str, Any], language: Language) -> Matrix:
    """The matrix of present and draft. Tiers that nobody holds on either side are left out."""
    lines = {(one["present"], one["draft"]): one["lines"] for one in month["matrix"]}
    titles = tier_titles(data, language)
    tiers = [name for name in titles if any(name in pair for pair in lines)]
    most = max((n for (one, other), n in lines.items() if one != other), default=0)

    def cell(present: str, draft: str) -> Cell:
        number, way = lines.get((present, draft), 0), direction(data, present, draft)
        if not way:
            return Cell(count(number), kind="same")
        return moved_cell(count(number), number, way, most)

    before = {tier: sum(n for (one, _), n in lines.items() if one == tier) for tier in tiers}
    after = {tier: sum(n for (_, one), n in lines.items() if one == tier) for tier in tiers}
    rows = [(titles[one], [cell(one, other) for other in tiers], count(before[one])) for one in tiers]
    changes = [_signed(after[tier] - before[tier]) for tier in tiers]
    sums = [*(count(after[tier]) for tier in tiers), count(month["lines"])]
    return Matrix([titles[tier] for tier in tiers], rows, sums, [*changes, ""])


def _signed(number: int) -> str:
    return f"+{count(number)}" if number > 0 else count(number)


def flows_picture(
    data: Mapping[str, Any], month: Mapping[str, Any], language: Language
) -> tuple[Flows, Mapping[str, str]] | None:
    """The picture of the flows and the names of the tiers; None where nobody moves."""
    moves = {
        (one["present"], one["draft"]): int(one["lines"])
        for one in month["matrix"]
        if one["present"] != one["draft"]
    }
    if not moves:
        return None
    titles = tier_titles(data, language)
    ways = {pair: direction(data, *pair) for pair in moves}
    return flows_of(moves, list(titles), ways), titles


# ---------------------------------------------------------------- causes and places


@dataclass(frozen=True)
class CauseRow:
    """One cause: what changes, how many lines and how, what it costs, and where most of them are."""

    cause: Cause
    lines: str
    up: str
    down: str
    across: str
    later: str
    kinds: Sequence[str]
    yuan: str
    places: str
    width: int


def causes_table(data: Mapping[str, Any], month: Mapping[str, Any], language: Language) -> Sequence[CauseRow]:
    """The largest causes, with a bar to the scale of the largest."""
    components = {one["name"]: one for one in data["causes"]}
    found = largest(month["causes"], MOST_CAUSES)
    most = found[0]["lines"] if found else 1
    return [_cause_row(one, components[one["name"]], most, language) for one in found]


def _cause_row(
    one: Mapping[str, Any], component: Mapping[str, Any], most: int, language: Language
) -> CauseRow:
    kinds = [f"{WORDS[name].read(language)} {count(one[name])}" for name in KINDS if one[name]]
    moved = one["moved"]
    places = [(str(place["value"]), place["lines"]) for place in one["sites"][:NAMED_PLACES]]
    places += [
        (value_text(place["value"]).read(language), place["lines"])
        for place in one["products"][:NAMED_PLACES]
    ]
    return CauseRow(
        cause=cause_of(component, language),
        lines=count(one["lines"]),
        **{name: count(moved[name]) if moved[name] else "" for name in ("up", "down", "across")},
        later=count(one["later"]) if one["later"] else "",
        kinds=kinds,
        yuan=yuan(one["costs"]["net"], signed=True) if one["costs"] is not None else "",
        places=_listed(places, language),
        width=max(1, round(100 * one["lines"] / most)),
    )


def _listed(places: Sequence[tuple[str, int]], language: Language) -> str:
    form, between = ("{} ({})", ", ") if language is Language.EN else ("{}（{}）", "、")
    return between.join(form.format(name, count(lines)) for name, lines in places)


@dataclass(frozen=True)
class Spread:
    """Movers by the values of one dimension; `hidden` is how many values are left out."""

    name: str
    rows: Sequence[tuple[str, str, str, str, str, int]]
    values: int
    is_cut: bool


def spread_tables(month: Mapping[str, Any], language: Language) -> Sequence[Spread]:
    """Movers by site, product, time on the network and bill."""
    found = []
    for name in ("site", "product", "tenure", "spend"):
        rows = month["by"][name]
        if all(row["value"] is None for row in rows):
            continue
        shown = rows[:MOST_PLACES] if name == "site" else rows
        most = max((row["moved"] for row in rows), default=0) or 1
        found.append(
            Spread(
                name,
                [
                    (
                        _value(row["value"], language),
                        count(row["moved"]),
                        count(row["up"]),
                        count(row["down"]),
                        share(row["moved"], row["lines"]),
                        round(100 * row["moved"] / most),
                    )
                    for row in shown
                ],
                len(rows),
                len(shown) < len(rows),
            )
        )
    return found


def _value(value: Any, language: Language) -> str:
    if value is None:
        return WORDS["unknown"].read(language)
    if isinstance(value, Mapping):
        return str(value[language.value])
    return value_text(value).read(language)


def eligibility_rows(month: Mapping[str, Any], language: Language) -> Sequence[tuple[str, str, str]]:
    """Lines that only one side rates: the side, the reason of the other, and how many."""
    found = []
    for one in month["eligibility"]:
        if (one["present"] is None) == (one["draft"] is None):
            continue
        side = "present" if one["present"] is None else "draft"
        reason = REASONS[one["present"] or one["draft"]].read(language)
        found.append((side, reason, int(one["lines"])))
    found.sort(key=lambda row: (-row[2], row[0]))
    return [(side, reason, count(lines)) for side, reason, lines in found]


def month_rows(results: Sequence[Mapping[str, Any]]) -> Sequence[Sequence[str]]:
    """A row for each month: movers, rises, falls, those to come, and what it costs."""
    return [
        (
            one["month"],
            count(one["moved"]["lines"]),
            share(one["moved"]["lines"], one["lines"]),
            count(one["moved"]["up"]),
            count(one["moved"]["down"]),
            count(one["later"]["lines"]),
            "" if one["costs"] is None else yuan(one["costs"]["net"], signed=True),
        )
        for one in results
    ]
