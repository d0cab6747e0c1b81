"""Explanations as they are read out: paragraphs with their clauses beside, and rulers as pictures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tierline.explanations.model import Ruler, Sentence, Told
from tierline.explanations.spoken import said
from tierline.wording import Text

NAME_ROOM, NUMBER_ROOM = Decimal("0.17"), Decimal("0.1")
"""What a name and a number take of the width of a ruler."""


@dataclass(frozen=True)
class Paragraph:
    """Sentences that are said in one go, and every clause that they rest on, once."""

    said: Text
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Tick:
    """Where a tier begins on a ruler; places in percent, `middle` that of its name.

    Names and numbers that would stand over one another are left out; those of the tier reached never are.
    """

    x: str
    middle: str
    at: Decimal
    title: Text
    is_reached: bool
    is_first: bool
    has_name: bool
    has_number: bool


@dataclass(frozen=True)
class RulerShown:
    """A ruler from 0 on, with the value of the line at `x`, in percent."""

    title: Text
    value: Decimal
    x: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class SchemeShown:
    """What is read out of one scheme."""

    scheme: str
    tier: str | None
    title: Text
    tier_title: Text | None
    why: Paragraph
    next: tuple[Paragraph, ...]
    rulers: tuple[RulerShown, ...]
    source: tuple[str, ...]


def shown(told: Told) -> SchemeShown:
    """One scheme of an explanation."""
    rated = told.rated
    return SchemeShown(
        scheme=told.scheme,
        tier=told.tier,
        title=told.title,
        tier_title=told.title_of(told.tier) if told.tier else None,
        why=paragraph(told.why),
        next=tuple(paragraph(each) for each in (told.changes, told.following) if each),
        rulers=tuple(ruler_of(ruler) for ruler in rated.rulers) if rated else (),
        source=(f"{rated.month:%Y-%m}", rated.digest[:6]) if rated else (),
    )


def paragraph(sentences: Sequence[Sentence]) -> Paragraph:
    """Sentences in a row."""
    clauses = dict.fromkeys(clause for one in sentences for clause in one.clauses)
    return Paragraph(said(sentences), tuple(clauses))


def ruler_of(ruler: Ruler) -> RulerShown:
    """A ruler that ends a little beyond its last bound, or beyond the value."""
    ats = [max(bound.at, Decimal(0)) for bound in ruler.bounds]
    value = max(ruler.value, Decimal(0))
    end = max(ats[-1], value) * Decimal("1.2") or Decimal(1)
    ends = [*ats[1:], end]
    reached = [
        number for number, bound in enumerate(ruler.bounds) if _reaches(ruler.value, bound.at, bound.includes)
    ]
    own = reached[-1] if reached else None
    starts = [at / end for at in ats]
    # The first name begins where its tier does, so that it does not hang over the edge.
    middles = [starts[0], *((at + after) / 2 / end for at, after in zip(ats[1:], ends[1:], strict=True))]
    named, numbered = apart(middles, NAME_ROOM, own), apart(starts, NUMBER_ROOM, own)
    ticks = tuple(
        Tick(
            x=_percent(starts[number]),
            middle=_percent(middles[number]),
            at=bound.at,
            title=bound.title,
            is_reached=number == own,
            is_first=number == 0,
            has_name=number in named,
            has_number=number in numbered,
        )
        for number, bound in enumerate(ruler.bounds)
    )
    return RulerShown(ruler.title, ruler.value, _percent(value / end), ticks)


def apart(places: Sequence[Decimal], room: Decimal, own: int | None) -> frozenset[int]:
    """Which of some places can be written at, each with so much room: `own` first, then the highest ones."""
    kept: list[int] = []
    order = sorted(range(len(places)), reverse=True)
    for number in [*([own] if own is not None else []), *order]:
        if all(abs(places[number] - places[other]) >= room for other in kept):
            kept.append(number)
    return frozenset(kept)


def _reaches(value: Decimal, at: Decimal, includes: bool) -> bool:
    return value >= at if includes else value > at


def _percent(share: Decimal) -> str:
    return f"{share * 100:.2f}%"
