"""What the lists of the console are asked for: whole, deep in them, by filters that find much and little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Column, Connection, func, select

from benchmarks.lists_rows import BARE_CITY, BUSY, CITY
from tierline.audit.store import entries
from tierline.database.paging import Listing, page
from tierline.duties.store import duties
from tierline.messages.store import messages
from tierline.people.store import people
from tierline.reconnections.store import reconnections
from tierline.tasks.store import tasks
from tierline.work_orders.store import work_orders


@dataclass(frozen=True)
class Deep:
    """A place deep in a list: behind a share of all rows, by the column that the list is in order of."""

    column: Column[Any]
    descends: bool = True
    share: float = 0.5

    def place(self, connection: Connection) -> str:
        """The place as an address holds it."""
        column, (key,) = self.column, self.column.table.primary_key
        rows = connection.execute(select(func.count()).select_from(column.table)).scalar_one()
        order = column.desc() if self.descends else column
        there = select(column).order_by(order).offset(int(rows * self.share)).limit(1).scalar_subquery()
        beyond = select(column, key).where(column <= there if self.descends else column >= there)
        listing = Listing(1, sort=f"{'-' if self.descends else ''}{column.name}")
        return str(page(connection, beyond, listing, sorts={column.name: column}, key=key).next)


@dataclass(frozen=True)
class List:
    """A list of the console. `whole` asks for all of it, each of `filters` for less, under its name."""

    name: str
    path: str
    whole: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    deep: Deep | None = None

    def address(self, query: Mapping[str, str]) -> str:
        """The address that asks for it."""
        return f"{self.path}?{urlencode(query)}" if query else self.path


def lists(now: datetime) -> tuple[List, ...]:
    """All lists with what each is asked for."""
    then = now - timedelta(days=500)
    a_month_then = {"since": f"{then:%F}", "until": f"{then + timedelta(days=30):%F}"}
    of_city, of_nothing, an_act = {"site": CITY}, {"site": BARE_CITY}, {"action": "line.find"}
    return (
        List(
            "reconnections",
            "/reconnections",
            {"state": "all"},
            {
                "active": {},
                **{one: {"state": one} for one in ("soon", "refused_today", "unpaid", "expired", "settled")},
                "ended, rare": {"state": "ended"},
                "a city's": {"state": "all", **of_city},
                "of a site without any": {"state": "all", **of_nothing},
            },
            Deep(reconnections.c.requested_at),
        ),
        List(
            "work orders",
            "/work-orders",
            {"state": "all"},
            {
                "open": {},
                **{one: {"state": one} for one in ("late", "soon", "mine", "raised", "closed")},
                "a city's": {"state": "all", **of_city},
                "of a site without any": {"state": "all", **of_nothing},
            },
            Deep(work_orders.c.due_by),
        ),
        List(
            "messages",
            "/messages",
            {"since": ""},
            {
                "a week": {},
                "a month long ago": a_month_then,
                "delivered": {"since": "", "state": "delivered"},
                "failed": {"since": "", "state": "failed"},
                "withheld, rare": {"since": "", "state": "withheld"},
                "waiting, none": {"since": "", "state": "waiting"},
                "notices": {"since": "", "purpose": "notice"},
                "care, rare": {"since": "", "purpose": "care"},
                "a template": {"since": "", "template": "tier_risen"},
                "a rare template": {"since": "", "template": "tier_fallen"},
                "a template nobody got": {"since": "", "template": "suspension_reminder"},
                "a city's": {"since": "", **of_city},
                "of a site without any": {"since": "", **of_nothing},
            },
            Deep(messages.c.created_at, share=0.04),
        ),
        List("events of webhooks", "/messages/webhooks"),
        List(
            "audit trail",
            "/audit",
            {},
            {
                "a month long ago": a_month_then,
                "half of it by one": {"who": BUSY},
                "by a system": {"who": "client-8"},
                "by nobody": {"who": "nobody"},
                "an act": an_act,
                "a rare act": {"action": "standard.amend"},
                "an act that never was": {"action": "slots.open"},
                "a kind": {"subject_kind": "line"},
                "a rare kind": {"subject_kind": "standard"},
                "a kind that never was": {"subject_kind": "slot"},
                "of one": {"subject_id": "7"},
                "of one line": {"subject_kind": "line", "subject_id": "7"},
                "half by one, a rare act": {"who": BUSY, "action": "standard.amend"},
                "half by one, a rare kind": {"who": BUSY, "subject_kind": "standard"},
                "half by one, of one": {"who": BUSY, "subject_id": "7"},
                "an act, a rare kind": {**an_act, "subject_kind": "standard"},
                "a rare act, a kind": {"action": "standard.amend", "subject_kind": "line"},
                "half by one, an act, a rare kind": {
                    "who": BUSY,
                    **an_act,
                    "subject_kind": "standard",
                },
            },
            Deep(entries.c.at),
        ),
        List(
            "duties",
            "/duties",
            {"state": "all"},
            {
                "owed": {},
                "done": {"state": "done"},
                "failed": {"state": "failed"},
                "dropped, rare": {"state": "dropped"},
                "overdue": {"state": "all", "overdue": "true"},
                "cards": {"state": "all", "duty": "issue_card"},
                "managers, rare": {"state": "all", "duty": "assign_manager"},
                "managers done, rare": {"state": "done", "duty": "assign_manager"},
                "a month's": {"state": "all", "scheme": "unicom-vip", "month": f"{then:%Y-%m}"},
                "a month's managers": {
                    "state": "all",
                    "scheme": "unicom-vip",
                    "month": f"{then:%Y-%m}",
                    "duty": "assign_manager",
                },
            },
            Deep(duties.c.due_on, descends=False),
        ),
        List(
            "appointments",
            "/appointments",
            {"site": CITY},
            {
                "tomorrow's": {**of_city, "day": f"{now + timedelta(days=1):%F}"},
                "long ago": {**of_city, "day": f"{now - timedelta(days=300):%F}"},
                "of a site without any": of_nothing,
            },
        ),
        List(
            "people",
            "/people",
            {"is_active": ""},
            {
                "active": {},
                "no longer, rare": {"is_active": "false"},
                "agents": {"is_active": "", "role": "agent"},
                "auditors, rare": {"is_active": "", "role": "auditor"},
                "called so, many": {"is_active": "", "called": "clerk"},
                "called so, one": {"is_active": "", "called": "clerk.7777"},
                "called so, none": {"is_active": "", "called": "zzz"},
                "a city's": {"is_active": "", **of_city},
                "of a site without any": {"is_active": "", **of_nothing},
            },
            Deep(people.c.account, descends=False),
        ),
        List(
            "sites",
            "/sites",
            {},
            {
                "called so, many": {"called": "Site"},
                "called so, one": {"called": "65.6501.650103.h12"},
                "called so, none": {"called": "zzz"},
            },
        ),
        List(
            "tasks",
            "/api/v1/tasks",
            {},
            {"grading": {"kind": "grade"}, "calibrating, rare": {"kind": "calibrate"}},
            Deep(tasks.c.asked_at),
        ),
        List("numbers of the start page", "/"),
    )
