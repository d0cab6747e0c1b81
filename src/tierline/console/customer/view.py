"""What the page shows of a customer, from what the use cases answer. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tierline.console.customer.rows import Answers, Row, answers_of, asked_first, consequence
from tierline.console.customer.terms import TermsShown, terms_of
from tierline.entitlements.service import Customer
from tierline.lines.model import Line, Membership, Status, Suspension
from tierline.policy.phrases import value_text
from tierline.policy.titles import scheme_title, tier_title
from tierline.reconnections.model import SERVICE as RECONNECTION
from tierline.reconnections.model import Terms
from tierline.rights.model import Actor
from tierline.service_passwords.model import Refusal
from tierline.wording import Text

SIM, BOOKING = "sim_replacement", "appointment"
MOST_NAMED = 3
"""So many refused services are named beside the acts; the table has them all."""


@dataclass(frozen=True)
class Held:
    """A tier in force."""

    scheme: str
    tier: str
    scheme_title: Text
    title: Text
    since: date
    ends_on: date | None
    is_by_hand: bool


@dataclass(frozen=True)
class Acts:
    """What can be done now, each None where it cannot; `order` is suspend, resume or "".

    `has_password`: the line can be sent a new one.
    """

    reconnects_until: datetime | None
    credit_fen: int | None
    sim: Text | None
    booking: Text | None
    order: str
    has_password: bool


@dataclass(frozen=True)
class View:
    """The page, top to bottom. `mark` of the state is "", owe or bad."""

    id: int
    number: str
    whole: str | None
    product: Text
    payment: Text
    segment: Text | None
    site: Text
    line: Line
    lead: Held | None
    others: tuple[Held, ...]
    mark: str
    acts: Acts
    stays_off: Row | None
    """Why a line that is off for arrears is not reconnected: what its caller asks first."""
    refused: tuple[Text, ...]
    is_open: bool
    may_use: bool
    may_unmask: bool
    answers: Answers
    lead_scheme: str
    switched_on: frozenset[str]
    terms: TermsShown


def view_of(
    actor: Actor,
    customer: Customer,
    site: Text,
    foreseen: Terms | Refusal | None,
    now: datetime,
    zone: ZoneInfo,
    whole: str | None = None,
) -> View:
    """The page of a customer; `foreseen` is what asking for a reconnection would come to, if one may ask."""
    line, standing = customer.standing.line, customer.standing
    answers = answers_of(standing.decided)
    if line.suspended_for is Suspension.ARREARS:
        answers = asked_first(answers, RECONNECTION, _beyond_tiers(answers, foreseen))
    stays_off = _stays_off(line, answers)
    held = [_held(one) for one in standing.memberships]
    lead = next((one for one in held if one.scheme == answers.lead), held[0] if held else None)
    owned_from = line.joined_on if line.owner_no == 1 else None
    return View(
        id=line.id,
        number=customer.number,
        whole=whole,
        product=value_text(line.product),
        payment=value_text(line.payment),
        segment=value_text(line.segment) if line.segment != "public" else None,
        site=site,
        line=line,
        lead=lead,
        others=tuple(one for one in held if one is not lead),
        mark=_mark(line),
        acts=_acts(actor, line, answers, foreseen, now),
        stays_off=stays_off,
        refused=_refused(answers.not_now, stays_off) if not line.is_closed else (),
        is_open=not line.is_closed,
        may_use=actor.may("entitlement:use") and not line.is_closed,
        may_unmask=actor.may("line:unmask") and whole is None,
        answers=answers,
        lead_scheme=lead.scheme if lead else "",
        switched_on=frozenset(each.service for each in standing.switched if each.is_on),
        terms=terms_of(actor, customer.terms, now.astimezone(zone), owned_from),
    )


def _held(one: Membership) -> Held:
    return Held(
        scheme=one.scheme,
        tier=one.tier,
        scheme_title=scheme_title(one.scheme),
        title=tier_title(one.scheme, one.tier),
        since=one.since,
        ends_on=one.ends_on,
        is_by_hand=one.by_hand is not None,
    )


def _mark(line: Line) -> str:
    if line.status is Status.SUSPENDED:
        return "bad"
    return "owe" if line.arrears_months or line.arrears_fen else ""


def _acts(
    actor: Actor, line: Line, answers: Answers, foreseen: Terms | Refusal | None, now: datetime
) -> Acts:
    sim, booking = (answers.decisions.get(name) for name in (SIM, BOOKING))
    may_use = actor.may("entitlement:use")
    may_book = actor.may("appointment:book") and actor.may("appointment:read")
    terms = foreseen if isinstance(foreseen, Terms) else None
    return Acts(
        reconnects_until=now + terms.lasts if terms else None,
        credit_fen=terms.credit_fen if terms else None,
        sim=consequence(sim) if sim and sim.is_granted and may_use else None,
        booking=consequence(booking) if booking and booking.is_granted and may_book else None,
        order=_order(line) if actor.may("order:place") else "",
        has_password=actor.may("service_password:issue") and not line.is_closed,
    )


def _order(line: Line) -> str:
    """What the customer may order of the line itself."""
    if line.status is Status.ACTIVE:
        return "suspend"
    return "resume" if line.suspended_for is Suspension.CUSTOMER else ""


def _beyond_tiers(answers: Answers, foreseen: Terms | Refusal | None) -> Refusal | None:
    """Why a reconnection is refused, unless the decision says so, which its row has in better words."""
    decision = answers.decisions.get(RECONNECTION)
    if not isinstance(foreseen, Refusal) or (decision and foreseen.reason == decision.reason.value):
        return None
    return foreseen


def _stays_off(line: Line, answers: Answers) -> Row | None:
    if line.suspended_for is not Suspension.ARREARS:
        return None
    return next((row for row in answers.not_now if row.service == RECONNECTION), None)


def _refused(rows: tuple[Row, ...], told: Row | None) -> tuple[Text, ...]:
    return tuple([row.title for row in rows if row is not told][:MOST_NAMED])
