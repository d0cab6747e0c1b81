"""What has to hold of jobs, duties and messages once the workers have caught up; read by SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, select

from benchmarks.soak.findings import LATE, Finding, Look, finding
from tierline.account_managers.store import assignments, managers
from tierline.appointments.model import State as AppointmentState
from tierline.appointments.store import appointments
from tierline.cards.store import cards
from tierline.duties.model import State as DutyState
from tierline.duties.store import duties
from tierline.jobs.store import jobs
from tierline.messages.model import OPEN, State
from tierline.messages.store import messages
from tierline.policy.vocabulary import Duty
from tierline.text_commands.model import Outcome
from tierline.text_commands.store import incoming_messages

EXCUSED = ("no_room",)
"""Problems that keep a duty waiting and are none of the service's."""


def due_jobs(look: Look) -> Finding:
    """Nothing that fell due stands open, has failed, or was given up."""
    rows = look.connection.execute(select(jobs)).mappings().all()

    def violations() -> Iterator[str]:
        for row in rows:
            which = f"job {row['id']}, {row['kind']}"
            if row["done_at"]:
                continue
            if row["given_up_at"]:
                yield f"{which}: given up for {row['problem']}"
            elif row["due_at"] < look.now - LATE:
                yield f"{which}: due at {row['due_at']}, still open; problem: {row['problem'] or 'none'}"

    return finding("no job is overdue or given up", len(rows), violations())


def done_duties(look: Look) -> Finding:
    """Each duty is done once, with what it obliges to; or it waits for a day, or for room."""
    connection = look.connection
    rows = connection.execute(select(duties)).mappings().all()
    keys = set(connection.execute(select(messages.c.key).where(messages.c.key.like("duty:%"))).scalars())
    served = set(connection.execute(select(assignments.c.line_id)).scalars())
    issued = {tuple(row) for row in connection.execute(select(cards.c.line_id, cards.c.scheme, cards.c.tier))}
    today = look.now.astimezone(look.zone).date()

    def violations() -> Iterator[str]:
        for row in rows:
            which = f"duty {row['id']}, {row['duty']}"
            if row["state"] == DutyState.FAILED.value:
                yield f"{which}: failed for {row['problem']}"
            if (
                row["state"] == DutyState.OWED.value
                and row["problem"] not in EXCUSED
                and row["try_on"] <= today
            ):
                yield f"{which}: still owed, since {row['try_on']}"
            if row["state"] != DutyState.DONE.value:
                continue
            expected = {
                Duty.TELL_CUSTOMER.value: f"duty:{row['id']}" in keys,
                Duty.ASSIGN_MANAGER.value: row["line_id"] in served,
                Duty.ISSUE_CARD.value: (row["line_id"], row["scheme"], row["tier"]) in issued,
            }
            if row["done_at"] is None or not expected.get(row["duty"], True):
                yield f"{which}: done, and nothing came of it"

    return finding("duties are done, each with its effect, or wait for a reason", len(rows), violations())


def valid_cards(look: Look) -> Finding:
    """One valid card of a scheme for each line, and no more cards than duties to issue one."""
    rows = look.connection.execute(select(cards)).mappings().all()
    valid = Counter((row["line_id"], row["scheme"]) for row in rows if row["voided_at"] is None)
    made = Counter((row["line_id"], row["scheme"]) for row in rows)
    to_issue = (duties.c.duty == Duty.ISSUE_CARD.value) & (duties.c.state == DutyState.DONE.value)
    owed = Counter(
        tuple(row)
        for row in look.connection.execute(select(duties.c.line_id, duties.c.scheme).where(to_issue))
    )

    def violations() -> Iterator[str]:
        for (line_id, scheme), count in valid.items():
            if count > 1:
                yield f"line {line_id}, {scheme}: {count} valid cards"
        for key, count in made.items():
            if count > owed[key]:
                yield f"line {key[0]}, {key[1]}: {count} cards, {owed[key]} duties to issue one"

    return finding("a line has one valid card of a scheme, issued by a duty", len(rows), violations())


def managed_lines(look: Look) -> Finding:
    """An account manager looks after as many lines as are counted, and no more than the cap."""
    present = select(assignments.c.manager, func.count()).where(assignments.c.ended_at.is_(None))
    counted = dict(tuple(row) for row in look.connection.execute(present.group_by(assignments.c.manager)))
    rows = look.connection.execute(select(managers)).mappings().all()
    violations = (
        f"{row['person_id']}: {present_lines} lines, {row['lines']} counted, cap {row['cap']}"
        for row in rows
        for present_lines in [counted.get(row["person_id"], 0)]
        if not present_lines == row["lines"] <= row["cap"]
    )
    return finding("account managers look after what is counted, within their cap", len(rows), violations)


def sent_messages(look: Look) -> Finding:
    """Each message stands once under its key, and has gone, or waits or was withheld for a reason."""
    connection = look.connection
    rows = connection.execute(select(messages)).mappings().all()
    repeated = Counter(row["key"] for row in rows if row["key"])

    def violations() -> Iterator[str]:
        yield from (f"message {key}: {count} times" for key, count in repeated.items() if count > 1)
        for row in rows:
            which = f"message {row['id']}, {row['template']}"
            if row["state"] in OPEN and row["due_at"] < look.now - LATE:
                yield f"{which}: {row['state']}, due since {row['due_at']}"
            if row["state"] in (State.FAILED, State.WITHHELD) and not row["reason"]:
                yield f"{which}: {row['state']} for no reason"
            if row["state"] == State.SENT and row["sent_at"] is None:
                yield f"{which}: sent at no moment"

    return finding("messages stand once, and have gone or say why not", len(rows), violations())


def handled_texts(look: Look) -> Finding:
    """Each text of a customer was looked at."""
    rows = look.connection.execute(select(incoming_messages)).mappings().all()
    violations = (
        f"incoming message {row['id'].rpartition(':')[2]}: still waiting"
        for row in rows
        if row["outcome"] == Outcome.WAITING and row["received_at"] < look.now - LATE
    )
    return finding("every text of a customer was looked at", len(rows), violations)


def missed_appointments(look: Look) -> Finding:
    """No appointment is booked for a time that has passed."""
    booked = select(appointments).where(appointments.c.state == AppointmentState.BOOKED.value)
    rows = look.connection.execute(booked).mappings().all()
    violations = (
        f"appointment {row['id']}: over at {row['ends_at']}, still booked"
        for row in rows
        if row["ends_at"] < look.now - LATE
    )
    return finding("appointments that nobody kept are missed", len(rows), violations)


CHECKS = (
    due_jobs,
    done_duties,
    valid_cards,
    managed_lines,
    sent_messages,
    handled_texts,
    missed_appointments,
)
