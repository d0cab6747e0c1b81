"""The demo's service: every state is there, everybody can sign in, nobody sees too much, the trail holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.demo.conftest import LINES, NOW, MadeDemo
from tierline.audit.verifying import verify
from tierline.demo.accounts import ACCOUNTS
from tierline.demo.cast import PARTS
from tierline.demo.guide import SITUATIONS
from tierline.demo.service import made
from tierline.months import runs
from tierline.months.inputs import inputs_of
from tierline.people.model import roles_for_people


def listed(demo: MadeDemo, path: str, account: str) -> list[dict[str, Any]]:
    """The first page of a list as an account sees it."""
    answer = demo.client.get(f"/api/v1{path}", params={"limit": 200}, headers=demo.signed_in(account))
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def test_each_part_has_a_line_of_its_own(demo: MadeDemo) -> None:
    lines = demo.service.lines

    assert set(lines) == set(PARTS)
    assert len({line.id for line in lines.values()}) == len(PARTS)
    assert set(SITUATIONS) <= set(PARTS)


def test_each_role_has_an_account_that_can_sign_in(demo: MadeDemo) -> None:
    assert {account.role for account in ACCOUNTS} == set(roles_for_people())

    for account in ACCOUNTS:
        me = demo.client.get("/api/v1/me", headers=demo.signed_in(account.name)).json()
        assert (me["name"], me["site"]) == (account.person, account.site)


@pytest.mark.clause("ENT-04", "ENT-05")
def test_reconnections_are_there_in_each_state_and_for_each_reason(demo: MadeDemo) -> None:
    found = {(one["state"], one["reason"], one["payment"]) for one in listed(demo, "/reconnections", "li.na")}

    assert found == {
        ("active", "", "prepaid"),
        ("active", "", "postpaid"),
        ("settled", "paid", "postpaid"),
        ("expired", "time_up", "postpaid"),
        ("expired", "time_up", "prepaid"),
        ("expired", "credit_used_up", "prepaid"),
        ("ended", "by_hand", "postpaid"),
        ("refused", "arrears_too_old", "postpaid"),
        ("refused", "last_unpaid", "postpaid"),
    }


@pytest.mark.clause("ENT-06")
def test_work_orders_are_there_in_each_state_and_at_each_rank_of_site(demo: MadeDemo) -> None:
    found = {(one["state"], one["at_site"].count(".")) for one in listed(demo, "/work-orders", "zhou.wei")}

    assert {("raised", 1), ("passed_on", 2), ("passed_on", 3), ("reported", 1), ("closed", 1)} <= found


@pytest.mark.parametrize(
    ("path", "account", "states"),
    [
        ("/messages", "zhou.wei", {"delivered", "sent", "failed", "withheld", "waiting"}),
        ("/orders", "li.na", {"placed", "sent", "done", "refused"}),
        ("/contacts", "sun.jie", {"planned", "due", "made"}),
        ("/duties", "zhou.wei", {"done", "owed"}),
    ],
)
def test_other_lists_have_what_is_done_and_what_is_not(
    path: str, account: str, states: set[str], demo: MadeDemo
) -> None:
    assert {one["state"] for one in listed(demo, path, account)} == states


def test_appointments_are_kept_missed_cancelled_and_ahead(demo: MadeDemo) -> None:
    headers, found = demo.signed_in("chen.gang"), set()

    for day in ("2026-11-27", "2026-11-28", "2026-11-29"):
        answer = demo.client.get(
            "/api/v1/sites/65.6501/appointments", params={"day": day}, headers=headers
        ).json()
        found |= {(one["state"], day) for one in answer["items"]}

    assert {("kept", "2026-11-27"), ("missed", "2026-11-27"), ("booked", "2026-11-28")} <= found
    assert {("booked", "2026-11-29"), ("cancelled", "2026-11-29")} <= found


def test_a_line_in_arrears_can_be_reconnected_and_a_used_up_quota_cannot_be_used(demo: MadeDemo) -> None:
    headers, granted = demo.signed_in("li.na"), {}

    for part in ("owes_one_month", "quota_used_up"):
        number = demo.service.lines[part].msisdn
        answer = demo.client.get(f"/api/v1/lines/{number}/entitlements", headers=headers).json()
        granted[part] = {one["service"]: one["reason"] for one in answer["services"]}

    assert granted["owes_one_month"]["emergency_reconnection"] == "granted"
    assert granted["quota_used_up"]["airport_lounge"] == "quota_used_up"


@pytest.mark.clause("CHN-11")
def test_the_supervisor_of_one_city_sees_nothing_of_another(demo: MadeDemo) -> None:
    for account, own, other in (("chen.gang", "65.6501", "65.6531"), ("ma.hong", "65.6531", "65.6501")):
        sites = {one["site"] for one in listed(demo, "/reconnections", account)}
        sites |= {one["at_site"] for one in listed(demo, "/work-orders", account)}
        assert sites
        assert all(site.startswith(own) for site in sites)
        line = next(one for one in demo.service.lines.values() if one.site.startswith(other))
        answer = demo.client.get(f"/api/v1/lines/{line.msisdn}", headers=demo.signed_in(account))
        assert answer.status_code == 404


@pytest.mark.clause("GOV-01")
def test_the_whole_audit_trail_is_sealed_and_verifies(demo: MadeDemo) -> None:
    with demo.database.read() as connection:
        verdict = verify(connection)

    # Signing in, as the other tests do, is recorded too, and sealed by the worker that is not at work here.
    assert verdict.flaws == ()
    assert verdict.entries > 200


def test_nothing_happened_after_the_moment_of_the_demo(demo: MadeDemo) -> None:
    with demo.database.read() as connection:
        late = connection.exec_driver_sql(
            "SELECT max(at) FROM (SELECT max(at) AS at FROM reconnection_steps UNION ALL"
            " SELECT max(at) FROM work_order_steps UNION ALL SELECT max(created_at) FROM messages"
            " UNION ALL SELECT max(ended_at) FROM publications)"
        ).scalar_one()

    assert late <= "2026-11-28 06:00:00.000000"


@pytest.mark.slow
def test_the_same_lines_and_moment_give_the_same_service(demo: MadeDemo, tmp_path: Path) -> None:
    made(tmp_path / "again", LINES, NOW)

    with (
        sqlite3.connect(demo.folder / "tierline.db") as first,
        sqlite3.connect(tmp_path / "again" / "tierline.db") as again,
    ):
        for sql in (
            "SELECT id, line_id, state, reason, requested_at FROM reconnections ORDER BY id",
            "SELECT id, line_id, template, state, created_at FROM messages ORDER BY id",
            "SELECT id, line_id, duty, state FROM duties ORDER BY id",
            "SELECT id, account, name FROM people ORDER BY id",
        ):
            rows = first.execute(sql).fetchall()
            assert rows
            assert again.execute(sql).fetchall() == rows


@pytest.mark.clause("GOV-03")
def test_a_month_that_is_graded_again_from_the_console_is_given_the_same_bills(demo: MadeDemo) -> None:
    settings = demo.service.settings
    month = next(iter(runs.months(settings)))
    recorded = runs.of_month(settings, month)
    schemes = [one.recorded.scheme for one in recorded]
    again = inputs_of(settings, month, schemes, today=month)
    for one in recorded:
        bills = [Path(file.path) for file in one.recorded.files["bills"]]
        assert bills == [Path(path).absolute() for path in again["bills"]], one.recorded.scheme
