"""What a line holds today and later, whoever gave it, as the first sentences of an explanation; pure."""

from __future__ import annotations

from collections.abc import Iterator

from tierline.explanations import words
from tierline.explanations.model import Sentence, Told, Withheld
from tierline.explanations.numerals import day_text
from tierline.lines.model import Line
from tierline.policy.phrases import filled

UNREAD = (Withheld.RUN_GONE, Withheld.RUN_CHANGED)


def held_text(line: Line, told: Told, clauses: tuple[str, ...]) -> Sentence:
    """The tier in force today, as the service holds it; where there are no terms, that of the last rating."""
    if line.is_closed:
        return Sentence(filled(words.LINE_CLOSED, scheme=told.title), clauses)
    if told.tier is None:
        # Without its run nobody knows the tier of a scheme that has no terms.
        form = words.HOLDS_UNKNOWN if told.withheld in UNREAD else words.HOLDS_NONE
        return Sentence(filled(form, scheme=told.title), clauses)
    facts = {"scheme": told.title, "tier": told.title_of(told.tier)}
    held = told.held
    if held is None:
        return Sentence(filled(words.HOLDS_MONTHLY, **facts), clauses)
    if held.ends_on is None:
        return Sentence(filled(words.HOLDS_OPEN, **facts), clauses)
    facts["until"] = day_text(held.ends_on)
    if held.by_hand is not None:
        return Sentence(filled(words.HOLDS_BY_HAND, **facts))
    return Sentence(filled(words.HOLDS, **facts), clauses)


def to_come(told: Told, clauses: tuple[str, ...]) -> Iterator[Sentence]:
    """The terms that begin later."""
    for one in told.to_come:
        facts = {"tier": told.title_of(one.tier), "since": day_text(one.since)}
        if one.ends_on is None:
            yield Sentence(filled(words.TO_COME_OPEN, **facts), clauses)
        else:
            facts["until"] = day_text(one.ends_on)
            if one.by_hand is None:
                yield Sentence(filled(words.TO_COME, **facts), clauses)
            else:
                yield Sentence(filled(words.TO_COME_BY_HAND, **facts))
