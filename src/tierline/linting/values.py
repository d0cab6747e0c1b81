"""The values of a version, each with where it stands and in what way it touches lines."""

from __future__ import annotations

from collections.abc import Iterator

from tierline.linting.model import PackValue, Touch
from tierline.policy.eligibility import VIP_TERM_RUNNING
from tierline.policy.model import Citation, ScoreProduct, ScoreSum, TableMeasure, Version
from tierline.policy.vocabulary import Reason
from tierline.tables.model import DecisionTable

OF_TERMS = {
    "term": Touch.STARTS,
    "starts": Touch.STARTS,
    "ends": Touch.STARTS,
    "inside_term": Touch.KEPT,
    "rated_anew": Touch.RATED_ANEW,
    "closing": Touch.ENDED,
    "new_terms": Touch.CHANGES,
}
"""How what a pack says of terms touches lines in one month."""


def values_of(version: Version) -> Iterator[PackValue]:
    """Every value of a version that stands somewhere in its file."""
    yield from _cited(version.citation, Touch.ALL)
    for criterion in version.criteria:
        yield from _cited(
            criterion.citation, Touch.REFUSED, attribute=criterion.attribute, reason=criterion.reason
        )
    if version.not_running_in is not None:
        given = version.not_running_in
        yield from _cited(given.citation, Touch.REFUSED, attribute=VIP_TERM_RUNNING, reason=given.reason)
    for measure in version.measures:
        if isinstance(measure, TableMeasure):
            yield from _rows(measure.table, Touch.DECIDES)
        else:
            yield from _cited(measure.citation, Touch.ELIGIBLE)
    if isinstance(version.score, ScoreProduct):
        yield from _cited(version.score.citation, Touch.ELIGIBLE)
    if isinstance(version.score, ScoreSum):
        yield from _rows(version.score.table, Touch.HOLDS)
    yield from _rows(version.tier, Touch.DECIDES)
    if version.on_joining is not None:
        yield from _rows(version.on_joining, Touch.DECIDES)
    if version.special is not None:
        yield from _cited(version.special.citation, Touch.LISTED)
    if version.life is not None:
        for key, citation in version.life.citations.items():
            yield from _cited(citation, OF_TERMS[key])
    for number, duty in enumerate(version.duties):
        yield from _cited(duty.citation, Touch.OWED, number=number)
    for rest in (version.thresholds_citation, version.life_citation):
        if rest is not None:
            yield from _cited(rest, Touch.ELIGIBLE)


def _cited(
    citation: Citation,
    touch: Touch,
    number: int = 0,
    attribute: str = "",
    reason: Reason | None = None,
) -> Iterator[PackValue]:
    if citation.origin is not None:
        yield PackValue(citation.origin, citation.basis.value, touch, None, number, attribute, reason)


def _rows(table: DecisionTable, touch: Touch) -> Iterator[PackValue]:
    for number, rule in enumerate(table.rules):
        if rule.origin is not None:
            yield PackValue(rule.origin, rule.basis, touch, table, number)
