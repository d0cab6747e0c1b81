"""Why a line is not rated, and what changes that; pure."""

from __future__ import annotations

from collections.abc import Iterator

from tierline.explanations import words
from tierline.explanations.model import Sentence
from tierline.explanations.numerals import month_text
from tierline.grading.explain.explanation import Explanation
from tierline.grading.explain.future import as_now, future_of
from tierline.grading.explain.rule_trace import CriterionRead, State
from tierline.grading.explain.ways import MOST_MONTHS_WAITING
from tierline.policy.phrases import filled, text_of_test
from tierline.policy.vocabulary import Reason
from tierline.tables.model import AnyOf, Equal, Test

BY_TIME = (Reason.TENURE.value, Reason.VIP_TERM_RUNNING.value)
"""What a line that goes on as now leaves behind by itself."""

BY_CHOICE = (Reason.SEGMENT.value, Reason.PRODUCT.value, Reason.PAYMENT.value)
"""Where it helps to name what is rated: short lists of what customers know by name."""


def not_rated(explanation: Explanation) -> Iterator[Sentence]:
    """The reason that decided, then whatever else stands in the way, each with its clause."""
    decisive = explanation.case.ineligible_reason
    assert decisive is not None
    for one in _failed(explanation):
        form = words.NOT_RATED if one.reason == decisive else words.AND_NOT
        yield Sentence(filled(form, reason=words.REASONS[one.reason]), (one.clause,))


def remedies(explanation: Explanation) -> Iterator[Sentence]:
    """What changes each of the reasons."""
    failed = _failed(explanation)
    for one in failed:
        said = words.REMEDIES[one.reason]
        values = one.tested.test if one.tested and one.reason in BY_CHOICE else None
        if values is not None and _is_list(values):
            named = filled(words.RATED_ARE, values=text_of_test(values))
            said = filled(words.TWO, one=said, other=named)
        yield Sentence(said, (one.clause,))
    if failed and all(one.reason in BY_TIME for one in failed):
        yield from _rated_from(explanation, tuple(one.clause for one in failed))


def _rated_from(explanation: Explanation, clauses: tuple[str, ...]) -> Iterator[Sentence]:
    """The month of the first rating of a line that goes on as now."""
    future = future_of(explanation.pack, explanation.case)
    path = future.path(as_now(explanation.case), MOST_MONTHS_WAITING)
    first = next((case for case in path if case.eligible), None)
    if first is not None:
        yield Sentence(filled(words.RATED_FROM, month=month_text(first.rating.month)), clauses)


def _failed(explanation: Explanation) -> list[CriterionRead]:
    decisive = explanation.case.ineligible_reason
    failed = [one for one in explanation.criteria if one.state is State.FAIL]
    if decisive == Reason.CLOSED.value:
        return failed[:1]
    # One reason may have several conditions; it is told once.
    first = {one.reason: one for one in reversed(failed)}
    return [one for one in failed if first[one.reason] is one]


def _is_list(test: Test) -> bool:
    return isinstance(test, Equal) or (
        isinstance(test, AnyOf) and all(isinstance(one, Equal) for one in test.tests)
    )
