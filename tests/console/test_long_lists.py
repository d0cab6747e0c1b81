"""Lists of a million rows: what their pages ask is answered by indexes in the order of the list."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from tests.console.visits import visitor
from tests.service.actors import CITY, actor
from tests.service.api import Api
from tierline.audit import service as audit
from tierline.database.schema import metadata

ROLES = ("administrator", "auditor", "supervisor", "operations")

LISTS = (
    "/reconnections",
    "/reconnections?state=settled",
    "/reconnections?state=all",
    "/work-orders",
    "/work-orders?state=closed",
    "/work-orders?state=all",
    "/messages",
    "/messages?state=failed",
    "/messages?since=",
    "/audit",
    "/audit?action=publication.publish",
    "/audit?who=nobody",
    "/audit?subject_kind=line",
    "/audit?subject_id=7",
    "/audit?subject_kind=line&subject_id=7",
    "/duties",
    "/duties?state=all",
    "/appointments",
    "/people",
)
GROWING = ("reconnections", "work_orders", "messages", "audit_entries", "duties", "slots", "appointments")
LONG = (*GROWING, "people", "tasks")
"""Tables that lists are of. Few work for an operator beside what happens to its lines, and few tasks run."""

OF_FEW = {
    index.name
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
"""Indexes of what is open or failed, which are small however long a table grows."""


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def reads_too_much(statement: str, plan: list[str]) -> str:
    """The step of a plan that reads or sorts a long table as a whole; "" where there is none."""
    ends_early = "LIMIT" in statement
    used: set[str] = set()
    for step in plan:
        verb, table, *how = step.split()
        if verb in ("SCAN", "SEARCH") and table in LONG:
            index = how[how.index("INDEX") + 1] if "INDEX" in how else ""
            if verb == "SCAN" and index not in OF_FEW and not (index and ends_early):
                return step
            used.add(index)
        # Sorting what has the same place in the order is of a few rows each.
        if "TEMP B-TREE FOR ORDER BY" in step and used - OF_FEW:
            return f"{step}: {used}"
    return ""


@ON_SQLITE
@pytest.mark.parametrize("site", ["", "65", CITY])
def test_every_list_of_the_console_is_answered_by_an_index(api: Api, site: str) -> None:
    asked: list[tuple[str, Any]] = []
    reader = visitor(api, actor(*ROLES, site=site))
    event.listen(api.database.engine, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
    for page in LISTS:
        assert reader.get(page).status_code == 200, page
    # Tasks have no list of their own in the console; other systems read it.
    assert api.client(actor(*ROLES, site=site)).get("/api/v1/tasks").status_code == 200
    found = set()
    with api.database.read() as connection:
        for statement, facts in [one for one in asked if one[0].startswith("SELECT")]:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", facts)]
            assert not reads_too_much(statement, plan), f"{statement}\n{plan}"
            found |= {step.split()[1] for step in plan if step.startswith(("SCAN", "SEARCH"))}
    assert found >= set(LONG) - ({"slots", "appointments"} if site != CITY else set())


@ON_SQLITE
def test_when_people_last_signed_in_is_looked_for_by_the_people_not_among_all_sign_ins(api: Api) -> None:
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, facts: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", facts)
            plans.extend(row[3] for row in plan)

    event.listen(api.database.engine, "before_cursor_execute", explain)
    with api.database.read() as connection:
        audit.latest_at(connection, "sign_in", "person", ["one", "another"])
    assert plans == ["SEARCH audit_entries USING INDEX ix_audit_entries_subject (subject_id=?)"]
