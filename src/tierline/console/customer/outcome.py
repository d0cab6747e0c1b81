"""What came of an act: kept as plain facts under its form's key, and said at the head of the page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tierline.appointments.model import Appointment
from tierline.appointments.model import Refusal as BookingRefusal
from tierline.entitlements.model import Decision, Use
from tierline.explanations.sending import Sent
from tierline.orders.model import OrderState, Placed
from tierline.reconnections.model import Answer
from tierline.service_passwords.model import Refusal
from tierline.wording import Text

Facts = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What is said of an act; `says` is a whole sentence where it was refused or the room has its own words.

    `at` is until when, or when; `fen` a credit or a fee; `order` the number of a work order; `count` how many
    short messages.
    """

    act: str
    is_done: bool
    says: Text | None = None
    clause: str = ""
    title: Text | None = None
    at: datetime | None = None
    fen: int | None = None
    order: str = ""
    is_on: bool | None = None
    place: Text | None = None
    count: int = 0


def outcome_of(facts: Mapping[str, Any] | None) -> Outcome | None:
    """What the facts say; None for none, or for those of a form of another page."""
    if facts is None or "act" not in facts:
        return None
    texts = {name: _text(facts.get(name)) for name in ("says", "title", "place")}
    at = facts.get("at")
    return Outcome(
        act=str(facts["act"]),
        is_done=bool(facts["is_done"]),
        clause=str(facts.get("clause", "")),
        at=datetime.fromisoformat(at) if at else None,
        fen=facts.get("fen"),
        order=facts.get("order") or "",
        is_on=facts.get("is_on"),
        count=int(facts.get("count", 0)),
        **texts,
    )


def of_reconnection(answer: Answer) -> Facts:
    """A reconnection that was granted or refused."""
    if answer.refusal is not None:
        refusal = answer.refusal
        return _refused("reconnection", refusal.reason, refusal.sentence, refusal.clause)
    granted = answer.reconnection
    return {
        "act": "reconnection",
        "is_done": True,
        "at": granted.expires_at.isoformat() if granted.expires_at else None,
        "fen": granted.credit_fen,
        "order": granted.work_order_id,
        "clause": granted.clause,
    }


def of_use(taken: Use | Decision, title: Text, place: Text | None) -> Facts:
    """A service that was used, or the decision that refused it."""
    if isinstance(taken, Decision):
        return {
            **_refused("use", taken.reason.value, taken.says, taken.citation.clause),
            "title": _plain(title),
        }
    return {
        "act": "use",
        "is_done": True,
        "title": _plain(title),
        "fen": taken.fee_fen,
        "is_on": taken.is_on,
        "place": _plain(place) if place else None,
        "clause": taken.clause,
    }


def of_booking(booked: Appointment | BookingRefusal, hall: Text) -> Facts:
    """A place that was booked, or why not."""
    if isinstance(booked, BookingRefusal):
        return _refused("booking", str(booked.reason), booked.says, booked.clause)
    at = booked.starts_at.isoformat()
    return {"act": "booking", "is_done": True, "at": at, "place": _plain(hall), "clause": "ENT-10"}


def of_moving(moved: Appointment | BookingRefusal, held: Appointment, hall: Text) -> Facts:
    """An appointment at another time, or why it stays at the one that it `held`."""
    if isinstance(moved, BookingRefusal):
        facts = _refused("moving", str(moved.reason), moved.says, moved.clause)
        return {**facts, "at": held.starts_at.isoformat(), "place": _plain(hall)}
    at = moved.starts_at.isoformat()
    return {"act": "moving", "is_done": True, "at": at, "place": _plain(hall), "clause": "ENT-10"}


def of_cancelling(cancelled: Appointment, hall: Text) -> Facts:
    """An appointment that was cancelled."""
    at = cancelled.starts_at.isoformat()
    return {"act": "cancelling", "is_done": True, "at": at, "place": _plain(hall)}


def of_message(sent: Sent) -> Facts:
    """What was read out, on its way; or that the same words went before."""
    at = sent.at if sent.is_repeated else sent.goes_at
    count = sent.draft.short_messages
    return {"act": "message", "is_done": not sent.is_repeated, "at": at.isoformat(), "count": count}


def of_password(act: str, refusal: Refusal | None, title: Text) -> Facts:
    """A password that was sent to its line, or that its customer chose; or why not."""
    if refusal is None:
        return {"act": act, "is_done": True, "title": _plain(title), "clause": "CHN-06"}
    return {**_refused(act, refusal.reason, refusal.sentence, refusal.clause), "title": _plain(title)}


def of_order(placed: Placed) -> Facts:
    """A suspension or resumption, or why not."""
    is_done = placed.order.state is not OrderState.REFUSED
    facts = _refused("order", placed.order.reason or "", placed.sentence, placed.clause)
    return {**facts, "is_done": is_done}


def _refused(act: str, reason: str, says: Text, clause: str) -> Facts:
    return {"act": act, "is_done": False, "reason": reason, "says": _plain(says), "clause": clause}


def _plain(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _text(kept: Mapping[str, str] | None) -> Text | None:
    return Text(kept["en"], kept["zh"]) if kept else None
