"""A version taken apart into the pieces that can change by themselves, and put together again from two."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tierline.policy.model import (
    Criterion,
    Life,
    Measure,
    NotRunningIn,
    ScoreProduct,
    ScoreSum,
    SpecialGrades,
    TableMeasure,
    Version,
    WindowMeasure,
)
from tierline.policy.rating_statements import (
    of_eligibility,
    of_measure,
    of_score,
    of_special_grades,
    of_tiers,
    titles_of,
)
from tierline.policy.statement import Part, Statement
from tierline.policy.term_statements import of_life
from tierline.policy.vocabulary import Change, Reason
from tierline.tables.model import Comparison, DecisionTable, Multiple, Output, Rule

Key = tuple[Part, str]
"""The part of a version, and which of its pieces."""

VIP_TERM, PRODUCT, WHOLE = "vip_term", "product", "membership"


@dataclass(frozen=True)
class Piece:
    """One piece: what it is, what it does (equal where two do the same), and how it is said."""

    value: Any
    does: object
    said: tuple[Statement, ...]


def pieces_of(version: Version) -> dict[Key, Piece]:
    """The pieces of a version that decide tiers and terms, by key, in the order in which they are read."""
    return dict(_all(version))


def _all(version: Version) -> Iterator[tuple[Key, Piece]]:
    yield from _eligibility(version)
    for measure in version.measures:
        said = tuple(of_measure(measure, titles_of(version)))
        yield (Part.MEASURES, measure.name), Piece(measure, _measured(measure), said)
    yield from _score(version)
    yield from _tiers(version, version.tier, Part.TIER)
    if version.on_joining is not None:
        yield from _tiers(version, version.on_joining, Part.ON_JOINING)
    if version.special is not None:
        said = tuple(of_special_grades(version))
        yield (Part.SPECIAL_GRADES, "grades"), Piece(version.special, set(version.special.grades), said)
    yield from _life(version)


def _eligibility(version: Version) -> Iterator[tuple[Key, Piece]]:
    said = {each.name: each for each in of_eligibility(version)}
    for one in version.criteria:
        does = (one.test, dict(one.where), one.unless_on_joining)
        yield (Part.ELIGIBLE, one.attribute), Piece(one, does, (said[one.attribute],))
    if version.not_running_in is not None:
        schemes = set(version.not_running_in.schemes)
        yield (Part.ELIGIBLE, VIP_TERM), Piece(version.not_running_in, schemes, (said[VIP_TERM],))


def _measured(measure: Measure) -> object:
    if isinstance(measure, TableMeasure):
        return _ruled(measure.table.rules)
    return (measure.column, measure.is_mean, measure.last_months, measure.on_network, measure.rounding)


def _ruled(rules: Iterable[Rule]) -> list[tuple[dict[str, object], tuple[Output, ...]]]:
    return [(dict(rule.tests), rule.outputs) for rule in rules]


def _score(version: Version) -> Iterator[tuple[Key, Piece]]:
    """A product whole; of a sum, what is added for the same inputs together."""
    if version.score is None:
        return
    said = tuple(of_score(version))
    if isinstance(version.score, ScoreProduct):
        yield (Part.SCORE, PRODUCT), Piece(version.score, set(version.score.factors), said)
        return
    grouped: dict[str, list[tuple[Rule, Statement]]] = {}
    for rule, statement in zip(version.score.table.rules, said, strict=True):
        named = [*rule.tests, *(one.of for one in rule.outputs if isinstance(one, Multiple))]
        grouped.setdefault(", ".join(dict.fromkeys(named)), []).append((rule, statement))
    yield from _grouped(Part.SCORE, grouped)


def _tiers(version: Version, table: DecisionTable, part: Part) -> Iterator[tuple[Key, Piece]]:
    """The rungs of one tier that hold in the same cases together."""
    ranked = sorted(table.rules, key=table.rank)
    grouped: dict[str, list[tuple[Rule, Statement]]] = {}
    for rule, statement in zip(ranked, of_tiers(version, table, part), strict=True):
        grouped.setdefault(statement.name, []).append((rule, statement))
    yield from _grouped(part, grouped)


def _grouped(part: Part, grouped: dict[str, list[tuple[Rule, Statement]]]) -> Iterator[tuple[Key, Piece]]:
    for name, found in grouped.items():
        rules = tuple(rule for rule, _ in found)
        yield (part, name), Piece(rules, _ruled(rules), tuple(statement for _, statement in found))


def _life(version: Version) -> Iterator[tuple[Key, Piece]]:
    """The keys of the block; whole where memberships are open, or there are none."""
    life = version.life
    said = {each.name: each for each in of_life(version)}
    if life is None or life.is_open:
        does = None if life is None else (dict(life.starts), life.grants_new_terms)
        yield (Part.MEMBERSHIP, WHOLE), Piece(life, does, tuple(said.values()))
        return
    pieces: dict[str, object] = {"term": life.term_months, "ends": (life.end, life.end_day)}
    pieces |= {f"starts {change.value}": start for change, start in life.starts.items()}
    pieces["new_terms"] = life.grants_new_terms
    for name, value in pieces.items():
        yield (Part.MEMBERSHIP, name), Piece(value, value, (said[name],) if name in said else ())


# ---------------------------------------------------------------- together again


def put_together(present: Version, draft: Version, chosen: Collection[Key]) -> Version:
    """The present version with the chosen pieces of the draft. A measure that only one of them has is there.

    The two have the same tiers.
    """
    old, new = pieces_of(present), pieces_of(draft)
    taken: dict[Key, Piece] = {}
    for key in (*old, *(each for each in new if each not in old)):
        source = new if key in chosen else old
        if key[0] is Part.MEASURES and key not in source:
            source = old if key in old else new
        if key in source:
            taken[key] = source[key]

    def values(part: Part) -> list[Any]:
        return [piece.value for (found, _), piece in taken.items() if found is part]

    criteria = [one for one in values(Part.ELIGIBLE) if isinstance(one, Criterion)]
    criteria.sort(key=lambda one: list(Reason).index(one.reason))
    joining = _rules(values(Part.ON_JOINING))
    needs_joining = any(one.unless_on_joining for one in criteria)
    return replace(
        present,
        criteria=tuple(criteria),
        not_running_in=_only(values(Part.ELIGIBLE), NotRunningIn),
        measures=tuple(one for one in values(Part.MEASURES) if isinstance(one, WindowMeasure | TableMeasure)),
        score=_scored(values(Part.SCORE), present, draft),
        tier=_table(present.tier, _rules(values(Part.TIER))),
        on_joining=_table(present.on_joining or draft.on_joining, joining)
        if joining or needs_joining
        else None,
        special=_only(values(Part.SPECIAL_GRADES), SpecialGrades),
        life=_lived(taken, present, draft),
    )


def _only(values: Iterable[Any], kind: type) -> Any:
    return next((one for one in values if isinstance(one, kind)), None)


def _rules(values: Iterable[Any]) -> tuple[Rule, ...]:
    return tuple(rule for one in values if isinstance(one, tuple) for rule in one)


def _table(like: DecisionTable | None, rules: tuple[Rule, ...]) -> DecisionTable:
    """A table of these rules; for want of any, of one that never holds, since none would not compile."""
    assert like is not None
    if not rules:
        outcome: Output = like.ranking[0] if like.ranking else Decimal(0)
        rules = (Rule({"tenure_months": Comparison("<", Decimal(-1_000_000))}, (outcome,)),)
    of_multiples = (one.of for rule in rules for one in rule.outputs if isinstance(one, Multiple))
    inputs = tuple(dict.fromkeys((*(name for rule in rules for name in rule.tests), *of_multiples)))
    return replace(like, inputs=inputs, rules=rules)


def _scored(values: list[Any], present: Version, draft: Version) -> ScoreProduct | ScoreSum | None:
    product = _only(values, ScoreProduct)
    if product is not None or not values:
        return product  # type: ignore[no-any-return]
    like = next(one for one in (present.score, draft.score) if isinstance(one, ScoreSum))
    return replace(like, table=_table(like.table, _rules(values)))


def _lived(taken: dict[Key, Piece], present: Version, draft: Version) -> Life | None:
    whole = taken.get((Part.MEMBERSHIP, WHOLE))
    if whole is not None:
        return whole.value  # type: ignore[no-any-return]
    values = {name: piece.value for (part, name), piece in taken.items() if part is Part.MEMBERSHIP}
    like = next(one.life for one in (present, draft) if one.life is not None and not one.life.is_open)
    end, end_day = values["ends"]
    return replace(
        like,
        starts={
            change: values[f"starts {change.value}"]
            for change in Change
            if f"starts {change.value}" in values
        },
        term_months=values["term"],
        end=end,
        end_day=end_day,
        grants_new_terms=values["new_terms"],
    )
