"""A day of the service from end to end, on both databases: from a graded month to a verified audit trail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.day.installation import ROOT, Installation, body, texts_to
from tests.grading.small_base import PHONE, replaced, request, write
from tests.peers.peers import SmppCentre, smpp_centre
from tests.service.databases import settings_for
from tierline.audit.verifying import verify
from tierline.database.connect import connect
from tierline.grading.run import run
from tierline.publishing.publisher import Publisher

NINE_O_CLOCK = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in the operator's zone, the day after the star tiers of the November rating begin."""

PREPAID, POSTPAID, COUNTY = 39, 40, "65.6501.650102"


def number(line_id: int) -> str:
    return f"{PHONE}{line_id:04d}"


@pytest.fixture
def centre():
    with smpp_centre() as running:
        yield running


@pytest.fixture
def day(database_url, tmp_path, centre: SmppCentre):
    settings = settings_for(
        database_url,
        sms_sender="smpp",
        smpp_port=centre.port,
        smpp_system_id=centre.system_id,
        smpp_password=centre.password,
    )
    database = connect(settings)
    yield Installation(database, settings, NINE_O_CLOCK)
    database.close()


def graded_month(tmp_path) -> Any:
    """November's run of a small base; its line 39 is prepaid."""
    paths = write(
        tmp_path / "in",
        {"subscribers": replaced("subscribers", "subscriber_id = 39", "payment", "'prepaid'")},
    )
    run(request(paths, tmp_path / "graded"))
    return tmp_path / "graded"


def reported(line_id: int, kind: str, event_id: str, at: datetime, **facts: Any) -> dict[str, Any]:
    return {"kind": kind, "event_id": event_id, "at": at.isoformat(), "line_id": line_id, **facts}


@pytest.mark.clause("ENT-04", "ENT-05", "ENT-06", "ENT-07", "GOV-01", "CHN-11")
def test_a_day_of_the_service(day: Installation, centre: SmppCentre, tmp_path):
    # The month is graded and published; its duties tell the customers.
    clock = day.clock
    published = Publisher(day.database, day.settings, ROOT, clock, with_duties=True).publish(
        graded_month(tmp_path)
    )
    assert published[0].counts.lines_new == len(range(1, 41))

    # Billing suspends two lines for arrears.
    billing = day.system("billing_system")
    events = []
    for line_id in (PREPAID, POSTPAID):
        events += [
            reported(line_id, "arrears", f"a{line_id}", clock.now, arrears_months=1, arrears_fen=12_000),
            reported(line_id, "suspended_for_arrears", f"s{line_id}", clock.now),
        ]
    told = body(billing.post("/api/v1/billing-events", json={"source": "billing", "events": events}))
    assert {each["outcome"] for each in told["events"]} == {"applied"}

    # An agent signs in, finds the caller and sees what the line may have, with clauses.
    day.add_person("agent.wang", "Wang Fang", "agent", "65.6501")
    agent = day.signed_in("agent.wang", language="zh")
    line = body(agent.get(f"/api/v1/lines/{number(PREPAID)}"))
    assert line["number"] == f"138****{PREPAID:04d}"
    standing = body(agent.get(f"/api/v1/lines/{number(PREPAID)}/entitlements"))
    reconnection = next(one for one in standing["services"] if one["service"] == "emergency_reconnection")
    assert (reconnection["granted"], reconnection["tier"]) == (True, "five_star")
    assert reconnection["clause"] == "ENT-04"

    # Both are reconnected, each once: the same request again has no second effect.
    granted = {}
    for line_id in (PREPAID, POSTPAID):
        asked = {"channel": "hotline", "calls_from": number(line_id), "is_confirmed": True}
        key = {"Idempotency-Key": f"call-{line_id}"}
        path = f"/api/v1/lines/{number(line_id)}/reconnections"
        answer = body(agent.post(path, json=asked, headers=key))
        assert answer["granted"], answer
        assert body(agent.post(path, json=asked, headers=key)) == answer
        granted[line_id] = answer["reconnection"]
    assert granted[PREPAID]["credit_yuan"] == "300.00"
    assert granted[POSTPAID]["expires_at"] == "2026-12-04T01:00:00Z"

    # The customers hear of it at the centre, in Chinese.
    day.work()
    with day.sending():
        centre.wait_for("submitted", 20)
        settle(day)
    assert any("临时授信300元" in text for text in texts_to(centre, number(PREPAID)))
    assert any("紧急开机" in text for text in texts_to(centre, number(POSTPAID)))

    # The work order goes from the province to the city, on to the county, and back with what came of it.
    clerk = day.add_person("county.li", "Li Wei", "supervisor", COUNTY)
    day.add_person("city.zhao", "Zhao Min", "supervisor", "65.6501")
    city, county = day.signed_in("city.zhao"), day.signed_in("county.li")
    order_id = granted[POSTPAID]["work_order_id"]
    order = city.get(f"/api/v1/work-orders/{order_id}")
    passed = city.post(
        f"/api/v1/work-orders/{order_id}/pass-on",
        json={"person_id": clerk},
        headers={"If-Match": order.headers["etag"]},
    )
    assert body(passed)["at_site"] == COUNTY
    back = county.post(
        f"/api/v1/work-orders/{order_id}/report",
        json={"result": "promised", "is_last": True, "note": "Pays on Friday."},
        headers={"If-Match": county.get(f"/api/v1/work-orders/{order_id}").headers["etag"]},
    )
    assert body(back)["at_site"] == "65.6501"

    # Another city sees none of it.
    day.add_person("other.chen", "Chen Jing", "supervisor", "65.6531")
    elsewhere = day.signed_in("other.chen")
    assert elsewhere.get(f"/api/v1/lines/{number(POSTPAID)}").status_code == 404
    assert elsewhere.get(f"/api/v1/work-orders/{order_id}").status_code == 404

    # Time passes: the prepaid credit is used up, and the postpaid time runs out unpaid while nothing ran.
    clock.forward(hours=5)
    billing = day.system("billing_system")
    usage = reported(PREPAID, "usage", "u1", clock.now, fen=30_000)
    body(billing.post("/api/v1/billing-events", json={"source": "billing", "events": [usage]}))
    clock.forward(days=2)
    day.work()
    agent, city, billing = (
        day.signed_in("agent.wang"),
        day.signed_in("city.zhao"),
        day.system("billing_system"),
    )
    ended = {
        line_id: body(agent.get(f"/api/v1/reconnections/{one['id']}")) for line_id, one in granted.items()
    }
    assert {one["state"] for one in ended.values()} == {"expired"}
    assert ended[POSTPAID]["ended_at"] == "2026-12-04T01:00:00Z"
    for line_id in (PREPAID, POSTPAID):
        assert body(agent.get(f"/api/v1/lines/{number(line_id)}"))["status"] == "suspended"
    closed = body(city.get(f"/api/v1/work-orders/{order_id}"))
    assert closed["state"] == "closed"

    # A customer pays, and writes to the centre to hear their tier.
    paid = reported(POSTPAID, "payment", "p1", clock.now, fen=12_000, arrears_months=0, arrears_fen=0)
    body(billing.post("/api/v1/billing-events", json={"source": "billing", "events": [paid]}))
    with day.sending():
        centre.wait_for("bound", 2)
        centre.send(number(POSTPAID), "djcx", message_id="m-1")
        centre.wait_for("confirmed")
        day.work()
        settle(day)
    assert any("五星" in text for text in texts_to(centre, number(POSTPAID)))

    # Every message reached its phone, and the trail holds what was done.
    auditor = day.add_person("audit.sun", "Sun Li", "auditor", "")
    assert auditor
    trail = day.signed_in("audit.sun")
    sent = body(trail.get("/api/v1/messages", params={"limit": 200}))["items"]
    assert {one["state"] for one in sent} == {"delivered"}
    day.work()
    with day.database.read() as connection:
        verdict = verify(connection)
    assert (verdict.flaws, verdict.unsealed) == ((), 0)
    assert verdict.entries > 20


def settle(day: Installation) -> None:
    """Wait until all messages are delivered; the centre confirms each a moment after it has it."""
    from time import monotonic, sleep

    from sqlalchemy import func, select

    from tierline.messages.store import messages

    end = monotonic() + 60
    while monotonic() < end:
        with day.database.read() as connection:
            rest = connection.execute(
                select(func.count())
                .select_from(messages)
                .where(messages.c.state.in_(("waiting", "sending", "sent")))
            ).scalar_one()
        if not rest:
            return
        sleep(0.1)
    raise AssertionError(f"{rest} messages did not arrive")
