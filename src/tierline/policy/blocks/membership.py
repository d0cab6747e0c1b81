"""The blocks `membership`, `new_terms` and `thresholds`: when terms start and end, how long figures hold."""

from __future__ import annotations

from dataclasses import dataclass

from tierline.policy.citing import Block, Citing, entered
from tierline.policy.model import Citation, End, Life, Start
from tierline.policy.reading import Place
from tierline.policy.vocabulary import Change
from tierline.wording import Text

PARTS = ("term", "starts", "ends", "inside_term", "rated_anew", "closing")
FIXED_PARTS = {
    "inside_term": ("only", "up"),
    "rated_anew": ("in", "last_term_month"),
    "closing": ("ends", "at_once"),
}
"""Parts that can say one thing only: they stand in a pack so that each has its clause and its basis."""

NEVER_AFTER = (Start.RATING_DAY, Start.NEXT_MONTH)
STARTS = {
    Change.JOINED: NEVER_AFTER,
    Change.RISEN: NEVER_AFTER,
    Change.RENEWED: tuple(Start),
    Change.FALLEN: tuple(Start),
}
"""Where each change may start: a first tier has nothing to wait for, and a rise does not wait."""

TERM_MONTHS = (1, 120)
TERM_ENDS = (End.LAST_DAY, End.DAY_AFTER_TERM)
END_DAYS = (1, 28)
"""Every month has a 28th; a later day would move the end from month to month."""
VALID_MONTHS = (1, 120)
GRANTING = ("none", "granted")

OPEN_STARTS = {change: STARTS[change] for change in (Change.JOINED, Change.RISEN)}

A_DAY = Text("a day of the month, day", "月内日期 day")
NO_DAY = Text("no day: the term ends with its month", "不写 day：有效期随月末结束")
OPEN_PARTS = Text("no such key where memberships stay open", "长期有效的会员资格不用此键")
WITH_MEMBERSHIPS = Text("a scheme with memberships", "有会员资格的方案")


def membership(block: Block, new_terms: Block | None) -> Life | None:
    """The life of a membership; None where the scheme has none (`membership: none`)."""
    if not block.place.is_mapping:
        block.place.one_of(("none",))
        if new_terms is not None:
            new_terms.place.refuse(WITH_MEMBERSHIPS)
        return None
    keys, citing = block.opened(PARTS, ("starts", "ends", "inside_term", "closing"))
    citations = {name: _fixed_part(name, keys[name], citing) for name in FIXED_PARTS if name in keys}
    is_open = not keys["ends"].is_mapping
    for name in ("term", "rated_anew"):
        if is_open and name in keys:
            keys[name].refuse(OPEN_PARTS)
        if not is_open:
            block.place.require(keys, (name,))
    allowed = OPEN_STARTS if is_open else STARTS
    inner, here = entered(keys["starts"], citing, tuple(allowed), tuple(allowed))
    starts = {change: inner[change].one_of(choices) for change, choices in allowed.items()}
    citations["starts"] = here.citation(keys["starts"])
    ends = _ends(keys["ends"], citing)
    citations["ends"] = ends.citation
    term_months = None
    if not is_open:
        inner, here = entered(keys["term"], citing, ("months",), ("months",))
        term_months = inner["months"].whole(*TERM_MONTHS)
        citations["term"] = here.citation(keys["term"])
    grants = True
    if new_terms is not None:
        grants = new_terms.place.one_of(GRANTING) == "granted"
        citations["new_terms"] = new_terms.citation
    return Life(starts, ends.end, term_months, ends.day, grants, citations)


def _fixed_part(name: str, place: Place, citing: Citing) -> Citation:
    key, value = FIXED_PARTS[name]
    inner, here = entered(place, citing, (key,), (key,))
    inner[key].one_of((value,))
    return here.citation(place)


@dataclass(frozen=True)
class _Ends:
    end: End
    day: int | None
    citation: Citation


def _ends(place: Place, citing: Citing) -> _Ends:
    """`open`, `{of: last_day_of_term}`, or `{of: day_of_month_after_term, day: 8}`."""
    if not place.is_mapping:
        place.one_of((End.OPEN,))
        return _Ends(End.OPEN, None, citing.citation(place))
    keys, here = entered(place, citing, ("of", "day"), ("of",))
    end = keys["of"].one_of(TERM_ENDS)
    if end is End.LAST_DAY:
        if "day" in keys:
            keys["day"].refuse(NO_DAY)
        return _Ends(end, None, here.citation(place))
    if "day" not in keys:
        place.refuse(A_DAY, ", ".join(keys))
    return _Ends(end, keys["day"].whole(*END_DAYS), here.citation(place))


@dataclass(frozen=True)
class Thresholds:
    """For how many months the thresholds of a version may be used without a warning. Clause: GRD-19."""

    valid_months: int
    citation: Citation


def thresholds(block: Block) -> Thresholds:
    """What the block says."""
    keys, here = block.opened(("valid_months",), ("valid_months",))
    return Thresholds(keys["valid_months"].whole(*VALID_MONTHS), here.citation(block.place))
