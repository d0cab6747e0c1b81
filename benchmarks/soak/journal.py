"""What a soak's clients were answered, and holding that against what the database has of it."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from sqlalchemy import Connection, Select, func, select

from benchmarks.soak.findings import Finding, finding
from benchmarks.wire import Answer
from tierline.appointments.model import State as AppointmentState
from tierline.appointments.store import appointments
from tierline.audit.store import entries
from tierline.entitlements.model import Handling
from tierline.entitlements.store import uses
from tierline.lines.events import OURS
from tierline.lines.store import line_events
from tierline.orders.store import orders
from tierline.reconnections.store import billing_events, reconnections
from tierline.text_commands.store import incoming_messages

MOST_KEPT = 50
"""Answers that nobody expected, of which the first ones are kept whole."""

BUSY = 503

BY_CALLS = (Handling.USE.value, Handling.SWITCH.value, Handling.VISIT.value)
"""Uses of procedures are recorded by bookings and reconnections, which are counted themselves."""

IDS: dict[str, Select[str]] = {
    "use": select(uses.c.id).where(uses.c.handling.in_(BY_CALLS)),
    "reversal": select(uses.c.id).where(uses.c.reversed_at.is_not(None)),
    "reconnection": select(reconnections.c.id),
    "order": select(orders.c.id),
    "appointment": select(appointments.c.id),
    "cancellation": select(appointments.c.id).where(appointments.c.state == AppointmentState.CANCELLED.value),
    "billing event": select(billing_events.c.event_id),
    "line event": select(line_events.c.event_id).where(line_events.c.source != OURS),
    "incoming message": select(incoming_messages.c.id),
}
"""Where the effects stand whose answers name them."""

ACTIONS = {
    "unmasking": "line.unmask",
    "password": "service_password.issue",
    "preferences": "line.preferences",
}
"""Effects without an id in the answer, by what the audit trail calls them; these are counted."""


@dataclass(frozen=True)
class Standing:
    """The effects that stand in a database: how often each id, and how many of those that are counted."""

    ids: dict[str, Counter[str]]
    counts: dict[str, int]


def standing(connection: Connection) -> Standing:
    """All effects of the kinds that calls have."""
    ids: dict[str, Counter[str]] = {}
    for name, statement in IDS.items():
        # Before the id of an incoming message stands its gateway's; no other id has a colon.
        ids[name] = Counter(one.rpartition(":")[2] for one in connection.execute(statement).scalars())
    counted = select(entries.c.action, func.count()).group_by(entries.c.action)
    by_action = {action: int(count) for action, count in connection.execute(counted)}
    return Standing(ids, {name: by_action.get(action, 0) for name, action in ACTIONS.items()})


@dataclass
class Journal:
    """The answers of all clients. An effect is acknowledged once for each key, however often it is asked."""

    seconds: defaultdict[str, array[float]] = field(default_factory=lambda: defaultdict(lambda: array("f")))
    statuses: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    unexpected: list[str] = field(default_factory=list)
    unanswered: Counter[str] = field(default_factory=Counter)
    bodies: defaultdict[tuple[str, str], set[bytes]] = field(default_factory=lambda: defaultdict(set))
    asked_under: Counter[tuple[str, str]] = field(default_factory=Counter)
    effects: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    fresh: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of reports: how often each was answered as new, and not as one that came before."""
    counted: Counter[str] = field(default_factory=Counter)
    outcomes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong_pages: list[str] = field(default_factory=list)

    def answered(self, kind: str, answer: Answer, expected: tuple[int, ...]) -> None:
        """An answer came; 503 is expected of whatever meets a busy database, and counted apart."""
        self.seconds[kind].append(answer.seconds)
        self.statuses[kind][answer.status] += 1
        if answer.status not in (*expected, BUSY) and len(self.unexpected) < MOST_KEPT:
            said = answer.body[:300].decode("utf-8", "replace")
            self.unexpected.append(f"{kind}: {answer.status}, expected {expected}: {said}")

    def kept(self, who: str, key: str, answer: Answer) -> None:
        """An answer came that the service keeps under its key."""
        self.asked_under[who, key] += 1
        self.bodies[who, key].add(blake2b(b"%d %s" % (answer.status, answer.body), digest_size=16).digest())

    def acknowledged(self, kind: str, effect: str) -> None:
        """An answer said that something was done, by its id."""
        self.effects[kind].add(effect)

    def reported(self, kind: str, event: str, outcome: str, *, leaves_trace: bool = True) -> None:
        """An answer said what became of a report."""
        self.outcomes[kind][outcome] += 1
        if outcome != "repeated":
            self.fresh[kind, event] += leaves_trace
        if leaves_trace:
            self.effects[kind].add(event)

    @property
    def busy(self) -> int:
        """How often the database was busy for too long."""
        return sum(by_status[BUSY] for by_status in self.statuses.values())

    @property
    def answers(self) -> int:
        """All answers."""
        return sum(by_status.total() for by_status in self.statuses.values())

    # ---------------------------------------------------------------- what has to hold

    def faults(self) -> Iterator[str]:
        """Answers of 500 and above but 503, answers that nobody expected, and calls without any."""
        for kind, by_status in self.statuses.items():
            for status, count in by_status.items():
                if status >= 500 and status != BUSY:
                    yield f"{kind}: {count} answers of {status}"
        yield from self.unexpected
        yield from (f"{kind}: {count} calls without an answer" for kind, count in self.unanswered.items())

    def changed_answers(self) -> Iterator[str]:
        """Keys under which the same request got different answers."""
        for (who, key), found in self.bodies.items():
            if len(found) > 1:
                yield f"{who}, key {key}: {len(found)} different answers"

    def differences(self, before: Standing, after: Standing) -> Iterator[str]:
        """Effects that were acknowledged and do not stand once, and those that stand and nobody was told."""
        for kind, now in after.ids.items():
            told, new = self.effects[kind], now - before.ids[kind]
            yield from (f"{kind} {one}: acknowledged, and not there" for one in sorted(told - now.keys()))
            yield from (f"{kind} {one}: there, and nobody was told" for one in sorted(new.keys() - told))
            yield from (f"{kind} {one}: there {count} times" for one, count in now.items() if count > 1)
        for kind, count in after.counts.items():
            new_ones = count - before.counts[kind]
            if new_ones != self.counted[kind]:
                yield f"{kind}: {self.counted[kind]} acknowledged, {new_ones} recorded"

    def repeated_reports(self) -> Iterator[str]:
        """Reports that were answered as new more than once."""
        for (kind, event), count in self.fresh.items():
            if count > 1:
                yield f"{kind} {event}: answered as new {count} times"

    def findings(self, before: Standing, after: Standing) -> Iterator[Finding]:
        """What became of the promises that the answers themselves made."""
        keys = sum(count > 1 for count in self.asked_under.values())
        effects = sum(len(found) for found in self.effects.values()) + self.counted.total()
        yield finding("every call is answered, as expected, without a fault", self.answers, self.faults())
        yield finding("the same key gets the same answer", keys, self.changed_answers())
        yield finding("what was acknowledged stands once", effects, self.differences(before, after))
        yield finding("a report takes effect once", len(self.fresh), self.repeated_reports())
        pages = len(self.seconds["list"])
        yield finding("pages of a list have no row in common", pages, self.wrong_pages)
