"""Decisions: whether a line may have a service, by the better of all standards and tiers that it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from tierline.entitlements import sentences
from tierline.entitlements.had_by import had_by
from tierline.entitlements.matrix import InForce, Matrices, Row, Standard
from tierline.entitlements.model import (
    NO_TIER,
    Alternative,
    Asked,
    Cell,
    Decision,
    Held,
    Level,
    LineFacts,
    Per,
    Reason,
    Span,
    Term,
)
from tierline.entitlements.terms import TERMS
from tierline.policy.model import Basis, Citation
from tierline.wording import Text

CLOSED = Citation("GRD-20", Basis.SOURCE)
"""What ends every service of a line at once."""

CHANGED_BY_A_TIER = (
    Reason.NO_TIER,
    Reason.SEGMENT_NOT_ENTITLED,
    Reason.TIER_NOT_ENTITLED,
    Reason.QUOTA_USED_UP,
)
REFUSALS = {reason: place for place, reason in enumerate(Reason)}
UNLIMITED = 1_000_000
NOTHING_HELD = Held("", "")


def period_of(at: datetime, zone: ZoneInfo, per: Per) -> Span:
    """The calendar month or year, in the operator's zone, that a moment lies in."""
    local = at.astimezone(zone)
    return _month(local.year, local.month, zone) if per is Per.MONTH else _year(local.year, zone)


@lru_cache(maxsize=256)
def _month(year: int, month: int, zone: ZoneInfo) -> Span:
    starts_at = datetime(year, month, 1, tzinfo=zone)
    return Span(starts_at, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone))


@lru_cache(maxsize=64)
def _year(year: int, zone: ZoneInfo) -> Span:
    return Span(datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone))


def decide_all(matrices: Matrices, asked: Asked) -> tuple[Decision, ...]:
    """The decision on every service, in the order of the matrices, without standards for other segments."""
    services = dict.fromkeys(
        name
        for each in matrices.standards
        if not each.standard.is_by_segment or asked.facts.segment in each.standard.columns
        for name in each.rows
    )
    return tuple(decide(matrices, service, asked) for service in services)


def decide(matrices: Matrices, service: str, asked: Asked) -> Decision:
    """Whether the line may have a service, for which the matrices have a row.

    Of all tiers and standards the better cell counts, by level, then by uses left, then by terms (GRD-21). A
    refusal tells the reason that comes nearest to a grant. A closed line has nothing (GRD-20).
    """
    candidates = [each for standard in matrices.standards for each in _candidates(standard, service, asked)]
    best = max(candidates, key=_merit)
    if not best.is_granted:
        return _refusal(best, matrices, asked)
    return _grant(best, _used_up(candidates, best), asked)


@dataclass(frozen=True)
class _Candidate:
    """One cell that may decide; `held` is the tier that it comes from, if any."""

    standard: InForce
    row: Row
    cell: Cell
    who: Text
    held: Held | None
    reason: Reason
    citation: Citation
    terms: tuple[Term, ...]
    left: int | None

    @property
    def is_granted(self) -> bool:
        return self.reason in (Reason.GRANTED, Reason.STANDARD_SERVICE)


def _candidates(standard: InForce, service: str, asked: Asked) -> Iterator[_Candidate]:
    """The cells of one standard: those of the tiers that the line holds, and that of no tier."""
    row = standard.rows.get(service)
    if row is None:
        return
    columns = standard.standard.columns
    if standard.standard.is_by_segment:
        segment = asked.facts.segment
        yield _candidate(standard, row, segment if segment in columns else NO_TIER, asked)
        return
    for held in asked.held:
        served = standard.standard.schemes.get(held.scheme)
        read_as = served.read_as.get(held.tier) if served else None
        column = read_as.column if read_as else held.tier
        if served is None or column not in columns:
            continue
        found = replace(
            _candidate(standard, row, column, asked),
            who=read_as.title if read_as else columns[column],
            held=held,
        )
        if asked.facts.product in served.without and found.reason is not Reason.LINE_CLOSED:
            found = replace(found, reason=Reason.PRODUCT, citation=served.citation)
        yield found
    yield _candidate(standard, row, NO_TIER, asked)


def _candidate(standard: InForce, row: Row, column: str, asked: Asked) -> _Candidate:
    cell = row.cells[column]
    left = None
    if cell.quota is not None:
        used = sum(
            each.times for each in asked.used if (each.service, each.per) == (row.name, cell.quota.per)
        )
        left = max(cell.quota.times - used, 0)
    reason = _reason(row, cell, asked.facts, left)
    if reason is Reason.NO_TIER and standard.standard.is_by_segment:
        reason = Reason.SEGMENT_NOT_ENTITLED
    elif reason is Reason.NO_TIER and column != NO_TIER:
        reason = Reason.TIER_NOT_ENTITLED
    return _Candidate(
        standard=standard,
        row=row,
        cell=cell,
        who=standard.standard.columns[column],
        held=None,
        reason=reason,
        citation=CLOSED if reason is Reason.LINE_CLOSED else cell.citation,
        terms=tuple(term for term in cell.terms if not term.payments or asked.facts.payment in term.payments),
        left=left,
    )


def _reason(row: Row, cell: Cell, facts: LineFacts, left: int | None) -> Reason:
    """What a cell comes to for a line, were its column that of the line."""
    if facts.status == "closed":
        return Reason.LINE_CLOSED
    if row.products and facts.product not in row.products:
        return Reason.PRODUCT
    if row.payments and facts.payment not in row.payments:
        return Reason.PAYMENT
    if cell.level is Level.NOT_ENTITLED:
        return Reason.NO_TIER
    if row.statuses and facts.status not in row.statuses:
        return Reason.LINE_SUSPENDED if facts.status == "suspended" else Reason.LINE_NOT_SUSPENDED
    if cell.level is Level.STANDARD:
        return Reason.STANDARD_SERVICE
    return Reason.QUOTA_USED_UP if left == 0 else Reason.GRANTED


def _merit(candidate: _Candidate) -> tuple[Decimal | int, ...]:
    """The greater, the better for the customer; of refusals, the nearer to a grant."""
    left = UNLIMITED if candidate.left is None else candidate.left
    terms = (candidate.cell.level.rank, left, *_worth(candidate.terms))
    return (1, *terms) if candidate.is_granted else (0, REFUSALS[candidate.reason], *terms)


def _worth(terms: tuple[Term, ...]) -> Iterator[Decimal | int]:
    """The terms as numbers of which the greater is the better; a limit that is not given is the worst."""
    values = {term.name: term.value for term in terms}
    for name, kind in TERMS.items():
        if not kind.less_is_better:
            yield values.get(name, 0)
        else:
            yield -values.get(name, Decimal(0 if kind.is_money else UNLIMITED))


def _used_up(candidates: list[_Candidate], best: _Candidate) -> _Candidate | None:
    """The candidate that would be better than the best if its quota were not used up."""
    for each in candidates:
        if each.reason is Reason.QUOTA_USED_UP and each.cell.level.rank > best.cell.level.rank:
            return each
    return None


def _grant(best: _Candidate, used_up: _Candidate | None, asked: Asked) -> Decision:
    period = _period(used_up, asked)
    if best.reason is Reason.GRANTED:
        says = sentences.granted(best.who, best.terms, best.cell.quota, best.left)
    else:
        says = sentences.standard(best.terms, (used_up.who, period) if used_up and period else None)
    return _decision(best, says, renews_at=period.ends_at if period else None)


def _refusal(best: _Candidate, matrices: Matrices, asked: Asked) -> Decision:
    others = tuple(_others(best, matrices, asked)) if best.reason in CHANGED_BY_A_TIER else ()
    period = _period(best, asked) if best.reason is Reason.QUOTA_USED_UP else None
    said = had_by(others)
    says = sentences.refused(
        best.reason, best.row, best.who, asked.facts.product, best.cell.quota, period, said
    )
    decision = _decision(best, says, renews_at=period.ends_at if period else None)
    alternatives = tuple(
        Alternative(standard.name, column, standard.columns[column])
        for standard, columns in others
        for column in columns
    )
    return replace(decision, would_have=alternatives, had_by=said)


def _others(best: _Candidate, matrices: Matrices, asked: Asked) -> Iterator[tuple[Standard, tuple[str, ...]]]:
    """The columns that would have the service for this line, of standards that somebody can still come to."""
    for standard in matrices.standards:
        row = standard.rows.get(best.row.name)
        if row is None or not standard.new_terms:
            continue
        yield (
            standard.standard,
            tuple(
                column
                for column in standard.standard.columns
                if column != NO_TIER and _candidate(standard, row, column, asked).reason is Reason.GRANTED
            ),
        )


def _period(candidate: _Candidate | None, asked: Asked) -> Span | None:
    if candidate is None or candidate.cell.quota is None:
        return None
    return asked.month if candidate.cell.quota.per is Per.MONTH else asked.year


def _decision(best: _Candidate, says: Text, renews_at: datetime | None) -> Decision:
    held = best.held or NOTHING_HELD
    if held.by_hand_until is not None:
        says = sentences.by_hand(says, held.by_hand_until)
    return Decision(
        service=best.row.name,
        title=best.row.title,
        handling=best.row.handling,
        level=best.cell.level if best.is_granted else Level.NOT_ENTITLED,
        reason=best.reason,
        says=says,
        standard=best.standard.standard.name,
        scheme=held.scheme,
        tier=held.tier,
        citation=best.citation,
        terms=best.terms if best.is_granted else (),
        quota=best.cell.quota,
        left=best.left,
        renews_at=renews_at,
        by_hand_until=held.by_hand_until,
    )
