"""Rows for the tables behind the lists of the console: what stands in each column, and filling them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, text

from benchmarks.lists_sql import NUMBERS, RARE, Writing, either, identity, one_of, rarely
from benchmarks.run import told
from tierline.database.connect import Database

CITY, BARE_CITY = "65.6501", "61.6101"
"""A city with a sixth of all rows, and one with none."""

BUSY = "11111111-0000-4000-8000-000000000000"
"""Who did half of all that the trail tells."""

WEBHOOKS = 20
DAY = 86_400

COUNTY = either(
    "r % 6 = 0",
    f"'{CITY}.65010' || (1 + r / 6 % 4)",
    "'6' || (1 + r % 5) || '.6' || (1 + r % 5) || '0' || (2 + r / 5 % 8) || '.c' || (r / 40 % 4)",
)
HALL = f"{COUNTY} || '.h' || (r / 160 % 300)"
"""One of some 50,000 halls, which is more than any operator has."""


def reconnections(by: Writing) -> Mapping[str, str]:
    """Reconnections: the last are active, one in five hundred of the others expired unpaid."""
    over = one_of("s", *["settled"] * 6, *["refused"] * 2, *["expired"] * 2)
    still = either(by.is_late, f"{3 * DAY}", f"{DAY}")
    return {
        "id": identity(),
        **of_line(by),
        "site": HALL,
        "payment": "'prepaid'",
        "state": either(by.is_late, "'active'", rarely("ended", over)),
        "reason": "''",
        "clause": "'ENT-05'",
        "channel": "'hall'",
        "means": "'password'",
        "requested_at": by.moment(by.ago),
        "requested_by": f"'{BUSY}'",
        "standard": "'unicom-vip'",
        "scheme": "'unicom-vip'",
        "tier": one_of("s / 3", "gold", "silver", "diamond"),
        "credit_fen": "10000",
        "used_fen": "s % 10000",
        "arrears_months": "1",
        "arrears_fen": "5000",
        "granted_at": by.moment(by.ago),
        "expires_at": by.moment(f"{by.ago} + {still}"),
        "paid_at": either(f"{by.is_late} OR s % 500 = 8", "NULL", by.moment(by.ago)),
        "version": "1",
    }


def work_orders(by: Writing) -> Mapping[str, str]:
    """Work orders: those of the last two days are open."""
    return {
        "id": identity(),
        "key": "'key-' || i",
        "kind": "'reconnection'",
        "subject_id": identity(),
        **of_line(by),
        "province": "'65'",
        "city": f"'{CITY}'",
        "county": COUNTY,
        "at_site": COUNTY,
        "assignee_id": "''",
        "assignee_name": "''",
        "state": either(by.is_late, one_of("s", "raised", "passed_on", "reported"), "'closed'"),
        "raised_at": by.moment(by.ago),
        "raised_by": f"'{BUSY}'",
        "due_by": by.moment(f"{by.ago} + {DAY}"),
        "closed_at": either(by.is_late, "NULL", by.moment(by.ago)),
        "outcome": either(by.is_late, "NULL", "'settled'"),
        "version": "1",
    }


def messages(by: Writing) -> Mapping[str, str]:
    """Messages: a tenth are events, one in a thousand has failed."""
    is_event = "s % 10 = 0"
    gone = either("s % 1000 = 1", "'failed'", one_of("s / 10", "delivered", "delivered", "sent"))
    told_of = rarely("tier_fallen", one_of("s", "tier_risen", "reconnection_granted", "tier_renewed"))
    return {
        "id": identity(),
        "channel": either(is_event, "'webhook'", "'sms'"),
        "line_id": either(is_event, "NULL", of_line(by)["line_id"]),
        "owner_no": either(is_event, "NULL", "1"),
        "site": either(is_event, "NULL", HALL),
        "webhook_id": either(is_event, identity(f"s / 10 % {WEBHOOKS}", 4), "NULL"),
        "template": either(is_event, "'reconnection.granted'", told_of),
        "language": "'zh'",
        "purpose": either(is_event, "'event'", rarely("care", one_of("s / 3", "notice", "service"))),
        "rank": "2",
        "text": """'{"id":"1","data":{}} or what else a message says, at some length, as they do'""",
        "forgets_text": "FALSE",
        "state": rarely("withheld", gone),
        "reason": "''",
        "attempts": "1",
        "due_at": by.moment(by.ago),
        "created_at": by.moment(by.ago),
        "sent_at": by.moment(by.ago),
    }


def audit_entries(by: Writing) -> Mapping[str, str]:
    """Entries of the trail, half of them of one actor."""
    did = one_of("s / 2", "line.find", "entitlement.use", "reconnection.grant", "sign_in")
    return {
        "at": by.moment(by.ago),
        "actor_id": either("s % 2 = 1", f"'{BUSY}'", "'client-' || (s % 500)"),
        "actor_kind": "'person'",
        "site": HALL,
        "action": rarely("standard.amend", did),
        "subject_kind": rarely("standard", one_of("s / 8", "line", "line", "line", "person")),
        "subject_id": f"CAST(s % {lines_of(by.rows)} AS TEXT)",
        "facts": "'{}'",
        "request_id": "'a-request'",
    }


def duties(by: Writing) -> Mapping[str, str]:
    """Duties: those of the last two days are owed, one in a thousand of the last months has failed."""
    is_failed = f"i > {by.rows} / 10 * 9 AND s % 1000 = 1"
    return {
        **of_line(by),
        "site": HALL,
        "scheme": "'unicom-vip'",
        "month": by.month(by.ago),
        "change": "'risen'",
        "tier": "'gold-' || i",
        "previous_tier": "'silver'",
        "duty": rarely("assign_manager", one_of("s", "tell_customer", "issue_card", "void_card")),
        "notices": "'[]'",
        "due_on": by.day(f"{by.ago} + {DAY}"),
        "try_on": by.day(f"{by.ago} + {DAY}"),
        "state": either(by.is_late, "'owed'", rarely("dropped", either(is_failed, "'failed'", "'done'"))),
        "problem": "''",
        "version": "1",
    }


def slots(by: Writing) -> Mapping[str, str]:
    """Slots, those of a week ahead the last."""
    begins = f"{by.ago} + {7 * DAY}"
    return {
        "id": identity(),
        "site": HALL,
        "starts_at": by.moment(begins),
        "ends_at": by.moment(f"{begins} + 1800"),
        "counter": "'vip'",
        "capacity": "3",
        "taken": "1",
        "version": "1",
    }


def appointments(by: Writing) -> Mapping[str, str]:
    """An appointment in each slot."""
    begins = f"{by.ago} + {7 * DAY}"
    was = one_of("s", "kept", "kept", "missed", "cancelled")
    return {
        "id": identity(),
        "slot_id": identity(),
        **of_line(by),
        "site": HALL,
        "service": "'any'",
        "starts_at": by.moment(begins),
        "ends_at": by.moment(f"{begins} + 1800"),
        "state": either(f"{begins} > 0", "'booked'", was),
        "booked_at": by.moment(by.ago),
        "booked_by": f"'{BUSY}'",
        "version": "1",
    }


def people(by: Writing) -> Mapping[str, str]:
    """People, of whom few no longer may sign in."""
    return {
        "id": identity(mark=3),
        "account": "'clerk.' || i",
        "name": "'Clerk ' || i",
        "department": "'Halls'",
        "site": HALL,
        "language": "'zh'",
        "is_active": f"s % {RARE} <> 7",
        "version": "1",
        "created_at": by.moment(by.ago),
    }


def person_roles(by: Writing) -> Mapping[str, str]:
    """A role of each of them at their site."""
    return {
        "person_id": identity(mark=3),
        "role": rarely("auditor", one_of("s", "agent", "clerk")),
        "site": HALL,
    }


def tasks(by: Writing) -> Mapping[str, str]:
    """Tasks that have ended."""
    return {
        "id": identity(),
        "kind": rarely("calibrate", one_of("s", "grade", "verify", "publish")),
        "key": "'key-' || i",
        "asked": "'{}'",
        "state": "'done'",
        "site": "''",
        "asked_by": f"'{BUSY}'",
        "asked_by_name": "'Somebody'",
        "asked_by_kind": "'person'",
        "asked_at": by.moment(by.ago),
        "started_at": by.moment(by.ago),
        "ended_at": by.moment(by.ago),
        "done": "1",
        "whole": "1",
        "stage": "''",
        "is_cancel_asked": "FALSE",
        "runner": "''",
        "attempts": "1",
    }


def lines_of(rows: int) -> int:
    """How many lines so many rows are about: each has ten of everything."""
    return max(rows // 10, 1)


def of_line(by: Writing) -> Mapping[str, str]:
    """The line of row `i`."""
    return {"line_id": f"i % {lines_of(by.rows)} + 1", "owner_no": "1"}


def lines(by: Writing) -> Mapping[str, str]:
    """The lines."""
    return {
        "id": "i",
        "msisdn": "'199' || substr(CAST(100000000 + i AS TEXT), 2)",
        "segment": "'public'",
        "product": "'mobile_3g'",
        "payment": "'prepaid'",
        "status": "'active'",
        "is_barred": "FALSE",
        "joined_on": "'2010-01-01'",
        "site": HALL,
        "owner_no": "1",
        "language": "'zh'",
        "do_not_disturb": "FALSE",
        "arrears_months": "0",
        "arrears_fen": "0",
        "version": "1",
    }


def webhooks(by: Writing) -> Mapping[str, str]:
    """Where events go."""
    return {
        "id": identity("i - 1", 4),
        "url": "'https://billing.example/' || i",
        "topics": """'["reconnection.granted"]'""",
        "sealed_secret": "''",
        "is_active": "TRUE",
        "created_by": f"'{BUSY}'",
        "created_at": by.moment("0"),
        "version": "1",
    }


def sites(by: Writing, path: str = HALL) -> Mapping[str, str]:
    """The sites of some path that rows are of."""
    return {"path": path, "title_en": f"'Site ' || {path}", "title_zh": f"'站点 ' || {path}", "version": "1"}


def audit_seals(by: Writing) -> Mapping[str, str]:
    """The last seal, which leaves open what an hour brings."""
    sealed = {"first_id": "1", "last_id": f"{by.rows} - {by.rows} / 1000", "count": "1000"}
    return {"no": "i", "at": by.moment("0"), **sealed, "digest": "''", "previous": "''"}


MANY = (reconnections, work_orders, messages, audit_entries, duties, slots, appointments)
"""The tables that grow with all that happens: each gets as many rows as are asked for."""

FEW = (people, person_roles, tasks, lines)
"""A tenth as many: a hundred thousand people are as many as an operator has, and tasks are a few a month."""


def fill(database: Database, rows: int, now: datetime) -> None:
    """Fill all tables behind lists, and those that lists look into."""
    kind = database.engine.dialect.name
    with database.write() as connection:
        for table, count in [*((one, rows) for one in MANY), *((one, lines_of(rows)) for one in FEW)]:
            began = time.perf_counter()
            _fill(connection, table.__name__, table(Writing(kind, count, now)), count)
            told(f"  {table.__name__}: {count:,} rows in {time.perf_counter() - began:.0f} s")
        by = Writing(kind, rows, now)
        _fill(connection, "webhooks", webhooks(by), WEBHOOKS)
        _fill(connection, "audit_seals", audit_seals(by), 1)
        for path in (HALL, COUNTY):
            _fill(connection, "sites", sites(by, path), rows)
        for path in ("61", "62", "63", "64", "65", CITY, BARE_CITY):
            _fill(connection, "sites", sites(by, f"'{path}'"), 1)
    if not database.is_sqlite:
        # As its own housekeeping does sooner or later; SQLite has none.
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _fill(connection: Connection, table: str, values: Mapping[str, str], rows: int) -> None:
    columns, made = ", ".join(values), ", ".join(values.values())
    # Many rows are of one site, which stands there once.
    select = "SELECT DISTINCT" if table == "sites" else "SELECT"
    statement = f"INSERT INTO {table} ({columns}) {NUMBERS.format(rows=rows)} {select} {made} FROM scattered"
    connection.execute(text(statement.replace(":", "\\:")))
