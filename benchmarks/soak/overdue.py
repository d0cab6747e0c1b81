"""The lines of a soak that owe: suspended by reports of billing, and reconnected in the past."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from benchmarks.soak.lines import SEED, Known
from benchmarks.wire import called
from tierline.database.connect import Database
from tierline.lines import service as lines
from tierline.reconnections import billing, service
from tierline.reconnections.model import BillingEvent, EventKind, Terms
from tierline.rights.model import Actor, ActorKind
from tierline.rights.policy import permissions
from tierline.service_passwords.model import Channel, Shown
from tierline.settings import Settings

SOURCE = "soak"
EVENTS_AT_ONCE = 200
SUSPENDED_BEFORE = timedelta(days=7)
"""Longer ago than any reconnection lasts."""


def suspend_for_arrears(port: int, token: str, overdue: Sequence[Known], now: datetime) -> None:
    """Have the billing side say that lines owe a month and are suspended for it."""
    for first in range(0, len(overdue), EVENTS_AT_ONCE):
        events: list[dict[str, Any]] = []
        for known in overdue[first : first + EVENTS_AT_ONCE]:
            about = {"at": now.isoformat(), "line_id": known.id}
            owed = {"kind": "arrears", "arrears_months": 1, "arrears_fen": 5000}
            events += [
                {"event_id": f"prepare-a-{known.id}", **about, **owed},
                {"event_id": f"prepare-s-{known.id}", **about, "kind": "suspended_for_arrears"},
            ]
        answered = called(port, "POST", "/billing-events", token, {"source": SOURCE, "events": events})
        outcomes = {one["outcome"] for one in answered["events"]}
        if outcomes != {"applied"}:
            sys.exit(f"Suspending lines for arrears came to {outcomes}")


def reconnect_before(
    database: Database, settings: Settings, overdue: Sequence[Known], *, ends: timedelta, now: datetime
) -> int:
    """Reconnect lines at moments that have passed, so that their time runs out over the next `ends`.

    By the use cases themselves, to which any moment can be given; how many were granted.
    """
    draw = random.Random(SEED)
    actor = Actor("system:soak", ActorKind.SYSTEM, "soak", "", frozenset(permissions()))
    granted = 0
    for known in overdue:
        ends_at = now + ends * draw.uniform(0.05, 0.9)
        with database.write() as connection:
            suspended_at = ends_at - SUSPENDED_BEFORE
            reports = _reports(known, suspended_at)
            billing.report(connection, settings, actor, reports, now=suspended_at)
            line = lines.lock(connection, known.id)
            terms = service.decide(connection, actor, settings, line, None, now=now)
            if isinstance(terms, Terms):
                shown = Shown(Channel.HOTLINE, known.msisdn, True, None)
                at = ends_at - terms.lasts
                answer = service.request(connection, settings, actor, known.msisdn, shown, now=at)
                granted += answer.refusal is None
    return granted


def _reports(known: Known, at: datetime) -> list[BillingEvent]:
    owed = BillingEvent(
        SOURCE, f"before-a-{known.id}", EventKind.ARREARS, at, known.id, arrears_months=1, arrears_fen=5000
    )
    suspended = BillingEvent(SOURCE, f"before-s-{known.id}", EventKind.SUSPENDED_FOR_ARREARS, at, known.id)
    return [owed, suspended]
